"""Two hundred queries of mixed kinds, taken from the corpus itself with a fixed seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from search.analysis import cut
from search.documents import Document
from search.fold import fold


@dataclass(frozen=True, slots=True)
class BenchQuery:
    """``parts``: strings without punctuation. ``joined``: "and", "or", or "not", which excludes the last part."""

    parts: tuple[str, ...]
    joined: str = "and"

    @property
    def text(self) -> str:
        """The query as typed."""
        quoted = [f'"{part}"' for part in self.parts]
        if self.joined == "or":
            return " OR ".join(quoted)
        if self.joined == "not":
            return " ".join(quoted[:-1]) + " -" + quoted[-1]
        return " ".join(quoted)


def make_queries(documents: Sequence[Document], size: int = 200, seed: int = 4) -> list[BenchQuery]:
    """Return queries of one to three words, alternatives, an exclusion, and phrases of 3 to 10 characters."""
    chance = random.Random(seed)

    def word() -> str:
        while True:
            words = [each for each, _ in cut(fold(chance.choice(documents).body[:400])) if 2 <= len(each) <= 4]
            if words:
                return chance.choice(words)

    def phrase() -> str:
        while True:
            text = fold(chance.choice(documents).body)
            start = chance.randrange(max(1, len(text) - 12))
            phrase = text[start : start + chance.randint(3, 10)]
            if phrase.isalnum():
                return phrase

    kinds = (
        lambda: BenchQuery((word(),)),
        lambda: BenchQuery((word(), word())),
        lambda: BenchQuery((word(), word(), word())),
        lambda: BenchQuery((word(), word()), "or"),
        lambda: BenchQuery((word(), word(), word(), word()), "or"),
        lambda: BenchQuery((word(), word()), "not"),
        lambda: BenchQuery((phrase(),)),
        lambda: BenchQuery((phrase(), word())),
    )
    return [kinds[number % len(kinds)]() for number in range(size)]

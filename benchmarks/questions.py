"""Two hundred questions of mixed kinds, drawn from the corpus itself with a fixed seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from search.analysis import cut
from search.documents import Document
from search.fold import fold


@dataclass(frozen=True, slots=True)
class Question:
    """``parts``: strings without punctuation; ``joined``: and, or, or "not" where the last part is excluded."""

    parts: tuple[str, ...]
    joined: str = "and"

    @property
    def text(self) -> str:
        """As typed."""
        quoted = [f'"{part}"' for part in self.parts]
        if self.joined == "or":
            return " OR ".join(quoted)
        if self.joined == "not":
            return " ".join(quoted[:-1]) + " -" + quoted[-1]
        return " ".join(quoted)


def make_questions(documents: Sequence[Document], size: int = 200, seed: int = 4) -> list[Question]:
    """One word, two or three of them together, either of some, one without another, phrases of 3 to 10 characters."""
    chance = random.Random(seed)

    def word() -> str:
        while True:
            found = [each for each, _ in cut(fold(chance.choice(documents).body[:400])) if 2 <= len(each) <= 4]
            if found:
                return chance.choice(found)

    def phrase() -> str:
        while True:
            text = fold(chance.choice(documents).body)
            start = chance.randrange(max(1, len(text) - 12))
            found = text[start : start + chance.randint(3, 10)]
            if found.isalnum():
                return found

    kinds = (
        lambda: Question((word(),)),
        lambda: Question((word(), word())),
        lambda: Question((word(), word(), word())),
        lambda: Question((word(), word()), "or"),
        lambda: Question((word(), word(), word(), word()), "or"),
        lambda: Question((word(), word()), "not"),
        lambda: Question((phrase(),)),
        lambda: Question((phrase(), word())),
    )
    return [kinds[number % len(kinds)]() for number in range(size)]

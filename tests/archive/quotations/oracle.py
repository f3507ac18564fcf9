"""Quotations that are true, changed or made up, and brute force over all texts as the oracle of what stands in them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from opencc import OpenCC

from search.fold import fold
from search.invisible import without_invisible
from tests.search.corpus import make_corpus

Texts = Mapping[int, tuple[str, str]]
_to_traditional = OpenCC("s2t").convert
_HAN = "山川草木春夏秋冬江河湖海风云雷电金银铜铁"


def texts_of_archive(size: int, seed: int) -> list[tuple[str, str]]:
    """Titles and texts of many clauses; some with blanks in the midst, lost characters and lines that follow one another."""
    chance = random.Random(seed)
    made = []
    for document in make_corpus(size, seed):
        body = document.body
        if chance.random() < 0.3:
            at = chance.randrange(len(body))
            body = f"{body[:at]}　{body[at : at + 9]} {body[at + 9 :]}"
        if chance.random() < 0.3:
            at = chance.randrange(len(body))
            body = f"{body[:at]}□□{body[at + 2 :]}"
        made.append((document.title, body.strip()))
    return made


def _cut(chance: random.Random, text: str, least: int = 8, most: int = 90) -> str:
    length = min(len(text), chance.randint(least, most))
    at = chance.randint(0, len(text) - length)
    return text[at : at + length]


def _true(chance, texts):
    return _cut(chance, chance.choice(texts)[1])


def _title(chance, texts):
    return chance.choice(texts)[0]


def _in_marks(chance, texts):
    one, other = chance.choice(["“”", "「」", '""', "『』", "‘’"])
    return f" {one}{_cut(chance, chance.choice(texts)[1])}{other}\n"


def _other_script(chance, texts):
    return _to_traditional(_cut(chance, chance.choice(texts)[1]))


def _other_width(chance, texts):
    table = {ord("，"): ",", ord(","): "，", ord("。"): ".", ord("2"): "２", ord("%"): "％"}
    return _cut(chance, chance.choice(texts)[1], 20, 90).translate(table)


def _other_blanks(chance, texts):
    words = "".join(_cut(chance, chance.choice(texts)[1]).split())
    at = chance.randrange(len(words))
    return words[:at] + chance.choice([" ", "\n", "\u200b", "　\n"]) + words[at:]


def _over_lines(chance, texts):
    text = chance.choice([body for _, body in texts if "\n" in body])
    at = chance.choice([at for at, character in enumerate(text) if character == "\n"])
    return text[max(0, at - chance.randint(4, 40)) : at + chance.randint(5, 60)].replace("\n", "")


def _spliced(chance, texts):
    text = chance.choice(texts)[1]
    return _cut(chance, text, 5, 30) + _cut(chance, text, 5, 30)


def _changed(chance, texts):
    words = list(_cut(chance, chance.choice(texts)[1], 8, 140))
    for _ in range(chance.randint(1, max(1, min(11, len(words) // 4)))):
        words[chance.randrange(len(words))] = chance.choice(_HAN)
    return "".join(words)


def _more(chance, texts):
    words = list(_cut(chance, chance.choice(texts)[1], 8, 140))
    for _ in range(chance.randint(1, max(1, min(11, len(words) // 5)))):
        words.insert(chance.randrange(len(words)), chance.choice(_HAN))
    return "".join(words)


def _less(chance, texts):
    words = list(_cut(chance, chance.choice(texts)[1], 12, 140))
    for _ in range(chance.randint(1, max(1, min(11, len(words) // 5)))):
        del words[chance.randrange(len(words))]
    return "".join(words)


def _without_mask(chance, texts):
    text = chance.choice([body for _, body in texts if "□" in body or "**" in body])
    at = max(text.find("□"), text.find("**"))
    words = text[max(0, at - chance.randint(4, 20)) : at + chance.randint(4, 20)]
    return words.replace("□", chance.choice(_HAN)).replace("*", chance.choice(_HAN))


def _made_up(chance, texts):
    return "".join(chance.choice(_HAN) for _ in range(chance.randint(5, 60)))


def _made_up_of_their_words(chance, texts):
    return "".join(_cut(chance, chance.choice(texts)[1], 2, 5) for _ in range(chance.randint(3, 9)))


KINDS: tuple[Callable[[random.Random, list[tuple[str, str]]], str], ...] = (
    _true, _title, _in_marks, _other_script, _other_width, _other_blanks, _over_lines, _spliced, _changed, _more, _less,
    _without_mask, _made_up, _made_up_of_their_words,
)  # fmt: skip


def quotations(texts: list[tuple[str, str]], count: int, seed: int) -> list[str]:
    """Words of all kinds in turn."""
    chance = random.Random(seed)
    return [KINDS[number % len(KINDS)](chance, texts) for number in range(count)]


@dataclass(frozen=True)
class Truth:
    """What brute force found: reports with the very words, with words of their form, and the least number of changes."""

    exact: frozenset[int]
    form: frozenset[int]
    distance: int


def form_of(text: str) -> str:
    return "".join(character for character in fold(without_invisible(text)) if not character.isspace())


class Oracle:
    """All texts, one behind the other, each with a character between that no quotation has."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._forms = {number: [form_of(text) for text in both] for number, both in texts.items()}
        joined = "\ue000".join(form for forms in self._forms.values() for form in forms)
        self._characters = np.array([ord(character) for character in joined], np.int32)

    def look(self, words: str) -> Truth:
        form = form_of(words)
        exact = frozenset(number for number, both in self._texts.items() if any(words in text for text in both))
        alike = frozenset(number for number, forms in self._forms.items() if any(form in text for text in forms))
        return Truth(exact, alike, self._distance(form))

    def _distance(self, form: str) -> int:
        """Return the least edit distance of the form from any stretch, by the whole table, a row at a time (Sellers 1980)."""
        columns = np.arange(len(self._characters) + 1, dtype=np.int32)
        row = np.zeros(len(columns), np.int32)
        for number, character in enumerate(form, 1):
            step = row[:-1] + (self._characters != ord(character))
            best = np.minimum(step, row[1:] + 1)
            row = np.concatenate(([number], best)).astype(np.int32)
            row = np.minimum.accumulate(row - columns) + columns
        return int(row.min())

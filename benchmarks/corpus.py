"""A generated corpus of any size, the same for the same seed: realistic lengths, words, places, years, near duplicates.

Words come from jieba's dictionary by their frequency, and a third of the sentences from the sample reports, so
that phrases of the field are in many documents. One document in twenty is a copy with a few sentences changed.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import numpy as np

from search.documents import Document

_ROOT = Path(__file__).resolve().parent.parent
_MEAN_SENTENCES = 62  # of about 34 characters: 2,100 a document
_KINDS = ["report", "report", "news", "experience", "experience", "template", "academic", "other", ""]
_WORD_BLOCK = 100_000
_RECENT = 200  # a copy is of one of the last so many documents


def make_corpus(size: int, seed: int = 20210816) -> Iterator[Document]:
    """Yield ``size`` documents numbered from 1."""
    chance = random.Random(seed)
    sentences = _sample_sentences()
    regions = _regions()
    sources = [f"{name}{kind}" for name in regions.values() for kind in ("日报", "组织部")][:400]
    words = _words(seed)
    recent: list[list[str]] = []
    codes = list(regions)
    for number in range(1, size + 1):
        if recent and chance.random() < 0.05:
            parts = list(chance.choice(recent))
            for _ in range(3):
                parts[chance.randrange(len(parts))] = _sentence(chance, words)
        else:
            length = max(8, int(chance.lognormvariate(0, 0.5) * _MEAN_SENTENCES * 0.88))
            parts = [
                chance.choice(sentences) if chance.random() < 0.33 else _sentence(chance, words) for _ in range(length)
            ]
        recent = [*recent[1 - _RECENT :], parts]
        year = min(2025, 2005 + int(abs(chance.gauss(0, 1)) * 4) + chance.randint(0, 12))
        date = chance.choice(
            [f"{year}", f"{year}-{chance.randint(1, 12):02d}", f"{year}-{chance.randint(1, 12):02d}-16"]
        )
        yield Document(
            id=number,
            title=chance.choice(parts)[:24].rstrip("。!?;,"),
            body="\n".join("".join(parts[at : at + 5]) for at in range(0, len(parts), 5)),
            region=chance.choice(codes) if chance.random() < 0.9 else "",
            date=date if chance.random() < 0.85 else "",
            source=sources[min(int(chance.expovariate(0.02)), len(sources) - 1)] if chance.random() < 0.8 else "",
            kind=chance.choice(_KINDS),
            script="hans",
        )


def _words(seed: int) -> Iterator[str]:
    """Yield words without end, with the frequencies of jieba's dictionary."""
    chance = np.random.default_rng(seed)
    lines = files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines()
    pairs = [line.split(" ")[:2] for line in lines]
    names = [name for name, _ in pairs]
    weights = np.cumsum([int(count) + 1 for _, count in pairs])
    while True:
        numbers = np.searchsorted(weights, chance.integers(0, weights[-1], _WORD_BLOCK), side="right")
        yield from map(names.__getitem__, numbers.tolist())


def _sentence(chance: random.Random, words: Iterator[str]) -> str:
    clauses = ["".join(next(words) for _ in range(chance.randint(4, 9))) for _ in range(chance.randint(1, 4))]
    return ",".join(clauses) + "。"


def _sample_sentences() -> list[str]:
    """Return sentences of the sample reports, from a file of this folder: the corpus does not change with the samples."""
    return (Path(__file__).parent / "sentences.txt").read_text("utf-8").splitlines()


def _regions() -> dict[str, str]:
    """Return {code: name} of today's regions, counties and above."""
    with (_ROOT / "fixtures" / "regions.csv").open(encoding="utf-8") as file:
        rows = csv.DictReader(file)
        return {row["code"]: row["name"] for row in rows}

"""Townships: names below the county, as evidence of which county a text speaks of.

A township's name alone says little (82 are called 城关镇); it settles homonyms, stands by the short name of
its county, and places a text that names no unit above it, with less confidence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from search.fold import fold

#: 雪乡, 柳乡 and the like are words; the rare towns of one character are not looked for.
SHORTEST, LONGEST = 3, 9
_TAIL = re.compile(r"镇|乡|街道|苏木")


@dataclass(frozen=True, slots=True)
class TownshipMention:
    """``text[start:end]`` is the name of a township; ``counties`` are the codes of all that have one of this name."""

    start: int
    end: int
    name: str
    counties: tuple[str, ...]


def load_townships(path: Path) -> Mapping[str, tuple[str, ...]]:
    """{folded name: county codes} of ``fixtures/townships.csv`` (county, names); {} where the file is missing.

    Takes some 60 ms and 8 MB, once a process.
    """
    if not path.exists():
        return {}
    counties: dict[str, tuple[str, ...]] = {}
    for row in path.read_text(encoding="utf-8").split("\n")[1:]:
        code, _, names = row.partition(",")
        for name in fold(names).split():
            counties[name] = (*counties.get(name, ()), code)
    return counties


def find_townships(text: str, counties: Mapping[str, tuple[str, ...]]) -> list[TownshipMention]:
    """Townships that ``text`` names, the longest name at each place, in the order of the text. Linear."""
    folded = fold(text)
    found = []
    for tail in _TAIL.finditer(folded):
        end = tail.end()
        for length in range(min(LONGEST, end), SHORTEST - 1, -1):
            name = folded[end - length : end]
            if codes := counties.get(name):
                found.append(TownshipMention(end - length, end, name, codes))
                break
    return found

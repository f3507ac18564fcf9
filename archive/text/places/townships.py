"""Townships: names below the county, as evidence for a county.

A township's name alone says little (82 townships have the name 城关镇). It decides between homonyms, supports the short
name of its county, and places a text that names no region above it, with less confidence.
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
    """Read ``fixtures/townships.csv`` (county, names) into {folded name: county codes}; {} without the file.

    Takes some 60 ms and 8 MB.
    """
    if not path.exists():
        return {}
    counties: dict[str, tuple[str, ...]] = {}
    for row in path.read_text(encoding="utf-8").split("\n")[1:]:
        code, _, names = row.partition(",")
        for name in fold(names).split():
            counties[name] = (*counties.get(name, ()), code)
    return counties


def find_townships(folded: str, counties: Mapping[str, tuple[str, ...]]) -> list[TownshipMention]:
    """Return the townships that a folded text names, the longest name at each place, in order. Linear."""
    found = []
    for tail in _TAIL.finditer(folded):
        end = tail.end()
        for length in range(min(LONGEST, end), SHORTEST - 1, -1):
            name = folded[end - length : end]
            if codes := counties.get(name):
                found.append(TownshipMention(end - length, end, name, codes))
                break
    return found

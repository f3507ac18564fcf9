"""The table of units, and its names in the order that a text is searched for them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from search.fold import fold

Form = Literal["full", "short", "former"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of GB/T 2260: six-digit ``code``; ``level`` province, city or county; ``parent`` a code or ""."""

    code: str
    name: str
    short: str
    level: str
    parent: str

    @property
    def tail(self) -> str:
        """The word of its level, as 全市 and 我县 say it: 市 县 区 州 盟 旗 省."""
        return "区" if self.name.endswith("地区") else self.name[-1]


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A folded name, and all units that bear it. ``literal`` is the name as the table spells it."""

    folded: str
    literal: str
    form: Form
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """``units`` by code; ``names`` by their first two folded characters, longest first."""

    units: Mapping[str, Unit]
    names: Mapping[str, tuple[PlaceName, ...]]

    def above(self, code: str) -> tuple[str, ...]:
        """The codes of the units that this one lies in, nearest first."""
        found = []
        while code := self.units[code].parent:
            found.append(code)
        return tuple(found)

    def related(self, one: str, other: str) -> bool:
        """Whether one of the two lies in the other."""
        return one in self.above(other) or other in self.above(one)


def load_gazetteer(path: Path | str) -> Gazetteer:
    """Read ``fixtures/regions.csv``, and ``regions-former.csv`` beside it (name, code), if there.

    Takes some 30 ms: keep the result. Raises OSError, and KeyError if columns are missing.
    """
    path = Path(path)
    units = {row["code"]: Unit(*(row[field] for field in Unit.__slots__)) for row in _rows(path)}
    bearers: dict[tuple[str, Form], list[str]] = {}
    for unit in units.values():
        for name, form in _forms(unit):
            bearers.setdefault((name, form), []).append(unit.code)
    former = path.with_name("regions-former.csv")
    for row in _rows(former) if former.exists() else ():
        # 江北区 is one in 宁波, and was one in 重庆: homonyms, which a parent settles.
        form: Form = "full" if (row["name"], "full") in bearers else "former"
        bearers.setdefault((row["name"], form), []).append(row["code"])
    names: dict[str, list[PlaceName]] = {}
    for (name, form), codes in bearers.items():
        folded = fold(name)
        names.setdefault(folded[:2], []).append(PlaceName(folded, name, form, tuple(codes)))
    return Gazetteer(units, {head: tuple(sorted(group, key=_longest_first)) for head, group in names.items()})


def _longest_first(name: PlaceName) -> tuple[int, bool]:
    return -len(name.folded), name.form != "full"


def _forms(unit: Unit) -> Iterable[tuple[str, Form]]:
    """定西市 and 定西; 凉山彝族自治州, 凉山州, 凉山自治州 and 凉山."""
    yield unit.name, "full"
    if unit.short != unit.name:
        yield unit.short, "short"
    if "自治" in unit.name:
        for tail in (unit.name[-3:], unit.name[-1]):
            # 广西区 and 西藏区 are not said; 新疆自治区 is.
            if unit.short + tail != unit.name and not (unit.level == "province" and len(tail) == 1):
                yield unit.short + tail, "full"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))

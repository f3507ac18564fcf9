"""The table of regions, with its names in the order in which a text is searched for them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from search.fold import fold

Form = Literal["full", "short", "former"]

#: Names that ended earlier stand in no report of the archive, but look like words (安县, 辽县).
FORMER_SINCE = 1997
#: 东市区, 郊区, 新区: a part of any town; the name does not place a text.
_PART_OF_A_TOWN = re.compile(r"^(?:[东西南北中新老旧][市城]?区|[郊城矿市]区)$")
_FORMER_TAIL = re.compile(r"(?<=..)(?:地区|[市县盟])$")


@dataclass(frozen=True, slots=True)
class GazetteerRegion:
    """A region of GB/T 2260: six-digit ``code``; ``level`` province, city or county; ``parent`` a code or "".

    ``since``: the first year of its name, "" for 1980 or before.
    """

    code: str
    name: str
    short: str
    level: str
    parent: str
    since: str = ""

    @property
    def tail(self) -> str:
        """Return the word of its level, as in 全市 and 我县: 市 县 区 州 盟 旗 省."""
        return "区" if self.name.endswith("地区") else self.name[-1]


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A folded name, and all regions that have or had it. ``literal`` is the name as the table spells it.

    ``years`` are the first and last year in which each of ``codes`` had the name. ``former`` are those of ``codes``
    that have another name today.
    """

    folded: str
    literal: str
    form: Form
    codes: tuple[str, ...]
    years: tuple[tuple[int, int], ...]
    former: frozenset[str] = frozenset()

    def codes_in(self, years: tuple[int, ...]) -> tuple[str, ...]:
        """Return the regions that a text of these years may mean: 铜仁市 of 2009 is 碧江区, of 2015 the city of today."""
        if not years or len(self.codes) == 1:
            return self.codes
        possible = tuple(
            code
            for code, (first, last) in zip(self.codes, self.years, strict=True)
            if min(years) <= last and max(years) >= first
        )
        return possible or self.codes


@dataclass(frozen=True)
class Gazetteer:
    """``regions`` by code; ``names`` by their first two folded characters, longest first."""

    regions: Mapping[str, GazetteerRegion]
    names: Mapping[str, tuple[PlaceName, ...]]
    townships_file: Path = Path()

    @cached_property
    def townships(self) -> Mapping[str, tuple[str, ...]]:
        """Return {folded name: county codes}. Read once, at the first use: a constant of the program."""
        return _read_townships(self.townships_file) if self.townships_file.name else {}

    def above(self, code: str) -> tuple[str, ...]:
        """Return the codes of the regions that this one lies in, nearest first."""
        found = []
        while code := self.regions[code].parent:
            found.append(code)
        return tuple(found)

    def related(self, one: str, other: str) -> bool:
        """Return whether one of the two lies in the other."""
        return one in self.above(other) or other in self.above(one)


def load_gazetteer(path: Path | str) -> Gazetteer:
    """Read ``fixtures/regions.csv``, with ``regions-former.csv``, ``region-aliases.csv`` and ``townships.csv`` beside it.

    Aliases are names of what lies below the table's units: 嘉义县 stands for 台湾省. A file that is not there adds nothing.

    Takes some 40 ms: call it once. Raises OSError, and KeyError if columns are missing.
    """
    path = Path(path)
    regions = {
        row["code"]: GazetteerRegion(
            row["code"], row["name"], row["short"], row["level"], row["parent"], row.get("since") or ""
        )
        for row in _rows(path)
    }
    bearers: dict[tuple[str, Form], dict[str, tuple[int, int]]] = {}
    for region in regions.values():
        for name, form in _forms(region):
            first = int(region.since) if region.since and form == "full" else 0
            bearers.setdefault((name, form), {})[region.code] = (first, 9999)
    aliases = path.with_name("region-aliases.csv")
    for row in _rows(aliases) if aliases.exists() else []:
        as_form: Form = "short" if row["form"] == "short" else "full"
        bearers.setdefault((row["name"], as_form), {})[row["code"]] = (0, 9999)
    former = path.with_name("regions-former.csv")
    gone = _former_names(_rows(former), regions, bearers) if former.exists() else {}
    names: dict[str, list[PlaceName]] = {}
    for (name, form), years in bearers.items():
        folded = fold(name)
        place = PlaceName(
            folded, name, form, tuple(years), tuple(years.values()), frozenset(gone.get((name, form), ()))
        )
        names.setdefault(folded[:2], []).append(place)
    return Gazetteer(
        regions,
        {head: tuple(sorted(group, key=_longest_first)) for head, group in names.items()},
        path.with_name("townships.csv"),
    )


def _former_names(
    rows: Iterable[Mapping[str, str]],
    regions: Mapping[str, GazetteerRegion],
    bearers: dict[tuple[str, Form], dict[str, tuple[int, int]]],
) -> dict[tuple[str, Form], set[str]]:
    """Add former names to ``bearers``; return {(name, form): the codes that no longer have it}."""
    of_today = {name for name, _ in bearers}
    gone: dict[tuple[str, Form], set[str]] = {}
    for row in rows:
        name, code, last = row["name"], row["successor"], int(row["last_year"])
        if last < FORMER_SINCE or _PART_OF_A_TOWN.match(name) or regions[code].name == name:
            continue
        # 江北区 is in 宁波, and was in 重庆 too: homonyms, which a year or a parent decides.
        form: Form = "full" if (name, "full") in bearers else "former"
        short = _FORMER_TAIL.sub("", name)
        for called, as_form in ((name, form), (short, "short")):
            if as_form == "short" and (called == name or called in of_today or called.endswith("自治")):
                continue
            years = bearers.setdefault((called, as_form), {})
            had = years.get(code, (9999, 0))
            if had[1] != 9999:
                years[code] = (min(had[0], int(row["first_year"] or 0)), max(had[1], last))
                gone.setdefault((called, as_form), set()).add(code)
    return gone


def _longest_first(name: PlaceName) -> tuple[int, bool]:
    return -len(name.folded), name.form != "full"


def _forms(region: GazetteerRegion) -> Iterable[tuple[str, Form]]:
    """Yield 定西市 and 定西; 凉山彝族自治州, 凉山州, 凉山自治州 and 凉山."""
    yield region.name, "full"
    if region.short != region.name:
        yield region.short, "short"
    if "自治" in region.name:
        for tail in (region.name[-3:], region.name[-1]):
            # Prose writes 新疆自治区, but never 广西区 or 西藏区.
            if region.short + tail != region.name and not (region.level == "province" and len(tail) == 1):
                yield region.short + tail, "full"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _read_townships(path: Path) -> Mapping[str, tuple[str, ...]]:
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

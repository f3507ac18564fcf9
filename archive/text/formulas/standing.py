"""How far has a formula spread? From the provinces that used it in each year: local, spreading, common, or of the centre."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

StandingName = Literal["central", "common", "spreading", "local", "unplaced"]

#: Provinces that use a common formula within one year: at least so many, and at least a tenth of those with reports.
LEAST_COMMON, SHARE_COMMON = 4, 10
#: Provinces of a formula that spreads, whatever the years.
LEAST_SPREADING = 2


@dataclass(frozen=True, slots=True)
class Witness:
    """A report that uses it: its year and the two digits of its province, None and "" for unknown ones."""

    year: int | None
    province: str
    is_central: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """``name``: how far it has come. ``since``: the year in which each standing began, None where no year tells."""

    name: StandingName
    since: dict[StandingName, int | None] = field(default_factory=dict)
    provinces: int = 0


def standing_of(witnesses: Iterable[Witness], *, with_reports: int = 0) -> Standing:
    """Return the standing of a formula. ``with_reports``: the provinces that have reports at all.

    A central document decides, whatever the spread; it is no witness of a province.
    """
    first: dict[str, int | None] = {}
    by_year: dict[int, set[str]] = defaultdict(set)
    central: list[int | None] = []
    for each in witnesses:
        if each.is_central:
            central.append(each.year)
        elif each.province:
            before = first.get(each.province)
            years = [year for year in (before, each.year) if year is not None]
            first[each.province] = min(years) if years else None
            if each.year is not None:
                by_year[each.year].add(each.province)
    least = max(LEAST_COMMON, -(-with_reports // SHARE_COMMON))
    since: dict[StandingName, int | None] = {}
    dated = sorted(year for year in first.values() if year is not None)
    if first:
        since["local"] = dated[0] if dated else None
    if len(first) >= LEAST_SPREADING:
        since["spreading"] = dated[LEAST_SPREADING - 1] if len(dated) >= LEAST_SPREADING else None
    if common := sorted(year for year, provinces in by_year.items() if len(provinces) >= least):
        since["common"] = common[0]
    if central:
        since["central"] = min((year for year in central if year is not None), default=None)
    order: tuple[StandingName, ...] = ("central", "common", "spreading", "local")
    return Standing(next((name for name in order if name in since), "unplaced"), since, len(first))

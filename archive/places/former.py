"""What a unit was called before, and which units of former days it holds now (旧地名), in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archive.languages import say
from archive.models import Region
from archive.places.gazetteer import gazetteer


@dataclass(frozen=True, slots=True)
class FormerName:
    """A unit of former days. ``last`` is the year in which it ended; ``became``: the unit of today is its successor
    in rank and place, and not one that took it in."""

    name: str
    last: int
    became: bool

    @property
    def words(self) -> str:
        if self.became:
            return say("{0} 年前为{1}", self.last, self.name)
        return say("旧{0}（至 {1} 年）今属此地", self.name, self.last)


def former_names(region: Region) -> tuple[FormerName, ...]:
    """Each name once, those that the unit bore itself first, then the latest; none that it bears today. One query."""
    rows = [(former.name, former.level, former.last_year) for former in region.former.all() if former.last_year]
    return names_then(rows, region)


def names_then(rows: Iterable[tuple[str, str, int]], region: Region) -> tuple[FormerName, ...]:
    """``rows``: name, level and last year of all former units that ``region`` leads on from.

    定西地区 became 定西市, which bears its name; 铜仁市 became 碧江区, which is as old as that one's end and has no other
    predecessor of its name; 下关区 was taken in by 鼓楼区, which had been there before.
    """
    unit = gazetteer().regions.get(region.code)
    since = unit.since if unit else ""
    others = [(name, level, last) for name, level, last in rows if name != region.name]
    namesakes = {last for name, level, last in others if level == region.level and _stem(name) == region.short}
    found: dict[str, FormerName] = {}
    for name, level, last in sorted(others, key=lambda row: -row[2]):
        is_namesake = _stem(name) == region.short
        is_first = str(last) == since and last not in namesakes
        found.setdefault(name, FormerName(name, last, level == region.level and (is_namesake or is_first)))
    return tuple(sorted(found.values(), key=lambda former: not former.became))


def _stem(name: str) -> str:
    return name.removesuffix("地区") if name.endswith("地区") else name[:-1]

"""Former names of a region (旧地名), in words: its own, and those of former regions that are parts of it today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archive.languages import say
from archive.models import Region
from archive.places.gazetteer import gazetteer


@dataclass(frozen=True, slots=True)
class FormerName:
    """A former region. ``last`` is its last year.

    ``became``: the region of today succeeds it in rank and place, and did not only absorb it.
    """

    name: str
    last: int
    became: bool

    @property
    def words(self) -> str:
        """Return half a sentence in the language of the page."""
        if self.became:
            return say("{0} 年前为{1}", self.last, self.name)
        return say("旧{0}（至 {1} 年）今属此地", self.name, self.last)


def former_names(region: Region) -> tuple[FormerName, ...]:
    """Return each former name once: those of the region itself first, then the latest; none that it has today. One query."""
    rows = [(former.name, former.level, former.last_year) for former in region.former.all() if former.last_year]
    return names_of_rows(rows, region)


def names_of_rows(rows: Iterable[tuple[str, str, int]], region: Region) -> tuple[FormerName, ...]:
    """Return the same from ``rows``: name, level and last year of all former regions that ``region`` continues.

    定西地区 became 定西市, which has its name. 铜仁市 became 碧江区, which began in the year when that ended and has no
    other predecessor of its name. 下关区 was absorbed by 鼓楼区, which is older.
    """
    listed = gazetteer().regions.get(region.code)
    since = listed.since if listed else ""
    others = [(name, level, last) for name, level, last in rows if name != region.name]
    namesakes = {last for name, level, last in others if level == region.level and _stem(name) == region.short}
    found: dict[str, FormerName] = {}
    for name, level, last in sorted(others, key=lambda row: -row[2]):
        is_namesake = _stem(name) == region.short
        is_first = str(last) == since and last not in namesakes
        found.setdefault(name, FormerName(name, last, level == region.level and (is_namesake or is_first)))
    return tuple(sorted(found.values(), key=lambda former: not former.became))


def _stem(name: str) -> str:
    """Return a name without the word of its level: 定西 for 定西地区 and 定西市."""
    return name.removesuffix("地区") if name.endswith("地区") else name[:-1]

"""What was newly published that a search finds, and as how many lines does a letter tell it?

``published_at`` counts, never the date of a report: an old text that came in yesterday is new here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Min

from archive.models import IndexChange, Report
from search.documents import LARGEST_PAGE, Query
from search.engine import get_engine

#: Reports of one batch up to which each has its title; more are one line.
FEW_OF_A_BATCH = 5
#: Days that are looked back on before a search is watched, and lines a day up to which it may be.
DAYS_SHOWN, MOST_A_DAY = 30, 50
_TRIES = 3
#: Pages of the list that are read in any case, and numbers below them up to which a count for each is cheaper.
_PAGES, _FEW = 10, 200


class Publication(NamedTuple):
    """When a report was published, and by which batch it came in, if by any."""

    at: datetime
    batch: int | None


@dataclass(frozen=True, slots=True)
class ToldSet:
    """Reports as a letter tells them: ``titles`` one by one, the newest publication first, and those of each batch as one line."""

    titles: tuple[int, ...]
    batches: Mapping[int, tuple[int, ...]]

    @property
    def reports(self) -> int:
        return len(self.titles) + sum(map(len, self.batches.values()))

    @property
    def lines(self) -> int:
        return len(self.titles) + len(self.batches)


@dataclass(frozen=True, slots=True)
class LastDays:
    """What letters of the last days would have told."""

    told: ToldSet

    @property
    def is_too_much(self) -> bool:
        """Return whether that is more than MOST_A_DAY lines a day."""
        return self.told.lines > MOST_A_DAY * DAYS_SHOWN

    @property
    def a_day(self) -> int:
        return -(-self.told.lines // DAYS_SHOWN)


def published_between(since: datetime, until: datetime) -> dict[int, Publication]:
    """Return {number: publication} of the public reports published behind ``since``, up to ``until``. One query."""
    rows = Report.objects.published().order_by().filter(published_at__gt=since, published_at__lte=until)
    values = rows.values_list("pk", "published_at", "batch_id")
    return {number: Publication(at, batch) for number, at, batch in values if at}


def settled_until(since: datetime, now: datetime) -> datetime:
    """Return until when all publications behind ``since`` are in the index: before the first that waits for it, else ``now``.

    What the index has refused is not waited for.
    """
    waiting = IndexChange.objects.order_by().filter(tries__lt=IndexChange.MAX_TRIES).values("report_id")
    reports = Report.objects.published().filter(pk__in=waiting, published_at__gt=since)
    first = reports.aggregate(at=Min("published_at"))["at"]
    return min(now, first - timedelta(microseconds=1)) if first else now


def found_among(query: Query, numbers: Iterable[int]) -> set[int]:
    """Return those of ``numbers`` that the query finds. Raises QueryError, IndexMissing, EngineUnavailable.

    Near duplicates count each. The newest of the list are read from the highest number down; a few that stand far below, as
    a draft that lay for years, are told by counts.
    """
    wanted = set(numbers)
    if not wanted:
        return set()
    query = replace(query, sort="added", size=LARGEST_PAGE, fold=False, facets=())
    found: set[int] = set()
    for _ in range(_TRIES):
        before = get_engine().newest_commit()
        found = _read_down(query, wanted)
        if get_engine().newest_commit() == before:
            break  # else a commit moved hits from one page to another
    return found


def _read_down(query: Query, wanted: set[int]) -> set[int]:
    listed: set[int] = set()
    page = 1
    while True:
        answer = get_engine().search(replace(query, page=page))
        listed.update(hit.id for hit in answer.hits)
        if not answer.hits or page * LARGEST_PAGE >= answer.total:
            return listed & wanted
        below = sorted(number for number in wanted if number < answer.hits[-1].id)
        if not below:
            return listed & wanted
        if page >= _PAGES and len(below) <= _FEW:
            return (listed & wanted) | _by_counts(query, below)
        page += 1


def _by_counts(query: Query, numbers: list[int]) -> set[int]:
    """Return those of a few numbers that the query finds: without one that it finds, it finds one less."""
    total = get_engine().count(query)
    without = get_engine().count_many([replace(query, hidden=(*query.hidden, number)) for number in numbers])
    return {number for number, count in zip(numbers, without, strict=True) if count == total - 1}


def tell(publications: Mapping[int, Publication]) -> ToldSet:
    """Part the reports into titles and batches."""
    order = sorted(publications, key=lambda number: (publications[number].at, number), reverse=True)
    batches: dict[int, list[int]] = {}
    for number in order:
        if (batch := publications[number].batch) is not None:
            batches.setdefault(batch, []).append(number)
    lines = {batch: tuple(members) for batch, members in batches.items() if len(members) > FEW_OF_A_BATCH}
    return ToldSet(tuple(number for number in order if publications[number].batch not in lines), lines)


def last_days(query: Query, now: datetime) -> LastDays:
    """Return what letters would have told of the last DAYS_SHOWN days. Raises as ``found_among`` does."""
    publications = published_between(now - timedelta(days=DAYS_SHOWN), now)
    found = found_among(query, publications)
    return LastDays(tell({number: each for number, each in publications.items() if number in found}))

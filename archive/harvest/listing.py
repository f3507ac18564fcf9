"""Which reports does a harvester get on one page? Those of its list behind the last one told, as they are at this moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Max

from archive.harvest.arguments import Asked, ProtocolError, first_second, last_second
from archive.harvest.sets import reports_of
from archive.harvest.tokens import Position
from archive.models import PublicChange, Report
from archive.publishing.changes import changes_between, changes_of, count_between
from archive.publishing.changes.reading import number_waiting

#: Reports and headers of one page.
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Told:
    """A report as a harvester is told of it: when it changed, and itself, None of one that was withdrawn or erased."""

    number: int
    changed_at: datetime
    report: Report | None


@dataclass(frozen=True, slots=True)
class HarvestPage:
    """One page: the ``position`` that it began at, what it tells, and where the next one begins, None behind the last."""

    position: Position
    told: tuple[Told, ...]
    next: Position | None


def page_at(position: Position, *, with_evidence: bool = False) -> HarvestPage:
    """Return the page that begins at ``position``. Three queries, one more where a list begins, one for a set of a region or source.

    Raise ProtocolError, noRecordsMatch, where nothing is in a list. A further page holds at least one report, as the protocol
    asks: where all that was left went out of the list meanwhile, it tells the last one again.
    """
    since, until = first_second(position.since), last_second(position.until)
    among = reports_of(position.within)
    is_possible = among is not None or not position.within
    last = int(position.last)
    found = changes_between(since, until, after=last, limit=AT_ONCE + 1, among=among) if is_possible else []
    some, more = found[:AT_ONCE], len(found) > AT_ONCE
    if not some and position.told:
        some = list(changes_of([last]).values())
    if not some:
        raise ProtocolError("noRecordsMatch", "没有合于这些条件的报告。")
    told = _as_they_are(some, began=position.began, with_evidence=with_evidence)
    count = position.told + len(told)
    size = position.size or count_between(since, until, among=among)
    position = replace(position, size=max(size, count + more))
    return HarvestPage(position, told, replace(position, last=some[-1].report_id, told=count) if more else None)


def begin(asked: Asked) -> Position:
    """Return the beginning of a new list. Two queries."""
    number_waiting()
    newest = PublicChange.objects.order_by().aggregate(newest=Max("changed_at"))["newest"]
    prefix, since, until, within = (asked.given.get(name, "") for name in ("metadataPrefix", "from", "until", "set"))
    return Position(asked.verb, prefix, since, until, within, newest.isoformat() if newest else "")


def told_of(number: int, *, with_evidence: bool = False) -> Told | None:
    """Return what is told of one report, None of a number that never was public. Three queries."""
    changes = list(changes_of([number]).values())
    return next(iter(_as_they_are(changes, with_evidence=with_evidence)), None)


def _as_they_are(changes: Sequence[PublicChange], *, began: str = "", with_evidence: bool) -> tuple[Told, ...]:
    """Return each report as it is now: one that went while its change waits for its number is told as gone already.

    No datestamp is later than the newest change when the list began. Some harvesters take the newest datestamp that they met
    for the next ``from``, and what changed behind their back meanwhile must not be older. What is told early comes again.
    """
    newest = datetime.fromisoformat(began) if began else None
    numbers = [change.report_id for change in changes if change.status == PublicChange.Status.PUBLISHED]
    reports = Report.objects.published().select_related("region__parent__parent", "source", "original")
    reports = reports.defer("text", "extracted_text", "edits", "gaps", *(() if with_evidence else ("evidence",)))
    found = reports.in_bulk(numbers)
    times = [min(change.changed_at, newest) if newest else change.changed_at for change in changes]
    return tuple(
        Told(change.report_id, time, found.get(change.report_id)) for change, time in zip(changes, times, strict=True)
    )

"""Join sources (并入) that are one under several names, and split them again (拆开)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from archive.models import IndexChange, Report, Source
from archive.publishing.outbox import note_change


class JoiningError(Exception):
    """The sources cannot be joined or split. The message is a Chinese sentence that says why and what to do."""


@dataclass(frozen=True, slots=True)
class JoinedSources:
    """The source that is left, the names that became old ones, and how many reports moved."""

    into: Source
    names: tuple[str, ...]
    moved: int


@transaction.atomic
def join_sources(numbers: Collection[int], *, into: int) -> JoinedSources:
    """Move the reports of the sources ``numbers`` to the source ``into``, and keep their names as old names of it.

    History and index follow, in one transaction. Raise JoiningError if one of them is gone or joined already.
    """
    wanted = {*numbers, into}
    locked = Source.objects.select_for_update(of=("self",)).in_bulk(sorted(wanted))
    if len(locked) < len(wanted) or any(source.joined_to_id for source in locked.values()):
        raise JoiningError("没有并入：其中有的来源已被删去或并入别的来源。请刷新来源列表再选。")
    target = locked.pop(into)
    if not locked:
        raise JoiningError("没有并入：请选两个以上的来源。")
    moved = 0
    for source in sorted(locked.values(), key=lambda each: each.name):
        reports = list(Report.objects.filter(source=source).order_by("pk").values_list("pk", flat=True))
        source.joined_to, source.joined_reports, source.joined_at = target, reports, timezone.now()
        source.save()
        _move(reports, target, f"来源“{source.name}”并入“{target.name}”")
        moved += len(reports)
    return JoinedSources(target, tuple(sorted(source.name for source in locked.values())), moved)


@transaction.atomic
def split_source(number: int) -> JoinedSources:
    """Make an old name a source of its own again, with the reports that moved with it or were read with its name since.

    A report whose source an editor settled in between stays. Raise JoiningError if the source is no old name.
    """
    source = Source.objects.select_for_update(of=("self",)).filter(pk=number).first()
    if source is None or source.joined_to is None:
        raise JoiningError("没有拆开：这个名字没有并入别的来源。请刷新页面再看。")
    target = source.root
    numbers = list(reports_to_split(source).order_by("pk").values_list("pk", flat=True))
    source.joined_to, source.joined_reports, source.joined_at = None, None, None
    source.save()
    _move(numbers, source, f"来源“{source.name}”从“{target.name}”拆开")
    return JoinedSources(target, (source.name,), len(numbers))


def reports_to_split(source: Source) -> QuerySet[Report]:
    """Return the reports that go back to an old name when it is split off."""
    target = source.root
    came = Q(pk__in=source.joined_reports or []) | Q(evidence__source__value=source.name)
    # By their numbers: where the evidence names no source, a comparison in SQL is neither true nor false.
    settled = Report.objects.filter(source=target, evidence__source__value=target.name).values("pk")
    return Report.objects.filter(source=target).filter(came).exclude(pk__in=settled)


def note_source_change(source: Source) -> None:
    """Write an outbox row for every published report of ``source``. Three queries."""
    _note_changes(Report.objects.published().filter(source=source).values_list("pk", flat=True))


def _move(numbers: Collection[int], source: Source, reason: str) -> None:
    """Give the reports another source, each with a state in its history, and note them for the index."""
    for number in numbers:
        report = Report.objects.defer("text", "extracted_text").get(pk=number)
        report.source = source
        report._change_reason = reason  # type: ignore[attr-defined]  # simple_history reads it
        report.save(update_fields=["source", "updated_at"])
    _note_changes(Report.objects.published().filter(pk__in=numbers).values_list("pk", flat=True))


def _note_changes(numbers: Iterable[int]) -> None:
    numbers = list(numbers)
    if numbers:
        IndexChange.objects.bulk_create([IndexChange(report_id=number) for number in numbers[1:]], batch_size=500)
        note_change(Report(pk=numbers[0]))

"""Which rows other than a report's own do readers see with it? Its source, its regions, its original; and its end."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from archive.models.changes import note_public_changes
from archive.models.intake import Original, Source
from archive.models.regions import Region
from archive.models.reports import Report, ReportQuerySet


def note_regions(codes: Collection[str]) -> None:
    """Note every report of these regions and of all below them: their names stand in its description. A query for each."""
    for region in Region.objects.filter(code__in=codes):
        _note(Report.objects.within(region))


@receiver(post_save, sender=Region)
def _region_saved(sender: type[Region], instance: Region, created: bool, **kwargs: Any) -> None:
    if not created:
        note_regions([instance.code])


@receiver(post_save, sender=Source)
def _source_saved(sender: type[Source], instance: Source, created: bool, **kwargs: Any) -> None:
    if not created:
        _note(Report.objects.filter(source=instance))


@receiver(post_save, sender=Original)
def _original_saved(sender: type[Original], instance: Original, created: bool, **kwargs: Any) -> None:
    if not created:
        _note(Report.objects.filter(original=instance))


@receiver(post_delete, sender=Report)
def _report_deleted(sender: type[Report], instance: Report, **kwargs: Any) -> None:
    note_public_changes([instance.pk], was_public=instance.is_once_published)


def _note(reports: ReportQuerySet) -> None:
    note_public_changes(reports.once_published().order_by("pk").values_list("pk", flat=True))

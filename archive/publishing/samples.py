"""Samples (示例) are found, read and exported as any report, and marked. In the holdings' numbers they count only while nothing else is published."""

from __future__ import annotations

from archive.models import IndexChange, Report


def samples_beside() -> tuple[int, ...]:
    """Return the numbers of the published samples, () while nothing else is published. One query, two where there are samples."""
    samples = tuple(Report.objects.published().samples().order_by("pk").values_list("pk", flat=True))
    return samples if samples and Report.objects.published().filter(is_sample=False).exists() else ()


def note_samples() -> None:
    """Write an outbox row for each sample beside other reports: an earlier version took them out of the index.

    In the caller's transaction; two queries, none more without samples. Where a sample is as it should be, the engine writes nothing.
    """
    IndexChange.objects.bulk_create(IndexChange(report_id=number) for number in samples_beside())

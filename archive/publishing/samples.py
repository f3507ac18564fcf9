"""When do the samples (示例) stand in the index? While they are held: as long as nothing else is published.

So every number that the engine counts, and the list that it leads to, are those of the holdings.
"""

from __future__ import annotations

from collections.abc import Set

from archive.models import IndexChange, Report


def samples_beside(reports: Set[int]) -> set[int]:
    """Return the numbers of the samples if one of ``reports`` is none, so that they come or go with its change.

    They are asked for at each change, since two reports may be published or withdrawn at once, and neither knows of the
    other. One query; where a sample is as it should be, the engine writes nothing.
    """
    samples = _numbers()
    return samples if reports - samples else set()


def note_samples() -> None:
    """Write an outbox row for each sample that is not held, in the caller's transaction. Two queries, none without samples."""
    samples = _numbers()
    if samples and Report.objects.published().filter(is_sample=False).exists():
        IndexChange.objects.bulk_create(IndexChange(report_id=number) for number in sorted(samples))


def _numbers() -> set[int]:
    return set(Report.objects.order_by().filter(is_sample=True).values_list("pk", flat=True))

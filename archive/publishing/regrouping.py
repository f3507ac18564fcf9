"""Outbox rows for the reports that a change moves into another group of near duplicates (近似折叠)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from archive.models import IndexChange
from archive.publishing.groups import links_of, regrouped
from archive.publishing.outbox import apply_after_commit


@contextmanager
def regrouping(number: int) -> Iterator[None]:
    """Wrap a change of the links of report ``number``: of its status, its pairs, or a verdict on one of them.

    Every report whose group changes gets an outbox row, in one transaction with the change. Two queries if no link
    changes.
    """
    with transaction.atomic():
        before = links_of(number)
        yield
        after = links_of(number)
        if moved := regrouped(after - before, before - after):
            IndexChange.objects.bulk_create(IndexChange(report_id=each) for each in sorted(moved))
            transaction.on_commit(apply_after_commit, robust=True)

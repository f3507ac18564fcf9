"""The index is told when a change moves other reports into another group of near duplicates (近似折叠)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from archive.models import IndexChange
from archive.publishing.groups import links_of, regrouped
from archive.publishing.outbox import apply_after_commit


@contextmanager
def regrouping(number: int) -> Iterator[None]:
    """Around whatever may change the links of report ``number``: its publication, its pairs, a verdict on one of them.

    Every report whose group is another afterwards is noted for the index, in one transaction with the change. Two
    queries where no link changes.
    """
    with transaction.atomic():
        before = links_of(number)
        yield
        after = links_of(number)
        if moved := regrouped(after - before, before - after):
            IndexChange.objects.bulk_create(IndexChange(report_id=each) for each in sorted(moved))
            transaction.on_commit(apply_after_commit, robust=True)

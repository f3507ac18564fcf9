"""Does the index hold what the database holds? Compared range by range, so that no more than one lies in memory."""

from __future__ import annotations

from dataclasses import dataclass

from archive.models import IndexChange
from archive.publishing.applied import note_sections
from archive.publishing.outbox import apply_index_changes, documents_of, published_ranges
from search.engine import get_engine


@dataclass(frozen=True, slots=True)
class IndexCheck:
    """Numbers of the reports on which database and index disagree."""

    missing: tuple[int, ...] = ()
    stale: tuple[int, ...] = ()
    extra: tuple[int, ...] = ()

    @property
    def agrees(self) -> bool:
        return not (self.missing or self.stale or self.extra)


def check_index(*, fix: bool = False) -> IndexCheck:
    """Compare every published report with the index, RANGE documents at a time; with ``fix``, correct the index."""
    missing: list[int] = []
    stale: list[int] = []
    extra: list[int] = []
    first = 0
    for numbers in published_ranges():
        indexed = get_engine().digests(first, numbers[-1])
        first = numbers[-1] + 1
        published = {document.id: document.digest() for document in documents_of(set(numbers))}
        missing += sorted(published.keys() - indexed.keys())
        stale += sorted(number for number in published.keys() & indexed.keys() if published[number] != indexed[number])
        extra += sorted(indexed.keys() - published.keys())
    extra += sorted(get_engine().digests(first))
    check = IndexCheck(tuple(missing), tuple(stale), tuple(extra))
    if fix and not check.agrees:
        IndexChange.objects.bulk_create(
            IndexChange(report_id=pk) for pk in (*check.missing, *check.stale, *check.extra)
        )
        apply_index_changes()
    if fix:
        note_sections()
    return check

"""A whole list: its reports, their order, and the query, filters and address that it came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from archive.exporting.exports.conditions import conditions_in_words, joined
from archive.exporting.saved import SavedList
from archive.languages import say
from archive.models import Report, ReportQuerySet
from archive.web.addresses import search_address
from search.documents import LARGEST_PAGE, Query, Results
from search.engine import get_engine
from search.query import ParsedQuery, parse_query

#: Reports read in one SQL query, and written as one chunk; fewer where their texts are read too.
BATCH = 200
BATCH_OF_TEXTS = 50
#: Hits in one page of the engine.
ENGINE_PAGE = LARGEST_PAGE
_TRIES = 3

_NOT_A_FILTER = {"q", "page", "size", "ids", "near"}


class TooManyReports(Exception):
    """A list holds more reports than one file may; the (Chinese) sentence names the remedy."""

    def __init__(self, total: int) -> None:
        super().__init__(
            say(
                "共 {0:,} 篇，超过一次导出的上限 {1:,} 篇。请按年份或地区缩小范围，分几次导出。",
                total,
                settings.EXPORT_LIMIT,
            )
        )


@dataclass(frozen=True, slots=True)
class Listing:
    """A list for an export.

    ``name`` is for the file's name, ``query_text`` is the typed query, ``filters`` are the other choices as
    (parameter, value), ``conditions`` the same in words of the page's ``language``, ``address`` is the absolute address
    of the list's page. ``parsed``: the query, None for a list without one; ``section``: the kind of sections that it asks for.
    """

    name: str
    ids: tuple[int, ...]
    address: str
    origin: str
    exported_on: date
    query_text: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    with_text: bool = False
    conditions: tuple[tuple[str, str], ...] = ()
    parsed: ParsedQuery | None = None
    section: str = ""
    is_saved: bool = False
    language: str = field(default_factory=lambda: get_language() or settings.LANGUAGE_CODE)

    @property
    def quotes(self) -> ParsedQuery | None:
        """Return the query whose hits the files count and quote; None where there are no words to look for."""
        return self.parsed if self.parsed and self.parsed.terms else None

    @property
    def total(self) -> int:
        return len(self.ids)

    @property
    def filter_words(self) -> str:
        return joined(self.conditions)


def listing_of_search(query: Query, *, origin: str, with_text: bool = False) -> Listing:
    """Return all hits of ``query`` in the order of its page; near duplicates, which the page folds, are not folded.

    Raises TooManyReports, QueryError, IndexMissing.
    """
    address = search_address(replace(query, page=1, size=Query().size))
    return Listing(
        name=query.text,
        ids=all_ids(query, most=settings.EXPORT_LIMIT),
        address=origin + address,
        origin=origin,
        exported_on=timezone.localdate(),
        query_text=query.text,
        parsed=parse_query(query.text, query.mode),
        section=query.section,
        filters=(filters := filters_of(address)),
        conditions=conditions_in_words(filters),
        with_text=with_text,
    )


def listing_of_reports(
    reports: ReportQuerySet, *, name: str, address: str, origin: str, with_text: bool = False
) -> Listing:
    """Return all of ``reports`` in their order; ``address`` is the path of their page. One query, or two.

    Raises TooManyReports.
    """
    ids = tuple(reports.values_list("pk", flat=True)[: settings.EXPORT_LIMIT + 1])
    if len(ids) > settings.EXPORT_LIMIT:
        raise TooManyReports(reports.count())
    return Listing(
        name=name,
        ids=ids,
        address=origin + address,
        origin=origin,
        exported_on=timezone.localdate(),
        filters=(filters := filters_of(address)),
        conditions=conditions_in_words(filters),
        with_text=with_text,
    )


def listing_of_saved(saved: SavedList, *, origin: str, with_text: bool = False) -> Listing:
    """Return the published reports of a saved list, in its order. One query."""
    found = set(Report.objects.published().filter(pk__in=saved.ids).values_list("pk", flat=True))
    return Listing(
        name=saved.name or say("夹签"),
        is_saved=True,
        ids=tuple(id_ for id_ in saved.ids if id_ in found),
        address=origin + saved.address,
        origin=origin,
        exported_on=timezone.localdate(),
        with_text=with_text,
    )


def filters_of(address: str) -> tuple[tuple[str, str], ...]:
    """Return the choices in an address of ours beside the query."""
    return tuple(pair for pair in parse_qsl(urlsplit(address).query) if pair[0] not in _NOT_A_FILTER)


def all_ids(query: Query, *, most: int, cut: bool = False) -> tuple[int, ...]:
    """Return the numbers of all hits in order.

    For more than ``most`` hits, raises TooManyReports, or with ``cut`` returns the first of them. Raises QueryError,
    IndexMissing. A commit between two pages of the engine moves hits from one to the other: then the search is
    repeated.
    """
    for _ in range(_TRIES):
        before = get_engine().newest_commit()
        ids = _pages(query, most, cut)
        if get_engine().newest_commit() == before:
            break
    return tuple(dict.fromkeys(ids))[:most]


def _pages(query: Query, most: int, cut: bool) -> list[int]:
    first = _page(query, 1)
    if first.total > most and not cut:
        raise TooManyReports(first.total)
    ids = [hit.id for hit in first.hits]
    for number in range(2, -(-min(first.total, most) // ENGINE_PAGE) + 1):
        ids += [hit.id for hit in _page(query, number).hits]
    return ids


def _page(query: Query, number: int) -> Results:
    return get_engine().search(replace(query, page=number, size=ENGINE_PAGE, fold=False, facets=()))


def numbered_batches(listing: Listing, *, with_text: bool = False) -> Iterator[Sequence[tuple[int, Report]]]:
    """Yield the published reports of the list with their numbers, one SQL query a batch.

    A report withdrawn in the meantime is left out, and its number with it.
    """
    reports = Report.objects.published().for_list().defer("extracted_text", "edits", "evidence", "gaps", "doubts")
    if not with_text:
        reports = reports.defer("text")
    size = min(BATCH, BATCH_OF_TEXTS) if with_text else BATCH
    for start in range(0, listing.total, size):
        ids = listing.ids[start : start + size]
        found = reports.in_bulk(ids)
        yield [(number, found[id_]) for number, id_ in enumerate(ids, start + 1) if id_ in found]

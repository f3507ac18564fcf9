"""Where does a report stand in the list that its reader came from, and which reports stand beside it there?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import QueryDict

from archive.models import Report
from archive.reading.form import ReadingOptions
from archive.searching.form import SearchForm
from archive.web.addresses import address_of, querystring_of
from search.documents import LARGEST_PAGE, Hit, Query, Results, SearchError
from search.engine import get_engine


@dataclass(frozen=True, slots=True)
class PlaceInResults:
    """The ``number`` of an entry of a list of ``total``, from 1, and the addresses of its neighbours, "" for none."""

    number: int
    total: int
    previous: str = ""
    next: str = ""


def place_in_results(report: Report, options: ReadingOptions) -> PlaceInResults | None:
    """Return the place of ``report`` on the page of results that ``options`` name; None where it stands on no such page.

    A near duplicate that the list folds has the place of its entry. One search finds the neighbours too, on other pages as well.
    """
    parameters = options.list_parameters()
    if not parameters:
        return None
    asked = QueryDict(mutable=True)
    for name, values in parameters.items():
        asked.setlist(name, values)
    form = SearchForm(asked)
    if not form.is_valid():
        return None
    query = replace(form.to_query(fold=True), facets=())
    first, last = (query.page - 1) * query.size, query.page * query.size
    page, size = window(max(0, first - 1), last + 1)
    try:
        results = get_engine().search(replace(query, page=page, size=size))
    except SearchError:
        return None
    return _place(report.pk, query, results)


def window(first: int, last: int) -> tuple[int, int]:
    """Return page and size, the smallest that is, of a page that holds the entries ``first`` to ``last`` - 1, from 0.

    Raises ValueError where no page of the largest size or less does.
    """
    for size in range(last - first, LARGEST_PAGE + 1):
        if first // size == (last - 1) // size:
            return first // size + 1, size
    raise ValueError(f"no page holds entries {first} to {last}")


def _place(number: int, query: Query, results: Results) -> PlaceInResults | None:
    """Return the place of report ``number`` on the query's page, a part of the page of ``results``."""
    hits = results.hits
    at = next((place for place, hit in enumerate(hits) if number == hit.id or number in hit.folded), None)
    if at is None:
        return None
    place = (results.page - 1) * results.size + at
    page = place // query.size + 1
    if page != query.page:
        return None
    previous = _address(query, place - 1, hits[at - 1]) if at else ""
    following = _address(query, place + 1, hits[at + 1]) if at + 1 < len(hits) else ""
    return PlaceInResults(place + 1, results.folded_total, previous, following)


def _address(query: Query, place: int, hit: Hit) -> str:
    """Return the address of the report at a place of the list, from 0, as the page writes it on which it stands."""
    return address_of("report", hit.id) + querystring_of(replace(query, page=place // query.size + 1))

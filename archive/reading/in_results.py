"""Where does a report stand in the list that its reader came from, and which reports stand beside it there?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import QueryDict

from archive.models import Report
from archive.reading.form import ReadingOptions
from archive.searching.form import SearchForm
from archive.web.addresses import address_of, querystring_of
from search.documents import Hit, IndexMissing, Query, QueryError, Results
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

    A near duplicate that the list folds has the place of its entry. The engine answers once, twice at an end of the page.
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
    try:
        return _place(report.pk, query, get_engine().search(query))
    except (QueryError, IndexMissing):
        return None


def _place(number: int, query: Query, results: Results) -> PlaceInResults | None:
    hits = results.hits
    at = next((place for place, hit in enumerate(hits) if number == hit.id or number in hit.folded), None)
    if at is None:
        return None
    before, after = replace(query, page=query.page - 1), replace(query, page=query.page + 1)
    place = (query.page - 1) * query.size + at + 1
    if at:
        previous = _address(query, hits[at - 1])
    else:
        previous = _address(before, *get_engine().search(before).hits[-1:]) if query.page > 1 else ""
    if at + 1 < len(hits):
        following = _address(query, hits[at + 1])
    else:
        following = _address(after, *get_engine().search(after).hits[:1]) if place < results.folded_total else ""
    return PlaceInResults(place, results.folded_total, previous, following)


def _address(query: Query, *hits: Hit) -> str:
    """Return the address of a hit's report as its list writes it; "" without a hit."""
    return "".join(address_of("report", hit.id) + querystring_of(query) for hit in hits)

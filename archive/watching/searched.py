"""The search of a watch: from an address to the query, to words, and to the addresses of its list and feed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import QueryDict

from archive.exporting.exports.conditions import conditions_in_words, joined
from archive.exporting.menu import query_of_feed, search_feed
from archive.languages import say
from archive.models import Watch
from archive.searching.form import SearchForm
from archive.web.addresses import search_address
from search.documents import Query

_NOT_A_FILTER = ("q", "near")


class SearchRefused(Exception):
    """A search cannot be watched; the sentence says why, in the language of the page."""


@dataclass(frozen=True, slots=True)
class WatchedSearch:
    """``parameters``: as its address writes them, without order and pages, which a watch does not have; "" for all reports."""

    query: Query
    parameters: str

    @property
    def list_address(self) -> str:
        return search_address(self.query)

    @property
    def feed_address(self) -> str:
        return search_feed(self.query)

    @property
    def conditions(self) -> str:
        """Return the filters in words: 地区=甘肃省；日期=2019–2022. "" for none. One query if a region is among them."""
        pairs = [pair for pair in QueryDict(self.parameters).lists() if pair[0] not in _NOT_A_FILTER]
        return joined(conditions_in_words([(name, value) for name, values in pairs for value in values]))

    @property
    def words(self) -> str:
        """Return the whole search in words: 软弱涣散；地区=甘肃省."""
        text = " ".join(self.query.text.split())
        return say("；").join(filter(None, (text, self.conditions))) or say("全部报告")


def read_search(given: QueryDict) -> WatchedSearch:
    """Return the search that parameters of an address ask for. At most two queries. Raises SearchRefused."""
    form = SearchForm(given)
    if not form.is_valid():
        raise SearchRefused(form.error_sentence)
    query = replace(query_of_feed(form.to_query()), facets=())
    parameters = search_address(query).partition("?")[2]
    if len(parameters) > Watch.LONGEST_SEARCH:
        raise SearchRefused(say("这一检索太长，关注不了。请少用几个词或条件。"))
    return WatchedSearch(query, parameters)

"""Addresses of questions: what a query says in an address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from archive.web.routes import address_of
from search.documents import Query

#: Parameter of the address -> field of Query. The order is that of every address that we write.
PARAMETERS = {
    "q": "text",
    "mode": "mode",
    "region": "region",
    "from": "date_from",
    "to": "date_to",
    "undated": "undated",
    "source": "source",
    "kind": "kind",
    "script": "script",
    "quality": "quality",
    "not": "excluded",
    "sort": "sort",
    "page": "page",
    "size": "size",
}


_NAMES = {field: name for name, field in PARAMETERS.items()}


_DEFAULTS = {field: getattr(Query(), field) for field in PARAMETERS.values()}


Parameters = dict[str, str | list[str]]


def search_parameters(query: Query) -> Parameters:
    """What the address must say for ``query``: SearchForm reads the same query from it. Defaults are left out, and
    whether near duplicates are folded: ``list_address`` says that too."""
    asked: Parameters = {}
    for name, field in PARAMETERS.items():
        value = getattr(query, field)
        if value != _DEFAULTS[field]:
            asked[name] = _said(value)
    return asked


def _said(value: object) -> str | list[str]:
    """How an address writes the value of a field of Query."""
    if isinstance(value, tuple):
        return [":".join(each) if isinstance(each, tuple) else str(each) for each in value]
    return "1" if value is True else str(value)


def search_address(query: Query) -> str:
    """The address of the results page of ``query``, near duplicates folded as is usual there."""
    return _address(query, "")


def list_parameters(query: Query) -> Parameters:
    """The same with what the page shows of near duplicates."""
    return search_parameters(query) | ({} if query.fold else {"near": "all"})


def list_address(query: Query) -> str:
    """The address of the very list that is shown: ``search_address`` with what is shown of near duplicates."""
    return _address(query, "" if query.fold else "near=all")


def _address(query: Query, near: str) -> str:
    return results_address((*(written_parameter(field, getattr(query, field)) for field in _DEFAULTS), near))


def results_address(written: Iterable[str]) -> str:
    """The results page with these parameters, as ``written_parameter`` writes them."""
    asked = "&".join(filter(None, written))
    return f"{address_of('search')}?{asked}" if asked else address_of("search")


def written_parameter(field: str, value: Any) -> str:
    """``source=a&source=b`` for a field of Query, "" for what an address need not say."""
    if value == _DEFAULTS[field]:
        return ""
    return _encoded(field, value) if field != "text" else urlencode({"q": value})


# Values repeat from page to page: codes, years, names of sources; what was typed does not. The bound is some megabytes.
@lru_cache(maxsize=1024)
def _encoded(field: str, value: Any) -> str:
    return urlencode({_NAMES[field]: _said(value)}, doseq=True)


def with_parameters(path: str, parameters: Mapping[str, str | list[str]]) -> str:
    return f"{path}?{urlencode(parameters, doseq=True)}" if parameters else path


_MAX_LIST = 1000  # characters of the address of a result list


def results_parameter(parameters: Mapping[str, str | list[str]]) -> str:
    """The value of ``results`` for the parameters of a search; "" where q and mode say all, or where they are too many."""
    rest = urlencode({name: value for name, value in parameters.items() if name not in {"q", "mode"}}, doseq=True)
    return rest if len(rest) <= _MAX_LIST else ""


def querystring_of(query: Query) -> str:
    """``?q=...&mode=...`` for a report's address, so that its page marks the same hits, and ``results=...``, so that it
    leads back to the very list; "" where there is nothing to say."""
    if not isinstance(query, Query):
        return ""
    parameters = list_parameters(query)
    said = {name: value for name, value in parameters.items() if query.text and name in {"q", "mode"}}
    if rest := results_parameter(parameters):
        said["results"] = rest
    return with_parameters("", said)

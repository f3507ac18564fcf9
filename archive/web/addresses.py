"""Which address leads there: to a page by its name, to the list of a query, and from outside the archive.

A query's address is the reverse of what SearchForm reads from one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote_plus, urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse

from archive.text.sections import SECTION_NAMES
from search.documents import Query

#: Parameter of the address -> field of Query. The order is that of every address that we write.
PARAMETERS = {
    "q": "text",
    "mode": "mode",
    "region": "region",
    "from": "date_from",
    "to": "date_to",
    "year": "years",
    "undated": "undated",
    "source": "source",
    "kind": "kind",
    "script": "script",
    "quality": "quality",
    "not": "excluded",
    "in": "section",
    "corpus": "corpus",
    "samples": "samples",
    "sort": "sort",
    "page": "page",
    "size": "size",
}
#: Longest ``results`` parameter, in characters: the address of a results page inside that of a report.
MAX_RESULTS = 1000

#: What a report's address carries of a search by itself, since its page marks the hits by them.
CARRIED = ("q", "mode", "in")

_REPORT = re.compile(r"(?:\S*/reports/|#|№|[Nn]o\.?|第)?([0-9]{1,18})(?:[/?#]\S*|号)?", re.ASCII)

_NAMES = {field: name for name, field in PARAMETERS.items()}
_DEFAULTS = {field: getattr(Query(), field) for field in PARAMETERS.values()}

Parameters = dict[str, str | list[str]]
#: Takes changes of a query's fields, gives the address of its list with these changes.
Address = Callable[..., str]


def address_of(name: str, *arguments: int | str) -> str:
    """Return ``reverse(name, args=arguments)``. Raises NoReverseMatch for a name that no address has."""
    return reverse(name, args=arguments) if arguments else get_script_prefix() + _path(name)


@cache
def _path(name: str) -> str:
    """Return the path of an address without arguments, behind the script prefix.

    A constant of archive/urls.py for each name. ``reverse`` works it out in 11 µs, and a page asks for thirty.
    """
    return reverse(name).removeprefix(get_script_prefix())


def origin(request: HttpRequest) -> str:
    """Return ``https://host[:port]``: SITE_URL if it is set, else the host of the request (one of ALLOWED_HOSTS)."""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"


def absolute(request: HttpRequest, path: str) -> str:
    """Return the absolute address of ``path``, which begins with a slash."""
    return origin(request) + path


def report_number(text: str) -> int | None:
    """Return the number of the report that a number or an address of its page names; None for any other text."""
    found = _REPORT.fullmatch(text.strip())
    return int(found[1]) if found else None


def search_parameters(query: Query) -> Parameters:
    """Return the parameters from which SearchForm reads ``query``, without those that stand at their default.

    Whether near duplicates are folded is left out; ``list_parameters`` adds it.
    """
    parameters: Parameters = {}
    for name, field in PARAMETERS.items():
        value = getattr(query, field)
        if value != _DEFAULTS[field]:
            parameters[name] = (
                [_as_text(each) for each in value] if isinstance(value, tuple) else _written(field, value)
            )
    return parameters


def list_parameters(query: Query) -> Parameters:
    """Return the same, and whether near duplicates are listed each."""
    return search_parameters(query) | ({} if query.fold else {"near": "all"})


def search_address(query: Query) -> str:
    """Return the address of the results page of ``query``, near duplicates folded as is usual there."""
    return _results_address(address_of("search"), (_parameter(field, getattr(query, field)) for field in _DEFAULTS))


def list_address(query: Query) -> str:
    """Return the address of the very list of ``query``, near duplicates folded or not."""
    return addresses_like(query)()


def addresses_like(query: Query, **changes: Any) -> Address:
    """Return a function of further changes: ``address(region="62")`` is the list address of the query so changed.

    A results page writes some two hundred addresses that differ in a field or two. What they share is written once, so
    that one costs a tenth of ``list_address(replace(query, …))``.
    """
    path = address_of("search")
    common = {field: _parameter(field, changes.get(field, getattr(query, field))) for field in _DEFAULTS}
    common["fold"] = "" if query.fold else "near=all"
    around: dict[str, tuple[str, str]] = {}  # what stands before and behind a field

    def address(**changes: Any) -> str:
        if len(changes) == 1:
            ((field, value),) = changes.items()
            if written := _parameter(field, value):
                if field not in around:
                    before, behind = _results_address(path, (common | {field: "\0"}).values()).split("\0")
                    around[field] = before, behind
                before, behind = around[field]
                return before + written + behind
        written_changes = {field: _parameter(field, value) for field, value in changes.items()}
        return _results_address(path, (common | written_changes).values())

    return address


def with_parameters(path: str, parameters: Mapping[str, str | list[str]]) -> str:
    """Return ``path?a=1&b=2``, or the path alone without parameters."""
    return f"{path}?{urlencode(parameters, doseq=True)}" if parameters else path


def pairs_of(parameters: Mapping[str, str | list[str]]) -> list[tuple[str, str]]:
    """Return parameters as (name, value), each value of a list by itself: the hidden fields of a form."""
    return [
        (name, value)
        for name, written in parameters.items()
        for value in ([written] if isinstance(written, str) else written)
    ]


def results_parameter(parameters: Mapping[str, str | list[str]]) -> str:
    """Return the value of ``results`` for the parameters of a search.

    It is "" where those of CARRIED say everything, or where it would exceed MAX_RESULTS.
    """
    left_out = CARRIED if parameters.get("q") else ("mode",)
    rest = urlencode({name: value for name, value in parameters.items() if name not in left_out}, doseq=True)
    return rest if len(rest) <= MAX_RESULTS else ""


def querystring_of(query: Query) -> str:
    """Return what a report's address carries of ``query``: ``?q=…&mode=…&in=…&results=…``, or "" for nothing.

    By q, mode and in the report's page marks the same hits; ``results`` leads back to the very list.
    """
    if not isinstance(query, Query):
        return ""
    parameters = list_parameters(query)
    carried = {name: value for name, value in parameters.items() if query.text and name in CARRIED}
    if rest := results_parameter(parameters):
        carried["results"] = rest
    return with_parameters("", carried)


def _results_address(path: str, written: Iterable[str]) -> str:
    """Join a path and parameters as ``_parameter`` writes them."""
    parameters = "&".join(filter(None, written))
    return f"{path}?{parameters}" if parameters else path


def _parameter(field: str, value: Any) -> str:
    """Return ``source=a&source=b`` for a field of Query, "" for its default."""
    if value in (_DEFAULTS[field], ""):  # a single region may come as text, and none as "" too
        return ""
    name = _NAMES[field]
    if isinstance(value, tuple):
        return "&".join([f"{name}={quote_plus(text)}" for text in map(_as_text, value)])
    return f"{name}={quote_plus(_written(field, value))}"


def _written(field: str, value: object) -> str:
    """Return the value of a field of Query as the address writes it: a section by its name (in=问题)."""
    return SECTION_NAMES.get(str(value), "") if field == "section" else _as_text(value)


def _as_text(value: object) -> str:
    """Return one value of a field of Query as the address writes it."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return ":".join(value)
    return "1" if value is True else str(value)


@dataclass(frozen=True, slots=True)
class PageLink:
    """One number in the row; ``number`` None stands for a gap."""

    number: int | None
    address: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Pager:
    """The row under a list: page ``page`` of ``pages``, with the addresses of its neighbours, "" for none."""

    page: int
    pages: int
    links: tuple[PageLink, ...]
    first: str
    previous: str = ""
    next: str = ""

    @property
    def is_past_end(self) -> bool:
        """Return whether the page lies behind the last one."""
        return self.page > self.pages


def page_row(page: int, total: int, size: int, address_of: Callable[[int], str]) -> Pager:
    """Return the row for page ``page`` of a list of ``total`` in pages of ``size``; ``address_of(n)`` gives an address."""
    pages = max(1, -(-total // size))
    links: list[PageLink] = []
    for number in sorted({1, pages, *range(max(1, page - 2), min(pages, page + 2) + 1)}):
        if links and links[-1].number != number - 1:
            links.append(PageLink(None))
        links.append(PageLink(number, address_of(number), number == page))
    return Pager(
        page,
        pages,
        tuple(links),
        first=address_of(1),
        previous=address_of(page - 1) if 1 < page <= pages else "",
        next=address_of(page + 1) if page < pages else "",
    )

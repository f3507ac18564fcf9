"""The export menu of a list (导出): the address of each format, and the feed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings

from archive.exporting.exports import FORMATS, TooManyReports
from archive.exporting.saved import SavedList
from archive.languages import say
from archive.models import Region
from archive.web.addresses import address_of, search_address, with_parameters
from search.documents import Query

#: Parameters of a region's page that choose reports.
REGION_FILTERS = ("year", "source", "kind")


@dataclass(frozen=True, slots=True)
class FileLink:
    label: str
    ending: str
    address: str


@dataclass(frozen=True, slots=True)
class ExportMenu:
    """``refused``: the sentence why there are no files, where the list is too long for one; "" else.

    ``watch``: where letters on the list can be asked for, "" where there are none.
    """

    total: int
    files: tuple[FileLink, ...]
    feed: str = ""
    feed_label: str = ""
    refused: str = ""
    watch: str = ""


def search_menu(query: Query, total: int) -> ExportMenu:
    """Return the menu of a list of results."""
    parameters = _parameters(search_address(_without_pages(query)))
    left_out = {"docx"} if query.text.strip() else {"docx", "hits.csv"}
    menu = _menu("search-export", [], parameters, total, search_feed(query), say("订阅此检索"), left_out)
    return replace(menu, watch=watch_address(query))


def watch_address(query: Query) -> str:
    """Return the address at which letters on a query can be asked for."""
    return address_of("watch") + _parameters(search_address(query_of_feed(query)))


def query_of_feed(query: Query) -> Query:
    """Return the query without order and pages, which a feed does not have."""
    return _without_pages(query, sort=Query().sort)


def search_feed(query: Query) -> str:
    """Return the address of the feed of a query."""
    return address_of("search-feed") + _parameters(search_address(query_of_feed(query)))


def region_menu(region: Region, chosen: Mapping[str, str], total: int) -> ExportMenu:
    """Return the menu of a region's list under the filters ``chosen`` in its address."""
    parameters = with_parameters("", {name: chosen[name] for name in REGION_FILTERS if chosen.get(name)})
    feed = address_of("region-feed", region.code) + parameters
    return _menu("region-export", [region.code], parameters, total, feed, say("订阅此地区"), {"docx", "hits.csv"})


def saved_menu(saved: SavedList, total: int) -> ExportMenu:
    """Return the menu of the saved list, which has no feed."""
    return _menu("saved-export", [], _parameters(saved.address), total, "", "", {"hits.csv"})


def _menu(
    name: str,
    arguments: list[str],
    parameters: str,
    total: int,
    feed: str,
    feed_label: str,
    left_out: Collection[str],
) -> ExportMenu:
    forms = [form for ending, form in FORMATS.items() if ending not in left_out]
    # The addresses differ in their ending alone, and Django takes 10 µs to reverse each.
    stem = address_of(name, *arguments, forms[0].ending).removesuffix(forms[0].ending)
    files = tuple(FileLink(form.label, form.ending, f"{stem}{form.ending}{parameters}") for form in forms)
    refused = str(TooManyReports(total)) if total > settings.EXPORT_LIMIT else ""
    return ExportMenu(total, files, feed, feed_label, refused)


def _without_pages(query: Query, **changes: Any) -> Query:
    usual = Query()
    return replace(query, page=usual.page, size=usual.size, **changes)


def _parameters(address: str) -> str:
    """Return ``?…`` of an address, or ""."""
    _, mark, parameters = address.partition("?")
    return mark + parameters

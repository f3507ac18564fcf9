"""The menu under a list (导出): each format's address, and the feed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings

from archive.exporting.exports import FORMATS, TooLong
from archive.exporting.saved import SavedList
from archive.languages import say
from archive.models import Region
from archive.web.questions import search_address, with_parameters
from archive.web.routes import address_of
from search.documents import Query

#: Parameters of a region's page that choose reports.
REGION_FILTERS = ("year", "source", "kind")


@dataclass(frozen=True, slots=True)
class FileLink:
    label: str
    ending: str
    address: str


@dataclass(frozen=True, slots=True)
class TakeMenu:
    """``refused`` says why there are no files: the list is too long for one."""

    total: int
    files: tuple[FileLink, ...]
    feed: str = ""
    feed_label: str = ""
    refused: str = ""


def search_menu(query: Query, total: int) -> TakeMenu:
    asked = _parameters(search_address(_without_pages(query)))
    return _menu("search-export", [], asked, total, search_feed(query), say("订阅此检索"))


def search_feed(query: Query) -> str:
    """The address of what a question finds anew."""
    return address_of("search-feed") + _parameters(search_address(_without_pages(query, sort=Query().sort)))


def region_menu(region: Region, chosen: Mapping[str, str], total: int) -> TakeMenu:
    asked = with_parameters("", {name: chosen[name] for name in REGION_FILTERS if chosen.get(name)})
    feed = address_of("region-feed", region.code) + asked
    return _menu("region-export", [region.code], asked, total, feed, say("订阅此地区"))


def saved_menu(saved: SavedList, total: int) -> TakeMenu:
    return _menu("saved-export", [], _parameters(saved.address), total, "", "")


def _menu(name: str, arguments: list[str], asked: str, total: int, feed: str, feed_label: str) -> TakeMenu:
    files = tuple(
        FileLink(form.label, form.ending, address_of(name, *arguments, form.ending) + asked)
        for form in FORMATS.values()
    )
    refused = str(TooLong(total)) if total > settings.EXPORT_LIMIT else ""
    return TakeMenu(total, files, feed, feed_label, refused)


def _without_pages(query: Query, **changes: Any) -> Query:
    usual = Query()
    return replace(query, page=usual.page, size=usual.size, **changes)


def _parameters(address: str) -> str:
    """``?…`` of an address, or ""."""
    _, question, parameters = address.partition("?")
    return question + parameters

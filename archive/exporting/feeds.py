"""Atom feeds (RFC 4287) in pages (RFC 5005): the newest reports of the archive, of a search, or of a region.

A page is named by the entry before it, so that nothing falls between two pages while reports come and go.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.db.models import Exists, F, Q
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from archive.exporting.citation.description import describe_report, marked_sample
from archive.languages import date_words
from archive.models import IndexChange, Report, ReportQuerySet
from archive.publishing.changes import newest_time, number_waiting, with_change_time

#: Entries of a page of a feed.
MOST = 50
_SUMMARY = 200  # characters of the text
_IDS_AT_ONCE = 1000
#: The time of a feed without entries: always the same, so that nothing seems new.
_BEGINNING = datetime(2025, 1, 1, tzinfo=UTC)
#: When an archive without any change changed: Last-Modified says the second after it.
_NEVER = _BEGINNING - timedelta(seconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLACE = re.compile(r"(-?[0-9]{1,17})-([0-9]{1,18})", re.ASCII)
#: Characters that XML 1.0 cannot hold, even escaped.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class FeedHead:
    """The values of a feed's head; ``page`` and ``feed`` are paths, ``origin`` stands before them."""

    title: str
    page: str
    feed: str
    origin: str
    subtitle: str = ""


class Place(NamedTuple):
    """A place in the order of a feed: when a report was published, _BEGINNING if nobody knows, and its number."""

    when: datetime
    number: int

    @classmethod
    def of(cls, report: Report) -> Place:
        return cls(report.published_at or _BEGINNING, report.pk)

    @classmethod
    def read(cls, words: str) -> Place | None:
        """Return the place that the parameter ``before`` names, None for anything else."""
        found = _PLACE.fullmatch(words)
        if not found:
            return None
        try:
            return cls(_EPOCH + timedelta(microseconds=int(found[1])), int(found[2]))
        except OverflowError:
            return None

    def __str__(self) -> str:
        return f"{(self.when - _EPOCH) // timedelta(microseconds=1)}-{self.number}"


@dataclass(frozen=True, slots=True)
class FeedPage:
    """One page: its reports, the newest first; ``changed`` is the time of the newest change of any report, None for unknown.

    ``place``: the entry before the page, None for the first one. ``newer``: the same of the page before, None if that is the
    first. ``has_older``: whether a page follows. ``is_settled``: whether the index was up to date, so that nothing is lacking.
    """

    reports: Sequence[Report]
    changed: datetime | None
    place: Place | None = None
    newer: Place | None = None
    has_older: bool = False
    is_settled: bool = True

    def links(self, feed: str) -> dict[str, str]:
        """Return {relation of RFC 5005: path} for the feed at the path ``feed``."""
        mark = "&" if "?" in feed else "?"

        def at(place: Place | None) -> str:
            return f"{feed}{mark}before={place}" if place else feed

        links = {"first": feed} if self.place or self.has_older else {}
        if self.place:
            links["previous"] = at(self.newer)
        if self.has_older:
            links["next"] = at(Place.of(self.reports[-1]))
        return links


class SteadyAtom(Atom1Feed):
    """An Atom feed whose bytes change only with its entries: an empty one does not change every second.

    ``links`` are {relation: address} beside ``self`` and the page.
    """

    def __init__(self, *arguments: Any, links: dict[str, str] | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._links = links or {}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for relation, address in self._links.items():
            handler.addQuickElement("link", "", {"rel": relation, "href": address})

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else _BEGINNING


def atom_feed(reports: Iterable[Report], head: FeedHead, page: FeedPage | None = None) -> SteadyAtom:
    """Return the feed of ``reports``, in their order; with ``page`` its links to the others."""
    links = page.links(head.feed) if page else {}
    own = f"{head.feed}{'&' if '?' in head.feed else '?'}before={page.place}" if page and page.place else head.feed
    feed = SteadyAtom(
        title=xml_text(head.title),
        subtitle=xml_text(head.subtitle) or None,
        link=head.origin + head.page,
        feed_url=head.origin + own,
        feed_guid=head.origin + head.feed,
        description="",
        language="zh-Hans",
        author_name="基层文库",
        links={relation: head.origin + path for relation, path in links.items()},
    )
    for report in reports:
        feed.add_item(
            title=xml_text(marked_sample(report, report.title)),
            link=head.origin + report.get_absolute_url(),
            description=xml_text(summary(report)),
            unique_id=tag_uri(report, head.origin),
            pubdate=report.published_at,
            updateddate=report.updated_at,
            author_name=xml_text(report.author) or None,
            categories=(report.get_kind_display(),) if report.kind else (),
        )
    return feed


def tag_uri(report: Report, origin: str) -> str:
    """Return an id that survives a change of address (RFC 4151): ``tag:jiceng.example,2025:reports/17``."""
    return f"tag:{urlsplit(origin).hostname},2025:reports/{report.pk}"


def summary(report: Report) -> str:
    """Return region, date, source, a warning of what may be wrong, and the beginning of the text, as HTML with every value escaped."""
    place = "".join(unit.name for unit in report.region.path) if report.region else "地区未注明"
    when = date_words(report.partial_date) if report.date else "日期未注明"
    source = report.source.name if report.source else "来源未注明"
    warned = describe_report(report).warning("title", "region", "date", "source", "author", "kind")
    words = " ".join(report.text[: 2 * _SUMMARY].split())
    cut = "……" if len(words) > _SUMMARY else ""
    return f"<p>{escape(f'{place}　{when}　{source}')}{f'（{warned}）' if warned else ''}</p><p>{escape(words[:_SUMMARY])}{cut}</p>"


def xml_text(text: str) -> str:
    return _NOT_IN_XML.sub("", text)


def newest(reports: ReportQuerySet, place: Place | None = None) -> FeedPage:
    """Return the page of the published ``reports`` behind ``place``. One query, one more with a place."""
    ordered = with_change_time(reports.for_list()).order_by(F("published_at").desc(nulls_last=True), "-id")
    older = ordered.filter(_behind(place)) if place else ordered
    found, changed = _read(lambda: list(older[: MOST + 1]))
    newer = None
    if place:
        back = reports.exclude(_behind(place)).order_by(F("published_at").asc(nulls_first=True), "id")
        newer = _first_beyond([Place(*row) for row in _places(back[: MOST + 1])])
    return FeedPage(found[:MOST], changed, place, newer, len(found) > MOST)


def newest_of(ids: Sequence[int], place: Place | None = None) -> FeedPage:
    """Return the page of the reports with these numbers; one query for each thousand of them, and one more."""

    def read() -> list[Any]:
        rows: list[Any] = []
        waits = Exists(IndexChange.objects.order_by())
        published = with_change_time(Report.objects.published()).annotate(index_waits=waits).order_by()
        for start in range(0, len(ids), _IDS_AT_ONCE):
            rows += published.filter(pk__in=ids[start : start + _IDS_AT_ONCE]).only("published_at")
        return rows

    rows, changed = _read(read)
    places = [Place.of(row) for row in rows]
    chosen = heapq.nlargest(MOST + 1, (each for each in places if place is None or each < place))
    newer = _first_beyond(heapq.nsmallest(MOST + 1, (each for each in places if place and each >= place)))
    found = Report.objects.published().for_list().in_bulk([each.number for each in chosen[:MOST]])
    reports = [found[each.number] for each in chosen[:MOST] if each.number in found]
    return FeedPage(reports, changed, place, newer, len(chosen) > MOST, not any(row.index_waits for row in rows))


def _read(read: Callable[[], list[Any]]) -> tuple[list[Any], datetime | None]:
    """Return the rows, and the time of the newest change of any report that they may show."""
    for _ in range(2):
        rows = read()
        if not rows:
            changed = newest_time(_NEVER)  # before the rows that it is the time of
            rows = read()
            if not rows:
                return rows, changed
        if not any(row.changes_wait for row in rows):
            return rows, rows[0].change_time or _NEVER
        number_waiting()
    return rows, None


def _behind(place: Place) -> Q:
    """Return the condition that a report comes after ``place`` in a feed."""
    if place.when == _BEGINNING:
        return Q(published_at=None, pk__lt=place.number)
    return Q(published_at__lt=place.when) | Q(published_at=place.when, pk__lt=place.number) | Q(published_at=None)


def _places(reports: ReportQuerySet) -> list[tuple[datetime, int]]:
    return [(when or _BEGINNING, number) for when, number in reports.values_list("published_at", "pk")]


def _first_beyond(places: Sequence[Place]) -> Place | None:
    """Return the entry before a page that ends with the MOST entries given first, None if that page is the first one."""
    return places[MOST] if len(places) > MOST else None

"""Atom feeds (RFC 4287): the newest reports of the archive, of a search, or of a region."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.db.models import F, QuerySet, Subquery
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from archive.exporting.citation.description import describe_report, marked_sample
from archive.languages import date_words
from archive.models import Report, ReportQuerySet

#: Entries of a feed.
MOST = 50
_SUMMARY = 200  # characters of the text
_IDS_AT_ONCE = 1000
#: The time of a feed without entries: always the same, so that nothing seems new.
_BEGINNING = datetime(2025, 1, 1, tzinfo=UTC)
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


class SteadyAtom(Atom1Feed):
    """An Atom feed whose bytes change only with its entries: an empty one does not change every second."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else _BEGINNING


def atom_feed(reports: Iterable[Report], head: FeedHead) -> SteadyAtom:
    """Return the feed of ``reports``, in their order."""
    feed = SteadyAtom(
        title=xml_text(head.title),
        subtitle=xml_text(head.subtitle) or None,
        link=head.origin + head.page,
        feed_url=head.origin + head.feed,
        feed_guid=head.origin + head.feed,
        description="",
        language="zh-Hans",
        author_name="基层文库",
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


def last_change(reports: Sequence[Report], feed: SteadyAtom) -> datetime:
    """Return when the feed of ``reports`` last changed: its newest entry's time, or that of any later change of a report.

    A report that left the list, by a withdrawal or a correction, is no entry whose time could tell it. One query for an
    empty feed; the rows of others have the time with them.
    """
    if reports and hasattr(reports[0], "latest_change"):
        latest = reports[0].latest_change
    else:
        latest = next((row["history_date"] for row in _changes()), None)
    return max(feed.latest_post_date(), latest or _BEGINNING)


def _changes() -> QuerySet:
    """Return the time of the latest change of any report by a person, as a row, or no row."""
    return Report.history.order_by("-history_date").values("history_date")[:1]


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


def newest(reports: ReportQuerySet) -> list[Report]:
    """Return the newest of the published ``reports``, at most MOST. One query."""
    rows = reports.for_list().annotate(latest_change=Subquery(_changes()))
    return list(rows.order_by(F("published_at").desc(nulls_last=True), "-id")[:MOST])


def newest_of(ids: Sequence[int]) -> list[Report]:
    """Return the newest of the reports with these numbers; one query for each thousand of them, and one more."""
    rows: list[tuple[datetime, int]] = []
    published = Report.objects.held().order_by()
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = published.filter(pk__in=ids[start : start + _IDS_AT_ONCE])
        rows += [(when or _BEGINNING, pk) for when, pk in some.values_list("published_at", "pk")]
        rows = heapq.nlargest(MOST, rows)
    found = (
        Report.objects.held().for_list().annotate(latest_change=Subquery(_changes())).in_bulk([pk for _, pk in rows])
    )
    return [found[pk] for _, pk in rows if pk in found]

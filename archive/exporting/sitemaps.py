"""The sitemap for search engines (sitemaps.org), its index, and robots.txt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import StringIO
from xml.sax.xmlreader import AttributesImpl

from django.db import connection
from django.db.models import F, Max
from django.urls import reverse
from django.utils.xmlutils import SimplerXMLGenerator

from archive.holdings.counts import count_by_region, roll_up
from archive.models import Region, Report
from archive.models.reports import NUMBERS_A_FILE

_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

#: (path, last change or None)
SitemapEntry = tuple[str, datetime | None]


def index_entries() -> Iterator[SitemapEntry]:
    """Yield the files of the sitemap: pages and regions, then reports by their numbers. One query, two of samples alone."""
    yield reverse("sitemap-pages"), None
    for file, changed in _files_of_reports() or _files_of_samples():
        yield reverse("sitemap-reports", args=[file]), changed


#: From each file to the next, and its last change, each by one look into the index ``sitemap_files``: the time is that of
#: the files, where a GROUP BY reads all reports.
_FILES = """
    WITH RECURSIVE files(file) AS (
        SELECT MIN((id - 1) / {size}) FROM {table} WHERE {held}
        UNION ALL
        SELECT (SELECT MIN((id - 1) / {size}) FROM {table} WHERE {held} AND (id - 1) / {size} > files.file)
        FROM files WHERE files.file IS NOT NULL
    )
    SELECT file + 1, (SELECT MAX(updated_at) FROM {table} WHERE {held} AND (id - 1) / {size} = files.file)
    FROM files WHERE file IS NOT NULL
"""


def _files_of_reports() -> list[tuple[int, datetime]]:
    """Return the files of published reports other than samples, each with its last change."""
    held = "status = 'published' AND NOT is_sample"
    statement = _FILES.format(size=int(NUMBERS_A_FILE), table=Report._meta.db_table, held=held)
    with connection.cursor() as cursor:
        cursor.execute(statement)  # nothing but our own names and a number is put in
        return [(file, _time(changed)) for file, changed in cursor.fetchall()]


def _time(value: datetime | str) -> datetime:
    """Return a time as the database's driver gives it: SQLite's is a text, of UTC."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value).replace(tzinfo=UTC)


def _files_of_samples() -> Iterable[tuple[int, datetime]]:
    held = Report.objects.held().order_by().annotate(file=(F("pk") - 1) / NUMBERS_A_FILE + 1)
    return held.values_list("file").annotate(changed=Max("updated_at")).order_by("file")


def report_entries(file: int) -> Iterator[SitemapEntry]:
    """Yield published reports numbered 5000 (file - 1) + 1 to 5000 file. One query."""
    numbers = ((file - 1) * NUMBERS_A_FILE + 1, file * NUMBERS_A_FILE)
    rows = Report.objects.held().filter(pk__range=numbers).order_by("pk").values_list("pk", "updated_at")
    for pk, changed in rows:
        yield reverse("report", args=[pk]), changed


def page_entries() -> Iterator[SitemapEntry]:
    """Yield the standing pages, and every region that has reports. Two queries."""
    for name in ("home", "search", "regions", "measures", "about", "archive", "api-page"):
        yield reverse(name), None
    codes = {prefix.ljust(6, "0") for prefix in roll_up(count_by_region())}
    for region in Region.objects.filter(code__in=codes).only("code"):
        yield region.get_absolute_url(), None


def sitemap_xml(entries: Iterable[SitemapEntry], origin: str, *, is_index: bool = False) -> str:
    root, each = ("sitemapindex", "sitemap") if is_index else ("urlset", "url")
    target = StringIO()
    xml = SimplerXMLGenerator(target, "utf-8", short_empty_elements=True)
    xml.startDocument()
    xml.startElement(root, AttributesImpl({"xmlns": _SPACE}))
    for path, changed in entries:
        xml.startElement(each, AttributesImpl({}))
        xml.addQuickElement("loc", origin + path)
        if changed:
            xml.addQuickElement("lastmod", changed.isoformat(timespec="seconds"))
        xml.endElement(each)
    xml.endElement(root)
    return target.getvalue()


def robots_txt(origin: str) -> str:
    """Return robots.txt (RFC 9309): reports, regions and standing pages are open, combinations of filters are not."""
    closed = (
        f"{reverse('search')}?",
        f"{reverse('search')}export.",
        f"{reverse('search')}feed.",
        f"{reverse('regions')}*?",
        f"{reverse('regions')}*/export.",
        "/reports/*?",
        "/reports/*/compare/",
        f"{reverse('trends')}?",
        f"{reverse('trends')}export.",
        f"{reverse('figures')}?",
        f"{reverse('figures')}export.",
        reverse("pack-new"),
        "/packs/*/again/",
        "/packs/*/pack.zip",
        f"{reverse('promises')}?",
        f"{reverse('promises')}export.",
        reverse("saved"),
        reverse("watch"),
        reverse("suggest"),
        reverse("opensearch-suggest"),
        "/api/",
        reverse("oai"),
        "/dumps/",
        "/admin/",
    )
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "", f"Sitemap: {origin}{reverse('sitemap')}"]
    return "\n".join(lines) + "\n"

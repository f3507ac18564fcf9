"""Reports that tests make in one line, published and in the index."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.conf import settings


class ReportMaker:
    """Make reports, and put those that are published into ``engine``."""

    def __init__(self, engine) -> None:
        self._engine = engine
        self._made = 0
        self._waiting: list | None = None

    def __call__(self, **fields):
        """Return a new report, published unless ``status`` says otherwise; keyword arguments are fields of Report.

        ``region`` takes a code (the region and those above it are made), ``source`` a name, ``date`` an ISO date of any
        precision, ``filename`` and ``data`` describe the original.
        """
        from archive.models import Original, Report, Source
        from archive.publishing.outbox import to_document
        from archive.storage.originals import keep_original
        from archive.text.dates import PartialDate
        from archive.text.near import text_fingerprint

        self._made += 1
        text = fields.pop("text", f"这是第{self._made}篇报告的正文。")
        region, source, date = fields.pop("region", ""), fields.pop("source", ""), fields.pop("date", "")
        data = fields.pop("data", f"{self._made} {text}".encode())
        original = Original.objects.create(
            sha256=keep_original(data),
            filename=fields.pop("filename", f"{self._made}.txt"),
            media_type="text/plain",
            encoding="utf-8",
            size=len(data),
        )
        report = Report(
            original=original,
            text=text,
            extracted_text=fields.pop("extracted_text", text),
            title=fields.pop("title", f"第{self._made}篇报告"),
            text_fingerprint=text_fingerprint(text),
            kind=fields.pop("kind", Report.Kind.OTHER),
            status=fields.pop("status", Report.Status.PUBLISHED),
            region=_region(region) if region else None,
            source=Source.objects.get_or_create(name=source)[0] if source else None,
            **fields,
        )
        report.partial_date = PartialDate.from_iso(date) if date else None
        report.save()
        if report.is_published and self._waiting is not None:
            self._waiting.append(to_document(report))
        elif report.is_published:
            self._engine.apply(upserts=[to_document(report)])
        return report

    @contextmanager
    def together(self) -> Iterator[None]:
        """Write what the block makes into the index at its end, by one commit instead of one for each report."""
        self._waiting = []
        yield
        self._engine.apply(upserts=self._waiting)
        self._waiting = None


def _region(code: str):
    """Return the region with this code, made with those above it from the shipped table if it is not there yet."""
    from archive.models import Region

    if found := Region.objects.filter(code=code).first():
        return found
    row = _region_rows()[code]
    parent = _region(row["parent"]) if row["parent"] else None
    return Region.objects.create(code=code, name=row["name"], short=row["short"], level=row["level"], parent=parent)


@cache
def _region_rows() -> dict[str, dict[str, str]]:
    """Return {code: row} of the shipped table of regions."""
    with settings.REGIONS_FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {row["code"]: row for row in rows}


def insert_regions(tables: dict[str, str]) -> None:
    """Fill each table of ``tables`` ({table: its columns}) from ``kept_<table>``, whatever rows it has.

    Rows that name a region are checked at the end of the transaction, so the table may be empty for a moment.
    """
    from django.db import connection

    with connection.cursor() as cursor:
        for table in reversed(tables):
            cursor.execute(f"DELETE FROM {table}")
        for table, columns in tables.items():
            cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM kept_{table}")

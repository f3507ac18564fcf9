"""The tables of a page of research as files: CSV, xlsx and lines of JSON, with the question, its numbers and the date."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from openpyxl import Workbook  # type: ignore[import-untyped]

from archive.exporting.exports.table import to_csv
from archive.exporting.exports.workbook import pieces_of, write_sheet
from archive.languages import say

ResearchCell = str | int | float | bool | Decimal | None
Notes = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ResearchTable:
    """``name``: of the sheet. ``columns``: (key for programs, heading in the language of the page). ``rows``: their cells."""

    name: str
    columns: Sequence[tuple[str, str]]
    rows: Iterable[Sequence[ResearchCell]]


@dataclass(frozen=True, slots=True)
class ResearchFormat:
    """One format. ``write`` yields the file of some tables and the notes of their page."""

    label: str
    media_type: str
    write: Callable[[Sequence[ResearchTable], Notes], Iterator[bytes]]


def write_csv(tables: Sequence[ResearchTable], notes: Notes) -> Iterator[bytes]:
    """Yield the first table. Its last columns name the page, in the first row: other programs read the head as a head."""
    table = tables[0]
    yield ("\ufeff" + to_csv([[heading for _, heading in table.columns] + [label for label, _ in notes]])).encode()
    named: Sequence[ResearchCell] = [words for _, words in notes]
    for row in table.rows:
        yield to_csv([[*row, *named]]).encode("utf-8", "replace")
        named = [None] * len(notes)
    if any(named):
        yield to_csv([[*[None] * len(table.columns), *named]]).encode("utf-8", "replace")


def write_lines(tables: Sequence[ResearchTable], notes: Notes) -> Iterator[bytes]:
    """Yield a line on the page, then one for each row of each table, with the table's name where there are several."""
    yield _line({"page": dict(notes)})
    for table in tables:
        named = {"table": table.name} if len(tables) > 1 else {}
        keys = [key for key, _ in table.columns]
        for row in table.rows:
            yield _line({**named, **dict(zip(keys, row, strict=True))})


def write_xlsx(tables: Sequence[ResearchTable], notes: Notes) -> Iterator[bytes]:
    """Yield a workbook: a sheet for each table, and the notes on the last."""
    book = Workbook(write_only=True)
    for table in tables:
        write_sheet(book, table.name, [heading for _, heading in table.columns], table.rows)
    write_sheet(book, say("说明"), [], [(label, words) for label, words in notes])
    yield from pieces_of(book)


def _line(record: object) -> bytes:
    return (json.dumps(record, ensure_ascii=False, default=str) + "\n").encode("utf-8", "replace")


#: In the order of the page.
FILES = {
    "csv": ResearchFormat("CSV", "text/csv; charset=utf-8", write_csv),
    "xlsx": ResearchFormat("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx),
    "jsonl": ResearchFormat("JSONL", "application/x-ndjson; charset=utf-8", write_lines),
}

"""The newest lines of a column: a hit with what stands around it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from archive.languages import translated
from archive.research.lines.words import LineRow, line_rows
from archive.searching.results import in_regions, report_rows
from search.documents import Query, QueryError
from search.engine import get_engine
from search.query import parse_query

LINES = 3


@dataclass(frozen=True, slots=True)
class ColumnLines:
    """The newest ``lines`` of ``total`` hits; ``refused``: the sentence why the engine lists none, "" else."""

    total: int = 0
    lines: tuple[LineRow, ...] = ()
    refused: str = ""


def column_lines(query: Query, text: str) -> ColumnLines:
    """Return the newest lines of ``text`` in the reports of ``query``. One question, one query. Raises IndexMissing."""
    asked, parsed = replace(query, text=text), parse_query(text, query.mode)
    try:
        found = get_engine().lines(asked, parsed, order="newest", size=LINES)
    except QueryError as error:  # too many lines, or an engine without them: the counts stand
        return ColumnLines(refused=translated(error))
    reports = in_regions(report_rows({line.id for line in found.lines}), {})
    return ColumnLines(found.total, tuple(line_rows(found.lines, reports, parsed, asked)))

"""Every hit one line, the term in the middle (语境): ``/concordance/?q=软弱涣散&order=left``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from archive.languages import say
from archive.research.lines.asking import (
    BESIDES,
    ORDERS,
    AskedLines,
    ConcordanceForm,
    FoundLines,
    find_lines,
    longer_query,
)
from archive.research.lines.files import MOST_IN_FILE, lines_table
from archive.research.lines.words import with_borders
from archive.research.subset import Subset
from archive.views.exports import Refused
from archive.views.research.frame import ResearchFrame, refusing, research_file, research_frame, subset_of
from archive.web.addresses import list_address, origin, page_row
from search.lines import SIDES, Beside, Side
from search.term_hits import fold_for_mode

NAME = "concordance"


@dataclass(frozen=True, slots=True)
class BesideRow:
    """A string beside the hits, "" where the text ends: its lines, their share in percent, and their page, "" for none."""

    words: str
    lines: int
    percent: int
    address: str


@dataclass(frozen=True, slots=True)
class BesideTable:
    """The strings of one side, and of all others how many and on how many lines."""

    side: Side
    rows: tuple[BesideRow, ...]
    other_kinds: int
    other_lines: int
    other_percent: int


@dataclass(frozen=True, slots=True)
class LineGroup:
    """Where a group of lines with the same characters beside the term begins on a page.

    ``lines``: how many it has in all, None where the page does not hold it whole and no table names it; ``address``: theirs.
    """

    lines: int | None
    address: str = ""


@require_safe
@refusing(NAME)
def concordance_page(request: HttpRequest) -> HttpResponse:
    """Show a page of lines, and what stands beside them."""
    subset, asked = _asked(request)
    found = find_lines(subset, asked)
    concordance = found.concordance
    frame = _frame(request, subset, asked, found)
    tables = list(_tables(subset, asked, found))

    def page_address(page: int) -> str:
        return subset.address(NAME, asked.parameters(page=page))

    context = {
        "research": frame,
        "asked": asked,
        "found": found,
        "total": concordance.total,
        "first": (asked.page - 1) * asked.size + 1,
        "pager": page_row(asked.page, concordance.total, asked.size, page_address),
        "tables": tables,
        "groups": _groups(asked, found, tables),
        "orders": _links(subset, asked, "order", ORDERS),
        "besides": _links(subset, asked, "beside", BESIDES),
        # A report that the query finds by its card, or by what it lacks, has no line.
        "reports_list": list_address(subset.query) if frame.counted.counted == concordance.reports else "",
        "most_in_file": MOST_IN_FILE if concordance.total > MOST_IN_FILE else 0,
    }
    return render(request, "research/concordance.html", context)


@require_safe
@refusing(NAME)
def concordance_export(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Send all lines as a file."""
    subset, asked = _asked(request)
    found = find_lines(subset, replace(asked, page=1, size=1))
    total = found.concordance.total
    if total > MOST_IN_FILE:
        raise Refused(
            say("共 {0:,} 处，超过一次导出的上限 {1:,} 处。请按年份或地区缩小范围，分几次导出。", total, MOST_IN_FILE)
        )
    frame = _frame(request, subset, asked, found)
    table = lines_table(subset, asked, total, origin=origin(request), accessed=timezone.localdate())
    return research_file(frame, ending, [table])


def _asked(request: HttpRequest) -> tuple[Subset, AskedLines]:
    form = ConcordanceForm(request.GET)
    return subset_of(form), AskedLines.of(form)


def _frame(request: HttpRequest, subset: Subset, asked: AskedLines, found: FoundLines) -> ResearchFrame:
    concordance = found.concordance
    words = [say("共 {0:,} 处，出自 {1:,} 篇", concordance.total, concordance.reports)]
    words.append(say("近似者各计一次") if subset.query.fold else say("近似者逐篇计"))
    words.append(say("示例计在内") if subset.counts_samples else say("不计示例"))
    glosses = {
        "csv": say("每处一行：前文、命中词、后文、段、报告与引文"),
        "xlsx": say("同上，检索式与所数另在一张"),
        "jsonl": say("同上，逐行"),
    }
    text = subset.query.text.strip()
    order = say(dict(ORDERS)[asked.order])
    return research_frame(
        request,
        NAME,
        subset,
        title=say("，").join((text, order)) if text else "",
        own=asked.parameters(),
        glosses=glosses if 0 < concordance.total <= MOST_IN_FILE else {},
        counts=say("，").join(words),
    )


def _links(
    subset: Subset, asked: AskedLines, name: str, choices: tuple[tuple[str, str], ...]
) -> list[tuple[str, str, bool]]:
    links = []
    for value, label in choices:
        changed = {name: int(value) if name == "beside" else value}
        links.append(
            (say(label), subset.address(NAME, asked.parameters(**changed)), value == str(getattr(asked, name)))
        )
    return links


def _tables(subset: Subset, asked: AskedLines, found: FoundLines) -> Iterator[BesideTable]:
    total = found.concordance.total
    for side, beside in zip(SIDES, (found.concordance.follows, found.concordance.precedes), strict=True):
        if beside.strings:
            yield _table(subset, asked, found, side, beside, total)


def _table(subset: Subset, asked: AskedLines, found: FoundLines, side: Side, beside: Beside, total: int) -> BesideTable:
    rows = []
    for string, lines in beside.strings:
        longer = longer_query(found.parsed, string, side, asked.beside)
        address = subset.address(NAME, asked.parameters(), text=longer) if longer else ""
        rows.append(BesideRow(with_borders(string), lines, round(100 * lines / total), address))
    others = total - sum(row.lines for row in rows)
    return BesideTable(side, tuple(rows), beside.kinds - len(rows), others, round(100 * others / total))


def _groups(asked: AskedLines, found: FoundLines, tables: Sequence[BesideTable]) -> list[LineGroup | None]:
    """Return for each line of the page the group that begins with it, None for one that goes on; [] where nothing is grouped.

    Lines are grouped by the characters by which they are ordered, if they fill more than a page.
    """
    total, mode = found.concordance.total, found.parsed.mode
    if not asked.side or total <= asked.size or found.stale:
        return []
    near = [row.near_after if asked.side == "right" else row.near_before for row in found.rows]
    keys = [fold_for_mode(each, mode) for each in near]
    named = {
        fold_for_mode(row.words, mode): LineGroup(row.lines, row.address)
        for table in tables
        if table.side == asked.side
        for row in table.rows
    }
    is_whole_from, is_whole_to = asked.page == 1, asked.page * asked.size >= total
    groups: list[LineGroup | None] = []
    for at, key in enumerate(keys):
        if at and keys[at - 1] == key:
            groups.append(None)
            continue
        end = next((place for place in range(at, len(keys)) if keys[place] != key), len(keys))
        is_whole = (at > 0 or is_whole_from) and (end < len(keys) or is_whole_to)
        groups.append(named.get(key) or LineGroup(end - at if is_whole else None))
    return groups

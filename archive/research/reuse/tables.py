"""The pairs of a question, and the passages of a report, as rows of a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.languages import say
from archive.models import Report
from archive.research.files import ResearchCell, ResearchTable
from archive.research.reuse.among import shown_pairs
from archive.research.reuse.beside import OtherReport
from archive.research.reuse.order import ORDERS
from archive.searching.results import ListedReport
from search.reuse.found import PairOfReports, Shared

_AT_ONCE = 500


def pairs_table(pairs: Sequence[PairOfReports], origin: str) -> ResearchTable:
    """Return a row for each pair; the reports are read as the file is written."""
    columns = (
        ("report", say("编号")),
        ("title", say("题名")),
        ("region_code", say("地区代码")),
        ("date", say("日期")),
        ("other", say("另一篇编号")),
        ("other_title", say("另一篇题名")),
        ("other_region_code", say("另一篇地区代码")),
        ("other_date", say("另一篇日期")),
        ("order", say("先后")),
        ("fresh", say("相同字数")),
        ("longest", say("最长一段")),
        ("url", say("地址")),
    )
    return ResearchTable(say("相同文字"), columns, _pair_rows(pairs, origin))


def _pair_rows(pairs: Sequence[PairOfReports], origin: str) -> Iterator[Sequence[ResearchCell]]:
    for first in range(0, len(pairs), _AT_ONCE):
        for row in shown_pairs(pairs[first : first + _AT_ONCE]):
            address = f"{origin}{row.one.get_absolute_url()}reuse/?with={row.other.pk}"
            order, pair = say(ORDERS[row.order]), row.pair
            yield *_card(row.one), *_card(row.other), order, pair.fresh, pair.longest, address


def _card(report: ListedReport) -> tuple[ResearchCell, ...]:
    date = report.partial_date.iso if report.partial_date else None
    return report.pk, report.title, report.region.code if report.region else None, date


def passages_table(report: Report, others: Sequence[tuple[OtherReport | None, int, Shared]]) -> ResearchTable:
    """Return a row for each passage, with its offsets in both texts. ``others``: of each the row of the list, id, and what is shared."""
    columns = (
        ("report", say("编号")),
        ("other", say("另一篇编号")),
        ("other_title", say("另一篇题名")),
        ("order", say("先后")),
        ("start", say("起")),
        ("end", say("止")),
        ("other_start", say("另一篇起")),
        ("other_end", say("另一篇止")),
        ("fresh", say("相同字数")),
        ("words", say("原句")),
    )
    return ResearchTable(say("相同文字"), columns, _passage_rows(report, others))


def _passage_rows(
    report: Report, others: Sequence[tuple[OtherReport | None, int, Shared]]
) -> Iterator[Sequence[ResearchCell]]:
    for listed, number, shared in others:
        title = listed.report.title if listed else None
        order = say(ORDERS[listed.order]) if listed else None
        for passage in shared.passages:
            at = passage.at
            words = report.text[at.start : at.end]
            yield report.pk, number, title, order, at.start, at.end, at.other_start, at.other_end, passage.fresh, words

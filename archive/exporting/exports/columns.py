"""The columns of every table of reports, and their words in the language of the page."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_noop

from archive.exporting.citation.description import ARCHIVE, SAMPLE_MARK
from archive.exporting.exports.conditions import region_path
from archive.exporting.exports.listing import Listing
from archive.exporting.exports.quoting import QuotedHit, first_quoted
from archive.exporting.exports.row import report_row
from archive.languages import listed, say
from archive.languages.labels import FIELDS
from archive.models import Report

#: A value of a cell: a text, a number, a truth value (是 or nothing), None for an unknown one.
Cell = str | int | bool | None

REPORT_COLUMNS = (
    gettext_noop("序号"),
    gettext_noop("编号"),
    gettext_noop("题名"),
    gettext_noop("拟题"),
    gettext_noop("命中数"),
    gettext_noop("首处原句"),
    gettext_noop("地区"),
    gettext_noop("地区代码"),
    gettext_noop("日期"),
    gettext_noop("来源"),
    gettext_noop("作者"),
    gettext_noop("类别"),
    gettext_noop("字形"),
    gettext_noop("有隐去"),
    gettext_noop("不完整"),
    gettext_noop("有缺损"),
    gettext_noop("文字识别"),
    gettext_noop("示例"),
    gettext_noop("存疑"),
    gettext_noop("地址"),
    gettext_noop("原件SHA-256"),
)
HIT_COLUMNS = (
    gettext_noop("序号"),
    gettext_noop("编号"),
    gettext_noop("题名"),
    gettext_noop("段"),
    gettext_noop("命中词"),
    gettext_noop("原句"),
    gettext_noop("地区"),
    gettext_noop("日期"),
    gettext_noop("来源"),
    gettext_noop("示例"),
    gettext_noop("地址"),
)
#: What a table says of its list.
LIST_COLUMNS = (
    gettext_noop("检索式"),
    gettext_noop("检索条件"),
    gettext_noop("全部篇数"),
    gettext_noop("导出日期"),
    gettext_noop("检索地址"),
)


def report_cells(number: int, report: Report, listing: Listing) -> tuple[Cell, ...]:
    """Return the cells of REPORT_COLUMNS. Hits are counted where the list has a query with words."""
    row = report_row(report, listing.origin)
    count, sentence = first_quoted(report.text, listing.quotes, listing.section) if listing.quotes else (None, None)
    return (
        number,
        row["id"],
        row["title"],
        row["working_title"],
        count,
        sentence,
        region_path(report.region) if report.region else None,
        report.region.code if report.region else None,
        row["date"],
        row["source"],
        row["author"],
        say(report.get_kind_display()) if report.kind else None,
        say(report.get_script_display()),
        row["redacted"],
        row["truncated"],
        row["damaged"],
        row["recognised"],
        sample_cell(report),
        listed(say(FIELDS[name]) for name in row["doubts"]),
        row["url"],
        row["sha256"],
    )


def hit_cells(number: int, report: Report, listing: Listing, hit: QuotedHit) -> tuple[Cell, ...]:
    """Return the cells of HIT_COLUMNS; ``number`` is that of the hit in the table."""
    row = report_row(report, listing.origin)
    return (
        number,
        row["id"],
        row["title"],
        hit.paragraph or say("小标题"),
        hit.words,
        hit.sentence,
        region_path(report.region) if report.region else None,
        row["date"],
        row["source"],
        sample_cell(report),
        row["url"] + (f"#p{hit.paragraph}" if hit.paragraph else ""),
    )


def sample_cell(report: Report) -> str | None:
    """Return what marks a report that was made up."""
    return say(SAMPLE_MARK) if report.is_sample else None


def list_cells(listing: Listing) -> tuple[Cell, ...]:
    """Return the cells of LIST_COLUMNS."""
    return (
        listing.query_text,
        listing.filter_words,
        listing.total,
        listing.exported_on.isoformat(),
        listing.address,
    )


def list_rows(listing: Listing) -> Iterator[tuple[str, Cell]]:
    """Yield what is said of the list as (label, value): a row for each of its conditions."""
    yield say("文库"), say(ARCHIVE)
    if listing.query_text:
        yield say("检索式"), listing.query_text
    yield from listing.conditions
    yield say("全部篇数"), listing.total
    yield say("导出日期"), listing.exported_on.isoformat()
    yield say("检索地址"), listing.address

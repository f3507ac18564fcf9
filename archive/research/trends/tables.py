"""The numbers of trends as tables for files and programs: one row for each year or province and term."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.languages import UNKNOWN_LABEL, say
from archive.places.shown import region_words
from archive.research.files import ResearchCell, ResearchTable
from archive.research.trends.counting import Trends, TrendsRow

Column = tuple[str, str]


def tables_of(trends: Trends) -> tuple[ResearchTable, ...]:
    """Return the table of the page, then that of years and provinces."""
    by = trends.question.by
    numbers = _columns()
    first = ResearchTable(say("逐年") if by == "year" else say("逐省"), [*_heads(by), *numbers], _rows(trends, by))
    both = [*_heads("year"), *_heads("province"), *numbers]
    return first, ResearchTable(say("逐省逐年"), both, _crossed(trends))


def _heads(by: str) -> list[Column]:
    if by == "year":
        return [("year", say("年份"))]
    return [("province", say("省级代码")), ("name", say("省级名称"))]


def _columns() -> Sequence[Column]:
    return (
        ("reports", say("报告篇数")),
        ("characters", say("字数")),
        ("term", say("检索词")),
        ("with_term", say("含此词的篇数")),
        ("percent", say("占篇数的百分比")),
        ("low", say("95% 区间下限")),
        ("high", say("95% 区间上限")),
        ("hits", say("次数")),
        ("per_10000", say("每万字次数")),
    )


def _rows(trends: Trends, by: str) -> Iterator[Sequence[ResearchCell]]:
    for row in trends.rows:
        heads = [_year(row)] if by == "year" else _province(row)
        yield from ([*heads, *numbers] for numbers in _numbers(row))


def _crossed(trends: Trends) -> Iterator[Sequence[ResearchCell]]:
    for province in trends.provinces:
        for _, year in sorted(trends.by_province.get(province.key, {}).items()):
            yield from ([_year(year), *_province(province), *numbers] for numbers in _numbers(year))


def _year(row: TrendsRow) -> str | int:
    return say(UNKNOWN_LABEL) if row.is_unknown else int(row.key)


def _province(row: TrendsRow) -> list[str]:
    if row.is_unknown:
        return ["", say(UNKNOWN_LABEL)]
    return [f"{row.key}0000", str(region_words(row.region)) if row.region else ""]


def _numbers(row: TrendsRow) -> Iterator[list[ResearchCell]]:
    """Yield the numbers of each term; a row without reports has no share and no interval."""
    for each in row.holdings:
        shares: list[ResearchCell] = [None, None, None]
        if row.reports:
            shares = [round(100 * number, 2) for number in (each.share, *each.interval)]
        frequency = round(each.per_ten_thousand, 3) if row.characters else None
        yield [row.reports, row.characters, each.term, each.holding, *shares, each.hits, frequency]

"""Two to four subsets side by side under one query (并列): ``/compare-words/?q=软弱涣散&c=62&c=52``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.languages import listed, say
from archive.rendering.environment import cached_fragment
from archive.research.columns.asked import AskedColumns, asked_columns
from archive.research.columns.column import MOST_COLUMNS, CompareForm, together, values_of
from archive.research.columns.comparing import ComparedColumn, Comparison, compare, overlap
from archive.research.columns.lines import column_lines
from archive.research.columns.offers import column_offers
from archive.research.columns.words import OwnWords, own_words
from archive.research.files import ResearchTable
from archive.research.subset import Subset
from archive.searching.list_choices import narrowed
from archive.views.research.frame import ResearchFrame, refusing, research_file, research_frame, subset_of
from archive.web.addresses import list_address
from search.engine import get_engine
from search.word_counts import FEWEST_HITS, FEWEST_REPORTS, SURE, KeyWord

NAME = "compare-words"
#: Roughly, of the words of a comparison with their key.
_WORDS_BYTES = 20_000


@require_safe
@refusing(NAME)
def compare_words(request: HttpRequest) -> HttpResponse:
    """Show the columns, or the form with what could stand in one."""
    asked = _asked(request)
    comparison = compare(asked.subset, asked.text, asked.columns)
    context = {
        "research": _frame(request, asked, comparison),
        "asked": asked,
        "comparison": comparison,
        "columns": [_shown_column(asked, each) for each in comparison.columns],
        "years": list(_year_rows(asked, comparison)),
        "remarks": list(_remarks(asked, comparison)),
        "own": _words(asked, comparison),
        "word_link": lambda column, word: _list_of(asked, column, word),
        "of_links": _of_links(asked),
        "lines": [column_lines(each.query, asked.text) for each in comparison.columns] if asked.text else [],
        "offers": column_offers(asked.subset, asked.text, asked.columns, NAME, asked.own)
        if len(asked.columns) < MOST_COLUMNS
        else (),
        "fewest": (FEWEST_HITS, FEWEST_REPORTS, SURE),
    }
    return render(request, "research/compare_words.html", context)


@require_safe
@refusing(NAME)
def compare_words_export(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Send the columns, their years and their words as a file."""
    asked = _asked(request)
    comparison = compare(asked.subset, asked.text, asked.columns)
    return research_file(_frame(request, asked, comparison), ending, list(_tables(asked, comparison)))


def _asked(request: HttpRequest) -> AskedColumns:
    form = CompareForm(request.GET)
    return asked_columns(form, subset_of(form))


def _frame(request: HttpRequest, asked: AskedColumns, comparison: Comparison) -> ResearchFrame:
    names = [column.label for column in asked.columns]
    title = say("，").join(filter(None, (asked.text, listed(names))))
    counts = say("；").join(
        say("{0} {1:,} 篇，含此词 {2:,} 篇", each.column.label, each.reports, each.with_term)
        if asked.text
        else say("{0} {1:,} 篇", each.column.label, each.reports)
        for each in comparison.columns
    )
    glosses = {
        "csv": say("每栏一行：篇数、含此词、区间、次数、字数"),
        "xlsx": say("同上，另有逐年与特有的词各一张"),
        "jsonl": say("同上，逐行"),
    }
    return research_frame(
        request,
        NAME,
        asked.subset,
        title=title,
        own=asked.own,
        glosses=glosses if asked.columns else {},
        counts=counts,
        about=replace(asked.subset, query=together(asked.subset.query, asked.columns)),
        asked=replace(
            asked.subset.query,
            text=asked.text,
            region=tuple(column.key for column in asked.columns if column.axis == "region")
            or asked.subset.query.region,
        ),
    )


def _shown_column(asked: AskedColumns, each: ComparedColumn) -> dict[str, Any]:
    rest = [column for column in asked.columns if column != each.column]
    low, high = each.interval
    return {
        "compared": each,
        "reports_list": list_address(each.query),
        "term_list": list_address(replace(each.query, text=asked.text)),
        "concordance": Subset(replace(each.query, text=asked.text)).address("concordance"),
        "without": asked.subset.address(NAME, {**asked.own, "c": values_of(rest)}),
        "low": low,
        "high": high,
    }


def _year_rows(asked: AskedColumns, comparison: Comparison) -> Iterator[tuple[int, list[dict[str, Any] | None]]]:
    """Yield each year with what every column has of it, None where it has no report."""
    for year in comparison.years:
        cells: list[dict[str, Any] | None] = []
        for column in comparison.columns:
            counted = column.year(year)
            if counted is None:
                cells.append(None)
                continue
            query = replace(column.query, years=(counted.year,), date_from="", date_to="", undated=False)
            cells.append(
                {
                    "counted": counted,
                    "reports_list": list_address(query),
                    "term_list": list_address(replace(query, text=asked.text)),
                    "wide": round(100 * counted.reports / comparison.most_in_year, 1),
                    "dark": round(100 * counted.with_term / comparison.most_in_year, 1),
                }
            )
        yield year, cells


def _remarks(asked: AskedColumns, comparison: Comparison) -> Iterator[tuple[str, str]]:
    """Yield (label, sentence): small columns, the difference of two, reports that stand in both."""
    for each in comparison.columns:
        if each.is_few:
            yield (
                say("太少"),
                say("{0}只有 {1:,} 篇，不足 30：特有的词只供找线索，不作比较的根据。", each.column.label, each.reports),
            )
    if difference := comparison.difference:
        points = [f"{100 * part:+.0f}".replace("-", "−") for part in (difference.low, difference.high)]
        sentence = say("两栏相差 {0:.0f} 个百分点，差的 95% 区间 {1} 至 {2}", abs(100 * difference.value), *points)
        if difference.is_open:
            yield say("高低"), sentence + say("，含 0：看不出高低。")
        else:
            higher = comparison.columns[0 if difference.value > 0 else 1].column.label
            yield say("高低"), sentence + say("，不含 0：{0}较高。", higher)
    for at, one in enumerate(comparison.columns):
        for other in comparison.columns[at + 1 :]:
            if both := overlap(asked.subset, one, other):
                yield (
                    say("重合"),
                    say("{0}与{1}有 {2:,} 篇相同，两栏都计。", one.column.label, other.column.label, both),
                )


def _words(asked: AskedColumns, comparison: Comparison) -> OwnWords:
    engine = get_engine()
    queries = tuple(replace(each.query, text=asked.text) for each in comparison.columns)
    key = (own_words, engine, engine.newest_commit(), queries, asked.of)
    return cached_fragment(key, lambda: own_words(comparison, of_all=asked.of == "all"), lambda _: _WORDS_BYTES)


def _list_of(asked: AskedColumns, column: ComparedColumn, word: KeyWord) -> str:
    words = f'"{word.text}"'
    text = narrowed(asked.text, words) if asked.text and asked.of != "all" else words
    return list_address(replace(column.query, text=text))


def _of_links(asked: AskedColumns) -> list[tuple[str, str, bool]]:
    if not asked.text:
        return []
    labels = (("", say("含此词的报告")), ("all", say("全部报告")))
    now = "all" if asked.of == "all" else ""
    return [(label, asked.subset.address(NAME, {**asked.own, "of": of}), of == now) for of, label in labels]


def _tables(asked: AskedColumns, comparison: Comparison) -> Iterator[ResearchTable]:
    name, value = ("column", say("栏")), ("value", say("取值"))
    counts = (("reports", say("篇数")), ("with_term", say("含此词")))
    yield ResearchTable(
        say("各栏"),
        (
            name,
            value,
            *counts,
            ("share", say("占比")),
            ("low", say("区间下限")),
            ("high", say("区间上限")),
            ("hits", say("次数")),
            ("characters", say("字数")),
        ),
        [
            (
                each.column.label,
                each.column.value,
                each.reports,
                each.with_term,
                *(_rounded(part) if asked.text and each.reports else None for part in (each.share, *each.interval)),
                each.hits,
                each.characters,
            )
            for each in comparison.columns
        ],
    )
    yield ResearchTable(
        say("逐年"),
        (name, ("year", say("年份")), *counts),
        [
            (each.column.label, str(year), counted.reports if counted else 0, counted.with_term if counted else 0)
            for each in comparison.columns
            for year, counted in _all_years(each, comparison.years)
        ],
    )
    yield ResearchTable(
        say("特有的词"),
        (
            name,
            ("word", say("词")),
            ("here", say("本栏次数")),
            ("there", say("其余次数")),
            ("reports_here", say("本栏篇数")),
            ("reports_there", say("其余篇数")),
            ("log_ratio", say("倍差 log₂")),
            ("log_likelihood", "LL"),
        ),
        [
            (
                each.column.label,
                word.text,
                word.here,
                word.there,
                word.reports_here,
                word.reports_there,
                *map(_rounded, (word.log_ratio, word.ll)),
            )
            for each, own in zip(comparison.columns, _words(asked, comparison).columns, strict=False)
            for word in own.words
        ],
    )


def _all_years(column: ComparedColumn, years: Sequence[int]) -> Iterator[tuple[int | str, Any]]:
    for year in years:
        yield year, column.year(year)
    if column.undated:
        yield say("未注明"), column.undated


def _rounded(value: float) -> float:
    return round(value, 4)

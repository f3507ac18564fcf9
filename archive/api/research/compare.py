"""Address of the API on columns side by side: the numbers of the page ``/compare-words/``."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from archive.api.schemas import Problem, SubsetParameters
from archive.research.columns.asked import asked_columns
from archive.research.columns.column import CompareForm
from archive.research.columns.comparing import ComparedColumn, compare
from archive.research.columns.words import OwnWords, own_words
from archive.research.subset import read_subset
from search.word_counts import KeyWord

router = Router()


class CompareParameters(SubsetParameters):
    """The parameters of the page ``/compare-words/``."""

    c: list[str] = Field([], description="栏，至多 4 个：地区代码或全名、2019、2015-2018、source:全名、kind:news 等")
    of: str = Field("", description="特有的词看哪些报告：term（含此词的，默认）、all（全部）")
    words: str = Field("", description="1 时也数各栏特有的词")
    near: str = Field("", description="fold（近似者各计一次，默认）、all（逐篇计）")
    samples: str = Field("", description="1 时计入示例；默认不计")


class YearNumbers(Schema):
    """A year of a column; ``none`` stands for unknown. Years without reports are left out."""

    year: str
    reports: int
    with_term: int


class KeyWordOut(Schema):
    """A word that the column has more often than the others together: occurrences here and there, in so many reports.

    ``ll`` tests whether it differs; ``log_ratio``: how many times its frequency doubles.
    """

    word: str
    here: int
    there: int
    reports_here: int
    reports_there: int
    ll: float
    log_ratio: float


class ColumnOut(Schema):
    """One column: all its ``reports`` and those ``with_term``, both 0 without a report; the share with Wilson's 95 % interval.

    ``share``, ``low`` and ``high`` reach from 0 to 1, null without a query or a report. ``words`` is null unless asked.
    """

    value: str
    axis: str
    label: str
    reports: int
    with_term: int
    share: float | None
    low: float | None
    high: float | None
    hits: int
    characters: int
    years: list[YearNumbers]
    words: list[KeyWordOut] | None


class DifferenceOut(Schema):
    """The share of the first column less that of the second with Newcombe's 95 % interval, from -1 to 1."""

    value: float
    low: float
    high: float


class CompareOut(Schema):
    """``difference``: null unless two columns have ten reports each and there is a query.

    ``words_refused``: why no word is named, "" where they were counted or not asked.
    """

    text: str
    columns: list[ColumnOut]
    difference: DifferenceOut | None
    words_refused: str


@router.get(
    "/compare", response={200: CompareOut, 400: Problem, 503: Problem}, summary="并列：二至四栏的篇数与特有的词"
)
def columns_compared(request: HttpRequest, parameters: Query[CompareParameters]) -> dict[str, Any]:
    """Count the reports of two to four columns, and those that one query finds; a wrong value is a 400."""
    form = CompareForm(request.GET)
    if not form.is_valid():
        raise HttpError(400, form.error_sentence)
    if parameters.words not in ("", "0", "1"):
        raise HttpError(400, "特有的词（words）只能是 1、0。")
    asked = asked_columns(form, read_subset(form))
    found = compare(asked.subset, asked.text, asked.columns)
    own = own_words(found, of_all=asked.of == "all") if parameters.words == "1" else None
    return {
        "text": asked.text,
        "columns": [_column(each, at, asked.text, own) for at, each in enumerate(found.columns)],
        "difference": found.difference
        and {"value": found.difference.value, "low": found.difference.low, "high": found.difference.high},
        "words_refused": own.refused if own else "",
    }


def _column(each: ComparedColumn, at: int, text: str, own: OwnWords | None) -> dict[str, Any]:
    low, high = each.interval
    shares = (each.share, low, high) if text and each.reports else (None, None, None)
    return {
        "value": each.column.value,
        "axis": each.column.axis,
        "label": each.column.label,
        "reports": each.reports,
        "with_term": each.with_term,
        **dict(zip(("share", "low", "high"), shares, strict=True)),
        "hits": each.hits,
        "characters": each.characters,
        "years": [
            {"year": year.year, "reports": year.reports, "with_term": year.with_term}
            for year in each.years
            if year.reports
        ],
        "words": None if own is None else [_word(word) for word in (own.columns[at].words if own.columns else ())],
    }


def _word(word: KeyWord) -> dict[str, Any]:
    return {"word": word.text, **{name: getattr(word, name) for name in KeyWordOut.model_fields if name != "word"}}

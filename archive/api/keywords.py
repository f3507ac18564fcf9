"""Addresses of the API on words: those that each of two to four subsets has more of than the others together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from archive.api.schemas import Problem, SubsetParameters
from archive.research.columns.column import CompareForm, without_axis
from archive.research.columns.words import ColumnWords, column_words
from archive.research.subset import read_subset
from search.engine import get_engine

router = Router()


class KeywordsParameters(SubsetParameters):
    """The parameters of the page ``/compare-words/``."""

    c: list[str] = Field(
        [], description="两至四栏：地区（62）、年份（2019、2015-2018）、来源（source:名称）或类别（kind:news）"
    )
    of: str = Field("", description="term（含 q 的报告，默认）、all（全部报告）")
    near: str = Field("", description="fold（近似者各计一次，默认）、all（逐篇计）")
    samples: str = Field("", description="1 时计入示例；默认不计")


class KeyWordOut(Schema):
    """A word that a column has more often: its occurrences ``here`` and in the others together, in so many reports.

    ``log_ratio``: how many times its frequency doubles from there to here.
    """

    text: str
    here: int
    there: int
    reports_here: int
    reports_there: int
    log_ratio: float
    ll: float


class KeywordsColumn(Schema):
    """``column`` as asked, the ``reports`` and ``words`` of it, and of the others together, and its first 20 words."""

    column: str
    reports: int
    words: int
    reports_there: int
    words_there: int
    rows: list[KeyWordOut]


class KeywordsOut(Schema):
    """The columns in their order; none for fewer than two."""

    columns: list[KeywordsColumn]


@router.get(
    "/keywords", response={200: KeywordsOut, 400: Problem, 503: Problem}, summary="特有的词：各栏比其余各栏多的词"
)
def keywords(request: HttpRequest, parameters: Query[KeywordsParameters]) -> dict[str, Any]:
    """List the words that each column has more often than the others together; a wrong value is a 400."""
    form = CompareForm(request.GET)
    if not form.is_valid():
        raise HttpError(400, form.error_sentence)
    whole = read_subset(form).query
    columns = form.cleaned_data["c"]
    text = "" if form.cleaned_data["of"] == "all" else whole.text.strip()
    subset = without_axis(replace(whole, text=text), columns)
    if len(columns) < 2:
        get_engine().newest_commit()  # 503 without an index, whatever is asked
        return {"columns": []}
    found = column_words([column.query(subset) for column in columns])
    return {"columns": [_shape(column.value, own) for column, own in zip(columns, found, strict=True)]}


def _shape(column: str, own: ColumnWords) -> dict[str, Any]:
    names = ("text", "here", "there", "reports_here", "reports_there")
    return {
        "column": column,
        "reports": own.here.reports,
        "words": own.here.words,
        "reports_there": own.there.reports,
        "words_there": own.there.words,
        "rows": [
            {
                **{name: getattr(word, name) for name in names},
                "log_ratio": round(word.log_ratio, 4),
                "ll": round(word.ll, 4),
            }
            for word in own.words
        ],
    }

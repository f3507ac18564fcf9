"""Addresses of the API on trends: the numbers of the page ``/trends/``."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from archive.api.schemas import Problem, SubsetParameters
from archive.research.subset import count_subset, read_subset
from archive.research.trends.counting import TrendsForm, TrendsRow, count_trends, question_of
from search.documents import UNKNOWN

router = Router()


class TrendsParameters(SubsetParameters):
    """The parameters of the page ``/trends/``."""

    t: list[str] = Field([], description="词或检索式，至多 5 个，各自数")
    by: str = Field("", description="year（按年，默认）、province（按省）")
    near: str = Field("", description="fold（近似者各计一次，默认）、all（逐篇计）")
    samples: str = Field("", description="1 时计入示例；默认不计")


class TermNumbers(Schema):
    """One term in a cell.

    ``with_term``: its documents. ``share``: of the cell's, with the 95 % interval of Wilson, each from 0 to 1 and null where
    the cell has no report. ``hits``: its marks in them; ``per_10000``: in ten thousand characters of the whole cell.
    """

    term: str
    with_term: int
    share: float | None
    low: float | None
    high: float | None
    hits: int
    per_10000: float | None


class CellOut(Schema):
    """A year, a province (two digits), or a year in a province; ``none`` stands for unknown, null for all."""

    year: str | None = None
    province: str | None = None
    reports: int
    characters: int
    terms: list[TermNumbers]


class TrendsOut(Schema):
    """``whole``: the subset. ``cells``: every year from the first to the last, those without reports too, or every province.

    ``crossed``: each year in each province that has a report. ``published`` counts near duplicates each, ``samples`` are left
    out. Where near duplicates count once, a group in several cells counts in each.
    """

    by: str
    published: int
    samples: int
    undated: int
    unplaced: int
    whole: CellOut
    cells: list[CellOut]
    crossed: list[CellOut]


@router.get("/trends", response={200: TrendsOut, 400: Problem, 503: Problem}, summary="趋势：逐年、逐省的篇数与次数")
def trends(request: HttpRequest, parameters: Query[TrendsParameters]) -> dict[str, Any]:
    """Count the reports of a subset, and those that each term finds, by year and province; a wrong value is a 400."""
    form = TrendsForm(request.GET)
    if not form.is_valid():
        raise HttpError(400, form.error_sentence)
    question = question_of(form, read_subset(form))
    found = count_trends(question)
    counted = count_subset(question.subset)
    return {
        "by": question.by,
        "published": counted.reports,
        "samples": counted.samples,
        "undated": counted.undated,
        "unplaced": counted.unplaced,
        "whole": _cell(found.whole),
        "cells": [_cell(row, **{question.by: row.key}) for row in found.rows],
        "crossed": [
            _cell(row, year=year, province=code)
            for code, years in sorted(found.by_province.items(), key=_known_first)
            for year, row in sorted(years.items())
        ],
    }


def _known_first(pair: tuple[str, Any]) -> tuple[bool, str]:
    return pair[0] == UNKNOWN, pair[0]


def _cell(row: TrendsRow, **place: str) -> dict[str, Any]:
    terms = []
    for each in row.holdings:
        low, high = each.interval
        shares = (each.share, low, high) if row.reports else (None, None, None)
        terms.append(
            {
                "term": each.term,
                "with_term": each.holding,
                **dict(zip(("share", "low", "high"), shares, strict=True)),
                "hits": each.hits,
                "per_10000": each.per_ten_thousand if row.characters else None,
            }
        )
    return {**place, "reports": row.reports, "characters": row.characters, "terms": terms}

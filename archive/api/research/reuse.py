"""Addresses of the API on reuse: the pairs of a subset, and what one report shares with others."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, QueryDict
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from archive.api.absent import public_report
from archive.api.schemas import Problem, RegionOut, SubsetParameters
from archive.api.shapes import card_shape
from archive.languages import say
from archive.models import Report
from archive.research.reuse.among import find_pairs, matrix, shown_pairs
from archive.research.reuse.asked import ReportReuseForm, ReuseForm, asked_of
from archive.research.reuse.order import Order
from archive.research.reuse.report import ReportReuse, parameters_of, report_reuse
from archive.research.subset import read_subset
from archive.searching.results import ListedReport
from search.reuse.found import Shared, Stretch

router = Router()
_SIDE = ("id", "title", "url", "region", "date")


class ReuseParameters(SubsetParameters):
    """The parameters of the page ``/reuse/``."""

    near: str = Field("", description="近似篇总只作一份；fold 与 all 只改所数的篇数")
    samples: str = Field("", description="1 时计入示例；默认不计")
    with_: str = Field("", alias="with", description="对方的地区代码，如 52；none 为地区未注明")
    least: str = Field("", description="24（默认）或 16：一段相同文字至少几字")
    page: str = Field("", description="页码，从 1 起")
    size: str = Field("", description="每页对数，至多 100，默认 50")


class SideOut(Schema):
    """A report of a pair."""

    id: int
    title: str
    url: str
    region: RegionOut | None
    date: str | None


class PairOut(Schema):
    """Two reports that share words. ``order``: whether ``one`` is older or newer than ``other``, unknown unless both dates tell.

    ``fresh``: letters and digits of the passages without set phrases; ``longest``: those of the longest run.
    """

    one: SideOut
    other: SideOut
    order: str
    fresh: int
    longest: int


class CellOfReuse(Schema):
    """Two provinces, two digits each or none, and how many pairs there are between them."""

    one: str
    other: str
    pairs: int


class ReuseOut(Schema):
    """A page of pairs. ``total`` counts all; nothing is sampled. ``matrix`` is empty where ``with`` names a place."""

    total: int
    page: int
    size: int
    least: int
    matrix: list[CellOfReuse]
    rows: list[PairOut]


@router.get("/reuse", response={200: ReuseOut, 400: Problem, 503: Problem}, summary="相同文字：逐对报告")
def reuse(request: HttpRequest, parameters: Query[ReuseParameters]) -> dict[str, Any]:
    """List the pairs of reports of a subset that share words, by the parameters of the page; a wrong value is a 400."""
    form = ReuseForm(request.GET)
    if not form.is_valid():
        raise HttpError(400, form.error_sentence)
    asked = asked_of(form)
    pairs = find_pairs(read_subset(form), asked)
    first = (asked.page - 1) * asked.size
    cells = [] if asked.beside else matrix(pairs)
    return {
        "total": len(pairs),
        "page": asked.page,
        "size": asked.size,
        "least": asked.rule.least,
        "matrix": [
            {"one": row.code, "other": partner.code, "pairs": partner.pairs}
            for row in cells
            for partner in row.partners
            if row.code <= partner.code
        ],
        "rows": [
            {
                "one": _side(row.one),
                "other": _side(row.other),
                "order": row.order,
                "fresh": row.pair.fresh,
                "longest": row.pair.longest,
            }
            for row in shown_pairs(pairs[first : first + asked.size])
        ],
    }


class StretchOut(Schema):
    """Offsets of the same words in the two texts, in code points; ``url`` of the report gives the text."""

    start: int
    end: int
    other_start: int
    other_end: int


class PassageOut(Schema):
    """Runs of the same words near each other. ``fresh``: characters without set phrases."""

    fresh: int
    runs: list[StretchOut]


class PhraseOut(StretchOut):
    """A set phrase within the runs: of how many provinces at least, and the central document that has it."""

    provinces: int
    central: int | None


class OtherOut(Schema):
    """Another report that shares words. ``order``: whether the report asked about is older or newer. ``percent``: of the shorter text."""

    other: SideOut
    order: str
    fresh: int
    longest: int
    percent: float
    folded: list[int]
    passages: list[PassageOut]
    phrases: list[PhraseOut]


class ReportReuseOut(Schema):
    """What a report shares: with all others, or with the one that ``with`` names, be it enough to be listed or not."""

    report: int
    least: int
    total: int
    rows: list[OtherOut]


@router.get(
    "/reports/{int:report_id}/reuse",
    response={200: ReportReuseOut, 400: Problem, 404: Problem, 410: Problem, 503: Problem},
    summary="一篇报告与他篇相同的文字",
    url_name="report-reuse",
)
def reuse_of_report(request: HttpRequest, report_id: int) -> dict[str, Any]:
    """Say which passages of a report stand in others too; ``with`` names one of them, ``least`` is 24 or 16."""
    report = public_report(report_id, Report.objects.select_related("region__parent__parent", "source"))
    page = _read(report, request.GET)
    if page.other and page.two:
        rows = [_other(card_shape(page.other), page.two.order, page.two.shared, ())]
    else:
        rows = [
            _other(card_shape(each.report), each.order, each.found.shared, each.found.folded) for each in page.others
        ]
    return {"report": report.pk, "least": page.asked.rule.least, "total": len(page.others), "rows": rows}


def _read(report: Report, given: QueryDict) -> ReportReuse:
    form = ReportReuseForm(parameters_of(report, given))
    if not form.is_valid():
        raise HttpError(400, form.error_sentence)
    try:
        return report_reuse(report, read_subset(form), asked_of(form))
    except Report.DoesNotExist:
        raise HttpError(404, say("没有另一篇（with）这样的公开报告。")) from None


def _side(report: ListedReport) -> dict[str, Any]:
    return _card(card_shape(report))


def _card(shape: dict[str, Any]) -> dict[str, Any]:
    return {name: shape[name] for name in _SIDE}


def _other(shape: dict[str, Any], order: Order, shared: Shared, folded: tuple[int, ...]) -> dict[str, Any]:
    return {
        "other": _card(shape),
        "order": order,
        "fresh": shared.fresh,
        "longest": shared.longest,
        "percent": round(shared.percent, 1),
        "folded": list(folded),
        "passages": [{"fresh": each.fresh, "runs": [_stretch(run) for run in each.runs]} for each in shared.passages],
        "phrases": [
            {**_stretch(each.at), "provinces": each.provinces, "central": each.central or None}
            for each in shared.phrases
        ],
    }


def _stretch(at: Stretch) -> dict[str, int]:
    return {name: getattr(at, name) for name in ("start", "end", "other_start", "other_end")}

"""Numbers of the reports, each with its sentence: the list of ``/figures/`` for programs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from archive.api.absent import public_report
from archive.api.schemas import Problem
from archive.models import Report
from archive.research.figures.found import Finder
from archive.research.figures.question import FiguresForm
from archive.research.figures.table import figure_shape

router = Router()


class FiguresParameters(Schema):
    """The parameters of the page of figures. All optional; FiguresForm says what each allows."""

    q: str = Field("", description="对象（所数的东西）里的字，繁简、全半角通；几个词用空格隔开，须都有")
    noun: str = Field("", description="同 q")
    action: str = Field("", description="做法词里的字，繁简通，如 整顿")
    region: list[str] = Field(
        [], description="数字所说的地区：行政区划代码或其前缀，连同下级；none 为不明；可重复，任一即可"
    )
    year: list[str] = Field([], description="数字所说的年份，YYYY；none 为不明；可重复，任一即可")
    year_from: str = Field("", alias="from", description="年份不早于，YYYY")
    year_to: str = Field("", alias="to", description="年份不晚于，YYYY")
    unit: str = Field("", description="单位，如 个、名、元、%；万元、亿元记作元")
    status: str = Field("", description="done（做到）、planned（打算）")
    section: str = Field(
        "",
        alias="in",
        description="数字所在的段落：做法、问题、下一步、启示、概况，或 measures、problems、next、lessons、overview",
    )
    report: str = Field("", description="只要这一篇报告的数字：报告编号")
    redacted: str = Field("", description="1 时只要隐去的")
    near: str = Field("", description="all（近似篇逐篇列出，默认）、fold（一组近似篇只列编号最小的一篇的）")
    samples: str = Field("", description="1 时含示例报告的数字；馆中没有别的报告时总是含")
    corpus: str = Field("", description="语料库的短名，只要其中报告的数字；都列在 /corpora/")
    sort: str = Field("", description="region（按地区，默认；只要一篇时按原文次序）、newest、oldest、largest")
    page: str = Field("", description="页码，从 1 起")
    size: str = Field("", description="每页行数，至多 100，默认 50")


class ScopeOut(Schema):
    """Whose number it is: ``code`` of the region, null where the words do not tell; ``how``: named, word or report."""

    code: str | None
    how: str


class FigureOut(Schema):
    """One number of a report. ``start`` and ``end`` are offsets in the report's text; ``sentence`` is a slice of it.

    ``value`` and ``high`` are decimals as strings, in ``unit``, null where redacted; ``high`` is the upper end of a range.
    ``bound``: exact, more, about, range. ``kind``: count, metric, share, change. ``role``: value, from, to, change, share;
    ``base`` is the whole of a share or what a change is measured against. ``year_how``: sentence, paragraph (the year that
    opens an earlier sentence: less sure), report (今年 by the report's date), none. ``status``: done, planned.
    ``section``: overview, measures, problems, next, lessons. ``rule`` read the noun; ``sure`` is false where it reached far.
    """

    report: int
    start: int
    end: int
    sentence: str
    value: str | None
    high: str | None
    unit: str
    bound: str
    kind: str
    role: str
    base: str | None
    noun: str
    action: str | None
    year: int | None
    year_how: str
    scope: ScopeOut
    status: str
    section: str
    redacted: bool
    rule: str
    sure: bool


class FiguresOut(Schema):
    """A page of the list. ``reports``: of how many reports the rows are; ``redacted``: how many rows have no number for that."""

    total: int
    page: int
    size: int
    reports: int
    redacted: int
    rows: list[FigureOut]


@router.get(
    "/figures", response={200: FiguresOut, 400: Problem, 404: Problem, 410: Problem}, summary="数字", url_name="figures"
)
def figures(request: HttpRequest, parameters: Query[FiguresParameters]) -> dict[str, Any]:
    """List numbers that rules read in the reports, each with its sentence and what the rules made of it. Sums are not made."""
    form = FiguresForm(request.GET)
    if not form.is_valid():
        raise HttpError(400, form.error_sentence)
    question = form.to_question(fold=False)
    if question.report is not None:
        public_report(question.report, Report.objects.only("pk", "status"))
    page = Finder(question).page()
    return {
        "total": page.numbers.rows,
        "page": question.page,
        "size": question.size,
        "reports": page.numbers.reports,
        "redacted": page.numbers.redacted,
        "rows": [figure_shape(row) for row in page.rows],
    }

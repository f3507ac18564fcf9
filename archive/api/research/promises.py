"""Plans of a place beside the results that the next year's reports give: the list of ``/promises/`` for programs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from archive.api.absent import public_report
from archive.api.research.figures import FigureOut
from archive.api.schemas import Problem
from archive.models import Report
from archive.research.promises.found import MOST_PLANS, find_promises
from archive.research.promises.question import PromisesForm
from archive.research.promises.table import promise_shape
from archive.research.promises.words import needs_place, too_many

router = Router()


class PromisesParameters(Schema):
    """The parameters of the page. A region or a report is needed; PromisesForm says what each allows."""

    q: str = Field("", description="计划的对象里的字，繁简、全半角通；几个词用空格隔开，须都有")
    action: str = Field("", description="计划的做法词里的字，如 整顿")
    region: list[str] = Field(
        [], description="计划所说的地区：行政区划代码或其前缀，连同下级；可重复；与 report 至少要有一个"
    )
    year: list[str] = Field([], description="写计划的报告的年份，YYYY；可重复，任一即可")
    year_from: str = Field("", alias="from", description="写计划的报告不早于，YYYY")
    year_to: str = Field("", alias="to", description="写计划的报告不晚于，YYYY")
    unit: str = Field("", description="计划数的单位，如 个、名、元、%")
    report: str = Field("", description="只要这一篇报告的计划：报告编号")
    remark: str = Field(
        "",
        description="读法：kept、beyond、missed、scope、period、several、vague、redacted、unmatched、no_report 之一",
    )
    near: str = Field("", description="all（近似篇逐篇列出，默认）、fold（一组近似篇只列编号最小的一篇的）")
    samples: str = Field("", description="1 时含示例报告；馆中没有别的报告时总是含")
    page: str = Field("", description="页码，从 1 起")
    size: str = Field("", description="每页行数，至多 100，默认 50")


class PromiseOut(Schema):
    """A plan and its result, both as in ``/api/v1/figures``; ``result`` is null without one. ``year``: of the report that plans.

    ``place``: the code of the region that both are about. ``remark``: kept, beyond or missed where nothing differs; scope
    (a qualifier that one side alone has, see ``differing``), period (another span of time), several (results disagree),
    vague, redacted (the plan's number), unmatched (no result was read), no_report (the archive has no report of the next year).
    """

    place: str
    year: int
    remark: str
    differing: list[str]
    plan: FigureOut
    result: FigureOut | None


class PromisesOut(Schema):
    """A page of the list. ``total``: with the remark asked for; ``readings``: how many there are of each, whatever was asked.

    ``planned``: rows of ``/api/v1/figures?status=planned``; those of undated reports and beginnings of a change are left out.
    """

    total: int
    page: int
    size: int
    planned: int
    readings: dict[str, int]
    rows: list[PromiseOut]


@router.get(
    "/promises",
    response={200: PromisesOut, 400: Problem, 404: Problem, 410: Problem},
    summary="计划与结果",
    url_name="promises",
)
def promises(request: HttpRequest, parameters: Query[PromisesParameters]) -> dict[str, Any]:
    """Lay each plan of a place beside what the next year's reports say of the same indicator; rules pair them, nobody judges."""
    form = PromisesForm(request.GET)
    if not form.is_valid():
        raise HttpError(400, form.error_sentence)
    question = form.to_promises(fold=False)
    if question.is_open:
        raise HttpError(400, needs_place())
    if question.report is not None:
        public_report(question.report, Report.objects.only("pk", "status"))
    found = find_promises(question)
    if found.is_over:
        raise HttpError(400, too_many(found.planned, MOST_PLANS))
    first = (question.page - 1) * question.size
    return {
        "total": len(found.rows),
        "page": question.page,
        "size": question.size,
        "planned": found.planned,
        "readings": dict(found.readings),
        "rows": [promise_shape(row) for row in found.rows[first : first + question.size]],
    }

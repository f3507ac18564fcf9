"""Do given words stand in the archive? What assistants ask by ``check_quotation`` (docs/assistants.md), for any program."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.errors import HttpError

from archive.api.absent import public_report
from archive.api.schemas import Problem
from archive.models import Report
from archive.quotations.answer import answer_of
from archive.quotations.checking import check_quotation
from archive.quotations.words import LEAST, MOST, QuotationRefused
from archive.web.fields import GREATEST_ID
from search.documents import IndexMissing, QueryError

router = Router()

NO_INDEX = "现在核对不了：索引尚未建好或已损坏。这不等于没有找到，请稍后再试。"


class QuotationOut(Schema):
    """The answer. ``verdict`` is exact, same_but_for_form, near or not_found; docs/assistants.md describes passages.

    ``sure_up_to``: up to so many changes no passage was missed; -1 if not even the very words are sure.
    """

    verdict: str
    conclusion: str
    checked_words: str
    searched: str
    reports_with_it: int
    may_be_more: bool
    sure_up_to: int | None
    passages: list[dict[str, Any]]


@router.get(
    "/quotations",
    response={200: QuotationOut, 400: Problem, 404: Problem, 410: Problem, 503: Problem},
    summary="核对引文",
)
def quotations(
    request: HttpRequest,
    text: str = Query("", description=f"要核对的话，{LEAST} 到 {MOST} 字"),
    report: int | None = Query(None, ge=1, le=GREATEST_ID, description="只查这一篇：报告的编号"),
) -> dict[str, Any]:
    """Check whether words stand in the archive, character for character, but for their form, nearly, or not at all."""
    found = public_report(report, Report.objects.for_list()) if report is not None else None
    try:
        return answer_of(check_quotation(text, found), found)
    except (QuotationRefused, QueryError) as error:
        raise HttpError(400, str(error)) from error
    except IndexMissing as error:
        raise HttpError(503, NO_INDEX) from error

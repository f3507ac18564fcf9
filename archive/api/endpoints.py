"""Addresses of the API: each reads parameters, asks the models and returns a shape."""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Query
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer

from archive.api.by_token import TokenRefused
from archive.api.schemas import CompletionsOut, Problem, RegionDetail, ReportOut, SearchOut, SearchParameters
from archive.api.shapes import region_shape, report_shape, search_shape
from archive.api.uploads import router as uploads
from archive.holdings.counts import count_by_region
from archive.models import Region, Report, full_code
from archive.monitoring.search_notes import note_search
from archive.reading.absent import Absence, find_public
from archive.searching.form import SearchForm
from archive.searching.results import find_reports
from archive.suggesting.completion import complete
from search.documents import EngineUnavailable, IndexMissing, QueryError

logger = logging.getLogger(__name__)


class ReadableJSON(JSONRenderer):
    """JSON with Chinese unescaped, which people can read and which is half as long."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    renderer=ReadableJSON(),
    title="基层文库",
    version="1",
    description="基层党建报告的检索与阅读，只读。",
    docs_url=None,  # its page needs inline script, which our content security policy forbids
    openapi_url="/openapi.json",
    urls_namespace="api",
)


api.add_router("", uploads)


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return api.create_response(request, {"error": str(error)}, status=error.status_code)


@api.exception_handler(TokenRefused)
def token_refused(request: HttpRequest, error: TokenRefused) -> HttpResponse:
    response = api.create_response(request, {"error": str(error)}, status=error.status_code)
    for name, value in error.headers.items():
        response[name] = value
    return response


@api.exception_handler(EngineUnavailable)
def engine_unavailable(request: HttpRequest, error: EngineUnavailable) -> HttpResponse:
    logger.error("the engine does not answer: %s", error)
    response = api.create_response(request, {"error": str(error)}, status=503)
    response["Retry-After"] = "10"
    return response


@api.exception_handler(ValidationError)
def invalid_parameters(request: HttpRequest, error: ValidationError) -> HttpResponse:
    names = "、".join(str(each["loc"][-1]) for each in error.errors)
    return api.create_response(request, {"error": f"参数不合要求：{names}。"}, status=400)


@api.get("/search", response={200: SearchOut, 400: Problem, 503: Problem}, summary="检索", exclude_unset=True)
def search(request: HttpRequest, parameters: Query[SearchParameters]) -> dict[str, Any]:
    """Search by the parameters of the search page, checked by the same form; a wrong value is a 400."""
    form = SearchForm(request.GET)
    if not form.is_valid():
        raise HttpError(400, form.error_sentence)
    try:
        found = find_reports(form.to_query())
        note_search(found.query, found.results, face="api")
        return search_shape(found, form.remarks)
    except QueryError as error:
        raise HttpError(400, str(error)) from error
    except IndexMissing as error:
        raise HttpError(503, "检索暂不可用：索引尚未建好，请稍后再试。") from error


@api.get("/suggest", response={200: CompletionsOut, 503: Problem}, summary="补全")
def suggest(request: HttpRequest, q: str = "") -> dict[str, Any]:
    """Complete the beginning of a query: measures, places, titles; by characters or by pinyin."""
    return {
        "completions": [
            {"text": each.text, "kind": each.kind, "url": each.address, "count": each.count, "note": each.note}
            for each in complete(q)
        ]
    }


@api.get("/reports/{int:report_id}", response={200: ReportOut, 404: Problem, 410: Problem}, summary="一篇报告")
def report(request: HttpRequest, report_id: int) -> dict[str, Any]:
    """Return a published report whole: text, card with evidence, edits, original."""
    found = find_public(report_id, Report.objects.select_related("region__parent__parent", "source", "original"))
    if isinstance(found, Absence):
        raise HttpError(found.status, found.sentence)
    return report_shape(found)


@api.get("/regions/{code}", response={200: RegionDetail, 404: Problem}, summary="一个地区")
def region(request: HttpRequest, code: str) -> dict[str, Any]:
    """Return a region by its code or prefix, with the number of its reports and of its children's."""
    if not full_code(code):
        raise HttpError(404, "地区代码须是行政区划代码的前两位、前四位或六位。")
    try:
        unit = Region.objects.select_related("parent__parent").get_by_code(code)
    except Region.DoesNotExist as error:
        raise HttpError(404, f"没有代码为 {code} 的地区。") from error
    return region_shape(unit, count_by_region(unit))

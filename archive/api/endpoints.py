"""Addresses of the API: each reads parameters, asks the models and returns a shape."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from ninja import Query
from ninja.decorators import decorate_view
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer

from archive.api.absent import public_report
from archive.api.by_token import TokenRefused
from archive.api.document import DescribedAPI
from archive.api.following import MOST_CHANGES, changes_shape
from archive.api.keywords import router as keywords
from archive.api.neighbours import router as neighbours
from archive.api.quotations import router as quotations
from archive.api.research.compare import router as compare
from archive.api.research.concordance import router as concordance
from archive.api.research.figures import router as figures
from archive.api.research.formulas import router as formulas
from archive.api.research.promises import router as promises
from archive.api.research.reuse import router as reuse
from archive.api.research.trends import router as trends
from archive.api.schemas import (
    ChangesOut,
    CompletionsOut,
    Problem,
    RegionDetail,
    ReportOut,
    SearchOut,
    SearchParameters,
    StartOut,
)
from archive.api.shapes import region_shape, report_shape, search_shape
from archive.api.uploads import router as uploads
from archive.holdings.counts import count_by_region
from archive.models import Region, Report, full_code
from archive.monitoring.search_notes import note_search
from archive.publishing.changes import changes_of
from archive.searching.form import SearchForm
from archive.searching.results import find_reports
from archive.suggesting.completion import complete
from archive.web.conditional import answer_if_changed
from search.documents import EngineUnavailable, IndexMissing, QueryError

logger = logging.getLogger(__name__)


class ReadableJSON(JSONRenderer):
    """JSON with Chinese unescaped, which people can read and which is half as long."""

    json_dumps_params = {"ensure_ascii": False}


api = DescribedAPI(
    renderer=ReadableJSON(),
    title="基层文库",
    version="1",
    description="基层党建报告的检索与阅读，只读；上传文件凭编者的令牌。",
    docs_url=None,  # its page needs inline script, which our content security policy forbids
    openapi_url="/openapi.json",
    urls_namespace="api",
)


api.add_router("", uploads)
api.add_router("", quotations)
api.add_router("", figures)
api.add_router("", formulas)
api.add_router("", promises)
api.add_router("", concordance)
api.add_router("", neighbours)
api.add_router("", keywords)
api.add_router("", trends)
api.add_router("", compare)
api.add_router("", reuse)


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


@api.exception_handler(QueryError)
def query_refused(request: HttpRequest, error: QueryError) -> HttpResponse:
    return api.create_response(request, {"error": str(error)}, status=400)


@api.exception_handler(IndexMissing)
def index_missing(request: HttpRequest, error: IndexMissing) -> HttpResponse:
    return api.create_response(request, {"error": "检索暂不可用：索引尚未建好，请稍后再试。"}, status=503)


@api.exception_handler(ValidationError)
def invalid_parameters(request: HttpRequest, error: ValidationError) -> HttpResponse:
    names = "、".join(str(each["loc"][-1]) for each in error.errors)
    return api.create_response(request, {"error": f"参数不合要求：{names}。"}, status=400)


def conditional(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Decorate a view so that what did not change is answered by 304; ``request.changed_at`` is the time of the change, if known."""

    @wraps(view)
    def answer(request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponseBase:
        response = view(request, *arguments, **options)
        if response.status_code != HTTPStatus.OK:
            return response
        return answer_if_changed(request, response, getattr(request, "changed_at", None))

    return answer


def to_browsers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view so that a browser, which asks for HTML by name, is led to the page for people."""

    @wraps(view)
    def answer(request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponse:
        wants_page = "text/html" in request.headers.get("Accept", "")
        response = HttpResponseRedirect(reverse("api-page")) if wants_page else view(request, *arguments, **options)
        patch_vary_headers(response, ("Accept",))
        return response

    return answer


@api.get("/", response={200: StartOut, 302: None}, summary="起始页", url_name="start")
@decorate_view(to_browsers)
def start(request: HttpRequest) -> dict[str, Any]:
    """Tell what the API is, and name its addresses."""
    document = api.get_openapi_schema()
    return {
        "name": api.title,
        "version": api.version,
        "description": api.description,
        "page": reverse("api-page"),
        "openapi": reverse("api:openapi-json"),
        "feed": reverse("newest-feed"),
        "addresses": [
            {"method": method.upper(), "path": path, "summary": operation.get("summary", "")}
            for path, operations in document["paths"].items()
            for method, operation in operations.items()
        ],
    }


@api.get("/search", response={200: SearchOut, 400: Problem, 503: Problem}, summary="检索", exclude_unset=True)
def search(request: HttpRequest, parameters: Query[SearchParameters]) -> dict[str, Any]:
    """Search by the parameters of the search page, checked by the same form; a wrong value is a 400."""
    form = SearchForm(request.GET)
    if not form.is_valid():
        raise HttpError(400, form.error_sentence)
    found = find_reports(form.to_query())
    note_search(found.query, found.results, face="api")
    return search_shape(found, form.remarks)


@api.get("/suggest", response={200: CompletionsOut, 503: Problem}, summary="补全")
def suggest(request: HttpRequest, q: str = "") -> dict[str, Any]:
    """Complete the beginning of a query: measures, places, titles; by characters or by pinyin."""
    return {
        "completions": [
            {"text": each.text, "kind": each.kind, "url": each.address, "count": each.count, "note": each.note}
            for each in complete(q)
        ]
    }


@api.get("/changes", response={200: ChangesOut, 304: None, 400: Problem, 410: Problem}, summary="公开变动")
@decorate_view(conditional)
def changes(
    request: HttpRequest,
    since: str = Query("", description="上次答复里的 cursor，或时间（含当秒）；不写就从头取"),
    size: int = Query(100, ge=1, le=MOST_CHANGES, description="每页至多几条"),
) -> dict[str, Any]:
    """Return what the public saw change after ``since``: published or changed reports, withdrawn ones, erased ones."""
    return changes_shape(since, size)


@api.get(
    "/reports/{int:report_id}", response={200: ReportOut, 304: None, 404: Problem, 410: Problem}, summary="一篇报告"
)
@decorate_view(conditional)
def report(request: HttpRequest, report_id: int) -> dict[str, Any]:
    """Return a published report whole: text, card with evidence, edits, original."""
    change = changes_of([report_id]).get(report_id)  # before the report, so that it is never newer
    request.changed_at = change.changed_at if change else None  # type: ignore[attr-defined]
    found = public_report(report_id, Report.objects.select_related("region__parent__parent", "source", "original"))
    return report_shape(found, change)


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

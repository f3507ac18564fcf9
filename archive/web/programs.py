"""What does every program get that asks the API (``/api/``)? Errors as JSON, HEAD, and the right to read from any page (CORS)."""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import get_script_prefix

Answer = Callable[[HttpRequest], HttpResponseBase]

#: Addresses below /api/v1/ that change something: no page of another site may ask them, whatever the method.
WRITING = ("uploads",)
_METHODS = "GET, HEAD, OPTIONS"
_ASKED_WITH = "Accept, Accept-Language, If-Modified-Since, If-None-Match"
_SHOWN = "ETag, Last-Modified, Link, Retry-After, X-Request-ID"
_A_DAY = "86400"

#: What an answer says that has no words of its own for a program: a page, or nothing.
_SENTENCES: dict[int, str] = {
    HTTPStatus.BAD_REQUEST: "请求读不懂：请检查地址和参数的写法。",
    HTTPStatus.FORBIDDEN: "没有权限：请检查所用的账号或令牌。",
    HTTPStatus.NOT_FOUND: "没有这个接口地址。可用的地址见 /api/v1/openapi.json。",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "发来的内容太大，服务器不收。",
    HTTPStatus.INTERNAL_SERVER_ERROR: "服务器出错了（状态码 500），已记入日志。请稍后再试；总是这样，请告诉本库的管理员。",
    HTTPStatus.SERVICE_UNAVAILABLE: "文库暂时不能应答。请稍后再试。",
    HTTPStatus.INSUFFICIENT_STORAGE: "服务器的磁盘写不进去，已记入日志。请稍后再试。",
}
_OTHERWISE = "这个请求没有答成（状态码 {0}）。请检查地址和参数的写法，或稍后再试。"


def is_api(request: HttpRequest) -> bool:
    """Return whether the address is one of the API, known or not."""
    prefix = f"{get_script_prefix()}api"
    return request.path == prefix or request.path.startswith(f"{prefix}/")


def problem(sentence: str, status: int, **headers: str) -> JsonResponse:
    """Return an error as the API writes all of them; ``headers`` with _ for -."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return JsonResponse({"error": sentence}, status=status, headers=named, json_dumps_params={"ensure_ascii": False})


def answer_programs(get_response: Answer) -> Answer:
    """Middleware: under ``/api/`` every error is JSON, HEAD is answered as GET, and pages of other sites may read.

    The last is no right to anything: there are no credentials with it, a closed archive does not give it, and addresses
    that write do not. It stands outside of all that may refuse.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not is_api(request):
            return get_response(request)
        is_open = _is_open(request)
        if is_open and request.method == "OPTIONS" and "Origin" in request.headers:  # a browser asks whether it may
            return _opened(HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"Allow": _METHODS}), is_preflight=True)
        is_head = is_open and request.method == "HEAD"
        if is_head:
            request.method = "GET"  # the server leaves out the body
        response = get_response(request)
        if is_head:
            request.method = "HEAD"
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            response = _as_problem(response)
        return _opened(response) if is_open else response

    return middleware


def _is_open(request: HttpRequest) -> bool:
    if settings.REQUIRE_LOGIN:
        return False
    writing = [f"{get_script_prefix()}api/v1/{name}" for name in WRITING]
    return not any(request.path == path or request.path.startswith(f"{path}/") for path in writing)


def _opened(response: HttpResponseBase, *, is_preflight: bool = False) -> HttpResponseBase:
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    if is_preflight:
        response["Access-Control-Allow-Methods"] = _METHODS
        response["Access-Control-Allow-Headers"] = _ASKED_WITH
        response["Access-Control-Max-Age"] = _A_DAY
    else:
        response["Access-Control-Expose-Headers"] = _SHOWN
    return response


def _as_problem(response: HttpResponseBase) -> HttpResponseBase:
    """Return the answer with its sentence as JSON, if it is none yet; status and headers stay."""
    media_type = response.get("Content-Type", "").partition(";")[0]
    if response.streaming or not isinstance(response, HttpResponse):
        return response
    if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        response.headers.setdefault("Allow", "GET")
        allowed = response["Allow"]
        sentence = "开放接口只读：请用 GET。" if "GET" in allowed else f"这个地址只收 {allowed}。"
    elif media_type == "application/json":
        return response
    elif media_type == "text/plain" and response.content:
        sentence = response.content.decode("utf-8", "replace").strip()
    else:
        sentence = _SENTENCES.get(response.status_code, _OTHERWISE.format(response.status_code))
        sentence = sentence.replace(" /api/", f" {get_script_prefix()}api/")
    response.content = json.dumps({"error": sentence}, ensure_ascii=False).encode()
    response["Content-Type"] = "application/json"
    if response.has_header("Content-Length"):
        response["Content-Length"] = str(len(response.content))
    return response

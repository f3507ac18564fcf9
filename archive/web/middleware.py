"""What does every request pass on its way to a view and back?

Readable parameters, the login of a closed archive, a body of allowed size, the theme, headers. Middleware of one subject
stands with it: limits in archive/web/clients.py, languages in archive/languages, counts in archive/monitoring.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from http import HTTPStatus
from sys import maxsize

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import MiddlewareNotUsed, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import UnreadablePostError
from django.shortcuts import render
from django.urls import get_script_prefix, reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext_noop
from django_htmx.http import HttpResponseClientRedirect

from archive.languages import say
from archive.storage.advisory import is_shared
from archive.storage.machine import refusal
from archive.web.clients import asked_by_htmx
from archive.web.programs import is_api, problem

TOO_MANY_PARAMETERS = "地址里的参数太多，读不了。请减少参数后再试。\n"
STRANGE_CHARSET = "请求写明的字符编码（charset）读不了。请以 UTF-8 发送。\n"
SECOND_MACHINE = "文库由另一台机器在服务，这一台没有启用：请从平常的网址打开。管理员请看这一台的日志或 /readyz。"
_CHARSETS = frozenset({"utf-8", "ascii"})
LOGIN_NEEDED = "本文库须登录后使用。请先在登录页登录，再用同一浏览器取用。"
#: Endings of the names of addresses that programs read; a program follows no redirect to a form.
_FOR_PROGRAMS = ("-feed", "-export", "suggest", "oai", "oai-schema")
#: No page needs any of these, so no page, and no script that got into one, may use them.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation",
        "gyroscope", "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "publickey-credentials-get",
        "screen-wake-lock", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip
#: A browser that opens an attachment all the same gives it no origin, no script, no form, and loads nothing.
ATTACHMENT_POLICY = "default-src 'none'; sandbox"


#: Light or dark by choice. The server writes it on <html>, so that no page flashes.
THEMES = (("", gettext_noop("随系统")), ("light", gettext_noop("明")), ("dark", gettext_noop("暗")))
THEME_COOKIE = THEME_PARAMETER = "look"
THEME_COOKIE_SECONDS = 365 * 24 * 3600
_CHOSEN_THEMES = {name for name, _ in THEMES if name}
#: A number with more digits is larger than every limit.
_DIGITS = 18
#: Addresses that test the right to upload themselves, before they read.
_UPLOADS = ("admin:archive_report_upload", "api:uploads")
#: Addresses that a token opens, and no login: a closed archive leaves them to it.
_BY_TOKEN = frozenset({"api:uploads", "api:upload"})


def refuse_unreadable(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: answer 400 in plain words to too many parameters, or to a charset other than that of our forms.

    Every page writes links of its parameters, an error page too, so none can answer. DATA_UPLOAD_MAX_NUMBER_FIELDS is the
    most. Codecs like base64 would fail wherever a parameter is read. A cookie that holds NUL, which it may spell ``\\000``,
    is none of ours and counts as not sent: PostgreSQL would fail at such a key of a session.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.encoding and codecs.lookup(request.encoding).name not in _CHARSETS:
            return _refuse(STRANGE_CHARSET)
        try:
            request.GET  # noqa: B018  parses the address
        except TooManyFieldsSent:
            return _refuse(TOO_MANY_PARAMETERS)
        for name in [name for name, value in request.COOKIES.items() if "\0" in value]:
            del request.COOKIES[name]
        return get_response(request)

    return middleware


def _refuse(sentence: str) -> HttpResponse:
    return HttpResponse(sentence, status=HTTPStatus.BAD_REQUEST, content_type="text/plain; charset=utf-8")


class ClosedArchiveMiddleware(LoginRequiredMiddleware):
    """Django's middleware, with an answer that programs understand.

    A view is open to everybody if it is decorated by ``login_not_required``. The admin checks its users itself.
    """

    def process_view(
        self, request: HttpRequest, view_func: Callable, view_args: tuple, view_kwargs: dict
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if not settings.REQUIRE_LOGIN or match is None or "admin" in match.namespaces or match.view_name in _BY_TOKEN:
            return None
        if not getattr(view_func, "login_required", True):
            return None  # as Django does, but before it asks for the session: /healthz must not need the database
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(  # type: ignore[override]  # Django's stub knows redirects alone
        self, request: HttpRequest, view_func: Callable
    ) -> HttpResponseBase:
        """Return 401 as JSON or text to programs, a redirect to the login to browsers."""
        if is_api(request):
            return problem(LOGIN_NEEDED, HTTPStatus.UNAUTHORIZED)
        if is_for_programs(request):
            return HttpResponse(LOGIN_NEEDED, status=HTTPStatus.UNAUTHORIZED, content_type="text/plain; charset=utf-8")
        if asked_by_htmx(request):
            return HttpResponseClientRedirect(request.get_full_path())
        return super().handle_no_permission(request, view_func)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Keep pages of a closed archive out of the caches of proxies."""
        if settings.REQUIRE_LOGIN:
            patch_cache_control(response, private=True)
        return response


def refuse_second_machine(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: answer 503 while another machine serves the database and this one may not (archive/publishing/machines.py).

    On SQLite Django leaves it out. Supervisors are answered: /readyz says the same.
    """
    if not is_shared():
        raise MiddlewareNotUsed
    supervisors = tuple(get_script_prefix() + name for name in ("healthz", "readyz", "metrics"))

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not refusal() or request.path in supervisors:
            return get_response(request)
        return HttpResponse(
            f"{SECOND_MACHINE}\n", status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "60"}
        )

    return middleware


def is_for_programs(request: HttpRequest) -> bool:
    """Return whether the address is one that programs read, or a script of ours: a feed, an export, completions."""
    match = request.resolver_match
    return match is not None and (match.url_name or "").endswith(_FOR_PROGRAMS)


def add_headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: add permissions and resource policy, and shut attachments in. It stands outside of CSPMiddleware."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if response.get("Content-Disposition", "").startswith("attachment"):
            response.headers["Content-Security-Policy"] = ATTACHMENT_POLICY
        return response

    return middleware


def read_theme(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: set ``request.theme`` to ``light``, ``dark`` or "" (the system's); pages vary by the cookie."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(THEME_COOKIE, "")
        request.theme = chosen if chosen in _CHOSEN_THEMES else ""  # type: ignore[attr-defined]
        response = get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ("Cookie",))
        return response

    return middleware


class BodyLimitMiddleware:
    """Middleware that refuses a body unread: 413 for one that is too large, 411 for one without a length.

    It stands behind the login and before every view and check that reads a form. The upload page and the address of
    uploads by programs test the right to upload themselves, before they read: those without get its login, or 401.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.META.get("HTTP_TRANSFER_ENCODING"):
            return _refuse_body(
                request, HTTPStatus.LENGTH_REQUIRED, say("请求没有写明长度（Content-Length），服务器不收。")
            )
        length = _length_of(request)
        is_large = length > settings.SMALL_BODY_BYTES and request.path not in map(reverse, _UPLOADS)
        if is_large and length > _most(request):
            return _refuse_body(
                request,
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                say("发来的内容太大，服务器不收。上传文件请先登录，再用编辑台的上传页；登录过期的，请重新登录再试。"),
            )
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return 408 for a body that stopped on its way."""
        if isinstance(exception, UnreadablePostError):
            return _refuse_body(
                request, HTTPStatus.REQUEST_TIMEOUT, say("发来的内容中途断了，什么也没有收下。请检查网络后再试。")
            )
        return None


def _length_of(request: HttpRequest) -> int:
    """Return the bytes of the body; a length that cannot be read counts as 0, as Django reads it."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if len(length.strip().lstrip("0")) > _DIGITS:
        return maxsize
    try:
        return int(length)
    except ValueError:
        return 0


def _most(request: HttpRequest) -> int:
    """Return the most bytes that this client may send to an address that takes no uploads."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    return settings.SMALL_BODY_BYTES + (settings.DATA_UPLOAD_MAX_MEMORY_SIZE if signed_in else 0)


def _refuse_body(request: HttpRequest, status: HTTPStatus, sentence: str) -> HttpResponse:
    """Return a page to a browser, which asks for HTML by name, and the sentence alone to programs."""
    if "text/html" in request.headers.get("Accept", ""):
        response = render(request, "refused.html", {"sentence": sentence}, status=status)
    else:
        response = HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response

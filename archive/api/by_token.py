"""Who asks by a token (令牌)? The token of an Authorization header, checked before anything of the body is read.

A session's cookie says nothing here. Tokens that nobody has count as wrong passwords of the client's network do, in the
tables of axes: too many lock it, for the time of a locked login.
"""

from __future__ import annotations

from http import HTTPStatus

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from django.contrib.auth.signals import user_login_failed
from django.db import DatabaseError
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables
from ninja.errors import HttpError
from ninja.security.http import HttpAuthBase

from archive.desk.tokens import fault_of, may, note_use
from archive.models import ApiToken
from archive.models.access.tokens import NO_ACCOUNT
from archive.storage.faults import writing_fault
from archive.web.clients import client_address

#: Of a request, what axes may know of a wrong token: never the header that holds it, the query or the body.
_TOLD = ("REMOTE_ADDR", "HTTP_X_FORWARDED_FOR", "HTTP_USER_AGENT", "PATH_INFO")
NO_TOKEN = "请在 Authorization 里写明令牌：Bearer jct_…。令牌在编辑台的“令牌”页做。"  # noqa: S105
WRONG_TOKEN = "没有这个令牌。请核对，或在编辑台的“令牌”页另做一个。"  # noqa: S105


class TokenRefused(HttpError):
    """A request without a token in force, or one that may not do this. ``headers`` say what else the client must know."""

    def __init__(self, status: HTTPStatus, sentence: str, headers: dict[str, str]) -> None:
        super().__init__(status, sentence)
        self.headers = headers


class EditorToken(HttpAuthBase):
    """The check of an address, for one scope. It returns the token, or raises TokenRefused."""

    openapi_scheme = "bearer"
    openapi_bearerFormat = "jct_…"
    openapi_description = "编者在编辑台的“令牌”页做的令牌。登录的 Cookie 在这里不算。"

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    @sensitive_variables("given")
    def __call__(self, request: HttpRequest) -> ApiToken:
        scheme, _, given = request.headers.get("Authorization", "").strip().partition(" ")
        if scheme.lower() != "bearer" or not given:
            raise _unknown(NO_TOKEN, "")
        asked = _without_secrets(request)
        if not AxesProxyHandler.is_allowed(asked, {"username": NO_ACCOUNT}):
            raise _locked(asked)
        token = ApiToken.objects.of_secret(given.strip())
        if token is None:
            user_login_failed.send(sender=__name__, credentials={"username": NO_ACCOUNT}, request=asked)
            raise _locked(asked) if getattr(asked, "axes_locked_out", False) else _unknown(WRONG_TOKEN, "invalid_token")
        if fault := fault_of(token):
            raise _unknown(fault, "invalid_token")
        if not may(token, self.scope):
            challenge = {"WWW-Authenticate": 'Bearer error="insufficient_scope"'}
            raise TokenRefused(HTTPStatus.FORBIDDEN, "这个令牌的账号没有上传的权限。请管理员处理。", challenge)
        try:
            note_use(token, client_address(request))
        except DatabaseError as error:
            if not writing_fault(error):
                raise  # on a full disk its owner may still ask what became of his files
        return token


def _without_secrets(request: HttpRequest) -> HttpRequest:
    """Return a request of the same client that holds nothing else of this one; axes reads the body of what it is given."""
    asked = HttpRequest()
    asked.method = request.method
    asked.META = {name: request.META[name] for name in _TOLD if name in request.META}
    return asked


def _unknown(sentence: str, error: str) -> TokenRefused:
    challenge = f'Bearer error="{error}"' if error else "Bearer"
    return TokenRefused(HTTPStatus.UNAUTHORIZED, sentence, {"WWW-Authenticate": challenge})


def _locked(asked: HttpRequest) -> TokenRefused:
    wait = get_cool_off(asked)
    seconds = int(wait.total_seconds()) if wait else 0
    minutes = f"请 {max(1, seconds // 60)} 分钟后再试" if seconds else "请管理员解除"
    sentence = f"这个地址发来的令牌连续几次不对，暂停接受。{minutes}，并先核对令牌。"
    return TokenRefused(HTTPStatus.TOO_MANY_REQUESTS, sentence, {"Retry-After": str(seconds)} if seconds else {})

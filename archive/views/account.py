"""The reader's own: login and logout, and the choice between light and dark."""

from __future__ import annotations

from typing import Any

from axes.helpers import get_cool_off
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from archive.languages import say
from archive.web.middleware import THEME_COOKIE, THEME_COOKIE_SECONDS, THEME_PARAMETER, THEMES

login_page = LoginView.as_view(template_name="login.html", redirect_authenticated_user=True)
logout = login_not_required(LogoutView.as_view())


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: Any) -> HttpResponse:
    """Answer too many wrong passwords with 429 and the time to wait, alike whether the account exists or not."""
    wait = get_cool_off(request)
    seconds = int(wait.total_seconds()) if wait else 0
    sentence = (
        say("用户名或密码连续几次不对，这个地址暂停登录 {0} 分钟。忘了密码的，请管理员重设。", max(1, seconds // 60))
        if seconds
        else say("用户名或密码连续几次不对，这个地址已停止登录。请管理员解除。")
    )
    answer = render(request, "429.html", {"sentence": sentence}, status=429)
    if seconds:
        answer["Retry-After"] = str(seconds)
    answer["Cache-Control"] = "no-store"
    return answer


@login_not_required
@csrf_exempt  # a stranger could at most turn the light on; a token would set a cookie on every page
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Store the theme and go back to the page of the choice; an address of another host leads home."""
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    response.status_code = 303
    chosen = request.POST.get(THEME_PARAMETER, "")
    if chosen in {name for name, _ in THEMES if name}:
        response.set_cookie(THEME_COOKIE, chosen, max_age=THEME_COOKIE_SECONDS, samesite="Lax", secure=settings.HTTPS)
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response

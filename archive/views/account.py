"""The way in and out: for readers of a closed archive, and the answer to whoever guesses passwords."""

from __future__ import annotations

from typing import Any

from axes.helpers import get_cool_off
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive.languages import say

login_page = LoginView.as_view(template_name="archive/login.html", redirect_authenticated_user=True)
logout = login_not_required(LogoutView.as_view())


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: Any) -> HttpResponse:
    """Too many wrong passwords: 429 with the time to wait. The same words whether the account exists or not."""
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

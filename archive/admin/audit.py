"""The audit page (审计): changes, uploads, logins and failed logins in one list, the newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from heapq import merge
from itertools import islice
from operator import attrgetter
from typing import Any

from axes.models import AccessFailureLog, AccessLog
from django import forms
from django.contrib.admin import AdminSite
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from archive.models import ImportBatch, Report
from archive.models.access.tokens import NO_ACCOUNT

ROWS_A_PAGE = 100
#: A page costs as much as all pages above it; a later time is reached by the form.
LAST_PAGE = 50
KINDS = {"change": "改动", "program": "程序所改", "upload": "上传", "login": "登录", "failed": "登录失败"}


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One event. ``address`` is that of the client, "" for the kinds that keep none."""

    at: datetime
    kind: str
    who: str
    what: str
    address: str = ""

    @property
    def label(self) -> str:
        """The Chinese name of the kind."""
        return KINDS[self.kind]


def _day(label: str) -> forms.DateField:
    field = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, required=False, widget=field, error_messages={"invalid": "日期写作 2026-01-31。"}
    )


class AuditForm(forms.Form):
    who = forms.CharField(label="何人", max_length=150, required=False)
    kind = forms.ChoiceField(label="何事", choices=[("", "全部"), *KINDS.items()], required=False)
    first = _day("自")
    last = _day("至")
    page = forms.IntegerField(min_value=1, max_value=LAST_PAGE, required=False, widget=forms.HiddenInput)


def audit_view(site: AdminSite) -> Callable[[HttpRequest], HttpResponse]:
    """Return the view of the page on ``site``."""

    def audit(request: HttpRequest) -> HttpResponse:
        if not request.user.has_perm("admin.view_logentry"):
            raise PermissionDenied
        form = AuditForm(request.GET)
        filters = form.cleaned_data if form.is_valid() else {}
        page = filters.get("page") or 1
        rows = audit_rows(
            who=filters.get("who", ""),
            kind=filters.get("kind", ""),
            first=filters.get("first"),
            last=filters.get("last"),
            most=page * ROWS_A_PAGE + 1,
        )
        start = (page - 1) * ROWS_A_PAGE
        parameters = request.GET.copy()
        parameters["page"] = str(page + 1)
        has_more = len(rows) > start + ROWS_A_PAGE
        context = {
            **site.each_context(request),
            "title": "审计",
            "subtitle": None,
            "form": form,
            "rows": rows[start : start + ROWS_A_PAGE],
            "older": f"?{parameters.urlencode()}" if has_more and page < LAST_PAGE else "",
            "is_cut": has_more and page >= LAST_PAGE,
        }
        return TemplateResponse(request, "admin/archive/audit.html", context, status=200 if form.is_valid() else 400)

    return site.admin_view(audit)


def audit_rows(
    *, who: str = "", kind: str = "", first: date | None = None, last: date | None = None, most: int = ROWS_A_PAGE
) -> list[AuditRow]:
    """Return the newest ``most`` rows of all kinds, or of one, newest first. One query a kind, each of ``most`` rows."""
    sources = [_READERS[kind]] if kind in _READERS else list(_READERS.values())
    rows: Iterable[AuditRow] = merge(
        *(read(who, first, last, most) for read in sources), key=attrgetter("at"), reverse=True
    )
    return list(islice(rows, most))


def _within(rows: Any, field: str, first: date | None, last: date | None, most: int) -> Any:
    zone = timezone.get_current_timezone()
    if first:
        rows = rows.filter(**{f"{field}__gte": datetime.combine(first, time.min, zone)})
    if last:
        rows = rows.filter(**{f"{field}__lt": datetime.combine(last + timedelta(days=1), time.min, zone)})
    return rows.order_by(f"-{field}")[:most]


def _changes(who: str, first: date | None, last: date | None, most: int) -> Iterable[AuditRow]:
    entries = LogEntry.objects.select_related("user", "content_type")
    if who:
        entries = entries.filter(user__username__iexact=who)
    for entry in _within(entries, "action_time", first, last, most):
        thing = entry.content_type.name if entry.content_type else ""
        what = f"{thing}《{entry.object_repr}》：{entry.get_change_message()}"
        yield AuditRow(entry.action_time, "change", entry.user.get_username(), what)


def _by_program(who: str, first: date | None, last: date | None, most: int) -> Iterable[AuditRow]:
    """Yield the changes that commands on the server made; the first state of a report is no change."""
    if who:
        return
    states = Report.history.filter(history_user=None).exclude(history_type="+")
    for state in _within(states.only("id", "title", "status", "history_date"), "history_date", first, last, most):
        yield AuditRow(state.history_date, "program", "", f"报告《{state.title}》：{state.get_status_display()}")


def _uploads(who: str, first: date | None, last: date | None, most: int) -> Iterable[AuditRow]:
    batches = ImportBatch.objects.select_related("started_by", "token")
    if who:
        batches = batches.filter(started_by__username__iexact=who)
    for batch in _within(batches, "started_at", first, last, most):
        name = batch.started_by.get_username() if batch.started_by else ""
        by_token = f"，由令牌“{batch.token}”上传" if batch.token else ""
        yield AuditRow(batch.started_at, "upload", name, f"批次“{batch}”{by_token}", batch.started_from or "")


def _logins(who: str, first: date | None, last: date | None, most: int) -> Iterable[AuditRow]:
    logins = AccessLog.objects.filter(username__iexact=who) if who else AccessLog.objects.all()
    for login in _within(logins, "attempt_time", first, last, most):
        out = f"，{timezone.localtime(login.logout_time):%Y-%m-%d %H:%M} 退出" if login.logout_time else ""
        yield AuditRow(login.attempt_time, "login", login.username or "", f"登录{out}", login.ip_address or "")


def _failures(who: str, first: date | None, last: date | None, most: int) -> Iterable[AuditRow]:
    failures = AccessFailureLog.objects.filter(username__iexact=who) if who else AccessFailureLog.objects.all()
    for failure in _within(failures, "attempt_time", first, last, most):
        if failure.username == NO_ACCOUNT:
            what = "令牌不对，已暂停接受" if failure.locked_out else "令牌不对"
        else:
            what = "密码不对，已暂停登录" if failure.locked_out else "用户名或密码不对"
        yield AuditRow(failure.attempt_time, "failed", failure.username or "", what, failure.ip_address or "")


_READERS = {
    "change": _changes, "program": _by_program, "upload": _uploads, "login": _logins, "failed": _failures
}  # fmt: skip

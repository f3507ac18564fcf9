"""The review of one report: the text with its changes on one side, the card with its evidence on the other."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from archive.admin.card import CardForm, card_rows, submitted_values
from archive.admin.passages import review_text
from archive.admin.words import value_in_words
from archive.editing import EVIDENCED, Correction, EditingError, StaleReport, card_value, correct_report, version_of
from archive.models import Region, Report
from archive.publishing import PublishingError, publish_report, withdraw_report

CONFLICT = 409
STALE = "没有保存：您打开这一页以后，别人改过这篇报告。下面是现在的样子，您那一页上的列在前面；请核对后再存。"
UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Difference:
    """One value of a refused save: what the editor asked for, and what stands there now."""

    label: str
    yours: str
    now: str


def review_report(request: HttpRequest, desk: ModelAdmin, report: Report) -> HttpResponse:
    """Show ``report``; with POST save what the editor changed, then publish or withdraw if the button says so."""
    if request.method != "POST":
        return review_page(request, desk, report)
    if not desk.has_change_permission(request, report):
        raise PermissionDenied
    if request.POST.get("version") != version_of(report):
        return _refused(request, desk, report)
    form = CardForm(submitted_values(request.POST, report))
    put_back = request.POST.get("put_back", "")
    if not form.is_valid():
        return review_page(request, desk, report, form=form, status=UNPROCESSABLE)
    try:
        correction = correct_report(
            report.pk,
            seen=request.POST["version"],
            card=form.cleaned_data,
            text=_rewritten_text(request),
            put_back=int(put_back) if put_back.isdecimal() else None,
        )
    except StaleReport as stale:
        return _refused(request, desk, stale.report)
    except EditingError as error:
        messages.error(request, str(error))
        return review_page(request, desk, report, form=form, status=UNPROCESSABLE)
    _tell_saved(request, desk, correction, put_back=bool(put_back))
    _change_status(request, desk, correction.report, request.POST.get("action", ""))
    target = reverse(f"{desk.admin_site.name}:archive_report_change", args=[report.pk])
    return HttpResponseRedirect(f"{target}#edits" if put_back else target)


def review_page(
    request: HttpRequest,
    desk: ModelAdmin,
    report: Report,
    *,
    form: CardForm | None = None,
    differences: list[Difference] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page itself; ``form`` carries what was sent and its errors, ``differences`` a save that was refused."""
    sent_text = _rewritten_text(request)
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "original": report,
        "report": report,
        "title": report.title,
        "subtitle": None,
        "has_view_permission": desk.has_view_permission(request, report),
        "can_change": desk.has_change_permission(request, report),
        "version": version_of(report),
        "reviewed": review_text(report.extracted_text, report.edit_list),
        "rows": card_rows(report, form),
        "flags": [(name, label, _is_set(report, form, name)) for name, label in _flag_labels()],
        "text": report.text if sent_text is None else sent_text,
        "text_digest": _digest(report.text),
        "text_is_open": sent_text is not None,
        "form": form,
        "differences": differences,
    }
    return TemplateResponse(request, "admin/archive/report/review.html", context, status=status)


def _rewritten_text(request: HttpRequest) -> str | None:
    """The text that was sent, or None where it is the one that the form was given: an editor who leaves the text
    alone must not bring an old one back."""
    text = request.POST.get("text")
    if text is None:
        return None
    text = text.replace("\r\n", "\n")
    return None if _digest(text) == request.POST.get("text_digest") else text


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _flag_labels() -> list[tuple[str, str]]:
    return [(name, _label(name)) for name in CardForm.base_fields if name not in EVIDENCED]


def _is_set(report: Report, form: CardForm | None, name: str) -> bool:
    return bool(form.data[name]) if form else getattr(report, name)


def _refused(request: HttpRequest, desk: ModelAdmin, report: Report) -> HttpResponse:
    """Nothing was saved: say so, and show both versions; the editor's text waits in its field."""
    wanted = submitted_values(request.POST, report)
    pairs = [(name, str(wanted[name]), card_value(report, name)) for name in EVIDENCED]
    regions = Region.objects.select_related("parent__parent").in_bulk([report.region_id, str(wanted["region"])])
    differences = [
        Difference(
            _label(name),
            value_in_words(name, yours, regions),
            value_in_words(name, now, regions),
        )
        for name, yours, now in pairs
        if yours != now
    ]
    messages.error(
        request, "没有保存：您打开这一页以后，别人改过这篇报告。下面是现在的样子；您填的列在前面，请核对后再存。"
    )
    return review_page(request, desk, report, differences=differences, status=CONFLICT)


def _tell_saved(request: HttpRequest, desk: ModelAdmin, correction: Correction, *, put_back: bool) -> None:
    if not correction.changed:
        return
    names = "、".join(_label(name) for name in correction.changed)
    note = f"放回一处修改；改动：{names}" if put_back else f"改动：{names}"
    desk.log_change(request, correction.report, note)
    messages.success(request, f"已保存。{note}。")


def _label(name: str) -> str:
    return "正文" if name == "text" else str(CardForm.base_fields[name].label)


def _change_status(request: HttpRequest, desk: ModelAdmin, report: Report, action: str) -> None:
    verbs = {"publish": (publish_report, "发布"), "withdraw": (withdraw_report, "撤回")}
    if action not in verbs:
        return
    change, word = verbs[action]
    if action == "publish" and report.is_published:
        return  # 保存并发布 on a published report is a save
    try:
        change(report, by=request.user if request.user.is_authenticated else None)
    except PublishingError as error:
        messages.error(request, str(error))
        return
    desk.log_change(request, report, word)
    messages.success(request, f"已{word}《{report.title}》。")

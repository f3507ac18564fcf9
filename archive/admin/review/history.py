"""The history of a report on the desk: its states, the differences between two of them, and their restoration."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from archive.admin.review.card import field_label
from archive.admin.review.queue import filtered_list, kept_query
from archive.admin.review.words import value_in_words
from archive.desk.editing import FLAGS, EditingError, StaleReport, version_of
from archive.desk.restoring import number_of_state, restore_report, text_of
from archive.models import Region, Report
from archive.models.card import EVIDENCED, card_value
from archive.text.edits import edits_between

#: States on the page of a report's history, and entries of the desk's log beside them.
STATES_SHOWN = 100
#: Characters shown on either side of a change, and changes shown on one page.
AROUND, CHANGES_SHOWN = 24, 200
STALE = "没有恢复：您打开这一页以后，别人改过这篇报告。请看过现在的样子再定。"
CONFLICT, UNPROCESSABLE = 409, 422


@dataclass(frozen=True, slots=True)
class StateRow:
    """One state in the list, the ``number``th of its report; ``changed`` names its differences from the state before.

    ``row`` is the key of its row in the history, which addresses name.
    """

    number: int
    row: int
    at: datetime
    by: str
    changed: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A card field that differs between two states, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TextChange:
    """A difference between two texts, with the words around it."""

    left: str
    before: str
    after: str
    right: str


def history_page(request: HttpRequest, desk: ModelAdmin, report: Report) -> HttpResponse:
    """Render all states of a report, the newest first, and the desk's log of it. Six queries at most."""
    if not desk.has_view_or_change_permission(request, report):
        raise PermissionDenied
    states = list(_states(report)[: STATES_SHOWN + 1])
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Report), object_id=str(report.pk)
    ).select_related("user")
    total = len(states) if len(states) <= STATES_SHOWN else _states(report).count()
    rows = [_row(state, before, total - at) for at, (state, before) in enumerate(pairwise([*states, None]))]
    context = {
        **_common(request, desk, report),
        "title": f"改动记录：{report.title}",
        "rows": rows[:STATES_SHOWN],
        "more": len(states) > STATES_SHOWN,
        "entries": entries[:STATES_SHOWN],
    }
    return TemplateResponse(request, "admin/archive/report/history.html", context)


def state_view(desk: ModelAdmin) -> Callable[[HttpRequest, int, int], HttpResponse]:
    """Return the view of one state on ``desk``."""

    def state(request: HttpRequest, report_id: int, number: int) -> HttpResponse:
        return state_page(request, desk, report_id, number)

    return state


def state_page(request: HttpRequest, desk: ModelAdmin, report_id: int, number: int) -> HttpResponse:
    """Render a state against the one before it, or against the present (``?with=now``); POST restores it."""
    report = get_object_or_404(Report.objects.select_related("source", "region", "original"), pk=report_id)
    if not desk.has_view_or_change_permission(request, report):
        raise PermissionDenied
    state = _states(report).filter(history_id=number).first()
    if state is None:
        raise Http404
    if request.method != "POST":
        return _render_state(request, desk, report, state)
    if not desk.has_change_permission(request, report):
        raise PermissionDenied
    try:
        restored = restore_report(report.pk, seen=request.POST.get("version", ""), state=number)
    except StaleReport as stale:
        messages.error(request, STALE)
        return _render_state(request, desk, stale.report, state, status=CONFLICT)
    except EditingError as error:
        messages.error(request, str(error))
        return _render_state(request, desk, report, state, status=UNPROCESSABLE)
    if restored.changed:
        note = f"恢复到第 {number_of_state(report.pk, number)} 版：{'、'.join(field_label(name) for name in restored.changed)}"
        desk.log_change(request, restored.report, note)
        messages.success(request, f"已{note}。先前的样子也留在改动记录里。")
    else:
        messages.info(request, "现在的样子与那一版相同，没有什么要恢复。")
    address = reverse(f"{desk.admin_site.name}:archive_report_change", args=[report.pk])
    return HttpResponseRedirect(address + kept_query(request))


def _render_state(
    request: HttpRequest, desk: ModelAdmin, report: Report, state: Any, *, status: int = 200
) -> HttpResponse:
    with_now = request.GET.get("with") == "now" or status != 200
    older, newer = (state, report) if with_now else (_before(report, state), state)
    texts = [text_of(each, report.extracted_text) if each is not None else "" for each in (older, newer)]
    changes = tuple(_text_changes(*texts)) if older is not None and texts[0] != texts[1] else ()
    context = {
        **_common(request, desk, report),
        "number": (number := number_of_state(report.pk, state.history_id)),
        "title": f"第 {number} 版：{report.title}",
        "state": state,
        "by": _name(state.history_user),
        "with_now": with_now,
        "is_first": older is None,
        "values": _value_changes(older, newer) if older is not None else (),
        "changes": changes[:CHANGES_SHOWN],
        "more": len(changes[CHANGES_SHOWN:]),
        "version": version_of(report),
        "can_change": desk.has_change_permission(request, report),
    }
    return TemplateResponse(request, "admin/archive/report/state.html", context, status=status)


def _common(request: HttpRequest, desk: ModelAdmin, report: Report) -> dict[str, Any]:
    own = {"opts": desk.opts, "report": report, "subtitle": None}
    return {
        **desk.admin_site.each_context(request),
        **own,
        "kept": kept_query(request),
        "list_address": filtered_list(request),
    }


def _states(report: Report) -> Any:
    return Report.history.filter(id=report.pk).select_related("history_user", "source", "region__parent__parent")


def _before(report: Report, state: Any) -> Any:
    return _states(report).filter(history_id__lt=state.history_id).order_by("-history_id").first()


def _row(state: Any, before: Any, number: int) -> StateRow:
    return StateRow(
        number=number,
        row=state.history_id,
        at=state.history_date,
        by=_name(state.history_user),
        changed=tuple(_changed(before, state)) if before is not None else (),
        reason=state.history_change_reason or "",
    )


def _name(user: Any) -> str:
    return user.get_full_name() or user.get_username() if user else "程序"


def _changed(before: Any, after: Any) -> Iterator[str]:
    """Yield the labels of the differences, in the order of the card."""
    if before.status != after.status:
        yield f"状态：{before.get_status_display()} → {after.get_status_display()}"
    for name in EVIDENCED:
        if card_value_of(before, name) != card_value_of(after, name):
            yield field_label(name)
    for name in FLAGS:
        if getattr(before, name) != getattr(after, name):
            yield field_label(name)
    if before.edits != after.edits:
        yield "正文"


def card_value_of(state: Any, name: str) -> str:
    """Return a card field of a state or a report as evidence writes it."""
    if name == "date" and not isinstance(state, Report):
        dated = Report(date=state.date, date_precision=state.date_precision)
        return card_value(dated, "date")
    return card_value(state, name)


def _value_changes(before: Any, after: Any) -> tuple[ValueChange, ...]:
    regions: dict[str, Region] = {each.region_id: each.region for each in (before, after) if each.region_id}
    found = [ValueChange("状态", before.get_status_display(), after.get_status_display())]
    for name in EVIDENCED:
        words = [value_in_words(name, card_value_of(each, name), regions) for each in (before, after)]
        found.append(ValueChange(field_label(name), words[0], words[1]))
    for name in FLAGS:
        found.append(
            ValueChange(field_label(name), *("是" if getattr(each, name) else "否" for each in (before, after)))
        )
    return tuple(each for each in found if each.before != each.after)


def _text_changes(before: str, after: str) -> Iterator[TextChange]:
    for edit in edits_between(before, after, kind="editor", rule="editor"):
        yield TextChange(
            left=before[max(0, edit.start - AROUND) : edit.start],
            before=edit.before,
            after=edit.after,
            right=before[edit.end : edit.end + AROUND],
        )

"""Restore an earlier state of a report (恢复旧版): its card and its edits, with the checks of any correction."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from archive.desk.editing import FLAGS, EditingError, SavedChanges, StaleReport, save_changed, version_of
from archive.models import Region, Report, Source
from archive.models.card import EVIDENCED, card_value
from archive.text.edits import Edit, apply_edits
from archive.text.near import text_fingerprint

#: Fields that an earlier state gives back. Not the status: publishing and withdrawing have checks of their own.
_RESTORED = (
    "title", "is_working_title", "region_id", "date", "date_precision", "source_id", "author", "kind", "script",
    "evidence", "edits", "gaps", *FLAGS,
)  # fmt: skip


def text_of(state: Any, extracted_text: str) -> str:
    """Return the text of an earlier state, a row of ``Report.history``."""
    return apply_edits(extracted_text, [Edit.from_dict(row) for row in state.edits])


def number_of_state(report_id: int, state: int) -> int:
    """Return the place of the row ``state`` among the states of its report, from 1. Rows of all reports share their keys."""
    return Report.history.filter(id=report_id, history_id__lte=state).count()


def restore_report(report_id: int, *, seen: str, state: int) -> SavedChanges:
    """Restore the state whose row in the history is ``state`` over the version ``seen``, all or nothing.

    The states in between stay in the history; a restoration is a change like any other. Raise StaleReport, EditingError,
    Report.DoesNotExist.
    """
    with transaction.atomic():
        report = Report.objects.select_for_update(of=("self",)).select_related("source", "region").get(pk=report_id)
        if version_of(report) != seen:
            raise StaleReport(report)
        past = Report.history.filter(id=report_id, history_id=state).first()
        if past is None:
            raise EditingError("没有这一版。请回到改动记录再选。")
        _refuse_lost_names(past)
        before = {name: card_value(report, name) for name in EVIDENCED}
        flags = {name: getattr(report, name) for name in FLAGS}
        text, evidence, edits = report.text, report.evidence, report.edits
        for name in _RESTORED:
            setattr(report, name, getattr(past, name))
        report.source = report.source.root if report.source else None  # it may have been joined since
        report.text = text_of(past, report.extracted_text)
        if not report.text.strip():
            raise EditingError("那一版没有正文，不能恢复。")
        report.text_fingerprint = text_fingerprint(report.text)
        changed = [name for name in EVIDENCED if card_value(report, name) != before[name]]
        changed += [name for name in FLAGS if getattr(report, name) != flags[name]]
        if report.text != text:
            changed.append("text")
        if changed or report.evidence != evidence or report.edits != edits:
            report._change_reason = f"恢复到第 {number_of_state(report_id, state)} 版"  # type: ignore[attr-defined]  # simple_history reads it
            save_changed(report, changed)
    return SavedChanges(report, tuple(changed))


def _refuse_lost_names(past: Any) -> None:
    """Raise EditingError if the state names a region or a source that no longer exists."""
    if past.region_id and not Region.objects.filter(pk=past.region_id).exists():
        raise EditingError(f"那一版的地区 {past.region_id} 已不在地区表中，不能整版恢复。请照那一版逐项改。")
    if past.source_id and not Source.objects.filter(pk=past.source_id).exists():
        raise EditingError("那一版的来源已不在来源表中，不能整版恢复。请照那一版逐项改。")

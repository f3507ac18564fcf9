"""What an editor changes: the words of a report, and the values on its card.

Nothing is overwritten without trace. A correction of the text joins the report's one flat list of edits, so
that ``apply_edits(extracted_text, edits) == text`` holds at any time and each can be put back; a
correction of a value keeps what stood there before among the rivals of its evidence.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction

from archive.intake.doubts import accept_edit, doubtful_edits, mark_returned, note_doubts, returned_words
from archive.intake.near_duplicates import find_near, note_signature
from archive.models import Region, Report, Source
from archive.models.card import EVIDENCED, card_value, evidence_of
from archive.publishing.outbox import note_change
from archive.text.dates import PartialDate
from archive.text.edits import Edit, apply_edits, compose_edits, edits_between
from archive.text.evidence import Candidate, Evidence
from archive.text.fingerprint import text_fingerprint
from archive.text.repair import place_gaps

FLAGS = ("is_redacted", "is_truncated", "is_damaged")
#: The rule of everything that an editor decided.
BY_EDITOR = "editor"

# The text keeps what extraction promises: no control characters, no direction marks, no lone surrogates.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class EditingError(Exception):
    """The correction cannot be made; the (Chinese) sentence says why and what to do."""


class StaleReport(Exception):
    """Somebody else saved the report meanwhile; ``report`` is how it stands now."""

    def __init__(self, report: Report) -> None:
        super().__init__(f"报告 {report.pk} 已被改动。")
        self.report = report


@dataclass(frozen=True, slots=True)
class AtPlace:
    """What an editor does at one place of the text, by number from 0: put an edit back, accept an edit, or
    fill a gap with one of its candidates. None leaves that alone."""

    put_back: int | None = None
    accept: int | None = None
    fill: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What was saved: the report as it stands now, and the names of the fields that changed."""

    report: Report
    changed: tuple[str, ...]


def version_of(report: Report) -> str:
    """Changes with every save; a form that was filled in over another version is refused."""
    return report.updated_at.isoformat()


def correct_report(
    report_id: int,
    *,
    seen: str,
    card: Mapping[str, object] | None = None,
    text: str | None = None,
    at: AtPlace | None = None,
    returned: str | None = None,
) -> Correction:
    """Save what the editor changed over the version ``seen``, all of it or nothing.

    ``card`` is passed to ``correct_card``, ``text`` to ``correct_text``; ``at`` is done at its place; ``returned`` gives
    the report back with these words, "" takes it up again. None leaves that part alone. ``changed`` names fields, and
    ``accepted`` and ``returned``. Raises StaleReport, EditingError, Report.DoesNotExist.
    """
    with transaction.atomic():
        report = Report.objects.select_for_update(of=("self",)).select_related("source", "region").get(pk=report_id)
        if version_of(report) != seen:
            raise StaleReport(report)
        changed = list(correct_card(report, **card)) if card else []
        rewritten = text is not None and correct_text(report, text)
        if at and at != AtPlace():
            if rewritten:
                raise EditingError("正文有尚未保存的改动。请先保存，再放回单处修改，或补缺字、核可。")
            changed += ["accepted"] if _change_at_place(report, at) else ["text"]
        elif rewritten:
            changed.append("text")
        if returned is not None and returned != returned_words(report):
            mark_returned(report, returned)
            changed.append("returned")
        if changed:
            save_changed(report, changed)
    return Correction(report, tuple(changed))


def save_changed(report: Report, changed: Collection[str]) -> None:
    """Save a corrected report with all that follows from it: twins and doubts, and the index if it is published."""
    report.save()
    if "text" in changed:
        note_signature(report)
        find_near(report)
    note_doubts(report)
    if report.is_published:
        note_change(report)


def _change_at_place(report: Report, at: AtPlace) -> bool:
    """True if an edit was accepted, False if the text changed."""
    if at.accept is not None:
        if at.accept not in doubtful_edits(report):
            raise EditingError("找不到要核可的这处修复，它也许已经核可或放回。请刷新页面再看。")
        accept_edit(report, report.edit_list[at.accept])
        return True
    if at.put_back is not None:
        undo_edit(report, at.put_back)
    elif at.fill is not None:
        fill_gap(report, *at.fill)
    return False


def correct_text(report: Report, new_text: str) -> bool:
    """Set the text on ``report`` (not saved) and add the difference to its edits; False if nothing differs.

    Line ends become ``\\n`` (browsers send CRLF), characters that extraction keeps out are dropped. Raises
    EditingError for an empty text.
    """
    new_text = _FORBIDDEN.sub("", new_text.replace("\r\n", "\n").replace("\r", "\n"))
    if new_text == report.text:
        return False
    if not new_text.strip():
        raise EditingError("正文不能为空。若整篇不要，请撤回报告。")
    _change_by_hand(report, edits_between(report.text, new_text, kind="editor", rule=BY_EDITOR))
    return True


def fill_gap(report: Report, number: int, choice: int) -> None:
    """Write candidate ``choice`` into gap ``number`` (both from 0) as an editor's edit. Not saved. Raises EditingError."""
    gaps = report.gap_list
    if not (0 <= number < len(gaps) and 0 <= choice < len(gaps[number].candidates)):
        raise EditingError("找不到这处缺字，它也许已经补上。请刷新页面再看。")
    gap = gaps[number]
    words = gap.candidates[choice].value
    _change_by_hand(report, [Edit(gap.start, report.text[gap.start : gap.end], words, "editor", BY_EDITOR)])


def undo_edit(report: Report, index: int) -> None:
    """Put back what the edit number ``index`` (from 0) changed; all others stay. Not saved. Raises EditingError."""
    edits = report.edit_list
    if not 0 <= index < len(edits):
        raise EditingError("找不到这处修改，它也许已经放回。请刷新页面再看。")
    report.edit_list = edits[:index] + edits[index + 1 :]
    if not apply_edits(report.extracted_text, report.edit_list).strip():
        report.edit_list = edits
        raise EditingError("放回之后正文就空了。请先改正文。")
    undone = edits[index]
    shown = undone.start + sum(len(edit.after) - len(edit.before) for edit in edits[:index])
    _move_gaps(report, [Edit(shown, undone.after, undone.before, "editor", BY_EDITOR)])
    _retell(report)


def correct_card(report: Report, **values: object) -> tuple[str, ...]:
    """Set values on ``report`` (not saved) with evidence that an editor chose them; the names of what changed.

    ``title``, ``source``, ``author``, ``kind``, ``script`` are str ("" for an unknown source or author), ``region`` a
    Region or None, ``date`` a PartialDate or None, the flags (``is_redacted`` ...) bool. A source that
    is not known yet is created. Raises TypeError for another name, EditingError for a report without title.
    """
    if unknown := set(values) - {*EVIDENCED, *FLAGS}:
        raise TypeError(f"no such value on the card: {', '.join(sorted(unknown))}")
    changed: list[str] = []
    for name in EVIDENCED:
        if name in values and _correct_value(report, name, values[name]):
            changed.append(name)
    for name in FLAGS:
        if name in values and getattr(report, name) != bool(values[name]):
            setattr(report, name, bool(values[name]))
            changed.append(name)
    return tuple(changed)


def _correct_value(report: Report, name: str, value: object) -> bool:
    old = card_value(report, name)
    region = value if isinstance(value, Region) else None
    date = value if isinstance(value, PartialDate) else None
    if region:
        new = region.code
    elif date:
        new = date.iso
    else:
        new = "" if value is None else " ".join(str(value).split())
    if new == old:
        return False
    if name == "title":
        if not new:
            raise EditingError("题名不能为空。原文没有题名的，请拟一个。")
        report.is_working_title = False
    match name:
        case "region":
            report.region = region
        case "date":
            report.partial_date = date
        case "source":
            report.source = Source.objects.get_or_create(name=new)[0] if new else None
        case _:
            setattr(report, name, new)
    report.evidence = {**report.evidence, name: _decided(evidence_of(report, name), old, new).to_dict()}
    return True


def _decided(before: Evidence, old: str, new: str) -> Evidence:
    """The editor's word as evidence. What stood there, and what else was proposed, stays as rivals; a proposal that
    the editor took up lends its quote."""
    proposals = [*before.rivals]
    if old:
        # A working title is on the card without being the evidence's value.
        confidence = before.confidence if before.value == old else 0.0
        proposals.insert(0, Candidate(old, before.rule, before.quote, confidence))
    quote = next((proposal.quote for proposal in proposals if proposal.value == new), "")
    rivals: dict[str, Candidate] = {}
    for proposal in proposals:
        if proposal.value != new:
            rivals.setdefault(proposal.value, proposal)
    return Evidence(new or None, BY_EDITOR, quote, 1.0, tuple(rivals.values()))


def _change_by_hand(report: Report, by_hand: list[Edit]) -> None:
    """Join edits of the text on the page to those of the report."""
    report.edit_list = compose_edits(report.edit_list, by_hand, report.extracted_text)
    _move_gaps(report, by_hand)
    _retell(report)


def _move_gaps(report: Report, by_hand: list[Edit]) -> None:
    """Before the text is retold: gaps follow the words around them."""
    if report.gaps:
        report.gap_list = place_gaps(report.gap_list, by_hand)


def _retell(report: Report) -> None:
    """Bring the text and its fingerprint in line with the edits: the law above, kept by construction."""
    report.text = apply_edits(report.extracted_text, report.edit_list)
    report.text_fingerprint = text_fingerprint(report.text)

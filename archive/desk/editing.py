"""Corrections by an editor: of a report's text, and of the values on its card.

Each correction leaves a trace. A correction of the text joins the report's one flat list of edits, so that
``apply_edits(extracted_text, edits) == text`` always holds and each edit can be undone. A correction of a value keeps the
old value among the rivals of its evidence.
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
from archive.text.confidence import doubtful_fields
from archive.text.dates import PartialDate
from archive.text.edits import Edit, apply_edits, compose_edits, edits_between, place_gaps
from archive.text.evidence import Candidate, Evidence
from archive.text.near import text_fingerprint
from search.invisible import without_invisible

FLAGS = ("is_redacted", "is_truncated", "is_damaged", "central")
#: The rule of edits and evidence that an editor made.
BY_EDITOR = "editor"

# What is neither invisible nor text.
_NO_TEXT = re.compile(r"[\x0b\x0c\x85\ud800-\udfff\ufffe\uffff]")


class EditingError(Exception):
    """The correction cannot be made. The message is a Chinese sentence that says why and what to do."""


class StaleReport(Exception):
    """Another editor saved the report meanwhile; ``report`` is its present state."""

    def __init__(self, report: Report) -> None:
        super().__init__(f"报告 {report.pk} 已被改动。")
        self.report = report


@dataclass(frozen=True, slots=True)
class SpotChange:
    """A change at one place of the text, by number from 0; None leaves that alone.

    ``put_back`` undoes an edit, ``accept`` accepts one, ``fill`` is (gap, candidate to write there).
    """

    put_back: int | None = None
    accept: int | None = None
    fill: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class SavedChanges:
    """The report as saved, and the names of the fields that changed."""

    report: Report
    changed: tuple[str, ...]


def version_of(report: Report) -> str:
    """Return a string that changes with every save; a form for another version is refused."""
    return report.updated_at.isoformat()


def correct_report(
    report_id: int,
    *,
    seen: str,
    card: Mapping[str, object] | None = None,
    confirmed: Collection[str] = (),
    text: str | None = None,
    at: SpotChange | None = None,
    returned: str | None = None,
) -> SavedChanges:
    """Save the changes that the editor made over the version ``seen``, all or none.

    ``card`` goes to ``correct_card``, ``confirmed`` to ``confirm_values``, ``text`` to ``correct_text``; ``at`` changes one place of the text. ``returned``
    returns the report to its uploader with these words, "" undoes that. None leaves a part alone. ``changed`` in the
    result names fields, ``accepted``, ``confirmed`` and ``returned``. Raise StaleReport, EditingError, Report.DoesNotExist.
    """
    with transaction.atomic():
        report = Report.objects.select_for_update(of=("self",)).select_related("source", "region").get(pk=report_id)
        if version_of(report) != seen:
            raise StaleReport(report)
        changed = list(correct_card(report, **card)) if card else []
        changed += ["confirmed"] if confirm_values(report, confirmed) else []
        rewritten = text is not None and correct_text(report, text)
        if at and at != SpotChange():
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
    return SavedChanges(report, tuple(changed))


def save_changed(report: Report, changed: Collection[str]) -> None:
    """Save a corrected report and update its near duplicates, its doubts and, if it is published, the index."""
    report.save()
    if "text" in changed:
        note_signature(report)
        find_near(report)
    note_doubts(report)
    if report.is_published:
        note_change(report)


def _change_at_place(report: Report, at: SpotChange) -> bool:
    """Return True if an edit was accepted, False if the text changed."""
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
    r"""Set the text on ``report`` (not saved) and add the difference to its edits; return whether it differs.

    Line ends become ``\n`` (browsers send CRLF); invisible characters and what is no text are dropped. Raise
    EditingError for an empty text.
    """
    new_text = new_text.replace("\r\n", "\n").replace("\r", "\n")
    if new_text == report.text:  # with an invisible character that an editor put back, too
        return False
    new_text = _NO_TEXT.sub("", without_invisible(new_text))
    if new_text == report.text:
        return False
    if not new_text.strip():
        raise EditingError("正文不能为空。若整篇不要，请撤回报告。")
    _add_edits(report, edits_between(report.text, new_text, kind="editor", rule=BY_EDITOR))
    return True


def fill_gap(report: Report, number: int, choice: int) -> None:
    """Write candidate ``choice`` into gap ``number`` (both from 0) as an editor's edit. Not saved. Raise EditingError."""
    gaps = report.gap_list
    if not (0 <= number < len(gaps) and 0 <= choice < len(gaps[number].candidates)):
        raise EditingError("找不到这处缺字，它也许已经补上。请刷新页面再看。")
    gap = gaps[number]
    words = gap.candidates[choice].value
    _add_edits(report, [Edit(gap.start, report.text[gap.start : gap.end], words, "editor", BY_EDITOR)])


def undo_edit(report: Report, index: int) -> None:
    """Undo the edit number ``index`` (from 0); the others stay. Not saved. Raise EditingError."""
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
    _apply_edit_list(report)


def correct_card(report: Report, **values: object) -> tuple[str, ...]:
    """Set values on ``report`` (not saved), each with an editor's evidence; return the names of those that changed.

    ``title``, ``source``, ``author``, ``kind``, ``script`` are str ("" for an unknown source, author or kind), ``region`` a
    Region or None, ``date`` a PartialDate or None, the flags (``is_redacted`` ...) bool. A new source is created. Raise
    TypeError for another name, EditingError for a report without title.
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


def confirm_values(report: Report, names: Collection[str]) -> tuple[str, ...]:
    """Set an editor's evidence for the named values that may be wrong, which the editor found right. Not saved.

    A value that the editor has just corrected is settled already. Return the names of those that were doubtful.
    """
    doubtful = [name for name in doubtful_fields(report.evidence) if name in names]
    for name in doubtful:
        found = evidence_of(report, name)
        decided = Evidence(found.value, BY_EDITOR, found.quote, 1.0, found.rivals, found.signs)
        report.evidence = {**report.evidence, name: decided.to_dict()}
    return tuple(doubtful)


def written_value(value: object) -> str:
    """Return a value of the card as evidence writes it: a region's code, an ISO date, words without idle blanks."""
    if isinstance(value, Region):
        return str(value.code)
    if isinstance(value, PartialDate):
        return value.iso
    return "" if value is None else " ".join(without_invisible(str(value)).split())


def _correct_value(report: Report, name: str, value: object) -> bool:
    old, new = card_value(report, name), written_value(value)
    new = Source.objects.settled_name(new) if name == "source" and new else new
    region = value if isinstance(value, Region) else None
    date = value if isinstance(value, PartialDate) else None
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
            report.source = Source.objects.named(new) if new else None
        case _:
            setattr(report, name, new)
    report.evidence = {**report.evidence, name: _decided(evidence_of(report, name), old, new).to_dict()}
    return True


def _decided(before: Evidence, old: str, new: str) -> Evidence:
    """Return the evidence of an editor's value.

    The old value and the other proposals become its rivals; a proposal that the editor chose gives its quote.
    """
    proposals = [*before.rivals]
    if old:
        # A working title stands on the card but is no value of the evidence.
        confidence = before.confidence if before.value == old else 0.0
        proposals.insert(0, Candidate(old, before.rule, before.quote, confidence))
    quote = next((proposal.quote for proposal in proposals if proposal.value == new), "")
    rivals: dict[str, Candidate] = {}
    for proposal in proposals:
        if proposal.value != new:
            rivals.setdefault(proposal.value, proposal)
    return Evidence(new or None, BY_EDITOR, quote, 1.0, tuple(rivals.values()))


def _add_edits(report: Report, by_hand: list[Edit]) -> None:
    """Add edits of the text on the page to the report's edits."""
    report.edit_list = compose_edits(report.edit_list, by_hand, report.extracted_text)
    _move_gaps(report, by_hand)
    _apply_edit_list(report)


def _move_gaps(report: Report, by_hand: list[Edit]) -> None:
    """Move the gaps with the words around them. Call it before the text changes."""
    if report.gaps:
        report.gap_list = place_gaps(report.gap_list, by_hand)


def _apply_edit_list(report: Report) -> None:
    """Set the text and its fingerprint from the edits, so that the law above holds."""
    report.text = apply_edits(report.extracted_text, report.edit_list)
    report.text_fingerprint = text_fingerprint(report.text)

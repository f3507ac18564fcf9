"""How do reports come under today's rules? Each is read again (重读) from its original, and what differs is saved.

    read_again   bytes -> prepare_text -> the differences; where the bytes are gone, from the extracted text

What an editor or a list set stays, and so does a text that somebody edited by hand. The extracted text never changes, so
that earlier states can be shown: where today's parser reads other words, the difference is an edit (``read-again``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from archive.intake.cards.given import GivenCard
from archive.intake.doubts import ARTICLE, mark_article_unsure, note_doubts
from archive.intake.drafts import PreparedText, prepare_text
from archive.intake.near_duplicates import find_near, note_signature
from archive.intake.parsing import parse_file
from archive.languages.labels import FIELDS as LABELS
from archive.models import Report, Source
from archive.models.card import EVIDENCED, card_value, evidence_of
from archive.models.digests import is_as_saved
from archive.publishing.outbox import note_change
from archive.storage.originals import read_original, sha256_of
from archive.text.confidence import BY_HAND
from archive.text.dates import PartialDate
from archive.text.edits import Edit, compose_edits, edits_between
from archive.text.evidence import Evidence
from archive.text.formats.extracted import ARTICLE_UNSURE, CUT_RULES, ExtractedText, FormatError
from archive.text.near import text_fingerprint
from archive.text.redactions import is_redacted

TEXT = "text"
#: What may be read again.
READ_AGAIN = (*EVIDENCED, TEXT)
#: How the reason of a revision begins that reading again left.
REASON = "重读"
#: Rule of the edits where today's parser reads other words in an original than the stored ones.
RULE = "read-again"
_FLAGS = ("is_redacted", "is_truncated", "is_damaged")
_LONGEST = {"title": 300, "source": 100, "author": 100}
#: Fields that the intake fills, or filled, where no rule finds a value; any other value without evidence is a person's.
_FILLED = ("title", "kind", "script")
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Change:
    """What reading again makes of one field: values as evidence writes them, "" for none; lengths for the text."""

    field: str
    before: str
    after: str
    rule: str = ""
    confidence: float = 0.0

    @property
    def kind(self) -> str:
        """Return ``filled``, ``emptied``, ``changed``, or ``weighed`` where only the evidence differs."""
        if self.field != TEXT and self.before == self.after:
            return "weighed"
        return "filled" if not self.before else "changed" if self.after else "emptied"


@dataclass(frozen=True, slots=True)
class Rereading:
    """What came of one report.

    ``state``: ``read``; ``from-text``: its original is gone. The others leave the report alone: ``unreadable``: today's
    parser refuses the original; ``busy``: others kept changing it; ``damaged``: it is not as it was saved.
    """

    number: int
    state: str
    changes: tuple[Change, ...] = ()


def read_again(number: int, *, only: Collection[str] = READ_AGAIN, preview: bool = False) -> Rereading:
    """Read a report again and save what differs, in one transaction; with ``preview`` only say it.

    Its status stays, the history gets a state, index and doubts follow. Raise Report.DoesNotExist.
    """
    for _ in range(_TRIES):
        report = Report.objects.select_related("original", "source").get(pk=number)
        seen = report.updated_at
        try:
            extracted, is_whole = _extracted(report)
        except FormatError:
            return Rereading(number, "unreadable")
        state = "read" if is_whole else "from-text"
        prepared = _prepare(report, extracted)
        found, by_hand = _differences(report, prepared, only, is_whole=is_whole), _set_by_hand(report)
        changes = [change for change, _ in found]
        changes += _text_changes(report, prepared, by_hand) if TEXT in only else []
        if preview or not changes:
            return Rereading(number, state, tuple(changes))
        with transaction.atomic():
            if Report.objects.select_for_update(of=("self",)).only("updated_at").get(pk=number).updated_at != seen:
                continue  # an editor was quicker
            if not is_as_saved(Report, number):
                return Rereading(number, "damaged")  # a save would take the damage for good
            for change, evidence in found:
                _set(report, change, evidence, prepared)
            if any(change.field == TEXT for change in changes):
                _set_text(report, prepared, by_hand)
            _save(report, changes)
        return Rereading(number, state, tuple(changes))
    return Rereading(number, "busy")


def _extracted(report: Report) -> tuple[ExtractedText, bool]:
    """Return what is read from the original, and True; what was read once, without the page's own values, and False."""
    original = report.original
    cuts = tuple((edit.start, edit.end, edit.rule) for edit in report.edit_list if edit.rule in CUT_RULES)
    read = ExtractedText(report.extracted_text, original.media_type, original.encoding, cuts=cuts)
    if original.recogniser:
        return read, True  # all that the bytes gave; to recognise them again takes minutes, and is no newer rule
    try:
        data = read_original(original.sha256, original.size)
    except OSError:
        data = b""
    if sha256_of(data) == original.sha256:
        return parse_file(data, original.filename), True
    return read, False


def _prepare(report: Report, extracted: ExtractedText) -> PreparedText:
    """Prepare the text as on the day when it came in, with the title that a person set."""
    by_hand = evidence_of(report, "title").rule in BY_HAND
    given = GivenCard(title=report.title if by_hand else "", url=report.original.address)
    received = timezone.localdate(report.original.captured_at or report.original.received_at)
    return prepare_text(extracted, filename=report.original.filename, today=received, given=given)


def _differences(
    report: Report, prepared: PreparedText, only: Collection[str], *, is_whole: bool
) -> list[tuple[Change, Evidence]]:
    """Return the card fields that would change, with the new evidence of each."""
    found = []
    for name in (name for name in EVIDENCED if name in only):
        old, new = evidence_of(report, name), getattr(prepared.description, name)
        before = card_value(report, name)
        if old.rule in BY_HAND or (before and old.value is None and name not in _FILLED):
            continue
        if not is_whole and old.value and old.quote not in report.extracted_text:
            continue  # the page's own value, which went with the bytes
        after = _written(name, new, prepared) or (before if name in ("title", "script") else "")
        if before != after or old != new:
            found.append((Change(name, before, after, new.rule, new.confidence), new))
    return found


def _written(name: str, evidence: Evidence, prepared: PreparedText) -> str:
    value = evidence.value or (prepared.description.working_title_text if name == "title" else "")
    value = value[: _LONGEST.get(name, len(value))]
    return Source.objects.settled_name(value) if name == "source" and value else value


def _set(report: Report, change: Change, evidence: Evidence, prepared: PreparedText) -> None:
    """Set one card field and its evidence. Not saved."""
    match change.field:
        case "region":
            report.region_id = change.after or None
        case "date":
            report.partial_date = PartialDate.from_iso(change.after) if change.after else None
            report.content_years = list(prepared.description.content_years)
        case "source":
            report.source = Source.objects.named(change.after) if change.after else None
        case name:
            setattr(report, name, change.after)
    if change.field == "title":
        report.is_working_title = evidence.value is None
    report.evidence = {**report.evidence, change.field: evidence.to_dict()}


def _set_by_hand(report: Report) -> set[str]:
    """Return the columns of the text that somebody changed: an edit put back leaves no other trace than the history."""
    columns = ("edits", *_FLAGS)
    found = {"edits"} if any(edit.rule == "editor" for edit in report.edit_list) else set()
    states = report.history.order_by("history_id").values(*columns, "history_change_reason")
    for before, after in pairwise(states):
        if not (after["history_change_reason"] or "").startswith(REASON):
            found |= {name for name in columns if before[name] != after[name]}
    return found


def _text_changes(report: Report, prepared: PreparedText, by_hand: Collection[str]) -> list[Change]:
    if "edits" in by_hand or not prepared.text.strip():
        return []
    is_same = prepared.text == report.text and list(prepared.gaps) == report.gap_list
    flags = _flags(prepared).items()
    if is_same and all(getattr(report, name) == value or name in by_hand for name, value in flags):
        return []
    return [Change(TEXT, str(len(report.text)), str(len(prepared.text)))]


def _flags(prepared: PreparedText) -> dict[str, bool]:
    return {
        "is_redacted": is_redacted(prepared.text),
        "is_truncated": prepared.truncated,
        "is_damaged": prepared.damaged,
    }


def _set_text(report: Report, prepared: PreparedText, by_hand: Collection[str]) -> None:
    """Set the text, its edits and flags. Not saved."""
    report.edit_list = _edits(report.extracted_text, prepared)
    report.text = prepared.text
    report.text_fingerprint = text_fingerprint(prepared.text)
    report.gap_list = list(prepared.gaps)
    for name, value in _flags(prepared).items():
        if name not in by_hand:
            setattr(report, name, value)
    report.doubts = [row for row in report.doubts if row["kind"] != ARTICLE]
    if ARTICLE_UNSURE in prepared.warnings:
        mark_article_unsure(report)


def _edits(extracted: str, prepared: PreparedText) -> list[Edit]:
    """Return the edits from the stored extracted text to the prepared text."""
    if prepared.extracted == extracted:
        return list(prepared.edits)
    read = edits_between(extracted, prepared.extracted, kind="clean", rule=RULE)
    return compose_edits(read, prepared.edits, extracted)


def _save(report: Report, changes: Sequence[Change]) -> None:
    """Save the report with a state in its history; how sure the rules are is no state of its own."""
    changed = [change.field for change in changes if change.kind != "weighed"]
    if changed:
        labels = "、".join("正文" if name == TEXT else LABELS[name] for name in changed)
        report._change_reason = f"{REASON}：{labels}"  # type: ignore[attr-defined]  # simple_history reads it
        report.save()
    else:
        report.note_doubtful_fields()
        report.updated_at = timezone.now()
        Report.objects.filter(pk=report.pk).update(
            evidence=report.evidence, doubtful=report.doubtful, updated_at=report.updated_at
        )
    if TEXT in changed:
        note_signature(report)
        find_near(report)
    note_doubts(report)
    if changed and report.is_published:
        note_change(report)


def rules_version() -> str:
    """Return a digest of the rules of the text and the tables of regions."""
    digest = hashlib.sha256()
    for path in _rule_files():
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _rule_files() -> Iterator[Path]:
    rules = Path(__file__).resolve().parent.parent / "text"
    yield from sorted(path for path in rules.rglob("*") if path.is_file() and path.suffix != ".pyc")
    yield from sorted(Path(settings.REGIONS_FILE).parent.glob("*.csv"))

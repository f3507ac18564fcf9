"""Changes of the cards of many reports: planned for the editor to see, then made, each in its own transaction.

A wanted change holds words as they were typed. ``plan_changes`` and ``make_changes`` read them by the same rules, so that
what was shown is what is done; a report that somebody changed in between is refused, and the others go on.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from archive.desk.editing import EditingError, StaleReport, correct_report, version_of, written_value
from archive.intake.cards.given import LONGEST
from archive.intake.cards.typed import ValueRefused, date_of, kind_of, region_of
from archive.languages import UNKNOWN_LABEL
from archive.languages.labels import FIELDS
from archive.models import Report, Source
from archive.models.card import card_value
from archive.publishing.outbox import changes_applied_once
from search.invisible import without_invisible

#: Card fields that can be set for many reports at once.
SET_FOR_MANY = ("region", "date", "source", "kind")
#: Card fields that a list of cards changes when it comes back.
SET_BY_LIST = ("title", "region", "date", "source", "author", "kind")
#: Characters of a region, a date or a kind: none has as many.
_LONGEST_OTHER = 100
#: Reports read at a time.
_AT_ONCE = 200
_CODE_BEFORE_NAME = re.compile(r"([0-9]{6})(?=\s)")

STALE = "看过以后别人改过这篇，没有改。请重新来一次。"
GONE = "馆藏里没有这一篇。"


@dataclass(frozen=True, slots=True)
class WantedChange:
    """Words for the card of report ``number``, by field; 未注明 or "" makes a field unknown.

    ``seen`` is ``seen_of`` the report as the editor saw it; ``place`` names the row of a list, ``fault`` says why the row
    cannot be read.
    """

    number: int
    seen: str
    words: Mapping[str, str]
    place: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, as evidence writes values (code, ISO date ...)."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What a wanted change would do, or has done; ``refused`` is the sentence that says why nothing was done."""

    wanted: WantedChange
    title: str = ""
    changes: tuple[FieldChange, ...] = ()
    refused: str = ""


@dataclass(slots=True)
class _Reader:
    """Reads words into values; the same words are read once, for a region costs two queries."""

    known: dict[tuple[str, str], object] = field(default_factory=dict)

    def read(self, name: str, words: str) -> object:
        words = " ".join(without_invisible(words).split())
        words = words.encode("utf-8", "ignore").decode("utf-8")  # without half a pair, which no database stores
        if (name, words) not in self.known:
            try:
                self.known[name, words] = read_value(name, words)
            except ValueRefused as refused:
                self.known[name, words] = refused
        value = self.known[name, words]
        if isinstance(value, ValueRefused):
            raise value
        return value


def seen_of(report: Report) -> str:
    """Return a short mark of the version of a report, which a spreadsheet leaves alone."""
    return f"v{hashlib.sha256(version_of(report).encode()).hexdigest()[:12]}"


def read_value(name: str, words: str) -> object:
    """Return the value of a card field as ``correct_card`` takes it. Raise ValueRefused, which names the remedy."""
    if words in ("", UNKNOWN_LABEL):
        if name == "title":
            raise ValueRefused("题名不能为空。")
        return None if name in ("region", "date") else ""
    if len(words) > (longest := LONGEST.get(name, _LONGEST_OTHER)):
        raise ValueRefused(f"{FIELDS[name]}超过 {longest} 字。请缩短。")
    match name:
        case "region":
            code = _CODE_BEFORE_NAME.match(words)
            return region_of(code[1] if code else words)
        case "date":
            return date_of(words)
        case "kind":
            return kind_of(words)
        case "source":
            return Source.objects.settled_name(words)
    return words


def plan_changes(wanted: Iterable[WantedChange]) -> Iterator[PlannedRow]:
    """Yield what each wanted change would do, in their order. One query for 200 reports; nothing is written."""
    reader, waiting = _Reader(), iter(wanted)
    while some := list(islice(waiting, _AT_ONCE)):
        reports = Report.objects.for_list().defer("text").in_bulk([each.number for each in some])
        for each in some:
            yield _plan(each, reports.get(each.number), reader)


def make_changes(wanted: Sequence[WantedChange]) -> Iterator[PlannedRow]:
    """Make the changes and yield what was done; a refused one does not stop the others."""
    reader = _Reader()
    with changes_applied_once():
        for each in wanted:
            report = Report.objects.for_list().defer("text").filter(pk=each.number).first()
            row = _plan(each, report, reader)
            if report and row.changes:
                card = {change.name: reader.read(change.name, each.words[change.name]) for change in row.changes}
                try:
                    correct_report(each.number, seen=version_of(report), card=card)
                except (StaleReport, Report.DoesNotExist):
                    row = PlannedRow(each, row.title, refused=STALE)
                except EditingError as error:
                    row = PlannedRow(each, row.title, refused=str(error))
            yield row


def _plan(wanted: WantedChange, report: Report | None, reader: _Reader) -> PlannedRow:
    title = report.title if report else ""
    if wanted.fault:
        return PlannedRow(wanted, title, refused=wanted.fault)
    if report is None:
        return PlannedRow(wanted, refused=GONE)
    if wanted.seen != seen_of(report):
        return PlannedRow(wanted, title, refused=STALE)
    changes = []
    for name, words in wanted.words.items():
        try:
            after = written_value(reader.read(name, words))
        except ValueRefused as refused:
            return PlannedRow(wanted, title, refused=f"{FIELDS[name]}：{refused}")
        before = card_value(report, name)
        if after != before:
            changes.append(FieldChange(name, before, after))
    return PlannedRow(wanted, title, tuple(changes))

"""Do the words stand in the archive? The engine names candidates, the texts decide, and the answer says how sure it is.

Nothing but published texts is read, and no passage is told that was not found in one. An index that is damaged, missing
or away raises SearchError: never is that an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from archive.models import IndexChange, Report, ReportQuerySet
from archive.quotations.candidates import MOST_HITS, holders, near_holders
from archive.quotations.nearest import nearest_in, stretches, sure_changes
from archive.quotations.place import Field, Passage
from archive.quotations.words import given_words, places, squeeze

#: exact: character for character; form: equal but for script, width, case, punctuation's form, blanks; near: some
#: characters differ; none: not found.
Verdict = Literal["exact", "form", "near", "none"]

#: Passages of an answer, each in another report.
MOST_PASSAGES, MOST_NEAR = 10, 3
#: Characters of texts that are read for one quotation, and those in which the nearest passage is looked for.
MOST_READ, MOST_LOOKED_AT = 3_000_000, 1_000_000
_AT_ONCE = 20


@dataclass(frozen=True)
class CheckedQuotation:
    """The answer. ``words``: as they were compared. ``passages``: of another report each, the nearest first.

    ``reports``: how many reports hold the words; more, where ``may_be_more``. ``changes``: no passage is missing that is
    up to so many changes and further blanks away; -1 where not even the very words are, because reports that wait for the
    index (``unread`` of them) or further candidates were not read.
    """

    words: str
    verdict: Verdict
    passages: tuple[Passage, ...] = ()
    reports: int = 0
    may_be_more: bool = False
    changes: int = 0
    unread: int = 0


@dataclass
class _Reading:
    """The texts that were read so far, within the bounds. ``is_whole``: whether all that was asked for was read."""

    reports: ReportQuerySet
    known: dict[int, Report] = field(default_factory=dict)
    characters: int = 0
    looked_at: int = 0
    is_whole: bool = True

    def read(self, numbers: Iterable[int]) -> Iterator[Report]:
        """Yield the reports among ``numbers`` that may be read, in this order."""
        wanted = list(dict.fromkeys(numbers))
        for first in range(0, len(wanted), _AT_ONCE):
            batch = wanted[first : first + _AT_ONCE]
            missing = [number for number in batch if number not in self.known]
            if missing and self.characters > MOST_READ:
                self.is_whole = False
                return
            if missing:
                found = self.reports.filter(pk__in=missing).in_bulk()
                self.known |= found
                self.characters += sum(len(report.text) for report in found.values())
            yield from (self.known[number] for number in batch if number in self.known)

    def nearest(self, form: str, report: Report) -> Passage | None:
        """Return the nearest passage of the report, in its title or text; None if none is near."""
        found: list[Passage] = []
        for name, text in _fields(report):
            squeezed = squeeze(text)
            among = stretches(form, squeezed)
            self.looked_at += sum(end - start for start, end in among)
            if self.looked_at > MOST_LOOKED_AT and among:
                self.is_whole = False
                continue
            if stretch := nearest_in(form, squeezed, among):
                offsets = places(text)
                start, end = offsets[stretch.start], offsets[stretch.end - 1] + 1
                found.append(Passage(report, name, start, end, stretch.distance))
        return min(found, key=lambda passage: passage.distance, default=None)


def check_quotation(typed: str, report: Report | None = None) -> CheckedQuotation:
    """Return whether the words stand in the archive, or in one published report, and where. Raises QuotationRefused, SearchError.

    At most candidates.MOST_QUESTIONS questions to the engine, none for one report.
    """
    words = given_words(typed)
    return _check_in_one(words, report) if report else _check_in_all(words)


def _check_in_one(words: str, report: Report) -> CheckedQuotation:
    form = squeeze(words)
    for verdict, passage in (("exact", _as_given(words, report)), ("form", _in_form(form, report))):
        if passage:
            return CheckedQuotation(words, verdict, (passage,), 1)  # type: ignore[arg-type]  # of two verdicts
    reading = _Reading(Report.objects.none())
    nearest = reading.nearest(form, report)
    changes = sure_changes(len(form)) if reading.is_whole else 0
    return CheckedQuotation(words, "near" if nearest else "none", (nearest,) if nearest else (), changes=changes)


def _check_in_all(words: str) -> CheckedQuotation:
    form = squeeze(words)
    waiting, unread = _waiting()
    reading = _Reading(Report.objects.published().for_list().order_by())
    exact, folded = holders(words)
    passages = [found for each in reading.read((*waiting, *exact.numbers)) if (found := _as_given(words, each))]
    exact_is_whole = exact.is_whole and reading.is_whole
    if passages:
        return _found(words, "exact", passages, not exact_is_whole, unread)
    passages = [found for each in reading.read((*waiting, *folded.numbers)) if (found := _in_form(form, each))]
    if passages:
        return _found(words, "form", passages, not folded.is_whole or not reading.is_whole, unread)
    near = near_holders(words)
    candidates = list(reading.read((*waiting, *near.numbers)))
    passages = [found for each in candidates if (found := _in_form(form, each))]
    if passages:
        return _found(words, "form", passages, True, unread)
    passages = [found for each in candidates if (found := reading.nearest(form, each))]
    passages.sort(key=lambda passage: (passage.distance, passage.report.pk))
    changes = -1 if unread or not exact_is_whole else near.changes if reading.is_whole else 0
    verdict: Verdict = "near" if passages else "none"
    return CheckedQuotation(words, verdict, tuple(passages[:MOST_NEAR]), changes=changes, unread=unread)


def _found(words: str, verdict: Verdict, passages: list[Passage], may_be_more: bool, unread: int) -> CheckedQuotation:
    shown = tuple(passages[:MOST_PASSAGES])
    return CheckedQuotation(words, verdict, shown, len(passages), may_be_more or bool(unread), unread=unread)


def _waiting() -> tuple[list[int], int]:
    """Return the reports whose change the index has not taken yet, the newest first, and how many more there are."""
    numbers = IndexChange.objects.order_by("-report_id").values_list("report_id", flat=True).distinct()
    first = list(numbers[: MOST_HITS + 1])
    return first[:MOST_HITS], numbers.count() - MOST_HITS if len(first) > MOST_HITS else 0


def _fields(report: Report) -> tuple[tuple[Field, str], tuple[Field, str]]:
    return ("title", report.title), ("text", report.text)


def _as_given(words: str, report: Report) -> Passage | None:
    """Return where the report has the very words, in its text if it can be."""
    for name, text in reversed(_fields(report)):
        if (at := text.find(words)) >= 0:
            return Passage(report, name, at, at + len(words), times=text.count(words))
    return None


def _in_form(form: str, report: Report) -> Passage | None:
    """Return where the report has words of this form."""
    for name, text in reversed(_fields(report)):
        squeezed = squeeze(text)
        if (at := squeezed.find(form)) >= 0:
            offsets = places(text)
            start, end = offsets[at], offsets[at + len(form) - 1] + 1
            return Passage(report, name, start, end, times=squeezed.count(form))
    return None

"""Which part of a long report does a page show, and at which address are the others?"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from archive.languages.scripts import ReadScript, to_script
from archive.layout.lines import TextPart
from archive.layout.parts import PartedText
from archive.models import Report
from archive.reading.choices import reading_address
from archive.reading.form import ReadingOptions
from archive.web.addresses import Pager, page_row
from search.hits import Mark


@dataclass(frozen=True, slots=True)
class ReportParts:
    """Part ``number`` of ``count``: its stretch of the text, the paragraphs ``first`` to ``last``, and the way to the others.

    ``hits`` are the numbers of the first hit that is marked in it and of the first behind it: equal if it has none.
    """

    number: int
    count: int
    shown: TextPart
    first: int
    last: int
    hits: tuple[int, int]
    pager: Pager
    report: Report
    options: ReadingOptions
    parted: PartedText
    marks: Sequence[Mark]

    @property
    def span(self) -> tuple[float, float]:
        """Return where the part begins and how long it is, as shares of the text."""
        length = len(self.report.text)
        return round(self.shown.start / length, 4), round((self.shown.end - self.shown.start) / length, 4)

    def hit_address(self, number: int) -> str:
        """Return the address of the part that holds hit ``number``, without its anchor; "" for this part."""
        part = self.parted.holding(self.marks[number - 1].start)
        return "" if part == self.number else reading_address(self.report, self.options, part=part)

    @property
    def before(self) -> str:
        """Return the address of the hit before this part's, of the last one where there is none."""
        number = self.hits[0] - 1 or len(self.marks)
        return f"{self.hit_address(number)}#h{number}"

    @property
    def after(self) -> str:
        """Return the address of the hit behind this part's, of the first one where there is none."""
        number = self.hits[1] if self.hits[1] <= len(self.marks) else 1
        return f"{self.hit_address(number)}#h{number}"

    @property
    def first_hit(self) -> str:
        """Return the address of the first hit of this part, of a part without hits that of the next."""
        return f"#h{self.hits[0]}" if self.hits[0] < self.hits[1] else self.after

    @property
    def last_hit(self) -> str:
        """Return the address of the last hit of this part, of a part without hits that of the one before."""
        return f"#h{self.hits[1] - 1}" if self.hits[0] < self.hits[1] else self.before


def report_parts(
    report: Report,
    parted: PartedText | None,
    options: ReadingOptions,
    *,
    passage: tuple[int, int] | None,
    marks: Sequence[Mark],
) -> ReportParts | None:
    """Return the part that the options name; else that of the passage, of the paragraph, of the first hit; else the first.

    None for a text in one part. ``marks`` are those that the pages draw.
    """
    if parted is None:
        return None
    number = (
        min(options.part, parted.count) if options.part else parted.holding(_place(parted, options, passage, marks))
    )
    shown = parted.part(number)
    first, behind = (bisect_left(marks, offset, key=lambda mark: mark.start) + 1 for offset in (shown.start, shown.end))
    return ReportParts(
        number=number,
        count=parted.count,
        shown=shown,
        first=shown.paragraphs + 1,
        last=shown.paragraphs + sum(not line.level for line in shown.lines),
        hits=(first, behind),
        pager=page_row(number, parted.count, 1, lambda each: reading_address(report, options, part=each)),
        report=report,
        options=options,
        parted=parted,
        marks=marks,
    )


def in_script(text: str, script: ReadScript, part: TextPart | None) -> str:
    """Return the text in the other script, of a long one the lines of ``part`` alone; of the same length."""
    if part is None:
        return to_script(text, script)
    pieces: list[str] = []
    at = 0
    for line in part.lines:
        pieces += (text[at : line.start], to_script(text[line.start : line.end], script))
        at = line.end
    return "".join([*pieces, text[at:]])


def _place(parted: PartedText, options: ReadingOptions, passage: tuple[int, int] | None, marks: Sequence[Mark]) -> int:
    if passage:
        return passage[0]
    if options.p:
        return parted.paragraph_start(options.p)
    return marks[0].start if marks else 0

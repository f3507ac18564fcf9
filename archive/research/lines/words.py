"""A line with its words: what stands before and behind the hit, ¶ for the border of a paragraph, and the way to it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from archive.layout.lines import lines_of
from archive.layout.parts import divide
from archive.models import Report
from archive.searching.results import ListedReport
from archive.web.addresses import querystring_of
from search.documents import Query
from search.lines import Line
from search.query import ParsedQuery, Wildcard
from search.term_hits import fold_for_mode

#: Characters on each side of the hit.
AROUND = 20
BORDER = "¶"
_BREAK = re.compile(r"[\n\r\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line as it is shown.

    ``before`` and ``after``: the words on each side; of them ``near_before`` and ``near_after`` are those beside the hit
    by which the lines are ordered. ``paragraph`` counts as the report's page does, 0 in a heading, None in the title.
    ``address``: of the hit on its report's page.
    """

    line: Line
    report: Report | ListedReport
    far_before: str
    near_before: str
    words: str
    near_after: str
    far_after: str
    paragraph: int | None
    address: str

    @property
    def before(self) -> str:
        return self.far_before + self.near_before

    @property
    def after(self) -> str:
        return self.near_after + self.far_after

    @property
    def before_in_paragraph(self) -> str:
        return self.before.rpartition(BORDER)[2]

    @property
    def after_in_paragraph(self) -> str:
        return self.after.partition(BORDER)[0]


def line_rows(
    lines: Iterable[Line],
    reports: Mapping[int, Report | ListedReport],
    parsed: ParsedQuery,
    query: Query,
    near: tuple[int, int] = (0, 0),
) -> Iterator[LineRow]:
    """Yield the lines with their words, in their order.

    Left out are those of a report that is not public any more, or whose text is not the one that the index knows.
    ``near``: how many characters before and behind a hit the lines are ordered by.
    """
    carried = querystring_of(query)
    numbers: dict[int, _Paragraphs] = {}
    for line in lines:
        report = reports.get(line.id)
        if report is None:
            continue
        text = report.title if line.field == "title" else report.text
        if not _is_hit(text[line.start : line.end], parsed):
            continue
        paragraph = None
        address = report.get_absolute_url() + carried
        if line.field == "body":
            if line.id not in numbers:
                numbers[line.id] = _Paragraphs(text)
            paragraph = numbers[line.id].holding(line.start)
            if parted := numbers[line.id].parted:
                address += f"&part={parted.holding(line.start)}"
            address += f"#h{line.mark}"
        yield LineRow(line, report, *_around(text, line, near), paragraph, address)


class _Paragraphs:
    """The paragraphs of a text by their offsets, and its parts."""

    def __init__(self, text: str) -> None:
        lines = lines_of(text)
        self._starts = [line.start for line in lines]
        self._numbers: list[int] = []
        paragraph = 0
        for line in lines:
            paragraph += not line.level
            self._numbers.append(0 if line.level else paragraph)
        self.parted = divide(text)

    def holding(self, offset: int) -> int:
        """Return the number of the paragraph that holds ``offset``, 0 in a heading."""
        return self._numbers[max(0, bisect_right(self._starts, offset) - 1)] if self._numbers else 0


def _around(text: str, line: Line, near: tuple[int, int]) -> tuple[str, str, str, str, str]:
    first = max(0, line.start - AROUND)
    before, after = text[first : line.start], text[line.end : line.end + AROUND]
    far_before, near_before = with_borders(before), ""
    near_after, far_after = "", with_borders(after)
    if near[0]:
        near_before = _beside(before[-near[0] :].lstrip(), far_before.endswith(BORDER))
        far_before = far_before.removesuffix(near_before)
    if near[1]:
        near_after = _beside(after[: near[1]].rstrip(), far_after.startswith(BORDER))
        far_after = far_after.removeprefix(near_after)
    if not first and line.field == "body" and not (far_before + near_before).startswith(BORDER):
        far_before = BORDER + far_before
    return far_before, near_before, with_borders(text[line.start : line.end]), near_after, far_after


def _beside(words: str, at_border: bool) -> str:
    """Return the words beside a hit as a part of its side; a border alone has no words."""
    return with_borders(words) or (BORDER if at_border else "")


def with_borders(text: str) -> str:
    """Return a text on one line: ¶ for each border of a paragraph with the blanks around it."""
    first, *further = _BREAK.split(text)
    if not further:
        return text
    # One expression for break and blanks would take time that grows with the square of the blanks.
    middle = [piece.strip() for piece in further[:-1]]
    return BORDER.join([first.rstrip(), *filter(None, middle), further[-1].lstrip()])


def _is_hit(words: str, parsed: ParsedQuery) -> bool:
    """Tell whether the words are a hit of one of the terms; offsets of another text than the shown one hardly ever are."""
    form = fold_for_mode(words, parsed.mode)
    for term in parsed.terms:
        if isinstance(term, Wildcard):
            parts = [fold_for_mode(part, parsed.mode) for part in term.pattern.parts]
            if form.startswith(parts[0]) and form.endswith(parts[-1]):
                return True
        elif form == fold_for_mode(term.text, parsed.mode):
            return True
    return False

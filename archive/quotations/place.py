"""Where in a report stands a passage: its paragraphs, and an address that leads to its words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal
from urllib.parse import quote

from archive.layout.numbering import NumberedLine, lines_between, numbered_lines
from archive.layout.passage import MAX_QUOTE
from archive.models import Report
from archive.reading.choices import reading_address
from archive.reading.form import ReadingOptions

#: As static/js/citing.js: characters of a passage that its address spells out, else both ends of it; characters around
#: it that are named, more where the same words stand twice.
_LONGEST, _END = 40, 12
_CONTEXT, _STEP, _MOST_CONTEXT = 6, 4, 32

Field = Literal["title", "text"]


@dataclass(frozen=True)
class Passage:
    """``report.title[start:end]`` or ``report.text[start:end]``, ``distance`` changes away from the given words.

    ``times``: how often the report has the very words of the passage.
    """

    report: Report
    field: Field
    start: int
    end: int
    distance: int = 0
    times: int = 1

    @property
    def whole(self) -> str:
        """Return the text that the passage stands in."""
        return self.report.title if self.field == "title" else self.report.text

    @property
    def words(self) -> str:
        """Return the words of the passage, as the archive has them."""
        return self.whole[self.start : self.end]

    @cached_property
    def lines(self) -> list[NumberedLine]:
        """Return the headings and paragraphs that the passage touches, none in a title."""
        return lines_between(numbered_lines(self.whole), self.start, self.end) if self.field == "text" else []

    @property
    def paragraphs(self) -> list[int]:
        """Return the numbers of the paragraphs that the passage touches, as the page of the report writes them."""
        return [line.number for line in self.lines if not line.level]

    @cached_property
    def address(self) -> str:
        """Return the path of the report's page with the passage marked; of a title that of the page."""
        if self.field == "title":
            return self.report.get_absolute_url()
        words = " ".join(self.words.split())
        # Both ends mean the stretch up to the first place of the end: where it stands earlier, too, the words are spelled out.
        ends_early = words.find(words[-_END:], _END) < len(words) - _END
        is_short = len(words) <= _LONGEST or "…" in words[:_END] or (ends_early and len(words) <= MAX_QUOTE)
        prefix, suffix = self._surroundings()
        options = ReadingOptions(
            quote=words[:MAX_QUOTE] if is_short else f"{words[:_END]}…{words[-_END:]}",
            prefix=prefix,
            suffix=suffix,
            p=self.paragraphs[0] if self.paragraphs else None,
        )
        return f"{reading_address(self.report, options)}#passage"

    @property
    def fragment(self) -> str:
        """Return the path with a text fragment (https://wicg.github.io/scroll-to-text-fragment/), for other programs."""
        words = " ".join(self.words.split("\n")[0].split())
        ends = [words] if len(words) <= _LONGEST else [words[:_END], words[-_END:]]
        return f"{self.report.get_absolute_url()}#:~:text={','.join(quote(each, safe='') for each in ends)}"

    def _surroundings(self) -> tuple[str, str]:
        """Return what stands around the passage, without blanks: so much that no other place of the text has the same."""
        middle = "".join(self.words.split())
        reach = 4 * _MOST_CONTEXT
        front = "".join(self.whole[max(0, self.start - reach) : self.start].split())
        behind = "".join(self.whole[self.end : self.end + reach].split())
        whole = "".join(self.whole.split())
        for length in range(_CONTEXT, _MOST_CONTEXT, _STEP):
            prefix, suffix = front[-length:], behind[:length]
            around = prefix + middle + suffix
            if whole.find(around) == whole.rfind(around):
                return prefix, suffix
        return front[-_MOST_CONTEXT:], behind[:_MOST_CONTEXT]

"""Whose number is it? A scope word (全市, 我县, 该区) or a region's whole name before it in the sentence.

Short names and patterns such as …区 are no witnesses: reports write 宜居宜业和美乡 and 建成区 (measured, docs/readings.md).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from archive.text.figures.figure import Scope, Span

#: Between start and end the text names a region by its whole name; the codes are those it may mean.
Named = tuple[int, int, str | None]
_WORD = re.compile(
    r"[全我本该](?P<level>国(?![有家民务产籍庆情文歌际])|[省市区县州盟旗镇乡村](?![民级域容情志]))"
    r"|(?P<hidden>[*×x]{1,4}[省市县区州盟旗镇乡村])(?![民级])"
)


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    scope: Scope


class Scopes:
    """The scope words and names of one text in their order."""

    def __init__(
        self,
        shown: str,
        *,
        region: str | None,
        named: Sequence[Named] = (),
        code_of: Callable[[str, str], str | None] | None = None,
    ) -> None:
        """Read the scopes of a face. ``code_of(region, level)`` returns the region of this level at or above the report's."""
        self._whole = Scope(region, "report")
        found = [_Place(start, Scope(code, "named", Span(start, end))) for start, end, code in named]
        for match in _WORD.finditer(shown):
            words = Span(*match.span())
            if match["hidden"]:
                found.append(_Place(match.start(), Scope(None, "named", words)))
                continue
            code = code_of(region, match["level"]) if code_of and region else None
            found.append(_Place(match.start(), Scope(code, "word", words)))
        self._places = sorted(found, key=lambda place: place.start)
        self._starts = [place.start for place in self._places]

    def of(self, sentence_start: int, at: int) -> Scope:
        """Return the scope nearest before ``at`` in the sentence, else the report's own region."""
        place = bisect_left(self._starts, at)
        if place and self._starts[place - 1] >= sentence_start:
            return self._places[place - 1].scope
        return self._whole

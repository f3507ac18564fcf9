"""Unknown characters inside a word: ``?`` is exactly one, ``*`` none to twelve, never a line end.

党?组织     one character between          软弱*组织    up to twelve between
**区 李**   two stars in a row are a redaction, literally; so is a single star at the beginning (*区)
软弱* 何为?  a wildcard at the end is dropped: a hit is any part of the text, so 软弱* says no more than 软弱
\\* \\? \\\\  the character itself
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from search.fold import fold_width

#: The most characters of one gap.
LONGEST_GAP = 12
LINE_ENDS = "\n\r\u2028\u2029"

# A word without these characters is a fixed text.
_SPECIAL = re.compile(r"[*?\\]")
# A redaction, an escape, a wildcard, any other character. Matched against the text in plain width.
_PIECE = re.compile(r"\*{2,}|\\[*?\\]|[*?]|[^*?]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Fixed ``parts``, at least one, and between them ``gaps``: (fewest, most) unknown characters."""

    parts: tuple[str, ...]
    gaps: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class WordReading:
    """A typed word as it is read: its pattern, its text without wildcards at either end, and the dropped ones."""

    pattern: Pattern
    text: str
    dropped: str


def read_word(word: str) -> WordReading:
    """Return how a typed word is read. A word of wildcards alone has no parts and an empty text."""
    plain = fold_width(word)
    if word and _SPECIAL.search(plain) is None:
        return WordReading(Pattern((word,), ()), word, "")
    pieces = _pieces(word, plain)
    first, last = 0, len(pieces)
    while first < last and pieces[first].fixed is None:
        first += 1
    while last > first and pieces[last - 1].fixed is None:
        last -= 1
    parts: list[str] = []
    gaps: list[tuple[int, int]] = []
    unknown = ""
    for piece in pieces[first:last]:
        if piece.fixed is None:
            unknown += piece.plain
        elif parts and not unknown:
            parts[-1] += piece.fixed
        else:
            if unknown:
                gaps.append(_gap(unknown))
            parts.append(piece.fixed)
            unknown = ""
    text = "".join(piece.typed for piece in pieces[first:last])
    dropped = "".join(piece.typed for piece in (*pieces[:first], *pieces[last:]))
    return WordReading(Pattern(tuple(parts), tuple(gaps)), text, dropped)


def _gap(unknown: str) -> tuple[int, int]:
    fewest = unknown.count("?")
    return fewest, max(fewest, LONGEST_GAP) if "*" in unknown else fewest


@dataclass(frozen=True, slots=True)
class _Piece:
    """``typed``: as typed; ``plain``: in plain width; ``fixed``: the literal text, None for a wildcard."""

    typed: str
    plain: str
    fixed: str | None


def _pieces(word: str, plain_word: str) -> list[_Piece]:
    pieces: list[_Piece] = []
    for match in _PIECE.finditer(plain_word):
        plain, typed = match.group(), word[match.start() : match.end()]
        if plain in ("*", "?") and not (plain == "*" and not pieces):
            pieces.append(_Piece(typed, plain, None))
        else:
            pieces.append(_Piece(typed, plain, typed[1:] if len(plain) == 2 and plain[0] == "\\" else typed))
    return pieces

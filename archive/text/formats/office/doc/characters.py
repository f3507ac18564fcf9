"""The properties of a Word 97-2003 file's letters: deleted under tracked changes, hidden, or a sign of a symbol font."""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from archive.text.formats.office.doc.properties import PAGE, pages, read_sprms
from archive.text.formats.office.doc.styles import HIDDEN
from archive.text.formats.office.symbols import in_letters, is_symbol_font, symbol

# FibRgFcLcb97: where fc and lcb of PlcfBteChpx, PlcfBtePapx and SttbfFfn stand.
_LETTERS_AT, _PARAGRAPHS_AT, _FONTS_AT = 0x00FA, 0x0102, 0x0112
_DELETED, _SYMBOL, _FONT, _STYLE = 0x0800, 0x6A09, 0x4A4F, 0x4A30  # sprmCFRMarkDel, CSymbol, CRgFtc0, CIstd
_JOINING = 0x0818  # sprmCFSpecVanish: a mark between two styles of one line
_WANTED = frozenset((_DELETED, HIDDEN, _SYMBOL, _FONT, _STYLE, _JOINING))
# Prm0 ([MS-DOC] 2.9.213) names a sprm of a whole piece by a number of its own.
_OF_PIECE = {0x41: _DELETED, 0x5C: HIDDEN}
# The marks of cells and fields stay where the words go, so that rows and fields keep their shape. The end of a paragraph
# goes only where it was deleted, or joins two styles: a hidden one may stand before a table.
_LOST, _UNSEEN = re.compile("[^\x07\x13-\x15]"), re.compile("[^\x07\r\x13-\x15]")
GONE, HID = "\0", "\1"
_MOST_FONTS, _FONT_HEAD = 5_000, 39


@dataclass(slots=True)
class LetterMarks:
    """Runs of letters of the WordDocument stream that are not what they seem, in order: (start, end, sign, font).

    ``sign`` is GONE for words that were deleted, HID for hidden ones, a character for a symbol, and "" for letters in a
    symbol font.
    """

    runs: list[tuple[int, int, str, str]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def shown(self, letters: str, start: int, width: int) -> str:
        """Return a piece's letters, as many as before, by what a reader sees; ``start`` is its place, ``width`` in bytes."""
        written: list[str] = []
        done = 0
        at = max(0, bisect_right(self.starts, start) - 1)
        end = start + width * len(letters)
        while at < len(self.runs) and self.runs[at][0] < end:
            first, last, sign, font = self.runs[at]
            at += 1
            first = max(done, -(-(first - start) // width))
            last = min(len(letters), -(-(last - start) // width))
            if first < last:
                words = letters[first:last]
                if sign in (GONE, HID):
                    changed = (_LOST if sign == GONE else _UNSEEN).sub(GONE, words)
                else:
                    changed = sign * len(words) or in_letters(words, font)
                written += [letters[done:first], changed]
                done = last
        return "".join(written) + letters[done:] if done else letters


def letter_marks(words: bytes, table: bytes, styles: frozenset[int]) -> LetterMarks:
    """Read the pages of letters' properties ([MS-DOC] 2.9.33 ChpxFkp); ``styles`` are those that hide their words."""
    of_paragraphs = sorted(_hidden_paragraphs(words, table, styles)) if styles else []
    paragraph_starts = [start for start, _ in of_paragraphs]
    fonts: list[str] | None = None
    runs: list[tuple[int, int, str, str]] = []
    for start, end, content in _runs(words, table):
        if not content and not of_paragraphs:
            continue
        said = read_sprms(content, _WANTED)
        if any(said.get(sprm, b"\0")[:1] not in (b"\0", b"") for sprm in (_DELETED, _JOINING)):
            runs.append((start, end, GONE, ""))
            continue
        by_letters = int.from_bytes(said.get(_STYLE, b""), "little") in styles
        own = said.get(HIDDEN, b"\x80")[0]
        hidden = [
            (first, last)
            for first, last, by_paragraph in _cut(start, end, of_paragraphs, paragraph_starts)
            if _is_hidden(own, by_letters != by_paragraph)
        ]
        runs.extend((first, last, HID, "") for first, last in hidden)
        if hidden:
            continue
        if _SYMBOL in said or _FONT in said:
            fonts = _fonts(words, table) if fonts is None else fonts
            number, code = struct.unpack("<HH", said.get(_SYMBOL, said.get(_FONT, b"").ljust(4, b"\0")).ljust(4, b"\0"))
            font = fonts[number] if number < len(fonts) else ""
            if _SYMBOL in said:
                runs.append((start, end, symbol(font, code)[:1] or GONE, ""))
            elif is_symbol_font(font):
                runs.append((start, end, "", font))
    runs.sort()
    return LetterMarks(runs, [run[0] for run in runs])


def _cut(start: int, end: int, hidden: list[tuple[int, int]], starts: list[int]) -> Iterator[tuple[int, int, bool]]:
    """Cut a run at the edges of the paragraphs that a style hides: (start, end, whether it is in one)."""
    at = max(0, bisect_right(starts, start) - 1)
    while at < len(hidden) and hidden[at][0] < end and start < end:
        first, last = max(start, hidden[at][0]), min(end, hidden[at][1])
        if first < last:
            if start < first:
                yield start, first, False
            yield first, last, True
            start = last
        at += 1
    if start < end:
        yield start, end, False


def without_words(letters: str) -> str:
    """Return letters that nobody shall read: GONE for each, but for the marks of cells and fields."""
    return _LOST.sub(GONE, letters)


def hides_piece(prm: int, properties: list[bytes]) -> bool:
    """Return whether the property of a whole piece (2.9.212 Prm) deletes or hides it; ``properties`` are the Prcs."""
    if prm & 1:
        content = properties[prm >> 1] if prm >> 1 < len(properties) else b""
        said = read_sprms(content, frozenset((_DELETED, HIDDEN)))
        return any(operand[:1] == b"\x01" for operand in said.values())
    return prm >> 1 & 0x7F in _OF_PIECE and prm >> 8 == 1


def _is_hidden(own: int, by_style: bool) -> bool:
    """Return what a toggle says (2.9.327 ToggleOperand): 0x80 as the style, 0x81 the other way round."""
    return by_style != bool(own & 1) if own & 0x80 else bool(own & 1)


def _runs(words: bytes, table: bytes) -> Iterator[tuple[int, int, bytes]]:
    for page in pages(words, table, _LETTERS_AT):
        count = page[PAGE - 1]
        if not 0 < count <= 101:
            continue
        places = struct.unpack_from(f"<{count + 1}I", page)
        for at in range(count):
            offset = page[4 * (count + 1) + at] * 2
            if places[at] < places[at + 1]:
                yield places[at], places[at + 1], page[offset + 1 : offset + 1 + page[offset]] if offset else b""


def _hidden_paragraphs(words: bytes, table: bytes, styles: frozenset[int]) -> Iterator[tuple[int, int]]:
    for page in pages(words, table, _PARAGRAPHS_AT):
        count = page[PAGE - 1]
        if not 0 < count <= 29:
            continue
        places = struct.unpack_from(f"<{count + 1}I", page)
        for at in range(count):
            offset = page[4 * (count + 1) + 13 * at] * 2
            offset += 1 if offset and page[offset] else 2
            if 2 < offset < PAGE - 3 and struct.unpack_from("<H", page, offset)[0] in styles:
                yield places[at], places[at + 1]


def _fonts(words: bytes, table: bytes) -> list[str]:
    """Return the names of the fonts by their numbers (2.9.272 SttbfFfn, 2.9.76 FFN)."""
    start, size = struct.unpack_from("<2I", words, _FONTS_AT)
    content = table[start : start + size]
    names: list[str] = []
    at = 4
    while at < len(content) and len(names) < _MOST_FONTS:
        name = content[at + 1 + _FONT_HEAD : at + 1 + content[at]]
        names.append(name[: len(name) // 2 * 2].decode("utf-16-le", "replace").partition("\0")[0])
        at += 1 + content[at]
    return names

"""The words of WordArt in a Word 97-2003 file: a property of a shape ([MS-ODRAW] 2.3.22.2 gtextUNICODE)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_DRAWINGS_AT = 0x022A  # FibRgFcLcb97: fc and lcb of DggInfo
_GROUP, _DRAWING, _PROPERTIES = 0xF000, 0xF002, (0xF00B, 0xF121, 0xF122)
_WORDS, _COMPLEX = 0x00C0, 0x8000
_DEEPEST, _MOST_LETTERS = 30, 2_000


def word_art(words: bytes, table: bytes) -> list[str]:
    """Return the words of the main story's WordArt; those of headers are mostly watermarks ([MS-DOC] 2.9.172)."""
    start, size = struct.unpack_from("<2I", words, _DRAWINGS_AT)
    content = table[start : start + size]
    if len(content) < 8 or struct.unpack_from("<H", content, 2)[0] != _GROUP:
        return []
    at = 8 + struct.unpack_from("<I", content, 4)[0]
    found: list[str] = []
    while at + 9 <= len(content):
        kind, length = struct.unpack_from("<HI", content, at + 3)
        if kind != _DRAWING:
            break
        if content[at] == 0:
            found.extend(_words_of(content[at + 9 : at + 9 + length], 0))
        at += 9 + length
    return found


def _words_of(records: bytes, depth: int) -> Iterator[str]:
    at = 0
    while at + 8 <= len(records) and depth < _DEEPEST:
        version, kind, length = struct.unpack_from("<HHI", records, at)
        content = records[at + 8 : at + 8 + length]
        if kind in _PROPERTIES:
            yield from _property_words(content, version >> 4)
        elif version & 0xF == 0xF:
            yield from _words_of(content, depth + 1)
        at += 8 + length


def _property_words(content: bytes, count: int) -> Iterator[str]:
    behind = 6 * count  # the values of complex properties follow the table, in its order
    for at in range(0, min(behind, len(content) - 5), 6):
        name, value = struct.unpack_from("<HI", content, at)
        if name & _COMPLEX:
            if name & 0x3FFF == _WORDS:
                letters = content[behind : behind + min(value, 2 * _MOST_LETTERS)]
                words = letters[: len(letters) // 2 * 2].decode("utf-16-le", "replace").partition("\0")[0]
                yield from filter(None, (line.strip() for line in words.splitlines()))
            behind += value

"""Which styles of a Word 97-2003 file hide their words? [MS-DOC] 2.9.271 STSH, 2.9.260 STD."""

from __future__ import annotations

import struct

from archive.text.formats.office.doc.properties import read_sprms

HIDDEN = 0x083C  # sprmCFVanish
_STYLES_AT = 0x00A2  # FibRgFcLcb97: fc and lcb of the style sheet
_NONE, _OF_PARAGRAPH, _OF_LETTERS, _DEEPEST = 0xFFF, 1, 2, 20


def hidden_styles(words: bytes, table: bytes) -> frozenset[int]:
    """Return the numbers of the styles that hide, by themselves or by the style they are based on."""
    start, size = struct.unpack_from("<2I", words, _STYLES_AT)
    sheet = table[start : start + size]
    if len(sheet) < 6:
        return frozenset()
    head, count, base_size = struct.unpack_from("<3H", sheet)
    own: dict[int, bool] = {}
    base: dict[int, int] = {}
    at = 2 + head
    for number in range(min(count, _NONE)):
        if at + 2 > len(sheet):
            break
        length = struct.unpack_from("<H", sheet, at)[0]
        style = sheet[at + 2 : at + 2 + length]
        at += 2 + length + length % 2
        if len(style) < base_size + 2 or base_size < 10:
            continue
        kind = struct.unpack_from("<H", style, 2)[0]
        base[number] = kind >> 4
        said = read_sprms(_letters_of(style, base_size, kind & 0xF), frozenset((HIDDEN,)))
        if HIDDEN in said:
            own[number] = said[HIDDEN] in (b"\x01", b"\x81")
    found: set[int] = set()
    for number in base if any(own.values()) else ():
        name, steps = number, 0
        while name not in own and name != _NONE and steps < _DEEPEST:
            name, steps = base.get(name, _NONE), steps + 1
        if own.get(name):
            found.add(number)
    return frozenset(found)


def _letters_of(style: bytes, base_size: int, kind: int) -> bytes:
    """Return the exceptions of letters of a style: behind those of paragraphs, if it is one of paragraphs."""
    if kind not in (_OF_PARAGRAPH, _OF_LETTERS):
        return b""
    at = base_size + 2 + 2 * struct.unpack_from("<H", style, base_size)[0] + 2
    content = b""
    for _ in range(2 if kind == _OF_PARAGRAPH else 1):
        at += at % 2
        if at + 2 > len(style):
            return b""
        size = struct.unpack_from("<H", style, at)[0]
        content = style[at + 2 : at + 2 + size]
        at += 2 + size
    return content

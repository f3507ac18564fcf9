"""What do the styles of a Word 97-2003 file say? Which hide their words, and which are lists. [MS-DOC] 2.9.271, 2.9.260."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from archive.text.formats.office.doc.properties import read_sprms

HIDDEN = 0x083C  # sprmCFVanish
LEVEL, LIST = 0x260A, 0x460B  # sprmPIlvl, sprmPIlfo
_WANTED = frozenset((HIDDEN, LEVEL, LIST))
_STYLES_AT = 0x00A2  # FibRgFcLcb97: fc and lcb of the style sheet
_NONE, _OF_PARAGRAPH, _OF_LETTERS, _DEEPEST = 0xFFF, 1, 2, 20


@dataclass(frozen=True, slots=True)
class Styles:
    """By the number of a style, its own properties or those of the style that it is based on."""

    hidden: frozenset[int] = frozenset()
    lists: dict[int, tuple[int, int]] = field(default_factory=dict)  # (list from 1, level from 0)


def read_styles(words: bytes, table: bytes) -> Styles:
    """Read the style sheet; a broken one says nothing."""
    start, size = struct.unpack_from("<2I", words, _STYLES_AT)
    sheet = table[start : start + size]
    if len(sheet) < 6:
        return Styles()
    head, count, base_size = struct.unpack_from("<3H", sheet)
    own: dict[int, dict[int, int]] = {}
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
        said = read_sprms(_properties_of(style, base_size, kind & 0xF), _WANTED)
        own[number] = {sprm: int.from_bytes(operand, "little") for sprm, operand in said.items()}
    hidden: set[int] = set()
    lists: dict[int, tuple[int, int]] = {}
    for number in base:
        all_said: dict[int, int] = {}
        name, steps = number, 0
        while name in own and steps < _DEEPEST:
            all_said = own[name] | all_said
            name, steps = base[name], steps + 1
        if all_said.get(HIDDEN) in (0x01, 0x81):
            hidden.add(number)
        if all_said.get(LIST):
            lists[number] = all_said[LIST], all_said.get(LEVEL, 0)
    return Styles(frozenset(hidden), lists)


def _properties_of(style: bytes, base_size: int, kind: int) -> bytes:
    """Return the sprms of a style: those of paragraphs, if it is one of paragraphs, and those of letters."""
    if kind not in (_OF_PARAGRAPH, _OF_LETTERS):
        return b""
    at = base_size + 2 + 2 * struct.unpack_from("<H", style, base_size)[0] + 2
    content = b""
    for of_paragraphs in (True, False) if kind == _OF_PARAGRAPH else (False,):
        at += at % 2
        if at + 2 > len(style):
            break
        size = struct.unpack_from("<H", style, at)[0]
        # The number of the style stands before the properties of paragraphs.
        content += style[at + 2 + 2 * of_paragraphs : at + 2 + size]
        at += 2 + size
    return content

"""The exceptions to the style of a Word 97-2003 file: sprms with operands ([MS-DOC] 2.2.5.1), in pages of 512 bytes."""

from __future__ import annotations

import struct
from collections.abc import Iterator

PAGE = 512
# Lengths of an operand by the upper three bits of the sprm; 6 states its own.
_OPERAND = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_TABLE_SPRM, _TABS_SPRM = 0xD608, 0xC615


def read_sprms(content: bytes, wanted: frozenset[int]) -> dict[int, bytes]:
    """Return the operands of the sprms that are wanted; the last of several counts."""
    said: dict[int, bytes] = {}
    at = 0
    while at + 2 < len(content):
        sprm = struct.unpack_from("<H", content, at)[0]
        kind = sprm >> 13
        if kind in _OPERAND:
            size = _OPERAND[kind]
            if sprm in wanted:
                said[sprm] = content[at + 2 : at + 2 + size]
            at += 2 + size
        elif sprm == _TABLE_SPRM and at + 4 <= len(content):
            at += 3 + struct.unpack_from("<H", content, at + 2)[0]
        elif sprm == _TABS_SPRM and content[at + 2] == 255:
            break
        else:
            at += 3 + content[at + 2]
    return said


def pages(words: bytes, table: bytes, at: int) -> Iterator[bytes]:
    """Yield the pages that a table of bins names (2.8.5, 2.8.6); ``at`` is the place of its fc and lcb in the head."""
    start, size = struct.unpack_from("<2I", words, at)
    plc = table[start : start + size]
    count = (len(plc) - 4) // 8
    numbers = struct.unpack_from(f"<{count}I", plc, 4 * (count + 1)) if count > 0 else ()
    for number in dict.fromkeys(each & 0x3FFFFF for each in numbers):  # a broken file may name a page again and again
        page = words[number * PAGE : (number + 1) * PAGE]
        if len(page) == PAGE:
            yield page

"""Where the rows of a Word 97-2003 table end: the cell mark alone does not tell, its paragraph's properties do."""

from __future__ import annotations

import struct

_PAGE = 512
# FibRgFcLcb97: fcPlcfBtePapx and lcbPlcfBtePapx.
_BINS_AT = 0x0102
_IS_ROW_END = 0x2417  # sprmPFTtp
# Lengths of an operand by the upper three bits of the sprm ([MS-DOC] 2.2.5.1); 6 tells its own.
_OPERAND = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_TABLE_SPRM, _TABS_SPRM = 0xD608, 0xC615


def row_ends(words: bytes, table: bytes) -> frozenset[int]:
    """Places in the WordDocument stream of the marks that end a table row ([MS-DOC] 2.9.174, 2.9.175, PapxFkp)."""
    start, size = struct.unpack_from("<2I", words, _BINS_AT)
    plc = table[start : start + size]
    count = (len(plc) - 4) // 8
    if count <= 0:
        return frozenset()
    found: set[int] = set()
    for number in struct.unpack_from(f"<{count}I", plc, 4 * (count + 1)):
        page = words[(number & 0x3FFFFF) * _PAGE : ((number & 0x3FFFFF) + 1) * _PAGE]
        if len(page) == _PAGE:
            found.update(_ends_on(page))
    return frozenset(found)


def _ends_on(page: bytes) -> set[int]:
    count = page[_PAGE - 1]
    if not 0 < count <= 29:
        return set()
    places = struct.unpack_from(f"<{count + 1}I", page)
    ends: set[int] = set()
    for at in range(count):
        offset = page[4 * (count + 1) + 13 * at] * 2
        if not offset or offset >= _PAGE - 3:
            continue
        length = page[offset]
        first = offset + 1
        if length:
            size = 2 * length - 1
        else:
            size, first = 2 * page[offset + 1], offset + 2
        # A style's number stands before the sprms. The paragraph's mark is its last letter, of one byte or two.
        if _says_row_end(page[first + 2 : first + size]):
            ends.update((places[at + 1] - 1, places[at + 1] - 2))
    return ends


def _says_row_end(sprms: bytes) -> bool:
    at = 0
    while at + 2 < len(sprms):
        sprm = struct.unpack_from("<H", sprms, at)[0]
        if sprm == _IS_ROW_END:
            return sprms[at + 2] != 0
        kind = sprm >> 13
        if kind in _OPERAND:
            at += 2 + _OPERAND[kind]
        elif sprm == _TABLE_SPRM and at + 4 <= len(sprms):
            at += 3 + struct.unpack_from("<H", sprms, at + 2)[0]
        elif sprm == _TABS_SPRM and sprms[at + 2] == 255:
            return False
        else:
            at += 3 + sprms[at + 2]
    return False

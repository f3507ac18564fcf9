"""The properties of a Word 97-2003 file's paragraphs: ends of table rows, and members of lists."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from archive.text.formats.office.doc.properties import PAGE, pages, read_sprms
from archive.text.formats.office.doc.styles import LEVEL, LIST
from archive.text.formats.office.numbering import LEVELS, Level, ListNumbers

# FibRgFcLcb97: where fc and lcb of PlcfBtePapx, PlfLst and PlfLfo stand.
_BINS_AT, _LISTS_AT, _OVERRIDES_AT = 0x0102, 0x02E2, 0x02EA
_IS_ROW_END = 0x2417  # sprmPFTtp
_WANTED = frozenset((_IS_ROW_END, LEVEL, LIST))
_LIST_SIZE, _LEVEL_SIZE, _OVERRIDE_SIZE = 28, 28, 16
_MOST_LISTS = 5_000
# MSONFC ([MS-OSHARED] 2.2.1.3) by the names of ECMA-376.
_FORMS = {
    1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 5: "ordinal", 10: "ideographDigital", 11: "japaneseCounting",
    14: "decimalFullWidth", 18: "decimalEnclosedCircle", 19: "decimalFullWidth2", 22: "decimalZero", 23: "bullet",
    26: "decimalEnclosedFullstop", 27: "decimalEnclosedParen", 28: "decimalEnclosedCircleChinese",
    29: "ideographEnclosedCircle", 30: "ideographTraditional", 31: "ideographZodiac", 33: "taiwaneseCounting",
    34: "ideographLegalTraditional", 35: "taiwaneseCountingThousand", 36: "taiwaneseDigital", 37: "chineseCounting",
    38: "chineseLegalSimplified", 39: "chineseCountingThousand", 255: "none",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ParagraphMarks:
    """Places in the WordDocument stream: marks that end a table row, and marks of list paragraphs (list, level)."""

    row_ends: frozenset[int] = frozenset()
    listed: dict[int, tuple[int, int]] = field(default_factory=dict)


def paragraph_marks(words: bytes, table: bytes, lists: dict[int, tuple[int, int]]) -> ParagraphMarks:
    """Read the pages of paragraph properties ([MS-DOC] 2.9.174, 2.9.175, PapxFkp); ``lists`` are those of styles."""
    row_ends: set[int] = set()
    listed: dict[int, tuple[int, int]] = {}
    for page in pages(words, table, _BINS_AT):
        _read_page(page, lists, row_ends, listed)
    return ParagraphMarks(frozenset(row_ends), listed)


def _read_page(
    page: bytes, lists: dict[int, tuple[int, int]], row_ends: set[int], listed: dict[int, tuple[int, int]]
) -> None:
    count = page[PAGE - 1]
    if not 0 < count <= 29:
        return
    places = struct.unpack_from(f"<{count + 1}I", page)
    for at in range(count):
        offset = page[4 * (count + 1) + 13 * at] * 2
        if not offset or offset >= PAGE - 3:
            continue
        if page[offset]:
            size, first = 2 * page[offset] - 1, offset + 1
        else:
            size, first = 2 * page[offset + 1], offset + 2
        # A style's number stands before the sprms. The paragraph's mark is its last letter, of one byte or two.
        said = {
            sprm: int.from_bytes(operand, "little")
            for sprm, operand in read_sprms(page[first + 2 : first + size], _WANTED).items()
        }
        marks = (places[at + 1] - 1, places[at + 1] - 2)
        if said.get(_IS_ROW_END):
            row_ends.update(marks)
        style = int.from_bytes(page[first : first + 2], "little")
        by_style = lists.get(style, (0, 0))
        number, depth = said.get(LIST, by_style[0]), said.get(LEVEL, by_style[1])
        if 0 < number <= _MOST_LISTS:
            listed.update(dict.fromkeys(marks, (number, min(depth, LEVELS - 1))))


def list_numbers(words: bytes, table: bytes) -> ListNumbers:
    """Return the document's lists by their place in PlfLfo, from 1.

    Sources: [MS-DOC] 2.9.131 PlfLfo, 2.9.132 PlfLst, 2.9.150 LVL.
    """
    numbers = ListNumbers()
    definitions = _definitions(table, *struct.unpack_from("<2I", words, _LISTS_AT))
    start, size = struct.unpack_from("<2I", words, _OVERRIDES_AT)
    if not size or start + 4 > len(table):
        return numbers
    count = min(struct.unpack_from("<I", table, start)[0], _MOST_LISTS, (len(table) - start - 4) // _OVERRIDE_SIZE)
    for at in range(count):
        name = struct.unpack_from("<I", table, start + 4 + _OVERRIDE_SIZE * at)[0]
        if name in definitions:
            numbers.levels[str(at + 1)] = definitions[name]
            numbers.shared[str(at + 1)] = str(name)
    return numbers


def _definitions(table: bytes, start: int, size: int) -> dict[int, dict[int, Level]]:
    if size < 2 or start + 2 > len(table):
        return {}
    count = min(struct.unpack_from("<H", table, start)[0], _MOST_LISTS, (len(table) - start - 2) // _LIST_SIZE)
    found: dict[int, dict[int, Level]] = {}
    at = start + 2 + _LIST_SIZE * count
    for number in range(count):
        head = start + 2 + _LIST_SIZE * number
        name, is_simple = struct.unpack_from("<I", table, head)[0], table[head + 26] & 1
        levels: dict[int, Level] = {}
        for depth in range(1 if is_simple else LEVELS):
            if at + _LEVEL_SIZE + 2 > len(table):
                return found
            first, form, flags = struct.unpack_from("<IBB", table, at)
            follow, properties = table[at + 15], table[at + 24] + table[at + 25]
            at += _LEVEL_SIZE + properties
            length = int.from_bytes(table[at : at + 2], "little")
            letters = table[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")[:40]
            at += 2 + 2 * length
            # The place of a level's number is a letter below 9.
            shown = "".join(f"%{ord(letter) + 1}" if letter < "\t" else letter for letter in letters)
            levels[depth] = Level(_FORMS.get(form, "decimal"), shown, first % 10_000, bool(flags & 4), follow != 2)
        found[name] = levels
    return found

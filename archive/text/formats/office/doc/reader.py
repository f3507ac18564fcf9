"""The text of a Word 97-2003 file: the main story of its piece table, found as [MS-DOC] 2.4.1 says.

legacy-doc was read and rejected: it finds the piece table by chance, leaves out pieces beyond fcMac (the newest words
of a fast-saved file), keeps the codes of fields, and runs all rows of a table into one line. antiword exists on some
machines only, and the same file must give the same text everywhere.
"""

from __future__ import annotations

import io
import re
import struct
from array import array

import olefile  # type: ignore[import-untyped]

from archive.text.formats.extracted import LOCKED, MAX_TEXT, SAVE_AS, FormatError, PageHints
from archive.text.formats.office.doc.characters import GONE, LetterMarks, hides_piece, letter_marks, without_words
from archive.text.formats.office.doc.paragraphs import ParagraphMarks, list_numbers, paragraph_marks
from archive.text.formats.office.doc.shapes import word_art
from archive.text.formats.office.doc.styles import read_styles
from archive.text.formats.office.fields import BEGIN, END, SEPARATE, Fields, paired
from archive.text.formats.office.numbering import ListNumbers
from archive.text.formats.properties import confirmed_hints

MAX_STREAM = 40 * 1024 * 1024
_LONGEST = 2 * MAX_TEXT  # all stories; pieces may overlap, so the file's size is no bound
_BROKEN = f"DOC 文件已损坏，打不开。{SAVE_AS}"
_TOO_OLD = f"这是 Word 6/95 或更早的 DOC，本系统读不了。{SAVE_AS}"
_ENCRYPTED, _SECOND_TABLE, _COMPLEX = 0x0100, 0x0200, 0x0004
_WORD_97, _WORD_6 = 0x00C1, 101
_COMPRESSED = 0x40000000
# FibRgFcLcb97: fcClx and lcbClx; FibRgLw97: the lengths of the stories, the main one first.
_CLX_AT, _STORIES_AT = 0x01A2, 0x004C
_CODE_PAGES = {0x0804: "gb18030", 0x1004: "gb18030", 0x0404: "big5hkscs", 0x0C04: "big5hkscs"}
_FIELD = re.compile("[\x13\x14\x15]")
_FIELD_MARKS = {"\x13": BEGIN, "\x14": SEPARATE, "\x15": END}
_SIGNS = str.maketrans({
    "\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x1e": "-", "\x1f": None, "\xa0": " ",
    **dict.fromkeys(map(chr, (*range(7), 8)), None), "\x07": "\t",
})  # fmt: skip
_PARAGRAPH_END = re.compile("[\r\x07]")
_ROW_END = "\x1d"


def read_doc(data: bytes) -> tuple[str, PageHints]:
    """Return text (a paragraph or a table row a line, cells joined by a tab, footnotes last) and confirmed hints.

    Headers, footers, comments, deleted and hidden words and the codes of fields are left out. Numbers that Word makes
    by itself are written. Raises FormatError: locked, older than Word 97, broken.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            text = _text(ole)
            title, author, created = _properties(ole)
    except (FormatError, MemoryError):
        raise
    except Exception as error:  # any error of the parser means that the file is broken
        raise FormatError(_BROKEN) from error
    return text, confirmed_hints(text, title=title, author=author, created=created)


def _text(ole: olefile.OleFileIO) -> str:
    words = _stream(ole, "WordDocument")
    version, flags = _u16(words, 2), _u16(words, 0x0A)
    if flags & _ENCRYPTED:
        raise FormatError(LOCKED)
    if version < _WORD_97:
        return _old_text(words, version, flags)
    table = _stream(ole, "1Table" if flags & _SECOND_TABLE else "0Table")
    start, length = _u32(words, _CLX_AT), _u32(words, _CLX_AT + 4)
    pieces, properties = _pieces(table[start : start + length])
    main, notes, headers, _, comments, endnotes = struct.unpack_from("<6i", words, _STORIES_AT)
    # The order of the stories: text, footnotes, headers, (macros), comments, endnotes, text boxes.
    styles = read_styles(words, table)
    story, places = _joined(words, pieces, properties, letter_marks(words, table, styles.hidden))
    if min(main, notes, headers, comments, endnotes) < 0 or main > len(story):
        raise FormatError(_BROKEN)
    boxes, _ = struct.unpack_from("<2i", words, _STORIES_AT + 24)
    marks = paragraph_marks(words, table, styles.lists)
    numbers = list_numbers(words, table) if marks.listed else None
    text = _marked(story[:main], places, marks, numbers)
    footnotes = story[main : main + notes]
    behind = main + notes + headers + comments
    footnotes += story[behind : behind + endnotes]
    behind += endnotes
    text_boxes = _marked(story[behind : behind + max(0, boxes)], places[behind:], marks, numbers)
    lines = [line.rstrip("\t") for line in _readable(text).rstrip().split("\n")]
    lines.extend(line.rstrip("\t") for line in _readable(text_boxes).split("\n") if line.strip())
    lines.extend(word_art(words, table))
    noted = [line.strip() for line in _readable(footnotes).split("\n")]
    lines.extend(f"[{at}] {note}" for at, note in enumerate(filter(None, noted), 1))
    return "\n".join(lines)


def _marked(text: str, places: array[int], marks: ParagraphMarks, numbers: ListNumbers | None) -> str:
    """Return a story with the numbers of its list paragraphs, and a sign for each end of a table row."""
    written: list[str] = []
    start = 0
    for mark in _PARAGRAPH_END.finditer(text):
        at = mark.start()
        if numbers and places[at] in marks.listed and text[start:at].replace(GONE, "").strip():
            num, depth = marks.listed[places[at]]
            written.append(numbers.next_label(str(num), depth))
        is_row_end = mark[0] == "\x07" and places[at] in marks.row_ends
        written.append(text[start:at] + (_ROW_END if is_row_end else mark[0]))
        start = mark.end()
    return "".join(written) + text[start:]


def _pieces(clx: bytes) -> tuple[list[tuple[int, int, int, int]], list[bytes]]:
    """Return (first character, end, encoded place, property) of each piece, and the properties that they name.

    A Clx is any number of Prc and a Pcdt (2.9.38).
    """
    properties: list[bytes] = []
    at = 0
    while at < len(clx) and clx[at] == 0x01:
        properties.append(clx[at + 3 : at + 3 + _u16(clx, at + 1)])
        at += 3 + _u16(clx, at + 1)
    if at >= len(clx) or clx[at] != 0x02:
        raise FormatError(_BROKEN)
    size = _u32(clx, at + 1)
    plc = clx[at + 5 : at + 5 + size]
    count = (len(plc) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", plc)
    described = (struct.unpack_from("<IH", plc, 4 * (count + 1) + 8 * each + 2) for each in range(count))
    return [(ends[each], ends[each + 1], *place) for each, place in enumerate(described)], properties


def _joined(
    words: bytes, pieces: list[tuple[int, int, int, int]], properties: list[bytes], marks: LetterMarks
) -> tuple[str, array[int]]:
    """Return the letters of all pieces in order, one each UTF-16 unit, and each letter's place in the stream.

    GONE stands for each letter that was deleted or is hidden, so that the counts of the stories hold.
    """
    letters: list[str] = []
    places = array("I")
    for first, end, place, prm in pieces:
        count = end - first
        if count <= 0 or count > len(words):
            continue
        if len(places) + count > _LONGEST:
            raise FormatError(_BROKEN)
        if place & _COMPRESSED:
            start, width = (place & ~_COMPRESSED & 0x3FFFFFFF) // 2, 1
            raw = words[start : start + count]
            piece = raw.decode("cp1252", "replace")
        else:
            start, width = place & 0x3FFFFFFF, 2
            raw = words[start : start + 2 * count]
            raw = raw[: len(raw) // 2 * 2]
            # Units and not characters, so that the counts of the stories hold.
            piece = "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw)))
        letters.append(without_words(piece) if hides_piece(prm, properties) else marks.shown(piece, start, width))
        places.extend(range(start, start + len(raw), width))
    return "".join(letters), places


def _readable(text: str) -> str:
    """Return the text with fields by their results, signs as lines and tabs, pairs of UTF-16 units as characters."""
    text = _without_codes(text)
    text = text.replace("\x07" + _ROW_END, "\n").replace(_ROW_END, "\n").translate(_SIGNS)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _without_codes(text: str) -> str:
    """Drop the words of a field's code (between 0x13 and 0x14), and keep those of its result (2.8.25).

    A field without a result gives the words that its code says. A code without an end counts as text.
    """
    marks = list(_FIELD.finditer(text))
    fields = Fields()
    kept: list[str] = []
    at = 0
    for mark, counted in zip(marks, paired(_FIELD_MARKS[mark[0]] for mark in marks), strict=True):
        kept.append(fields.shown(text[at : mark.start()]))
        at = mark.end()
        if counted:
            kept.append(fields.mark(_FIELD_MARKS[mark[0]]))
    kept.append(text[at:])
    return "".join(kept)


def _old_text(words: bytes, version: int, flags: int) -> str:
    """Return the text of Word 6 and 95: one run of bytes in the document's code page, unless it was fast-saved."""
    encoding = _CODE_PAGES.get(_u16(words, 6), "")
    start, end = _u32(words, 0x18), _u32(words, 0x1C)
    if version < _WORD_6 or flags & _COMPLEX or not encoding or not 0 < start < end <= len(words):
        raise FormatError(_TOO_OLD)
    main = _u32(words, 0x34)
    text = words[start : min(end, start + main) if main > 0 else end].decode(encoding, "replace")
    return _readable(text.replace("\x07\x07", "\x07" + _ROW_END))


def _properties(ole: olefile.OleFileIO) -> tuple[str, str, str]:
    """Return title, author and day of creation; "" for each that is absent or broken."""
    try:
        said = ole.get_metadata()
        page = said.codepage if isinstance(said.codepage, int) else 936
        encoding = "utf-8" if page in (65001, -535) else "gb18030" if page in (936, 1252, 0) else f"cp{page % 65536}"
        created = said.create_time.date().isoformat() if said.create_time else ""
        title, author = (
            value.decode(encoding, "ignore") if isinstance(value, bytes) else str(value or "")
            for value in (said.title, said.author)
        )
    except Exception:  # a broken summary is no reason to refuse the text
        return "", "", ""
    return title.strip("\x00"), author.strip("\x00"), created


def _stream(ole: olefile.OleFileIO, name: str) -> bytes:
    if not ole.exists(name) or ole.get_size(name) > MAX_STREAM:
        raise FormatError(_BROKEN)
    return ole.openstream(name).read()


def _u16(content: bytes, at: int) -> int:
    return struct.unpack_from("<H", content, at)[0]


def _u32(content: bytes, at: int) -> int:
    return struct.unpack_from("<I", content, at)[0]

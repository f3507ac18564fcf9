"""The text of a docx: paragraphs with their list numbers, tables, drawn words and notes, in the document's order."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from archive.text.formats.decoding import decode_bytes
from archive.text.formats.extracted import BROKEN, FormatError, PageHints
from archive.text.formats.media_types import DOCX, is_mhtml, zip_type
from archive.text.formats.office.fields import BEGIN, END, SEPARATE, Fields, paired
from archive.text.formats.office.numbering import ListNumbers, W, read_numbering
from archive.text.formats.office.package import parse_xml
from archive.text.formats.office.rtf import read_rtf
from archive.text.formats.office.word.controls import chosen_words, is_placeholder, lettered, sign
from archive.text.formats.office.word.drawn import BOX, anchored, drawn_lines, part_of
from archive.text.formats.office.word.parts import Parts, parsed, parts_of_xml, parts_of_zip
from archive.text.formats.office.word.styles import HiddenStyles, ends_no_paragraph, read_hidden
from archive.text.formats.properties import confirmed_hints
from archive.text.formats.web.mail import page_of_mail
from archive.text.formats.web.page import shown_lines

_WORD_2003 = b"http://schemas.microsoft.com/office/word/2003/wordml"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PARAGRAPH, _TABLE, _ROW, _CELL, _TEXT = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}t"
_TABS, _BREAKS, _HYPHEN = (f"{W}tab", f"{W}ptab"), (f"{W}br", f"{W}cr"), f"{W}noBreakHyphen"
_RUN, _CHUNK, _SYMBOL, _CONTROL = f"{W}r", f"{W}altChunk", f"{W}sym", f"{W}sdt"
_MARK, _CODE, _SIMPLE_FIELD = f"{W}fldChar", f"{W}instrText", f"{W}fldSimple"
_NOTES = ("footnote", "endnote")
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
# Moved text also stands at its new place; a fallback repeats the choice beside it; w:rt is pinyin above a word.
_SKIPPED = frozenset(
    (
        f"{W}moveFrom",
        f"{W}del",
        f"{W}pPr",
        f"{W}rPr",
        f"{W}rt",
        f"{W}hdr",
        f"{W}ftr",
        f"{W}sdtPr",
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    )
)
_LONG_CELL = 120  # characters; longer cells of several paragraphs lay out a page and hold no figures
_DEEPEST_CHUNK = 2


@dataclass(slots=True)
class _Reader:
    parts: Parts
    numbers: ListNumbers
    hidden: HiddenStyles
    notes: dict[tuple[str, str], etree._Element] = field(default_factory=dict)
    targets: dict[str, str] = field(
        default_factory=dict
    )  # parts of charts, diagrams and chunks by relation; each is read once
    depth: int = 0  # of documents in documents
    fields: Fields = field(default_factory=Fields)
    uncounted: set[etree._Element] = field(default_factory=set)  # begins of fields that never end
    carried: str = ""  # words of a paragraph whose mark is deleted: the next one goes on their line
    noted: list[etree._Element] = field(default_factory=list)

    def story(self, element: etree._Element) -> list[str]:
        """Return the lines of a body, a text box or a note. No field and no paragraph goes on beyond its end."""
        outer, self.fields, carried, self.carried = self.fields, Fields(), self.carried, ""
        marks = [
            mark for mark in element.iter(_MARK) if not any(parent.tag in _SKIPPED for parent in mark.iterancestors())
        ]
        counts = paired(mark.get(f"{W}fldCharType", "") for mark in marks)
        self.uncounted.update(mark for mark, counted in zip(marks, counts, strict=True) if not counted)
        lines = [*self.lines(element), *self._carried()]
        self.fields, self.carried = outer, carried
        return lines

    def lines(self, element: etree._Element) -> Iterator[str]:
        for child in element:
            if child.tag in _SKIPPED or (child.tag == _CONTROL and is_placeholder(child, self.hidden.placeholders)):
                continue
            if child.tag == _PARAGRAPH:
                yield from self._paragraph(child)
                continue
            if child.tag in (_TABLE, _ROW, _CHUNK):
                yield from self._carried()
            if child.tag == _ROW:
                yield from self._row(child)
            elif child.tag == _CHUNK:
                yield from self._chunk(child.get(_RELATION, ""))
            else:
                yield from self.lines(child)

    def _carried(self) -> Iterator[str]:
        words, self.carried = self.carried.strip(" \u3000"), ""
        if words:
            yield words

    def _paragraph(self, paragraph: etree._Element) -> Iterator[str]:
        words = self.carried + "".join(self._words(paragraph, self.hidden.hides_paragraph(paragraph)))
        self.carried = ""
        if ends_no_paragraph(paragraph):
            self.carried = words
        else:
            words = words.strip(" \u3000")
            # Word counts an empty paragraph of a list and shows its number; the text leaves it out.
            label = self.numbers.label(paragraph)
            yield label + words if words else ""
        for drawn in anchored(paragraph, _SKIPPED):
            yield from self.story(drawn) if drawn.tag == BOX else drawn_lines(drawn, self._own_part(part_of(drawn)))

    def _own_part(self, relation: str) -> etree._Element | None:
        """Return the root of a chart or diagram; None for a part that is absent, broken or was read before."""
        try:
            return self.parts.xml(self.targets.pop(relation)) if relation in self.targets else None
        except (etree.XMLSyntaxError, ValueError):
            return None

    def _row(self, row: etree._Element) -> Iterator[str]:
        cells = [
            [line for line in (*self.lines(cell), *self._carried()) if line.strip()]
            for cell in row.iter(_CELL)
            if _row_of(cell) is row
        ]
        if len(cells) < 2 or any(len(cell) > 1 and sum(map(len, cell)) > _LONG_CELL for cell in cells):
            for cell in cells:
                yield from cell
        else:
            yield "\t".join(" ".join(cell).replace("\n", " ").replace("\t", " ") for cell in cells).rstrip("\t")

    def _chunk(self, relation: str) -> list[str]:
        """Return the lines of a document of its own kind that a program put in whole (ECMA-376 Part 1, 17.17.2)."""
        content = self.parts.read(self.targets.pop(relation, "")) if relation else b""
        start = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
        try:
            if start.startswith(b"PK") and self.depth < _DEEPEST_CHUNK and zip_type(content) == DOCX:
                with zipfile.ZipFile(io.BytesIO(content)) as package:
                    return _read_parts(parts_of_zip(package), self.depth + 1)
            if start.startswith(b"{\\rtf"):
                return read_rtf(content)[0].split("\n")
            if content and not start.startswith(b"PK"):
                is_mail = is_mhtml(content)
                text = decode_bytes(page_of_mail(content)[0] if is_mail else content)[0]
                return (
                    shown_lines(text) if is_mail or text.lstrip("\ufeff \t\r\n").startswith("<") else text.splitlines()
                )
        except FormatError:
            return []
        return []

    def _words(self, element: etree._Element, hidden: bool) -> Iterator[str]:
        """Yield the text of a paragraph without what is drawn at it, and collect its notes for the end.

        ``hidden`` tells that the paragraph's style hides its runs. Marks of fields count in hidden runs too.
        """
        shown = self.fields.shown
        for child in element:
            tag = child.tag
            if tag in _SKIPPED or tag == BOX or (tag == _CONTROL and is_placeholder(child, self.hidden.placeholders)):
                continue
            if tag == _RUN and self.hidden.hides_run(child, hidden):
                for mark in child.iterchildren(_MARK):
                    yield self._mark(mark)
            elif tag in (_TEXT, _MATH_TEXT):
                yield shown(lettered(child))
            elif tag in _TABS:
                yield shown("\t")
            elif tag in _BREAKS:
                yield shown("\n")
            elif tag == _HYPHEN:
                yield shown("-")
            elif tag == _SYMBOL:
                yield shown(sign(child))
            elif tag == _MARK:
                yield self._mark(child)
            elif tag == _CODE:
                self.fields.code(child.text or "")
            elif tag == _SIMPLE_FIELD:
                self.fields.mark(BEGIN)
                self.fields.code(child.get(f"{W}instr", ""))
                self.fields.mark(SEPARATE)
                yield from self._words(child, hidden)
                yield self.fields.mark(END)
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                # The sentence gets no mark, so that a search finds its words unbroken.
                note = self.notes.get((tag.removesuffix("Reference"), child.get(f"{W}id", "")))
                if note is not None:
                    self.noted.append(note)
            elif tag in (f"{W}footnote", f"{W}endnote"):  # Word 2003 XML writes a note into the sentence
                self.noted.append(child)
            else:
                yield from self._words(child, hidden)

    def _mark(self, mark: etree._Element) -> str:
        return "" if mark in self.uncounted else self.fields.mark(mark.get(f"{W}fldCharType", ""), chosen_words(mark))

    def note_lines(self) -> Iterator[str]:
        for at, note in enumerate(self.noted[:5_000], 1):
            yield f"[{at}] " + " ".join(line.strip() for line in self.story(note) if line.strip())


def read_docx(data: bytes) -> tuple[str, PageHints]:
    """Return text (a paragraph or a table row a line, cells joined by a tab) and confirmed hints.

    List numbers are written as Word shows them, bullets are not. Words of WordArt, SmartArt and charts stand behind
    the paragraph that they are drawn at. Foot- and endnotes follow the text, each as ``[n] ...``. Headers, footers,
    comments, deleted and hidden words are left out, and so are placeholders of a form. Raises FormatError for a file
    that cannot be opened. The caller has checked the size of the unpacked members.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = parts_of_zip(package)
            text = "\n".join(_read_parts(parts, 0))
            core = parts.read("docProps/core.xml")
        return text, _core_hints(parse_xml(core), text) if core else PageHints()
    except Exception as error:  # any error of the parser means that the file is broken
        raise FormatError(BROKEN) from error


def read_word_xml(data: bytes) -> tuple[str, PageHints]:
    """Return the text of a Word 2003 XML file, or of a docx as one XML file, by the rules of a docx. Raises FormatError."""
    try:
        root = parsed(data.replace(_WORD_2003, W[1:-1].encode()))
        parts = parts_of_xml(root)
        if parts.names:
            return "\n".join(_read_parts(parts, 0)), PageHints()
        body = next(root.iter(f"{W}body"))
        numbering, styles = next(root.iter(f"{W}numbering"), None), next(root.iter(f"{W}styles"), None)
        reader = _Reader(parts, read_numbering(numbering, styles), read_hidden(styles))
        return "\n".join([*reader.story(body), *reader.note_lines()]), PageHints()
    except Exception as error:  # any error of the parser means that the file is broken
        raise FormatError(BROKEN) from error


def _read_parts(parts: Parts, depth: int) -> list[str]:
    main = parts.main()
    relations = parts.relations(main)

    def part(kind: str) -> etree._Element | None:
        named = [each.target for each in relations if each.kind == kind]
        return parts.xml(named[0] if named else f"word/{kind}.xml")

    notes: dict[tuple[str, str], etree._Element] = {}
    for kind in _NOTES:
        if (root := part(f"{kind}s")) is not None:
            for note in root.iter(f"{W}{kind}"):
                if note.get(f"{W}type") in (None, "normal"):
                    notes[f"{W}{kind}", note.get(f"{W}id", "")] = note
    document = parts.xml(main)
    if document is None:
        raise ValueError("no document")
    styles = part("styles")
    targets = {each.id: each.target for each in relations}
    reader = _Reader(parts, read_numbering(part("numbering"), styles), read_hidden(styles), notes, targets, depth)
    return [*reader.story(document), *reader.note_lines()]


def _core_hints(core: etree._Element, text: str) -> PageHints:
    said = {etree.QName(each).localname: each.text or "" for each in core}
    return confirmed_hints(
        text, title=said.get("title", ""), author=said.get("creator", ""), created=said.get("created", "")
    )


def _row_of(cell: etree._Element) -> etree._Element | None:
    """Return the row that a cell stands in: not the row of the table around a nested table."""
    return next(cell.iterancestors(_ROW), None)

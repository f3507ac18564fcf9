"""The text of a docx: paragraphs with their list numbers, tables, text boxes and notes, in the document's order."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from archive.text.formats.extracted import BROKEN, FormatError, PageHints
from archive.text.formats.office.numbering import ListNumbers, W, read_numbering
from archive.text.formats.office.package import parse_xml, read_member
from archive.text.formats.properties import confirmed_hints
from archive.text.formats.web.page import read_markup

# Word's "strict" files use other namespaces (ISO/IEC 29500-1 and -4).
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
_WORD_2003 = b"http://schemas.microsoft.com/office/word/2003/wordml"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PARAGRAPH, _TABLE, _ROW, _CELL, _TEXT = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}t"
_TAB, _BREAKS, _HYPHEN = f"{W}tab", (f"{W}br", f"{W}cr"), f"{W}noBreakHyphen"
_BOX, _RUN, _CHUNK, _SYMBOL = f"{W}txbxContent", f"{W}r", f"{W}altChunk", f"{W}sym"
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
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    )
)
# The few signs of Wingdings that have a meaning in a report's forms.
_SYMBOLS = {"F0FE": "☑", "F052": "☑", "F0A8": "□", "F06F": "□", "F0FC": "✓", "F0A3": "□", "F0D8": "➢"}
_LONG_CELL = 120  # characters; longer cells of several paragraphs lay out a page and hold no figures


@dataclass(slots=True)
class _Reader:
    numbers: ListNumbers
    notes: dict[tuple[str, str], etree._Element]
    chunks: dict[str, bytes]
    noted: list[etree._Element] = field(default_factory=list)

    def lines(self, element: etree._Element) -> Iterator[str]:
        for child in element:
            if child.tag in _SKIPPED:
                continue
            if child.tag == _PARAGRAPH:
                yield from self._paragraph(child)
            elif child.tag == _ROW:
                yield from self._row(child)
            elif child.tag == _CHUNK:
                if chunk := self.chunks.get(child.get(_RELATION, "")):
                    yield from read_markup(chunk).split("\n")
            else:
                yield from self.lines(child)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[str]:
        words = "".join(self._words(paragraph)).strip(" \u3000")
        # Word counts an empty paragraph of a list and shows its number; the text leaves it out.
        label = self.numbers.label(paragraph)
        yield label + words if words else ""
        for box in paragraph.iter(_BOX):
            if not any(parent.tag in _SKIPPED for parent in box.iterancestors()):
                yield from self.lines(box)

    def _row(self, row: etree._Element) -> Iterator[str]:
        cells = [
            [line for line in self.lines(cell) if line.strip()] for cell in row.iter(_CELL) if _row_of(cell) is row
        ]
        if len(cells) < 2 or any(len(cell) > 1 and sum(map(len, cell)) > _LONG_CELL for cell in cells):
            for cell in cells:
                yield from cell
        else:
            yield "\t".join(" ".join(cell).replace("\n", " ").replace("\t", " ") for cell in cells).rstrip("\t")

    def _words(self, element: etree._Element) -> Iterator[str]:
        """Yield the text of a paragraph without its anchored text boxes, and collect its notes for the end."""
        for child in element:
            tag = child.tag
            if tag in _SKIPPED or tag == _BOX or (tag == _RUN and _is_hidden(child)):
                continue
            if tag in (_TEXT, _MATH_TEXT):
                yield child.text or ""
            elif tag == _TAB:
                yield "\t"
            elif tag in _BREAKS:
                yield "\n"
            elif tag == _HYPHEN:
                yield "-"
            elif tag == _SYMBOL:
                yield _SYMBOLS.get(child.get(f"{W}char", "").upper(), "")
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                # The sentence gets no mark, so that a search finds its words unbroken.
                note = self.notes.get((tag.removesuffix("Reference"), child.get(f"{W}id", "")))
                if note is not None:
                    self.noted.append(note)
            else:
                yield from self._words(child)

    def note_lines(self) -> Iterator[str]:
        for at, note in enumerate(self.noted[:5_000], 1):
            yield f"[{at}] " + " ".join(line.strip() for line in self.lines(note) if line.strip())


def read_docx(data: bytes) -> tuple[str, PageHints]:
    """Return text (a paragraph or a table row a line, cells joined by a tab) and confirmed hints.

    List numbers are written as Word shows them, bullets are not. Foot- and endnotes follow the text, each as ``[n]
    ...``. Headers, footers, comments, deleted and hidden words are left out. Raises FormatError for a file that
    cannot be opened. The caller has checked the size of the unpacked members.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _read_package(package)
    except Exception as error:  # any error of the parser means that the file is broken
        raise FormatError(BROKEN) from error


def read_word_xml(data: bytes) -> tuple[str, PageHints]:
    """Return the text of a Word 2003 XML file, or of a docx as one XML file, by the rules of a docx without notes.

    Raises FormatError.
    """
    try:
        root = _parsed(data.replace(_WORD_2003, W[1:-1].encode()))
        body = next(root.iter(f"{W}body"))
        numbering, styles = next(root.iter(f"{W}numbering"), None), next(root.iter(f"{W}styles"), None)
        text = "\n".join(_Reader(read_numbering(numbering, styles), {}, {}).lines(body))
    except Exception as error:  # any error of the parser means that the file is broken
        raise FormatError(BROKEN) from error
    return text, PageHints()


def _read_package(package: zipfile.ZipFile) -> tuple[str, PageHints]:
    main = _main_part(package)
    folder = posixpath.dirname(main)

    def part(name: str) -> etree._Element | None:
        content = read_member(package, posixpath.join(folder, name))
        return _parsed(content) if content else None

    notes: dict[tuple[str, str], etree._Element] = {}
    for kind in ("footnote", "endnote"):
        if (root := part(f"{kind}s.xml")) is not None:
            for note in root.iter(f"{W}{kind}"):
                if note.get(f"{W}type") in (None, "normal"):
                    notes[f"{W}{kind}", note.get(f"{W}id", "")] = note
    document = _parsed(read_member(package, main))
    body = document.find(f"{W}body")
    reader = _Reader(read_numbering(part("numbering.xml"), part("styles.xml")), notes, _chunks(package, main))
    lines = list(reader.lines(document if body is None else body))
    lines.extend(reader.note_lines())
    text = "\n".join(lines)
    core = read_member(package, "docProps/core.xml")
    return text, _core_hints(parse_xml(core), text) if core else PageHints()


def _parsed(content: bytes) -> etree._Element:
    if b"purl.oclc.org" in content[:4096]:
        for strict, usual in _STRICT:
            content = content.replace(strict, usual)
    return parse_xml(content)


def _main_part(package: zipfile.ZipFile) -> str:
    """Return word/document.xml, or the part that the package names as its document."""
    relations = read_member(package, "_rels/.rels")
    if relations:
        for relation in parse_xml(relations):
            if relation.get("Type", "").endswith("/officeDocument"):
                name = relation.get("Target", "").lstrip("/")
                if name in package.namelist():
                    return name
    return "word/document.xml"


def _chunks(package: zipfile.ZipFile, main: str) -> dict[str, bytes]:
    """Return whole pages that a program put into the document, by relation."""
    folder, name = posixpath.split(main)
    content = read_member(package, f"{folder}/_rels/{name}.rels")
    if b"aFChunk" not in content:
        return {}
    return {
        relation.get("Id", ""): read_member(
            package, posixpath.normpath(posixpath.join(folder, relation.get("Target", "")))
        )
        for relation in parse_xml(content)
        if relation.get("Type", "").endswith("/aFChunk")
    }


def _core_hints(core: etree._Element, text: str) -> PageHints:
    said = {etree.QName(each).localname: each.text or "" for each in core}
    return confirmed_hints(
        text, title=said.get("title", ""), author=said.get("creator", ""), created=said.get("created", "")
    )


def _is_hidden(run: etree._Element) -> bool:
    hidden = run.find(f"{W}rPr/{W}vanish")
    return hidden is not None and hidden.get(f"{W}val", "1") not in ("0", "false", "off")


def _row_of(cell: etree._Element) -> etree._Element | None:
    """Return the row that a cell stands in: not the row of the table around a nested table."""
    return next(cell.iterancestors(_ROW), None)

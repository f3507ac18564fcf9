"""The text of an odt, packed or flat: paragraphs with their list numbers, tables and notes, in order."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from archive.text.formats.extracted import BROKEN, FormatError, PageHints
from archive.text.formats.office.numerals import numeral
from archive.text.formats.office.odt_styles import OASIS, Styles, T, read_styles
from archive.text.formats.office.package import parse_xml, read_member
from archive.text.formats.office.symbols import in_letters
from archive.text.formats.properties import confirmed_hints

_T, _TABLE, _OFFICE, _DRAW = T, OASIS % "table", OASIS % "office", OASIS % "drawing"
_SVG, _MATH, _XLINK = OASIS % "svg-compatible", "{http://www.w3.org/1998/Math/MathML}", "{http://www.w3.org/1999/xlink}"
_PARAGRAPHS = (f"{_T}p", f"{_T}h")
_SKIPPED = frozenset((
    f"{_T}tracked-changes", f"{_OFFICE}annotation", f"{_OFFICE}annotation-end", f"{_OFFICE}forms", f"{_T}ruby-text",
    f"{_T}sequence-decls", f"{_T}variable-decls", f"{_OFFICE}scripts", f"{_OFFICE}styles", f"{_OFFICE}settings",
    f"{_OFFICE}automatic-styles", f"{_OFFICE}master-styles", f"{_OFFICE}meta", f"{_OFFICE}font-face-decls",
    # The bytes of a picture, words about a picture that nobody sees, and what a form asks for.
    f"{_OFFICE}binary-data", f"{_OFFICE}event-listeners", f"{_SVG}title", f"{_SVG}desc", f"{_TABLE}title",
    f"{_TABLE}desc", f"{_MATH}annotation", f"{_MATH}annotation-xml", f"{_T}placeholder",
))  # fmt: skip
# Shapes that hold words of their own; those of a frame or group stand in what it holds.
_BOXES = frozenset(f"{_DRAW}{name}" for name in (
    "text-box", "custom-shape", "rect", "square", "circle", "ellipse", "line", "polyline", "polygon",
    "regular-polygon", "path", "connector", "caption", "measure", "page-thumbnail", "object",
))  # fmt: skip
# Words that the file itself calls hidden: by a condition, or in a section that is not displayed.
_CONDITIONAL = (f"{_T}hidden-text", f"{_T}hidden-paragraph")
_LONG_CELL = 120  # characters; longer cells of several paragraphs lay out a page and hold no figures
_MOST_OBJECTS = 200
_DOCTYPE = re.compile(rb"<!DOCTYPE math:math[^\[\]<>]{0,300}>")


@dataclass(slots=True)
class _Reader:
    styles: Styles
    objects: Callable[[str], etree._Element | None] = lambda _: None
    notes: list[etree._Element] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)

    def lines(self, element: etree._Element, *, style: str = "", depth: int = 0) -> Iterator[str]:
        for child in element:
            if child.tag in _SKIPPED or _is_hidden_section(child):
                continue
            if child.tag in _PARAGRAPHS:
                yield from self._paragraph(child)
            elif child.tag == f"{_T}list":
                own = child.get(f"{_T}style-name", "") or style
                if not depth and child.get(f"{_T}continue-numbering") != "true" and not child.get(f"{_T}continue-list"):
                    self.counts = {key: count for key, count in self.counts.items() if key[0] != own}
                yield from self._list(child, own, depth + 1)
            elif child.tag == f"{_TABLE}table-row":
                yield from self._row(child)
            elif child.tag == f"{_MATH}math":
                yield "".join(self._words(child, False, "")).strip()
            else:
                yield from self.lines(child, style=style, depth=depth)

    def _list(self, element: etree._Element, style: str, depth: int) -> Iterator[str]:
        for entry in element:
            label = ""
            if entry.tag == f"{_T}list-item":
                before, form, behind, start = self.styles.lists.get(style, {}).get(depth, ("", "", "", 1))
                count = self.counts.get((style, depth), start - 1) + 1
                own = entry.get(f"{_T}start-value", "")
                count = int(own) if own.isascii() and own.isdigit() and len(own) < 6 else count
                self.counts[style, depth] = count
                for deeper in range(depth + 1, 11):
                    self.counts.pop((style, deeper), None)
                label = before + numeral(count, form) + behind if form else ""
            first = True
            for line in self.lines(entry, style=style, depth=depth):
                is_own = first and any(child.tag in _PARAGRAPHS for child in entry)
                yield label + line if is_own and line else line
                first = False

    def _paragraph(self, paragraph: etree._Element) -> Iterator[str]:
        hidden = self.styles.hides(paragraph, "paragraph") or any(
            each.get(f"{_T}is-hidden") == "true" for each in paragraph.iterchildren(f"{_T}hidden-paragraph")
        )
        font = self.styles.font(paragraph, "paragraph")
        yield "".join(self._words(paragraph, hidden, font)).strip(" \u3000")
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            yield from self.lines(box)
            if box.tag == f"{_DRAW}object" and (own := self.objects(box.get(f"{_XLINK}href", ""))) is not None:
                yield from (line for line in self.lines(own) if line.strip())

    def _row(self, row: etree._Element) -> Iterator[str]:
        cells = [
            [line for line in self.lines(cell) if line.strip()]
            for cell in row
            if cell.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
        ]
        if len(cells) < 2 or any(len(cell) > 1 and sum(map(len, cell)) > _LONG_CELL for cell in cells):
            for cell in cells:
                yield from cell
        else:
            yield "\t".join(" ".join(cell).replace("\n", " ").replace("\t", " ") for cell in cells).rstrip("\t")

    def _words(self, element: etree._Element, hidden: bool, font: str) -> Iterator[str]:
        """Yield the text of a paragraph; ``hidden`` and ``font`` are what its styles say so far."""

        def shown(words: str | None) -> str:
            # Runs of blanks and line ends in the file are one blank (ODF 1.3, 6.1.2).
            return "" if hidden or not words else in_letters(words.replace("\n", " "), font)

        yield shown(" ".join((element.text or "").replace("\xa0", "\0").split(" ")).replace("\0", "\xa0"))
        for child in element:
            if child.tag == f"{_T}s":
                count = child.get(f"{_T}c", "1")
                yield shown(" " * (min(int(count), 200) if count.isascii() and count.isdigit() else 1))
            elif child.tag == f"{_T}tab":
                yield shown("\t")
            elif child.tag == f"{_T}line-break" and not hidden:
                yield "\n"
            elif child.tag == f"{_T}note":
                self.notes.extend(child.findall(f"{_T}note-body"))
            elif child.tag in _BOXES:
                self.boxes.append(child)
            elif child.tag == f"{_T}span":
                is_hidden = self.styles.hides(child, "text", hidden)
                yield from self._words(child, is_hidden, self.styles.font(child, "text") or font)
            elif child.tag not in _SKIPPED and not (
                child.tag in _CONDITIONAL and child.get(f"{_T}is-hidden") == "true"
            ):
                yield from self._words(child, hidden, font)
            yield shown(child.tail)

    def note_lines(self) -> Iterator[str]:
        for at, note in enumerate(self.notes[:5_000], 1):
            yield f"[{at}] " + " ".join(line for line in self.lines(note) if line)


def read_odt(data: bytes) -> tuple[str, PageHints]:
    """Return text and confirmed hints of an OpenDocument text (ISO/IEC 26300), by the rules of a docx.

    Raises FormatError.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            content = parse_xml(read_member(package, "content.xml"))
            styles, meta = read_member(package, "styles.xml"), read_member(package, "meta.xml")
            roots = [content, *(parse_xml(part) for part in (styles, meta) if part)]
            return _read_roots(roots, _objects(package))
    except Exception as error:  # any error of the parser means that the file is broken
        raise FormatError(BROKEN) from error


def read_flat_odt(data: bytes) -> tuple[str, PageHints]:
    """Return the same of an OpenDocument text as one XML file."""
    try:
        return _read_roots([parse_xml(data)], lambda _: None)
    except Exception as error:  # any error of the parser means that the file is broken
        raise FormatError(BROKEN) from error


def _objects(package: zipfile.ZipFile) -> Callable[[str], etree._Element | None]:
    """Return a reader of the formulas and charts of a package, each once; None for one that is absent or broken."""
    read: set[str] = set()

    def root(href: str) -> etree._Element | None:
        name = href.removeprefix("./").strip("/")
        if not name or name in read or len(read) >= _MOST_OBJECTS:
            return None
        read.add(name)
        try:
            content = read_member(package, f"{name}/content.xml")
            # An old formula declares the type of MathML, which it does not use.
            if not content:
                return None
            frame = etree.Element("frame")
            frame.append(parse_xml(_DOCTYPE.sub(b"", content, 1)))
            return frame
        except (etree.XMLSyntaxError, ValueError):
            return None

    return root


def _read_roots(roots: list[etree._Element], objects: Callable[[str], etree._Element | None]) -> tuple[str, PageHints]:
    body = roots[0].find(f"{_OFFICE}body")
    reader = _Reader(read_styles(roots), objects)
    lines = list(reader.lines(roots[0] if body is None else body))
    lines.extend(reader.note_lines())
    text = "\n".join(lines)
    said: dict[str, str] = {}
    for root in roots:
        for meta in root.iter(f"{_OFFICE}meta"):
            said |= {etree.QName(each).localname: each.text or "" for each in meta}
    author = said.get("initial-creator") or said.get("creator", "")
    return text, confirmed_hints(
        text, title=said.get("title", ""), author=author, created=said.get("creation-date") or said.get("date", "")
    )


def _is_hidden_section(element: etree._Element) -> bool:
    if element.tag != f"{_T}section":
        return False
    display = element.get(f"{_T}display", "true")
    return display == "none" or (display == "condition" and element.get(f"{_T}is-hidden") == "true")

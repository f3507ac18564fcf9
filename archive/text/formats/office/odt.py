"""The text of an odt, packed or flat: paragraphs with their list numbers, tables and notes, in order."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from archive.text.formats.extracted import BROKEN, FormatError, PageHints
from archive.text.formats.office.numerals import numeral
from archive.text.formats.office.package import parse_xml, read_member
from archive.text.formats.properties import confirmed_hints

_OASIS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_T, _TABLE, _OFFICE, _STYLE = _OASIS % "text", _OASIS % "table", _OASIS % "office", _OASIS % "style"
_PARAGRAPHS = (f"{_T}p", f"{_T}h")
_SKIPPED = frozenset((
    f"{_T}tracked-changes", f"{_OFFICE}annotation", f"{_OFFICE}annotation-end", f"{_OFFICE}forms", f"{_T}ruby-text",
    f"{_T}sequence-decls", f"{_T}variable-decls", f"{_OFFICE}scripts", f"{_OFFICE}styles", f"{_OFFICE}settings",
    f"{_OFFICE}automatic-styles", f"{_OFFICE}master-styles", f"{_OFFICE}meta", f"{_OFFICE}font-face-decls",
))  # fmt: skip
_BOXES = (f"{_OASIS % 'drawing'}text-box",)
_LONG_CELL = 120  # characters; longer cells of several paragraphs lay out a page and hold no figures

_Levels = dict[int, tuple[str, str, str, int]]  # depth: (before, form, behind, start)


@dataclass(slots=True)
class _Reader:
    styles: dict[str, _Levels]
    notes: list[etree._Element] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)

    def lines(self, element: etree._Element, *, style: str = "", depth: int = 0) -> Iterator[str]:
        for child in element:
            if child.tag in _SKIPPED:
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
            else:
                yield from self.lines(child, style=style, depth=depth)

    def _list(self, element: etree._Element, style: str, depth: int) -> Iterator[str]:
        for entry in element:
            label = ""
            if entry.tag == f"{_T}list-item":
                before, form, behind, start = self.styles.get(style, {}).get(depth, ("", "", "", 1))
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
        yield "".join(self._words(paragraph)).strip(" \u3000")
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            yield from self.lines(box)

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

    def _words(self, element: etree._Element) -> Iterator[str]:
        # Runs of blanks and line ends in the file are one blank (ODF 1.3, 6.1.2).
        yield " ".join((element.text or "").replace("\xa0", "\0").split(" ")).replace("\n", " ").replace("\0", "\xa0")
        for child in element:
            if child.tag == f"{_T}s":
                count = child.get(f"{_T}c", "1")
                yield " " * (min(int(count), 200) if count.isascii() and count.isdigit() else 1)
            elif child.tag == f"{_T}tab":
                yield "\t"
            elif child.tag == f"{_T}line-break":
                yield "\n"
            elif child.tag == f"{_T}note":
                self.notes.extend(child.findall(f"{_T}note-body"))
            elif child.tag in _BOXES:
                self.boxes.append(child)
            elif child.tag not in _SKIPPED:
                yield from self._words(child)
            yield (child.tail or "").replace("\n", " ")

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
        return _read_roots(roots)
    except Exception as error:  # any error of the parser means that the file is broken
        raise FormatError(BROKEN) from error


def read_flat_odt(data: bytes) -> tuple[str, PageHints]:
    """Return the same of an OpenDocument text as one XML file."""
    try:
        return _read_roots([parse_xml(data)])
    except Exception as error:  # any error of the parser means that the file is broken
        raise FormatError(BROKEN) from error


def _read_roots(roots: list[etree._Element]) -> tuple[str, PageHints]:
    body = roots[0].find(f"{_OFFICE}body")
    reader = _Reader({name: levels for root in roots for name, levels in _list_styles(root)})
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


def _list_styles(root: etree._Element) -> Iterator[tuple[str, _Levels]]:
    for style in root.iter(f"{_T}list-style"):
        levels: _Levels = {}
        for level in style.iter(f"{_T}list-level-style-number"):
            depth, start = level.get(f"{_T}level", "1"), level.get(f"{_T}start-value", "1")
            if depth.isascii() and depth.isdigit():
                levels[int(depth)] = (
                    level.get(f"{_STYLE}num-prefix", "")[:10],
                    level.get(f"{_STYLE}num-format", "") or "none",
                    level.get(f"{_STYLE}num-suffix", "")[:10],
                    int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1,
                )
        yield style.get(f"{_STYLE}name", ""), levels

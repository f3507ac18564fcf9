"""The text of a docx: paragraphs, tables, text boxes and content controls in the order of the document."""

from __future__ import annotations

import io
from collections.abc import Iterator

from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from archive.text.formats.extracted import FormatError, PageHints

_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_TEXT, _TAB, _BREAKS, _HYPHEN = qn("w:t"), qn("w:tab"), (qn("w:br"), qn("w:cr")), qn("w:noBreakHyphen")
_BOX = qn("w:txbxContent")
# Moved text stands at its new place too; a fallback says the same as the choice beside it.
_SKIPPED = frozenset(
    (
        qn("w:moveFrom"),
        qn("w:del"),
        qn("w:pPr"),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    )
)


def read_docx(data: bytes) -> tuple[str, PageHints]:
    """Text (a paragraph or a table row a line, cells joined by a tab) and the core title and author.

    Headers, footers, footnotes and comments are left out; numbers that Word makes by itself are not in the
    file and so not in the text. Raises FormatError for a file that cannot be opened. The caller has checked
    the size of the unpacked members.
    """
    try:
        document = Document(io.BytesIO(data))
        lines = list(_lines(document.element.body))
        core = document.core_properties
        hints = PageHints(title=(core.title or "").strip(), author=(core.author or "").strip())
    except Exception as error:  # whatever a parser throws at bytes from outside, the file is what is broken
        raise FormatError("文件已损坏，打不开。请用 Word 或 WPS 打开后另存为 docx 或 txt 再上传。") from error
    # The default template of python-docx and of Word name themselves there.
    if hints.author.lower() in ("python-docx", "administrator", "admin", "user", "microsoft", "微软用户"):
        hints = PageHints(title=hints.title)
    return "\n".join(lines), hints


def _lines(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag in _SKIPPED:
            continue
        if child.tag == _PARAGRAPH:
            yield "".join(_words(child)).strip(" \u3000")
            for box in child.iter(_BOX):
                if not any(parent.tag in _SKIPPED for parent in box.iterancestors()):
                    yield from _lines(box)
        elif child.tag == _ROW:
            cells = (
                " ".join(line for line in _lines(cell) if line) for cell in child.iter(_CELL) if _row_of(cell) is child
            )
            yield "\t".join(cells).rstrip("\t")
        else:
            yield from _lines(child)


def _row_of(cell: etree._Element) -> etree._Element | None:
    """The row that a cell stands in: not the row of the table around a nested table."""
    return next(cell.iterancestors(_ROW), None)


def _words(element: etree._Element) -> Iterator[str]:
    """Text of a paragraph, without the text boxes that are anchored in it."""
    for child in element:
        if child.tag in _SKIPPED or child.tag == _BOX:
            continue
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag == _TAB:
            yield "\t"
        elif child.tag in _BREAKS:
            yield "\n"
        elif child.tag == _HYPHEN:
            yield "-"
        else:
            yield from _words(child)

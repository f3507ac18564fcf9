"""Words that stand on a page as annotations: values of a form's fields, and text typed upon the page."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

_MOST = 2_000  # annotations of a page that are looked at
_MOST_BYTES = 200_000  # of one value
_UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
_FIELDS = {pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX}
_USUAL, _LEAST = 12.0, 4.0  # points
_LINE = 1.2  # of the size


class TypedLine(NamedTuple):
    """A line of an annotation: where it begins on the page, its size, and how wide it may get, in points."""

    words: str
    x: float
    y: float
    size: float
    width: float


def typed_lines(page: Any, form: Any) -> Iterator[TypedLine]:
    """Yield the lines that fields and typed notes show. ``form`` is the form environment of the document, or None."""
    box = pdfium.FS_RECTF()
    for at in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST)):
        annotation = pdfium.FPDFPage_GetAnnot(page, at)
        if not annotation:
            continue
        try:
            words, size = _words_of(annotation, form)
            if words.strip() and pdfium.FPDFAnnot_GetRect(annotation, box):
                yield from _placed(words, size, box)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)


def _words_of(annotation: Any, form: Any) -> tuple[str, float]:
    """Return the words that a reader sees of an annotation, and their size or 0."""
    if pdfium.FPDFAnnot_GetFlags(annotation) & _UNSEEN:
        return "", 0.0
    kind = pdfium.FPDFAnnot_GetSubtype(annotation)
    if kind == pdfium.FPDF_ANNOT_FREETEXT:
        return _string(lambda buffer, size: pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size)), 0.0
    if kind != pdfium.FPDF_ANNOT_WIDGET or form is None:
        return "", 0.0
    if pdfium.FPDFAnnot_GetFormFieldType(form, annotation) not in _FIELDS:
        return "", 0.0
    size = ctypes.c_float()
    pdfium.FPDFAnnot_GetFontSize(form, annotation, size)
    return _string(lambda buffer, most: pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, most)), size.value


def _string(read: Any) -> str:
    """Return a string that pdfium writes as UTF-16 with a zero behind it."""
    size = read(None, 0)
    if not 2 < size <= _MOST_BYTES:
        return ""
    buffer = ctypes.create_string_buffer(size)
    read(ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _placed(words: str, size: float, box: Any) -> Iterator[TypedLine]:
    lines = [line for line in words.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
    tall, wide = max(box.top - box.bottom, 1.0), max(box.right - box.left, 1.0)
    size = size or max(_LEAST, min(_USUAL, tall / len(lines) / _LINE))
    top = (box.top + box.bottom) / 2 + size * 0.35 if len(lines) == 1 and tall < 3 * size else box.top
    for at, line in enumerate(lines):
        yield TypedLine(line, box.left, top - size * (0.85 + at * _LINE), size, wide)

"""PDF files drawn word by word, so that a test says where each word stands."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from functools import cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from archive.text.edits import apply_edits
from archive.text.formats import ExtractedText, cut_edits, extract_text

WIDTH, HEIGHT = 595.0, 842.0
SIZE = 12.0
#: Sentences without a figure, so that a running text has no line that looks like another.
PROSE = (
    "今年以来，镇党委抓好班子建设，逐村走访，群众反映良好，各村党支部每月开展主题党日活动，党员到会率明显提高，村务公开更加规范。"
    "一年来共整顿软弱涣散村党组织三个，调整不胜任的支部书记两名，选派驻村第一书记五名，群众满意度由去年的百分之八十一提高到百分之九十四。"
    "下一步，我们将继续巩固成果，把工作做细做实，推动基层党建全面进步、全面过硬，以实际成效取信于民，为乡村振兴提供坚强组织保证。"
)

Drawing = Callable[[Canvas], None]


@cache
def _font() -> str:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return "STSong-Light"


def drawn(*pages: Drawing, **settings: object) -> bytes:
    """A PDF whose pages the functions draw."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), **settings)
    for draw in pages:
        canvas.setFont(_font(), SIZE)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def write(canvas: Canvas, x: float, y: float, words: str, size: float = SIZE) -> None:
    """Write words at a place counted from the lower left corner, in points."""
    canvas.setFont(_font(), size)
    canvas.drawString(x, y, words)


def write_lines(canvas: Canvas, x: float, y: float, lines: Iterable[str], leading: float = 20.0) -> None:
    for at, line in enumerate(lines):
        write(canvas, x, y - at * leading, line)


def wrapped(words: str, length: int) -> list[str]:
    """Words cut into lines of so many characters."""
    return [words[at : at + length] for at in range(0, len(words), length)]


def extracted(data: bytes) -> ExtractedText:
    return extract_text(data, "报告.pdf")


def shown(data: bytes) -> str:
    """The text of a file without what its reader cut."""
    found = extracted(data)
    return apply_edits(found.text, cut_edits(found))


def cut_words(data: bytes) -> list[tuple[str, str]]:
    """(rule, words) of what the reader cut."""
    return [(edit.rule, edit.before.strip()) for edit in cut_edits(extracted(data))]

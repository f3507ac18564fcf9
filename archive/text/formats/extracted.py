"""What comes out of a file: the text that all edits count their offsets in, and what the page said about itself."""

from __future__ import annotations

from dataclasses import dataclass, field

MAX_BYTES = 20 * 1024 * 1024  # an upload; a report with pictures in a docx stays far below
MAX_TEXT = 2_000_000  # characters of text; the longest yearbook chapter seen has a tenth of that


class FormatError(ValueError):
    """The file gives no text. The message is a Chinese sentence that names the remedy, fit to be shown."""


@dataclass(frozen=True, slots=True)
class PageHints:
    """What the file says about itself outside its text; "" where it says nothing. Never trusted, only weighed."""

    title: str = ""
    site_name: str = ""
    date: str = ""
    author: str = ""
    source: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class ExtractedText:
    """The text of a file, before any repair.

    ``text`` holds ``\\n`` as its only line end, no control characters but ``\\n`` and ``\\t``, no lone
    surrogates and no bidirectional controls; characters U+E000-U+F8FF stay, because a broken converter may
    have left them. It neither starts nor ends with blank lines, and its last line has no blanks at its end.
    ``media_type`` and ``encoding`` are what the bytes showed (``encoding`` is "" for a docx).
    ``warnings`` are Chinese sentences for the editor.
    """

    text: str
    media_type: str
    encoding: str
    hints: PageHints = field(default_factory=PageHints)
    warnings: tuple[str, ...] = ()

"""Title, author and day in the properties of a Word, PDF or ODT file, and how little they are worth."""

from __future__ import annotations

import re

from archive.text.formats.extracted import PageHints

_NOT_LETTERS = re.compile(r"[\W_]+")
_NAMED_BY_PROGRAM = re.compile(
    r"^(?:microsoft (?:office )?word|microsoft powerpoint|文档 ?\d*$|新建|无标题|untitled|powerpoint|幻灯片|默认|document ?\d*$)"
    r"|\.(?:docx?|pdf|wps|rtf|txt|html?|odt|ppt|cdr)$",
    re.IGNORECASE,
)
_PDF_DATE = re.compile(r"^(?:D:)?((?:19|20)\d\d)-?(\d\d)-?(\d\d)")
_HEAD = 600  # characters of the text in which a title must stand
# The zero of several clocks, and the template of a common library.
_NEVER_SET = {"2013-12-23", "1601-01-01", "1970-01-01", "1899-12-30", "1980-01-01"}


def confirmed_hints(text: str, *, title: str = "", author: str = "", created: str = "") -> PageHints:
    """Return hints from a file's properties: title and author only if the text repeats them.

    ``created`` is ISO or a PDF date (ISO 32000-1, 7.9.4) and becomes a weak date. A file is often made from last
    year's file and keeps its title; the author is the person who bought the computer.
    """
    title, author = title.strip(), author.strip()
    head, whole = _letters(text[:_HEAD]), _letters(text)
    if _NAMED_BY_PROGRAM.search(title) or len(_letters(title)) < 4 or _letters(title) not in head:
        title = ""
    if len(_letters(author)) < 2 or author.isascii() or _letters(author) not in whole:
        author = ""
    day = ""
    if match := _PDF_DATE.match(created.strip()):
        day = "-".join(match.groups())
    if not day or day in _NEVER_SET:
        return PageHints(title=title, author=author)
    return PageHints(title=title, author=author, weak_date=day, weak_date_rule="file-created")


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", text)

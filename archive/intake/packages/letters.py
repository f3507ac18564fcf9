"""The files attached to a mail: each is a file of its own in the batch, and the mail with its words is another.

A mail inside a mail is taken as it is; what is attached to it is named in its warnings, and not opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from archive.intake.parsing import parse_letter
from archive.text.formats import FormatError
from archive.text.formats.extracted import MAX_BYTES
from archive.text.formats.media_types import is_mail
from archive.text.formats.packages.choosing import choose_files
from archive.text.formats.packed import safe_name
from search.sentences import say

_HEAD = 16_384


@dataclass(frozen=True, slots=True)
class OpenedLetter:
    """The attached files that may be reports, whether the mail has words of its own, and what was passed over."""

    files: tuple[tuple[str, bytes], ...]
    has_words: bool  # True too where nothing else is taken: the import says why
    note: str

    @property
    def sentence(self) -> str:
        """Return why a mail without words is no report; "" for one with words."""
        return "" if self.has_words else say("邮件本身没有正文；{0} 个附件已另行入库。", len(self.files))


def is_letter(file: BinaryIO) -> bool:
    """Return whether a file is a mail, by its first bytes."""
    file.seek(0)
    return is_mail(file.read(_HEAD))


def open_letter(file: BinaryIO, name: str) -> OpenedLetter | None:
    """Open a mail in a parser process; None if nothing is attached to it, or if it cannot be read: the import says why."""
    file.seek(0)
    data = file.read(MAX_BYTES + 1)
    try:
        has_words, attached = parse_letter(data, name)
    except FormatError:
        return None
    shown = _apart([safe_name(each).rpartition("/")[2] for each, _ in attached])
    found = choose_files(shown, lambda at: attached[at][1][:_HEAD])
    files = tuple((shown[at], attached[at][1]) for at in found.chosen)
    return OpenedLetter(files, has_words or not files, found.note) if attached else None


def _apart(names: list[str]) -> list[str]:
    """Return the names, with a number before those that came before."""
    return [f"{at}-{name}" if name in names[:at] else name for at, name in enumerate(names)]

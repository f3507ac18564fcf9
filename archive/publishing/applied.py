"""What the index holds, in files of their own: the newest change, and by which rules its texts are divided into sections.

An older copy of the database has fewer changes; a newer program may divide texts otherwise than the index holds them. The
files are a help alone. Where one is lost, the next start or rebuild writes it again and notices nothing.
"""

from __future__ import annotations

import hashlib
import logging
from contextlib import suppress
from functools import cache
from pathlib import Path

from archive import text
from archive.storage.processes import lock_path
from search.fold import FOLD_VERSION

logger = logging.getLogger(__name__)


def note_applied(number: int) -> None:
    """Note that the index holds the change ``number``, the key of an IndexChange row, if it is the newest."""
    if number > applied_number():
        set_applied(number)


def set_applied(number: int) -> None:
    """Note ``number`` whatever was noted before; of an older database it is smaller."""
    _write(_file(), str(number))


def note_sections() -> None:
    """Note that all texts of the index are divided by today's rules."""
    _write(_sections_file(), sections_version())


def has_other_sections() -> bool:
    """Return whether other rules than today's divided texts of the index; False where none were noted."""
    with suppress(OSError, ValueError):
        return _sections_file().read_text("ascii").strip() != sections_version()
    return False


@cache
def sections_version() -> str:
    """Return sixteen hex digits that change with the rules on sections. Read once a process: a constant of its files."""
    room = Path(text.__file__).parent
    rules = [(room / name).read_bytes() for name in ("sections.py", "face.py")]
    return hashlib.sha256(b"\0".join((FOLD_VERSION.encode(), *rules))).hexdigest()[:16]


def _write(file: Path, words: str) -> None:
    try:
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"{words}\n", "ascii")
    except OSError as error:
        logger.warning("what the index holds was not noted: %s", error.strerror)


def applied_number() -> int:
    """Return the number that was noted last, 0 if there is none."""
    with suppress(OSError, ValueError):
        return int(_file().read_text("ascii"))
    return 0


def _file() -> Path:
    return lock_path("index-applied")


def _sections_file() -> Path:
    return lock_path("index-sections")

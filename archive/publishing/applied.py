"""The number of the newest change that the index holds, in a file of its own: an older copy of the database has fewer.

The file is a help alone. Where it is lost, the next start writes it again and notices nothing.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path

from archive.storage.processes import lock_path

logger = logging.getLogger(__name__)


def note_applied(number: int) -> None:
    """Note that the index holds the change ``number``, the key of an IndexChange row, if it is the newest."""
    if number > applied_number():
        set_applied(number)


def set_applied(number: int) -> None:
    """Note ``number`` whatever was noted before; of an older database it is smaller."""
    try:
        _file().parent.mkdir(exist_ok=True)
        _file().write_text(f"{number}\n", "ascii")
    except OSError as error:
        logger.warning("the newest change of the index was not noted: %s", error.strerror)


def applied_number() -> int:
    """Return the number that was noted last, 0 if there is none."""
    with suppress(OSError, ValueError):
        return int(_file().read_text("ascii"))
    return 0


def _file() -> Path:
    return lock_path("index-applied")

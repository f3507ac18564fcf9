"""When backup and fsck last ran, and how they ended: a note in DATA_DIR/upkeep that the status page reads.

A file and no table, so that a note is left where the database does not answer. A backup does not hold it.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.utils import timezone

logger = logging.getLogger(__name__)

Task = Literal["backup", "verify", "fsck"]


@dataclass(frozen=True, slots=True)
class Ended:
    """``words``: the verdict in a sentence, for the status page."""

    at: datetime
    is_good: bool
    words: str


def note_end(task: Task, words: str, *, is_good: bool) -> None:
    """Note that the task ended just now. A folder that cannot be written to is logged, and stops nobody."""
    path = _path(task)
    value = {"at": timezone.now().isoformat(), "is_good": is_good, "words": words}
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(exist_ok=True)
        part.write_text(json.dumps(value, ensure_ascii=False), "utf-8")
        part.replace(path)
    except OSError:
        logger.warning("the end of %s could not be noted in %s", task, path)


def last_end(task: Task) -> Ended | None:
    """Return how the task ended last; None if it never did here, or if the note cannot be read."""
    try:
        value = json.loads(_path(task).read_text("utf-8"))
        return Ended(datetime.fromisoformat(value["at"]), bool(value["is_good"]), str(value["words"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _path(task: Task) -> Path:
    return Path(settings.DATA_DIR) / "upkeep" / f"{task}.json"

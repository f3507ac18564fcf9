"""Does a damaged report explain the failure of a page? A bit that changed in a row may break whatever reads it."""

from __future__ import annotations

import logging
import threading
import time

from archive.models import Report
from archive.models.digests import DIGESTED, digest_of, is_as_saved
from archive.storage.faults import is_database_away

logger = logging.getLogger(__name__)

#: Seconds that a look through all reports may last, and from one to the next: failures are rare, and may be asked for.
_LOOK_SECONDS, _PAUSE_SECONDS = 2.0, 60.0
_ROWS_AT_ONCE = 50


class _Looks:
    """When all reports were looked at last in this process, and whether one was damaged."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until = 0.0
        self._found = False

    def found(self) -> bool:
        with self._lock:
            if time.monotonic() >= self._until:
                self._found = _is_one_damaged(time.monotonic() + _LOOK_SECONDS)
                self._until = time.monotonic() + _PAUSE_SECONDS
            return self._found


_looks = _Looks()


def explains_failure(number: int | None) -> bool:
    """Return whether the report ``number`` is not as it was saved, or, among those that two seconds reach, another one.

    A value that this look cannot read explains it too. ``fsck`` names every such report.
    """
    try:
        return (number is not None and not is_as_saved(Report, number)) or _looks.found()
    except Exception as error:
        logger.exception("the reports could not be looked at")
        return is_database_away(error)


def _is_one_damaged(until: float) -> bool:
    for row in Report.objects.order_by("pk").values("pk", "digest", *DIGESTED).iterator(chunk_size=_ROWS_AT_ONCE):
        if digest_of(row) != row["digest"]:
            logger.error("report %s is not as it was saved: run manage.py fsck", row["pk"])
            return True
        if time.monotonic() > until:
            break
    return False

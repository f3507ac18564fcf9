"""Who brings the index up to date when nobody publishes? A thread of one worker, the keeper of the index.

It applies rows that wait, as after a disk that was full or read-only, and rebuilds an index that is damaged or gone. The worker
whose thread holds the lock is the keeper; when it dies, another takes over.
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import suppress
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from archive.publishing.applied import has_other_sections
from archive.publishing.outbox import apply_after_commit, oldest_pending
from archive.storage.machine import refusal
from archive.storage.processes import lock_path, start_command, try_lock
from search.documents import IndexMissing, IndexOutdated, SearchError
from search.engine import get_engine

logger = logging.getLogger(__name__)

#: Seconds between two rounds; a row is applied in the second one that finds it, within a minute.
ROUND_SECONDS = 15.0
#: Rows younger than this are left to the request that wrote them.
_FRESH = timedelta(seconds=10)
#: Seconds between two readings of the whole index.
_FILES_SECONDS = 6 * 3600.0
_REBUILD_SECONDS = 6 * 3600.0


def start_keeper() -> None:
    """Start the thread; call it once in each worker, after the fork."""
    threading.Thread(target=_keep, name="index-keeper", daemon=True).start()


def _keep() -> None:
    while True:
        try:
            with try_lock(lock_path("index-keeper"), of_machine=True) as is_ours:
                if is_ours:
                    _keep_while_ours()
        except Exception:
            logger.exception("the keeper of the index failed")
        time.sleep(ROUND_SECONDS)


def _keep_while_ours() -> None:
    checked = 0.0
    while True:
        files_are_due = not checked or time.monotonic() - checked > _FILES_SECONDS
        try:
            keep_index(check_files=files_are_due)
        finally:
            connection.close()  # a round is short and the next one far away
        if files_are_due:
            checked = time.monotonic()
        time.sleep(ROUND_SECONDS)


def keep_index(*, check_files: bool = False) -> None:
    """Apply the rows that wait, and rebuild an index that is damaged or gone in a process of its own; return when that is done.

    An index whose texts other rules divided into sections than today's is corrected, in a process of its own too.

    With ``check_files`` every byte of the index is compared with its checksum first. An index of another version is left
    to the program of that version, whose start rebuilds it.
    """
    if refusal():
        return  # another machine keeps its own
    try:
        if check_files:
            with suppress(IndexMissing):
                get_engine().refuse_if_damaged()
        if reason := why_to_rebuild():
            logger.error("the index is rebuilt: %s", reason)
            start_command("index", "rebuild")(_REBUILD_SECONDS)
        elif has_other_sections():
            logger.warning("newer rules divide texts into sections: the index is compared and corrected")
            start_command("index", "check", "--fix")(_REBUILD_SECONDS)
        elif (oldest := oldest_pending()) and timezone.now() - oldest > _FRESH:
            apply_after_commit()
    except (SearchError, OSError) as error:
        logger.warning("the index waits: %s", error)


def why_to_rebuild(pause: float = 2.0) -> str:
    """Return why the index is to be rebuilt, "" if it is not: it may be being replaced just now, so ``pause`` seconds tell.

    The reason is a sentence of the engine.
    """
    reason = ""
    for seconds in (pause, 0.0):
        try:
            get_engine().status()
            return ""
        except IndexOutdated:
            return ""
        except IndexMissing as error:
            reason = str(error)
            time.sleep(seconds)
        except SearchError:
            return ""
    return reason

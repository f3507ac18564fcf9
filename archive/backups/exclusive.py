"""The lock that allows one backup or restore at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from archive.backups.manifest import BackupError
from archive.storage.processes import lock_path, try_lock
from search.sentences import Sentence, say


@contextmanager
def exclusive(name: str, work: Sentence) -> Iterator[None]:
    """Hold the lock ``name`` of this DATA_DIR. Raises BackupError if another process holds it.

    ``work`` is the Chinese word for what is being done, for the error's sentence.
    """
    with try_lock(lock_path(name)) as is_ours:
        if not is_ours:
            raise BackupError(say("另一次{0}正在进行。请等它结束再来。", work))
        yield

"""One at a time."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from archive.backups.manifest import BackupError


@contextmanager
def alone(name: str, called: str) -> Iterator[None]:
    """Hold the lock ``name`` of this DATA_DIR. Raises BackupError if another process is at what is ``called`` so.

    An fcntl lock: the kernel frees it when its holder dies.
    """
    folder = Path(settings.DATA_DIR) / "locks"
    folder.mkdir(exist_ok=True)
    with (folder / name).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupError(f"另一次{called}正在进行。请等它结束再来。") from error
        yield

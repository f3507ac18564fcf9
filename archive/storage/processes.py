"""How do the processes of one DATA_DIR work together? By locks that one of them holds, and by commands set apart.

A lock is a flock, which the kernel frees when its holder dies, however it dies. The engine has flocks of its own
(``search/engines/whoosh``): it knows no archive, and it forks while it holds one, so its children must let go of them.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings

_BETWEEN_TRIES = 0.05  # seconds


def lock_path(name: str) -> Path:
    """Return the path of the lock ``name``; the file need not exist."""
    return Path(settings.DATA_DIR) / "locks" / name


def outbox_lock_path() -> Path:
    """Return the file that a process locks while it applies changes to the index.

    An archive of an earlier version has it beside ``locks/``, and keeps it: during an upgrade both versions lock it.
    """
    earlier = Path(settings.DATA_DIR) / "index-outbox.lock"
    return earlier if earlier.exists() else lock_path("index-outbox")


@contextmanager
def try_lock(path: Path, *, patience: float = 0.0) -> Iterator[bool]:
    """Give whether the lock of this file was free within ``patience`` seconds; if so, hold it until the block ends.

    The holder may remove the file: whoever waited for it then tries the new one.
    """
    path.parent.mkdir(exist_ok=True)
    until = time.monotonic() + patience
    while True:
        with path.open("a+") as file:
            is_ours = _lock(file, fcntl.LOCK_EX)
            if is_ours and not _is_at(path, file):
                continue  # its last holder removed it
            if is_ours or time.monotonic() >= until:
                yield is_ours
                return
        time.sleep(_BETWEEN_TRIES)


def is_locked(path: Path) -> bool:
    """Return whether a process holds the lock just now."""
    try:
        with path.open("r") as file:
            # A shared lock for an instant, so that two processes may ask at once.
            return not _lock(file, fcntl.LOCK_SH)
    except FileNotFoundError:
        return False


def start_command(*arguments: str, log: Path | None = None) -> Callable[[float], bool]:
    """Start ``manage.py`` with ``arguments`` on this DATA_DIR; its output goes to the end of ``log``, or nowhere.

    Return a function that waits up to some seconds and returns whether the process has ended. A thread waits for the
    process, so that it leaves no zombie.
    """
    ended = threading.Event()
    with open(log or os.devnull, "ab") as output:
        process = subprocess.Popen(  # noqa: S603  the arguments are ours
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DATA_DIR": str(settings.DATA_DIR)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )

    def reap() -> None:
        process.wait()
        ended.set()

    threading.Thread(target=reap, daemon=True).start()
    return ended.wait


def _lock(file: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_at(path: Path, file: IO[str]) -> bool:
    """Return whether the open file is still the one at ``path``."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False

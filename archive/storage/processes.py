"""How do the processes of an archive work together? By locks that one of them holds, and by commands set apart.

A lock is a flock under DATA_DIR, which the kernel frees when its holder dies, however it dies. Where the database is
PostgreSQL, other machines may use it: whoever has the flock of his machine takes an advisory lock of the same name in the
database too (advisory.py), but for what each machine does on its own. The engine has flocks of its own
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

from archive.storage.advisory import is_advisory_locked, is_any_locked, is_shared, still_advisory, try_advisory

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
def try_lock(path: Path, *, patience: float = 0.0, of_machine: bool = False) -> Iterator[bool]:
    """Give whether the lock of this name was free within ``patience`` seconds; if so, hold it until the block ends.

    One process of all machines holds it; with ``of_machine`` one of each machine. The holder may remove the file:
    whoever waited for it then tries the new one.
    """
    until = time.monotonic() + patience
    with _try_file(path, until) as is_ours:
        if not is_ours or of_machine or not is_shared():
            yield is_ours
            return
        with try_advisory(path.stem, patience=max(until - time.monotonic(), 0.0)) as is_ours_everywhere:
            yield is_ours_everywhere


def still_holds(path: Path) -> bool:
    """Return whether this process still has the lock that it took: a broken connection to the database loses it.

    Ask before and after a step that no second process may take.
    """
    return not is_shared() or still_advisory(path.stem)


@contextmanager
def _try_file(path: Path, until: float) -> Iterator[bool]:
    path.parent.mkdir(exist_ok=True)
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
    """Return whether a process of any machine holds the lock just now."""
    return _is_file_locked(path) or (is_shared() and is_advisory_locked(path.stem))


def is_any_batch_locked() -> bool:
    """Return whether a process of any machine works through a batch just now."""
    if is_shared():
        return is_any_locked("batch")
    return any(_is_file_locked(path) for path in lock_path("").glob("batch-*"))


def _is_file_locked(path: Path) -> bool:
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

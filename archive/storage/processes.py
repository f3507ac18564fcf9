"""Commands of ``manage.py`` in a process of their own, which outlives the request and the server that start it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from django.conf import settings


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

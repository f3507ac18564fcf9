"""Progress on the terminal, and a stop that clears up after itself; for the commands of this room."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from archive.backups.packing import Progress as Told


@contextmanager
def bars() -> Iterator[Told]:
    """One bar on stderr that goes from step to step."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)

        def told(step: str, done: int, total: int) -> None:
            progress.update(task, description=step, completed=done, total=total)

        yield told


@contextmanager
def stoppable() -> Iterator[None]:
    """SIGTERM and Ctrl-C unwind the block, so that nothing half-made stays; exit codes 143 and 130."""

    def stop(number: int, frame: Any) -> None:
        sys.exit(128 + number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

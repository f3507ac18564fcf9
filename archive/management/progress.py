"""The progress bar of the commands, on stderr where that is a terminal: a log gets no bar, and no blank line for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Item = TypeVar("Item")


@contextmanager
def progress_bar(label: str, total: int, console: Console | None = None) -> Iterator[Callable[[int], None]]:
    """Show a bar until the block ends; give a function that sets the number done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = console or Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(label, total=total)
        yield lambda done: progress.update(task, completed=done)


def tracked(items: Iterable[Item], label: str, total: int, console: Console | None = None) -> Iterator[Item]:
    """Yield the items, with a bar that counts them."""
    with progress_bar(label, total, console) as advance:
        for done, item in enumerate(items, 1):
            yield item
            advance(done)

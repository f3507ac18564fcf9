"""Which dumps lie in a folder, the newest first? One whole dump is a folder with a dated name, and nothing else has that name."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

from django.utils import timezone

from archive.storage.processes import lock_path, try_lock

#: The lock of whoever writes or removes a dump.
LOCK = "dump"
REPORTS = "reports.jsonl"
SUMS = "SHA256SUMS"
#: Under this name a dump is written; a kill leaves it, and the next run goes on there.
PART = "jiceng-dump.part"
_NAME = re.compile(r"jiceng-([0-9]{8}-[0-9]{6})", re.ASCII)
_REMOVING = ".removing"
_FIRST = re.compile(rb'\{"id":([0-9]{1,19})[,}]')


def dump_name(made: datetime) -> str:
    """Return the name of the folder of a dump that was begun at ``made``, in the archive's own time."""
    return f"jiceng-{timezone.localtime(made):%Y%m%d-%H%M%S}"


def made_at(dump: Path) -> datetime:
    """Return when a dump was begun, to the second, by its name. Raises ValueError."""
    found = _NAME.fullmatch(dump.name)
    return timezone.make_aware(datetime.strptime(found[1] if found else "", "%Y%m%d-%H%M%S"))


def whole_dumps(folder: Path) -> list[Path]:
    """Return the folders of the whole dumps, the newest first; none where the folder is not there or cannot be read."""
    try:
        names = sorted((entry.name for entry in os.scandir(folder) if _NAME.fullmatch(entry.name)), reverse=True)
    except OSError:
        return []
    return [folder / name for name in names if _is_whole(folder / name)]


def _is_whole(dump: Path) -> bool:
    try:
        made_at(dump)
    except ValueError:
        return False
    return dump.is_dir() and not dump.is_symlink() and (dump / SUMS).is_file()


def holds(dump: Path, number: int) -> bool:
    """Return whether the report ``number`` stands in a dump, by halves of its sorted lines; True if that cannot be told."""
    try:
        with (dump / REPORTS).open("rb") as file:
            return _holds(file, os.fstat(file.fileno()).st_size, number)
    except (OSError, ValueError):
        return True


def _holds(file: IO[bytes], size: int, number: int) -> bool:
    low, high = 0, size  # a line that begins at ``low`` or later, and before ``high``, may be it
    while low < high:
        middle = (low + high) // 2
        start = _start_of_line(file, low, middle)
        file.seek(start)
        line = file.readline()
        found = _FIRST.match(line)
        if not found:
            raise ValueError("a line of a dump begins with its number")
        if int(found[1]) == number:
            return True
        if int(found[1]) < number:
            low = start + len(line)
        else:
            high = start
    return False


def _start_of_line(file: IO[bytes], low: int, at: int) -> int:
    """Return where the line around ``at`` begins; ``low`` is the beginning of a line before it."""
    piece, end = 64 * 1024, at
    while end > low:
        begin = max(low, end - piece)
        file.seek(begin)
        newline = file.read(end - begin).rfind(b"\n")
        if newline >= 0:
            return begin + newline + 1
        end = begin
    return low


def remove_dump(dump: Path) -> None:
    """Remove a dump; from the first moment on nothing that is left of it looks whole."""
    leaving = dump.with_name(dump.name + _REMOVING)
    shutil.rmtree(leaving, ignore_errors=True)
    os.replace(dump, leaving)
    shutil.rmtree(leaving)


def clear_removed(folder: Path) -> None:
    """Remove what a kill left of dumps that were being removed."""
    for leaving in _entries(folder):
        if leaving.name.endswith(_REMOVING) and _NAME.fullmatch(leaving.name.removesuffix(_REMOVING)):
            shutil.rmtree(leaving, ignore_errors=True)


def _entries(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(folder.iterdir())


def keep_newest(folder: Path, count: int) -> list[Path]:
    """Remove all dumps but the newest ``count``, and return those that were removed."""
    old = whole_dumps(folder)[max(1, count) :]
    for dump in old:
        remove_dump(dump)
    return old


def remove_from_dumps(folder: Path, number: int) -> list[Path]:
    """Remove the dumps that hold an erased report, and return them; an unfinished one too, unless it is being written.

    Whoever is writing one looks for erased reports when it is whole.
    """
    found = [dump for dump in whole_dumps(folder) if holds(dump, number)]
    for dump in found:
        remove_dump(dump)
    if (folder / PART).exists():
        with try_lock(lock_path(LOCK), of_machine=True) as is_ours:
            if is_ours:
                shutil.rmtree(folder / PART, ignore_errors=True)
    return found

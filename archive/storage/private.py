"""What keeps DATA_DIR private? It holds password hashes, sessions and drafts, so no other account may read it.

New files are private by the umask of ``manage.py`` and gunicorn. A folder of an earlier version is closed at its start.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

#: Bits of all accounts that are neither the owner nor of the group.
OTHERS = 0o007
#: Links in DATA_DIR that an operator sets to move much content to another disk.
_MOVED = ("originals", "index", "incoming", "backups", "db.sqlite3")


def close_to_others() -> list[Path]:
    """Take the bits for others from DATA_DIR and all in it; return the paths that this account may not change.

    DATA_DIR itself, where others may enter it, becomes the owner's alone; a mode that an operator chose for a group stays.
    """
    root = Path(settings.DATA_DIR)
    refused = [] if _close(root, keep=0o700) else [root]
    moved = [root / name for name in _MOVED if (root / name).is_symlink()]
    for start in (root, *(path.resolve() for path in moved if path.exists())):
        refused += [path for path in _open_to_others(start) if not _close(path, keep=0o770)]
    return refused


def _open_to_others(start: Path) -> Iterator[Path]:
    """Yield ``start`` and what lies below it and has bits for others, links aside; a folder before its content."""
    try:
        mode = start.lstat().st_mode
    except OSError:  # removed at this moment
        return
    if stat.S_ISLNK(mode):
        return
    if mode & OTHERS:
        yield start
    if stat.S_ISDIR(mode):
        try:
            entries = sorted(os.scandir(start), key=lambda entry: entry.name)
        except OSError:
            return
        for entry in entries:
            yield from _open_to_others(Path(entry.path))


def _close(path: Path, *, keep: int) -> bool:
    """Keep the bits ``keep`` of a path with bits for others; return whether it has none afterwards."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & OTHERS:
            path.chmod(mode & keep)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True

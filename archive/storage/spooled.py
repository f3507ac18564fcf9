"""Spooled uploads: files under DATA_DIR/uploads in which Django collects a large request.

The archive's own have no name (archive/web/bodies.py). A named one was left by an earlier version or another program.
"""

from __future__ import annotations

import time
from pathlib import Path

from django.conf import settings

#: No request takes so long: an older file was cut off.
_CUT_OFF_SECONDS = 3600


def spooled_leftovers() -> list[Path]:
    """Return the files in FILE_UPLOAD_TEMP_DIR that are older than an hour."""
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR)
    before = time.time() - _CUT_OFF_SECONDS
    found = []
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        try:
            if not path.is_dir() and path.lstat().st_mtime < before:
                found.append(path)
        except FileNotFoundError:
            continue
    return found


def drop_spooled() -> int:
    """Remove the leftovers and return their number."""
    leftovers = spooled_leftovers()
    for path in leftovers:
        path.unlink(missing_ok=True)
    return len(leftovers)

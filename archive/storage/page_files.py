"""Pages of scans that were recognised already, kept until their file is in: a stop costs no more than a page.

They lie under ``DATA_DIR/recognition/<SHA-256 of the file>/``, one file of JSON a page.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings

#: Seconds after which nobody comes back for the pages of a file.
_FORGOTTEN_AFTER = 30 * 24 * 3600


def load_page(sha256: str, number: int, *, recogniser: str) -> Any:
    """Return the JSON of a page that this recogniser read, or None."""
    try:
        row = json.loads(_path(sha256, number).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return row.get("page") if isinstance(row, dict) and row.get("recogniser") == recogniser else None


def save_page(sha256: str, number: int, page: Any, *, recogniser: str) -> None:
    """Keep the JSON of a page, whole or not at all. A disk without room keeps none, and recognition goes on."""
    path = _path(sha256, number)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = path.with_suffix(f".{os.getpid()}.new")
        new.write_text(json.dumps({"recogniser": recogniser, "page": page}, ensure_ascii=False), "utf-8")
        os.replace(new, path)


def forget_pages(sha256: str) -> None:
    """Remove the pages of a file, if there are any."""
    shutil.rmtree(_folder() / sha256, ignore_errors=True)


def forget_old_pages() -> None:
    """Remove the pages of files for which nobody came back."""
    before = time.time() - _FORGOTTEN_AFTER
    for folder in _folder().iterdir() if _folder().is_dir() else ():
        with suppress(OSError):
            if folder.stat().st_mtime < before:
                shutil.rmtree(folder, ignore_errors=True)


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "recognition"


def _path(sha256: str, number: int) -> Path:
    return _folder() / sha256 / f"{number:05d}.json"

"""The files of DATA_DIR beside database, originals and index: may the account use them, and are they as they were written?"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from archive.backups.manifest import BackupError
from archive.backups.reading import check_hashes
from archive.storage.faults import cause_of
from archive.web.static_files import damaged_static_files

#: What the archive never writes to again; its files are read-only from the start.
_WRITTEN_ONCE = "originals"


def closed_paths() -> Iterator[Path]:
    """Yield what lies in DATA_DIR, itself included, and is closed to this account: it may read all, and write most."""
    root = Path(settings.DATA_DIR)
    yield from _closed(root, needs_writing=True)


def _closed(path: Path, *, needs_writing: bool) -> Iterator[Path]:
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
        needed = os.R_OK | (os.X_OK | os.W_OK if is_folder else os.W_OK if needs_writing else 0)
        if not _may(path, needed):
            yield path
        if is_folder and _may(path, os.R_OK | os.X_OK):
            for entry in sorted(path.iterdir()):
                yield from _closed(entry, needs_writing=needs_writing and entry.name != _WRITTEN_ONCE)
    except FileNotFoundError:
        return  # removed at this moment
    except OSError:
        yield path


def _may(path: Path, needed: int) -> bool:
    return os.access(path, needed, effective_ids=os.access in os.supports_effective_ids)


def damaged_backups() -> Iterator[tuple[Path, str]]:
    """Yield each backup in DATA_DIR/backups that its hashes do not fit, and why."""
    for path in sorted((Path(settings.DATA_DIR) / "backups").glob("*.tar")):
        try:
            check_hashes(path)
        except BackupError as error:
            yield path, error.args[0]
        except OSError as error:
            yield path, cause_of(error)


def damaged_static() -> list[Path]:
    """Return the collected style sheets, scripts and pictures that are not as they were collected."""
    return [Path(settings.STATIC_ROOT) / name for name in damaged_static_files()]

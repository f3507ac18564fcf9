"""Style sheets, scripts and pictures, collected into STATIC_ROOT once for each state of their sources."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

#: File in STATIC_ROOT with the state of the sources that were collected last; it is written after all others.
STAMP = ".gathered"


def collect_static_files() -> bool:
    """Run collectstatic unless STATIC_ROOT holds the sources as they are. Return whether it ran.

    To hash and compress them takes seconds, which a restart should not cost.
    """
    stamp = Path(settings.STATIC_ROOT) / STAMP
    state = _state()
    if stamp.exists() and stamp.read_text("ascii") == state:
        return False
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(state, "ascii")
    return True


def _state() -> str:
    """Return the SHA-256 (hex) of the names, sizes and times of all sources, and of the storage class."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            file = Path(storage.path(name)).stat()
            digest.update(f"\0{name}\0{file.st_size}\0{file.st_mtime_ns}".encode())
    return digest.hexdigest()

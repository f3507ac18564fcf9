"""Style, script and pictures gathered into STATIC_ROOT, once for each state of their sources."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

#: In STATIC_ROOT: the state of the sources that was gathered last; written when all else is there.
STAMP = ".gathered"


def gather_static_files() -> bool:
    """Run collectstatic unless STATIC_ROOT holds the sources as they are; True if it ran.

    Hashing and compressing them takes seconds, which a restart should not cost.
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
    """SHA-256 (hex) of the names, sizes and times of all sources, and of how they are stored."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            known = Path(storage.path(name)).stat()
            digest.update(f"\0{name}\0{known.st_size}\0{known.st_mtime_ns}".encode())
    return digest.hexdigest()

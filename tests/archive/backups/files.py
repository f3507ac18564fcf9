"""Another machine to restore on, and backups that are not as they were written."""

from __future__ import annotations

import contextlib
import io
import json
import tarfile
from pathlib import Path

from archive.backups.manifest import SEAL, Manifest
from archive.backups.packing import Packer
from archive.backups.reading import members_of
from archive.backups.rows import read_rows, tables_of, to_line
from archive.backups.snapshot import other_default_database


@contextlib.contextmanager
def another_machine(folder: Path, settings):
    """An empty DATA_DIR with an empty database, for the length of the block."""
    before = (settings.DATA_DIR, settings.ORIGINALS_DIR, settings.INDEX_DIR)
    folder.mkdir(exist_ok=True)
    from search.engine import get_engine

    settings.DATA_DIR, settings.ORIGINALS_DIR, settings.INDEX_DIR = folder, folder / "originals", folder / "index"
    get_engine.cache_clear()
    described = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": folder / "db.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON;",
        },
    }
    try:
        with other_default_database(described):
            yield
    finally:
        settings.DATA_DIR, settings.ORIGINALS_DIR, settings.INDEX_DIR = before
        get_engine.cache_clear()


def all_rows() -> dict[str, list[bytes]]:
    return {
        model._meta.db_table: [to_line(row) for row in read_rows(model, "default")]
        for model in tables_of()
        if model._meta.db_table != "archive_indexchange"
    }


def rewritten(path: Path, change) -> Path:
    """The backup once more, with its manifest changed by ``change(dict)``."""
    new = path.with_name("rewritten.tar")
    with new.open("wb") as file:
        packer = Packer(file)
        for name, _, content in members_of(path):
            if name != "manifest.json":
                if name != SEAL:
                    packer.add(name, content.read())
                continue
            row = json.loads(content.read())
            change(row)
            changed = json.dumps(row).encode()
            packer.add(name, changed)
            packer.add(SEAL, Manifest.seal(changed))
        packer._tar.close()
    return new


def with_member(path: Path, member: tarfile.TarInfo, content: bytes = b"") -> Path:
    new = path.with_name("strange.tar")
    new.write_bytes(path.read_bytes())
    with tarfile.open(new, "a") as tar:
        tar.addfile(member, io.BytesIO(content))
    return new

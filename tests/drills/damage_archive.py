"""A small archive with something of everything under DATA_DIR, the damages that may befall a file, and its copy put back."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from tests.commands.killing import write_reports

REPORTS, DRAFTS = 5, 2


def make_archive(folder: Path) -> None:
    """Fill DATA_DIR, which is ``folder``/var, with something of everything.

    Published reports, drafts, a withdrawn one, history, a batch with a failed file, and one that waits.
    """
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    from archive.desk.editing import correct_report, version_of
    from archive.intake.batches import work_through_batch
    from archive.intake.uploads import Upload, store_batch
    from archive.models import Report
    from archive.monitoring import search_notes
    from archive.publishing.publish import publish_report, withdraw_report
    from archive.storage.processes import lock_path

    quiet = {"stdout": io.StringIO(), "stderr": io.StringIO()}
    call_command("prepare", **quiet)
    write_reports(folder / "in", REPORTS + DRAFTS)
    uploads = [
        Upload(path.name, path.stat().st_size, [path.read_bytes()]) for path in sorted((folder / "in").iterdir())
    ]
    uploads.append(Upload("坏.docx", 9, [b"not a zip"]))
    work_through_batch(store_batch(uploads, label="一批", by=get_user_model().objects.get()).pk)
    store_batch([Upload("后来的.txt", 90, ["后来的一份材料。".encode() * 4])], label="还没做的一批")
    for report in Report.objects.order_by("pk")[:REPORTS]:
        publish_report(report)
    withdraw_report(Report.objects.published().order_by("-pk").first())
    first = Report.objects.order_by("pk").first()
    correct_report(first.pk, seen=version_of(first), text=first.text.replace("整顿", "整治", 1))
    search_notes.notes_file().write_text('{"day": "2026-11-30", "text": "软弱涣散"}\n', encoding="utf-8")
    (folder / "var" / "logs").mkdir(exist_ok=True)
    (folder / "var" / "logs" / "batch-1.log").write_text("done\n")
    lock_path("index-keeper").touch()
    call_command("backup", **quiet)


def copy_with_wal(start: Path, copy: Path) -> None:
    """Copy DATA_DIR while a connection has changes in SQLite's -wal, so that -wal and -shm are there too."""
    if not (start / "db.sqlite3").exists():
        shutil.copytree(start, copy)
        return
    with contextlib.closing(sqlite3.connect(start / "db.sqlite3")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute("PRAGMA wal_autocheckpoint = 0")
        with database:
            database.execute("UPDATE archive_importbatch SET label = '同一批' WHERE label = '一批'")
        shutil.copytree(start, copy)


def put_back(pristine: Path, folder: Path) -> None:
    """Make ``folder`` what ``pristine`` is, by copying what differs in size, time or mode."""
    for path in folder.rglob("*") if folder.exists() else ():
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o700)
    for path in sorted(folder.rglob("*"), reverse=True) if folder.exists() else ():
        if not (pristine / path.relative_to(folder)).exists():
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    for path in [pristine, *sorted(pristine.rglob("*"))]:
        there = folder / path.relative_to(pristine)
        if path.is_dir():
            if there.exists() and not there.is_dir():
                there.unlink()
            there.mkdir(exist_ok=True, parents=True)
        elif not _is_as(there, path):
            if there.is_dir():
                shutil.rmtree(there)
            there.unlink(missing_ok=True)
            shutil.copy2(path, there)
    for path in [pristine, *sorted(pristine.rglob("*"))]:
        if path.is_dir():
            (folder / path.relative_to(pristine)).chmod(path.stat().st_mode & 0o777)


def _is_as(there: Path, path: Path) -> bool:
    try:
        found, wanted = there.stat(), path.stat()
    except OSError:
        return False
    return (found.st_size, found.st_mtime_ns, found.st_mode) == (wanted.st_size, wanted.st_mtime_ns, wanted.st_mode)


def gone(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    _write(path, b"")


def halved(path: Path) -> None:
    _write(path, path.read_bytes()[: path.stat().st_size // 2])


def zeroed(path: Path) -> None:
    """Put zeros in place of 4 KB in the middle; of a smaller file, of all."""
    content = path.read_bytes()
    start = max(0, len(content) // 2 // 4096 * 4096)
    _write(path, content[:start] + bytes(min(4096, len(content) - start)) + content[start + 4096 :])


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x10
    _write(path, content)


def unreadable(path: Path) -> None:
    path.chmod(0)


def unwritable(path: Path) -> None:
    path.chmod(0o444)
    path.parent.chmod(0o555)


def _write(path: Path, content: bytes) -> None:
    """Write in place, as a fault of the disk does: whoever has the file open sees it."""
    mode = path.stat().st_mode & 0o777
    path.chmod(0o600)
    with path.open("r+b") as file:
        file.truncate(len(content))
        file.write(content)
    path.chmod(mode)


DAMAGES: dict[str, Callable[[Path], None]] = {
    each.__name__: each for each in (gone, empty, halved, zeroed, flipped, unreadable, unwritable)
}


def flip_words(path: Path, words: str, bit: int = 0x01) -> bool:
    """Flip a bit in the last byte of ``words`` wherever the bytes of the database hold them; return whether they do."""
    content = bytearray(path.read_bytes())
    raw, at, found = words.encode(), -1, False
    while (at := content.find(raw, at + 1)) >= 0:
        content[at + len(raw) - 1] ^= bit
        found = True
    _write(path, content)
    return found


def is_empty(path: Path) -> bool:
    return os.stat(path).st_size == 0

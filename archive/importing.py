"""Importing files of this machine: which files of a folder are meant, and each of them through the intake."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from archive.intake import IntakeError, Received, receive_upload
from archive.models import ImportBatch, ImportFile, Report
from archive.publishing import publish_report

if TYPE_CHECKING:
    from django.contrib.auth.models import User

#: Endings that a folder is searched for. A file named outright is always tried: its content decides.
REPORT_ENDINGS = frozenset({".txt", ".html", ".htm", ".docx"})


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """Files to import, in order, and how many of the folders' files were passed over by their ending."""

    paths: tuple[Path, ...]
    passed_over: int = 0


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """What became of one file; ``error`` is a sentence if it failed."""

    path: Path
    status: str
    report: Report | None = None
    warnings: tuple[str, ...] = field(default=())
    error: str = ""


def find_report_files(paths: Sequence[Path]) -> FoundFiles:
    """Files as named, folders walked in the order of names; each file once. A missing path is kept, to fail by name."""
    found: dict[Path, None] = {}
    passed_over = 0
    for path in paths:
        if not path.is_dir():
            found[path] = None
            continue
        for file in sorted(path.rglob("*")):
            if not file.is_file() or file.name.startswith("."):
                continue
            if file.suffix.lower() in REPORT_ENDINGS and not file.stem.upper().startswith("README"):
                found[file] = None
            else:
                passed_over += 1
    return FoundFiles(tuple(found), passed_over)


def import_files(
    paths: Sequence[Path], *, batch: ImportBatch, publish: bool = False, by: User | None = None
) -> Iterator[ImportedFile]:
    """Take each file in, one transaction a file, and say what became of it. Never raises for a bad file.

    With ``publish`` a new report is published in the transaction that creates it, so
    that a crash leaves no half-done file; duplicates stay as they are.
    """
    for path in paths:
        yield _import_file(path, batch=batch, publish=publish, by=by)


def _import_file(path: Path, *, batch: ImportBatch, publish: bool, by: User | None) -> ImportedFile:
    try:
        data = path.read_bytes()
    except OSError as error:
        imported = ImportedFile(path, ImportFile.Status.FAILED, error=f"读不到文件：{error.strerror}。请核对路径和权限。")
    else:
        imported = _receive(path, data, batch=batch, publish=publish, by=by)
    batch.files.create(
        path=str(path)[-500:],
        status=imported.status,
        report=imported.report,
        error=(imported.error or (" ".join(imported.warnings) if imported.status == "duplicate" else ""))[:500],
    )
    return imported


def _receive(path: Path, data: bytes, *, batch: ImportBatch, publish: bool, by: User | None) -> ImportedFile:
    try:
        with transaction.atomic():
            received: Received = receive_upload(data=data, filename=path.name, batch=batch, by=by)
            if publish and received.status == "created":
                publish_report(received.report, by=by)
    except IntakeError as error:
        return ImportedFile(path, ImportFile.Status.FAILED, error=str(error))
    return ImportedFile(path, received.status, received.report, received.warnings)

"""Rows of a batch: a new one, its file name, and one that failed."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from archive.models import ImportFile
from search.sentences import shortened

LONGEST = 500  # characters of a path or a sentence in a row
PASSED_OVER = "读这个文件时程序几次中断，已跳过。请把文件交给管理员查看，或另存为 txt 再上传。"


def shown_path(path: Path) -> Path:
    """Return the path as it is shown and stored: bytes that are no UTF-8 are read as GBK, the code of Chinese Windows."""
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        return Path(os.fsencode(path).decode("gb18030", "replace"))
    return path


def kept(sentence: str) -> str:
    """Return the sentence as a row keeps it; it still knows its parts, for whoever prints it (search/sentences.py)."""
    return shortened(sentence, LONGEST)


def mark_failed(row: ImportFile, sentence: str) -> ImportFile:
    """Save the row as failed, with the sentence that says why."""
    row.status, row.report, row.error, row.note = ImportFile.Status.FAILED, None, kept(sentence), ""
    row.save()
    return row


def mark_passed(row: ImportFile, sentence: str) -> ImportFile:
    """Save the row as passed over, with the sentence that says why. Its stored bytes are of no more use."""
    row.status, row.report, row.error, row.note = ImportFile.Status.PASSED, None, "", kept(sentence)
    row.stored = ""
    row.save()
    return row


def name_of_row(row: ImportFile) -> str:
    """Return the file name of a row: the last part of its path, or the one that a page of a web archive has."""
    return str(row.given.get("name") or PurePosixPath(row.path).name)

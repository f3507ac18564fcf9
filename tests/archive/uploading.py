"""Uploads in one line, for the tests of batches and of their workers."""

from __future__ import annotations

from archive.intake.drafts import Duplicate, accept_file, store_draft
from archive.intake.uploads import Upload, store_batch
from archive.models import ImportBatch, Report

WORDS = "{0}县整顿软弱涣散村党组织情况汇报\n\n来源：陇中晨讯　2021-09-27\n\n甘肃省定西市通渭县今年排查出{0}类问题，逐村整顿，一村一策。\n"


def report_of(name: str) -> bytes:
    return WORDS.format(name).encode()


def uploaded(files: dict[str, bytes]) -> ImportBatch:
    return store_batch(Upload(name, len(data), [data]) for name, data in files.items())


def statuses(batch: ImportBatch) -> dict[str, str]:
    return dict(batch.files.values_list("path", "status"))


def stored(data: bytes, filename: str, batch: ImportBatch) -> Report | Duplicate:
    """Accept and store one file, as ``import_file`` does."""
    accepted = accept_file(data, filename=filename)
    return accepted if isinstance(accepted, Duplicate) else store_draft(accepted, batch=batch)

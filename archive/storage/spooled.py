"""Spooled uploads: files under DATA_DIR/uploads in which Django collects a large request.

The archive's own have no name. A named one was left by an earlier version or another program.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

#: No request takes so long: an older file was cut off.
_CUT_OFF_SECONDS = 3600


class UnnamedFileHandler(FileUploadHandler):
    """Collect a large file in one without a name under FILE_UPLOAD_TEMP_DIR: a worker that is killed leaves none behind."""

    def new_file(self, *arguments: Any, **options: Any) -> None:
        """Open the file of the next part."""
        super().new_file(*arguments, **options)
        # The end of the request closes it.
        file = tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115
        self.file = UploadedFile(file, self.file_name, self.content_type, 0, self.charset, self.content_type_extra)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece of the part."""
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """Return the file, at its beginning."""
        self.file.seek(0)
        self.file.size = file_size
        return self.file

    def upload_interrupted(self) -> None:
        """Close the file, which frees its bytes."""
        if hasattr(self, "file"):
            self.file.close()


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

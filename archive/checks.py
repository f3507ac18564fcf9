"""System checks: faults that would show later are reported at the start, with their remedy."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from archive.management.spoken import spoken


@register()
def data_folder_is_writable(**kwargs: Any) -> list[CheckMessage]:
    """Return archive.E001 for a DATA_DIR that cannot be written."""
    folder = Path(settings.DATA_DIR)
    if os.access(folder, os.W_OK):
        return []
    return [
        Error(
            spoken(f"DATA_DIR {folder} 写不进去。", f"DATA_DIR {folder} cannot be written."),
            hint=spoken(
                "请让运行文库的账号能写它，或用 DATA_DIR 另写一个文件夹。",
                "Give the user that runs the server the right to write there, or name another folder by DATA_DIR.",
            ),
            id="archive.E001",
        )
    ]


@register()
def region_file_is_there(**kwargs: Any) -> list[CheckMessage]:
    """Return archive.E002 for a missing region table."""
    if Path(settings.REGIONS_FILE).is_file():
        return []
    return [
        Error(
            spoken(f"{settings.REGIONS_FILE} 不见了。", f"{settings.REGIONS_FILE} is missing."),
            hint=spoken(
                "它是程序的一部分，请取回：git checkout -- fixtures/regions.csv。",
                "It belongs to the program; fetch it again: git checkout -- fixtures/regions.csv.",
            ),
            id="archive.E002",
        )
    ]

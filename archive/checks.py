"""System checks: faults that would show later are reported at the start, with their remedy."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def data_folder_is_writable(**kwargs: Any) -> list[CheckMessage]:
    """Return archive.E001 for a DATA_DIR that cannot be written."""
    folder = Path(settings.DATA_DIR)
    if os.access(folder, os.W_OK):
        return []
    return [
        Error(
            f"DATA_DIR {folder} cannot be written.",
            hint="Give the user that runs the server the right to write there, or name another folder by DATA_DIR.",
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
            f"{settings.REGIONS_FILE} is missing.",
            hint="It belongs to the repository; make it again with scripts/build_regions.py.",
            id="archive.E002",
        )
    ]

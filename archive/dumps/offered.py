"""Which dumps may readers have, and what is said of the newest one?

The newest is linked; the one before it can still be fetched, so that a download that runs at night comes to its end. A dump
that holds an erased report is never given out, also where its removal was cut off.
"""

from __future__ import annotations

import json
import stat
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from archive.dumps.layout import LONGEST_PACKAGE, NAMES, PACKAGE, is_name_of_dump
from archive.models import ErasedReport, Report
from archive.storage.dump_folders import holds, made_at, whole_dumps

#: Dumps that are given out at a time.
OFFERED = 2
#: A transaction that reads the state of a dump, or erases a report, is shorter.
_LONGEST_TRANSACTION = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class OfferedDump:
    """The newest dump for the page: ``files`` with their bytes; ``reports``: how many, None if its package cannot be read.

    ``withdrawn``: how many reports were withdrawn since.
    """

    name: str
    made: datetime
    reports: int | None
    files: tuple[tuple[str, int], ...]
    with_originals: bool
    withdrawn: int


def offered_dumps() -> list[Path]:
    """Return the dumps that may be given out, the newest first. One query where there is any."""
    newest = whole_dumps(Path(settings.DUMP_DIR))[:OFFERED]
    return [dump for dump in newest if not _holds_erased(dump)]


def newest_dump() -> OfferedDump | None:
    """Return the newest dump that may be given out, None if there is none. Two queries where there is."""
    for dump in offered_dumps()[:1]:
        made = made_at(dump)
        reports, with_originals = _told_by_package(dump)
        withdrawn = Report.objects.filter(
            status=Report.Status.WITHDRAWN, withdrawn_at__gte=made, published_at__lt=made
        ).count()
        files = ((name, size) for name in NAMES if (size := _size(dump / name)) is not None)
        return OfferedDump(dump.name, made, reports, tuple(files), with_originals, withdrawn)
    return None


def file_of_dump(dump: Path, name: str) -> Path | None:
    """Return the place of a file of a dump, None for any other name and for what is no plain file."""
    place = dump / name
    return place if is_name_of_dump(name) and _size(place) is not None else None


def _size(place: Path) -> int | None:
    with suppress(OSError):
        found = place.lstat()
        return found.st_size if stat.S_ISREG(found.st_mode) else None
    return None


def _holds_erased(dump: Path) -> bool:
    since = made_at(dump) - _LONGEST_TRANSACTION
    erased = ErasedReport.objects.filter(erased_at__gte=since).values_list("report_id", flat=True)
    return any(holds(dump, number) for number in erased)


def _told_by_package(dump: Path) -> tuple[int | None, bool]:
    """Return how many reports a dump holds, and whether originals are in it, by its own datapackage.json."""
    try:
        with (dump / PACKAGE).open("rb") as file:
            ours = json.loads(file.read(LONGEST_PACKAGE))["jiceng"]
        return int(ours["reports"]), ours["originals"] is True
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None, False

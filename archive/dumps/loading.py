"""A dump into an empty archive: originals first, then rows range by range, each in a transaction, and last the index."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from archive.backups.progress import Progress, no_progress
from archive.backups.rows import continue_numbers
from archive.dumps.checking import CheckedDump, check_dump, check_lines, lines_of, opened_original, originals_of
from archive.dumps.layout import AT_ONCE, DumpError
from archive.dumps.records import DumpedReport
from archive.intake.doubts import note_doubts
from archive.intake.near_duplicates import find_near, note_signature
from archive.models import ErasedReport, IndexChange, Original, Report, ScannedPage, Source
from archive.places.table import load_regions, regions_are_loaded
from archive.publishing.outbox import apply_after_commit, changes_left_waiting, rebuild_index
from archive.storage.dump_folders import holds
from archive.storage.originals import has_original, keep_original, remove_original, state_of_original
from archive.storage.processes import lock_path, try_lock
from archive.text.near import text_fingerprint
from search.sentences import say

_PROGRESS_EVERY = 100
#: Rows of the outbox in one query.
_AT_ONCE = 500
#: File of DATA_DIR that names the dump whose import has begun; it goes when the import is whole.
_BEGUN = "importing-dump.json"


@dataclass(frozen=True, slots=True)
class ImportedDump:
    """What came in: the number of reports, and of those whose original was not in the dump."""

    reports: int
    without_original: int


def import_dump(folder: Path, *, progress: Progress = no_progress) -> ImportedDump:
    """Make this empty archive that of the dump, with its numbers; after a stop the same call goes on.

    Every checksum and every line is checked before the first row is written. Raises DumpError, IndexBusy.
    """
    with _exclusive():
        call_command("migrate", interactive=False, verbosity=0)
        if not regions_are_loaded(settings.REGIONS_FILE):
            load_regions(settings.REGIONS_FILE)
        dump = check_dump(folder, progress=progress)
        last = _last_of(dump)
        dump = check_lines(dump, progress=progress)
        _refuse_erased(dump)
        _refuse_others(dump, last)
        _note_begun(dump)
        _load_originals(dump, progress)
        with changes_left_waiting():
            _load_reports(dump, last, progress)
            _rebuild_index(dump, progress)
        apply_after_commit()
        (Path(settings.DATA_DIR) / _BEGUN).unlink(missing_ok=True)
    return ImportedDump(dump.reports, Original.objects.filter(is_left_out=True).count())


def put_back_from_dump(folder: Path, lost: Collection[str]) -> set[str]:
    """Write originals that are missing or changed from a dump to their places; return the SHA-256 of those. Raises DumpError."""
    dump = check_dump(folder)
    found = set()
    for sha256, place in originals_of(dump):
        if sha256 in lost:
            _keep(dump, sha256, place, durable=True)
            found.add(sha256)
    return found


@contextmanager
def _exclusive() -> Iterator[None]:
    with try_lock(lock_path("import-dump")) as is_ours:
        if not is_ours:
            raise DumpError(say("另一个进程正在导入数据集。请等它做完再来。"))
        yield


def _last_of(dump: CheckedDump) -> int:
    """Return the number up to which a stopped import of this dump came, 0 if it has not begun. Raises DumpError."""
    newest = Report.objects.order_by("-pk").values_list("pk", flat=True).first()
    if newest is None and not Original.objects.exists():
        return 0
    if newest is not None and _begun() == dump.mark:
        return int(newest)
    if newest is None and _begun() == dump.mark:
        return 0
    raise DumpError(
        say(
            "这里的文库已有 {0} 篇报告，数据集只往空的文库里装，没有改动任何内容。请另设一个空的 DATA_DIR（和空的 "
            "DATABASE_URL），先不要启动（启动会装入示例），再运行 import_dump。",
            Report.objects.count(),
        )
    )


def _refuse_others(dump: CheckedDump, last: int) -> None:
    """Raise DumpError if reports stand here that are not of the dump: somebody wrote beside a stopped import."""
    if not last:
        return
    expected = 0
    for _, dumped in lines_of(dump):
        if dumped.report.pk > last:
            break
        expected += 1
    if expected != Report.objects.count() or last > dump.last:
        raise DumpError(say("导入停下以后，这里又添了别的报告，接不下去了。请另设一个空的 DATA_DIR，从头导入。"))


def _refuse_erased(dump: CheckedDump) -> None:
    """Raise DumpError if the dump holds a report that was erased here: it must not come back."""
    for number in ErasedReport.objects.values_list("report_id", flat=True).iterator():
        if holds(dump.folder, number):
            raise DumpError(say("数据集里有第 {0} 号报告，它在这里已依法删除。请换一份删除以后写的数据集。", number))


def _begun() -> str:
    with suppress(OSError, ValueError, KeyError, TypeError):
        return str(json.loads((Path(settings.DATA_DIR) / _BEGUN).read_text("ascii"))["dump"])
    return ""


def _note_begun(dump: CheckedDump) -> None:
    place = Path(settings.DATA_DIR) / _BEGUN
    new = place.with_suffix(".new")
    with new.open("w", encoding="ascii") as file:
        file.write(json.dumps({"dump": dump.mark}))
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, place)


def _load_originals(dump: CheckedDump, progress: Progress) -> None:
    """Keep the originals of the dump, durable when this returns; those that are kept already stay."""
    done = 0
    for sha256, place in originals_of(dump):
        _keep(dump, sha256, place, durable=False)
        done += 1
        if done % _PROGRESS_EVERY == 0:
            progress(say("原件"), done, dump.reports)
    if done:
        os.sync()


def _keep(dump: CheckedDump, sha256: str, place: Path, *, durable: bool) -> None:
    """Keep an original of the dump unless a sound one is there; a changed one goes when the bytes of the dump are right."""
    is_there = has_original(sha256)
    if is_there and state_of_original(sha256) == "sound":
        return
    content = opened_original(dump, sha256, place)
    if is_there:
        remove_original(sha256)
    keep_original(content, durable=durable)


def _load_reports(dump: CheckedDump, last: int, progress: Progress) -> None:
    """Write the reports behind number ``last``, AT_ONCE in a transaction with the rows of the outbox that they need."""
    here = {sha256 for sha256, _ in originals_of(dump)}
    done = 0
    rest = (dumped for _, dumped in lines_of(dump))
    while some := list(islice(rest, AT_ONCE)):
        done += len(some)
        wanted = [dumped for dumped in some if dumped.report.pk > last]
        if wanted:
            _load_some(wanted, here, dump.last)
        progress(say("报告"), done, dump.reports)


@transaction.atomic
def _load_some(some: list[DumpedReport], here: set[str], last: int) -> None:
    originals = [dumped.original for dumped in some]
    for original in originals:
        original.is_left_out = original.sha256 not in here
    Original.objects.bulk_create(originals)
    sources = {name: Source.objects.named(name) for name in {dumped.source for dumped in some if dumped.source}}
    reports = []
    for dumped, original in zip(some, originals, strict=True):
        report = dumped.report
        report.original = original
        report.source = sources.get(dumped.source)
        report.text_fingerprint = text_fingerprint(report.text)
        reports.append(report)
    Report.objects.bulk_create(reports)
    ScannedPage.objects.bulk_create(
        ScannedPage(
            original=dumped.original,
            number=page.number,
            width=page.width,
            height=page.height,
            turned=page.turned,
            lines=page.lines,
        )
        for dumped in some
        for page in dumped.pages
    )
    continue_numbers(Report, last, connection)
    for report in reports:
        note_signature(report)
        find_near(report)
        note_doubts(report)
    IndexChange.objects.bulk_create(IndexChange(report_id=report.pk) for report in reports)


def _rebuild_index(dump: CheckedDump, progress: Progress) -> None:
    """Build the index of what came in; the rows of the outbox that waited before it are in it then."""
    waiting = list(IndexChange.objects.values_list("pk", flat=True))
    rebuild_index(progress=lambda done: progress(say("索引"), done, dump.reports))
    for first in range(0, len(waiting), _AT_ONCE):
        some = IndexChange.objects.filter(pk__in=waiting[first : first + _AT_ONCE])
        some.filter(tries__lt=IndexChange.MAX_TRIES).delete()

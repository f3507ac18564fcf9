"""Writing a dump: beside its name, from one state of the database, and renamed when it is whole."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import Max, QuerySet
from django.utils import timezone

from archive.backups.progress import Progress, no_progress
from archive.backups.snapshot import snapshot
from archive.dumps.columns import REGION_COLUMNS, SOURCE_COLUMNS, region_rows, report_columns
from archive.dumps.files import FileWriter, ParquetWriter, TableWriter, WrittenFile, refuse_without_pyarrow, summed
from archive.dumps.layout import (
    AT_ONCE,
    CSV,
    ORIGINALS,
    PACKAGE,
    PARQUET,
    README,
    REGIONS,
    SOURCES,
    DumpError,
    original_name,
)
from archive.dumps.lines import record_of, to_line
from archive.dumps.package import Described, package_of, readme_of
from archive.models import ChangeSeries, ErasedReport, PublicChange, Report, ReportQuerySet, ScannedPage
from archive.publishing.changes.reading import number_waiting
from archive.storage.dump_folders import (
    LOCK,
    PART,
    REPORTS,
    SUMS,
    clear_removed,
    dump_name,
    holds,
    keep_newest,
    remove_dump,
)
from archive.storage.faults import cause_of
from archive.storage.originals import StoreUnavailable, read_original, sha256_of, sync_folder
from archive.storage.processes import lock_path, try_lock
from search.sentences import say

_PROGRESS_EVERY = 200
#: Times that a dump is written again because a report was erased meanwhile.
_TRIES = 3


@dataclass(frozen=True, slots=True)
class WrittenDump:
    """A whole dump: its folder, its reports, the SHA-256 of originals that were missing or changed, and removed older ones."""

    folder: Path
    reports: int
    missing: tuple[str, ...] = ()
    removed: tuple[Path, ...] = ()


def write_dump(
    folder: Path,
    *,
    originals: bool = False,
    parquet: bool = False,
    keep: int = 0,
    now: datetime | None = None,
    progress: Progress = no_progress,
) -> WrittenDump:
    """Write all published reports as a new dated dump into ``folder``, and remove all but the newest ``keep``, if any.

    A stop leaves a folder that has no dump's name; the next run writes its tables anew and keeps the originals that it
    holds. Memory does not grow with the archive, but for the SHA-256 of missing originals. Raises DumpError.
    """
    if parquet:
        refuse_without_pyarrow()
    made = now or timezone.now()
    target, part = folder / dump_name(made), folder / PART
    try:
        with _exclusive():
            if target.exists():
                raise DumpError(say("{0} 已经有了。请过一秒再运行。", target))
            folder.mkdir(parents=True, exist_ok=True, mode=0o750)
            clear_removed(folder)
            reports, missing = _write(part, made, originals=originals, parquet=parquet, progress=progress)
            os.replace(part, target)
            sync_folder(folder)
            if _holds_erased(target):  # in the moment before it had its name
                remove_dump(target)
                raise DumpError(say("写的时候有报告依法删除了，这一份没有留下。请再运行一次。"))
            removed = keep_newest(folder, keep) if keep else []
    except OSError as error:
        where = error.filename or folder
        raise DumpError(
            say("数据集写不成：{0}（{1}）。请换一个有空位、可写的地方，再运行一次。", cause_of(error), where)
        ) from error
    except StoreUnavailable as error:
        raise DumpError(say("没有写成数据集，早先的还在。{0}", error.args[0])) from error
    return WrittenDump(target, reports, tuple(missing), tuple(removed))


@contextmanager
def _exclusive() -> Iterator[None]:
    with try_lock(lock_path(LOCK), of_machine=True) as is_ours:
        if not is_ours:
            raise DumpError(say("另一个进程正在写数据集。请等它写完再来。"))
        yield


def _write(part: Path, made: datetime, *, originals: bool, parquet: bool, progress: Progress) -> tuple[int, list[str]]:
    """Fill the folder ``part``; return the number of reports, and the originals that could not be written."""
    for _ in range(_TRIES):
        _begin(part, originals)
        number_waiting()  # a change without a number would come again to whoever follows from here, which does no harm
        with snapshot() as alias:
            reports = Report.objects.using(alias).published().order_by("pk")
            count, files = _write_tables(part, reports, alias, parquet, progress)
            described = Described(made, *_state(alias), count, originals)
            readme = FileWriter(part, README)
            readme.write(readme_of(described, with_parquet=parquet))
            files.insert(0, readme.end())
            package = FileWriter(part, PACKAGE)
            package.write(package_of(described, files))
            sums = FileWriter(part, SUMS)
            for file in sorted([*files, package.end()], key=lambda file: file.name):
                sums.write(_sum_line(file.name, file.sha256))
            missing = _write_originals(part, reports, sums, progress) if originals else []
            sums.end()
        sync_folder(part)
        if not _holds_erased(part):
            return count, missing
    raise DumpError(say("写的时候有报告依法删除了，这一份没有留下。请再运行一次。"))


def _begin(part: Path, originals: bool) -> None:
    """Empty the folder of an unfinished dump, its originals aside if they are wanted again."""
    part.mkdir(mode=0o750, exist_ok=True)
    for entry in part.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            if not (originals and entry.name == ORIGINALS):
                shutil.rmtree(entry)
        else:
            entry.unlink()


def _state(alias: str) -> tuple[int, str]:
    """Return the number of the newest public change of this state, 0 if there is none, and the mark of its series."""
    number = PublicChange.objects.using(alias).aggregate(newest=Max("number"))["newest"]
    series = ChangeSeries.objects.using(alias).order_by("pk").first()
    return number or 0, series.mark if series else ""


def _holds_erased(dump: Path) -> bool:
    """Return whether the dump holds a report that was erased while it was written. Numbers are never given again."""
    return any(holds(dump, number) for number in ErasedReport.objects.values_list("report_id", flat=True).iterator())


def _write_tables(
    part: Path, reports: ReportQuerySet, alias: str, parquet: bool, progress: Progress
) -> tuple[int, list[WrittenFile]]:
    """Write reports.jsonl and all tables in one pass; return the number of reports and the files."""
    sources: Counter[str] = Counter()
    total, count = reports.count(), 0
    with ExitStack() as stack:
        lines = FileWriter(part, REPORTS)
        stack.callback(lines.close)
        names = [name for name, _, _ in report_columns()]
        tables: list[TableWriter | ParquetWriter] = [TableWriter(part, CSV, names)]
        stack.callback(tables[0].close)
        if parquet:
            tables.append(ParquetWriter(part, PARQUET))
            stack.callback(tables[1].close)
        for some in _ranges(reports):
            pages = _pages(some, alias)
            records = [record_of(report, pages.get(report.original_id, ())) for report in some]
            for record in records:
                lines.write(to_line(record))
            for table in tables:
                table.write_reports(records)
            sources.update(record["source"] for record in records if record["source"])
            count += len(some)
            progress(say("报告"), count, total)
        files = [lines.end(), *(table.end() for table in tables)]
        files.append(_write_table(part, REGIONS, [name for name, _, _ in REGION_COLUMNS], region_rows(alias)))
        files.append(_write_table(part, SOURCES, [name for name, _, _ in SOURCE_COLUMNS], sorted(sources.items())))
    return count, files


def _write_table(part: Path, name: str, columns: Sequence[str], rows: Iterator | list) -> WrittenFile:
    table = TableWriter(part, name, columns)
    table.write(rows)
    return table.end()


def _ranges(reports: ReportQuerySet) -> Iterator[list[Report]]:
    """Yield all reports with what a line needs, AT_ONCE in memory at a time."""
    last = -1
    whole = reports.select_related("region__parent__parent", "source", "original")
    while some := list(whole.filter(pk__gt=last)[:AT_ONCE]):
        yield some
        last = some[-1].pk


def _pages(reports: Sequence[Report], alias: str) -> dict[int, list[ScannedPage]]:
    """Return the recognised pages by original. One query, none where no report was recognised."""
    originals = [report.original_id for report in reports if report.is_recognised]
    found: dict[int, list[ScannedPage]] = {}
    if originals:
        for page in ScannedPage.objects.using(alias).filter(original__in=originals).order_by("original_id", "number"):
            found.setdefault(page.original_id, []).append(page)
    return found


def _write_originals(part: Path, reports: ReportQuerySet, sums: FileWriter, progress: Progress) -> list[str]:
    """Copy the originals of the reports; return the SHA-256 of those that are missing or changed in the store."""
    missing: list[str] = []
    wanted = reports.order_by("original__sha256").values_list("original__sha256", "original__size")
    total = wanted.count()
    folder = part / ORIGINALS
    folder.mkdir(exist_ok=True, mode=0o750)
    for group in sorted(folder.iterdir()):
        _remove_unwanted(group, wanted)
    for done, (sha256, size) in enumerate(wanted.iterator(chunk_size=1000), 1):
        name = original_name(sha256)
        if not _is_there(part / name, sha256, size) and not _copy(part / name, sha256, size):
            missing.append(sha256)
        else:
            sums.write(_sum_line(name, sha256))
        if done % _PROGRESS_EVERY == 0 or done == total:
            progress(say("原件"), done, total)
    return missing


def _copy(place: Path, sha256: str, size: int) -> bool:
    content = None
    with suppress(OSError):  # gone, or of another size
        content = read_original(sha256, size)
    if content is None or sha256_of(content) != sha256:
        return False
    place.parent.mkdir(exist_ok=True, mode=0o750)
    new = place.with_suffix(".new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, place)
    return True


def _is_there(place: Path, sha256: str, size: int) -> bool:
    """Return whether an earlier, stopped run has written this original whole."""
    try:
        return place.stat().st_size == size and summed(place, "").sha256 == sha256
    except OSError:
        return False


def _remove_unwanted(group: Path, wanted: QuerySet[Report, tuple[str, int]]) -> None:
    """Remove what a stopped run left and this one does not want: of a report that is public no more, or half a file."""
    named = wanted.filter(original__sha256__startswith=group.name)
    unwanted = {path.name for path in group.iterdir()} - {sha256 for sha256, _ in named}
    for name in unwanted:
        (group / name).unlink()


def _sum_line(name: str, sha256: str) -> bytes:
    """Return a line of SHA256SUMS, as ``sha256sum -c`` reads it."""
    return f"{sha256}  {name}\n".encode()

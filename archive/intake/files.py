"""Import files: each becomes a draft, a duplicate or a failed row of its batch. Uploads and files on this machine alike.

import_file: check_card -> accept_file -> store_draft -> publish_report if asked
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import OperationalError, transaction

from archive.intake.card_lists import ListRow, match_rows, no_file_sentence, read_card_list
from archive.intake.drafts import AcceptedFile, Duplicate, FileRefused, accept_file, store_draft
from archive.intake.given_cards import CardRefused, check_card
from archive.intake.recognising import RecognitionStopped, Watch, unwatched
from archive.models import ImportBatch, ImportFile, NearPair, Original, Report
from archive.models.near import percent
from archive.publishing.publish import PublishingError, publish_report
from archive.storage.originals import sha256_of
from archive.storage.page_files import forget_pages
from archive.text.formats import FormatError, is_archive, open_archive
from archive.text.formats.recognised.installed import picture_endings

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)

#: Endings that a folder is searched for. A file that is named outright is always tried: its content decides.
REPORT_ENDINGS = frozenset(
    {".txt", ".md", ".html", ".htm", ".docx", ".pdf", ".doc", ".rtf", ".odt", ".wps", ".fodt", ".mht", ".mhtml", ".zip"}
)
#: Endings under which a folder may hold a list of cards; the header decides whether it is one.
LIST_ENDINGS = frozenset({".csv", ".tsv", ".jsonl", ".ndjson"})
#: Near duplicates that a row names; formula texts may have dozens.
NEAR_NAMED = 3
PROGRAM_FAULT = "读这个文件时程序出错，已记入日志，其余文件不受影响。请把文件交给管理员查看。"
_LONGEST = 500  # characters of a path or a sentence in a row


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """Files to import, in order; the lists of cards beside them; how many files of the folders are neither."""

    paths: tuple[Path, ...]
    passed_over: int = 0
    lists: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """The result for one file: ``error`` is a sentence if it failed, ``near`` the numbers of its near duplicates."""

    path: Path
    status: str
    report: Report | None = None
    warnings: tuple[str, ...] = ()
    error: str = ""
    near: tuple[int, ...] = ()


def find_report_files(paths: Sequence[Path]) -> FoundFiles:
    """Return the named files and those of the named folders, in the order of names, each once.

    A path that does not exist is returned too, so that it fails by name.
    """
    found: dict[Path, None] = {}
    lists: dict[Path, None] = {}
    passed_over = 0
    pictures = picture_endings()
    for path in paths:
        if not path.is_dir():
            (lists if path.suffix.lower() in LIST_ENDINGS else found)[path] = None
            continue
        for file in sorted(path.rglob("*")):
            if not file.is_file() or file.name.startswith("."):
                continue
            if file.suffix.lower() in LIST_ENDINGS:
                lists[file] = None
            elif file.suffix.lower() in REPORT_ENDINGS | pictures and not file.stem.upper().startswith("README"):
                found[file] = None
            else:
                passed_over += 1
    return FoundFiles(tuple(found), passed_over, tuple(lists))


def import_files(
    paths: Sequence[Path],
    *,
    batch: ImportBatch,
    publish: bool = False,
    by: User | None = None,
    lists: Sequence[Path] = (),
    watch: Watch = unwatched,
) -> Iterator[ImportedFile]:
    """Import each file in a transaction of its own and yield its result. A bad file is a failed result, never an error.

    A zip gives one result a member. ``lists`` hold values for the files; a row that matches no file gives a failed
    result of its own. A stopped import can be run again: files that are stored come back as duplicates.
    """
    given, faults = _read_lists(lists, paths)
    for path in paths:
        try:
            data = path.read_bytes()
        except OSError as error:
            sentence = f"读不到文件：{error.strerror}。请核对路径和权限。"
            yield _result(path, mark_failed(_new_row(path, batch), sentence))
            continue
        if is_archive(data):
            yield from _import_zip(path, data, batch=batch, publish=publish, by=by, given=given, watch=watch)
        else:
            row = _new_row(path, batch, given.pop(str(path), None))
            yield _result(path, *import_file(row, data, filename=path.name, publish=publish, by=by, watch=watch))
    for named, sentence in [*faults, *((row.path, no_file_sentence(row)) for row in given.values())]:
        yield _result(Path(named), mark_failed(_new_row(Path(named), batch), sentence))


def import_file(
    row: ImportFile,
    data: bytes,
    *,
    filename: str,
    publish: bool = False,
    by: User | None = None,
    watch: Watch = unwatched,
) -> tuple[ImportFile, tuple[str, ...]]:
    """Import one file for ``row`` of a batch; return the saved row and the warnings for the uploader.

    Draft, publication and row are one transaction, which begins when all is prepared: a kill at any moment leaves all of
    them or none. A bad file becomes a failed row, which keeps its stored bytes for another try. Raise OperationalError
    if the database fails, and RecognitionStopped if ``watch`` raises it: then the row waits as before.
    """
    batch, bytes_of_row = row.batch, row.stored
    warnings: tuple[str, ...]
    try:
        given = check_card(row.given) if row.given else None
        accepted = accept_file(data, filename=filename, given=given, watch=watch)
        with transaction.atomic():
            stored: Report | Duplicate
            if isinstance(accepted, Duplicate):
                warnings, stored = (), accepted
            else:
                warnings = accepted.prepared.warnings
                stored = store_draft(accepted, batch=batch, by=by, received_from=batch.started_from)
            if isinstance(stored, Duplicate):
                warnings = (stored.sentence,)
                row.status, row.report, note = ImportFile.Status.DUPLICATE, stored.report, stored.sentence
            else:
                row.status, row.report = ImportFile.Status.CREATED, stored
                refused = _publish(stored, by=by) if publish else ""
                warnings = (*warnings, *([refused] if refused else []))
                note = refused + near_note(stored)
            row.error, row.note, row.stored = "", note[:_LONGEST], ""
            row.save()
    except (FileRefused, CardRefused) as error:
        return mark_failed(row, str(error)), ()
    except (OperationalError, RecognitionStopped):
        raise
    except Exception:  # a fault of the program in one file must not stop the others
        logger.exception("importing %r failed", filename)
        row.stored = bytes_of_row
        return mark_failed(row, PROGRAM_FAULT), ()
    if isinstance(accepted, AcceptedFile) and accepted.prepared.recogniser:
        forget_pages(accepted.sha256)  # they are in the database now
    return row, warnings


def _publish(report: Report, *, by: User | None) -> str:
    """Publish a new draft; if it may not be published it stays a draft, and the sentence returned says why."""
    try:
        publish_report(report, by=by)
    except PublishingError as error:
        return f"成了草稿，没有发布：{error}"
    return ""


def mark_failed(row: ImportFile, sentence: str) -> ImportFile:
    """Save the row as failed, with the sentence that says why."""
    row.status, row.report, row.error, row.note = ImportFile.Status.FAILED, None, sentence[:_LONGEST], ""
    row.save()
    return row


def near_note(report: Report) -> str:
    """Return the sentence that names the near duplicates of a new draft, the most similar first; "" if it has none."""
    pairs = list(NearPair.objects.of(report.pk))
    named = "、".join(
        f"第 {pair.other_id(report.pk)} 号报告（{percent(pair.similarity)} %）" for pair in pairs[:NEAR_NAMED]
    )
    others = f"等 {len(pairs)} 篇" if len(pairs) > NEAR_NAMED else ""
    return f"近似：与{named}{others}几乎相同，请并排看过再定。" if named else ""


def missing_samples() -> list[Path]:
    """Return the sample files (示例) that are not in the archive; none once it holds a report of its own."""
    if Report.objects.filter(is_sample=False).exists():
        return []
    here = set(Original.objects.values_list("sha256", flat=True))
    paths = find_report_files([Path(settings.SAMPLES_DIR)]).paths
    return [path for path in paths if sha256_of(path.read_bytes()) not in here]


def import_samples(paths: Sequence[Path]) -> Iterator[ImportedFile]:
    """Import and publish the samples, marked as such, and yield the result of each."""
    batch = ImportBatch.objects.create(label="示例", is_sample=True)
    yield from import_files(paths, batch=batch, publish=True)


def _read_lists(lists: Sequence[Path], paths: Sequence[Path]) -> tuple[dict[str, ListRow], list[tuple[str, str]]]:
    """Return (row by path, (path, sentence) of each fault). A row may name a member of a zip that is not open yet."""
    given: dict[str, ListRow] = {}
    faults: list[tuple[str, str]] = []
    for path in lists:
        try:
            rows = read_card_list(path.read_bytes(), path.name)
        except OSError as error:
            faults.append((str(path), f"读不到著录表：{error.strerror}。请核对路径和权限。"))
            continue
        if rows is None:
            continue  # another kind of table
        faults += [(f"{path}", row.fault) for row in rows if row.fault]
        found, lost = match_rows(rows, map(str, paths), folder=str(path.parent))
        given = {**found, **given}
        given |= {f"{path.parent}/{row.path}": row for row in lost}
    return given, faults


def _import_zip(
    path: Path,
    data: bytes,
    *,
    batch: ImportBatch,
    publish: bool,
    by: User | None,
    given: dict[str, ListRow],
    watch: Watch,
) -> Iterator[ImportedFile]:
    try:
        members = open_archive(data)
    except FormatError as error:
        yield _result(path, mark_failed(_new_row(path, batch), str(error)))
        return
    lists = {
        name: rows for name, member in members if (rows := read_card_list(member, f"{path.name}/{name}")) is not None
    }
    names = [name for name, _ in members if name not in lists]
    inside: dict[str, ListRow] = {}
    for name, rows in lists.items():
        found, lost = match_rows(rows, names, folder=str(Path(name).parent))
        inside = {**found, **inside}
        for sentence in [*(row.fault for row in rows if row.fault), *map(no_file_sentence, lost)]:
            yield _result(path / name, mark_failed(_new_row(path / name, batch), sentence))
    # A list beside the zip may name its members, with or without the name of the zip.
    beside, _ = match_rows(given.values(), [f"{path.name}/{name}" for name in names])
    for name, member in members:
        if name in lists:
            continue
        outer = beside.get(f"{path.name}/{name}")
        for key in [key for key, row in given.items() if row is outer]:
            del given[key]
        row = _new_row(path / name, batch, inside.get(name) or outer)
        imported = import_file(row, member, filename=Path(name).name, publish=publish, by=by, watch=watch)
        yield _result(path / name, *imported)


def _new_row(path: Path, batch: ImportBatch, given: ListRow | None = None) -> ImportFile:
    return ImportFile(batch=batch, path=str(path)[-_LONGEST:], given=given.to_dict() if given else {})


def _result(path: Path, row: ImportFile, warnings: tuple[str, ...] = ()) -> ImportedFile:
    near: tuple[int, ...] = ()
    if row.report and row.status == ImportFile.Status.CREATED:
        near = tuple(pair.other_id(row.report.pk) for pair in NearPair.objects.of(row.report.pk))
    return ImportedFile(path, row.status, row.report, warnings, row.error, near)

"""Taking files in, one after the other: the same function for uploads and for files of this machine."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils.text import Truncator

from archive.intake.card_lists import CardRefused, ListRow, check_card, match_rows, read_card_list
from archive.intake.receive import IntakeError, Received, look_over, write_down
from archive.models import ImportBatch, ImportFile, NearPair, Report
from archive.publishing.publish import publish_report
from archive.text.formats import FormatError, is_archive, open_archive

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)

#: Endings that a folder is searched for. A file named outright is always tried: its content decides.
REPORT_ENDINGS = frozenset(
    {".txt", ".md", ".html", ".htm", ".docx", ".pdf", ".doc", ".rtf", ".odt", ".wps", ".fodt", ".mht", ".mhtml", ".zip"}
)
#: Endings under which a folder may hold a list of cards; whether it is one, its header decides.
LIST_ENDINGS = frozenset({".csv", ".tsv", ".jsonl", ".ndjson"})
#: Near duplicates named in a row; formula texts may have dozens.
NEAR_NAMED = 3
OUR_FAULT = "读这个文件时程序出错，已记入日志，其余文件不受影响。请把文件交给管理员查看。"
_LONGEST = 500
_LONGEST_PATH = 120


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """Files to import, in order; lists of cards beside them; how many of the folders' files were passed over."""

    paths: tuple[Path, ...]
    passed_over: int = 0
    lists: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """What became of one file; ``error`` is a sentence if it failed. ``near``: numbers of reports nearly the same."""

    path: Path
    status: str
    report: Report | None = None
    warnings: tuple[str, ...] = field(default=())
    error: str = ""
    near: tuple[int, ...] = ()


def find_report_files(paths: Sequence[Path]) -> FoundFiles:
    """Files as named, folders walked in the order of names; each file once. A missing path is kept, to fail by name."""
    found: dict[Path, None] = {}
    lists: dict[Path, None] = {}
    passed_over = 0
    for path in paths:
        if not path.is_dir():
            (lists if path.suffix.lower() in LIST_ENDINGS else found)[path] = None
            continue
        for file in sorted(path.rglob("*")):
            if not file.is_file() or file.name.startswith("."):
                continue
            if file.suffix.lower() in LIST_ENDINGS:
                lists[file] = None
            elif file.suffix.lower() in REPORT_ENDINGS and not file.stem.upper().startswith("README"):
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
) -> Iterator[ImportedFile]:
    """Take each file in, one transaction a file, and say what became of it. Never raises for a bad file.

    A zip gives one result a member. ``lists`` hold values for the files; a row of theirs that no file answers to is a
    result of its own, failed. Stop it anywhere and run it again: what is here already comes back as a duplicate.
    """
    given, faults = _given_by_lists(lists, paths)
    for path in paths:
        try:
            data = path.read_bytes()
        except OSError as error:
            sentence = f"读不到文件：{error.strerror}。请核对路径和权限。"
            yield _imported(path, refuse(_row(path, batch), sentence))
            continue
        if is_archive(data):
            yield from _import_zip(path, data, batch=batch, publish=publish, by=by, given=given)
        else:
            row = _row(path, batch, given.pop(str(path), None))
            yield _imported(path, *take_in(row, data, filename=path.name, publish=publish, by=by))
    for named, sentence in [*faults, *((row.path, no_such_file(row)) for row in given.values())]:
        yield _imported(Path(named), refuse(_row(Path(named), batch), sentence))


def take_in(
    row: ImportFile, data: bytes, *, filename: str, publish: bool = False, by: User | None = None
) -> tuple[ImportFile, tuple[str, ...]]:
    """Take one file in for ``row`` of a batch and save the row; with the warnings for whoever brought it.

    Report, publication and row are one transaction, which begins only when all is worked out: a kill at any
    moment leaves all of them or none. A bad file is a failed row, which keeps its stored bytes for another try; only a
    database that fails raises (OperationalError).
    """
    batch, stored = row.batch, row.stored
    try:
        given = check_card(row.given) if row.given else None
        found = look_over(data=data, filename=filename, given=given)
        with transaction.atomic():
            if not isinstance(found, Received):
                found = write_down(found, batch=batch, by=by, received_from=batch.started_from)
            if found.status == "created" and publish:
                publish_report(found.report, by=by)
            row.status, row.report, row.error, row.stored = found.status, found.report, "", ""
            row.note = (" ".join(found.warnings) if found.status == "duplicate" else near_note(found.report))[:_LONGEST]
            row.save()
    except (IntakeError, CardRefused) as error:
        return refuse(row, str(error)), ()
    except OperationalError:
        raise
    except Exception:  # a fault of ours in one file must not take the others' turn away
        logger.exception("taking %r in failed", filename)
        row.stored = stored
        return refuse(row, OUR_FAULT), ()
    return row, found.warnings


def refuse(row: ImportFile, sentence: str) -> ImportFile:
    """Save the row as failed, with the sentence that says why."""
    row.status, row.report, row.error, row.note = ImportFile.Status.FAILED, None, sentence[:_LONGEST], ""
    row.save()
    return row


def near_note(report: Report) -> str:
    """近似: the reports that are nearly the same, most similar first; "" if there are none."""
    pairs = near_pairs(report)
    named = "、".join(f"第 {other} 号报告（{int(100 * pair.similarity)} %）" for other, pair in pairs[:NEAR_NAMED])
    others = f"等 {len(pairs)} 篇" if len(pairs) > NEAR_NAMED else ""
    return f"近似：与{named}{others}几乎相同，请并排看过再定。" if named else ""


def near_pairs(report: Report) -> list[tuple[int, NearPair]]:
    """(number of the other report, pair), most similar first."""
    pairs = NearPair.objects.filter(Q(first=report) | Q(second=report))
    return [(pair.second_id if pair.first_id == report.pk else pair.first_id, pair) for pair in pairs]


def no_such_file(row: ListRow) -> str:
    path = Truncator(row.path).chars(_LONGEST_PATH)  # a list may hold anything, and the sentence is to be read whole
    return f"{row.place}写了“{path}”，但没有找到这个文件，或有几个同名文件分不清。请核对路径，连同文件一起再传。"


def match_given(
    rows: Iterable[ListRow], paths: Iterable[str], *, folder: str = ""
) -> tuple[dict[str, ListRow], list[ListRow]]:
    """(row by path of the file that it speaks of, rows without a file). Of two rows for one file the first counts."""
    rows = [row for row in rows if not row.fault]
    matches = match_rows(rows, paths, folder=folder)
    given: dict[str, ListRow] = {}
    for row in rows:
        for path in matches[row.path]:
            given.setdefault(path, row)
    return given, [row for row in rows if not matches[row.path]]


def _given_by_lists(lists: Sequence[Path], paths: Sequence[Path]) -> tuple[dict[str, ListRow], list[tuple[str, str]]]:
    """What the lists give by path, and what is wrong with them. A row may mean a member of a zip, not opened yet."""
    given: dict[str, ListRow] = {}
    faults: list[tuple[str, str]] = []
    for path in lists:
        try:
            rows = read_card_list(path.read_bytes(), path.name)
        except OSError as error:
            faults.append((str(path), f"读不到著录表：{error.strerror}。请核对路径和权限。"))
            continue
        if rows is None:
            continue  # some other table, which is nobody's report
        faults += [(f"{path}", row.fault) for row in rows if row.fault]
        found, lost = match_given(rows, map(str, paths), folder=str(path.parent))
        given = {**found, **given}
        given |= {f"{path.parent}/{row.path}": row for row in lost}
    return given, faults


def _import_zip(
    path: Path, data: bytes, *, batch: ImportBatch, publish: bool, by: User | None, given: dict[str, ListRow]
) -> Iterator[ImportedFile]:
    try:
        members = open_archive(data)
    except FormatError as error:
        yield _imported(path, refuse(_row(path, batch), str(error)))
        return
    lists = {
        name: rows for name, member in members if (rows := read_card_list(member, f"{path.name}/{name}")) is not None
    }
    names = [name for name, _ in members if name not in lists]
    inside: dict[str, ListRow] = {}
    for name, rows in lists.items():
        found, lost = match_given(rows, names, folder=str(Path(name).parent))
        inside = {**found, **inside}
        for sentence in [*(row.fault for row in rows if row.fault), *map(no_such_file, lost)]:
            yield _imported(path / name, refuse(_row(path / name, batch), sentence))
    # A list beside the zip may name its members, with or without the name of the zip.
    beside, _ = match_given(given.values(), [f"{path.name}/{name}" for name in names])
    for name, member in members:
        if name in lists:
            continue
        outer = beside.get(f"{path.name}/{name}")
        for key in [key for key, row in given.items() if row is outer]:
            del given[key]
        row = _row(path / name, batch, inside.get(name) or outer)
        yield _imported(path / name, *take_in(row, member, filename=Path(name).name, publish=publish, by=by))


def _row(path: Path, batch: ImportBatch, given: ListRow | None = None) -> ImportFile:
    return ImportFile(batch=batch, path=str(path)[-_LONGEST:], given=given.to_dict() if given else {})


def _imported(path: Path, row: ImportFile, warnings: tuple[str, ...] = ()) -> ImportedFile:
    near = tuple(number for number, _ in near_pairs(row.report)) if row.report and row.status == "created" else ()
    return ImportedFile(path, row.status, row.report, warnings, row.error, near)

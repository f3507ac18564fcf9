"""The check that files, database and index fit together. It changes nothing; ``fix`` removes leftovers of a kill."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.db.models import Exists, ForeignKey, Model, OuterRef

from archive.backups.folder import closed_paths, damaged_backups, damaged_static
from archive.backups.progress import Progress, no_progress
from archive.models import ImportFile, Machine, Original, Pack, Report
from archive.models.digests import DIGESTED, digest_of, is_as_saved
from archive.publishing.checking import check_index
from archive.readings.checking import check_readings
from archive.storage.faults import sentence_of
from archive.storage.incoming import stored_path
from archive.storage.machine import machine_token
from archive.storage.originals import (
    StoreUnavailable,
    drop_unfinished,
    orphan_files,
    state_of_original,
    unfinished_files,
)
from archive.storage.spooled import drop_spooled, spooled_leftovers
from archive.text.edits import Edit, EditError, apply_edits
from search.documents import EngineUnavailable, IndexDamaged, IndexMissing
from search.engine import get_engine
from search.sentences import Sentence, say

Kind = Literal[
    "database",
    "original-missing",
    "original-changed",
    "original-left-out",
    "original-without-report",
    "file-without-row",
    "leftover",
    "edits",
    "report-changed",
    "upload-lost",
    "originals-away",
    "link",
    "index-missing",
    "index-stale",
    "index-extra",
    "index-damaged",
    "no-index",
    "index-away",
    "readings",
    "pack",
    "closed",
    "backup-damaged",
    "static-damaged",
]

#: Kinds that are told, and are no fault of this archive.
TOLD: frozenset[Kind] = frozenset({"original-left-out"})
_PROGRESS_EVERY = 100
_DATABASE_FAULTS = 20  # the most that are named; one damaged page often makes many


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. ``subject``: a SHA-256, a path, or ``table/key``; ``sentence``: the fault and its remedy."""

    kind: Kind
    subject: str
    sentence: str


def find_faults(*, fix: bool = False, progress: Progress = no_progress) -> Iterator[Fault]:
    """Yield every fault, one by one. With ``fix``, half-written files older than an hour are removed."""
    yield from _closed()
    yield from _database()
    for step in (
        _originals(progress),
        _files(fix),
        _reports(progress),
        _uploads(),
        _links(progress),
        _index(progress),
        _readings(progress),
        _packs(),
        _rest(),
    ):
        yield from _whatever_it_finds(step)


def _closed() -> Iterator[Fault]:
    for path in closed_paths():
        remedy = say("请核对属主，再运行 chmod -R u+rwX {0}（原件仍可只读）。", settings.DATA_DIR)
        yield Fault("closed", str(path), say("本账号读不了或写不了它。{0}", remedy))


def _packs() -> Iterator[Fault]:
    for digest in Pack.objects.damaged():
        sentence = say("研究包 {0} 与存入时不同了。请从最近的备份核对；它的编号不再作数。", digest[:12])
        yield Fault("pack", f"archive_pack/{digest}", sentence)


def _rest() -> Iterator[Fault]:
    for path, why in damaged_backups():
        yield Fault(
            "backup-damaged", str(path), say("这份备份用不了：{0}请运行 manage.py backup 另做一份，再移走它。", why)
        )
    for path in damaged_static():
        yield Fault("static-damaged", str(path), say("样式或脚本坏了。请运行 manage.py prepare，再重新启动。"))


def _database() -> Iterator[Fault]:
    """Yield what SQLite's own check finds; PostgreSQL's server checks its pages itself."""
    if connection.vendor != "sqlite":
        return
    name = str(connection.settings_dict["NAME"])
    remedy = say("请停下服务，用最近的备份恢复到新的 DATA_DIR。")
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA integrity_check({_DATABASE_FAULTS})")
            found = [row[0] for row in cursor.fetchall()]
    except DatabaseError as error:
        found = [str(error)]
    for words in found:
        if words != "ok":
            yield Fault("database", name, say("数据库坏了：{0}。{1}", words, remedy))


def _whatever_it_finds(step: Iterator[Fault]) -> Iterator[Fault]:
    """Yield the faults of a step; a database that the step cannot read is a fault, and the next step goes on."""
    try:
        yield from step
    except DatabaseError as error:
        yield Fault("database", "database", sentence_of(error))
    except StoreUnavailable as error:
        yield Fault("originals-away", settings.ORIGINALS, say("{0}原件其后没有核对。", error.args[0]))
    except (ValueError, TypeError, ValidationError) as error:
        sentence = say("数据库里有读不懂的值（{0}），其后的没有核对。请从备份核对。", str(error))
        yield Fault("database", "database", sentence)


def _with_progress(rows: Iterable[Any], step: str, total: int, progress: Progress) -> Iterator[Any]:
    for done, row in enumerate(rows, 1):
        yield row
        if done % _PROGRESS_EVERY == 0 or done == total:
            progress(step, done, total)


def _originals(progress: Progress) -> Iterator[Fault]:
    originals = Original.objects.order_by("pk")
    rows = originals.iterator(chunk_size=500)
    for original in _with_progress(rows, say("原件"), originals.count(), progress):
        state = state_of_original(original.sha256)
        if state == "missing" and original.is_left_out:
            sentence = say("原件“{0}”不在导入的数据集里，这里没有它，不是损坏。", original.filename)
            yield Fault("original-left-out", original.sha256, sentence)
        elif state == "missing":
            remedy = say("请从备份取回：manage.py check_originals --from 备份文件。")
            yield Fault("original-missing", original.sha256, say("原件“{0}”不在了。{1}", original.filename, remedy))
        elif state == "changed":
            remedy = say("请从备份取回：manage.py check_originals --from 备份文件，并检查磁盘。")
            yield Fault(
                "original-changed", original.sha256, say("原件“{0}”与收到时不同了。{1}", original.filename, remedy)
            )
    for original in originals.filter(report=None):
        sentence = say("原件“{0}”没有报告。请重新入库同一文件。", original.filename)
        yield Fault("original-without-report", original.sha256, sentence)


def _files(fix: bool) -> Iterator[Fault]:
    if fix:
        drop_unfinished()
        drop_spooled()
    for path in (*unfinished_files(), *spooled_leftovers()):
        yield Fault("leftover", str(path), say("写到一半的文件，是入库被强行中断留下的。fsck --fix 会删去它。"))
    for path in orphan_files(Original.objects.kept()):
        yield Fault("file-without-row", str(path), say("没有报告用到这个文件。请重新入库它的内容，或移走它。"))


def _reports(progress: Progress) -> Iterator[Fault]:
    """Yield the reports that are not as they were saved, and those whose edits do not lead to their text."""
    reports = Report.objects.order_by("pk")
    rows = reports.values("pk", "digest", *DIGESTED).iterator(chunk_size=100)
    for row in _with_progress(rows, say("报告"), reports.count(), progress):
        subject = f"archive_report/{row['pk']}"
        if digest_of(row) != row["digest"]:
            remedy = say("请把最近的备份恢复到另一个 DATA_DIR，对照这一篇；改正后在编辑台保存一次。")
            sentence = say("第 {0} 号报告的正文或著录与保存时不同了。{1}", row["pk"], remedy)
            yield Fault("report-changed", subject, sentence)
        elif not _edits_lead_to_text(row):
            sentence = say("第 {0} 号报告的修改记录得不出正文。请从备份核对这一篇。", row["pk"])
            yield Fault("edits", subject, sentence)


def _edits_lead_to_text(row: Mapping[str, Any]) -> bool:
    try:
        edits = [Edit.from_dict(edit) for edit in row["edits"]]
        return apply_edits(row["extracted_text"], edits) == row["text"]
    except (EditError, KeyError, TypeError):
        return False


def _uploads() -> Iterator[Fault]:
    rows = ImportFile.objects.exclude(stored="").values_list("pk", "stored", "batch__machine")
    here = {"", machine_token()}
    for pk, stored, machine in rows:
        if machine not in here:
            name, is_live = Machine.objects.of(machine)
            if not is_live:
                sentence = say("待入库的文件在另一台机器 {0} 上，它没有应答。请等它回来，或请上传者重新上传。", name)
                yield Fault("upload-lost", f"archive_importfile/{pk}", sentence)
        elif not stored_path(stored).is_file():
            yield Fault("upload-lost", f"archive_importfile/{pk}", say("待入库的文件不见了。请上传者重新上传。"))


def _links(progress: Progress) -> Iterator[Fault]:
    """Yield foreign keys that lead nowhere, as a database edited by hand may hold."""
    links = [
        (model, field)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and getattr(field, "db_constraint", True)
    ]
    for model, field in _with_progress(links, say("关联"), len(links), progress):
        yield from _dangling(model, field)


def _dangling(model: type[Model], field: ForeignKey[Any, Any]) -> Iterator[Fault]:
    target = field.target_field
    reached = target.model._base_manager.filter(**{target.attname: OuterRef(field.attname)})
    rows = model._base_manager.filter(~Exists(reached), **{f"{field.attname}__isnull": False})
    for pk, value in rows.values_list("pk", field.attname):
        yield Fault(
            "link",
            f"{model._meta.db_table}/{pk}",
            say(
                "{0}的“{1}”指向不存在的 {2}。请从备份核对。",
                Sentence(str(model._meta.verbose_name)),
                Sentence(str(field.verbose_name)),
                value,
            ),
        )


def _index(progress: Progress) -> Iterator[Fault]:
    try:
        damaged = get_engine().check_files().damaged
        for name in damaged:
            yield Fault("index-damaged", name, say("索引文件{0}已损坏。请运行 manage.py index rebuild。", name))
        check = check_index()
    except IndexDamaged as error:
        if not damaged:
            yield Fault("index-damaged", "index", error.args[0])
        return
    except EngineUnavailable as error:
        yield Fault("index-away", "index", error.args[0])
        return
    except IndexMissing:
        yield Fault("no-index", "index", say("没有索引。请运行 manage.py index rebuild。"))
        return
    progress(say("索引"), 1, 1)
    remedy = say("请运行 manage.py index check --fix。")
    for pk in check.missing:
        yield Fault("index-missing", f"archive_report/{pk}", say("第 {0} 号报告不在索引里。{1}", pk, remedy))
    for pk in check.stale:
        if not is_as_saved(Report, pk):
            continue  # named already; the index may have what the database has lost
        yield Fault("index-stale", f"archive_report/{pk}", say("索引里的第 {0} 号报告不是现在的样子。{1}", pk, remedy))
    for pk in check.extra:
        yield Fault(
            "index-extra", f"archive_report/{pk}", say("索引里的第 {0} 号报告没有发布或已不在。{1}", pk, remedy)
        )


def _readings(progress: Progress) -> Iterator[Fault]:
    """Yield the reports whose figures and sections are not those of their texts; changes that wait are no fault."""
    total = Report.objects.published().count()
    check = check_readings(progress=lambda done: progress(say("数字和段落"), done, total))
    remedy = say("请运行 manage.py readings check --fix。")
    for kind, numbers in check.faults:
        for number in numbers:
            if kind == "stale" and not is_as_saved(Report, number):
                continue  # named already
            sentence = say("第 {0} 号报告的数字和段落不是现在正文里的。{1}", number, remedy)
            yield Fault("readings", f"archive_report/{number}", sentence)
    for key in check.formulas:
        yield Fault("readings", f"archive_formula/{key}", say("提法“{0}”的篇数不是现在各篇里的。{1}", key, remedy))

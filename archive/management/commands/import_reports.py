"""manage.py import_reports PATH... [--publish] [--jsonl]: import files, folders and zips as drafts."""

from __future__ import annotations

import io
import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext_noop
from rich.console import Console
from rich.table import Table

from archive.intake.batches import FILES_A_COMMIT
from archive.intake.cards.lists import read_lists
from archive.intake.files import ImportedFile, import_files
from archive.intake.packages.folders import FoundFiles, find_report_files
from archive.intake.packages.rows import shown_path
from archive.languages import listed, say, translated
from archive.management.progress import tracked
from archive.management.sentences import ArchiveCommand
from archive.models import ImportBatch
from archive.models.card import candidates_of, card_row
from archive.publishing.outbox import changes_applied_once
from archive.text.formats.packages.choosing import REPORT_ENDINGS
from search.sentences import Sentence, together

STATUS_WORDS = {
    "created": gettext_noop("已入库"),
    "duplicate": gettext_noop("重复"),
    "failed": gettext_noop("失败"),
    "passed": gettext_noop("略过"),
}
#: Rows of one table: rich takes a kilobyte and more of each while it draws.
ROWS_A_TABLE = 500


class TableRow(NamedTuple):
    """One line of the table: the name of a file, its status, the number of its report, title or reason."""

    name: str
    status: str
    number: str
    words: str


class Command(ArchiveCommand):
    help = gettext_noop(
        "把文件、文件夹和压缩包里的报告收作草稿；旁边的 CSV 或 JSONL 可以写明各篇已知的著录。"
        "可以中断；再运行就做完其余的，别的都不变。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help=say("文件，或要走遍的文件夹"))
        parser.add_argument("--publish", action="store_true", help=say("新收的报告马上发布"))
        parser.add_argument("--jsonl", action="store_true", help=say("每个文件一个 JSON 对象，不用表格"))
        parser.add_argument("--label", default="", help=say("这一批的名字，编辑台上看得到"))

    def handle(self, *args: Any, **options: Any) -> None:
        found = find_report_files(options["paths"])
        if not found.paths:
            raise CommandError(_nothing_found(found))
        label = options["label"] or f"import_reports {' '.join(shown_path(path).name for path in options['paths'])}"
        batch = ImportBatch.objects.create(label=label[:200], publish=options["publish"], note=found.note)
        progress = Console(file=sys.stderr)
        # Words of one table at most: a Report with its texts takes a tenth of a megabyte, and a folder may hold 40,000 files.
        rows: list[TableRow] = []
        counts: Counter[str] = Counter()
        watch = partial(_show_pages, progress)
        files = import_files(found.paths, batch=batch, publish=options["publish"], lists=found.lists, watch=watch)
        try:
            for file in _indexed(tracked(files, say("入库"), len(found.paths), progress)):
                counts[file.status] += 1
                if options["jsonl"]:
                    self.stdout.write(json.dumps(to_row(file), ensure_ascii=False))
                    self.stdout.flush()
                    continue
                rows.append(_table_row(file))
                if len(rows) >= ROWS_A_TABLE:
                    self.stdout.write(_table(rows))
                    rows.clear()
        except KeyboardInterrupt:
            progress.print(say("已停止：处理了 {0} 个。再次运行同一命令即可接着做。", counts.total()))
            sys.exit(130)
        batch.finished_at = timezone.now()
        batch.save(update_fields=["finished_at"])
        for sentence in (*found.notes, *batch.told):
            progress.print(_literal(remark_in_words(sentence)), soft_wrap=True)
        if not options["jsonl"]:
            self.stdout.write((_table(rows) if rows else "") + _summary(counts))
        if counts["failed"]:
            sys.exit(1)


def to_row(file: ImportedFile) -> dict[str, Any]:
    """Return the JSON object of one file. Of ``title`` and ``working_title``, the one that does not apply is null."""
    report = file.report
    names = ("title", "region", "date", "source", "author", "script", "kind")
    card = card_row(report, *names) if report else dict.fromkeys(names)
    region = card["region"]
    edits = report.edit_list if report else []
    is_working_title = report is not None and report.is_working_title
    return {
        "path": str(file.path),
        "status": file.status,
        "doubts": list(report.doubts_of_card) if report else [],
        "candidates": candidates_of(report) if report else {},
        "id": report.pk if report else None,
        "title": None if is_working_title else card["title"],
        "working_title": card["title"] if is_working_title else None,
        "region": region["code"] if region else None,
        "region_path": region["path"] if region else [],
        "date": card["date"],
        "source": card["source"],
        "author": card["author"],
        "script": card["script"],
        "kind": card["kind"],
        "recognised": report is not None and report.is_recognised,
        "repairs": sum(edit.kind == "repair" for edit in edits),
        "removed_lines": sum(edit.kind == "clean" and bool(edit.before.strip()) for edit in edits),
        "near": list(file.near),
        "warnings": list(file.warnings),
        "error": file.error or None,
        "note": file.note or None,
    }


def _show_pages(progress: Console, done: int, pages: int) -> None:
    """Say how far the recognition of a scan is. A stop by the keyboard keeps the pages that are done."""
    if done < pages:
        progress.print(say("识别文字：第 {0} 页，共 {1} 页", done + 1, pages), highlight=False)


def _indexed(files: Iterable[ImportedFile]) -> Iterator[ImportedFile]:
    """Yield each file, and after every FILES_A_COMMIT put the published ones into the index, so that they are found."""
    rest = iter(files)
    is_left = True
    while is_left:
        is_left = False
        with changes_applied_once():
            for file in islice(rest, FILES_A_COMMIT):
                is_left = True
                yield file


def _table_row(file: ImportedFile) -> TableRow:
    number = str(file.report.pk) if file.report else "-"
    remarks = (file.error, *(file.warnings if file.status == "duplicate" else ()), file.note)
    words = next((remark_in_words(remark) for remark in remarks if remark), str(file.report))
    if file.near:
        words += say("（近似：第 {0} 号报告）", listed(file.near))
    return TableRow(file.path.name, file.status, number, words)


def remark_in_words(remark: str) -> str:
    """Return what the intake remarks on a file. A remark that came as text, from a parser, is looked up as a whole."""
    return str(translated(remark)) if isinstance(remark, Sentence) else say(remark)


def _table(rows: list[TableRow]) -> str:
    table = Table(show_lines=False)
    for heading in (say("文件"), say("结果"), say("报告"), say("题名或原因")):
        table.add_column(heading, overflow="fold")
    for row in rows:
        # rich reads [brackets] as markup; these are words of a stranger's file.
        table.add_row(_literal(row.name), say(STATUS_WORDS[row.status]), row.number, _literal(row.words))
    console = Console(file=io.StringIO(), record=True, width=120)
    console.print(table)
    return console.export_text()


def _summary(counts: Counter[str]) -> str:
    always = ("created", "duplicate", "failed")
    return say("，").join(
        f"{say(word)} {counts[status]}" for status, word in STATUS_WORDS.items() if counts[status] or status in always
    )


def _nothing_found(found: FoundFiles) -> str:
    """Return the sentence for paths without a report: a list of cards alone, another table, other files, or nothing."""
    for path in found.lists:
        rows = read_lists([path], [])
        if rows.others:
            return say(
                "“{0}”不是报告，也不是著录表：著录表的表头要有 path 和题名、日期等至少一栏。"
                "请改好表头，连同它所写的文件一起给出；它若就是报告的文字，请另存为 txt。",
                path.name,
            )
        if rows.faults and not rows.given:
            return str(translated(rows.faults[0][1]))
        return say("“{0}”是著录表，它自己不是报告。请连同它所写的文件（或它们的文件夹）一起给出。", path.name)
    endings = " ".join(sorted(REPORT_ENDINGS))
    return say("这些路径下没有 {0} 文件。{1}请核对路径，或直接写出文件名。", endings, together(found.notes))


def _literal(words: str) -> str:
    return words.replace("[", "\\[")

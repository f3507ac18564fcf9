"""manage.py import_reports PATH... [--publish] [--jsonl]"""

from __future__ import annotations

import io
import json
import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import track
from rich.table import Table

from archive.intake.files import REPORT_ENDINGS, ImportedFile, find_report_files, import_files
from archive.models import ImportBatch
from archive.publishing.outbox import changes_applied_once

STATUS_WORDS = {"created": "已入库", "duplicate": "重复", "failed": "失败"}


class Command(BaseCommand):
    help = (
        "Import report files, folders and zips of them as drafts; a CSV or JSONL beside them may say what is known of each. "
        "Safe to kill; running it again does the rest and changes nothing else."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder to walk")
        parser.add_argument("--publish", action="store_true", help="publish each new report at once")
        parser.add_argument("--jsonl", action="store_true", help="print one JSON object a file instead of a table")
        parser.add_argument("--label", default="", help="a name for this batch, shown in the admin")

    def handle(self, *args: Any, **options: Any) -> None:
        found = find_report_files(options["paths"])
        if not found.paths:
            raise CommandError(
                f"这些路径下没有 {' '.join(sorted(REPORT_ENDINGS))} 文件。请核对路径，或直接写出文件名。"
            )
        label = options["label"] or f"import_reports {' '.join(path.name for path in options['paths'])}"
        batch = ImportBatch.objects.create(label=label[:200], publish=options["publish"])
        progress = Console(file=sys.stderr)
        imported: list[ImportedFile] = []
        try:
            with changes_applied_once():
                files = import_files(found.paths, batch=batch, publish=options["publish"], lists=found.lists)
                for file in track(files, "入库", total=len(found.paths), console=progress, transient=True):
                    imported.append(file)
                    if options["jsonl"]:
                        self.stdout.write(json.dumps(to_row(file), ensure_ascii=False))
                        self.stdout.flush()
        except KeyboardInterrupt:
            progress.print(f"已停止：{len(imported)} / {len(found.paths)} 个文件已处理。再次运行同一命令即可接着做。")
            sys.exit(130)
        batch.finished_at = timezone.now()
        batch.save(update_fields=["finished_at"])
        if found.passed_over:
            progress.print(f"文件夹里另有 {found.passed_over} 个其他类型的文件，未读。")
        if not options["jsonl"]:
            self.stdout.write(_table(imported))
        if any(file.status == "failed" for file in imported):
            sys.exit(1)


def to_row(file: ImportedFile) -> dict[str, Any]:
    """The JSON object of one file. ``title`` is null where the archive had to make one up (then ``working_title``)."""
    report = file.report
    row: dict[str, Any] = {"path": str(file.path), "status": file.status, "id": report.pk if report else None}
    date = report.partial_date if report else None
    row |= {
        "title": report.title if report and not report.is_working_title else None,
        "working_title": report.title if report and report.is_working_title else None,
        "region": report.region_id if report else None,
        "region_path": [unit.name for unit in report.region.path] if report and report.region else [],
        "date": date.iso if date else None,
        "source": report.source.name if report and report.source else None,
        "author": (report.author or None) if report else None,
        "script": report.script if report else None,
        "kind": report.kind if report else None,
        "repairs": sum(edit.kind == "repair" for edit in report.edit_list) if report else 0,
        "removed_lines": sum(edit.kind == "clean" and bool(edit.before.strip()) for edit in report.edit_list)
        if report
        else 0,
        "near": list(file.near),
        "warnings": list(file.warnings),
        "error": file.error or None,
    }
    return row


def _table(imported: list[ImportedFile]) -> str:
    table = Table(show_lines=False)
    for heading in ("文件", "结果", "报告", "题名或原因"):
        table.add_column(heading, overflow="fold")
    for file in imported:
        number = str(file.report.pk) if file.report else "-"
        words = file.error or " ".join(file.warnings if file.status == "duplicate" else ()) or str(file.report)
        if file.near:
            words += f"（近似：第 {'、'.join(map(str, file.near))} 号报告）"
        # rich reads [brackets] as markup; these are words of a stranger's file.
        table.add_row(_literal(file.path.name), STATUS_WORDS[file.status], number, _literal(words))
    console = Console(file=io.StringIO(), record=True, width=120)
    console.print(table)
    counts = Counter(file.status for file in imported)
    summary = "，".join(f"{word} {counts[status]}" for status, word in STATUS_WORDS.items())
    return f"{console.export_text()}{summary}"


def _literal(words: str) -> str:
    return words.replace("[", "\\[")

"""manage.py erase NUMBER --reason WORDS: erase a report as the law asks, and leave a tombstone."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from archive.management.sentences import ArchiveCommand
from archive.models import Report
from archive.publishing.erasing import ErasingError, OriginalLeft, erase_report
from archive.publishing.outbox import rebuild_index


class Command(ArchiveCommand):
    help = "Erase a report for good: text, original, history, index. Its number, the reason and the date stay at its address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int, help="the number of the report, as in /reports/NUMBER/")
        parser.add_argument("--reason", required=True, help="shown to readers at the report's address")
        parser.add_argument("--yes", action="store_true", help="really erase; without it, only say what would go")

    def handle(self, *args: Any, number: int, reason: str, yes: bool, **options: Any) -> None:
        report = Report.objects.select_related("original").filter(pk=number).first()
        if report is None:
            raise CommandError(f"没有第 {number} 号报告，也许已经删除。")
        if not yes:
            self.stdout.write(
                f"将删除第 {number} 号报告《{report.title}》：正文、著录、历次改动、原件 {report.original.filename}。"
            )
            self.stdout.write("删除以后无法取回。确认无误，请加 --yes 再运行一次。")
            return
        try:
            erased = erase_report(number, reason=reason)
        except OriginalLeft as error:
            rebuild_index()
            raise CommandError(str(error)) from error
        except ErasingError as error:
            raise CommandError(str(error)) from error
        rebuild_index()  # the files of the old one hold deleted words
        self.stdout.write(f"第 {number} 号报告已删除，索引已重写。{_backups_note(erased.erased_at)}")


def _backups_note(when: Any) -> str:
    return f"{when:%Y-%m-%d} 以前的备份里还有它，请一并销毁，另做新的备份。"

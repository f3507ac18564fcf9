"""manage.py erase NUMBER --reason WORDS: erase a report as the law asks, and leave a tombstone."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext_noop

from archive.languages import say, translated
from archive.management.sentences import ArchiveCommand, in_local_time, whole_number
from archive.models import Report
from archive.publishing.erasing import ErasingError, OriginalLeft, erase_report
from archive.publishing.outbox import rebuild_index
from archive.storage.dump_folders import holds, whole_dumps


class Command(ArchiveCommand):
    help = gettext_noop("永久删除一篇报告：正文、原件、历次改动、索引。编号、缘由和日期留在原来的地址上。")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "number", type=whole_number, metavar="NUMBER", help=say("报告的编号，即 /reports/编号/ 里的")
        )
        parser.add_argument("--reason", required=True, help=say("缘由，读者在原来的地址上看得到"))
        parser.add_argument("--yes", action="store_true", help=say("真的删除；不写则只说会删去什么"))

    def handle(self, *args: Any, number: int, reason: str, yes: bool, **options: Any) -> None:
        report = Report.objects.select_related("original").filter(pk=number).first()
        if report is None:
            raise CommandError(say("没有第 {0} 号报告，也许已经删除。", number))
        if not yes:
            self.stdout.write(
                say(
                    "将删除第 {0} 号报告《{1}》：正文、著录、历次改动、原件 {2}。",
                    number,
                    report.title,
                    report.original.filename,
                )
            )
            self.stdout.write(say("删除以后无法取回。确认无误，请加 --yes 再运行一次。"))
            return
        is_in_dumps = any(holds(dump, number) for dump in whole_dumps(Path(settings.DUMP_DIR)))
        try:
            erased = erase_report(number, reason=reason)
        except OriginalLeft as error:
            rebuild_index()
            raise CommandError(translated(error)) from error
        except ErasingError as error:
            raise CommandError(translated(error)) from error
        rebuild_index()  # the files of the old one hold deleted words
        self.stdout.write(say("第 {0} 号报告已删除，索引已重写。", number))
        day = in_local_time(erased.erased_at)
        self.stdout.write(say("{0} 以前的备份里还有它，请一并销毁，另做新的备份。", day))
        if is_in_dumps:
            self.stdout.write(say("含它的数据集已移走，请运行 manage.py dump 另写一份；拷到别处的数据集，请一并销毁。"))

"""manage.py run_batch NUMBER: the worker, which imports the uploaded files of a batch, then those of the other batches."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext_noop

from archive.intake.workers import work_through_batches
from archive.languages import say
from archive.management.sentences import ArchiveCommand, whole_number
from archive.models import ImportBatch

#: Added to the niceness, so that the web server goes first and readers do not wait for an upload.
NICENESS = 5


class Command(ArchiveCommand):
    help = gettext_noop(
        "把一个批次里等着的文件入库，再做别的等着的批次。可以中断，再运行就接着做；"
        "已有足够的进程在做时，由它们做这个批次，这一个什么也不做。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("batch", type=whole_number, metavar="NUMBER", help=say("批次的编号"))

    def handle(self, *args: Any, **options: Any) -> None:
        os.nice(NICENESS)
        number = options["batch"]
        is_left = True
        try:
            for done, files in work_through_batches(number):
                self.stdout.write(say("批次 {0}：{1} 个文件", done, files))
                is_left = False
        except ImportBatch.DoesNotExist:
            raise CommandError(say("没有第 {0} 号批次。请核对编号。", number)) from None
        if is_left:
            self.stdout.write(say("批次 {0}：没有做什么；别的进程正在做，或原因在日志里", number))

"""manage.py import_dump FOLDER: make an empty archive the one that a dump was written of."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from shlex import quote
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext_noop

from archive.backups.progress import progress_bar, stop_cleanly
from archive.dumps.layout import DumpError
from archive.dumps.loading import import_dump
from archive.languages import say, translated
from archive.management.sentences import ArchiveCommand
from search.documents import IndexBusy


class Command(ArchiveCommand):
    help = gettext_noop("把一份数据集装进空的文库，编号不变，装进来的都已发布。停下以后再运行，就接着做。")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help=say("数据集的文件夹，里面有 SHA256SUMS"))

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            with stop_cleanly(), progress_bar() as progress:
                imported = import_dump(folder.absolute(), progress=progress)
        except DumpError as error:
            raise CommandError(translated(error)) from error
        except IndexBusy as error:
            raise CommandError(say("报告已经装好，索引正由别的进程重建。请等它做完，再运行一次同一命令。")) from error
        self.stdout.write(say("已装入 {0} 篇报告，来自 {1}", imported.reports, folder))
        if imported.without_original:
            self.stdout.write(
                say(
                    "其中 {0} 篇的原件不在数据集里：文件名、大小和 SHA-256 都在，原件下载不了。"
                    "有了带原件的数据集，请运行 manage.py check_originals --from 那个文件夹。",
                    imported.without_original,
                )
            )
        self.stdout.write(say("现在可以启动：{0}", f"DATA_DIR={quote(str(settings.DATA_DIR))} make run"))

"""manage.py dump [FOLDER] [--originals] [--parquet] [--keep N]: write all published reports as a dated, checksummed set of files."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext_noop

from archive.backups.progress import progress_bar, stop_cleanly
from archive.dumps.layout import DumpError
from archive.dumps.writing import write_dump
from archive.languages import say, translated
from archive.management.sentences import ArchiveCommand, whole_number

#: SHA-256 of missing originals that are printed; fsck lists all.
SHOWN = 20


class Command(ArchiveCommand):
    help = gettext_noop(
        "把已发布的报告连同著录写成一份有日期、有校验值的数据集，文库照常开着。草稿、已撤回的和任何人的信息都不在其中。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder",
            nargs="?",
            type=Path,
            help=say("写到哪个文件夹里；不写则为 DUMP_DIR，“关于本库”供人下载的就是那里的"),
        )
        parser.add_argument("--originals", action="store_true", help=say("连同原件"))
        parser.add_argument("--parquet", action="store_true", help=say("另写一份 Parquet，要先装 pyarrow"))
        parser.add_argument("--keep", type=whole_number, default=0, metavar="N", help=say("只留最新的 N 份，别的移走"))

    def handle(
        self, *args: Any, folder: Path | None, originals: bool, parquet: bool, keep: int, **options: Any
    ) -> None:
        if keep < 0:
            raise CommandError(say("--keep 后面请写要留的份数，至少是 1。"))
        try:
            with stop_cleanly(), progress_bar() as progress:
                target = folder or Path(settings.DUMP_DIR)
                dump = write_dump(target.absolute(), originals=originals, parquet=parquet, keep=keep, progress=progress)
        except DumpError as error:
            raise CommandError(translated(error)) from error
        size = sum(path.stat().st_size for path in dump.folder.rglob("*") if path.is_file())
        self.stdout.write(say("数据集已写好：{0}（{1} 篇，{2} MB）", dump.folder, dump.reports, f"{size / 1e6:.1f}"))
        for old in dump.removed:
            self.stdout.write(say("移走了旧的：{0}", old))
        if dump.missing:
            for sha256 in dump.missing[:SHOWN]:
                self.stdout.write(say("原件缺失或有变：{0}", sha256))
            self.stdout.write(
                say("有 {0} 件原件不在了或有变，没有写进去。详情请运行 manage.py fsck。", len(dump.missing))
            )
            sys.exit(1)

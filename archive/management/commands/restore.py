"""manage.py restore FILE: make an empty DATA_DIR the archive of a backup."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from shlex import quote
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext_noop

from archive.backups.manifest import BackupError
from archive.backups.progress import progress_bar, stop_cleanly
from archive.backups.restoring import restore_backup
from archive.languages import say, translated
from archive.management.commands.backup import summary
from archive.management.sentences import ArchiveCommand, in_local_time
from search.documents import IndexBusy


class Command(ArchiveCommand):
    help = gettext_noop("把一份备份恢复到空的 DATA_DIR（和空的 DATABASE_URL）。停下以后再运行，就接着做。")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=say("备份文件"))

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with stop_cleanly(), progress_bar() as progress:
                manifest = restore_backup(file, progress=progress)
        except BackupError as error:
            raise CommandError(translated(error)) from error
        except IndexBusy as error:
            raise CommandError(say("内容已经恢复，索引正由别的进程重建。请稍后运行 manage.py index check。")) from error
        self.stdout.write(say("已恢复：{0}", file))
        self.stdout.write(summary(manifest))
        if manifest.missing:
            self.stdout.write(say("备份时就缺 {0} 件原件，详情请运行 manage.py fsck。", len(manifest.missing)))
        self.stdout.write(
            say(
                "{0} 以后依法删除的报告在这份备份里还有，请对照删除记录再删一次（manage.py erase）。",
                in_local_time(datetime.fromisoformat(manifest.made_at)),
            )
        )
        self.stdout.write(say("现在可以启动：{0}", f"DATA_DIR={quote(str(settings.DATA_DIR))} make run"))

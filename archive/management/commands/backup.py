"""manage.py backup [FILE] | --verify FILE: write a backup while the archive serves, or check one."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext_noop

from archive.backups.manifest import BackupError, Manifest
from archive.backups.packing import write_backup
from archive.backups.progress import progress_bar, stop_cleanly
from archive.backups.restoring import check_backup
from archive.languages import say, translated
from archive.management.sentences import ArchiveCommand, in_local_time
from archive.models import ErasedReport
from archive.monitoring.upkeep import note_end
from search.sentences import Sentence


class Command(ArchiveCommand):
    help = gettext_noop("把整个文库写成一个文件，文库照常开着；或核对这样的文件。有缺失时退出码为 1。")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help=say("不写则为 DATA_DIR/backups/jiceng-日期-时间.tar"))
        parser.add_argument("--verify", action="store_true", help=say("核对这个文件：每个校验值，并试着恢复一遍"))
        parser.add_argument("--quick", action="store_true", help=say("与 --verify 同用：只核对校验值，不试恢复"))

    def handle(self, *args: Any, file: Path | None, verify: bool, quick: bool, **options: Any) -> None:
        if verify and file is None:
            raise CommandError(say("请写明要核对哪个文件：manage.py backup --verify 文件名。"))
        if quick and not verify:
            raise CommandError(say("--quick 只与 --verify 同用。"))
        try:
            with stop_cleanly(), progress_bar() as progress:
                if verify and file:
                    manifest = check_backup(file, trial=not quick, progress=progress)
                    message = Sentence("备份完好：{0}", file)
                else:
                    target = file or _default_file()
                    manifest = write_backup(target, progress=progress)
                    size = f"{target.stat().st_size / 1e6:.1f}"
                    message = Sentence("备份已写好：{0}（{1} MB）", target, size)
        except BackupError as error:
            note_end("verify" if verify else "backup", str(error), is_good=False)
            raise CommandError(translated(error)) from error
        is_whole = not (manifest.missing or manifest.lost_uploads or manifest.uploads_elsewhere)
        note_end(
            "verify" if verify else "backup",
            message if is_whole else Sentence("{0}，但有缺失", message),
            is_good=is_whole,
        )
        self.stdout.write(translated(message))
        self.stdout.write(summary(manifest))
        if not verify and (note := erased_note()):
            self.stdout.write(note)
        if not is_whole:
            for sha256 in manifest.missing:
                self.stdout.write(say("原件缺失或有变：{0}", sha256))
            if elsewhere := len(manifest.uploads_elsewhere):
                self.stdout.write(
                    say("待入库的文件有 {0} 个在另一台机器上，不在这份备份里。请等它们入库，再备份一次。", elsewhere)
                )
            for stored in manifest.lost_uploads:
                self.stdout.write(say("待入库的文件不见了：{0}", stored))
            self.stdout.write(say("其余内容都在备份里。缺的请从更早的备份取回，详情请运行 manage.py fsck。"))
            sys.exit(1)


def erased_note() -> str:
    """Return what an operator must know of older backups; "" where nothing was erased."""
    newest = ErasedReport.objects.order_by("-erased_at").first()
    if newest is None:
        return ""
    day = in_local_time(newest.erased_at)
    count = ErasedReport.objects.count()
    return say("馆里依法删除过 {0} 篇报告，最近在 {1}：那以前的备份里还有它们，请一并销毁。", count, day)


def summary(manifest: Manifest) -> str:
    """Return one line on what a backup holds."""
    counts = manifest.counts
    return say(
        "报告 {0} 篇（已发布 {1}），原件 {2} 件，账号 {3} 个；{4} 版，{5}，{6}",
        *(counts[name] for name in ("reports", "published", "originals", "users")),
        manifest.version,
        in_local_time(datetime.fromisoformat(manifest.made_at)),
        manifest.database,
    )


def _default_file() -> Path:
    return Path(settings.DATA_DIR) / "backups" / f"jiceng-{timezone.localtime():%Y%m%d-%H%M%S}.tar"

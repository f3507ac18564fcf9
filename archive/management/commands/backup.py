"""manage.py backup [FILE] | --verify FILE: write a backup while the archive serves, or check one."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from archive.backups.manifest import BackupError, Manifest
from archive.backups.packing import write_backup
from archive.backups.progress import progress_bar, stop_cleanly
from archive.backups.restoring import check_backup
from archive.management.sentences import ArchiveCommand
from archive.models import ErasedReport
from archive.monitoring.upkeep import note_end


class Command(ArchiveCommand):
    help = "Write the whole archive into one file while it serves, or check such a file. Exit code 1 if anything was missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="default: DATA_DIR/backups/jiceng-DATE-TIME.tar")
        parser.add_argument("--verify", action="store_true", help="check FILE: every hash, and a trial restore")
        parser.add_argument("--quick", action="store_true", help="with --verify: hashes only, no trial restore")

    def handle(self, *args: Any, file: Path | None, verify: bool, quick: bool, **options: Any) -> None:
        if verify and file is None:
            raise CommandError("请写明要核对哪个文件：manage.py backup --verify 文件名。")
        if quick and not verify:
            raise CommandError("--quick 只与 --verify 同用。")
        try:
            with stop_cleanly(), progress_bar() as progress:
                if verify and file:
                    manifest = check_backup(file, trial=not quick, progress=progress)
                    message = f"备份完好：{file}"
                else:
                    target = file or _default_file()
                    manifest = write_backup(target, progress=progress)
                    message = f"备份已写好：{target}（{target.stat().st_size / 1e6:.1f} MB）"
        except BackupError as error:
            note_end("verify" if verify else "backup", str(error), is_good=False)
            raise CommandError(str(error)) from error
        is_whole = not manifest.missing and not manifest.lost_uploads
        note_end("verify" if verify else "backup", message if is_whole else f"{message}，但有缺失", is_good=is_whole)
        self.stdout.write(message)
        self.stdout.write(summary(manifest))
        if not verify and (note := erased_note()):
            self.stdout.write(note)
        if not is_whole:
            for sha256 in manifest.missing:
                self.stdout.write(f"原件缺失或有变：{sha256}")
            for stored in manifest.lost_uploads:
                self.stdout.write(f"待入库的文件不见了：{stored}")
            self.stdout.write("其余内容都在备份里。缺的请从更早的备份取回，详情请运行 manage.py fsck。")
            sys.exit(1)


def erased_note() -> str:
    """Return what an operator must know of older backups; "" where nothing was erased."""
    newest = ErasedReport.objects.order_by("-erased_at").first()
    if newest is None:
        return ""
    day = timezone.localtime(newest.erased_at).strftime("%Y-%m-%d %H:%M")
    return f"馆里依法删除过 {ErasedReport.objects.count()} 篇报告，最近在 {day}：那以前的备份里还有它们，请一并销毁。"


def summary(manifest: Manifest) -> str:
    """Return one line on what a backup holds."""
    counts = manifest.counts
    return (
        f"报告 {counts['reports']} 篇（已发布 {counts['published']}），原件 {counts['originals']} 件，"
        f"账号 {counts['users']} 个；{manifest.version} 版，{manifest.made_at}，{manifest.database}"
    )


def _default_file() -> Path:
    return Path(settings.DATA_DIR) / "backups" / f"jiceng-{timezone.localtime():%Y%m%d-%H%M%S}.tar"

"""manage.py check_originals [--from FILE]: read every original again, and put back from a backup what is lost."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext_noop

from archive.backups.manifest import BackupError
from archive.backups.restoring import put_back_originals
from archive.dumps.layout import DumpError
from archive.dumps.loading import put_back_from_dump
from archive.languages import say, translated
from archive.management.progress import tracked
from archive.management.sentences import ArchiveCommand
from archive.models import Original
from archive.storage.originals import State, drop_unfinished, orphan_files, state_of_original

SHOWN = 20


class Command(ArchiveCommand):
    help = gettext_noop("把原件逐一重读，列出不在的、有变的，和不属于任何报告的文件。有一处退出码即为 1。")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from", dest="backup", type=Path, help=say("从备份，或从带原件的数据集的文件夹，取回不在的和有变的")
        )

    def handle(self, *args: Any, backup: Path | None = None, **options: Any) -> None:
        total = Original.objects.count()
        lost = self._lost(total)
        left_out = {sha256 for sha256, (state, _) in lost.items() if state == "missing"} & set(
            Original.objects.filter(is_left_out=True).values_list("sha256", flat=True)
        )
        if lost and backup:
            try:
                back = (put_back_from_dump if backup.is_dir() else put_back_originals)(backup, lost)
            except (BackupError, DumpError) as error:
                raise CommandError(translated(error)) from error
            self.stdout.write(say("已取回 {0} 件", len(back)))
            Original.objects.filter(is_left_out=True, sha256__in=back).update(is_left_out=False)
            lost = {sha256: of_it for sha256, of_it in lost.items() if sha256 not in back}
        left_out &= lost.keys()
        lost = {sha256: of_it for sha256, of_it in lost.items() if sha256 not in left_out}
        found: dict[State, list[str]] = {"missing": [], "changed": []}
        for state, row in lost.values():
            found[state].append(row)
        if dropped := drop_unfinished():
            self.stdout.write(say("删去了入库中断留下的半截文件 {0} 个", dropped))
        orphans = [str(path) for path in orphan_files(Original.objects.kept())]
        for word, rows in (*found.items(), ("orphan", orphans)):
            if rows:
                self.stdout.write(f"{word}: {len(rows)}")
                for row in rows[:SHOWN]:
                    self.stdout.write(f"  {row}")
                if len(rows) > SHOWN:
                    self.stdout.write(say("  ……还有 {0} 个", len(rows) - SHOWN))
        if found["missing"] or found["changed"]:
            self.stdout.write(say("请从备份取回：manage.py check_originals --from 备份文件"))
        if orphans:
            self.stdout.write(say("orphan 是入库中断留下的：请把同样的文件再入库一次，或移走它们"))
        if any(found.values()) or orphans:
            sys.exit(1)
        self.stdout.write(say("{0} 件原件都与收到时一样", total - len(left_out)))
        if left_out:
            self.stdout.write(say("另有 {0} 件不在导入的数据集里，这里没有它们", len(left_out)))

    def _lost(self, total: int) -> dict[str, tuple[State, str]]:
        """Return the state and a line for each SHA-256 whose file is missing or changed."""
        lost: dict[str, tuple[State, str]] = {}
        originals = Original.objects.order_by("pk").iterator(chunk_size=500)
        for original in tracked(originals, say("核对原件"), total):
            state = state_of_original(original.sha256)
            if state != "sound":
                row = f"{original.pk} {original.sha256} {original.filename}"
                lost[original.sha256] = state, row
        return lost

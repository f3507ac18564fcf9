"""manage.py fsck [--fix] [--jsonl]: whether originals, reports, links and index fit together."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext_noop

from archive.backups.fsck import TOLD, find_faults
from archive.backups.progress import progress_bar, stop_cleanly
from archive.languages import say, translated
from archive.management.sentences import ArchiveCommand
from archive.monitoring.upkeep import note_end
from search.sentences import Sentence

#: Lines of one kind before the rest is only counted; --jsonl lists all.
SHOWN = 20


class Command(ArchiveCommand):
    help = gettext_noop("核对原件、报告、关联和索引是否对得上。有一处对不上，退出码即为 1。")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fix", action="store_true", help=say("删去满一小时的半截文件，别的都不动"))
        parser.add_argument("--jsonl", action="store_true", help=say("每处一个 JSON 对象：kind、subject、sentence"))

    def handle(self, *args: Any, fix: bool, jsonl: bool, **options: Any) -> None:
        counts: Counter[str] = Counter()
        with stop_cleanly(), progress_bar() as progress:
            for fault in find_faults(fix=fix, progress=progress):
                counts[fault.kind] += 1
                if jsonl:
                    self.stdout.write(json.dumps(asdict(fault), ensure_ascii=False))
                elif counts[fault.kind] <= SHOWN:
                    self.stdout.write(f"{fault.kind}  {fault.subject}  {translated(fault.sentence)}")
        total = sum(count for kind, count in counts.items() if kind not in TOLD)
        verdict = Sentence("共有 {0} 处对不上。", total) if total else Sentence("全部对得上：原件、报告、关联、索引。")
        note_end("fsck", verdict.rstrip("。"), is_good=not total)
        if not jsonl:
            for kind, count in counts.items():
                if count > SHOWN:
                    self.stdout.write(say("{0}：还有 {1} 处，--jsonl 列出全部", kind, count - SHOWN))
            self.stdout.write(translated(verdict))
        if total:
            sys.exit(1)

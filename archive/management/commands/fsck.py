"""manage.py fsck [--fix] [--jsonl]: whether originals, reports, links and index fit together."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from dataclasses import asdict
from typing import Any

from archive.backups.fsck import find_faults
from archive.backups.progress import progress_bar, stop_cleanly
from archive.management.sentences import ArchiveCommand
from archive.monitoring.upkeep import note_end

#: Lines of one kind before the rest is only counted; --jsonl lists all.
SHOWN = 20


class Command(ArchiveCommand):
    help = "Compare originals, reports, links and index with each other. Exit code 1 if anything does not fit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--fix", action="store_true", help="remove half-written files older than an hour, nothing else"
        )
        parser.add_argument("--jsonl", action="store_true", help="one object a fault: kind, subject, sentence")

    def handle(self, *args: Any, fix: bool, jsonl: bool, **options: Any) -> None:
        counts: Counter[str] = Counter()
        with stop_cleanly(), progress_bar() as progress:
            for fault in find_faults(fix=fix, progress=progress):
                counts[fault.kind] += 1
                if jsonl:
                    self.stdout.write(json.dumps(asdict(fault), ensure_ascii=False))
                elif counts[fault.kind] <= SHOWN:
                    self.stdout.write(f"{fault.kind}  {fault.subject}  {fault.sentence}")
        total = counts.total()
        verdict = f"共有 {total} 处对不上。" if total else "全部对得上：原件、报告、关联、索引。"
        note_end("fsck", verdict.rstrip("。"), is_good=not total)
        if not jsonl:
            for kind, count in counts.items():
                if count > SHOWN:
                    self.stdout.write(f"{kind}：还有 {count - SHOWN} 处，--jsonl 列出全部")
            self.stdout.write(verdict)
        if counts:
            sys.exit(1)

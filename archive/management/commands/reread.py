"""manage.py reread [--preview] [--jsonl] [REPORT...] [--only FIELD...]: read reports again by today's rules."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext, gettext_noop
from rich.console import Console
from rich.table import Table

from archive.intake.batches import FILES_A_COMMIT
from archive.intake.rereading import READ_AGAIN, TEXT, Rereading, read_again, rules_version
from archive.languages import listed, say
from archive.languages.labels import FIELDS
from archive.management.progress import progress_bar
from archive.management.sentences import ArchiveCommand, whole_number
from archive.models import Report
from archive.publishing.outbox import changes_applied_once
from archive.storage.processes import lock_path, try_lock

KINDS = {
    "filled": gettext_noop("补上"),
    "emptied": gettext_noop("去掉"),
    "changed": gettext_noop("改动"),
    "weighed": gettext_noop("把握有变"),
}
STATES = {
    "from-text": gettext_noop("{0} 篇的原件不在，由抽出的文字重读。"),
    "unreadable": gettext_noop("{0} 篇的原件现在读不出，没有动。"),
    "damaged": gettext_noop("{0} 篇与保存时不同，没有动，请运行 fsck。"),
    "busy": gettext_noop("{0} 篇正由编者改动，没有动。"),
}


@dataclass(frozen=True, slots=True)
class Course:
    """How far a run has come; it survives a kill. ``run`` names the rules and what they are asked for."""

    run: str
    done: int = 0

    @classmethod
    def of(cls, only: Sequence[str], numbers: Sequence[int]) -> Course:
        """Return the course of the run that was stopped if it was this one, else the beginning."""
        asked = json.dumps([rules_version(), sorted(only), sorted(numbers)])
        run = hashlib.sha256(asked.encode()).hexdigest()
        try:
            row = json.loads(_course_path().read_text("utf-8"))
            return cls(run, int(row["done"])) if row["run"] == run else cls(run)
        except (OSError, ValueError, KeyError, TypeError):
            return cls(run)

    def after(self, number: int) -> Course:
        """Return the course behind a report, which is on disk when this returns."""
        course = replace(self, done=number)
        path = _course_path()
        new = path.with_name(f"{path.name}.new")
        new.write_text(json.dumps({"run": course.run, "done": course.done}), "utf-8")
        os.replace(new, path)
        return course


def end_course() -> None:
    """Forget the course of a run that came to its end."""
    _course_path().unlink(missing_ok=True)


def _course_path() -> Path:
    return Path(settings.DATA_DIR) / "rereading.json"


class Command(ArchiveCommand):
    help = gettext_noop(
        "把存着的原件按今天的规则重读一遍。编者或著录表定的值不动，手工改过的正文也不动。"
        "可以停下，可以中断；再运行就接着上次做完的那一篇。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "reports", nargs="*", type=whole_number, metavar="REPORT", help=say("报告的编号；不写则全部")
        )
        parser.add_argument(
            "--only", nargs="+", choices=READ_AGAIN, default=READ_AGAIN, metavar="FIELD", help=" ".join(READ_AGAIN)
        )
        parser.add_argument("--preview", action="store_true", help=say("只说会有什么变化，什么也不改"))
        parser.add_argument("--jsonl", action="store_true", help=say("每处变化一个 JSON 对象，不用表格"))

    def handle(self, *args: Any, **options: Any) -> None:
        wanted, only = options["reports"], options["only"]
        reports = Report.objects.filter(pk__in=wanted) if wanted else Report.objects.all()
        numbers = list(reports.order_by("pk").values_list("pk", flat=True))
        if missing := sorted(set(wanted) - set(numbers)):
            raise CommandError(say("没有第 {0} 号报告。请核对编号。", listed(missing[:20])))
        with try_lock(lock_path("reread")) as is_ours:
            if not is_ours:
                raise CommandError(say("另一个进程正在重读，等它做完再来。"))
            self._reread(numbers, Course.of(only, wanted), options)

    def _reread(self, numbers: Sequence[int], course: Course, options: dict[str, Any]) -> None:
        is_preview = options["preview"]
        waiting = numbers if is_preview else [number for number in numbers if number > course.done]
        if len(waiting) < len(numbers):
            self.stderr.write(say("接着上次做：{0} 篇已经重读。", len(numbers) - len(waiting)))
        counts: Counter[tuple[str, str]] = Counter()
        states: Counter[str] = Counter()
        changed = done = 0
        try:
            with progress_bar(say("重读"), len(waiting)) as advance:
                for read in _indexed(waiting, options["only"], is_preview):
                    done += 1
                    changed += bool(read.changes)
                    states[read.state] += 1
                    counts.update((change.field, change.kind) for change in read.changes)
                    if not is_preview:
                        course = course.after(read.number)
                    if options["jsonl"]:
                        self._print(read)
                    advance(done)
        except KeyboardInterrupt:
            self.stderr.write(say("已停止：{0} / {1} 篇已重读。再次运行同一命令即可接着做。", done, len(waiting)))
            sys.exit(130)
        if not is_preview:
            end_course()
        if not options["jsonl"]:
            self.stdout.write(_table(counts))
        out = self.stderr if options["jsonl"] else self.stdout
        if is_preview:
            out.write(say("重读 {0} 篇，{1} 篇会有变化。", done, changed))
        else:
            out.write(say("重读 {0} 篇，{1} 篇有变化。", done, changed))
        for name, sentence in STATES.items():
            if states[name]:
                out.write(say(sentence, states[name]))

    def _print(self, read: Rereading) -> None:
        for change in read.changes:
            row = {"id": read.number, "field": change.field, "kind": change.kind, "before": change.before or None}
            row |= {"after": change.after or None, "rule": change.rule, "confidence": change.confidence}
            self.stdout.write(json.dumps(row, ensure_ascii=False))


def _indexed(numbers: Sequence[int], only: Sequence[str], is_preview: bool) -> Iterator[Rereading]:
    """Yield what came of each report; after every FILES_A_COMMIT the index follows."""
    for start in range(0, len(numbers), FILES_A_COMMIT):
        with changes_applied_once():
            for number in numbers[start : start + FILES_A_COMMIT]:
                try:
                    yield read_again(number, only=only, preview=is_preview)
                except Report.DoesNotExist:
                    continue  # deleted meanwhile


def _table(counts: Counter[tuple[str, str]]) -> str:
    table = Table()
    for heading in (gettext_noop("项"), *KINDS.values()):
        table.add_column(gettext(heading))
    for name in READ_AGAIN:
        label = gettext("正文" if name == TEXT else FIELDS[name])
        table.add_row(label, *(str(counts[name, kind] or "") for kind in KINDS))
    console = Console(file=io.StringIO(), record=True, width=80)
    console.print(table)
    return console.export_text()

"""manage.py index rebuild|apply|check|status: the search index and its agreement with the database."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext_noop

from archive.languages import say, translated
from archive.management.progress import progress_bar
from archive.management.sentences import ArchiveCommand
from archive.models import Report
from archive.publishing.checking import check_index
from archive.publishing.outbox import apply_index_changes, pending_changes, rebuild_index, try_parked_again
from archive.storage.faults import cause_of
from search.documents import SearchError
from search.engine import get_engine


class Command(ArchiveCommand):
    help = gettext_noop("重建检索用的索引，应用等着的改动，或与数据库核对。")

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="rebuild|apply|check|status")
        verbs.add_parser("rebuild", help=say("在旁边写一个新的索引，再换上"))
        verbs.add_parser("apply", help=say("应用等着的改动"))
        check = verbs.add_parser("check", help=say("核对数据库与索引；不一致时退出码为 1"))
        check.add_argument("--fix", action="store_true", help=say("改正索引里不一致的地方"))
        verbs.add_parser("status", help=say("一行数字"))

    def handle(self, *args: Any, **options: Any) -> None:
        verb = getattr(self, f"_{options['verb']}")  # not plain `check`, which is Django's own method
        try:
            verb(**{"fix": options["fix"]} if options["verb"] == "check" else {})
        except SearchError as error:
            raise CommandError(translated(error)) from error
        except OSError as error:
            where = say("（{0}）", error.filename) if error.filename else ""
            why = cause_of(error)
            raise CommandError(say("索引读写不了：{0}{1}。请查权限和磁盘空间。", why, where)) from error

    def _rebuild(self) -> None:
        with progress_bar(say("重建索引"), Report.objects.published().count()) as advance:
            count = rebuild_index(progress=advance)
        self.stdout.write(say("索引已重建：{0} 篇报告", count))

    def _apply(self) -> None:
        try_parked_again()
        with progress_bar(say("应用改动"), pending_changes()) as advance:
            count = apply_index_changes(progress=advance)
        self.stdout.write(say("已应用 {0} 处改动", count))

    def _check(self, *, fix: bool) -> None:
        files = get_engine().check_files()
        for name in files.damaged:
            self.stdout.write(f"damaged: {name}")
        if files.unchecked:
            self.stdout.write(
                say("unchecked: {0} 个文件是旧版写的，没有校验和；manage.py index rebuild 会补上", len(files.unchecked))
            )
        if files.damaged and not fix:
            self.stdout.write(say("索引坏了，请运行 manage.py index rebuild。"))
            sys.exit(1)
        if files.damaged:
            self._rebuild()
        check = check_index(fix=fix)
        for word, ids in (("missing", check.missing), ("stale", check.stale), ("extra", check.extra)):
            if ids:
                shown = " ".join(map(str, ids[:20])) + (" ..." if len(ids) > 20 else "")
                self.stdout.write(f"{word}: {len(ids)} ({shown})")
        if check.agrees:
            self.stdout.write(say("数据库与索引一致。"))
        elif fix:
            if check_index().agrees:
                self.stdout.write(say("已改正：数据库与索引一致了。"))
            else:
                raise CommandError(say("改正以后仍不一致，请运行 manage.py index rebuild。"))
        else:
            self.stdout.write(say("请运行 manage.py index check --fix，改正索引。"))
            sys.exit(1)

    def _status(self) -> None:
        status = get_engine().status()
        published = Report.objects.published().count()
        self.stdout.write(
            f"documents {status.documents}  published {published}  pending {pending_changes()}  "
            f"generation {status.commit}  schema {status.schema}  bytes {status.size_bytes}"
        )

"""manage.py index rebuild|apply|check|status: the search index and its agreement with the database."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from archive.management.progress import progress_bar
from archive.management.sentences import ArchiveCommand
from archive.models import Report
from archive.publishing.checking import check_index
from archive.publishing.outbox import apply_index_changes, pending_changes, rebuild_index, try_parked_again
from search.documents import SearchError
from search.engine import get_engine


class Command(ArchiveCommand):
    help = "Rebuild the search index, apply the pending changes to it, or check it against the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("rebuild", help="write a new index beside the live one and swap")
        verbs.add_parser("apply", help="apply pending changes")
        check = verbs.add_parser("check", help="compare database and index; exit code 1 if they differ")
        check.add_argument("--fix", action="store_true", help="correct the index where it differs")
        verbs.add_parser("status", help="one line of numbers")

    def handle(self, *args: Any, **options: Any) -> None:
        verb = getattr(self, f"_{options['verb']}")  # not plain `check`, which is Django's own method
        try:
            verb(**{"fix": options["fix"]} if options["verb"] == "check" else {})
        except SearchError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            where = f"（{error.filename}）" if error.filename else ""
            raise CommandError(f"索引读写不了：{error.strerror or error}{where}。请查权限和磁盘空间。") from error

    def _rebuild(self) -> None:
        with progress_bar("重建索引", Report.objects.held().count()) as advance:
            count = rebuild_index(progress=advance)
        self.stdout.write(f"rebuilt: {count} reports")

    def _apply(self) -> None:
        try_parked_again()
        with progress_bar("应用改动", pending_changes()) as advance:
            count = apply_index_changes(progress=advance)
        self.stdout.write(f"applied: {count} changes")

    def _check(self, *, fix: bool) -> None:
        files = get_engine().check_files()
        for name in files.damaged:
            self.stdout.write(f"damaged: {name}")
        if files.unchecked:
            self.stdout.write(
                f"unchecked: {len(files.unchecked)} files of an older version have no checksums; "
                "`manage.py index rebuild` gives them some"
            )
        if files.damaged and not fix:
            self.stdout.write("the index is damaged; run `manage.py index rebuild`")
            sys.exit(1)
        if files.damaged:
            self._rebuild()
        check = check_index(fix=fix)
        for word, ids in (("missing", check.missing), ("stale", check.stale), ("extra", check.extra)):
            if ids:
                shown = " ".join(map(str, ids[:20])) + (" ..." if len(ids) > 20 else "")
                self.stdout.write(f"{word}: {len(ids)} ({shown})")
        if check.agrees:
            self.stdout.write("database and index agree")
        elif fix:
            if check_index().agrees:
                self.stdout.write("corrected: database and index agree now")
            else:
                raise CommandError("still different after the correction; run `manage.py index rebuild`")
        else:
            self.stdout.write("run `manage.py index check --fix` to correct the index")
            sys.exit(1)

    def _status(self) -> None:
        status = get_engine().status()
        published = Report.objects.held().count()
        self.stdout.write(
            f"documents {status.documents}  published {published}  pending {pending_changes()}  "
            f"generation {status.commit}  schema {status.schema}  bytes {status.size_bytes}"
        )

"""manage.py readings rebuild|apply|check: the figures and sections of the reports, and their agreement with the texts."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext_noop

from archive.languages import say, translated
from archive.management.progress import progress_bar
from archive.management.sentences import ArchiveCommand
from archive.models import Report
from archive.readings.checking import check_readings, mend_readings
from archive.readings.following import ReadingsBusy, begin_rebuild, follow_changes, waiting_changes

#: Numbers of reports that a line names.
_SHOWN = 20
_NICE = 10


class Command(ArchiveCommand):
    help = gettext_noop("读出报告里的数字和段落，或与正文核对。可以停下，再运行就接着做。")

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="rebuild|apply|check")
        rebuild = verbs.add_parser("rebuild", help=say("把所有报告重新读一遍；停下以后再运行就接着做"))
        apply = verbs.add_parser("apply", help=say("读还没有读的改动"))
        for verb in (rebuild, apply):
            verb.add_argument("--nice", action="store_true", help=say("让别的进程先用处理器"))
        check = verbs.add_parser("check", help=say("核对读出的数字、段落与正文；不一致时退出码为 1"))
        check.add_argument("--fix", action="store_true", help=say("重新读不一致的报告"))

    def handle(self, *args: Any, **options: Any) -> None:
        if options.get("nice"):
            os.nice(_NICE)
        try:
            if options["verb"] == "check":
                self._check(fix=options["fix"])
            else:
                self._read(anew=options["verb"] == "rebuild")
        except ReadingsBusy as error:
            raise CommandError(translated(error)) from error

    def _read(self, *, anew: bool) -> None:
        if anew and not begin_rebuild():
            self.stdout.write(say("接着做上次停下的重读"))
        with progress_bar(say("读数字和段落"), waiting_changes()) as advance:
            count = follow_changes(progress=advance)
        self.stdout.write(say("读了 {0} 处改动", count))

    def _check(self, *, fix: bool) -> None:
        with progress_bar(say("核对数字和段落"), Report.objects.published().count()) as advance:
            check = check_readings(progress=advance)
        for kind, numbers in (*check.faults, ("refused", check.refused)):
            if numbers:
                shown = " ".join(map(str, numbers[:_SHOWN])) + (" ..." if len(numbers) > _SHOWN else "")
                self.stdout.write(f"{kind}: {len(numbers)} ({shown})")
        if check.formulas:
            shown = " ".join(check.formulas[:_SHOWN]) + (" ..." if len(check.formulas) > _SHOWN else "")
            self.stdout.write(f"formulas: {len(check.formulas)} ({shown})")
        if check.waiting:
            self.stdout.write(f"waiting: {check.waiting}")
        if check.agrees:
            self.stdout.write(say("数字、段落与正文一致。"))
        elif fix:
            mend_readings(check)
            if not check_readings().agrees:
                raise CommandError(say("改正以后仍不一致，请运行 manage.py readings rebuild。"))
            self.stdout.write(say("已改正：数字、段落与正文一致了。"))
        else:
            remedy = (
                say("请运行 manage.py readings check --fix。")
                if check.faults or check.formulas
                else say("请运行 manage.py readings apply。")
            )
            self.stdout.write(remedy)
            sys.exit(1)

"""manage.py near rebuild [--all]: find the near duplicates of reports that have no signature."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext_noop

from archive.intake.near_duplicates import delete_signatures, rebuild_near, unsigned_reports
from archive.languages import say
from archive.management.progress import progress_bar
from archive.management.sentences import ArchiveCommand
from archive.models import NearPair


class Command(ArchiveCommand):
    help = gettext_noop("给还没有近似指纹的报告找近似篇。可以停下，再运行就接着做。")

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="rebuild")
        rebuild = verbs.add_parser("rebuild", help=say("给没有指纹的报告做指纹，找出近似的"))
        rebuild.add_argument(
            "--all",
            action="store_true",
            help=say("先删去全部指纹；编者的判定留着。停下以后接着做，就不写它"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all"]:
            delete_signatures()
        with progress_bar(say("找近似篇"), unsigned_reports().count()) as advance:
            reports = rebuild_near(progress=advance)
        self.stdout.write(say("看了 {0} 篇报告，近似的共有 {1} 对", reports, NearPair.objects.count()))

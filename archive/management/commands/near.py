"""manage.py near rebuild [--all]: find the near duplicates of reports that have no signature."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from archive.intake.near_duplicates import delete_signatures, rebuild_near, unsigned_reports
from archive.management.progress import progress_bar
from archive.management.sentences import ArchiveCommand
from archive.models import NearPair


class Command(ArchiveCommand):
    help = "Find the near duplicates of reports that have no signature yet. Can be stopped and started again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        rebuild = verbs.add_parser("rebuild", help="sign every report that has no signature and find its pairs")
        rebuild.add_argument(
            "--all",
            action="store_true",
            help="delete all signatures first; verdicts stay. To go on after a stop, leave it out",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all"]:
            delete_signatures()
        with progress_bar("找近似篇", unsigned_reports().count()) as advance:
            reports = rebuild_near(progress=advance)
        self.stdout.write(f"looked at: {reports} reports, near pairs in all: {NearPair.objects.count()}")

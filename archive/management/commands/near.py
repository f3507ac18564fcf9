"""manage.py near rebuild [--all]"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from archive.intake.near_duplicates import delete_signatures, rebuild_near, unsigned_reports
from archive.models import NearPair


class Command(BaseCommand):
    help = "Look for near duplicates among the reports that were never looked at. Can be stopped and begun again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        rebuild = verbs.add_parser("rebuild", help="sign every report that has no signature and find its pairs")
        rebuild.add_argument(
            "--all", action="store_true", help="throw all signatures away first; verdicts stay. To go on, leave it out"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all"]:
            delete_signatures()
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("找近似篇", total=unsigned_reports().count())
            reports = rebuild_near(progress=lambda done: progress.update(task, completed=done))
        self.stdout.write(f"looked at: {reports} reports, near pairs in all: {NearPair.objects.count()}")

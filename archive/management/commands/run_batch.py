"""manage.py run_batch NUMBER: work off the uploaded files of a batch, and of those that wait behind it."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive.intake.workers import work_through_batches
from archive.models import ImportBatch

#: Below the web server, so that readers do not wait for an upload.
NICER = 5


class Command(BaseCommand):
    help = (
        "Take in the uploaded files that wait in a batch, then those of the other batches that wait. Safe to kill and to "
        "run again; where enough processes are at it already, they take the batch up and this one does nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("batch", type=int, metavar="NUMBER", help="the number of the batch")

    def handle(self, *args: Any, **options: Any) -> None:
        os.nice(NICER)
        number = options["batch"]
        is_left = True
        try:
            for worked_off, files in work_through_batches(number):
                self.stdout.write(f"batch {worked_off}: {files} files")
                is_left = False
        except ImportBatch.DoesNotExist:
            raise CommandError(f"there is no batch {number}") from None
        if is_left:
            self.stdout.write(f"batch {number}: nothing done; other processes are at work, or the log says why")

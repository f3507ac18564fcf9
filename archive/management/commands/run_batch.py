"""manage.py run_batch NUMBER: the worker, which imports the uploaded files of a batch, then those of the other batches."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from archive.intake.workers import work_through_batches
from archive.management.sentences import ArchiveCommand
from archive.models import ImportBatch

#: Added to the niceness, so that the web server goes first and readers do not wait for an upload.
NICENESS = 5


class Command(ArchiveCommand):
    help = (
        "Import the waiting files of a batch, then those of the other waiting batches. Safe to kill and to run again; "
        "where enough workers run already, they take up the batch and this one does nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("batch", type=int, metavar="NUMBER", help="the number of the batch")

    def handle(self, *args: Any, **options: Any) -> None:
        os.nice(NICENESS)
        number = options["batch"]
        is_left = True
        try:
            for done, files in work_through_batches(number):
                self.stdout.write(f"batch {done}: {files} files")
                is_left = False
        except ImportBatch.DoesNotExist:
            raise CommandError(f"there is no batch {number}") from None
        if is_left:
            self.stdout.write(f"batch {number}: nothing done; other processes are at work, or the log says why")

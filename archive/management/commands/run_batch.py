"""manage.py run_batch NUMBER: work off the uploaded files of a batch."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive.batches import work_off
from archive.incoming import BatchBusy, NoRoom
from archive.models import ImportBatch

#: Below the web server, so that readers do not wait for an upload.
NICER = 5


class Command(BaseCommand):
    help = "Take in the uploaded files that wait in a batch. Safe to kill and to run again; a second one at the same time does nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("batch", type=int, metavar="NUMBER", help="the number of the batch")

    def handle(self, *args: Any, **options: Any) -> None:
        os.nice(NICER)
        number = options["batch"]
        try:
            done = work_off(number)
        except BatchBusy:
            self.stdout.write(f"batch {number}: another process is at it")
        except ImportBatch.DoesNotExist:
            raise CommandError(f"there is no batch {number}") from None
        except NoRoom as error:
            raise CommandError(str(error)) from error
        else:
            self.stdout.write(f"batch {number}: {done} files")

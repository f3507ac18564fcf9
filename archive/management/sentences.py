"""Commands that end in a sentence, and not in a traceback, where database, disk or index is at fault."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from archive.storage.faults import sentence_of
from search.documents import SearchError


class ArchiveCommand(BaseCommand):
    """A command of the archive, which names its DATA_DIR. ``--traceback`` shows where a fault came from."""

    def run_from_argv(self, argv: list[str]) -> None:
        """Name DATA_DIR on the standard error, where no program reads the answer, and run the command."""
        if not {"--help", "-h"} & set(argv):
            self.stderr.write(f"DATA_DIR: {settings.DATA_DIR}", self.style.NOTICE)
        super().run_from_argv(argv)

    def execute(self, *args: Any, **options: Any) -> Any:
        """Run the command; raise CommandError for a fault of database, disk or index."""
        try:
            return super().execute(*args, **options)
        except Exception as error:
            sentence = sentence_to_end_with(error)
            if not sentence or options.get("traceback"):
                raise
            raise CommandError(sentence) from error


def sentence_to_end_with(error: Exception) -> str:
    """Return the sentence for a fault that a command may end with; "" for a fault of the program."""
    if isinstance(error, SearchError | ImproperlyConfigured):
        return str(error)
    return sentence_of(error)

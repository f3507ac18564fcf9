"""Commands that speak one language, and end in a sentence where database, disk or index is at fault."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import get_language, override

from archive.languages import say, translated
from archive.management.spoken import CHOICES, OPTION, language_of, without_option
from archive.storage.faults import sentence_of
from search.documents import SearchError


class ArchiveCommand(BaseCommand):
    """A command of the archive, which names its DATA_DIR. ``--traceback`` shows where a fault came from.

    From a terminal it speaks the language of ``--lang`` or of the environment; called by the program, the active one.
    What it stores is Chinese in both: ``Sentence`` is read as Chinese, and ``translated`` when printed.
    """

    #: Django's own options work as ever; their words are English alone.
    suppressed_base_arguments = {
        "--version", "--verbosity", "--settings", "--pythonpath", "--traceback", "--no-color", "--force-color",
    }  # fmt: skip

    def run_from_argv(self, argv: list[str]) -> None:
        """Name DATA_DIR on the standard error, where no program reads the answer, and run the command."""
        with override(language_of(argv, os.environ)):
            if not {"--help", "-h"} & set(argv):
                self.stderr.write(f"DATA_DIR: {settings.DATA_DIR}", self.style.NOTICE)
            super().run_from_argv(without_option(argv))

    def print_help(self, prog_name: str, subcommand: str) -> None:
        """Print what ``manage.py help`` says of the command."""
        with override(language_of(sys.argv, os.environ)):
            super().print_help(prog_name, subcommand)

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> CommandParser:
        """Return the parser, whose words are in the active language, with ``--lang``, which run_from_argv reads."""
        parser = super().create_parser(prog_name, subcommand, **options, conflict_handler="resolve")
        parser.description = say(self.help)
        parser.add_argument("-h", "--help", action="help", help=say("显示这份说明"))
        if self.requires_system_checks:
            parser.add_argument("--skip-checks", action="store_true", help=say("不做开始前的检查"))
        parser.add_argument(OPTION, choices=tuple(CHOICES), help=say("中文（zh）或英文（en），不写则随 LANG"))
        return parser

    def execute(self, *args: Any, **options: Any) -> Any:
        """Run the command; raise CommandError for a fault of database, disk or index."""
        with override(CHOICES[options["lang"]] if options.get("lang") else get_language()):
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
        return str(translated(error))
    return str(translated(sentence_of(error)))

"""Commands that speak one language, and end in a sentence where database, disk or index is at fault."""

from __future__ import annotations

import os
import sys
from argparse import SUPPRESS, ArgumentTypeError
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import get_language, gettext_noop, override

from archive.languages import say, translated
from archive.management.spoken import CHOICES, OPTION, language_of, spoken_by_argparse, without_option
from archive.storage.faults import sentence_of
from search.documents import SearchError

_FLAGS = frozenset({"--traceback", "--no-color", "--force-color", "--skip-checks"})
#: Exit codes of a shell for SIGINT and SIGPIPE.
_STOPPED, _UNREAD = 130, 141
#: What Django's own options do; --verbosity, which no command of the archive asks for, is not offered.
DJANGO_OPTIONS = {
    "--version": gettext_noop("显示版本"),
    "--settings": gettext_noop("另用一个 Django 设置模块"),
    "--pythonpath": gettext_noop("另加一个找 Python 模块的文件夹"),
    "--traceback": gettext_noop("出错时列出程序走到哪一步，给开发者看"),
    "--no-color": gettext_noop("输出不带颜色"),
    "--force-color": gettext_noop("输出一定带颜色"),
}


class ArchiveCommand(BaseCommand):
    """A command of the archive, which names its DATA_DIR. ``--traceback`` shows where a fault came from.

    From a terminal it speaks the language of ``--lang`` or of the environment; called by the program, the active one.
    What it stores is Chinese in both: ``Sentence`` is read as Chinese, and ``translated`` when printed.
    """

    #: Whether it runs from a terminal, which is told how it ends; a caller gets the error.
    is_from_terminal = False

    def get_version(self) -> str:
        """Return the version of the archive, not that of Django."""
        return str(settings.VERSION)

    def run_from_argv(self, argv: list[str]) -> None:
        """Name DATA_DIR on the standard error, where no program reads the answer, and run the command."""
        language = language_of(argv, os.environ)
        self.is_from_terminal = True
        with override(language), spoken_by_argparse(language):
            if not {"--help", "-h", "--version"} & set(argv):
                self.stderr.write(f"DATA_DIR: {settings.DATA_DIR}", self.style.NOTICE)
            super().run_from_argv(_flags_first(without_option(argv)))

    def print_help(self, prog_name: str, subcommand: str) -> None:
        """Print what ``manage.py help`` says of the command."""
        language = language_of(sys.argv, os.environ)
        with override(language), spoken_by_argparse(language):
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

    def add_base_argument(self, parser: CommandParser, *names: str, **options: Any) -> None:
        """Add an option that Django gives every command, with words of ours."""
        words = say(DJANGO_OPTIONS[names[-1]]) if names[-1] in DJANGO_OPTIONS else SUPPRESS
        super().add_base_argument(parser, *names, **{**options, "help": words})

    def check(self, *args: Any, **options: Any) -> None:
        """Raise CommandError with the sentence and the remedy of each fault that Django's system checks find."""
        found = [each for each in run_checks(tags=options.get("tags")) if each.is_serious() and not each.is_silenced()]
        if found:
            raise CommandError("\n".join(" ".join(filter(None, (str(each.msg), each.hint))) for each in found))

    def execute(self, *args: Any, **options: Any) -> Any:
        """Run the command; raise CommandError for a fault of database, disk or index. A terminal is told it and exits."""
        with override(CHOICES[options["lang"]] if options.get("lang") else get_language()):
            try:
                return self._execute(*args, **options)
            except CommandError as error:
                if not self.is_from_terminal or options.get("traceback"):
                    raise
                self.stderr.write(say("出错：{0}", error))
                sys.exit(error.returncode)
            except KeyboardInterrupt:
                if not self.is_from_terminal:
                    raise
                self.stderr.write(say("已停止。"))
                sys.exit(_STOPPED)
            except BrokenPipeError:
                if not self.is_from_terminal:
                    raise
                _let_go_of_stdout()
                sys.exit(_UNREAD)

    def _execute(self, *args: Any, **options: Any) -> Any:
        if options["force_color"] and options["no_color"]:
            raise CommandError(say("--no-color 与 --force-color 不能同用。"))
        try:
            answer = super().execute(*args, **options)
            self.stdout.flush()
            return answer
        except BrokenPipeError:
            raise
        except Exception as error:
            sentence = sentence_to_end_with(error)
            if not sentence or options.get("traceback"):
                raise
            raise CommandError(sentence) from error


def _flags_first(argv: list[str]) -> list[str]:
    """Return the words with Django's flags before a verb (``index check --traceback``), whose own parser knows them not."""
    end = argv.index("--") if "--" in argv else len(argv)
    flags = [word for word in argv[2:end] if word in _FLAGS]
    return [*argv[:2], *flags, *(word for word in argv[2:end] if word not in _FLAGS), *argv[end:]]


def _let_go_of_stdout() -> None:
    """Send what is left to print nowhere: its reader (``| head``) is gone, and Python would complain when it ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def whole_number(words: str) -> int:
    """Return the number that was typed; the type of an argument, whose refusal argparse says by the name of ``int``."""
    try:
        return int(words)
    except ValueError:
        raise ArgumentTypeError(say("“{0}”不是数。请写一个整数，如 28。", words)) from None


def in_local_time(moment: datetime) -> str:
    """Return the minute of a moment as the clock of the archive shows it (TIME_ZONE)."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def sentence_to_end_with(error: Exception) -> str:
    """Return the sentence for a fault that a command may end with; "" for a fault of the program."""
    if isinstance(error, SearchError | ImproperlyConfigured):
        return str(translated(error))
    return str(translated(sentence_of(error)))

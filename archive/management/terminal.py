"""manage.py as a whole: its list of commands, an unknown command, and --lang before a command.

What reads the settings is imported after Django has read ``--settings``.
"""

from __future__ import annotations

import sys
from difflib import get_close_matches
from textwrap import fill, indent

import django
from django.conf import settings
from django.core.management import ManagementUtility, get_commands, load_command_class
from django.core.management.base import BaseCommand
from django.utils.translation import activate, override

from archive.management.spoken import option_in, terminal_language, without_option

#: Words that are no command, or not one of the archive.
_ABOUT_MANAGE = ("help", "--help", "-h", "version", "--version")
_OURS = "archive"


class Terminal(ManagementUtility):
    """Django's command line for this project, in the language of the terminal."""

    def __init__(self, argv: list[str]) -> None:
        words = without_option(argv[1:])
        if words and words[0] not in _ABOUT_MANAGE:  # a command reads the option itself, wherever else it stands
            words = [words[0], *option_in(argv[1:]), *words[1:]]
        super().__init__([argv[0], *words])

    def execute(self) -> None:
        """Run the command of the words. The version is that of the archive, and of Django beside it."""
        if self.argv[1:] in (["version"], ["--version"]):
            sys.stdout.write(f"jiceng {settings.VERSION}, Django {django.get_version()}\n")
        else:
            super().execute()

    def main_help_text(self, commands_only: bool = False) -> str:
        """Return the list of commands, each of the archive's with its first sentence. Raise what settings raised."""
        from archive.languages import say

        if commands_only:
            return super().main_help_text(commands_only)
        if self.settings_exception is not None:
            raise self.settings_exception
        commands = get_commands()
        ours = sorted(name for name, app in commands.items() if app == _OURS)
        wide = max(map(len, ours))
        with override(terminal_language()):
            return "\n".join(
                (
                    say("用法：{0} 命令 [选项]。一个命令的说明：{0} help 命令", self.prog_name),
                    "",
                    say("文库的命令："),
                    *(f"  {name:{wide}}  {_first_sentence(name)}" for name in ours),
                    "",
                    say("Django 的命令（它们的话是英文）："),
                    indent(fill(" ".join(sorted(commands.keys() - set(ours))), 100), "  "),
                )
            )

    def fetch_command(self, subcommand: str) -> BaseCommand:
        """Return the command, or say that there is none of this name and exit.

        One of Django's names DATA_DIR too, and knows no ``--lang``: what Django translates is in that language.
        """
        from archive.languages import say
        from archive.management.sentences import ArchiveCommand

        commands = get_commands()
        if subcommand not in commands:
            with override(terminal_language()):
                near = get_close_matches(subcommand, commands, n=1)
                meant = say("是不是 {0}？", near[0]) if near else ""
                sys.exit(say("没有“{0}”这个命令。{1}全部命令：{2} help", subcommand, meant, self.prog_name))
        command = super().fetch_command(subcommand)
        if not isinstance(command, ArchiveCommand):
            self.argv = [self.argv[0], *without_option(self.argv[1:])]
            activate(terminal_language())
            if self.argv[1:2] == [subcommand] and not {"--help", "-h", "--version"} & set(self.argv):
                sys.stderr.write(f"DATA_DIR: {settings.DATA_DIR}\n")
        return command


def _first_sentence(name: str) -> str:
    """Return what a command is for, from its help."""
    from archive.languages import say

    words = say(load_command_class(_OURS, name).help)
    end = min((at for stop in ("。", "；", ". ", "; ") if (at := words.find(stop)) >= 0), default=len(words))
    return words[:end].rstrip(".")

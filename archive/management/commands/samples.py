"""manage.py samples remove: take the sample reports out of the archive, for good."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext_noop

from archive.languages import say
from archive.management.sentences import ArchiveCommand
from archive.publishing.erasing import remove_samples


class Command(ArchiveCommand):
    help = gettext_noop("移去虚构的示例报告，连同它们的原件和来源。以后启动也不再装入。")

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="remove")
        verbs.add_parser("remove", help=say("移去全部示例报告"))

    def handle(self, *args: Any, **options: Any) -> None:
        count = remove_samples()
        self.stdout.write(
            say("已移去示例报告 {0} 篇，以后启动也不再装入。", count)
            if count
            else say("馆里没有示例报告，以后也不再装入。")
        )

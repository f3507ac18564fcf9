"""manage.py samples remove: take the sample reports out of the archive, for good."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from archive.management.sentences import ArchiveCommand
from archive.publishing.erasing import remove_samples


class Command(ArchiveCommand):
    help = "Remove the made-up sample reports, with their originals and sources. No later start brings them back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("remove", help="remove all sample reports")

    def handle(self, *args: Any, **options: Any) -> None:
        count = remove_samples()
        self.stdout.write(
            f"已移去示例报告 {count} 篇，以后启动也不再装入。" if count else "馆里没有示例报告，以后也不再装入。"
        )

"""manage.py check_originals [--from FILE]: read every original again, and put back from a backup what is lost."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from rich.console import Console
from rich.progress import track

from archive.backups.manifest import BackupError
from archive.backups.restoring import put_back_originals
from archive.management.sentences import ArchiveCommand
from archive.models import Original
from archive.storage.originals import State, drop_unfinished, orphan_files, state_of_original

SHOWN = 20


class Command(ArchiveCommand):
    help = (
        "Read every original again; list missing and changed ones, and files that belong to none. Exit code 1 for any."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="backup", type=Path, help="put missing and changed ones back from a backup")

    def handle(self, *args: Any, backup: Path | None = None, **options: Any) -> None:
        total = Original.objects.count()
        lost = self._lost(total)
        if lost and backup:
            try:
                back = put_back_originals(backup, lost)
            except BackupError as error:
                raise CommandError(str(error)) from error
            self.stdout.write(f"put back: {len(back)}")
            lost = {sha256: of_it for sha256, of_it in lost.items() if sha256 not in back}
        found: dict[State, list[str]] = {"missing": [], "changed": []}
        for state, row in lost.values():
            found[state].append(row)
        if dropped := drop_unfinished():
            self.stdout.write(f"removed {dropped} half-written files of a killed intake")
        orphans = [str(path) for path in orphan_files(Original.objects.kept())]
        for word, rows in (*found.items(), ("orphan", orphans)):
            if rows:
                self.stdout.write(f"{word}: {len(rows)}")
                for row in rows[:SHOWN]:
                    self.stdout.write(f"  {row}")
                if len(rows) > SHOWN:
                    self.stdout.write(f"  ... and {len(rows) - SHOWN} more")
        if found["missing"] or found["changed"]:
            self.stdout.write("put them back from a backup: manage.py check_originals --from FILE")
        if orphans:
            self.stdout.write("orphans are left by a killed intake: import the same files again, or remove them")
        if any(found.values()) or orphans:
            sys.exit(1)
        self.stdout.write(f"all {total} originals are as they were received")

    def _lost(self, total: int) -> dict[str, tuple[State, str]]:
        """Return the state and a line for each SHA-256 whose file is missing or changed."""
        lost: dict[str, tuple[State, str]] = {}
        originals = Original.objects.order_by("pk").iterator(chunk_size=500)
        console = Console(file=sys.stderr)
        for original in track(originals, "核对原件", total=total, console=console, transient=True):
            state = state_of_original(original.sha256)
            if state != "sound":
                row = f"original {original.pk} {original.sha256} {original.filename}"
                lost[original.sha256] = state, row
        return lost

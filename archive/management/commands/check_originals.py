"""manage.py check_originals: read every original again and compare it with its SHA-256."""

from __future__ import annotations

import sys
from typing import Any

from rich.console import Console
from rich.progress import track

from archive.management.sentences import ArchiveCommand
from archive.models import Original
from archive.storage.originals import State, drop_unfinished, orphan_files, state_of

SHOWN = 20


class Command(ArchiveCommand):
    help = (
        "Read every original again; list missing and changed ones, and files that belong to none. Exit code 1 for any."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found: dict[State, list[str]] = {"missing": [], "changed": []}
        originals = Original.objects.order_by("pk").iterator(chunk_size=500)
        total = Original.objects.count()
        console = Console(file=sys.stderr)
        for original in track(originals, "核对原件", total=total, console=console, transient=True):
            state = state_of(original.path, original.sha256)
            if state != "sound":
                found[state].append(f"original {original.pk} {original.sha256} {original.filename}")
        if dropped := drop_unfinished():
            self.stdout.write(f"removed {dropped} half-written files of a killed intake")
        known = set(Original.objects.values_list("sha256", flat=True))
        orphans = [str(path) for path in orphan_files(known)]
        for word, rows in (*found.items(), ("orphan", orphans)):
            if rows:
                self.stdout.write(f"{word}: {len(rows)}")
                for row in rows[:SHOWN]:
                    self.stdout.write(f"  {row}")
                if len(rows) > SHOWN:
                    self.stdout.write(f"  ... and {len(rows) - SHOWN} more")
        if found["missing"] or found["changed"]:
            self.stdout.write("restore these files from a backup; their names are their SHA-256")
        if orphans:
            self.stdout.write("orphans are left by a killed intake: import the same files again, or remove them")
        if any(found.values()) or orphans:
            sys.exit(1)
        self.stdout.write(f"all {total} originals are as they were received")

"""The region table: loading it, and reading a code the way people type it."""

from __future__ import annotations

import csv
from pathlib import Path

from django.db import transaction

from archive.models import Region

LEVELS_DOWNWARD = {level: rank for rank, level in enumerate(Region.Level.values)}


@transaction.atomic
def load_regions(path: Path) -> int:
    """Make the Region table equal to the file ``fixtures/regions.csv``; the number of units.

    Units that the file no longer has stay, because reports may point to them.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    units = [
        Region(
            code=row["code"], name=row["name"], short=row["short"], level=row["level"], parent_id=row["parent"] or None
        )
        for row in rows
    ]
    units.sort(key=lambda unit: LEVELS_DOWNWARD[unit.level])  # a parent must be there before its children
    Region.objects.bulk_create(
        units,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "short", "level", "parent"],
        batch_size=500,
    )
    return len(units)


def regions_are_loaded(path: Path) -> bool:
    """Whether the table holds as many units as the file; cheap enough for every start."""
    with path.open(encoding="utf-8") as file:
        lines = sum(1 for line in file if not line.startswith("#")) - 1
    return Region.objects.count() >= lines

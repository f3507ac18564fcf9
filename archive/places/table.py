"""Loading the tables of regions, of today and former, from the files of the program."""

from __future__ import annotations

import csv
from pathlib import Path

from django.db import transaction

from archive.models import FormerRegion, Region, note_regions

LEVELS_DOWNWARD = {level: rank for rank, level in enumerate(Region.Level.values)}
FORMER_FILE = "regions-former.csv"


@transaction.atomic
def load_regions(path: Path) -> int:
    """Make the tables equal to ``fixtures/regions.csv`` and ``regions-former.csv`` beside it; return the number of regions of today.

    Regions of today that the file no longer has stay, because reports may point to them; former ones go.
    """
    regions = [
        Region(
            code=row["code"], name=row["name"], short=row["short"], level=row["level"], parent_id=row["parent"] or None
        )
        for row in _rows(path)
    ]
    regions.sort(key=lambda region: LEVELS_DOWNWARD[region.level])  # a parent must be there before its children
    before = {code: rest for code, *rest in Region.objects.values_list("code", "name", "parent_id")}
    Region.objects.bulk_create(
        regions,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "short", "level", "parent"],
        batch_size=500,
    )
    note_regions([each.code for each in regions if before.get(each.code) not in (None, [each.name, each.parent_id])])
    _load_former(path.with_name(FORMER_FILE))
    return len(regions)


def regions_are_loaded(path: Path) -> bool:
    """Return whether the tables hold as many regions, of today and former, as the files. Cheap enough for every start."""
    former = path.with_name(FORMER_FILE)
    return Region.objects.count() >= _count(path) and FormerRegion.objects.count() == _count(former)


def _load_former(path: Path) -> None:
    """Write the table of former regions anew, unless it holds the very rows of the file."""
    fields = ("name", "code", "level", "first_year", "last_year", "successor_id")
    wanted = {
        (
            row["name"],
            row["code"],
            row["level"],
            int(row["first_year"]) if row["first_year"] else None,
            int(row["last_year"]) if row["last_year"] else None,
            row["successor"],
        )
        for row in _rows(path)
    }
    if wanted == set(FormerRegion.objects.order_by().values_list(*fields)):
        return
    FormerRegion.objects.all().delete()
    ordered = sorted(wanted, key=lambda row: row[1::-1])
    FormerRegion.objects.bulk_create([FormerRegion(**dict(zip(fields, row, strict=True))) for row in ordered], 1000)


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def _count(path: Path) -> int:
    if not path.exists():
        return 0
    with path.open(encoding="utf-8") as file:
        return sum(1 for line in file if not line.startswith("#")) - 1

"""The region table: loading it, and the units of former days beside it."""

from __future__ import annotations

import csv
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from archive.models import FormerRegion, Region, full_code
from search.fold import fold
from search.query import NamedRegion

LEVELS_DOWNWARD = {level: rank for rank, level in enumerate(Region.Level.values)}
FORMER_FILE = "regions-former.csv"
_LONGEST_NAME = 60  # of a unit with all that it lies in


@transaction.atomic
def load_regions(path: Path) -> int:
    """Make the tables equal to the file ``fixtures/regions.csv`` and ``regions-former.csv`` beside it; the number of units of today.

    Units of today that the file no longer has stay, because reports may point to them; former ones go.
    """
    units = [
        Region(
            code=row["code"], name=row["name"], short=row["short"], level=row["level"], parent_id=row["parent"] or None
        )
        for row in _rows(path)
    ]
    units.sort(key=lambda unit: LEVELS_DOWNWARD[unit.level])  # a parent must be there before its children
    Region.objects.bulk_create(
        units,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "short", "level", "parent"],
        batch_size=500,
    )
    _load_former(path.with_name(FORMER_FILE))
    return len(units)


def regions_are_loaded(path: Path) -> bool:
    """Whether the tables hold as many units, of today and former, as the files; cheap enough for every start."""
    former = path.with_name(FORMER_FILE)
    return Region.objects.count() >= _count(path) and FormerRegion.objects.count() == _count(former)


def find_named(name: str) -> tuple[NamedRegion, ...]:
    """All units that a name (定西市), a short one (定西), one with what it lies in (南京鼓楼区), a former one (定西县) or
    a code (62, 6211, 621100) may mean, homonyms included; the largest first. Two SQL queries. For search/query/regions.py.
    """
    plain = fold(name.strip())
    if not plain or len(plain) > _LONGEST_NAME:
        return ()
    if plain.isascii() and plain.isdigit():
        codes = {full_code(plain)}
        units, former = Region.objects.filter(code__in=codes), FormerRegion.objects.filter(code__in=codes)
    else:
        # The tables keep names as they are printed, of which a few change in the fold (乾县).
        wanted = {text for whole in (name.strip(), plain) for text in _tails(whole)}
        units = Region.objects.filter(Q(name__in=wanted) | Q(short__in=wanted))
        former = FormerRegion.objects.filter(name__in={name.strip(), plain})
    found: dict[str, str] = {}
    today = [unit for unit in units.select_related("parent__parent") if _is_called(unit, plain)]
    for unit in sorted(today, key=lambda unit: (LEVELS_DOWNWARD[unit.level], unit.code)):
        found.setdefault(unit.prefix, _label(unit))
    for earlier in former.select_related("successor__parent__parent"):
        found.setdefault(earlier.successor.prefix, f"{_label(earlier.successor)}（旧{earlier.name}）")
    return tuple(NamedRegion(prefix, label) for prefix, label in found.items())


def _tails(name: str) -> list[str]:
    return [name[start:] for start in range(len(name) - 1)]


def _label(unit: Region) -> str:
    return "".join(above.name for above in unit.path)


def _is_called(unit: Region, plain: str) -> bool:
    """Whether the folded name is the unit's code, or its name behind the names of any units that it lies in."""
    if plain.isdigit():
        return True
    *above, itself = unit.path
    rests = {plain.removesuffix(fold(own)) for own in (itself.name, itself.short) if plain.endswith(fold(own))}
    for upper in reversed(above):
        rests |= {rest.removesuffix(fold(own)) for rest in rests for own in (upper.name, upper.short)}
    return "" in rests


def _load_former(path: Path) -> None:
    """Write the table of former units anew, unless it holds the very rows of the file."""
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

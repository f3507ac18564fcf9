"""The formulas that are known before any report is read: fixtures/central-formulas.csv, with the year and level of each.

The list gives keys that are found without quotes, dates and notes; the standing of a formula is computed by its spread.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from archive.text.formulas import pattern_of, whole_key

#: Levels whose formulas have one meaning everywhere; those of the others are found in quotes alone.
_OF_NO_CENTRE = frozenset({"ambiguous", "local", "model"})


@dataclass(frozen=True, slots=True)
class KnownFormula:
    """A line of the list. ``year``: when it came up, from general knowledge, None for unknown; ``is_about``: roughly."""

    name: str
    year: int | None
    is_about: bool
    level: str
    note: str


@cache
def known_formulas() -> dict[str, KnownFormula]:
    """Return {key: line}; read once a process: a constant of the program's files, like the gazetteer."""
    path = Path(settings.REGIONS_FILE).with_name("central-formulas.csv")
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        whole_key(row["formula"]): KnownFormula(
            row["formula"], int(row["year"]) if row["year"] else None, row["about"] == "1", row["level"], row["note"]
        )
        for row in rows
    }


@cache
def known_pattern() -> re.Pattern[str]:
    """Return the pattern of what is found without quotes too; a constant like the list."""
    return pattern_of([key for key, known in known_formulas().items() if known.level not in _OF_NO_CENTRE])

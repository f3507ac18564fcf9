"""Of which rules are the readings? A digest of all that decides what they return: nobody has to remember a number."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

from search.analysis import analysis_version
from search.fold import FOLD_VERSION

_ROOM = Path(__file__).parent
_TEXT = _ROOM.parent / "text"
#: Files beside the list of regions that the gazetteer reads.
_PLACES = ("region-aliases.csv", "regions-former.csv", "townships.csv", "central-formulas.csv")


@cache
def rules_version() -> str:
    """Return sixteen hex digits that change when a rule, the fold, jieba or the gazetteer does.

    Read once a process: a constant of the program's files.
    """
    digest = hashlib.sha256(f"{FOLD_VERSION} {analysis_version()}".encode())
    for path in _deciding():
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _deciding() -> Iterator[Path]:
    """Yield the files that decide, in a fixed order: those of the program that are there."""
    yield _ROOM / "reading.py"
    yield _ROOM / "known.py"
    for room in ("figures", "formulas", "places"):
        yield from sorted((_TEXT / room).glob("*.py"))
    yield _TEXT / "face.py"
    yield _TEXT / "sections.py"
    regions = Path(settings.REGIONS_FILE)
    for path in (regions, *map(regions.with_name, _PLACES)):
        if path.exists():
            yield path

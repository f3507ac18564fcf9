"""The index of measures (做法): the editors' list with counts, and the other names of a measure that a reader typed.

The list is one query. The engine gives all counts at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from archive.models import Measure
from archive.models.measures import variants_by_fold
from search.documents import Query, SearchError
from search.engine import get_engine
from search.fold import fold

#: Built once: each results page reads the list.
_NAMES = Measure.objects.in_order().values_list("name", "variants")


@dataclass(frozen=True, slots=True)
class CountedName:
    """A name and the number of reports that contain it; ``count`` is None without an index."""

    name: str
    count: int | None


@dataclass(frozen=True, slots=True)
class CountedMeasure:
    """An entry of the index. ``variants`` are other names that some report contains; () where they are not wanted."""

    name: str
    count: int | None
    note: str = ""
    variants: tuple[CountedName, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasureGroup:
    """Measures under the heading that the editors gave them."""

    name: str
    measures: tuple[CountedMeasure, ...]


def count_measures(*, with_variants: bool = False) -> tuple[MeasureGroup, ...]:
    """Return all groups, with the number of reports that contain each name in either script.

    One query of the database and one of the engine.
    """
    measures = list(Measure.objects.in_order())
    variants = {measure.name: measure.variant_names if with_variants else () for measure in measures}
    counts = count_names([*variants, *chain.from_iterable(variants.values())])
    groups: dict[str, list[CountedMeasure]] = {}
    for measure in measures:
        others = tuple(CountedName(name, counts[name]) for name in variants[measure.name] if counts[name])
        counted = CountedMeasure(measure.name, counts[measure.name], measure.note, others)
        groups.setdefault(measure.group, []).append(counted)
    return tuple(MeasureGroup(name, tuple(measures)) for name, measures in groups.items())


def count_names(names: Iterable[str]) -> dict[str, int | None]:
    """Return {name: number of published reports that contain it, in either script}, None without an index.

    The engine is asked once.
    """
    wanted = list(dict.fromkeys(names))
    try:
        counts = get_engine().count_many([naming(name) for name in wanted]) if wanted else []
    except SearchError:
        return dict.fromkeys(wanted)
    return dict(zip(wanted, counts, strict=True))


def naming(name: str) -> Query:
    """Return the query for the reports that contain ``name``."""
    return Query(text=f'"{name}"')


class MeasureNames(NamedTuple):
    """The names of one measure, its usual name first; ``folded`` as search compares."""

    written: tuple[str, ...]
    folded: tuple[str, ...]


def names_of_measures() -> tuple[MeasureNames, ...]:
    """Return the names of all measures, in the order of the list. One query."""
    rows = ((name, variants_by_fold(variants)) for name, variants in _NAMES.all())
    return tuple(MeasureNames((name, *others.values()), (fold(name), *others)) for name, others in rows)


def other_names(term: str, measures: Iterable[MeasureNames]) -> list[str]:
    """Return the other names of the measures that ``term`` names or contains, in the order of the list, each once.

    Names that the term contains are left out: 一肩挑 only asks for less than 书记主任一肩挑.
    """
    folded = fold(term)
    found: dict[str, str] = {}
    for measure in measures:
        if any(name in folded for name in measure.folded):
            named = zip(measure.folded, measure.written, strict=True)
            found |= {name: written for name, written in named if name not in folded}
    return list(found.values())

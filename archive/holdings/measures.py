"""The index of measures (做法): the editors' list with counts, and the other words for what a reader looks for.

The list is one query; the counts are asked of the engine, each once for each state of the index.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from archive.models import Measure
from archive.models.measures import split_variants
from search.documents import Query, SearchError
from search.engine import get_engine
from search.fold import fold


@dataclass(frozen=True, slots=True)
class CountedName:
    """A name and the reports that hold it, in either script; ``count`` None while the engine cannot be asked."""

    name: str
    count: int | None


@dataclass(frozen=True, slots=True)
class CountedMeasure:
    """An entry of the index. ``variants`` are those that some report holds, empty where they were not asked for."""

    name: str
    count: int | None
    note: str = ""
    variants: tuple[CountedName, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasureGroup:
    name: str
    measures: tuple[CountedMeasure, ...]


def count_measures(*, with_variants: bool = False) -> tuple[MeasureGroup, ...]:
    """All groups with the number of reports that hold each name, in either script. One query of the database."""
    groups: dict[str, list[CountedMeasure]] = {}
    for measure in Measure.objects.in_order():
        variants = measure.variant_names if with_variants else ()
        groups.setdefault(measure.group, []).append(
            CountedMeasure(
                measure.name,
                count_of(measure.name),
                measure.note,
                tuple(CountedName(name, held) for name in variants if (held := count_of(name))),
            )
        )
    return tuple(MeasureGroup(name, tuple(measures)) for name, measures in groups.items())


def count_of(name: str) -> int | None:
    """Published reports that hold ``name``, in either script; None while there is no index."""
    try:
        return get_engine().count(Query(text=f'"{name}"'))
    except SearchError:
        return None


class MeasureNames(NamedTuple):
    """The names of one measure, its usual name first; ``folded`` as search compares."""

    written: tuple[str, ...]
    folded: tuple[str, ...]


def names_of_measures() -> tuple[MeasureNames, ...]:
    """Return the names of all measures, in the order of the list. One query."""
    rows = Measure.objects.in_order().values_list("name", "variants")
    written = [(name, *split_variants(variants)) for name, variants in rows]
    return tuple(MeasureNames(names, tuple(map(fold, names))) for names in written)


def other_words(term: str, measures: Iterable[MeasureNames]) -> list[str]:
    """The other names of the measures that ``term`` names or holds, in the order of the list, each once.

    Names that the term holds are not among them: 一肩挑 is no other word for 书记主任一肩挑, it only asks for less.
    """
    folded = fold(term)
    found: dict[str, str] = {}
    for measure in measures:
        if any(name in folded for name in measure.folded):
            named = zip(measure.folded, measure.written, strict=True)
            found |= {name: written for name, written in named if name not in folded}
    return list(found.values())

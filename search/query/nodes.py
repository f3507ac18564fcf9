"""The tree of a query: what a document must hold. A node that nobody knows raises; it never means everything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

#: The fields that a NEAR or a wildcard is looked for in; a term without a field means either of them.
TEXT_FIELDS = ("title", "body")


@dataclass(frozen=True, slots=True)
class Term:
    """A string that title or body holds; with ``field`` (title body source author) that one field.

    In mode "folded" ``fold(text)`` must stand in the field's fold, in mode "script"
    ``fold_width(text)`` in its ``fold_width``, in mode "exact" the text itself in the raw field.
    """

    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Wildcard:
    """A word with unknown characters inside, as typed: 党?组织, 软弱*组织; see search/query/wildcards.py.

    Its fixed parts stand in one field as a Term's text does, and between them the unknown characters,
    none of them a line end. A hit runs from its beginning to the nearest end that fits.
    """

    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Near:
    """Neighbours: each operand within its distance of the next, in one field (title or body).

    ``distances[i]`` lies between ``operands[i]`` and ``operands[i + 1]``: the most characters, of any kind, that may
    stand between the end of the earlier hit and the beginning of the later one. Either may come first; hits that
    overlap are not near each other. In a chain the hit in the middle is the same for both its neighbours.
    An operand is a Term, a Wildcard or an Or of these, without field or with title or body.
    """

    operands: tuple[Node, ...]
    distances: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class InRegion:
    """Documents of a region or below it. ``name``: as typed. ``prefixes``: what the codes of each unit meant begin
    with, or UNKNOWN for documents without a region."""

    name: str
    prefixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DateRange:
    """Documents whose date may lie in the range, as Query.date_from and date_to say it; never undated ones.

    ``first`` and ``last``: ``YYYY[-MM[-DD]]``, or "" for an open end (not both).
    """

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class And:
    """Every child, at least two."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any child, at least two."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Every document but those of the child."""

    child: Node


@dataclass(frozen=True, slots=True)
class Everything:
    """Every document; only of an empty query."""


#: What is looked for in a text and marked there.
Sought = Term | Wildcard
Node = Sought | Near | InRegion | DateRange | And | Or | Not | Everything


def make_near(operands: Sequence[Node | None], distances: tuple[int, ...]) -> Near | None:
    """The chain, or None unless all operands are words that may stand in one field."""
    fields = set(TEXT_FIELDS)
    for operand in operands:
        fields &= set(_fields_of(operand))
    return Near(tuple(operand for operand in operands if operand is not None), distances) if fields else None


def _fields_of(operand: Node | None) -> Iterator[str]:
    """The text fields that a word, or an Or of words, may stand in; none of anything else."""
    match operand:
        case Term(_, field) | Wildcard(_, field):
            yield from TEXT_FIELDS if not field else {field}
        case Or(children):
            fields = [set(_fields_of(child)) for child in children]
            yield from set().union(*fields) if all(fields) else ()

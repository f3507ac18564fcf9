"""The tree of a query: what a document must hold.

Code that meets a node of an unknown kind raises TypeError; no such node ever means every document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from search.query.lexer import Pattern, read_word

#: The fields in which NEAR and wildcards are searched; a term without a field means either of them.
TEXT_FIELDS = ("title", "body")

_UNREAD = Pattern((), ())


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
    """A word with unknown characters inside, as typed: 党?组织, 软弱*组织; see search/query/lexer.py.

    Its fixed parts stand in one field as a Term's text does. The unknown characters between them include
    no line end. A hit runs from its beginning to the nearest end that fits. ``pattern`` is that of ``text``.
    """

    text: str
    field: str = ""
    pattern: Pattern = dataclass_field(default=_UNREAD, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.pattern is _UNREAD:
            object.__setattr__(self, "pattern", read_word(self.text).pattern)


@dataclass(frozen=True, slots=True)
class Near:
    """A chain of neighbours: each operand within its distance of the next, in one field (title or body).

    ``distances[i]`` lies between ``operands[i]`` and ``operands[i + 1]``: the most characters, of any kind, between
    the end of the earlier hit and the beginning of the later one. Either may come first; hits that overlap are
    not near each other. In a chain the hit in the middle is the same for both its neighbours. An operand is a
    Term, a Wildcard or an Or of these, without a field or with title or body.
    """

    operands: tuple[Node, ...]
    distances: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class InRegion:
    """Documents of a region or of a region below it. ``name`` is as typed.

    ``prefixes`` are the region prefixes of all regions that the name may mean, or UNKNOWN for documents without one.
    """

    name: str
    prefixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DateRange:
    """Documents whose date may lie in the range, by the rule of Query.date_from and date_to; never undated ones.

    ``first`` and ``last`` are ``YYYY[-MM[-DD]]``, or "" for an open end; at most one end is open.
    """

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class And:
    """Documents of every child; at least two children."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Documents of any child; at least two children."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Every document but those of the child."""

    child: Node


@dataclass(frozen=True, slots=True)
class Everything:
    """Every document: the tree of an empty query."""


#: What is searched for in a text and marked there.
SearchTerm = Term | Wildcard
Node = SearchTerm | Near | InRegion | DateRange | And | Or | Not | Everything


def make_near(operands: Sequence[Node | None], distances: tuple[int, ...]) -> Near | None:
    """Return the chain, or None unless all operands are terms that may stand in one field."""
    fields = set(TEXT_FIELDS)
    for operand in operands:
        fields &= set(_text_fields_of(operand))
    return Near(tuple(operand for operand in operands if operand is not None), distances) if fields else None


def _text_fields_of(operand: Node | None) -> Iterator[str]:
    """Yield the text fields in which a term, or an Or of terms, may stand; nothing for any other node."""
    match operand:
        case Term(_, field_name) | Wildcard(_, field_name):
            yield from TEXT_FIELDS if not field_name else {field_name}
        case Or(children):
            fields = [set(_text_fields_of(child)) for child in children]
            yield from set().union(*fields) if all(fields) else ()

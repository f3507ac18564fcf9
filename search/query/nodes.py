"""What must a document hold? The tree of a query, and its text, which reads back to the same tree.

The advanced form shows the text, and so teaches the query language. Code that meets a node of an unknown kind raises
TypeError; no such node ever means every document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from search.analysis import has_word, is_run
from search.fold import fold
from search.query.dates import is_range
from search.query.lexer import FIELD_NAMES, LONGEST_EXACT_RUN, QUOTES, Pattern, Token, read_word, tokenize

#: The fields in which NEAR and wildcards are searched; a term without a field means either of them.
TEXT_FIELDS = ("title", "body")

_PREFIX = {field: f"{name}:" for name, field in FIELD_NAMES.items()}
_PREFIX[""] = ""

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


def query_text(node: Node) -> str:
    """Return the text of a tree. TypeError for an unknown node.

    ``parse_query(query_text(node)).root == node`` for every tree that parse_query makes.
    """
    match node:
        case Everything():
            return ""
        case Term(text, field):
            return _PREFIX[field] + (text if _stands_bare(text) else quoted(text))
        case Wildcard(text, field):
            # A wildcard at the beginning is dropped, so a ? keeps "-" or "标题:" from being read as syntax.
            return _PREFIX[field] + (text if _is_one_word(text) else f"?{text}")
        case InRegion(name, _):
            return _PREFIX["region"] + (name if _is_one_word(name) else quoted(name))
        case DateRange(first, last):
            return f"{_PREFIX['date']}{first}" if first == last else f"{first}..{last}"
        case Near(operands, distances):
            texts = [_in_brackets(operand, Or) for operand in operands]
            links = [f" NEAR/{distance} " for distance in distances]
            return "".join(part for pair in zip(texts, [*links, ""], strict=True) for part in pair)
        case And(children):
            return " ".join(_in_brackets(child, And, Or) for child in children)
        case Or(children):
            return " OR ".join(_in_brackets(child, Or) for child in children)
        case Not(child):
            text = _in_brackets(child, And, Or)
            return f"-{text}" if has_word(text[0]) or text[0] in '("' else f"NOT {text}"
        case _:
            raise TypeError(f"not a node of a query: {node!r}")


def quoted(text: str) -> str:
    """Return a query that means exactly ``text``."""
    return '"' + "".join("\\" + char if char == "\\" or char in QUOTES else char for char in text) + '"'


def _in_brackets(node: Node, *kinds: type) -> str:
    text = query_text(node)
    return f"({text})" if isinstance(node, kinds) else text


def _is_one_word(text: str) -> bool:
    """Tell whether the text is read as one word beside others, and as no operator."""
    return tokenize(f"甲 {text}") == ([Token("word", "甲"), Token("word", text)], [])


def _stands_bare(text: str) -> bool:
    """Tell whether a term needs no quotes."""
    if not has_word(text) or not _is_one_word(text) or is_range(text) or "\\" in text:
        return False
    reading = read_word(text)
    is_short = len(text) <= LONGEST_EXACT_RUN or not is_run(fold(text))
    return is_short and not reading.dropped and not reading.pattern.gaps

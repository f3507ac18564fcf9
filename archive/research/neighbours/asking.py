"""What the address of neighbours asks beside its subset, and the answer: rows with the list behind each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_noop

from archive.languages import say
from archive.research.files import ResearchTable
from archive.research.form import SubsetForm
from archive.research.subset import Subset
from archive.web.fields import choice_field, number_field
from search.engine import get_engine
from search.query import Node, Or, ParsedQuery, Term, Wildcard, parse_query, query_text
from search.query.parsed import MAX_LENGTH
from search.word_counts import LARGEST_WINDOW, Neighbour, Neighbours, NeighbourUnit, RowOrder
from search.word_spelling import spelled

UNITS: tuple[tuple[NeighbourUnit, str], ...] = (("word", gettext_noop("词")), ("string", gettext_noop("字串")))
WINDOWS = (2, 3, 5, 10)
ORDERS: tuple[tuple[RowOrder, str], ...] = (
    ("score", gettext_noop("专属（logDice）")),
    ("ll", gettext_noop("显著（LL）")),
    ("hits", gettext_noop("处数")),
)
#: Characters of a word that a query's NEAR allows for each word of the window.
_CHARACTERS_OF_A_WORD = 4


class NeighboursForm(SubsetForm):
    """Parameters of ``/neighbours/``, of its files and its API: those of a subset, and what is looked at beside the hits."""

    by = choice_field("看什么（by）", UNITS)
    window = number_field("左右各看（window）", LARGEST_WINDOW)
    order = choice_field("排列（order）", ORDERS)


@dataclass(frozen=True, slots=True)
class AskedNeighbours:
    """What is looked at: ``window`` words, or characters, on each side."""

    by: NeighbourUnit = "word"
    window: int = 5
    order: RowOrder = "score"

    @classmethod
    def of(cls, form: NeighboursForm) -> AskedNeighbours:
        """Return what a valid form asks."""
        given = form.cleaned_data
        return cls(given["by"] or "word", given["window"] or 5, given["order"] or "score")

    def parameters(self, **changes: Any) -> dict[str, str]:
        """Return the parameters of the address, some changed, without those at their default."""
        wanted, usual = replace(self, **changes), AskedNeighbours()
        named = ("by", "window", "order")
        return {name: str(getattr(wanted, name)) for name in named if getattr(wanted, name) != getattr(usual, name)}


@dataclass(frozen=True, slots=True)
class NeighbourRow:
    """A row. ``text``: as it is mostly spelled. ``lines``: the address of both in one neighbourhood, "" where no query asks so."""

    text: str
    neighbour: Neighbour
    lines: str


@dataclass(frozen=True, slots=True)
class FoundNeighbours:
    """The answer, and the tree of the query."""

    neighbours: Neighbours
    parsed: ParsedQuery
    rows: tuple[NeighbourRow, ...]


def find_neighbours(subset: Subset, asked: AskedNeighbours) -> FoundNeighbours:
    """Return what stands beside the hits. One question of the engine. Raises QueryError, IndexMissing."""
    query = subset.query
    parsed = parse_query(query.text, query.mode)
    found = get_engine().neighbours(query, parsed, window=asked.window, by=asked.by, order=asked.order)
    rows = tuple(
        NeighbourRow(spelled(each.text), each, _lines(subset, parsed, asked, each.text)) for each in found.rows
    )
    return FoundNeighbours(found, parsed, rows)


def _lines(subset: Subset, parsed: ParsedQuery, asked: AskedNeighbours, text: str) -> str:
    """Return the concordance of the query near the row's string, which may hold a few lines more: NEAR knows no words."""
    if not _may_be_near(parsed.root) or subset.query.text.strip() == "":
        return ""
    characters = asked.window * (_CHARACTERS_OF_A_WORD if asked.by == "word" else 1)
    longer = f"{_operand(parsed.root)} NEAR/{characters} {query_text(Term(spelled(text)))}"
    return subset.address("concordance", text=longer) if len(longer) <= MAX_LENGTH else ""


def _may_be_near(root: Node) -> bool:
    """Tell whether NEAR takes the whole query as one side: a string, or several of which any will do."""
    parts = root.children if isinstance(root, Or) else (root,)
    return all(isinstance(part, Term | Wildcard) and not part.field for part in parts)


def _operand(root: Node) -> str:
    return f"({query_text(root)})" if isinstance(root, Or) else query_text(root)


def neighbours_table(found: FoundNeighbours, asked: AskedNeighbours) -> ResearchTable:
    """Return the rows as a table of a file."""
    columns = (
        ("text", say("词") if asked.by == "word" else say("字串")),
        ("hits", say("处数")),
        ("before", say("其前")),
        ("after", say("其后")),
        ("reports", say("篇数")),
        ("provinces", say("省数")),
        ("total", say("全部次数")),
        ("log_dice", "logDice"),
        ("ll", "LL"),
    )
    return ResearchTable(say("邻词"), columns, _cells(found))


def _cells(found: FoundNeighbours) -> Iterator[tuple[str | int | float, ...]]:
    for row in found.rows:
        each = row.neighbour
        yield (
            row.text,
            each.hits,
            each.before,
            each.hits - each.before,
            each.reports,
            each.provinces,
            each.total,
            round(each.log_dice, 4),
            round(each.ll, 4),
        )

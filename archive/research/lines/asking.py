"""What a concordance's address asks beside its subset, and the answer: a page of lines with their words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_noop

from archive.places.shown import regions_by_code
from archive.research.form import SubsetForm
from archive.research.lines.words import LineRow, line_rows
from archive.research.subset import Subset
from archive.searching.results import codes_of, in_regions, report_rows
from archive.web.fields import choice_field, number_field
from search.documents import Query
from search.engine import get_engine
from search.lines import Concordance, Line, LineOrder
from search.query import ParsedQuery, Term, parse_query, query_text
from search.query.parsed import MAX_LENGTH
from search.term_hits import fold_for_mode, overlaps_itself

ORDERS: tuple[tuple[LineOrder, str], ...] = (
    ("right", gettext_noop("右起")),
    ("left", gettext_noop("左起")),
    ("newest", gettext_noop("新到旧")),
    ("oldest", gettext_noop("旧到新")),
    ("region", gettext_noop("按地区")),
)
BESIDES = (
    ("1", gettext_noop("一字")),
    ("2", gettext_noop("二字")),
    ("3", gettext_noop("三字")),
    ("4", gettext_noop("四字")),
)
#: Lines of a page, and the most that a program may ask for.
PAGE_SIZE, MAX_SIZE = 50, 100
_MAX_PAGE = 10_000
#: Characters on each side of a line.
WIDTH = 20


class ConcordanceForm(SubsetForm):
    """Parameters of ``/concordance/`` and of its files and API: those of a subset, and how its lines stand."""

    order = choice_field("排列（order）", ORDERS)
    beside = choice_field("邻字数（beside）", BESIDES)
    page = number_field("页码（page）", _MAX_PAGE)  # type: ignore[assignment]
    size = number_field("每页处数（size）", MAX_SIZE)  # type: ignore[assignment]

    def to_query(self, *, fold: bool = False, samples: str = "1") -> Query:
        """Return the query of the subset: the pages of its lines are no pages of a list."""
        return replace(super().to_query(fold=fold, samples=samples), page=1, size=Query().size)


@dataclass(frozen=True, slots=True)
class AskedLines:
    """How the lines of a subset are to stand."""

    order: LineOrder = "right"
    beside: int = 2
    page: int = 1
    size: int = PAGE_SIZE

    @classmethod
    def of(cls, form: ConcordanceForm) -> AskedLines:
        """Return what a valid form asks."""
        given = form.cleaned_data
        return cls(given["order"] or "right", int(given["beside"] or 2), given["page"] or 1, given["size"] or PAGE_SIZE)

    def parameters(self, **changes: Any) -> dict[str, str]:
        """Return the parameters of the address, some changed: those of files and citations name no page."""
        wanted, usual = replace(self, **changes), AskedLines()
        named = {"order": wanted.order, "beside": str(wanted.beside)}
        kept = {name: value for name, value in named.items() if value != str(getattr(usual, name))}
        return kept | ({"page": str(changes["page"])} if changes.get("page", 1) > 1 else {})

    @property
    def near(self) -> tuple[int, int]:
        """How many characters before and behind a hit the lines are ordered by, as far as a table names them."""
        return (self.beside if self.order == "left" else 0, self.beside if self.order == "right" else 0)

    @property
    def side(self) -> str:
        """The side by which the lines are ordered, "" for none."""
        return self.order if self.order in ("right", "left") else ""


@dataclass(frozen=True, slots=True)
class FoundLines:
    """The answer. ``rows``: the lines of the page; ``stale`` counts those of reports that changed a moment ago, left out."""

    concordance: Concordance
    parsed: ParsedQuery
    rows: tuple[LineRow, ...]
    stale: int


def find_lines(subset: Subset, asked: AskedLines) -> FoundLines:
    """Return a page of the concordance. One question of the engine, two queries. Raises QueryError, IndexMissing."""
    query = subset.query
    parsed = parse_query(query.text, query.mode)
    found = ask_engine(query, parsed, asked)
    rows = report_rows({line.id for line in found.lines})
    reports = in_regions(rows, regions_by_code(codes_of(rows)))
    shown = tuple(line_rows(found.lines, reports, parsed, query, asked.near))
    return FoundLines(found, parsed, shown, len(found.lines) - len(shown))


def ask_engine(query: Query, parsed: ParsedQuery, asked: AskedLines) -> Concordance:
    """Return what the engine answers."""
    return get_engine().lines(
        query, parsed, order=asked.order, page=asked.page, size=asked.size, width=WIDTH, beside=asked.beside
    )


def all_lines(query: Query, asked: AskedLines, total: int) -> list[Line]:
    """Return all lines in order, ``total`` as the first answer said; asked again where a commit came between two pages."""
    parsed = parse_query(query.text, query.mode)
    lines: list[Line] = []
    for _ in range(_TRIES):
        before, lines = get_engine().newest_commit(), []
        for page in range(1, -(-total // _AT_ONCE) + 1):
            lines += ask_engine(query, parsed, replace(asked, page=page, size=_AT_ONCE)).lines
        if get_engine().newest_commit() == before:
            break
    return lines


_AT_ONCE = 1000
_TRIES = 3


def longer_query(parsed: ParsedQuery, string: str, side: str, beside: int) -> str:
    """Return the query that finds exactly the lines with this string on this side; "" where no query does.

    The lines are those of one string that does not overlap itself; what reaches beyond the text or a paragraph is no string.
    """
    root = parsed.root
    if not isinstance(root, Term) or len(string) < beside or any(char.isspace() for char in string):
        return ""
    text = root.text + string if side == "right" else string + root.text
    if any(overlaps_itself(fold_for_mode(each, parsed.mode)) for each in (root.text, text)):
        return ""
    longer = query_text(Term(text, root.field))
    return (
        longer if len(longer) <= MAX_LENGTH and parse_query(longer, parsed.mode).root == Term(text, root.field) else ""
    )

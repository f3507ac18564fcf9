"""Which rows answer a question, how many are they, and which stand on its page?

The number of queries is that of the conditions, never of the rows. A noun is looked for among the distinct nouns of the
index ``figures_of_noun``, once; that index then leads to the rows. Within regions or one report it is looked for in their rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import StrIndex, Substr
from django.db.models.lookups import GreaterThan

from archive.models import FigureRow, FigureRowQuerySet
from archive.publishing.groups import all_groups, linked
from archive.publishing.samples import samples_beside
from archive.research.figures.numbers import Numbers, kept_numbers, not_public, numbers_of
from archive.research.figures.question import Order, Question, read_key, row_key
from archive.text.dates import PartialDate
from search.documents import UNKNOWN

#: Rows that one query of a file reads.
BATCH = 500
#: Nouns that a query names; above, it looks for them itself.
MOST_NOUNS = 500

#: {folded word: the nouns that hold it}.
Nouns = dict[str, "Sequence[str] | QuerySet"]


@dataclass(frozen=True, slots=True)
class FoundFigure:
    """A row with the words of its report that a page shows; ``sentence`` and ``base`` are slices of the report's text.

    ``place`` is its primary key, which a rebuild changes; ``key`` outlives it. ``group`` is that of the report's near duplicates, 0 without any. ``report_doubts`` names the doubtful fields of its
    card, ``code`` is that of the scope, "" for none.
    """

    place: int
    report: int
    start: int
    end: int
    sentence_start: int
    sentence: str
    value: Decimal | None
    high: Decimal | None
    unit: str
    bound: str
    kind: str
    role: str
    base: str
    noun: str
    noun_folded: str
    action: str
    year: int | None
    year_until: int | None
    year_how: str
    code: str
    scope_how: str
    scope_words: str
    status: str
    section: str
    redacted: bool
    rule: str
    sure: bool
    title: str
    script: str
    date: PartialDate | None
    is_sample: bool
    is_recognised: bool
    report_doubts: tuple[str, ...]
    group: int = 0

    @property
    def key(self) -> str:
        return row_key(self.report, self.start)

    @property
    def written(self) -> str:
        """Return the number with its unit as the text writes it."""
        return self.sentence[self.start - self.sentence_start : self.end - self.sentence_start]


@dataclass(frozen=True, slots=True)
class FoundFigures:
    """``numbers`` are those of the list as it stands, ``folded_away`` the reports that folding left out of it."""

    question: Question
    numbers: Numbers
    rows: tuple[FoundFigure, ...]
    folded_away: int = 0


class Finder:
    """One question to the table; what several queries share is asked once. ``also``: a further condition of the rows."""

    def __init__(self, question: Question, *, nouns: Nouns | None = None, also: Q | None = None) -> None:
        """Ask for the rows of a question; ``nouns`` are those that a question with the same words has found."""
        self.question = question
        self.nouns: Nouns = {} if nouns is None else nouns
        #: Of near duplicates: {report: group}, and the reports whose rows another one of their group stands for.
        self.groups: Mapping[int, int] = {}
        self.left_out: tuple[int, ...] = ()
        hidden = _not_counted(question)
        asked = _asked(question, hidden, self.nouns)
        asked = asked if also is None else asked.filter(also)
        if question.report is None:
            self.groups = all_groups()
            if question.fold and self.groups:
                self.left_out = _repeating(asked, self.groups)
        self._rows = asked.exclude(report__in=self.left_out) if self.left_out else asked
        self._without = (*hidden, *self.left_out)

    def numbers(self) -> Numbers:
        """Return how many rows there are. One query; two where reports wait to be read for the first time."""
        kept = kept_numbers(without=self._without) if self.question.is_open else None
        return kept or numbers_of(self._rows)

    def rows_up_to(self, most: int) -> int:
        """Return how many rows there are, ``most`` for so many or more. One query."""
        if self.question.is_open:
            return min(most, self.numbers().rows)
        return self._rows.order_by()[:most].count()

    def page(self) -> FoundFigures:
        """Return the rows of the asked page, and all numbers. Two queries."""
        first = (self.question.page - 1) * self.question.size
        numbers = self.numbers()
        rows = self.read(self.places(first, first + self.question.size) if numbers.rows else ())
        return FoundFigures(self.question, numbers, tuple(rows), len(self.left_out))

    def places(self, first: int, last: int) -> list[int]:
        """Return the primary keys of the rows from ``first`` to before ``last`` in their order. One query.

        The words of a row are read by its key afterwards: a database sorts whole rows, and would cut them for all.
        """
        return list(self._rows.order_by(*_order(self.question)).values_list("pk", flat=True)[first:last])

    def ticked(self, keys: Iterable[str]) -> list[FoundFigure]:
        """Return the rows of the question that these keys name, in the order of the keys. One query, none without keys."""
        places = [place for key in keys if (place := read_key(key))]
        if not places:
            return []
        named = reduce(or_, (Q(report=report, start=start) for report, start in places))
        found = {row.key: row for row in self._read(self._rows.filter(named))}
        return [found[key] for key in keys if key in found]

    def read(self, places: Sequence[int]) -> list[FoundFigure]:
        """Return the rows of these primary keys in their order, without those that are gone. One query, none for no keys."""
        if not places:
            return []
        rows = FigureRow.objects.filter(pk__in=places).exclude(report__in=not_public())
        found = {row.place: row for row in self._read(rows)}
        return [found[place] for place in places if place in found]

    def _read(self, rows: FigureRowQuerySet) -> Iterator[FoundFigure]:
        for values in rows.order_by().annotate(**_SLICES).values_list(*_COLUMNS):
            yield _found(dict(zip(_COLUMNS, values, strict=True)), self.groups)


def _not_counted(question: Question) -> tuple[int, ...]:
    """Return the samples that a question leaves out. One query, none where it leaves out none."""
    return () if question.samples or question.report is not None else samples_beside()


def _asked(question: Question, hidden: tuple[int, ...], nouns: Nouns) -> FigureRowQuerySet:
    """Return the rows under all conditions but the folding.

    One query for each word of the noun that is not among ``nouns``, none where regions or a report make the rows few.
    """
    rows = FigureRow.objects.shown()
    is_narrow = question.report is not None or (bool(question.regions) and UNKNOWN not in question.regions)
    for needle in question.needles:
        rows = rows.filter(_holding(needle) if is_narrow else Q(noun_folded__in=_nouns_with(needle, nouns)))
    if question.action:
        rows = rows.filter(action__folded=question.action)
    if question.regions:
        rows = rows.filter(reduce(or_, map(_within, question.regions)))
    if question.years:
        named = [int(year) for year in question.years if year != UNKNOWN]
        unknown = Q(year=None) if UNKNOWN in question.years else Q()
        rows = rows.filter(Q(year__in=named) | unknown if named else unknown)
    if question.first is not None:
        rows = rows.filter(year__gte=question.first)
    if question.last is not None:
        rows = rows.filter(year__lte=question.last)
    if question.unit:
        rows = rows.filter(unit=question.unit)
    if question.status:
        rows = rows.filter(status=question.status)
    if question.section:
        rows = rows.filter(section=question.section)
    if question.redacted:
        rows = rows.filter(redacted=True)
    if question.among is not None:
        rows = rows.filter(report__in=question.among)
    if question.report is not None:
        return rows.filter(report=question.report)
    return rows.exclude(report__in=hidden) if hidden else rows


def _holding(needle: str) -> Q:
    """Return the condition that the noun of a row holds folded words, for rows that another index has made few."""
    return Q(GreaterThan(StrIndex("noun_folded", Value(needle)), 0))


def _nouns_with(needle: str, nouns: Nouns) -> Sequence[str] | QuerySet:
    """Return the distinct nouns that hold ``needle``, looked for once; if there are many, the query that finds them."""
    if needle not in nouns:
        found = FigureRow.objects.order_by().filter(_holding(needle)).values_list("noun_folded", flat=True).distinct()
        named = list(found[: MOST_NOUNS + 1])
        nouns[needle] = named if len(named) <= MOST_NOUNS else found
    return nouns[needle]


def _within(prefix: str) -> Q:
    """Return the condition of a scope in the region or below it: a range of codes, which ``figures_by_region`` serves."""
    if prefix == UNKNOWN:
        return Q(scope_region=None)
    return Q(scope_region__gte=prefix.ljust(6, "0"), scope_region__lte=prefix.ljust(6, "9"))


def _repeating(rows: FigureRowQuerySet, groups: Mapping[int, int]) -> tuple[int, ...]:
    """Return the reports whose rows are left out: a near duplicate of a smaller number has rows of this question too.

    One query, which reads the reports with links alone.
    """
    firsts, seconds = linked()
    found = rows.filter(Q(report__in=firsts) | Q(report__in=seconds)).order_by()
    numbers = set(found.values_list("report", flat=True).distinct())
    kept: dict[int, int] = {}
    for number in sorted(numbers):
        kept.setdefault(groups.get(number, number), number)
    return tuple(sorted(numbers - set(kept.values())))


def _order(question: Question) -> Sequence[Any]:
    year_down, year_up = F("year").desc(nulls_last=True), F("year").asc(nulls_last=True)
    place = F("scope_region").asc(nulls_last=True)
    orders: dict[Order, Sequence[Any]] = {
        "region": (place, year_down),
        "newest": (year_down, F("report__date").desc(nulls_last=True), place),
        "oldest": (year_up, F("report__date").asc(nulls_last=True), place),
        "largest": (F("value").desc(nulls_last=True), place),
    }
    in_text = () if question.report is None or question.order != "region" else ("report_id", "start")
    return *(in_text or orders[question.order]), "report_id", "start"


def _slice(start: str, end: str) -> Substr:
    """Return words of the report's text in the database, so that no long text comes to Python."""
    return Substr("report__text", F(start) + 1, F(end) - F(start))


_SLICES = {
    "sentence": _slice("sentence_start", "sentence_end"),
    "base": _slice("base_start", "base_end"),
    "scope_words": _slice("scope_start", "scope_end"),
}
_COLUMNS = (
    "pk", "report_id", "start", "end", "sentence_start", "sentence", "value", "high", "unit", "bound", "kind", "role", "base",
    "noun", "noun_folded", "action", "year", "year_until", "year_how", "scope_region_id", "scope_how", "scope_words",
    "status", "section", "redacted", "rule", "sure", "report__title", "report__script", "report__date",
    "report__date_precision", "report__is_sample", "report__original__recogniser", "report__doubtful",
)  # fmt: skip


def _found(row: dict[str, Any], groups: Mapping[int, int]) -> FoundFigure:
    day: date | None = row.pop("report__date")
    precision = row.pop("report__date_precision")
    report = row.pop("report_id")
    return FoundFigure(
        place=row.pop("pk"),
        report=report,
        title=row.pop("report__title"),
        script=row.pop("report__script"),
        date=PartialDate.from_first_day(day, precision) if day else None,
        is_sample=row.pop("report__is_sample"),
        is_recognised=bool(row.pop("report__original__recogniser")),
        report_doubts=tuple(row.pop("report__doubtful").split()),
        code=row.pop("scope_region_id") or "",
        base=row.pop("base") or "",
        scope_words=row.pop("scope_words") or "",
        group=groups.get(report, 0),
        **row,
    )

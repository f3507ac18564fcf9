"""Which plans answer a question, and what did the next year's reports say of each?

The plans are rows of the list of figures. Results are read in two steps: of all done figures of the same places in the
next year's reports only the nouns, then the sentences of those that may speak of the same. Queries grow with BATCH, not
with rows; MOST_PLANS and MOST_RESULTS bound both.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Greatest, Least, Substr

from archive.models import FigureRow, Report, SectionRow
from archive.publishing.samples import samples_beside
from archive.research.figures.found import BATCH, Finder, FoundFigure
from archive.research.promises.question import PromisesQuestion
from archive.research.promises.words import REMARKS
from archive.text.promises import Statement, pair, words_in_common

#: Plans that one question reads, and figures of the next year that are looked through.
MOST_PLANS, MOST_RESULTS = 2_000, 50_000
#: Characters before a sentence in which a span of time is looked for.
BEFORE = 1_500

#: A place and the year of the reports that plan.
Group = tuple[str, int]


@dataclass(frozen=True, slots=True)
class FoundPromise:
    """A plan, its result (None without one), how the two read, and the words that one side alone has."""

    plan: FoundFigure
    result: FoundFigure | None
    remark: str
    differing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundPromises:
    """All promises of a question in their order; ``readings`` are all of them by remark, whatever the question keeps.

    ``planned``: rows of the list of figures behind them. Of these are left out ``undated``, of reports without a date, and
    ``beginnings``, where a change begins. ``is_over``: too many plans (``planned``) or results to read.
    """

    question: PromisesQuestion
    rows: tuple[FoundPromise, ...] = ()
    planned: int = 0
    reports: int = 0
    undated: int = 0
    beginnings: int = 0
    folded_away: int = 0
    readings: Mapping[str, int] = field(default_factory=dict)
    is_over: bool = False

    @property
    def total(self) -> int:
        """How many promises the question without its remark has."""
        return sum(self.readings.values())


def find_promises(question: PromisesQuestion) -> FoundPromises:
    """Return the promises of a question, read and compared. Nothing is read for a question without a place."""
    if question.is_open:
        return FoundPromises(question)
    finder = Finder(question.of_figures(), also=_reported(question))
    planned = finder.numbers().rows
    if planned > MOST_PLANS:
        return FoundPromises(question, planned=planned, is_over=True)
    plans = [row for batch in _batches(finder.places(0, planned)) for row in finder.read(batch)]
    kept = [row for row in plans if row.date and row.code and row.role != "from"]
    results = _results_of(question, kept)
    if results is None:
        return FoundPromises(question, planned=planned, is_over=True)
    found = sorted(_paired(kept, results, _reported_places(question, kept)), key=_place)
    return FoundPromises(
        question,
        tuple(each for each in found if question.remark in ("", each.remark)),
        planned=planned,
        reports=len({row.report for row in kept}),
        undated=sum(row.date is None for row in plans),
        beginnings=sum(row.date is not None and row.role == "from" for row in plans),
        folded_away=len(finder.left_out),
        readings=_counted(found),
    )


def _counted(found: Iterable[FoundPromise]) -> dict[str, int]:
    counts = Counter(each.remark for each in found)
    return {remark: counts[remark] for remark in REMARKS if counts[remark]}


def _place(found: FoundPromise) -> tuple[str, bool, int, int, int]:
    """Return the order: by place, what has a result first, the newest reports first, as in their texts."""
    plan = found.plan
    return plan.code, found.result is None, -(plan.date.year if plan.date else 0), plan.report, plan.start


def _group(row: FoundFigure) -> Group:
    return row.code, row.date.year if row.date else 0


def _batches(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    return (keys[first : first + BATCH] for first in range(0, len(keys), BATCH))


def _reported(question: PromisesQuestion) -> Q | None:
    """Return the condition on the years of the reports that plan, None for none."""
    asked = []
    if question.years:
        asked.append(Q(report__date__year__in=[int(year) for year in question.years]))
    if question.first is not None:
        asked.append(Q(report__date__year__gte=question.first))
    if question.last is not None:
        asked.append(Q(report__date__year__lte=question.last))
    return Q(*asked) if asked else None


def _reported_places(question: PromisesQuestion, plans: Iterable[FoundFigure]) -> set[Group]:
    """Return (place, year before) of the places that have a report of the next year. One query."""
    groups = {_group(row) for row in plans}
    codes, years = {code for code, _ in groups}, {year + 1 for _, year in groups}
    if not groups:
        return set()
    reports = Report.objects.published().filter(region__in=codes, date__year__in=years)
    if question.among is not None:
        reports = reports.filter(pk__in=question.among)
    hidden = () if question.samples else samples_beside()
    found = reports.exclude(pk__in=hidden).order_by().values_list("region", "date__year").distinct()
    return {(code, year - 1) for code, year in found}


def _results_of(question: PromisesQuestion, plans: Sequence[FoundFigure]) -> dict[Group, list[FoundFigure]] | None:
    """Return {place and year of the plans: figures of the next year that may answer one}; None if too many are there."""
    groups: dict[Group, list[FoundFigure]] = defaultdict(list)
    for row in plans:
        groups[_group(row)].append(row)
    if not groups:
        return {}
    codes = {code for code, _ in groups}
    rows = _done(question).filter(scope_region__in=codes)
    rows = rows.filter(report__date__year__in={year + 1 for _, year in groups})
    light = list(rows.order_by().values_list("pk", "scope_region", "report__date__year", "noun")[: MOST_RESULTS + 1])
    if len(light) > MOST_RESULTS:
        return None
    nouns = {group: words_in_common(row.noun for row in rows) for group, rows in groups.items()}
    common = {noun: words_in_common([noun]) for noun in {row[-1] for row in light}}
    wanted: dict[int, Group] = {}
    for place, code, year, noun in light:
        group = (code, year - 1)
        if group in nouns and nouns[group] & common[noun]:
            wanted[place] = group
    found: dict[Group, list[FoundFigure]] = defaultdict(list)
    reader = Finder(question.asking(fold=False).of_figures())
    for batch in _batches(sorted(wanted)):
        for row in reader.read(batch):
            found[wanted[row.place]].append(row)
    return {group: sorted(rows, key=lambda row: (row.report, row.start)) for group, rows in found.items()}


def _done(question: PromisesQuestion) -> QuerySet[FigureRow]:
    rows = FigureRow.objects.shown().filter(status=FigureRow.Status.DONE).exclude(role=FigureRow.Role.FROM)
    if question.among is not None:
        rows = rows.filter(report__in=question.among)
    hidden = () if question.samples else samples_beside()
    return rows.exclude(report__in=hidden) if hidden else rows


def _paired(
    plans: Sequence[FoundFigure], results: Mapping[Group, Sequence[FoundFigure]], reported: Collection[Group]
) -> Iterable[FoundPromise]:
    groups: dict[Group, list[FoundFigure]] = defaultdict(list)
    for row in plans:
        groups[_group(row)].append(row)
    around = _Around([*plans, *(row for rows in results.values() for row in rows)])
    for group, mine in groups.items():
        others = results.get(group, ())
        pairs = pair(around.statements(mine), around.statements(others), reported=group in reported)
        for each in pairs:
            result = None if each.result is None else others[each.result]
            yield FoundPromise(mine[each.promise], result, each.remark, each.differing)


class _Around:
    """What stands before each row, and the heading above it. A query for each BATCH rows, and one for the headings."""

    def __init__(self, rows: Sequence[FoundFigure]) -> None:
        self._before: dict[int, str] = {}
        start = Greatest(F("sentence_start") - BEFORE, Value(0))
        before = Substr("report__text", start + 1, Least(F("sentence_start"), Value(BEFORE)))
        for batch in _batches([row.place for row in rows]):
            read = FigureRow.objects.filter(pk__in=batch).order_by().values_list("pk", before)
            self._before |= {place: words or "" for place, words in read}
        self._sections: dict[int, list[tuple[int, str]]] = defaultdict(list)
        heading = Substr("report__text", F("heading_start") + 1, F("heading_end") - F("heading_start"))
        for batch in _batches(sorted({row.report for row in rows})):
            sections = SectionRow.objects.filter(report__in=batch).order_by("report", "start")
            for report, begins, words in sections.values_list("report", "start", heading):
                self._sections[report].append((begins, words or ""))

    def _heading(self, row: FoundFigure) -> str:
        sections = self._sections[row.report]
        at = bisect_right(sections, row.start, key=lambda each: each[0])
        return sections[at - 1][1] if at else ""

    def statements(self, rows: Iterable[FoundFigure]) -> list[Statement]:
        """Return the rows as the rules of promises read them; all have a date."""
        return [self._statement(row) for row in rows]

    def _statement(self, row: FoundFigure) -> Statement:
        at = row.start - row.sentence_start
        return Statement(
            noun=row.noun, action=row.action, value=row.value, high=row.high, unit=row.unit, bound=row.bound,
            kind=row.kind, redacted=row.redacted, year=row.year, until=row.year_until,
            reported=row.date.year if row.date else 0, month=row.date.month if row.date else None, rule=row.rule,
            sentence=row.sentence, at=at, end=at + row.end - row.start, before=self._before.get(row.place, ""),
            heading=self._heading(row),
        )  # fmt: skip

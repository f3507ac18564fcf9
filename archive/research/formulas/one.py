"""One formula: every use by exact search, in quotes or not; who was first here, who took it over, and what it is said to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import F
from django.db.models.functions import Substr

from archive.models import Formula, FormulaUse, Region, Report
from archive.readings.known import KnownFormula, known_formulas
from archive.research.lines.asking import AskedLines, FoundLines, find_lines
from archive.research.subset import Subset
from archive.text.formulas.standing import Standing, Witness, standing_of
from search.documents import UNKNOWN, Query
from search.engine import get_engine
from search.fold import fold

#: Reports of a province under which its silence says little.
FEW_REPORTS = 30
#: What the page shows of glosses, lines and kin; glosses are looked for in so many uses.
GLOSSES, LINES, KIN, _GLOSSES_READ = 6, 6, 8, 200
_CENTRAL, INKS = 1000, 4


@dataclass(frozen=True, slots=True)
class Taker:
    """A province that used it: its earliest report here and how many; ``before``: its reports of earlier days."""

    province: Region
    report: Report | None
    reports: int


@dataclass(frozen=True, slots=True)
class YearTile:
    """A province on the map. ``state``: used, few (reports, and no use), unseen, none (no reports). ``ink`` 4 is the earliest."""

    region: Region
    state: str
    year: int | None = None
    ink: int = 0


@dataclass(frozen=True, slots=True)
class Gloss:
    """What a report says that it means, and how many other reports say the same."""

    words: str
    report: Report
    others: int


@dataclass(frozen=True, slots=True)
class FoundFormula:
    """All that the page says. ``earlier``: reports dated before the first use, of its province and of all."""

    formula: Formula
    query: Query
    standing: Standing
    reports: int
    undated: int
    unplaced: int
    quoted: int
    first: Report | None
    earlier: tuple[int, int]
    takers: tuple[Taker, ...]
    tiles: tuple[YearTile, ...]
    glosses: tuple[Gloss, ...]
    lines: FoundLines
    kin: tuple[Formula, ...]
    known: KnownFormula | None


def search_words(formula: Formula) -> str:
    """Return the query that finds every spelling: as the first report wrote it, and without its 、."""
    names = dict.fromkeys((formula.name or formula.key, formula.key))
    return " OR ".join(f'"{name}"' for name in names)


def find_formula(formula: Formula, subset: Subset) -> FoundFormula:
    """Ask the engine of a formula among the reports of ``subset``. Raises QueryError, IndexMissing."""
    words = search_words(formula)
    base = replace(subset.query, text="", facets=(), size=1, page=1)
    query = replace(base, text=words)
    marked = tuple(Report.objects.central().order_by("pk").values_list("pk", flat=True)[:_CENTRAL])
    engine = get_engine()
    of_places = replace(base, hidden=tuple({*base.hidden, *marked}))
    cells = engine.cells(of_places, [words], [("year", "province"), ("province",)])
    witnesses = [_witness(cell.key) for cell in cells.tables[0] if cell.with_term[0]]
    if marked:
        of_centre = engine.cells(replace(base, among=marked), [words], [("year",)])
        witnesses += [Witness(_year(cell.key[0]), "", True) for cell in of_centre.tables[0] if cell.with_term[0]]
    held = {cell.key[0]: (cell.reports, cell.with_term[0]) for cell in cells.tables[1]}
    standing = standing_of(witnesses, with_reports=len([key for key in held if key != UNKNOWN]))
    answers = engine.search_many(
        [replace(query, sort="oldest"), replace(query, years=(UNKNOWN,)), replace(query, region=(UNKNOWN,))]
    )
    total, undated, unplaced = (each.folded_total if base.fold else each.total for each in answers)
    users = sorted(key for key, (_, uses) in held.items() if uses and key != UNKNOWN)
    firsts = engine.search_many([replace(of_places, text=words, region=(key,), sort="oldest") for key in users])
    numbers = {key: results.hits[0].id for key, results in zip(users, firsts, strict=True) if results.hits}
    overall = answers[0].hits[0].id if answers[0].hits else None
    reports = _reports({*numbers.values(), *([overall] if overall else [])})
    first = reports.get(overall or 0)
    first = first if first and first.date else None
    provinces = {region.prefix: region for region in Region.objects.provinces()}
    takers = [
        Taker(provinces[key], reports.get(numbers.get(key, 0)), held[key][1]) for key in users if key in provinces
    ]
    # Of one day the report that is called the earliest goes before the others.
    takers.sort(
        key=lambda each: (_day(each.report), not (each.report and each.report.pk == overall), each.province.code)
    )
    return FoundFormula(
        formula=formula,
        query=query,
        standing=standing,
        reports=total or 0,
        undated=undated or 0,
        unplaced=unplaced or 0,
        quoted=_quoted(formula.key),
        first=first,
        earlier=_earlier(base, first),
        takers=tuple(takers),
        tiles=_tiles(provinces, held, witnesses),
        glosses=_glosses(formula.key),
        lines=find_lines(replace(subset, query=query), AskedLines(order="oldest", size=LINES)),
        kin=_kin(formula),
        known=known_formulas().get(formula.key),
    )


def _year(value: str) -> int | None:
    return int(value) if value.isdecimal() else None


def _witness(key: Sequence[str]) -> Witness:
    return Witness(_year(key[0]), "" if key[1] == UNKNOWN else key[1])


def _day(report: Report | None) -> date:
    return (report.date if report else None) or date.max


def _reports(numbers: set[int]) -> dict[int, Report]:
    rows = Report.objects.published().for_list().defer("text", "content_years")
    return {report.pk: report for report in rows.filter(pk__in=numbers)}


def _quoted(key: str) -> int:
    """Return in how many reports it stands in quotes, near duplicates each and without samples. One query."""
    uses = FormulaUse.objects.filter(key=key, report__status=Report.Status.PUBLISHED, report__is_sample=False)
    return uses.exclude(type="known").order_by().values("report").distinct().count()


def _earlier(base: Query, first: Report | None) -> tuple[int, int]:
    """Return how many reports are dated before the first use: of its province, and of all."""
    if first is None or first.date is None or first.date == date.min:
        return 0, 0
    asked = replace(base, date_to=(first.date - timedelta(days=1)).isoformat())
    queries = [asked] + ([replace(asked, region=(first.region_id[:2],))] if first.region_id else [])
    found = [each.folded_total if base.fold else each.total for each in get_engine().search_many(queries)]
    return (found[1] or 0 if len(found) > 1 else 0), found[0] or 0


def _tiles(
    provinces: Mapping[str, Region], held: Mapping[str, tuple[int, int]], witnesses: Sequence[Witness]
) -> tuple[YearTile, ...]:
    years: dict[str, int] = {}
    for each in witnesses:
        if each.province and each.year is not None and not each.is_central:
            years[each.province] = min(each.year, years.get(each.province, each.year))
    ranked = sorted(set(years.values()))
    inks = {year: INKS - at * INKS // len(ranked) for at, year in enumerate(ranked)}
    tiles = []
    for key, region in provinces.items():
        reports, uses = held.get(key, (0, 0))
        state = "used" if uses else "none" if not reports else "few" if reports < FEW_REPORTS else "unseen"
        year = years.get(key)
        tiles.append(YearTile(region, state, year, inks[year] if year else int(state == "used")))
    return tuple(tiles)


def _glosses(key: str) -> tuple[Gloss, ...]:
    """Return what reports say that it means, the most frequent first, each once. Two queries."""
    uses = FormulaUse.objects.filter(
        key=key, gloss_start__isnull=False, report__status=Report.Status.PUBLISHED, report__is_sample=False
    )
    cut = Substr("report__text", F("gloss_start") + 1, F("gloss_end") - F("gloss_start"))
    rows: Any = uses.order_by("report__date", "report_id").annotate(words=cut).values_list("report_id", "words")
    groups: dict[str, tuple[str, dict[int, None]]] = {}
    for number, words in rows[:_GLOSSES_READ]:
        groups.setdefault(fold(words), (words, {}))[1].setdefault(number)
    best = sorted(groups.values(), key=lambda group: -len(group[1]))[:GLOSSES]
    reports = _reports({next(iter(numbers)) for _, numbers in best})
    return tuple(
        Gloss(words, reports[first], len(numbers) - 1)
        for words, numbers in best
        if (first := next(iter(numbers))) in reports
    )


def _kin(formula: Formula) -> tuple[Formula, ...]:
    """Return other formulas with the same numerals in the same places. One query, none without two numerals."""
    if not formula.shape:
        return ()
    others = Formula.objects.listed().filter(shape=formula.shape).exclude(key=formula.key)
    return tuple(others.order_by("-reports", "key")[:KIN])

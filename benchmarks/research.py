"""The research desk's own table: cells of trends, lines of a concordance, neighbours, keywords, passages in common, and the reading of figures.

Milliseconds of one core, warm; the bars are those of the desk's design at 100,000 reports.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from time import process_time

from archive.readings.reading import ReadingSource, read_source
from archive.text.places import load_gazetteer
from search.documents import Document, Query, QueryError
from search.engines.whoosh.disk.prints import PRINTS_EXT, packed
from search.engines.whoosh.engine import WhooshEngine
from search.lines import LineOrder
from search.reuse.prints import read_text
from search.word_counts import NeighbourUnit

_REGIONS = Path(__file__).resolve().parent.parent / "fixtures" / "regions.csv"
_TIMES = 9
_TERMS = ("软弱涣散", "第一书记", "集体经济", "党员", "群众")
#: The bar of a concordance is of so many lines; of these terms the one nearest to it is sorted.
_LINES_OF_BAR = 50_000
_COMMON = ("工作", "党员", "群众", "会议", "干部", "支部", "集体经济", "整顿", "培训", "软弱涣散")
#: No report has such a number.
_NOBODY = 2_000_000_000
_READ = 100  # reports in which figures are read
_REUSE, _PAIRS = 100.0, 3_000.0
_TRENDS, _LINES, _READING, _NEIGHBOURS, _PROVINCE, _HALVES = 30.0, 100.0, 100.0, 150.0, 100.0, 500.0
#: Of this term the neighbours are counted, and these split the made reports in two halves and two that overlap.
_NODE, _PROVINCE_CODE, _SPLIT_YEAR = "软弱涣散", "62", 2017


def research_rows(folder: Path, documents: Sequence[Document]) -> list[dict]:
    """Return a row for each kernel: ``what``, ``bar`` (ms), ``ms`` (median), ``most_ms``; ``ms`` None where it was refused.

    ``folder`` is that of the index; figures are read in the first of ``documents``.
    """
    engine = WhooshEngine(folder)
    common, lines = _lines_to_sort(engine)
    found = Query(text=f'"{common}"')
    both = [("year",), ("year", "province")]

    def cells(query: Query, by: Sequence[tuple[str, ...]]) -> Callable[[int], object]:
        return lambda number: engine.cells(_asked_anew(query, number), _TERMS, by)

    def sorted_lines(query: Query, order: LineOrder) -> Callable[[int], object]:
        return lambda number: engine.lines(_asked_anew(query, number), order=order)

    every = Query(text="")
    rows = [
        _row("trends: 5 terms by year", _TRENDS, cells(every, both[:1])),
        _row("trends: 5 terms by year and by year x province", _TRENDS, cells(every, both)),
        _row("the same, near duplicates counted once", _TRENDS, cells(replace(every, fold=True), both)),
        _row(f"concordance: {lines:,} lines, sorted right", _LINES, sorted_lines(found, "right")),
        _row("the same, sorted left", _LINES, sorted_lines(found, "left")),
    ]
    early, late = Query(date_to=str(_SPLIT_YEAR)), Query(date_from=str(_SPLIT_YEAR + 1))
    members, masses = (Query(text=term) for term in _TERMS[-2:])

    def keywords(query: Query, other: Query) -> Callable[[int], object]:
        return lambda number: engine.keywords(_asked_anew(query, number), [_asked_anew(other, number)])

    def neighbours(by: NeighbourUnit) -> Callable[[int], object]:
        return lambda number: engine.neighbours(_asked_anew(Query(text=_NODE), number), by=by)

    with suppress(QueryError):
        nodes = engine.neighbours(Query(text=_NODE)).nodes
        rows += [
            _row(f"neighbours of {nodes:,} hits, by word, the subset counted anew", _NEIGHBOURS, neighbours("word")),
            _row("the same, by string", _NEIGHBOURS, neighbours("string")),
        ]
    rows += [
        _row("keywords of a province against all", _PROVINCE, keywords(Query(region=(_PROVINCE_CODE,)), every)),
        _row(f"keywords up to {_SPLIT_YEAR} against later years", _HALVES, keywords(early, late)),
        _row("keywords of the reports with 党员 against those with 群众", _HALVES, keywords(members, masses)),
    ]
    some = list(islice(documents, _READ))
    return [*rows, *reuse_rows(folder, some), _reading_row(some)]


def reuse_rows(folder: Path, documents: Sequence[Document]) -> list[dict]:
    """Return the rows of passages in common: of a report, of all pairs, and of the prints that indexing makes."""
    engine = WhooshEngine(folder)
    size = sum(path.stat().st_size for path in folder.glob(f"*/*{PRINTS_EXT}"))
    held = engine.status().documents
    ids = [each.id for each in documents[: _TIMES + 1]]

    def of_one(number: int) -> object:
        return engine.shared(_asked_anew(Query(), number), ids[number])

    def of_all(number: int) -> object:
        return engine.shared_among(_asked_anew(Query(), number))

    times = []
    for each in documents:
        started = process_time()
        packed(read_text(each.body).prints)
        times.append((process_time() - started) * 1000)
    return [
        _row("passages that a report shares with all others", _REUSE, of_one),
        _row("pairs of all reports that share passages", _PAIRS, of_all),
        _measured(f"prints of a report ({size / max(1, held):,.0f} bytes of the index)", _READING, times),
    ]


def _asked_anew(query: Query, number: int) -> Query:
    """Return the same question with another key, so that no answer of before is given again."""
    return replace(query, hidden=(_NOBODY + number,))


def _lines_to_sort(engine: WhooshEngine) -> tuple[str, int]:
    """Return the term of _COMMON whose lines are nearest to those of the bar, and their number."""
    totals = {_COMMON[-1]: 0}
    for term in _COMMON:
        with suppress(QueryError):
            totals[term] = engine.lines(Query(text=f'"{term}"')).total
    return min(totals.items(), key=lambda each: abs(each[1] - _LINES_OF_BAR))


def _row(what: str, bar: float, action: Callable[[int], object]) -> dict:
    times = []
    try:
        action(0)
        for number in range(1, _TIMES + 1):
            started = process_time()
            action(number)
            times.append((process_time() - started) * 1000)
    except QueryError as refusal:
        return {"what": f"{what}: refused, {refusal}", "bar": bar, "ms": None, "most_ms": None}
    return _measured(what, bar, times)


def _reading_row(documents: Sequence[Document]) -> dict:
    gazetteer = load_gazetteer(_REGIONS)
    sources = [
        ReadingSource(each.id, each.body, int(each.date[:4]) if each.date else None, each.region or None)
        for each in documents
    ]
    for source in sources[:2]:
        read_source(source, gazetteer)
    times, figures = [], 0
    for source in sources:
        started = process_time()
        figures += len(read_source(source, gazetteer).figures)
        times.append((process_time() - started) * 1000)
    mean = figures / max(1, len(sources))
    return _measured(f"figures and sections read, a report ({mean:.0f} figures)", _READING, times)


def _measured(what: str, bar: float, times: Sequence[float]) -> dict:
    return {"what": what, "bar": bar, "ms": round(statistics.median(times), 2), "most_ms": round(max(times), 2)}

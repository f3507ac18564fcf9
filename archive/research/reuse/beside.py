"""A report's passages that stand in others too, and two reports side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from archive.models import Report
from archive.places.shown import regions_by_code
from archive.research.reuse.asked import AskedReuse
from archive.research.reuse.order import Order, order_of
from archive.searching.results import ListedReport, codes_of, in_regions, report_rows
from archive.web.addresses import list_address
from search.documents import Query
from search.engine import get_engine
from search.reuse.found import SetPhrase, Shared, SharedWith

#: Set phrases that a page names, and characters of their words.
MOST_PHRASES, PHRASE_WIDTH = 60, 60
#: Characters beside a passage, and of one passage.
_BESIDE, MOST_SHOWN = 60, 4_000


@dataclass(frozen=True, slots=True)
class OtherReport:
    """Another report that shares words; ``order``: of the report asked about to this one."""

    found: SharedWith
    report: ListedReport
    order: Order


def other_reports(report: Report, query: Query, asked: AskedReuse) -> tuple[OtherReport, ...]:
    """Return the others, those that share most first. Two queries. Raises QueryError, IndexMissing."""
    found = get_engine().shared(query, report.pk, asked.rule)
    rows = report_rows({each.id for each in found}, with_text=False)
    reports = in_regions(rows, regions_by_code(codes_of(rows)))
    return tuple(
        OtherReport(each, reports[each.id], order_of(report.partial_date, reports[each.id].partial_date))
        for each in found
        if each.id in reports
    )


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one side. ``kind``: same, changed, phrase, or "" for words of its own. ``label``: number or name before them."""

    text: str
    kind: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage in both texts, with what stands beside it. ``number`` counts from 1, ``fresh`` its characters."""

    number: int
    fresh: int
    left: tuple[Words, ...]
    right: tuple[Words, ...]
    cut: bool


@dataclass(frozen=True, slots=True)
class PhraseRow:
    """A set phrase: its name (甲, 乙 …), words, reason, and the list of the reports that have the very words."""

    name: str
    words: str
    provinces: int
    central: Report | None
    address: str


@dataclass(frozen=True, slots=True)
class Band:
    """A passage on the lines of both texts, in thousandths of their lengths."""

    number: int
    fresh: int
    left: tuple[float, float]
    right: tuple[float, float]

    @property
    def points(self) -> str:
        """The corners of the band between the two lines of the drawing."""
        (start, end), (other_start, other_end) = self.left, self.right
        return f"{start:.1f},6 {end:.1f},6 {other_end:.1f},54 {other_start:.1f},54"


@dataclass(frozen=True, slots=True)
class TwoReports:
    """What two reports share, as the page shows it. ``phrases_left``: set phrases beyond MOST_PHRASES."""

    shared: Shared
    order: Order
    rows: tuple[PassageRow, ...]
    phrases: tuple[PhraseRow, ...]
    phrases_left: int
    bands: tuple[Band, ...]


def two_reports(report: Report, other: Report, query: Query, asked: AskedReuse) -> TwoReports:
    """Return what two reports share. A query for central documents at most. Raises QueryError, IndexMissing."""
    shared = get_engine().shared_by(query, report.pk, other.pk, asked.rule)
    phrases = shared.phrases[:MOST_PHRASES]
    central = Report.objects.published().in_bulk({each.central for each in phrases if each.central})
    names = {phrase: ordinal_name(place) for place, phrase in enumerate(phrases)}
    return TwoReports(
        shared,
        order_of(report.partial_date, other.partial_date),
        tuple(_passage_rows(report.text, other.text, shared, names)),
        tuple(
            PhraseRow(
                names[phrase],
                _short(report.text[phrase.at.start : phrase.at.end]),
                phrase.provinces,
                central.get(phrase.central),
                _search_address(query, report.text[phrase.at.start : phrase.at.end]),
            )
            for phrase in phrases
        ),
        len(shared.phrases) - len(phrases),
        tuple(_bands(shared, len(report.text), len(other.text))),
    )


_STEMS = "甲乙丙丁戊己庚辛壬癸"


def ordinal_name(place: int) -> str:
    """Return 甲 to 癸 for the first ten, then 甲2 and so on."""
    again, stem = divmod(place, len(_STEMS))
    return _STEMS[stem] + (str(again + 1) if again else "")


def _short(words: str) -> str:
    joined = " ".join(words.split())
    return joined if len(joined) <= PHRASE_WIDTH else joined[: PHRASE_WIDTH - 1] + "…"


def _search_address(query: Query, words: str) -> str:
    """Return the list of the reports that have the first line of the words; "" where no query holds it."""
    line = words.strip().splitlines()[0].strip()[:PHRASE_WIDTH]
    if '"' in line or "“" in line or "”" in line:
        line = max(line.replace("“", '"').replace("”", '"').split('"'), key=len)
    return list_address(replace(query, text=f'"{line}"', hidden=())) if len(line) >= 2 else ""


def _bands(shared: Shared, size: int, other_size: int) -> Iterator[Band]:
    for number, passage in enumerate(shared.passages, 1):
        at = passage.at
        yield Band(
            number,
            passage.fresh,
            (1000 * at.start / size, 1000 * at.end / size),
            (1000 * at.other_start / other_size, 1000 * at.other_end / other_size),
        )


def _passage_rows(text: str, other: str, shared: Shared, names: dict[SetPhrase, str]) -> Iterator[PassageRow]:
    left_phrases = [(each.at.start, each.at.end, names.get(each, "")) for each in shared.phrases]
    right_phrases = [(each.at.other_start, each.at.other_end, names.get(each, "")) for each in shared.phrases]
    for number, passage in enumerate(shared.passages, 1):
        left_runs = [(run.start, run.end) for run in passage.runs]
        right_runs = sorted((run.other_start, run.other_end) for run in passage.runs)
        left, left_cut = _side(text, left_runs, left_phrases, str(number))
        right, right_cut = _side(other, right_runs, right_phrases, str(number))
        yield PassageRow(number, passage.fresh, left, right, left_cut or right_cut)


def _side(
    text: str, runs: list[tuple[int, int]], phrases: Iterable[tuple[int, int, str]], number: str
) -> tuple[tuple[Words, ...], bool]:
    """Return a passage of one text within its paragraph, and whether its end is left out."""
    start, end = runs[0][0], runs[-1][1]
    cut = end - start > MOST_SHOWN
    end = min(end, start + MOST_SHOWN)
    first = max(text.rfind("\n", 0, start) + 1, start - _BESIDE)
    last = text.find("\n", end)
    last = min(len(text) if last < 0 else last, end + _BESIDE)
    kinds = [("", "")] * (last - first)
    for place in range(start, end):
        kinds[place - first] = ("changed", "")
    for run_start, run_end in runs:
        for place in range(max(run_start, first), min(run_end, last)):
            kinds[place - first] = ("same", number)
    for phrase_start, phrase_end, name in phrases:
        for place in range(max(phrase_start, first), min(phrase_end, last)):
            kinds[place - first] = ("phrase", name)
    return tuple(_runs_of(text[first:last], kinds)), cut


def _runs_of(text: str, kinds: list[tuple[str, str]]) -> Iterator[Words]:
    """Yield the stretches of one kind; a label stands before the first one that has it."""
    told: set[tuple[str, str]] = set()
    begin = 0
    for place in range(1, len(text) + 1):
        if place < len(text) and kinds[place] == kinds[begin]:
            continue
        kind, label = kinds[begin]
        yield Words(text[begin:place], kind, label if (kind, label) not in told else "")
        told.add((kind, label))
        begin = place

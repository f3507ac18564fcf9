"""What a question finds today as manifest and entries: numbers, digests and offsets, and no word of a report."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop

from archive.languages import say
from archive.models import ChangeNote, FigureRow, PublicChange, ReadingState, Report, digest_of_words
from archive.models.readings import written
from archive.publishing.groups import all_groups
from archive.research.figures.found import Finder
from archive.research.packs.question import PackQuestion, PackRefused
from archive.research.subset import count_subset
from archive.text.sections import stretches_of
from search.documents import LARGEST_PAGE, Query
from search.engine import get_engine
from search.hits import find_marks, visible_marks
from search.query import ParsedQuery, parse_query

FORMAT = "jiceng-pack/1"
#: Of one pack at most. A question that finds more is refused, never cut.
MOST_REPORTS, MOST_HITS, MOST_FIGURES = 2_000, 50_000, 20_000
_REPORTS = gettext_noop("有 {0:,} 篇，一个研究包至多 {1:,} 篇。请加一个条件，分几个包做。")
_HITS = gettext_noop("有 {0:,} 处，一个研究包至多 {1:,} 处。请加一个条件，分几个包做。")
_FIGURES = gettext_noop("有 {0:,} 个数字，一个研究包至多 {1:,} 个。请加一个条件，分几个包做。")
_AT_ONCE = 100
_TRIES = 3
_SHORT = 16

#: What a figure says, beside its place.
_SAID = (
    "value", "high", "unit", "bound", "kind", "role", "noun", "action", "year", "year_until", "year_how",
    "scope_region_id", "scope_how", "status", "section", "redacted", "rule",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PackContents:
    """``manifest``: as stored. ``entries``: {report: its entry as stored}, without those of erased reports."""

    manifest: str
    entries: Mapping[int, str]

    @property
    def digest(self) -> str:
        return digest_of_words(self.manifest)

    @property
    def size(self) -> int:
        return sum(len(each.encode("utf-8", "surrogatepass")) for each in (self.manifest, *self.entries.values()))


def make_contents(question: PackQuestion) -> PackContents:
    """Return what the question finds, all of one commit of the index. Raises PackRefused, QueryError, IndexMissing."""
    for _ in range(_TRIES):
        before = get_engine().newest_commit(), _newest_change()
        made = _of_figures(question) if question.figures else _of_reports(question)
        if (get_engine().newest_commit(), _newest_change()) == before:
            return made
    raise PackRefused(say("馆藏正在变动，这一刻做不成一个前后一致的包。请过一会儿再做。"))


def canonical(value: Any) -> str:
    """Return JSON with one spelling: sorted names, no blanks."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def said_of(row: Mapping[str, Any]) -> str:
    """Return the digest of what a figure says."""
    return _short([_plain(row[name]) for name in _SAID])


def _plain(value: Any) -> Any:
    """Return a value as every database gives it back: a decimal without needless zeros."""
    return written(value) if isinstance(value, Decimal) else value


def figure_values() -> tuple[str, ...]:
    """Return the columns that ``said_of`` reads."""
    return _SAID


def digest_of_text(text: str) -> str:
    """Return the SHA-256 of a report's very text."""
    return digest_of_words(text)


def card_of(report: Report) -> dict[str, str]:
    """Return the card: place, date and kind as they are, of words a digest alone."""
    date = report.partial_date
    return {
        "title": _short(report.title),
        "region": report.region_id or "",
        "date": date.iso if date else "",
        "source": _short(report.source.name) if report.source else "",
        "author": _short(report.author) if report.author else "",
        "kind": report.kind,
    }


def _newest_change() -> int:
    return PublicChange.objects.order_by("-number").values_list("number", flat=True).first() or 0


def _short(value: Any) -> str:
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()[:_SHORT]


def _of_reports(question: PackQuestion) -> PackContents:
    subset = question.subset
    assert subset is not None  # noqa: S101
    query = subset.query
    parsed = parse_query(query.text, query.mode)
    counted = count_subset(subset)
    numbers = _numbers(query)
    entries: dict[int, dict[str, Any]] = {}
    hits = figures = 0
    for reports in _reports(numbers):
        found = {report.pk: _hits(report, parsed, query) for report in reports}
        beside = _figures_beside(found)
        for report in reports:
            hits, figures = hits + len(found[report.pk]), figures + len(beside.get(report.pk) or ())
            entries[report.pk] = _entry(report, found[report.pk], beside.get(report.pk, []))
        _refuse_more(hits, MOST_HITS, _HITS)
        _refuse_more(figures, MOST_FIGURES, _FIGURES)
    counts = {
        "reports": counted.reports,
        "counted": counted.counted,
        "undated": counted.undated,
        "unplaced": counted.unplaced,
        "samples": counted.samples,
        "hits": hits,
        "figures": figures,
    }
    return _contents(question, counts, entries)


def _of_figures(question: PackQuestion) -> PackContents:
    assert question.figures is not None  # noqa: S101
    finder = Finder(question.figures)
    numbers = finder.numbers()
    _refuse_more(numbers.rows, MOST_FIGURES, _FIGURES)
    _refuse_more(numbers.reports, MOST_REPORTS, _REPORTS)
    rows = FigureRow.objects.filter(pk__in=finder.places(0, numbers.rows)).order_by("report_id", "start")
    figures = _by_report(rows.values("report_id", "start", "end", *_SAID))
    stale = _unread(figures)
    entries = {
        report.pk: _entry(report, [], None if report.pk in stale else [_figure(row) for row in figures[report.pk]])
        for reports in _reports(sorted(figures))
        for report in reports
    }
    return _contents(question, {"reports": len(entries), "hits": 0, "figures": numbers.rows}, entries)


def _contents(question: PackQuestion, counts: Mapping[str, int], entries: Mapping[int, Any]) -> PackContents:
    lines = {number: canonical(entry) for number, entry in sorted(entries.items())}
    manifest = {
        "format": FORMAT,
        "question": question.written,
        "versions": {
            "index": get_engine().status().schema,
            "readings": ReadingState.objects.values_list("rules", flat=True).first() or "",
        },
        "counts": dict(counts),
        "reports": [[number, digest_of_words(entry)] for number, entry in lines.items()],
    }
    return PackContents(canonical(manifest) + "\n", lines)


def _entry(report: Report, hits: Sequence[Any], figures: Sequence[Any] | None) -> dict[str, Any]:
    return {
        "report": report.pk,
        "text": digest_of_text(report.text),
        "card": card_of(report),
        "hits": hits,
        "figures": figures,
    }


def _numbers(query: Query) -> list[int]:
    """Return the numbers of the list, ascending; of near duplicates that count once the smallest."""
    asked = replace(query, sort="added", page=1, size=LARGEST_PAGE, fold=False, facets=())
    first = get_engine().search(asked)
    _refuse_more(first.total, MOST_REPORTS, _REPORTS)
    found = [hit.id for hit in first.hits]
    for page in range(2, -(-first.total // LARGEST_PAGE) + 1):
        found += [hit.id for hit in get_engine().search(replace(asked, page=page)).hits]
    if not query.fold:
        return sorted(set(found))
    groups, chosen = all_groups(), dict[int, int]()
    for number in sorted(set(found)):
        chosen.setdefault(groups.get(number, number), number)
    return sorted(chosen.values())


def _refuse_more(found: int, most: int, sentence: str) -> None:
    if found > most:
        raise PackRefused(say(sentence, found, most))


def _reports(numbers: Sequence[int]) -> Iterator[list[Report]]:
    """Yield the published reports, some at a time. One query each."""
    columns = ("title", "text", "region", "date", "date_precision", "source__name", "author", "kind", "status")
    for first in range(0, len(numbers), _AT_ONCE):
        some = numbers[first : first + _AT_ONCE]
        rows = Report.objects.published().filter(pk__in=some).select_related("source")
        yield list(rows.only(*columns).order_by("pk"))


def _hits(report: Report, parsed: ParsedQuery, query: Query) -> list[list[Any]]:
    """Return the marks of a report's page as [start, end, field], title before text."""
    inside = stretches_of(report.text, query.section) if query.section else None
    fields = (("title", report.title), ("body", report.text))
    return [
        [mark.start, mark.end, field]
        for field, text in fields
        for mark in visible_marks(text, find_marks(text, parsed, query.mode, field=field, inside=inside))  # type: ignore[arg-type]
    ]


def _figures_beside(hits: Mapping[int, Sequence[Any]]) -> dict[int, list[Any] | None]:
    """Return of each report the figures in whose sentence a hit stands, None where it is not read yet. Two queries."""
    found = {number: [hit for hit in some if hit[2] == "body"] for number, some in hits.items()}
    wanted = [number for number, some in found.items() if some]
    rows = FigureRow.objects.shown().filter(report__in=wanted).order_by("report_id", "start")
    columns = ("report_id", "start", "end", "sentence_start", "sentence_end", *_SAID)
    figures: dict[int, list[Any] | None] = {number: [] for number in hits}
    for number, some in _by_report(rows.values(*columns)).items():
        figures[number] = [_figure(row) for row in some if _is_beside(row, found[number])]
    return figures | dict.fromkeys(_unread(wanted), None)


def _is_beside(row: Mapping[str, Any], hits: Iterable[Any]) -> bool:
    return any(start < row["sentence_end"] and end > row["sentence_start"] for start, end, _ in hits)


def _figure(row: Mapping[str, Any]) -> list[Any]:
    return [row["start"], row["end"], said_of(row)]


def _by_report(rows: Iterable[Mapping[str, Any]]) -> dict[int, list[Mapping[str, Any]]]:
    found: dict[int, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["report_id"], []).append(row)
    return found


def _unread(numbers: Iterable[int]) -> set[int]:
    """Return those of the reports that changed since figures were last read. One query, two more for the place."""
    place = ReadingState.objects.values_list("number", flat=True).first() or 0
    asked = list(numbers)
    rows = PublicChange.objects.filter(report_id__in=asked, number__gt=place).values_list("report_id", flat=True)
    return {*rows, *ChangeNote.objects.filter(report_id__in=asked).values_list("report_id", flat=True)}

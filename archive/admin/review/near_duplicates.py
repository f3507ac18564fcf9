"""The most similar near duplicate of a report, side by side on the desk, for the editor's verdict (近似篇并排)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from archive.layout.runs import Run, marked_runs
from archive.models import NearPair, Report
from archive.models.near import percent
from archive.text.near import ComparedRow, compare_beginnings, count_differences, lay_side_by_side

#: Product of lengths above which the editor must ask for the comparison: two texts of 10,000 characters take 30 ms.
AT_ONCE = 100_000_000
#: Characters of each text that are compared; a verdict rests on the beginning of longer ones.
MOST_COMPARED = 100_000
#: Rows with a difference on the review page; the page of comparison shows all.
ROWS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class SideSpan:
    """Words of one side, redactions marked; ``differs`` if the other side has none or others."""

    runs: tuple[Run, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class SideBySideRow:
    """A paragraph of each side; or, with ``same`` above 0, that many equal paragraphs left out."""

    left: tuple[SideSpan, ...] = ()
    right: tuple[SideSpan, ...] = ()
    same: int = 0


@dataclass(frozen=True, slots=True)
class SideBySide:
    """A near duplicate beside the report. ``rows`` is None where the editor has not asked for the comparison.

    ``compared``: the characters of each text that were compared, 0 for all.
    """

    pair: NearPair
    other: Report
    percent: int
    differences: int
    rows: tuple[SideBySideRow, ...] | None
    more: int
    compared: int
    others: tuple[tuple[Report, int, NearPair], ...]


def lay_beside(report: Report, chosen: str = "") -> SideBySide | None:
    """Compare the report with its near duplicate number ``chosen``, else the most similar undecided, else the most similar.

    Return None if it has no near duplicate. Two queries: all pairs without texts, then the one text.
    """
    pairs = (
        NearPair.objects.of(report.pk)
        .select_related("first", "second")
        .only(
            "similarity", "verdict", "decided_at",
            "first__title", "first__status", "first__script", "first__date", "first__date_precision",
            "second__title", "second__status", "second__script", "second__date", "second__date_precision",
        )
    )  # fmt: skip
    ranked = sorted(pairs, key=lambda pair: (pair.verdict != NearPair.Verdict.UNDECIDED, -pair.similarity))
    if not ranked:
        return None
    pair = next((pair for pair in ranked if str(_other(pair, report).pk) == chosen), ranked[0])
    other = _other(pair, report)
    text = Report.objects.values_list("text", flat=True).get(pk=other.pk)
    rows: tuple[SideBySideRow, ...] | None = None
    differences = more = compared = 0
    if chosen or len(report.text) * len(text) <= AT_ONCE:
        passages, is_cut = compare_beginnings(report.text, text, MOST_COMPARED)
        compared = MOST_COMPARED if is_cut else 0
        differences = count_differences(passages)
        every_row = _rows(lay_side_by_side(passages))
        rows = tuple(_shown(row) for row in islice(every_row, ROWS_SHOWN))
        more = sum(1 for _ in every_row)
    others = tuple((_other(each, report), percent(each.similarity), each) for each in ranked if each is not pair)
    return SideBySide(pair, other, percent(pair.similarity), differences, rows, more, compared, others)


def _other(pair: NearPair, report: Report) -> Report:
    return pair.second if pair.first_id == report.pk else pair.first


def _rows(rows: Sequence[ComparedRow]) -> Iterator[ComparedRow | int]:
    """Yield the rows that differ, and the number of those between them. Equal texts give their first row."""
    same = 0
    first = next((index for index, row in enumerate(rows) if row.numbers), 0)
    for index, row in enumerate(rows):
        if not row.numbers and index != first:
            same += 1
            continue
        if same:
            yield same
            same = 0
        yield row
    if same:
        yield same


def _shown(row: ComparedRow | int) -> SideBySideRow:
    if isinstance(row, int):
        return SideBySideRow(same=row)
    return SideBySideRow(
        tuple(SideSpan(marked_runs(piece.text), bool(piece.number)) for piece in row.left),
        tuple(SideSpan(marked_runs(piece.text), bool(piece.number)) for piece in row.right),
    )

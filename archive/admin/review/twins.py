"""The nearest twin of a report, side by side on the desk, and what the editor says of the two (近似篇并排)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

from archive.layout.runs import Run, marked_runs
from archive.models import NearPair, Report
from archive.models.near import percent
from archive.text.near import ComparedRow, compare, count_differences, lay_side_by_side

#: Above this product of lengths the comparison waits until it is asked for: 10,000 characters each take 30 ms.
AT_ONCE = 100_000_000
#: Rows with a difference that are shown at first; the page of comparison has them all.
ROWS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class TwinPiece:
    """Words of one side, redactions marked; ``differs`` where the other side has none or others."""

    runs: tuple[Run, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class TwinRow:
    """A paragraph of either side; or, with ``same`` above 0, so many paragraphs left out because they are alike."""

    left: tuple[TwinPiece, ...] = ()
    right: tuple[TwinPiece, ...] = ()
    same: int = 0


@dataclass(frozen=True, slots=True)
class Beside:
    """A report's twin as the desk shows it. ``rows`` is None where the comparison was not asked for."""

    pair: NearPair
    other: Report
    percent: int
    differences: int
    rows: tuple[TwinRow, ...] | None
    more: int
    others: tuple[tuple[Report, int], ...]


def lay_beside(report: Report, chosen: str = "") -> Beside | None:
    """The twin number ``chosen``, or the nearest of which nobody has decided, or the nearest; None if there is none.

    Two queries, however many twins: theirs without texts, then the one text that is shown.
    """
    pairs = (
        NearPair.objects.filter(Q(first=report) | Q(second=report))
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
    rows: tuple[TwinRow, ...] | None = None
    differences = more = 0
    if chosen or len(report.text) * len(text) <= AT_ONCE:
        passages = compare(report.text, text)
        differences = count_differences(passages)
        laid = tuple(_shown(lay_side_by_side(passages)))
        rows, more = laid[:ROWS_SHOWN], len(laid[ROWS_SHOWN:])
    others = tuple((_other(each, report), percent(each.similarity)) for each in ranked if each is not pair)
    return Beside(pair, other, percent(pair.similarity), differences, rows, more, others)


def _other(pair: NearPair, report: Report) -> Report:
    return pair.second if pair.first_id == report.pk else pair.first


def _shown(rows: Sequence[ComparedRow]) -> Iterator[TwinRow]:
    """Rows that differ; those between them as a number. Texts that do not differ show their first row."""
    same = 0
    first = next((index for index, row in enumerate(rows) if row.numbers), 0)
    for index, row in enumerate(rows):
        if not row.numbers and index != first:
            same += 1
            continue
        if same:
            yield TwinRow(same=same)
            same = 0
        yield TwinRow(
            tuple(TwinPiece(marked_runs(piece.text), bool(piece.number)) for piece in row.left),
            tuple(TwinPiece(marked_runs(piece.text), bool(piece.number)) for piece in row.right),
        )
    if same:
        yield TwinRow(same=same)

"""Two near-identical reports side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from archive.intake.near_duplicates import find_pair
from archive.layout.runs import Layers, Run, cut_runs, masked_spans
from archive.models import NearPair, Report
from archive.models.near import percent
from archive.text.near import ComparedWords, compare, count_differences, lay_side_by_side
from archive.views.errors import gone
from search.highlight import Mark

#: So many places are linked above the texts; a reader who sees more differences reads on by himself.
LINKED_PLACES = 60


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A row as the page draws it; ``number`` to ``last`` count its differing places, 0 if both sides say the same."""

    left: tuple[Run, ...]
    right: tuple[Run, ...]
    number: int = 0
    last: int = 0


def compare_page(request: HttpRequest, report_id: int, other_id: int) -> HttpResponse:
    """Both texts, each place where they differ marked. Only published reports that the archive calls near are compared:
    any two would be an invitation to let it work."""
    left, right = _seen_outside(report_id), _seen_outside(other_id)
    pair = find_pair(left, right) if left != right else None
    if pair is None or pair.verdict == NearPair.Verdict.UNRELATED:
        raise Http404
    if not (left.is_published and right.is_published):
        return gone(request)
    passages = compare(left.text, right.text)
    rows = [
        ComparedRow(_runs(row.left), _runs(row.right), *(row.numbers[:1] + row.numbers[-1:] or (0, 0)))
        for row in lay_side_by_side(passages)
    ]
    places = [row for row in rows if row.number]
    shown = places[:LINKED_PLACES]
    context = {
        "left": left,
        "right": right,
        "sides": (left, right),
        "rows": rows,
        "places": shown,
        "more_places": len(places) - len(shown),
        "differences": count_differences(passages),
        "percent": percent(pair.similarity),
    }
    return render(request, "archive/compare.html", context)


def _seen_outside(report_id: int) -> Report:
    reports = Report.objects.for_list().exclude(status=Report.Status.DRAFT)
    return get_object_or_404(reports, pk=report_id)


def _runs(pieces: Sequence[ComparedWords]) -> tuple[Run, ...]:
    """The words of one side of a row, with what differs marked and what is masked hatched."""
    text, marks = "", []
    for piece in pieces:
        if piece.number:
            marks.append(Mark(len(text), len(text) + len(piece.text), 0))
        text += piece.text
    return cut_runs(Layers(text, marks, masked=masked_spans(text)), 0, len(text))

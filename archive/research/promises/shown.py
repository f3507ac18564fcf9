"""Promises as a page shows them: a plan and its result side by side, plain values, nothing of HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join

from archive.languages import own, say
from archive.places.shown import ListedRegion
from archive.research.figures.shown import ShownFigure, places_of, show_rows
from archive.research.promises.found import FoundPromise
from archive.research.promises.words import JUDGED, REASONS, REMARKS


@dataclass(frozen=True, slots=True)
class ShownPromise:
    """A row of the page. ``year`` is that of the report that plans. ``reason`` says why the reading is what it is."""

    place: ListedRegion | None
    year: int
    plan: ShownFigure
    result: ShownFigure | None
    remark: str
    words: str
    reason: str
    is_judged: bool


def show_promises(rows: Sequence[FoundPromise]) -> list[ShownPromise]:
    """Return the rows of a page. One query for the regions."""
    plans, results = [row.plan for row in rows], [row.result for row in rows if row.result]
    places = places_of(plans, results)
    shown = iter(show_rows(results, (), places))
    return [
        _shown(row, plan, next(shown) if row.result else None, places)
        for row, plan in zip(rows, show_rows(plans, (), places), strict=True)
    ]


def _shown(
    row: FoundPromise, plan: ShownFigure, result: ShownFigure | None, places: Mapping[str, ListedRegion]
) -> ShownPromise:
    reason = say(REASONS[row.remark])
    if row.remark == "scope" and row.differing:
        named = format_html_join(say("、"), "{}", ((own(words),) for words in row.differing))
        reason = format_html(say("只有一边限定了{0}，不判"), named)
    return ShownPromise(
        place=places.get(row.plan.code),
        year=row.plan.date.year if row.plan.date else 0,
        plan=plan,
        result=result,
        remark=row.remark,
        words=say(REMARKS[row.remark]),
        reason=reason,
        is_judged=row.remark in JUDGED,
    )

"""Wanted changes of many cards on a page: rows before and after, carried to the button that makes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest

from archive.admin.many.chosen import MOST, ROWS_SHOWN
from archive.admin.review.words import value_in_words
from archive.admin.status import warn_of_index
from archive.desk.many import SET_BY_LIST, PlannedRow, WantedChange, make_changes
from archive.languages.labels import FIELDS
from archive.models import Region, Report

#: Failures that the page names one by one.
FAILURES_NAMED = 10
#: The field that carries the wanted changes from the page to the button.
WANTED = "wanted"


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One field of one report, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A report with its changes, or with the sentence that refuses them."""

    number: int
    title: str
    changes: tuple[ShownChange, ...]
    refused: str
    place: str


def preview(planned: Iterable[PlannedRow]) -> dict[str, Any]:
    """Return what a page shows of planned rows: refused ones first, then those that change; the others are counted."""
    rows = list(planned)
    refused = [row for row in rows if row.refused]
    changing = [row for row in rows if row.changes]
    shown = [*refused[:ROWS_SHOWN], *changing[:ROWS_SHOWN]]
    regions = _regions_of(shown)
    return {
        "rows": [_shown(row, regions) for row in shown],
        "more": len(refused[ROWS_SHOWN:]) + len(changing[ROWS_SHOWN:]),
        "changing": len(changing),
        "refused": len(refused),
        "same": len(rows) - len(changing) - len(refused),
        "wanted": json.dumps([[row.wanted.number, row.wanted.seen, dict(row.wanted.words)] for row in changing]),
    }


def read_wanted(words: str) -> list[WantedChange]:
    """Return the wanted changes that ``preview`` wrote; [] for anything else."""
    try:
        rows = json.loads(words)
    except ValueError:
        return []
    wanted = []
    for row in rows[:MOST] if isinstance(rows, list) else ():
        match row:
            case [int(number), str(seen), dict(values)] if 0 < number < 2**63:
                words_of = {name: str(value) for name, value in values.items() if name in SET_BY_LIST}
                wanted.append(WantedChange(number, seen, words_of))
    return wanted


def make_wanted(request: HttpRequest, desk: ModelAdmin) -> None:
    """Make the changes that the page carries, log each, and tell what was refused."""
    done, failures = 0, []
    for row in make_changes(read_wanted(request.POST.get(WANTED, ""))):
        if row.refused:
            failures.append(
                f"《{row.title}》{row.refused}" if row.title else f"第 {row.wanted.number} 号：{row.refused}"
            )
        elif row.changes:
            note = f"改动：{'、'.join(FIELDS[change.name] for change in row.changes)}"
            desk.log_change(request, Report(pk=row.wanted.number, title=row.title), note)
            done += 1
    if done:
        messages.success(request, f"已改 {done} 篇。")
        warn_of_index(request)
    elif not failures:
        messages.info(request, "没有要改的，什么也没有改。")
    name_failures(request, failures, "改")


def name_failures(request: HttpRequest, failures: Sequence[str], word: str) -> None:
    """Tell the first refusals one by one, and the number of the others."""
    for failure in failures[:FAILURES_NAMED]:
        messages.error(request, failure)
    if len(failures) > FAILURES_NAMED:
        messages.error(request, f"另有 {len(failures) - FAILURES_NAMED} 篇未能{word}，原因相仿。")


def _regions_of(rows: Iterable[PlannedRow]) -> dict[str, Region]:
    regions = [change for row in rows for change in row.changes if change.name == "region"]
    codes = {code for change in regions for code in (change.before, change.after) if code}
    return Region.objects.select_related("parent__parent").in_bulk(codes)


def _shown(row: PlannedRow, regions: dict[str, Region]) -> ShownRow:
    changes = tuple(
        ShownChange(
            FIELDS[change.name],
            value_in_words(change.name, change.before, regions),
            value_in_words(change.name, change.after, regions),
        )
        for change in row.changes
    )
    return ShownRow(row.wanted.number, row.title, changes, row.refused, row.wanted.place)

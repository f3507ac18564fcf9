"""The promises of a question as a table for files, and as the API gives them: one order of columns, one set of names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_noop

from archive.exporting.exports.conditions import region_path
from archive.languages import listed, say
from archive.research.figures.found import FoundFigure
from archive.research.figures.shown import passage_address, places_of
from archive.research.figures.table import figure_shape, number_cell
from archive.research.promises.found import FoundPromise
from archive.research.promises.words import REMARKS

COLUMNS = (
    ("number", gettext_noop("序号")),
    ("place", gettext_noop("地区")),
    ("code", gettext_noop("地区代码")),
    ("year", gettext_noop("计划报告年份")),
    ("noun", gettext_noop("对象")),
    ("action", gettext_noop("做法词")),
    ("plan", gettext_noop("计划数")),
    ("plan_written", gettext_noop("计划原文写法")),
    ("result", gettext_noop("结果数")),
    ("result_written", gettext_noop("结果原文写法")),
    ("unit", gettext_noop("单位")),
    ("remark", gettext_noop("读法")),
    ("differing", gettext_noop("一边独有的限定")),
    ("plan_sentence", gettext_noop("计划原句")),
    ("plan_report", gettext_noop("计划报告编号")),
    ("plan_title", gettext_noop("计划报告题名")),
    ("plan_start", gettext_noop("计划起")),
    ("plan_end", gettext_noop("计划止")),
    ("plan_url", gettext_noop("计划地址")),
    ("result_sentence", gettext_noop("结果原句")),
    ("result_report", gettext_noop("结果报告编号")),
    ("result_title", gettext_noop("结果报告题名")),
    ("result_start", gettext_noop("结果起")),
    ("result_end", gettext_noop("结果止")),
    ("result_url", gettext_noop("结果地址")),
)
#: What a line of JSON holds, and a row of the API.
PROGRAM_KEYS = ("place", "year", "remark", "differing", "plan", "result")


def headings() -> list[tuple[str, str]]:
    """Return the columns with their headings in the language of the page."""
    return [(key, say(heading)) for key, heading in COLUMNS]


def promise_shape(row: FoundPromise) -> dict[str, Any]:
    """Return a promise as the API gives it: plan and result as figures, ``result`` null without one."""
    return {
        "place": row.plan.code,
        "year": row.plan.date.year if row.plan.date else None,
        "remark": row.remark,
        "differing": list(row.differing),
        "plan": figure_shape(row.plan),
        "result": figure_shape(row.result) if row.result else None,
    }


def program_rows(rows: Sequence[FoundPromise]) -> Iterator[list[Any]]:
    """Yield the values of PROGRAM_KEYS for each promise."""
    for row in rows:
        yield list(promise_shape(row).values())


def table_rows(rows: Sequence[FoundPromise], *, origin: str) -> Iterator[list[Any]]:
    """Yield the cells of COLUMNS for each promise. A redacted number is the word for it. One query for the regions."""
    places = places_of(row.plan for row in rows)
    for number, row in enumerate(rows, 1):
        plan, result = row.plan, row.result
        place = places.get(plan.code)
        yield [
            number,
            region_path(place) if place else None,
            plan.code,
            plan.date.year if plan.date else None,
            plan.noun or None,
            plan.action or None,
            _number(plan),
            plan.written,
            _number(result) if result else None,
            result.written if result else None,
            plan.unit or None,
            say(REMARKS[row.remark]),
            listed(row.differing) or None,
            *_side(plan, origin),
            *(_side(result, origin) if result else [None] * 6),
        ]


def _number(row: FoundFigure) -> Any:
    return say("隐去") if row.redacted else number_cell(row.value)


def _side(row: FoundFigure, origin: str) -> list[Any]:
    return [row.sentence, row.report, row.title, row.start, row.end, origin + passage_address(row)]

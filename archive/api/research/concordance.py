"""Addresses of the API on words in context: every hit of a query as one line."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from archive.api.schemas import Problem, RegionOut, SubsetParameters
from archive.api.shapes import card_shape
from archive.research.lines.asking import AskedLines, ConcordanceForm, find_lines
from archive.research.subset import read_subset
from search.lines import Beside

router = Router()


class ConcordanceParameters(SubsetParameters):
    """The parameters of the page ``/concordance/``."""

    near: str = Field("", description="fold（每组近似只计编号最小的一篇，默认）、all（近似篇逐篇计）")
    samples: str = Field("", description="1 时计入示例；默认不计")
    order: str = Field("", description="right（右起，默认）、left（左起）、newest、oldest、region")
    beside: str = Field("", description="follows 与 precedes 的字数，1 至 4，默认 2")
    page: str = Field("", description="页码，从 1 起")
    size: str = Field("", description="每页处数，至多 100，默认 50")


class LineOut(Schema):
    """A hit. ``start`` and ``end`` count code points of the title or body (``field``).

    ``before`` and ``after`` are up to 20 characters on each side, ¶ for the border of a paragraph. ``paragraph`` counts as
    the report's page does, 0 in a heading, null in the title. ``url`` leads to the hit on its report's page.
    """

    report: int
    title: str
    region: RegionOut | None
    date: str | None
    source: str | None
    kind: str | None
    sample: bool
    field: str
    start: int
    end: int
    paragraph: int | None
    before: str
    words: str
    after: str
    url: str


class StringOut(Schema):
    """A string beside the hits and on how many lines it stands; shorter where the text ends."""

    string: str
    lines: int


class BesideOut(Schema):
    """The most frequent strings on one side; ``kinds`` counts all different ones."""

    strings: list[StringOut]
    kinds: int


class ConcordanceOut(Schema):
    """A page of lines. ``total`` counts all lines, ``reports`` those that hold them; nothing is sampled."""

    total: int
    reports: int
    page: int
    size: int
    follows: BesideOut
    precedes: BesideOut
    rows: list[LineOut]


@router.get("/concordance", response={200: ConcordanceOut, 400: Problem, 503: Problem}, summary="语境：每处一行")
def concordance(request: HttpRequest, parameters: Query[ConcordanceParameters]) -> dict[str, Any]:
    """List every hit of a query with the words around it, by the parameters of the page; a wrong value is a 400."""
    form = ConcordanceForm(request.GET)
    if not form.is_valid():
        raise HttpError(400, form.error_sentence)
    found = find_lines(read_subset(form), AskedLines.of(form))
    answer = found.concordance
    return {
        "total": answer.total,
        "reports": answer.reports,
        "page": answer.page,
        "size": answer.size,
        "follows": _beside(answer.follows),
        "precedes": _beside(answer.precedes),
        "rows": [
            {
                **{name: value for name, value in card_shape(row.report).items() if name not in ("id", "doubts")},
                "report": row.line.id,
                "field": row.line.field,
                "start": row.line.start,
                "end": row.line.end,
                "paragraph": row.paragraph,
                "before": row.before,
                "words": row.words,
                "after": row.after,
                "url": row.address,
            }
            for row in found.rows
        ],
    }


def _beside(beside: Beside) -> dict[str, Any]:
    strings = [{"string": string, "lines": lines} for string, lines in beside.strings]
    return {"strings": strings, "kinds": beside.kinds}

"""Addresses of the API on words: what stands beside the hits of a query."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from archive.api.schemas import Problem, SubsetParameters
from archive.research.neighbours.asking import AskedNeighbours, NeighboursForm, find_neighbours
from archive.research.subset import read_subset

router = Router()


class NeighboursParameters(SubsetParameters):
    """The parameters of the page ``/neighbours/``."""

    near: str = Field("", description="fold（近似者各计一次，默认）、all（逐篇计）")
    samples: str = Field("", description="1 时计入示例；默认不计")
    by: str = Field("", description="word（词，默认）、string（字串，不切词）")
    window: str = Field("", description="左右各看几个词或字，1 至 10，默认 5")
    order: str = Field("", description="score（logDice，默认）、ll、hits")


class NeighbourOut(Schema):
    """What stands beside hits in ``hits`` places, ``before`` of them before one; in the whole subset it occurs ``total`` times."""

    text: str
    hits: int
    before: int
    reports: int
    provinces: int
    total: int
    log_dice: float
    ll: float


class NeighboursOut(Schema):
    """``nodes``: hits of the query in ``reports`` reports. ``beside``: words (or letters) near them, ``total``: of the subset.

    ``kinds``: how many are frequent and sure enough; ``rows``: the first 100. Nothing is sampled.
    """

    nodes: int
    reports: int
    beside: int
    total: int
    kinds: int
    rows: list[NeighbourOut]


@router.get(
    "/neighbours", response={200: NeighboursOut, 400: Problem, 503: Problem}, summary="邻词：命中近旁的词或字串"
)
def neighbours(request: HttpRequest, parameters: Query[NeighboursParameters]) -> dict[str, Any]:
    """List what stands beside the hits of a query, by the parameters of the page; a wrong value is a 400."""
    form = NeighboursForm(request.GET)
    if not form.is_valid():
        raise HttpError(400, form.error_sentence)
    found = find_neighbours(read_subset(form), AskedNeighbours.of(form))
    answer = found.neighbours
    rows = [
        {
            "text": row.text,
            **{name: getattr(row.neighbour, name) for name in ("hits", "before", "reports", "provinces", "total")},
            "log_dice": round(row.neighbour.log_dice, 4),
            "ll": round(row.neighbour.ll, 4),
        }
        for row in found.rows
    ]
    numbers = {name: getattr(answer, name) for name in ("nodes", "reports", "beside", "total", "kinds")}
    return {**numbers, "rows": rows}

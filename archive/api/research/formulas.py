"""Formulas (提法) for programs: the list of ``/formulas/``."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from archive.api.schemas import Problem
from archive.research.formulas.listed import (
    WrongQuestion,
    formula_shape,
    formulas_of,
    page_of,
    read_question,
)
from archive.web.addresses import origin

router = Router()


class FormulasParameters(Schema):
    """All optional; ``listed.read_question`` says what each allows."""

    q: str = Field("", description="提法里的字，繁简通")
    standing: str = Field("", description="central、common、spreading、local、unplaced")
    sort: str = Field("", description="reports（默认）、oldest、newest")
    page: str = Field("", description="页码，从 1 起")
    size: str = Field("", description="每页条数，至多 100，默认 50")


class FormulaOut(Schema):
    """A formula by the reports that quote it, near duplicates each, without samples.

    ``type``: numbered, code, quoted, known. ``first_date``: of the earliest dated report here. ``sure``: of tier 1.
    """

    key: str
    name: str
    type: str
    kind: str | None
    standing: str
    reports: int
    provinces: int
    first_date: str | None
    first_region: str | None
    first_report: int | None
    sure: bool
    url: str


class FormulasOut(Schema):
    """A page of the list."""

    total: int
    page: int
    size: int
    rows: list[FormulaOut]


@router.get("/formulas", response={200: FormulasOut, 400: Problem}, summary="提法", url_name="formulas")
def formulas(request: HttpRequest, parameters: Query[FormulasParameters]) -> dict[str, Any]:
    """List the formulas that rules read in quotes, with their standing by spread and the earliest report here."""
    try:
        asked = read_question(parameters.model_dump())
    except WrongQuestion as error:
        raise HttpError(400, str(error)) from error
    rows = [formula_shape(formula, origin(request)) for formula in page_of(asked)]
    return {"total": formulas_of(asked).count(), "page": asked.page, "size": asked.size, "rows": rows}

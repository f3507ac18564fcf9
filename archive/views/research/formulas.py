"""Formulas (提法): the list of all, and one with who wrote it first here, who took it over, and in which words."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.languages import say
from archive.models import Formula, FormulaUse, Report
from archive.readings.following import waiting_changes
from archive.research.citing import page_references
from archive.research.files import FILES, ResearchTable
from archive.research.form import SubsetForm
from archive.research.formulas.listed import (
    LAST_PAGE,
    MOST_ROWS,
    ORDERS,
    SHORT_STANDINGS,
    STANDINGS,
    TYPES,
    FormulasAsked,
    WrongQuestion,
    date_of,
    file_rows,
    formulas_of,
    headings,
    page_of,
    read_question,
)
from archive.research.formulas.one import FoundFormula, find_formula
from archive.research.pages import research_page
from archive.research.subset import count_subset
from archive.research.ways import ways_beside
from archive.text.formulas import formula_key, whole_key
from archive.views.exports import Refused
from archive.views.research.frame import ListFrame, ResearchFile, cited_page, refusing, subset_of, tables_file
from archive.web.addresses import address_of, list_address, origin, page_row, with_parameters

NAME = "formulas"


@require_safe
@refusing(NAME)
def formulas_page(request: HttpRequest) -> HttpResponseBase:
    """List the formulas of a question."""
    asked = _asked(request)
    total = formulas_of(asked).count()
    context = {
        "research": _frame(request, asked, total),
        "asked": asked,
        "total": total,
        "waiting": waiting_changes(),
        "only_samples": not total and not Report.objects.published().filter(is_sample=False).exists(),
        "rows": [(formula, date_of(formula)) for formula in page_of(asked)],
        "standings": _choices(
            asked, "standing", (("", say("不限")), *((name, say(words)) for name, words in STANDINGS.items()))
        ),
        "orders": _choices(asked, "order", tuple((name, say(words)) for name, words in ORDERS)),
        "short": SHORT_STANDINGS,
        "words": STANDINGS,
        "pager": page_row(
            asked.page, min(total, LAST_PAGE * asked.size), asked.size, lambda page: asked.address(page=page)
        ),
    }
    return render(request, "research/formulas.html", context)


@require_safe
@refusing(NAME)
def formulas_file(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Send all rows of a question as a file: CSV, xlsx or lines of JSON."""
    asked = _asked(request)
    total = formulas_of(asked).count()
    if total > MOST_ROWS:
        raise Refused(say("共 {0:,} 行，超过一份文件的上限 {1:,} 行。请加一个条件，分几次导出。", total, MOST_ROWS))
    is_for_programs = ending == "jsonl"
    columns = [(key, key) for key, _ in headings()] if is_for_programs else headings()
    rows = file_rows(asked, in_words=not is_for_programs, origin=origin(request))
    conditions = say("；").join(filter(None, (asked.words, say(STANDINGS[asked.standing]) if asked.standing else "")))
    response = tables_file(
        _frame(request, asked, total).cited, conditions, ending, [ResearchTable(say("提法"), columns, rows)]
    )
    response["X-Total"] = str(total)
    return response


@require_safe
@refusing(NAME)
def formula_page(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show one formula; another spelling of its key is sent there by the list."""
    if "\0" in key:  # PostgreSQL takes it in no statement
        raise Http404
    keys = (whole_key(key), formula_key(key))
    formula = next((each for name in keys if (each := Formula.objects.filter(key=name).first())), None)
    uses = FormulaUse.objects.filter(key=formula.key, report__status="published") if formula else None
    if formula is None or uses is None or not uses.exists():
        raise Http404
    subset = subset_of(SubsetForm(QueryDict("")))
    found = find_formula(formula, subset)
    context = {
        "research": _frame_of_one(request, found),
        "found": found,
        "formula": formula,
        "type": TYPES[formula.type],
        "counted_subset": count_subset(subset),
        "short": SHORT_STANDINGS,
        "words": STANDINGS,
        "since": [
            (name, found.standing.since[name], name == found.standing.name)
            for name in ("local", "spreading", "common", "central")
            if name in found.standing.since
        ],
        "list_address": list_address(found.query),
        "undated_address": with_parameters(
            address_of("search"), {"q": found.query.text, "year": "none", "samples": "0", "near": "fold"}
        ),
        "unplaced_address": with_parameters(
            address_of("search"), {"q": found.query.text, "region": "none", "samples": "0", "near": "fold"}
        ),
        "concordance": with_parameters(address_of("concordance"), {"q": found.query.text, "order": "oldest"}),
        "trends": with_parameters(address_of("trends"), {"t": found.query.text}),
    }
    return render(request, "research/formula.html", context)


def _asked(request: HttpRequest) -> FormulasAsked:
    try:
        return read_question({name: request.GET.get(name, "") for name in ("q", "standing", "sort", "page", "size")})
    except WrongQuestion as error:
        raise Refused(str(error)) from error


def _choices(asked: FormulasAsked, name: str, values: tuple[tuple[str, str], ...]) -> list[tuple[str, str, bool]]:
    return [(words, asked.address(**{name: value}), getattr(asked, name) == value) for value, words in values]


def _frame(request: HttpRequest, asked: FormulasAsked, total: int) -> ListFrame:
    page = research_page(NAME)
    title = say("；").join(filter(None, (asked.words, say(STANDINGS[asked.standing]) if asked.standing else "")))
    address = asked.address(page=asked.page)
    cited = cited_page(request, page, title=title, counts=say("{0:,} 条提法", total), address=address)
    glosses = {
        "csv": say("每行一条提法：地位、篇数、最早的日期与编号"),
        "xlsx": say("同上"),
        "jsonl": say("逐行 JSON，供程序读"),
    }
    shown = glosses if 0 < total <= MOST_ROWS else {}
    files: list[ResearchFile] = [
        ResearchFile(FILES[ending].label, gloss, asked.address("formulas-export", ending))
        for ending, gloss in shown.items()
    ]
    api: dict[str, Any] = asked.parameters()
    api.pop("page", None)
    files.append(
        ResearchFile(say("接口"), f"GET {address_of('api:formulas')}", with_parameters(address_of("api:formulas"), api))
    )
    return ListFrame(page, title, address, tuple(files), page_references(cited), cited)


def _frame_of_one(request: HttpRequest, found: FoundFormula) -> ListFrame:
    page = research_page(NAME)
    address = found.formula.get_absolute_url()
    counts = say("{0:,} 篇，{1} 省", found.reports, found.standing.provinces)
    cited = cited_page(request, page, title=found.formula.name, counts=counts, address=address)
    files = (
        ResearchFile(
            "CSV",
            say("每处用例一行，在语境页"),
            f"{address_of('concordance-export', 'csv')}?{urlencode({'q': found.query.text, 'order': 'oldest'})}",
        ),
        ResearchFile(
            say("接口"),
            f"GET {address_of('api:formulas')}",
            with_parameters(address_of("api:formulas"), {"q": found.formula.key}),
        ),
    )
    return ListFrame(page, found.formula.name, address, files, page_references(cited), cited, ways_beside(found.query))

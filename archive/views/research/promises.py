"""What became of plans: each plan of a place beside the result that the next year's report gives, and files."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.languages import say
from archive.models import Region, Report
from archive.reading.absent import Absence, find_public
from archive.research.citing import page_references
from archive.research.figures.asked import conditions_of, count_read, regions_below
from archive.research.figures.question import LAST_ROW
from archive.research.files import FILES, ResearchTable
from archive.research.pages import research_page
from archive.research.promises.found import MOST_PLANS, FoundPromises, find_promises
from archive.research.promises.question import PromisesForm, PromisesQuestion
from archive.research.promises.shown import show_promises
from archive.research.promises.table import PROGRAM_KEYS, headings, program_rows, table_rows
from archive.research.promises.words import REASONS, REMARKS, needs_place, too_many
from archive.research.ways import ways_beside
from archive.views.errors import gone, missing_report
from archive.views.exports import Refused
from archive.views.research.figures import in_script
from archive.views.research.frame import ListFrame, ResearchFile, cited_page, refusing, tables_file
from archive.web.addresses import address_of, origin, page_row, pairs_of, with_parameters
from search.documents import Query


@require_safe
@refusing("promises")
def promises_page(request: HttpRequest) -> HttpResponseBase:
    """Show the promises of a place, and what the next year's reports say of them."""
    form = PromisesForm(request.GET)
    question, report = _asked(form)
    if isinstance(report, Absence):
        return missing_report(request, question.report or 0) if report.status == 404 else gone(request)
    found = find_promises(question)
    first = (question.page - 1) * question.size
    figures = question.of_figures()
    asked = _conditions(question, report)
    context = {
        "research": _frame(request, question, found, report),
        "question": question,
        "conditions": asked,
        "put_right": form.remarks,
        "provinces": Region.objects.provinces(),
        "below": [(unit, question.address(regions=(unit.prefix,))) for unit in regions_below(figures)],
        "kept": pairs_of(question.parameters(noun="", first=None, last=None, unit="")),
        "found": found,
        "figures_address": figures.address() if not (question.years or question.first or question.last) else "",
        "reading": count_read(),
        "report": report,
        "refused": needs_place() if question.is_open else too_many(found.planned, MOST_PLANS) if found.is_over else "",
        "switches": {
            "near": question.address(fold=not question.fold),
            "samples": question.address(samples=not question.samples),
        },
        "readings": _readings(question, found),
        "rows": show_promises(found.rows[first : first + question.size]),
        "pager": page_row(question.page, len(found.rows), question.size, lambda page: _page(question, page)),
        "last_row": LAST_ROW,
    }
    return render(request, "research/promises.html", context)


def _page(question: PromisesQuestion, page: int) -> str:
    return question.address(page=page)


def _asked(form: PromisesForm) -> tuple[PromisesQuestion, Report | Absence | None]:
    """Return the question, and the report where it asks for one alone. Raises Refused."""
    if not form.is_valid():
        raise Refused(form.error_sentence)
    question = form.to_promises(fold=True)
    if question.report is None:
        return question, None
    return question, find_public(question.report, Report.objects.only("pk", "status", "title"))


def _conditions(question: PromisesQuestion, report: Report | None) -> list[tuple[str, str, bool, str]]:
    """Return (label, value, whether it is typed, the page without it) of each condition. One query for regions."""
    figures = question.of_figures()
    found = [
        (each.label, each.value, each.is_own, _without(question, each.without))
        for each in conditions_of(figures.asking(status=""), report.title if report else "")
    ]
    for year in question.years:
        rest = tuple(each for each in question.years if each != year)
        found.append((say("计划报告年份"), year, False, question.address(years=rest)))
    if question.first or question.last:
        first, last = question.first or say("最早"), question.last or say("最近")
        found.append((say("计划报告年份"), f"{first}–{last}", False, question.address(first=None, last=None)))
    if question.remark:
        found.append((say("读法"), say(REMARKS[question.remark]), False, question.address(remark="")))
    return found


def _without(question: PromisesQuestion, figures: object) -> str:
    names = ("noun", "action", "regions", "unit", "report", "corpus", "among")
    return question.address(**{name: getattr(figures, name) for name in names})


def _readings(question: PromisesQuestion, found: FoundPromises) -> list[tuple[str, str, int, str, bool]]:
    """Return (word, reason, number, address, whether it is kept) of each reading that occurs, all of them first."""
    shown = [(say("全部"), "", found.total, question.address(remark=""), not question.remark)]
    for remark, number in found.readings.items():
        address = question.address(remark=remark)
        shown.append((say(REMARKS[remark]), say(REASONS[remark]), number, address, question.remark == remark))
    return shown


def _counts(found: FoundPromises) -> str:
    """Return the numbers as they are cited: 计划 12 项，达到 3 项，次年无报告 9 项."""
    parts = [say("计划 {0:,} 项，出自 {1:,} 篇", found.total, found.reports)]
    parts += [say("{0} {1:,} 项", say(REMARKS[remark]), number) for remark, number in found.readings.items()]
    return say("，").join(parts)


def _frame(request: HttpRequest, question: PromisesQuestion, found: FoundPromises, report: Report | None) -> ListFrame:
    """Return what stands around the list. Two queries."""
    page = research_page("promises")
    title = in_script(say("，").join(value for _, value, _, _ in _conditions(question, report)))
    address = question.address(page=question.page)
    cited = cited_page(request, page, title=title, counts=_counts(found), address=address)
    query = Query(
        text=question.noun,
        region=question.regions,
        years=question.years,
        date_from=str(question.first or ""),
        date_to=str(question.last or ""),
        corpus=question.corpus,
        among=question.among,
        fold=question.fold,
        samples="" if question.samples else "0",
    )
    return ListFrame(
        page,
        title,
        address,
        _files(question, found),
        page_references(cited),
        cited,
        ways_beside(query),
        _pack(question, found),
    )


def _pack(question: PromisesQuestion, found: FoundPromises) -> str:
    """Return the address that makes a research pack of the planned figures, "" where no list of figures is just these."""
    if not found.total or question.years or question.first or question.last:
        return ""
    return with_parameters(address_of("pack-new"), {"of": "figures", **question.of_figures().parameters()})


def _files(question: PromisesQuestion, found: FoundPromises) -> tuple[ResearchFile, ...]:
    """Return the files of the list, none without rows, and the address of the API."""
    glosses = {
        "csv": say("每行一项：计划与结果的数、原句、篇号、起止与读法"),
        "xlsx": say("同上；数是数，隐去的是字"),
        "jsonl": say("逐行 JSON，供程序读"),
    }
    files = [
        ResearchFile(FILES[ending].label, gloss, question.address(ending=ending))
        for ending, gloss in (glosses if found.rows else {}).items()
    ]
    if question.is_open:
        return ()
    parameters = question.parameters() | ({"near": "fold"} if question.fold else {"near": "all"})
    api = with_parameters(address_of("api:promises"), parameters)
    return (*files, ResearchFile(say("接口"), f"GET {address_of('api:promises')}", api))


@require_safe
@refusing("promises")
def promises_file(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Send all promises of a question as a file: CSV, xlsx or lines of JSON."""
    question, report = _asked(PromisesForm(request.GET))
    if isinstance(report, Absence):
        return missing_report(request, question.report or 0) if report.status == 404 else gone(request)
    if question.is_open:
        raise Refused(needs_place())
    found = find_promises(question)
    if found.is_over:
        raise Refused(too_many(found.planned, MOST_PLANS))
    cited = _frame(request, question, found, report).cited
    if ending == "jsonl":
        table = ResearchTable(say("计划与结果"), [(key, key) for key in PROGRAM_KEYS], program_rows(found.rows))
    else:
        table = ResearchTable(say("计划与结果"), headings(), table_rows(found.rows, origin=origin(request)))
    conditions = say("；").join(f"{label}={value}" for label, value, _, _ in _conditions(question, report))
    response = tables_file(cited, conditions, ending, [table])
    response["X-Total"] = str(len(found.rows))
    return response

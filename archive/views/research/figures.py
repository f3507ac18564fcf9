"""The list of figures: rows with their sentences, the sum of those that a reader ticks, and files."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from archive.languages import say
from archive.languages.scripts import to_script
from archive.models import ReadingState, Region, Report
from archive.reading.absent import Absence, find_public
from archive.research.citing import page_references
from archive.research.figures.asked import (
    Condition,
    conditions_of,
    count_read,
    regions_below,
    title_of,
    wider,
    words_of,
)
from archive.research.figures.found import Finder
from archive.research.figures.numbers import Numbers
from archive.research.figures.question import LAST_ROW, ORDERS, STATUSES, FiguresForm, Question
from archive.research.figures.shown import places_of, show_rows
from archive.research.figures.table import MOST_ROWS, PROGRAM_KEYS, headings, program_rows, table_rows
from archive.research.figures.totals import ShownSum, show_sum
from archive.research.files import FILES, ResearchTable
from archive.research.pages import research_page
from archive.research.ways import ResearchWay, ways_beside
from archive.text.sections import SECTION_NAMES
from archive.views.errors import gone, missing_report
from archive.views.exports import Refused
from archive.views.research.frame import ListFrame, ResearchFile, cited_page, refusing, tables_file
from archive.web.addresses import address_of, origin, page_row, pairs_of, with_parameters
from search.documents import UNKNOWN, Query

#: Fewer rows say nothing of a region or a year.
FEW = 10
#: Units that the field offers, the most frequent first; any other one of the readers may be typed.
_UNITS = ("个", "名", "人", "户", "家", "次", "场", "件", "项", "条", "期", "支", "元", "亩", "公里", "%")
#: Characters of a rules' version in a citation.
_VERSION = 8


@require_safe
@refusing("figures")
def figures_page(request: HttpRequest) -> HttpResponseBase:
    """Show the rows of a question, and the sum of those that are ticked."""
    form = FiguresForm(request.GET)
    question, report = _asked(form)
    if isinstance(report, Absence):
        return _absent(request, question, report)
    finder = Finder(question)
    found = finder.page()
    may_add = found.numbers.rows >= FEW
    picks = form.picks if may_add else ()
    ticked = finder.ticked(picks)
    places = places_of(found.rows, ticked)
    total = show_sum(picks, ticked, places) if picks else None
    conditions = conditions_of(question, report.title if report else "")
    shown = {row.key for row in found.rows}
    context = {
        "research": _frame(request, question, conditions, found.numbers, picks, total),
        "question": question,
        "conditions": [each for each in conditions if each.without.is_open or len(conditions) > 1] or conditions,
        "put_right": form.remarks,
        "provinces": Region.objects.provinces(),
        "below": [(unit, question.address(regions=(unit.prefix,))) for unit in regions_below(question)],
        "units": _UNITS,
        "statuses": STATUSES,
        "sections": SECTION_NAMES,
        "kept": pairs_of(question.parameters(noun="", action="", first=None, last=None, unit="", status="", section="")),
        "all_fields": pairs_of(question.parameters()),
        "other_picks": [key for key in picks if key not in shown],
        "numbers": found.numbers,
        "reading": count_read(),
        "folded_away": found.folded_away,
        "behind": _lists(question, found.numbers),
        "switches": {
            "near": question.address(fold=not question.fold),
            "samples": question.address(samples=not question.samples),
        },
        "orders": [
            (say("按原文次序") if report and name == "region" else say(label), question.address(order=name, picks=picks), question.order == name)
            for name, label in ORDERS
        ],
        "rows": show_rows(found.rows, ticked, places),
        "few": FEW,
        "may_add": may_add,
        "sum": total,
        "cleared": question.address(),
        "wider": wider(conditions, finder.nouns) if not found.numbers.rows else [],
        "report": report,
        "pager": page_row(
            question.page,
            min(found.numbers.rows, LAST_ROW),
            question.size,
            lambda page: question.address(page=page, picks=picks),
        ),
        "last_row": LAST_ROW,
    }  # fmt: skip
    return render(request, "research/figures.html", context)


def _asked(form: FiguresForm) -> tuple[Question, Report | Absence | None]:
    """Return the question, and the report where it asks for one alone. Raises Refused."""
    if not form.is_valid():
        raise Refused(form.error_sentence)
    question = form.to_question(fold=True)
    if question.report is None:
        return question, None
    return question, find_public(question.report, Report.objects.only("pk", "status", "title"))


def _absent(request: HttpRequest, question: Question, report: Absence) -> HttpResponseBase:
    return missing_report(request, question.report or 0) if report.status == 404 else gone(request)


def _lists(question: Question, numbers: Numbers) -> dict[str, str]:
    """Return the addresses of the lists behind numbers, "" where the number is that of the list itself or of nothing."""
    dated = bool(question.years or question.first or question.last)
    return {
        "redacted": question.address(redacted=True) if numbers.redacted and not question.redacted else "",
        "undated": question.address(years=(UNKNOWN,)) if numbers.undated and not dated else "",
        "unplaced": question.address(regions=(UNKNOWN,)) if numbers.unplaced and not question.regions else "",
    }


def _frame(
    request: HttpRequest,
    question: Question,
    conditions: Sequence[Condition],
    numbers: Numbers,
    picks: tuple[str, ...] = (),
    total: ShownSum | None = None,
) -> ListFrame:
    """Return the frame. A sum is cited with its rows, whose keys its address holds. Two queries."""
    page = research_page("figures")
    title = in_script(title_of(list(conditions)))
    address = question.address(page=question.page, picks=picks)
    rules = ReadingState.objects.values_list("rules", flat=True).first() or ""
    counts = [say("{0:,} 行，出自 {1:,} 篇", numbers.rows, numbers.reports)]
    if total and total.total:
        counts.append(say("所选 {0} 行之和 {1} {2}", total.ticked, total.total, in_script(total.unit)))
    if rules:
        counts.append(say("读法版本 {0}", rules[:_VERSION]))
    cited = cited_page(request, page, title=title, counts=say("，").join(counts), address=address)
    pack = with_parameters(address_of("pack-new"), {"of": "figures", **question.parameters(order="region")})
    return ListFrame(
        page, title, address, _files(question, numbers), page_references(cited), cited, _ways(question), pack
    )


def _ways(question: Question) -> tuple[ResearchWay, ...]:
    """Return the other pages with the same words, places and years."""
    first, last = (str(year or "") for year in (question.first, question.last))
    return ways_beside(
        Query(
            text=question.noun,
            region=question.regions,
            years=question.years,
            date_from=first,
            date_to=last,
            corpus=question.corpus,
            among=question.among,
            section=question.section,
            fold=question.fold,
            samples="" if question.samples else "0",
        )
    )


def in_script(words: str) -> str:
    """Return words of reports as a citation on a page in traditional characters writes them."""
    return to_script(words, "hant") if get_language() == "zh-hant" else words


def _files(question: Question, numbers: Numbers) -> tuple[ResearchFile, ...]:
    """Return the files of the list, and the address of the API."""
    glosses = {
        "csv": say("每行一数：篇号、起止、原句、数、单位、对象、年份与所据"),
        "xlsx": say("同上，另有引文一列；数是数，隐去的是字"),
        "jsonl": say("逐行 JSON，供程序读"),
    }
    shown = glosses if 0 < numbers.rows <= MOST_ROWS else {}
    files = [
        ResearchFile(FILES[ending].label, gloss, question.address(ending=ending)) for ending, gloss in shown.items()
    ]
    parameters = question.parameters(order="region") | ({"near": "fold"} if question.fold else {"near": "all"})
    api = with_parameters(address_of("api:figures"), parameters)
    return (*files, ResearchFile(say("接口"), f"GET {address_of('api:figures')}", api))


@require_safe
@refusing("figures")
def figures_file(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Send all rows of a question as a file: CSV, xlsx or lines of JSON."""
    question, report = _asked(FiguresForm(request.GET))
    if isinstance(report, Absence):
        return _absent(request, question, report)
    finder = Finder(question)
    numbers = finder.numbers()
    if numbers.rows > MOST_ROWS:
        raise Refused(
            say("共 {0:,} 行，超过一份文件的上限 {1:,} 行。请加一个条件，分几次导出。", numbers.rows, MOST_ROWS)
        )
    conditions = conditions_of(question, report.title if report else "")
    cited = _frame(request, question, conditions, numbers).cited
    if ending == "jsonl":
        columns = [(key, key) for key in PROGRAM_KEYS]
        rows = program_rows(finder, numbers.rows, origin=origin(request))
    else:
        columns = headings()
        rows = table_rows(finder, numbers.rows, origin=origin(request), accessed=cited.accessed)
    table = ResearchTable(say("数字"), columns, rows)
    response = tables_file(cited, words_of(question, conditions), ending, [table])
    response["X-Total"] = str(numbers.rows)
    return response

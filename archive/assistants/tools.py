"""The tools: what each takes and answers. Each answer is JSON; its sentences for people are Chinese, as the API's are."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import override

from archive.assistants.arguments import (
    Arguments,
    Refused,
    parameters_of,
    report_argument,
    search_form,
    text_argument,
)
from archive.assistants.reading import read_report
from archive.assistants.schemas import CHECK, CITE, READ, REGIONS, SEARCH
from archive.exporting.citation import apa, bibtex_entry, chicago, gb7714, plain, ris_entry
from archive.exporting.told import absolute, report_head
from archive.holdings.counts import count_by_region, roll_up
from archive.models import Report
from archive.monitoring.search_notes import note_search
from archive.places.lookup import LONGEST, find_places
from archive.quotations.answer import answer_of
from archive.quotations.checking import check_quotation
from archive.quotations.words import MOST, QuotationRefused
from archive.searching.results import Excerpt, find_reports
from archive.web.addresses import list_address
from search.documents import EngineUnavailable, IndexMissing, SearchError

logger = logging.getLogger(__name__)

_FORMATS = {
    "gb7714": gb7714, "plain": plain, "apa": apa, "chicago": chicago, "bibtex": bibtex_entry, "ris": ris_entry,
}  # fmt: skip
NO_INDEX = "检索暂不可用：索引尚未建好或已损坏。这不等于没有找到，请稍后再试。"
AWAY = "检索暂不可用：检索服务没有回答。这不等于没有找到，请稍后再试。"
NO_DATABASE = "文库暂不可用：数据库没有回答。请稍后再试。"
FAULT = "程序出错，没有答案。请稍后再试，或告诉管理员。"


@dataclass(frozen=True, slots=True)
class ToolAnswer:
    """``content`` is JSON; of an error {"error": a Chinese sentence}."""

    content: dict[str, Any]
    is_error: bool = False


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool with the schema of its arguments; ``answer`` raises Refused, QuotationRefused, SearchError."""

    name: str
    title: str
    description: str
    schema: dict[str, Any]
    answer: Callable[[Arguments], dict[str, Any]]


def search(arguments: Arguments) -> dict[str, Any]:
    """Return a page of the reports that answer a query with filters."""
    form = search_form(arguments)
    found = find_reports(form.to_query())
    note_search(found.query, found.results, face="api")
    results = found.results
    numbers = [entry.report.pk for entry in found.entries]
    reports = Report.objects.published().for_list().defer("text").in_bulk(numbers)
    return {
        "total": results.total,
        **({"folded_total": results.folded_total} if found.query.fold else {}),
        "page": results.page,
        "size": results.size,
        "understood": [*form.remarks, *results.explain],
        "terms": [
            {"term": term, "reports": hits} for term, hits in zip(found.parsed.forms, results.term_hits, strict=True)
        ],
        "list_address": absolute(list_address(found.query)),
        "reports": [
            {**report_head(reports[entry.report.pk]), "excerpts": [_words(each) for each in entry.excerpts]}
            for entry in found.entries
            if entry.report.pk in reports
        ],
    }


def _words(excerpt: Excerpt) -> str:
    words = "".join(part.text for run in excerpt.runs for part in run.parts)
    return f"{'…' if excerpt.cut_left else ''}{words}{'…' if excerpt.cut_right else ''}"


def cite(arguments: Arguments) -> dict[str, Any]:
    """Return the reference of a report, in one form or in all."""
    parameters_of(arguments, "report", "format")
    report, wanted = report_argument(arguments), arguments.get("format")
    if wanted is not None and wanted not in _FORMATS:
        raise Refused(f"format 只能是 {'、'.join(_FORMATS)}，或不写（各种都给）。")
    address, accessed = absolute(report.get_absolute_url()), timezone.localdate()
    return {
        **report_head(report),
        "accessed": accessed.isoformat(),
        "references": {
            name: write(report, address=address, accessed=accessed).strip()
            for name, write in _FORMATS.items()
            if wanted in (None, name)
        },
    }


def quotation(arguments: Arguments) -> dict[str, Any]:
    """Return whether words stand in the archive, or in one report, and where."""
    parameters_of(arguments, "text", "report")
    typed = text_argument(arguments, "text", longest=2 * MOST)
    report = report_argument(arguments) if arguments.get("report") is not None else None
    return answer_of(check_quotation(typed, report), report)


def regions(arguments: Arguments) -> dict[str, Any]:
    """Return the regions that a name may mean, with the codes that a search takes."""
    parameters_of(arguments, "name")
    name = text_argument(arguments, "name", longest=LONGEST)
    found = find_places(name, roll_up(count_by_region()))
    return {
        "regions": [
            {
                "code": each.region.prefix,
                "full_code": each.region.code,
                "name": each.region.name,
                "path": [unit.name for unit in (*each.above, each.region)],
                "level": each.region.level,
                "reports": each.count,
                "via": each.via or None,
                "address": absolute(each.region.get_absolute_url()),
            }
            for each in found.regions
        ],
        "more": found.more,
    }


TOOLS = (
    Tool("search", "检索", *SEARCH, search),
    Tool("read", "阅读", *READ, read_report),
    Tool("cite", "引用格式", *CITE, cite),
    Tool("check_quotation", "核对引文", *CHECK, quotation),
    Tool("regions", "地区代码", *REGIONS, regions),
)
_BY_NAME = {tool.name: tool for tool in TOOLS}


def run_tool(name: str, arguments: Arguments) -> ToolAnswer:
    """Return what a tool answers; of whatever is wrong a sentence, as an error. Raises nothing but for a stopped process."""
    tool = _BY_NAME.get(name)
    if tool is None:
        return _error(f"没有这个工具。可用的有：{'、'.join(_BY_NAME)}。")
    with override("zh-hans"):
        try:
            return ToolAnswer(tool.answer(arguments))
        except (Refused, QuotationRefused) as error:
            return _error(str(error))
        except IndexMissing as error:
            logger.error("the index cannot be read: %s", error)
            return _error(NO_INDEX)
        except EngineUnavailable as error:
            logger.error("the engine does not answer: %s", error)
            return _error(AWAY)
        except SearchError as error:
            return _error(str(error))
        except DatabaseError:
            logger.exception("the database does not answer the tool %s", name)
            return _error(NO_DATABASE)
        except Exception:
            logger.exception("the tool %s failed", name)
            return _error(FAULT)


def _error(sentence: str) -> ToolAnswer:
    readable = sentence.encode("utf-8", "replace").decode("utf-8")  # it may repeat what was typed
    return ToolAnswer({"error": readable}, is_error=True)

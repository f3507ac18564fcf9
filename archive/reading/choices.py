"""The choices above and beside a report's text: hit bar, scripts, edits; each with the address that chooses it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse

from archive.languages import say
from archive.languages.scripts import ReadScript, to_script
from archive.layout.lines import STRIP_WIDTH, is_seen
from archive.models import Report
from archive.reading.form import ReadingOptions
from archive.reading.hits import ReportHits
from archive.web.addresses import with_parameters
from search.query import ParsedQuery

#: Kinds of edits shown in the text -> the address's word for them.
_EDITS_WORD = {
    frozenset[str](): "",
    frozenset({"repair"}): "repair",
    frozenset({"clean"}): "clean",
    frozenset({"repair", "clean"}): "1",
}


@dataclass(frozen=True, slots=True)
class ReadingChoice:
    """A way of reading: its label, the address that chooses it or takes it back, and whether it is chosen."""

    label: str
    address: str
    is_taken: bool
    count: str = ""


@dataclass(frozen=True, slots=True)
class TermHits:
    """A term of the query, its number of hits in the text, and the address that marks it alone."""

    text: str
    underline: int
    count: int
    address: str
    is_alone: bool


@dataclass(frozen=True, slots=True)
class HitBar:
    """The bar above the text that leads through the hits; ``found`` counts all of them, marked or not."""

    found: int
    terms: Sequence[TermHits]
    is_hidden: bool
    is_whole: bool
    all_address: str
    plain_address: str
    strip_width: int = STRIP_WIDTH


def hit_bar(
    report: Report,
    parsed: ParsedQuery,
    options: ReadingOptions,
    script: ReadScript | Literal[""],
    hits: ReportHits,
) -> HitBar:
    """Return the hit bar of a report that is read in ``script``, "" for its own."""
    is_whole = options.term is None and options.marks != "0"
    terms = [
        TermHits(
            to_script(term.text, script) if script else term.text,
            index % 4 + 1,
            count,
            reading_address(report, options, term=index, marks="", part=None),
            options.term == index,
        )
        for index, (term, count) in enumerate(zip(parsed.terms, hits.counts, strict=True))
        if term.field in ("", "body")
    ]
    return HitBar(
        found=hits.found,
        terms=terms,
        is_hidden=options.marks == "0",
        is_whole=is_whole,
        all_address=reading_address(report, options, term=None, marks="", part=None),
        plain_address=reading_address(report, options, term=None, marks="0"),
    )


def script_choices(report: Report, options: ReadingOptions, script: str) -> tuple[ReadingChoice, ...]:
    """Return 简体 and 繁體; a report of both scripts is neither until one is chosen."""
    present = script or report.script
    return tuple(
        ReadingChoice(
            label, reading_address(report, options, script="" if name == report.script else name), name == present
        )
        for name, label in (("hans", say("简体")), ("hant", say("繁體")))
    )


def text_choices(report: Report, options: ReadingOptions) -> tuple[ReadingChoice, ...]:
    """Return what may be shown in the text: repairs, cleaned words, numbers of paragraphs.

    The counts are of the changes that the page shows.
    """
    kinds = [row["kind"] for row in report.edits if is_seen(row["before"], row["after"])]
    shown = options.shown_edits & {"repair", "clean"}  # an editor's edits are shown with the repairs
    choices = [
        ReadingChoice(
            label,
            reading_address(report, options, edits=_EDITS_WORD[shown ^ {kind}]),
            kind in shown,
            say("{0:,} 处", count),
        )
        for kind, label, count in (
            ("repair", say("标出修复"), len(kinds) - kinds.count("clean")),
            ("clean", say("显示删去"), kinds.count("clean")),
        )
        if count
    ]
    numbered = options.numbers != "0"
    address = reading_address(report, options, numbers="0" if numbered else "")
    return (*choices, ReadingChoice(say("段落编号"), address, numbered))


def reading_address(report: Report, options: ReadingOptions, **changes: Any) -> str:
    """Return the address of the report's page with the present choices, some changed."""
    return with_parameters(report.get_absolute_url(), options.parameters(**changes))


def results_address(options: ReadingOptions) -> str:
    """Return the result list that the reader came from, with filters and page; "" for one who came otherwise."""
    parameters = options.list_parameters()
    return with_parameters(reverse("search"), parameters) if parameters else ""


def letter_to_editors(report: Report, address: str) -> str:
    """Return a mailto: address with title and address filled in; "" without EDITORS_EMAIL."""
    if not settings.EDITORS_EMAIL:
        return ""
    body = say("报告：{0}\n地址：{1}\n\n我知道的是：\n", report.title, address)
    recipient, subject = quote(settings.EDITORS_EMAIL, safe="@"), say("关于一篇报告的著录")
    return f"mailto:{recipient}?subject={quote(subject)}&body={quote(body)}"

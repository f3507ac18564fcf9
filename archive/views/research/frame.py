"""What every page of research shows around its answer: its row, the question, 所数, 导出 and 引用此页; and its refusals.

A page works so (``archive/views/research/compare_words.py`` is one)::

    @require_safe
    @refusing("compare-words")
    def compare_words(request):
        form = CompareForm(request.GET)            # a SubsetForm with the page's own fields
        subset = subset_of(form)                   # raises Refused with the form's sentence
        …rows of archive.research…
        frame = research_frame(request, "compare-words", subset, title=…, own={"c": …}, glosses={"csv": …})
        return render(request, "research/compare_words.html", {"research": frame, …})

Its template extends ``research/base.html``. Its files are ``research_file(frame, ending, tables)``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from archive.exporting.citation.forms import Reference
from archive.exporting.exports import begun
from archive.languages import say, translated
from archive.models import Region
from archive.research.citing import CitedPage, holdings_version, notes_of, page_references
from archive.research.files import FILES, ResearchTable
from archive.research.form import SubsetForm
from archive.research.pages import ResearchPage, research_page
from archive.research.subset import CountedSubset, Subset, SubsetChip, count_subset, read_subset
from archive.research.ways import ResearchWay, pack_beside, ways_beside
from archive.searching.form import KINDS, MODES, SECTIONS
from archive.views.errors import index_missing
from archive.views.exports import Refused, as_download, file_name
from archive.web.addresses import absolute, pairs_of, with_parameters
from search.documents import IndexMissing, Query, QueryError

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class ResearchFile:
    """A file of the page: its format, what stands in it, and its address."""

    label: str
    gloss: str
    address: str


@dataclass(frozen=True, slots=True)
class ListFrame:
    """What stands around a list of rows of the database; its names are those of ResearchFrame, which is about a query of the engine."""

    page: ResearchPage
    title: str
    address: str
    files: tuple[ResearchFile, ...]
    references: tuple[Reference, ...]
    cited: CitedPage
    ways: tuple[ResearchWay, ...] = ()
    pack: str = ""


@dataclass(frozen=True, slots=True)
class FrameChip:
    """A filter in force, and the page without it."""

    label: str
    value: str
    address: str


@dataclass(frozen=True, slots=True)
class ResearchFrame:
    """What stands around an answer. ``address``: path and parameters that say everything; ``title``: 趋势：软弱涣散.

    ``own``: the page's own parameters. ``ways``: the other pages with the same question. ``other_folding``, ``other_samples``: the page with the switch turned.
    ``pack``: the page that makes a research pack of the same reports.
    """

    page: ResearchPage
    title: str
    own: Mapping[str, Any]
    subset: Subset
    counted: CountedSubset
    address: str
    chips: tuple[FrameChip, ...]
    files: tuple[ResearchFile, ...]
    references: tuple[Reference, ...]
    cited: CitedPage
    other_folding: str
    other_samples: str
    ways: tuple[ResearchWay, ...] = ()
    pack: str = ""

    @property
    def modes(self) -> Sequence[tuple[str, str]]:
        return MODES

    @property
    def sections(self) -> Sequence[tuple[str, str]]:
        return SECTIONS

    @property
    def kinds(self) -> Sequence[tuple[str, str]]:
        return KINDS

    @property
    def provinces(self) -> Sequence[Region]:
        """Return the provinces that the filter of places offers. One query."""
        return list(Region.objects.provinces())

    @property
    def kept_fields(self) -> list[tuple[str, str]]:
        """Return (name, value) of what the form has no field for and hands on."""
        shown = ("q", "mode", "in", "from", "to", "near", "samples")
        return [(name, value) for name, value in pairs_of(self.subset.parameters) if name not in shown]


def subset_of(form: SubsetForm) -> Subset:
    """Return the subset that the form asks for. Raises Refused for a wrong value."""
    if not form.is_valid():
        raise Refused(form.error_sentence)
    return read_subset(form)


def refusing(name: str) -> Callable[[View], View]:
    """Decorate a view of the page ``name``: what cannot be answered is a sentence on that page, with status 400."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponseBase:
            try:
                return view(request, *arguments, **options)
            except (Refused, QueryError) as error:
                return _refused(request, name, translated(error))
            except IndexMissing:
                return index_missing(request)

        return answer

    return decorate


def _refused(request: HttpRequest, name: str, sentence: str) -> HttpResponse:
    page = research_page(name)
    context = {"refused": sentence, "research_refused": page, "typed": request.GET.get(page.term, "")}
    return render(request, "research/refused.html", context, status=400)


def research_frame(
    request: HttpRequest,
    name: str,
    subset: Subset,
    *,
    title: str,
    own: Mapping[str, Any],
    glosses: Mapping[str, str],
    export: str = "",
    counts: str = "",
    about: Subset | None = None,
    asked: Query | None = None,
) -> ResearchFrame:
    """Return the frame of page ``name`` about ``subset``.

    ``title``: the question in words, as it is cited. ``own``: the page's own parameters, without those at their default.
    ``glosses``: {ending: what the file holds} of its files, at the address ``export``, by default ``<name>-export``, whose
    one argument is the ending. ``counts``: the numbers as they are cited, by default those of 所数. ``about``: whose
    numbers stand in 所数, by default ``subset``. ``asked``: what the other pages take over, its text as their term; by
    default the subset and its text, or the first ``t`` of ``own``. Raises IndexMissing.
    """
    page = research_page(name)
    asked = asked or replace(subset.query, text=subset.query.text or next(iter(own.get("t") or ()), ""))
    counted = count_subset(about or subset)
    address = subset.address(name, own)
    cited = cited_page(request, page, title=title, counts=counts or counted.words, address=address)
    query = subset.query
    files = tuple(
        ResearchFile(FILES[ending].label, gloss, subset.address(export or f"{name}-export", own, ending))
        for ending, gloss in glosses.items()
    )
    return ResearchFrame(
        page=page,
        title=title,
        own=own,
        subset=subset,
        counted=counted,
        address=address,
        chips=tuple(_chip(page, own, chip) for chip in subset.chips()),
        files=files,
        references=page_references(cited),
        cited=cited,
        other_folding=subset.address(name, own, fold=not query.fold),
        other_samples=subset.address(name, own, samples="0" if subset.counts_samples else ""),
        ways=ways_beside(asked),
        pack=pack_beside(asked, own.get("t") or ()),
    )


def cited_page(request: HttpRequest, page: ResearchPage, *, title: str, counts: str, address: str) -> CitedPage:
    """Return the page as it is cited today. ``title``: the question in words, "" for none. Raises IndexMissing."""
    return CitedPage(
        title=say("{0}：{1}", say(page.label), title) if title else say(page.label),
        counts=counts,
        version=holdings_version(),
        address=absolute(request, address),
        accessed=timezone.localdate(),
    )


def _chip(page: ResearchPage, own: Mapping[str, Any], chip: SubsetChip) -> FrameChip:
    return FrameChip(chip.label, chip.value, with_parameters(page.path, {**own, **chip.without}))


def research_file(frame: ResearchFrame, ending: str, tables: Sequence[ResearchTable]) -> StreamingHttpResponse:
    """Send the tables of a page as a file of FILES, with its question, numbers, version and date."""
    return tables_file(frame.cited, frame.subset.words, ending, tables)


def tables_file(
    cited: CitedPage, conditions: str, ending: str, tables: Sequence[ResearchTable]
) -> StreamingHttpResponse:
    """Send tables as a file of FILES in the language of the page, with a note on the page and its ``conditions`` in words."""
    form = FILES[ending]
    pieces = begun(form.write(tables, notes_of(cited, conditions)), get_language() or settings.LANGUAGE_CODE)
    response = StreamingHttpResponse(pieces, content_type=form.media_type)
    return as_download(response, file_name(cited.title, cited.accessed, ending))

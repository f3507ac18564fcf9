"""Corpora (语料库): the list of all, and each with its own counts: ``/corpora/gansu-2021/``."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from archive.exporting.exports.conditions import conditions_in_words
from archive.languages import say
from archive.models import Corpus, Report
from archive.research.form import SubsetForm
from archive.research.pages import research_page
from archive.research.subset import count_subset
from archive.research.ways import ways_beside
from archive.searching.corpora.names import how_of
from archive.searching.form import corpus_numbers
from archive.views.exports import Refused
from archive.views.research.frame import refusing, subset_of
from archive.web.addresses import address_of, page_row, pairs_of, with_parameters
from archive.web.fields import whole_number
from search.documents import Query
from search.engine import get_engine

NAME = "corpora"
#: Corpora of one page, and reports left out that a page names.
PAGE_SIZE, NAMED = 50, 50


@dataclass(frozen=True, slots=True)
class CorpusRow:
    """A corpus in the list; ``reports``: how many published ones it has, near duplicates each, None if it cannot be said."""

    corpus: Corpus
    how: str
    reports: int | None


@require_safe
@refusing(NAME)
def corpora_page(request: HttpRequest) -> HttpResponse:
    """List the corpora, each with how it is made and how many reports it has."""
    page = whole_number(request.GET.get("page", "1"), greatest=10_000, least=1)
    if page is None:
        raise Refused(say("页码（page）须是 1 到 {0} 的整数。", 10_000))
    total = Corpus.objects.count()
    corpora = Corpus.objects.all()[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    context = {
        "shelf": research_page(NAME),
        "rows": _rows(list(corpora)),
        "total": total,
        "pager": page_row(page, total, PAGE_SIZE, _page_address),
    }
    return render(request, "research/corpora.html", context)


def _page_address(page: int) -> str:
    return with_parameters(address_of(NAME), {"page": str(page)} if page > 1 else {})


def _rows(corpora: list[Corpus]) -> list[CorpusRow]:
    """Return the rows; what they count is asked of the engine together."""
    numbers = [_numbers(corpus) for corpus in corpora]
    asked = [Query(among=each, facets=()) for each in numbers if each is not None]
    counts = iter(get_engine().count_many(asked))
    return [
        CorpusRow(corpus, how_of(corpus), None if each is None else next(counts))
        for corpus, each in zip(corpora, numbers, strict=True)
    ]


def _numbers(corpus: Corpus) -> tuple[int, ...] | None:
    try:
        return corpus_numbers(corpus)
    except ValidationError:
        return None


@require_safe
@refusing(NAME)
def corpus_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one corpus: its counts, what it is made of, and the ways into it."""
    corpus = Corpus.objects.filter(slug=slug).first()
    if corpus is None:
        raise Http404
    subset = subset_of(SubsetForm(QueryDict(urlencode({"corpus": slug}))))
    searched = QueryDict(corpus.query)
    context = {
        "shelf": research_page(NAME),
        "corpus": corpus,
        "how": how_of(corpus),
        "counted_subset": count_subset(subset),
        "changed": timezone.localdate(corpus.updated_at),
        "search": subset.list_address(),
        "ways": ways_beside(subset.query),
        "query": searched.get("q", ""),
        "conditions": conditions_in_words([pair for pair in pairs_of(dict(searched.lists())) if pair[0] != "q"]),
        "query_address": f"{address_of('search')}?{corpus.query}" if corpus.query else "",
        "listed": _public(corpus.listed),
        "left_out": _public(corpus.left_out),
        "named": NAMED,
    }
    return render(request, "research/corpus.html", context)


@dataclass(frozen=True, slots=True)
class NamedReports:
    """Reports that an editor named: how many, and the first of those that are published."""

    total: int
    shown: tuple[Report, ...]


def _public(numbers: list[int]) -> NamedReports:
    """Return reports by their numbers. One query, none for no numbers."""
    some = Report.objects.published().filter(pk__in=numbers[:NAMED]).order_by("pk") if numbers else ()
    rows = [] if not numbers else list(some.only("pk", "title", "script"))  # type: ignore[union-attr]
    return NamedReports(len(numbers), tuple(rows))

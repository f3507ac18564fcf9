"""References of one report: on its page, as files, and what its print form writes on every sheet."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_noop
from django.views.decorators.cache import cache_control

from archive.exporting.citation import bibtex_entry, gb7714, plain, ris_entry
from archive.languages import say
from archive.models import Report
from archive.reading.card import date_words
from archive.text.dates import PartialDate
from archive.views.errors import gone
from archive.web.origin import absolute

_MEDIA = {"bib": "application/x-bibtex", "ris": "application/x-research-info-systems", "txt": "text/plain"}


@dataclass(frozen=True, slots=True)
class Reference:
    """One form of the reference: its short name, its name on the page, and the words to be copied."""

    name: str
    label: str
    words: str


def references(request: HttpRequest, report: Report) -> tuple[Reference, ...]:
    """All forms, the national standard first."""
    address, accessed = _address(request, report), timezone.localdate()
    ris = ris_entry(report, address=address, accessed=accessed).strip()
    return (
        Reference("gb", "GB/T 7714", gb7714(report, address=address, accessed=accessed)),
        Reference("bib", "BibTeX", bibtex_entry(report, address=address, accessed=accessed)),
        Reference("ris", "RIS", ris),
        Reference("plain", gettext_noop("文字"), plain(report, address=address, accessed=accessed)),
    )


def citation_file(request: HttpRequest, report_id: int, suffix: str) -> HttpResponse:
    """``cite.bib``, ``cite.ris`` or ``cite.txt`` as an attachment; withdrawn reports are gone like their pages."""
    if suffix not in _MEDIA:
        raise Http404
    report = _report(report_id)
    if not report.is_published:
        return gone(request)
    forms = {reference.name: reference.words for reference in references(request, report)}
    words = {"bib": forms["bib"], "ris": forms["ris"] + "\r\n", "txt": f"{forms['gb']}\n{forms['plain']}\n"}[suffix]
    response = HttpResponse(words, content_type=f"{_MEDIA[suffix]}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="jiceng-{report.pk}.{suffix}"'
    return response


@cache_control(private=True, max_age=3600)
def print_sheet(request: HttpRequest, report_id: int) -> HttpResponse:
    """The running head of the print form: a style sheet, because only one can write into the margins of a page."""
    report = get_object_or_404(Report.objects.published().only("pk"), pk=report_id)
    today = timezone.localdate()
    address = _address(request, report).partition("://")[2]
    printed = say("{0}印出", date_words(PartialDate(today.year, today.month, today.day)))
    rules = (
        f"@top-right {{ content: {_css_string(address)} }}",
        f"@bottom-left {{ content: {_css_string(printed)} }}",
    )
    return HttpResponse(f"@page {{ {' '.join(rules)} }}\n", content_type="text/css; charset=utf-8")


def _css_string(words: str) -> str:
    """A string of CSS: whatever is no letter, digit or mark of an address becomes an escape, so that none can end it."""
    safe = (c if c.isalnum() or c in "./:-_[]" else f"\\{ord(c):x} " for c in words)
    return f'"{"".join(safe)}"'


def _report(report_id: int) -> Report:
    seen_outside = Report.objects.exclude(status=Report.Status.DRAFT)
    return get_object_or_404(seen_outside.select_related("region__parent__parent", "source"), pk=report_id)


def _address(request: HttpRequest, report: Report) -> str:
    return absolute(request, report.get_absolute_url())

"""The page images of a scan beside its text: where the lines with doubtful characters stand, and the image itself."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from archive.admin.review.text import UnsureWords
from archive.intake.recognising import RenderingBusy, render_page
from archive.models import Report, ScannedPage
from archive.storage.originals import StoreUnavailable, read_original
from archive.text.edits import Gap, place_gaps
from archive.text.formats import FormatError

logger = logging.getLogger(__name__)

#: Seconds that a browser keeps an image: an original never changes.
_KEPT_SECONDS = 24 * 3600
_UNPROCESSABLE, _BUSY = 422, 503


@dataclass(frozen=True, slots=True)
class LinePlace:
    """Where a line with doubtful characters stands on its page image, in pixels of the image."""

    anchor: str
    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page image with the places on it; ``percent`` is the mean confidence of its lines."""

    number: int
    width: int
    height: int
    places: tuple[LinePlace, ...]
    percent: int
    is_empty: bool


def lay_scan_out(pages: Sequence[ScannedPage]) -> list[ShownPage]:
    """Return the pages as the desk shows them; [] for a text that was written as one."""
    shown = []
    for page in pages:
        lines = page.line_list
        places = []
        for number, line in enumerate(lines):
            if line.doubtful:
                left, top, right, bottom = line.box
                places.append(LinePlace(_anchor(page, number), left, top, right - left, bottom - top))
        letters = sum(line.end - line.start for line in lines)
        sure = sum(line.confidence * (line.end - line.start) for line in lines) / letters if letters else 0.0
        shown.append(ShownPage(page.number, page.width, page.height, tuple(places), int(100 * sure), not lines))
    return shown


def unsure_words(report: Report, pages: Sequence[ScannedPage]) -> list[UnsureWords]:
    """Return the words of the report's text that may be recognised wrong, with their places on the page images."""
    found: list[UnsureWords] = []
    for page in pages:
        for number, line in enumerate(page.line_list):
            spans = place_gaps([Gap(*span) for span in line.doubtful], report.edit_list) if line.doubtful else ()
            found += (UnsureWords(span.start, span.end, _anchor(page, number)) for span in spans)
    return sorted(found, key=lambda words: words.start)


def page_image_view(desk: ModelAdmin) -> Callable[[HttpRequest, int, int], HttpResponse]:
    """Return the view of one page image on ``desk``: for signed-in people who may see reports, and nobody else."""

    @require_safe
    def page_image(request: HttpRequest, report_id: int, number: int) -> HttpResponse:
        report = get_object_or_404(Report.objects.select_related("original").only("original"), pk=report_id)
        if not desk.has_view_or_change_permission(request, report):
            raise PermissionDenied
        page = ScannedPage.objects.filter(original=report.original, number=number).first()
        if page is None:
            raise Http404
        try:
            data = read_original(report.original.sha256, report.original.size)
            image = render_page(data, number, turned=page.turned)
        except StoreUnavailable as error:
            away = HttpResponse(str(error), status=_BUSY, content_type="text/plain; charset=utf-8")
            away["Retry-After"] = "60"
            return away
        except OSError as error:
            logger.exception("the original %s cannot be read", report.original.sha256)
            raise Http404 from error
        except RenderingBusy as error:
            busy = HttpResponse(str(error), status=_BUSY, content_type="text/plain; charset=utf-8")
            busy["Retry-After"] = "2"
            return busy
        except FormatError as error:
            return HttpResponse(str(error), status=_UNPROCESSABLE, content_type="text/plain; charset=utf-8")
        response = HttpResponse(image, content_type="image/png")
        response["Cache-Control"] = f"private, max-age={_KEPT_SECONDS}"
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response

    return page_image


def _anchor(page: ScannedPage, number: int) -> str:
    return f"line-{page.number}-{number + 1}"

"""Pages of originals whose text was recognised in pictures: where each line stands, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import models

from archive.models.intake import Original
from archive.models.reports import Report
from archive.text.edits import Gap, place_gaps
from archive.text.formats.extracted import RecognisedLine, RecognisedPage


class ScannedPageQuerySet(models.QuerySet["ScannedPage"]):
    def of(self, report: Report) -> list[ScannedPage]:
        """Return the pages of a report in their order; one query, and none for a text that was written as one."""
        return list(self.filter(original_id=report.original_id).order_by("number")) if report.is_recognised else []

    def store(self, original: Original, pages: Iterable[RecognisedPage]) -> None:
        """Write the pages of a new original. One query, and none without pages."""
        rows = [
            ScannedPage(
                original=original,
                number=page.number,
                width=page.width,
                height=page.height,
                turned=page.turned,
                lines=[
                    [line.start, line.end, *line.box, line.confidence, [list(span) for span in line.doubtful]]
                    for line in page.lines
                ],
            )
            for page in pages
        ]
        if rows:
            ScannedPage.objects.bulk_create(rows)


class ScannedPage(models.Model):
    """A page of a scan or a picture, with the place of each line on its image (识别页).

    ``lines`` hold [start, end, left, top, right, bottom, confidence, [[start, end] of doubtful characters, ...]]:
    offsets in the extracted text, pixels of the page image. The extracted text never changes, and so these never do.
    """

    original = models.ForeignKey(Original, models.CASCADE, related_name="scanned_pages", verbose_name="原件")
    number = models.PositiveIntegerField("页")
    width = models.PositiveIntegerField("宽")
    height = models.PositiveIntegerField("高")
    turned = models.PositiveSmallIntegerField("左转度数", default=0)
    lines = models.JSONField("各行", default=list)

    objects = ScannedPageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "识别页"
        constraints = [models.UniqueConstraint(fields=["original", "number"], name="one_row_a_page")]

    def __str__(self) -> str:
        return f"{self.original_id}/{self.number}"

    @property
    def line_list(self) -> list[RecognisedLine]:
        """The lines in reading order."""
        return [
            RecognisedLine(start, end, (left, top, right, bottom), sure, tuple((a, b) for a, b in doubtful))
            for start, end, left, top, right, bottom, sure, doubtful in self.lines
        ]

    @property
    def recognised(self) -> RecognisedPage:
        """The page as the recogniser gave it."""
        return RecognisedPage(self.number, self.width, self.height, self.turned, tuple(self.line_list))


def doubtful_spans(report: Report, pages: Sequence[ScannedPage]) -> list[tuple[int, int]]:
    """Return the (start, end) in the text of the characters that may be recognised wrong, sorted.

    What an edit has touched is none of them any more: somebody or a rule has read it.
    """
    found = (Gap(*span) for page in pages for line in page.line_list for span in line.doubtful)
    return [(gap.start, gap.end) for gap in place_gaps(found, report.edit_list)]

"""One report's page of reuse: with which others it shares words, and beside one of them which."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from archive.languages import say
from archive.models import Report
from archive.research.reuse.asked import AskedReuse
from archive.research.reuse.beside import OtherReport, TwoReports, other_reports, two_reports
from archive.research.subset import Subset
from archive.web.addresses import address_of, with_parameters
from search.reuse.found import Shared


@dataclass(frozen=True, slots=True)
class ReportReuse:
    """The page of one report. ``two``: what it shares with ``other``; None where none is named."""

    report: Report
    subset: Subset
    asked: AskedReuse
    others: tuple[OtherReport, ...]
    other: Report | None
    two: TwoReports | None

    def address(self, name: str = "report-reuse", *arguments: str, **changes: object) -> str:
        """Return the address of this page or of a file of it, some parameters changed."""
        own = {**self.asked.parameters(**changes)}
        return with_parameters(address_of(name, str(self.report.pk), *arguments), own)

    @property
    def counts(self) -> str:
        """Return the numbers as one sentence."""
        if self.two is None:
            return say("与 {0:,} 篇有相同文字，一段不短于 {1} 字", len(self.others), self.asked.rule.least)
        return say("相同文字 {0:,} 段，共 {1:,} 字", len(self.two.shared.passages), self.two.shared.fresh)

    @property
    def title(self) -> str:
        if self.other is None:
            return say("第 {0} 篇", self.report.pk)
        return say("第 {0} 篇与第 {1} 篇", self.report.pk, self.other.pk)


def parameters_of(report: Report, given: QueryDict) -> QueryDict:
    """Return the parameters; a sample is compared with samples too, since all that counts it does."""
    parameters = given.copy()
    if report.is_sample:
        parameters["samples"] = "1"
    return parameters


def report_reuse(report: Report, subset: Subset, asked: AskedReuse) -> ReportReuse:
    """Return the answer of a report's page.

    Raises Report.DoesNotExist if the other one that is named is not public, QueryError, IndexMissing.
    """
    other = None
    if asked.beside:
        published = Report.objects.published().select_related("region__parent__parent", "source")
        other = published.exclude(pk=report.pk).get(pk=int(asked.beside))
    two = two_reports(report, other, subset.query, asked) if other else None
    return ReportReuse(report, subset, asked, other_reports(report, subset.query, asked), other, two)


def shared_of(page: ReportReuse) -> list[tuple[OtherReport | None, int, Shared]]:
    """Return what the page tells of each other report, or of the one that is named."""
    listed = {each.report.pk: each for each in page.others}
    if page.other is not None and page.two is not None:
        return [(listed.get(page.other.pk), page.other.pk, page.two.shared)]
    return [(each, each.report.pk, each.found.shared) for each in page.others]

"""Why is a report not to be read: never there, withdrawn, or erased? As programs are told, in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from django.utils import timezone

from archive.models import ErasedReport, Report, ReportQuerySet


@dataclass(frozen=True, slots=True)
class Absence:
    """``status`` of HTTP, and a Chinese sentence."""

    status: HTTPStatus
    sentence: str


def find_public(number: int, reports: ReportQuerySet) -> Report | Absence:
    """Return the published report with this number, of ``reports`` that load what is wanted, or why nobody may read it.

    A draft is told as if it were not there. One query, two where there is no row.
    """
    report = reports.filter(pk=number).first()
    if report is None and (erased := ErasedReport.objects.filter(report_id=number).first()):
        day = timezone.localtime(erased.erased_at).date().isoformat()
        return Absence(HTTPStatus.GONE, f"第 {number} 号报告已于 {day} 删除。缘由：{erased.reason}")
    if report is None or not report.is_once_published:
        return Absence(HTTPStatus.NOT_FOUND, f"没有第 {number} 号报告。")
    return report if report.is_published else Absence(HTTPStatus.GONE, f"第 {number} 号报告已由编者撤回。")

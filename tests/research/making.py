"""Rows of the table of figures, as the archive reads them from its reports."""

from __future__ import annotations

from archive.models import FigureRow, Report
from archive.readings.following import follow_changes


def read_into_table(report: Report) -> list[FigureRow]:
    """Read all reports that wait, and return the figures of this one."""
    follow_changes()
    return list(FigureRow.objects.filter(report=report))

"""The values of a report that every format of citation needs."""

from __future__ import annotations

import re

from archive.languages.labels import FIELDS
from archive.models import Report
from search.sentences import one_line

_BETWEEN_AUTHORS = re.compile(r"[、，,；;\u3000\n\t]| (?=[\u3400-\u9fff])")


def authors(report: Report) -> list[str]:
    """Return the authors one by one: two names for 顾苇杭、戚小满.

    An organ stays whole; a blank separates names of Han characters only.
    """
    return [name for name in (one_line(part) for part in _BETWEEN_AUTHORS.split(report.author)) if name]


def title(report: Report) -> str:
    """Return the title on one line; one that the archive made stands in square brackets, as cataloguers write it."""
    words = one_line(report.title)
    return f"[{words}]" if report.is_working_title else words


def source_name(report: Report) -> str:
    return one_line(report.source.name) if report.source else ""


def place(report: Report) -> str:
    """Return 甘肃省定西市安定区, or "" for an unknown region."""
    return "".join(unit.name for unit in report.region.path) if report.region else ""


def warning(report: Report, *shown: str) -> str:
    """Return a sentence part that names those of the ``shown`` fields that may be wrong, and how a text was read.

    "" if nothing is to be said.
    """
    doubtful = [FIELDS[name] for name in report.doubts_of_card if name in shown]
    said = [f"{'、'.join(doubtful)}存疑，可能不对，请核对原件"] if doubtful else []
    if report.is_recognised:
        said.append("正文由文字识别得到，引用请核对原件")
    return "；".join(said)

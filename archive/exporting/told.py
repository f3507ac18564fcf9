"""What programs are told of a report beside its words: card, address, and whatever speaks against taking the words as they are."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from archive.exporting.citation.description import describe_report
from archive.languages.labels import FIELDS
from archive.models import Report
from archive.models.card import card_row

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104  read here, not listened on


def absolute(path: str) -> str:
    """Return the address of a path: of SITE_URL, else of this machine."""
    host = _EVERYWHERE.get(settings.HOST, f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST)
    return (settings.SITE_URL or f"http://{host}:{settings.PORT}") + path


def report_head(report: Report) -> dict[str, Any]:
    """Return the card of a report, as an answer names it; it reads ``region.path``, ``source`` and ``original``."""
    return {
        "report": report.pk,
        "title": report.title,
        "address": absolute(report.get_absolute_url()),
        **card_row(
            report, "region", "date", "source", "author", "kind", "script", "working_title", "sample", "recognised",
            "redacted", "truncated", "damaged", "doubts",
        ),
        "warnings": warnings(report),
    }  # fmt: skip


def warnings(report: Report) -> list[str]:
    """Return Chinese sentences on what a reader of the card and the words must know; [] for a sound report."""
    said = [f"{described}。" for described in describe_report(report).warning(*FIELDS).split("；") if described]
    if report.is_working_title:
        said.append("题名由本库按首句拟成，原文没有。")
    if report.is_truncated:
        said.append("原件不完整，有些话不在其中。")
    if report.is_redacted:
        said.append("文中有隐去之处（＊、×、○ 等），原字不明。")
    if report.is_damaged:
        said.append("文中有缺字（□），原字不明。")
    return said

"""The page before many reports are published: it counts their doubts by kind, and offers those without a doubt."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from archive.admin.many.chosen import ROWS_SHOWN, page_context
from archive.languages.labels import FIELDS
from archive.models import Report

#: Kinds of doubts whose words differ from report to report.
_NAMES = {
    "gaps": "有缺字",
    "byte-shift": "有错位还原",
    "near": "有未判定的近似篇",
    "many-removals": "删去了大半",
    "short": "正文很短",
    "recognised": "文字识别得到",
    "pages-empty": "有页没有认出文字",
    **{f"unsure-{name}": f"{label}把握不足" for name, label in FIELDS.items()},
}


@dataclass(frozen=True, slots=True)
class DoubtfulRow:
    """A report with its doubts in words."""

    number: int
    title: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DoubtCount:
    """How many of the reports have a doubt, or one of this kind."""

    words: str
    count: int


@dataclass(frozen=True, slots=True)
class PublishingPlan:
    """What would be published: numbers in the given order, of reports with and without a doubt."""

    doubtful: tuple[DoubtfulRow, ...]
    clear: tuple[int, ...]
    kinds: tuple[DoubtCount, ...]
    not_publishable: tuple[DoubtCount, ...]

    @property
    def total(self) -> int:
        return len(self.doubtful) + len(self.clear)


def plan_publishing(numbers: Sequence[int]) -> PublishingPlan:
    """Count the doubts of these reports. One query for 500 of them."""
    rows: dict[int, tuple[str, str, list[dict]]] = {}
    for start in range(0, len(numbers), 500):
        found = Report.objects.filter(pk__in=numbers[start : start + 500])
        rows |= {pk: rest for pk, *rest in found.values_list("pk", "title", "status", "doubts")}  # type: ignore[misc]
    doubtful, clear = [], []
    kinds: dict[str, set[int]] = defaultdict(set)
    others: Counter[str] = Counter()
    for number in numbers:
        if number not in rows:
            continue
        title, status, doubts = rows[number]
        if status in (Report.Status.PUBLISHED, Report.Status.DISCARDED):
            others[str(Report.Status(status).label)] += 1
            continue
        open_doubts = [row for row in doubts if row["weight"] or row["kind"] == "returned"]
        for row in open_doubts:
            kinds[_words_of(row)].add(number)
        if open_doubts:
            words = tuple("已退回" if row["kind"] == "returned" else row["words"] for row in open_doubts)
            doubtful.append(DoubtfulRow(number, title, words))
        else:
            clear.append(number)
    counts = sorted((DoubtCount(words, len(found)) for words, found in kinds.items()), key=lambda each: -each.count)
    return PublishingPlan(
        tuple(doubtful), tuple(clear), tuple(counts), tuple(DoubtCount(*each) for each in sorted(others.items()))
    )


def publishing_page(request: HttpRequest, desk: ModelAdmin, numbers: list[int], plan: PublishingPlan) -> HttpResponse:
    """Render the question: publish all, those without a doubt, or none."""
    context = {
        **page_context(request, desk, numbers, "publish_selected", f"发布 {plan.total} 篇？"),
        "plan": plan,
        "rows": plan.doubtful[:ROWS_SHOWN],
        "more": len(plan.doubtful[ROWS_SHOWN:]),
    }
    return TemplateResponse(request, "admin/archive/many/publish.html", context)


def _words_of(row: dict) -> str:
    if row["kind"] == "returned":
        return "已退回给上传者"
    return _NAMES.get(row["kind"], row["words"])

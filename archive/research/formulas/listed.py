"""The list of formulas: the question, its rows, and their columns for files and the API."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_noop

from archive.languages import say
from archive.models import Formula
from archive.text.dates import PartialDate
from archive.text.face import face
from archive.web.addresses import address_of, with_parameters
from archive.web.fields import whole_number

#: Rows of a page, at most those of a page of the API, pages, and rows of a file.
PAGE_SIZE, MOST_SIZE, LAST_PAGE, MOST_ROWS = 50, 100, 2000, 100_000
LONGEST_WORDS = 24

STANDINGS: dict[str, str] = {
    "central": gettext_noop("央：中央文件用过"),
    "common": gettext_noop("常：一年内四省以上用过"),
    "spreading": gettext_noop("传：两省以上用过"),
    "local": gettext_noop("地：只见于一省"),
    "unplaced": gettext_noop("未定：用它的报告都没有注明地区"),
}
SHORT_STANDINGS: dict[str, str] = {
    "central": gettext_noop("央"),
    "common": gettext_noop("常"),
    "spreading": gettext_noop("传"),
    "local": gettext_noop("地"),
    "unplaced": gettext_noop("未定"),
}
TYPES: dict[str, str] = {
    "numbered": gettext_noop("数字打头、带引号"),
    "code": gettext_noop("数码、带引号"),
    "quoted": gettext_noop("名称、带引号"),
    "known": gettext_noop("通行的提法"),
}
ORDERS = (
    ("reports", gettext_noop("篇数多的在前")),
    ("oldest", gettext_noop("最早的在前")),
    ("newest", gettext_noop("新近出现的在前")),
)

COLUMNS = (
    ("key", gettext_noop("键")),
    ("name", gettext_noop("提法")),
    ("type", gettext_noop("类型")),
    ("kind", gettext_noop("种类词")),
    ("standing", gettext_noop("地位")),
    ("reports", gettext_noop("篇数")),
    ("provinces", gettext_noop("省数")),
    ("first_date", gettext_noop("本馆所见最早")),
    ("first_region", gettext_noop("最早的地区代码")),
    ("first_report", gettext_noop("最早的编号")),
    ("sure", gettext_noop("一见即认")),
    ("url", gettext_noop("地址")),
)


class WrongQuestion(ValueError):
    """A parameter has a value that it cannot have. The message is a sentence that says what is allowed."""


@dataclass(frozen=True, slots=True)
class FormulasAsked:
    """``words``: a part of the name; ``standing``: of Formula.Standing, "" for all; ``page`` counts from 1."""

    words: str = ""
    standing: str = ""
    order: str = "reports"
    page: int = 1
    size: int = PAGE_SIZE

    def parameters(self) -> dict[str, str]:
        usual = FormulasAsked()
        values = {"q": self.words, "standing": self.standing, "sort": self.order if self.order != usual.order else ""}
        return {name: value for name, value in values.items() if value} | (
            {"page": str(self.page)} if self.page > 1 else {}
        )

    def address(self, name: str = "formulas", *arguments: str, **changes: Any) -> str:
        """Return the address of the list, or of a file of it, with some values changed; a change goes to page 1."""
        asked = replace(self, **{"page": 1, **changes})
        return with_parameters(address_of(name, *arguments), asked.parameters())


def read_question(values: Mapping[str, str]) -> FormulasAsked:
    """Return what an address asks. Raises WrongQuestion."""
    words = " ".join(values.get("q", "").split())
    if len(words) > LONGEST_WORDS:
        raise WrongQuestion(say("提法（q）至多 {0} 字。", LONGEST_WORDS))
    standing, order = values.get("standing", ""), values.get("sort", "") or "reports"
    if standing and standing not in STANDINGS:
        raise WrongQuestion(say("地位（standing）只能是 {0}。", " ".join(STANDINGS)))
    if order not in dict(ORDERS):
        raise WrongQuestion(say("次序（sort）只能是 {0}。", " ".join(dict(ORDERS))))
    page = whole_number(values.get("page", "") or "1", greatest=LAST_PAGE, least=1)
    size = whole_number(values.get("size", "") or str(PAGE_SIZE), greatest=MOST_SIZE, least=1)
    if page is None:
        raise WrongQuestion(say("页码（page）须是 1 到 {0} 的整数。", LAST_PAGE))
    if size is None:
        raise WrongQuestion(say("每页（size）须是 1 到 {0} 的整数。", MOST_SIZE))
    return FormulasAsked(words, standing, order, page, size)


def formulas_of(asked: FormulasAsked) -> QuerySet[Formula]:
    """Return the formulas in their order, with the report that is the first."""
    rows = Formula.objects.listed()
    if asked.words:
        rows = rows.filter(key__contains="".join(face(asked.words).replace("、", "").split()))
    if asked.standing:
        rows = rows.filter(standing=asked.standing)
    orders: dict[str, tuple[Any, ...]] = {
        "reports": ("-reports", "key"),
        "oldest": (F("first_date").asc(nulls_last=True), "key"),
        "newest": (F("first_date").desc(nulls_last=True), "key"),
    }
    return rows.order_by(*orders[asked.order])


def with_first(rows: QuerySet[Formula]) -> QuerySet[Formula]:
    """Return the rows with title, script and place of their first report, without its texts."""
    first = "first_report"
    return rows.select_related(f"{first}__region__parent__parent").only(
        *(field.attname for field in Formula._meta.concrete_fields),
        f"{first}__title", f"{first}__script", f"{first}__status", f"{first}__region",
    )  # fmt: skip


def page_of(asked: FormulasAsked) -> list[Formula]:
    """Return the rows of the page. One query."""
    first = (asked.page - 1) * asked.size
    return list(with_first(formulas_of(asked))[first : first + asked.size])


def date_of(formula: Formula) -> PartialDate | None:
    return PartialDate.from_first_day(formula.first_date, formula.first_precision) if formula.first_date else None


def formula_shape(formula: Formula, origin: str = "") -> dict[str, Any]:
    """Return a row as the API gives it: the keys of COLUMNS."""
    date, report = date_of(formula), formula.first_report
    return {
        "key": formula.key,
        "name": formula.name,
        "type": formula.type,
        "kind": formula.kind or None,
        "standing": formula.standing,
        "reports": formula.reports,
        "provinces": formula.provinces,
        "first_date": date.iso if date else None,
        "first_region": report.region_id if report and report.is_published else None,
        "first_report": report.pk if report and report.is_published else None,
        "sure": formula.is_sure,
        "url": origin + formula.get_absolute_url(),
    }


def headings() -> list[tuple[str, str]]:
    """Return the columns with their headings in the language of the page."""
    return [(key, say(heading)) for key, heading in COLUMNS]


def file_rows(asked: FormulasAsked, *, in_words: bool, origin: str) -> Iterator[list[Any]]:
    """Yield the cells of COLUMNS for each row, with the names of values for people or their codes for programs."""
    rows: Iterable[Formula] = with_first(formulas_of(asked))[:MOST_ROWS].iterator(chunk_size=1000)
    for formula in rows:
        cells = formula_shape(formula, origin)
        if in_words:
            cells["type"] = say(TYPES[formula.type])
            cells["standing"] = say(SHORT_STANDINGS[formula.standing])
        yield list(cells.values())

"""The question that a reader may ask by address: one form for the page and for the API."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse

from archive.models import Region, Report, Source, code_prefix
from archive.text.dates import PartialDate
from search.documents import UNKNOWN, Query, Sort

MODES = (("folded", "繁简通"), ("script", "精确字形"), ("exact", "完全一致"))
SORTS: tuple[tuple[Sort, str], ...] = (("relevance", "最相关"), ("newest", "新到旧"), ("oldest", "旧到新"))
MAX_SIZE = 100
MAX_PAGE = 100_000

#: Parameter of the address -> field of Query. The order is that of every address that we write.
PARAMETERS = {
    "q": "text",
    "mode": "mode",
    "region": "region",
    "from": "date_from",
    "to": "date_to",
    "undated": "undated",
    "source": "source",
    "kind": "kind",
    "sort": "sort",
    "page": "page",
    "size": "size",
}


def _choice(label: str, choices: Sequence[tuple[str, str]]) -> forms.ChoiceField:
    allowed = "、".join(value for value, _ in choices)
    message = f"{label}只能是 {allowed}，不能是“%(value)s”。"
    return forms.ChoiceField(choices=choices, required=False, error_messages={"invalid_choice": message})


def _number(label: str, greatest: int, least: int = 1) -> forms.IntegerField:
    message = f"{label}须是 {least} 到 {greatest} 的整数。"
    errors = dict.fromkeys(("invalid", "min_value", "max_value"), message)
    return forms.IntegerField(min_value=least, max_value=greatest, required=False, error_messages=errors)


class DateField(forms.CharField):
    """A date as far as it is known: YYYY, YYYY-MM or YYYY-MM-DD; cleaned to that text, "" for none."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if text:
            try:
                PartialDate.from_iso(text)
            except ValueError:
                raise forms.ValidationError(
                    f"{self.label}须写作 2021、2021-08 或 2021-08-16，且确有其日，不能是“{text}”。"
                ) from None
        return text


class SearchForm(forms.Form):
    """Parameters of ``/search/`` and ``/api/v1/search``. Errors are Chinese sentences that say what is allowed."""

    q = forms.CharField(
        required=False, error_messages={"null_characters_not_allowed": "检索式（q）里不能有空字符（NUL）。"}
    )
    mode = _choice("匹配方式（mode）", MODES)
    region = forms.CharField(required=False)
    undated = _choice("是否含日期未注明（undated）", (("1", "含"), ("0", "不含")))
    source = forms.CharField(required=False, strip=False)
    kind = _choice("类别（kind）", tuple(Report.Kind.choices))
    sort = _choice("排序（sort）", SORTS)
    page = _number("页码（page）", MAX_PAGE)
    size = _number("每页篇数（size）", MAX_SIZE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # ``from`` is a keyword of Python, so the two ends of the range are declared here.
        self.fields["from"] = DateField(required=False, label="起始日期（from）")
        self.fields["to"] = DateField(required=False, label="截止日期（to）")

    def clean_region(self) -> str:
        """The code as its prefix, which is how the whole unit is meant; "" and ``none`` stay."""
        code = self.cleaned_data["region"]
        if code in ("", UNKNOWN):
            return code
        message = f"地区（region）须是行政区划代码的前两位、前四位或六位，或 {UNKNOWN}（未注明）；没有“{code}”。"
        if not (code.isascii() and code.isdigit() and len(code) in (2, 4, 6)):
            raise forms.ValidationError(message)
        if not Region.objects.filter(code=code_prefix(code).ljust(6, "0")).exists():
            raise forms.ValidationError(message)
        return code_prefix(code)

    def clean_source(self) -> str:
        name = self.cleaned_data["source"]
        if name not in ("", UNKNOWN) and not Source.objects.filter(name=name).exists():
            raise forms.ValidationError(f"来源（source）须是馆藏中已有的名称，或 {UNKNOWN}（未注明）；没有“{name}”。")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("from"), cleaned.get("to")
        if start and end and PartialDate.from_iso(start).first_day() > last_day(end):
            self.add_error("from", f"起始日期（from）{start} 晚于截止日期（to）{end}，请对调。")
        return cleaned

    @property
    def error_sentence(self) -> str:
        """All errors as one paragraph, for the page and for the API."""
        return sentences(self)

    def to_query(self) -> Query:
        """The question of a valid form."""
        known = {field: self.cleaned_data[name] for name, field in PARAMETERS.items() if self.cleaned_data.get(name)}
        return Query(**{**known, "undated": known.get("undated") == "1"})


def sentences(form: forms.BaseForm) -> str:
    """All errors of a form as one paragraph."""
    return "".join(str(error) for errors in form.errors.values() for error in errors)


def last_day(iso: str) -> date:
    """The last day that ``YYYY[-MM[-DD]]`` may mean."""
    partial = PartialDate.from_iso(iso)
    month = partial.month or 12
    return date(partial.year, month, partial.day or calendar.monthrange(partial.year, month)[1])


def search_parameters(query: Query) -> dict[str, str]:
    """What the address must say for ``query``: SearchForm reads the same query from it. Defaults are left out."""
    usual = Query()
    said = {
        name: getattr(query, field)
        for name, field in PARAMETERS.items()
        if getattr(query, field) != getattr(usual, field)
    }
    return {name: "1" if value is True else str(value) for name, value in said.items()}


def search_address(query: Query) -> str:
    """The address of the results page of ``query``."""
    return with_parameters(reverse("search"), search_parameters(query))


def with_parameters(path: str, parameters: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(parameters)}" if parameters else path


class ReadingForm(forms.Form):
    """How a report is to be shown: hits of ``q``, of one term alone (``term``, from 0), none; with the edits drawn."""

    q = SearchForm.base_fields["q"]
    mode = SearchForm.base_fields["mode"]
    term = _number("检索词序号（term）", 99, least=0)
    marks = _choice("是否标出（marks）", (("1", "标"), ("0", "不标")))
    edits = _choice("是否标出修改（edits）", (("1", "标出"), ("0", "不标出")))

    @property
    def error_sentence(self) -> str:
        return sentences(self)

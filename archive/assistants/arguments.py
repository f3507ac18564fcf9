"""The arguments of a tool: checked by forms as the parameters of a page are, refused with a Chinese sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from archive.models import Report
from archive.reading.absent import Absence, find_public
from archive.searching.form import SearchForm, sentences
from archive.web.addresses import report_number
from archive.web.fields import number_field

#: Characters of an argument, of each of its values, and values: more than any form takes.
_LONGEST, _MOST_VALUES = 10_000, 50
#: Greater numbers are none of a report, a page or a year; Python refuses to write those of thousands of digits.
_GREATEST = 10**18
#: Reports that a page of a search names unless the caller says otherwise.
USUAL_SIZE = 10

Arguments = Mapping[str, Any]


class Refused(Exception):
    """The arguments cannot be answered; the Chinese sentence says why, and what is allowed."""


def parameters_of(arguments: Arguments, *names: str) -> QueryDict:
    """Return arguments as the parameters of an address: texts, numbers and yes or no, and lists of these. Raises Refused."""
    if unknown := [name for name in arguments if name not in names]:
        raise Refused(f"没有“{unknown[0][:40]}”这个参数。可用的有：{'、'.join(names)}。")
    parameters = QueryDict(mutable=True)
    for name, value in arguments.items():
        if value is None:
            continue
        values = value if isinstance(value, list) else [value]
        if len(values) > _MOST_VALUES or not all(map(_is_plain, values)):
            raise Refused(f"参数 {name} 须是文字或数字，或者它们的列表，至多 {_MOST_VALUES} 个。")
        parameters.setlist(name, [_as_text(name, each) for each in values])
    return parameters


def _is_plain(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, int | float) and -_GREATEST < value < _GREATEST)


def _as_text(name: str, value: str | float) -> str:
    """Return the text of a value; what is no character of Unicode becomes a question mark."""
    if isinstance(value, bool):
        return "1" if value else "0"
    text = str(int(value) if isinstance(value, float) and value.is_integer() else value)
    if len(text) > _LONGEST:
        raise Refused(f"参数 {name} 太长，至多 {_LONGEST} 字。")
    return text.encode("utf-8", "replace").decode("utf-8")


def search_form(arguments: Arguments) -> SearchForm:
    """Return the valid form of a search. Raises Refused."""
    form = SearchForm(parameters_of({"size": USUAL_SIZE, **arguments}, *SearchForm().fields))
    if not form.is_valid():
        raise Refused(form.error_sentence)
    return form


def text_argument(arguments: Arguments, name: str, *, longest: int) -> str:
    """Return an argument that is one text and must be there. Raises Refused."""
    value = arguments.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Refused(f"须写明 {name}，它是一段文字。")
    if len(value) > longest:
        raise Refused(f"{name} 至多 {longest} 字，现在是 {len(value)} 字。")
    return _as_text(name, value)


def report_argument(arguments: Arguments) -> Report:
    """Return the published report that ``report`` names by its number or address. Raises Refused."""
    value = arguments.get("report")
    is_named = isinstance(value, int | str) and not isinstance(value, bool) and _is_plain(value)
    number = report_number(str(value)) if is_named else None
    if number is None:
        raise Refused("须写明 report：报告的编号（如 7），或它的地址。")
    return published_report(number)


def published_report(number: int) -> Report:
    """Return a published report with all that its card shows. Raises Refused with what the API would say."""
    found = find_public(number, Report.objects.for_list())
    if isinstance(found, Absence):
        raise Refused(found.sentence)
    return found


class ReadForm(forms.Form):
    """Where to begin in a report, and how much of it to give."""

    paragraph = number_field("段落编号（paragraph）", 999_999)
    start = number_field("起点（start）", 99_999_999, 0)
    characters = number_field("字数（characters）", 20_000, 500)


def read_form(arguments: Arguments) -> dict[str, Any]:
    """Return the values of a valid ReadForm. Raises Refused."""
    form = ReadForm(parameters_of(arguments, "report", *ReadForm().fields))
    if not form.is_valid():
        raise Refused(sentences(form))
    return form.cleaned_data

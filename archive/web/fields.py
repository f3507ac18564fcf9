"""Form fields for parameters of an address, and the select that region pages render.

Each field refuses a wrong value by a Chinese sentence that says what is allowed. Pages render the fields by hand, so none
carries Django's widget for choices, whose copies would cost a form a third of a millisecond.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from archive.languages import say, say_later
from search.query.dates import read_date

#: The greatest number of a row.
GREATEST_ID = 2**63 - 1
_LONGEST_NUMBER = 20
Choices = Sequence[tuple[str, str]]


class ValueField(forms.Field):
    """One of ``choices``, or "" for none."""

    def __init__(self, choices: Choices, message: Any) -> None:
        super().__init__(required=False, error_messages={"invalid_choice": message})
        self.choices = choices

    def to_python(self, value: Any) -> str:
        return str(value or "")

    def validate(self, value: str) -> None:
        if value and value not in dict(self.choices):
            raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": value})


class ValuesField(forms.Field):
    """Several values, each once, as a tuple in the order given; a single value may come as text.

    ``choices`` None stands for a list that lies elsewhere: the form checks the values.
    """

    widget = forms.MultipleHiddenInput

    def __init__(self, choices: Choices | None = None, message: Any = "", label: str = "") -> None:
        super().__init__(required=False, error_messages={"invalid_choice": message}, label=label)
        self.choices = choices

    def to_python(self, value: Any) -> tuple[str, ...]:
        values = [value] if isinstance(value, str) else value or []
        if self.choices is None and any("\0" in str(each) for each in values):  # which PostgreSQL takes in no statement
            raise forms.ValidationError(say("“{0}”里不能有空字符（NUL）。", self.label), "null_characters_not_allowed")
        return tuple(dict.fromkeys(str(each) for each in values if each))

    def validate(self, value: tuple[str, ...]) -> None:
        for each in value if self.choices is not None else ():
            if each not in dict(self.choices or ()):
                raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": each})


def choice_field(label: str, choices: Choices) -> ValueField:
    """Return a field for one of ``choices``; ``label`` names it in the sentence of a wrong value."""
    return ValueField(choices, _not_allowed(label, choices))


def choices_field(label: str, choices: Choices) -> ValuesField:
    """Return a field for several of ``choices``."""
    return ValuesField(choices, _not_allowed(label, choices))


def _not_allowed(label: str, choices: Choices) -> Any:
    allowed = "、".join(value for value, _ in choices)
    return say_later("{0}只能是 {1}，不能是“%(value)s”。", gettext_lazy(label), allowed)


def whole_number(text: str | None, greatest: int = GREATEST_ID, least: int = 0) -> int | None:
    """Return the whole number that a parameter spells, None for any other text and for a number beyond the bounds.

    Every number that an address or a form brings is read here or by a NumberField. Python refuses to convert more than
    4,300 digits, so the digits are counted first.
    """
    if not text or not (text.isascii() and text.isdigit()) or len(text) > _LONGEST_NUMBER:
        return None
    number = int(text)
    return number if least <= number <= greatest else None


class NumberField(forms.IntegerField):
    """A whole number within its bounds, of at most 20 characters."""

    def to_python(self, value: Any) -> int | None:
        if len(str(value or "")) > _LONGEST_NUMBER:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        return super().to_python(value)


def number_field(label: str, greatest: int, least: int = 1) -> NumberField:
    """Return a field for a whole number from ``least`` to ``greatest``, or none."""
    message = say_later("{0}须是 {1} 到 {2} 的整数。", gettext_lazy(label), least, greatest)
    errors = dict.fromkeys(("invalid", "min_value", "max_value"), message)
    return NumberField(min_value=least, max_value=greatest, required=False, error_messages=errors)


class DateField(forms.CharField):
    """A date as far as it is known, in any form that people type; cleaned to ``YYYY[-MM[-DD]]``, "" for none."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if text and not (read := read_date(text)):
            raise forms.ValidationError(
                say("{0}须写作 2021、2021-08 或 2021-08-16，且确有其日，不能是“{1}”。", self.label, text)
            )
        return read if text else ""


class PlainSelect(forms.Select):
    """A select without groups. Django renders each choice by a template, which took a third of a region's page."""

    def render(
        self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        chosen = self.format_value(value)
        choices = [("" if key is None else str(key), label) for key, label in self.choices]
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, SafeString(" selected") if key in chosen else "", label) for key, label in choices),
        )
        written = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<select{}>{}</select>", flatatt(written), options)

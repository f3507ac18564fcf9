"""Fields of forms that are asked by address: what they refuse, they refuse in a Chinese sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from archive.languages import later, say
from archive.text.dates import PartialDate


def choice_field(label: str, choices: Sequence[tuple[str, str]]) -> forms.ChoiceField:
    allowed = "、".join(value for value, _ in choices)
    message = later("{0}只能是 {1}，不能是“%(value)s”。", gettext_lazy(label), allowed)
    return forms.ChoiceField(choices=choices, required=False, error_messages={"invalid_choice": message})


class ChoicesField(forms.MultipleChoiceField):
    """Values of a list, each once, as a tuple in the order given; one value alone may come as text."""

    def to_python(self, value: Any) -> tuple[str, ...]:  # type: ignore[override]
        values = [value] if isinstance(value, str) else value or []
        return tuple(dict.fromkeys(str(each) for each in values if each))


def choices_field(label: str, choices: Sequence[tuple[str, str]]) -> ChoicesField:
    allowed = "、".join(value for value, _ in choices)
    message = later("{0}只能是 {1}，不能是“%(value)s”。", gettext_lazy(label), allowed)
    return ChoicesField(choices=choices, required=False, error_messages={"invalid_choice": message})


class ValuesField(ChoicesField):
    """The same of a list that lies elsewhere."""

    def valid_value(self, value: Any) -> bool:
        return True


def number_field(label: str, greatest: int, least: int = 1) -> forms.IntegerField:
    message = later("{0}须是 {1} 到 {2} 的整数。", gettext_lazy(label), least, greatest)
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
                    say("{0}须写作 2021、2021-08 或 2021-08-16，且确有其日，不能是“{1}”。", self.label, text)
                ) from None
        return text

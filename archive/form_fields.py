"""Fields of forms that are asked by address: what they refuse, they refuse in a Chinese sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from archive.text.dates import PartialDate


def choice_field(label: str, choices: Sequence[tuple[str, str]]) -> forms.ChoiceField:
    allowed = "、".join(value for value, _ in choices)
    message = f"{label}只能是 {allowed}，不能是“%(value)s”。"
    return forms.ChoiceField(choices=choices, required=False, error_messages={"invalid_choice": message})


class ChoicesField(forms.MultipleChoiceField):
    """Values of a list, each once, as a tuple in the order given; one value alone may come as text."""

    def to_python(self, value: Any) -> tuple[str, ...]:  # type: ignore[override]
        values = [value] if isinstance(value, str) else value or []
        return tuple(dict.fromkeys(str(each) for each in values if each))


def choices_field(label: str, choices: Sequence[tuple[str, str]]) -> ChoicesField:
    allowed = "、".join(value for value, _ in choices)
    message = f"{label}只能是 {allowed}，不能是“%(value)s”。"
    return ChoicesField(choices=choices, required=False, error_messages={"invalid_choice": message})


class ValuesField(ChoicesField):
    """The same of a list that lies elsewhere."""

    def valid_value(self, value: Any) -> bool:
        return True


def number_field(label: str, greatest: int, least: int = 1) -> forms.IntegerField:
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

"""Fields of the readers' forms: a select beside Django's own."""

from __future__ import annotations

import pytest
from django import forms
from django.test.html import parse_html

from archive.web.fields import PlainSelect

CHOICES = [("", "来源"), ("定西日报", "定西日报"), ('"<b>', '引号"与<b>'), (2021, "2021 年"), (0, "零")]


@pytest.mark.parametrize("value", [None, "", "定西日报", '"<b>', 2021, "2021", "0", 0, "不在其中"])
@pytest.mark.parametrize("required", [True, False])
def test_a_plain_select_says_what_djangos_says(value, required):
    attrs = {"id": "id_source", "required": required, "data-of": '"'}
    own = PlainSelect(choices=CHOICES).render("source", value, attrs)
    djangos = forms.Select(choices=CHOICES).render("source", value, attrs)
    assert parse_html(own) == parse_html(djangos)

"""What an editor may type into the card, and the sentences for what he may not."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from archive.admin.review.card import find_region, read_date
from archive.text.dates import PartialDate


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("2021-08-16", PartialDate(2021, 8, 16)),
        ("2021-8", PartialDate(2021, 8)),
        ("2021", PartialDate(2021)),
        ("2021年8月16日", PartialDate(2021, 8, 16)),
        ("2021年8月", PartialDate(2021, 8)),
        ("２０２１／８／１６", PartialDate(2021, 8, 16)),
        (" ", None),
    ],
)
def test_a_date_is_read_as_far_as_it_is_known(words, date):
    assert read_date(words) == date


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("去年", "看不懂"),
        ("2021-08-16-01", "看不懂"),
        ("2021-02-30", "历书上没有"),
        ("2021-13", "历书上没有"),
        ("2999", "到今天之间"),
        ("1021", "到今天之间"),
    ],
)
def test_a_date_that_cannot_be_is_answered_with_a_sentence(words, sentence):
    with pytest.raises(ValidationError, match=sentence):
        read_date(words)


@pytest.mark.parametrize(
    "words", ["621100", "6211", "621100 定西市", "定西市", "定西", "甘肃省 定西市", "甘肃 › 定西", "６２１１００"]
)
def test_a_region_is_found_by_code_or_name(regions, words):
    assert find_region(words).code == "621100"


def test_a_name_that_many_units_have_is_answered_with_their_codes(regions):
    with pytest.raises(ValidationError, match=r"有 \d+ 处.*北京市朝阳区 110105"):
        find_region("朝阳区")


def test_a_name_that_many_units_have_is_told_by_the_unit_above(regions):
    assert find_region("北京 朝阳区").code == "110105"


@pytest.mark.parametrize("words", ["999999", "没有的县", "›"])
def test_an_unknown_region_is_answered_with_a_sentence(regions, words):
    with pytest.raises(ValidationError, match="请填"):
        find_region(words)


@pytest.mark.django_db
def test_no_region_is_unknown():
    assert find_region("  ") is None

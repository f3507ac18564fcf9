"""A passage named by its words: found after corrections, in either script, over line ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.layout.passage import find_passage

TEXT = "一、病根\n排出软弱涣散村党组织十九个。\n整顿半年，软弱涣散的少了。\n再整顿。"


def passage(quote: str, near: int = 0, text: str = TEXT) -> str | None:
    found = find_passage(text, quote, near)
    return found and text[slice(*found)]


@given(st.integers(0, len(TEXT) - 1), st.integers(1, 20))
def test_whatever_is_quoted_from_a_text_is_found_in_it(start, length):
    words = TEXT[start : start + length]
    if words.strip():
        assert passage(words) is not None


def test_a_passage_over_a_line_end_is_found_without_its_blanks():
    assert passage("十九个。 整顿半年") == "十九个。\n整顿半年"


def test_a_quotation_in_the_other_script_is_found():
    assert passage("軟弱渙散的少了") == "软弱涣散的少了"


def test_a_long_passage_is_named_by_its_two_ends():
    assert passage("排出软弱…的少了") == "排出软弱涣散村党组织十九个。\n整顿半年，软弱涣散的少了"


def test_of_several_places_the_one_at_the_paragraph_is_meant():
    assert find_passage(TEXT, "整顿", TEXT.index("再整顿")) == (TEXT.index("再整顿") + 1, len(TEXT) - 1)


@pytest.mark.parametrize("quote", ["没有这话", "", " ", "…", "排出…没有这话", "没有…的少了"])
def test_what_does_not_stand_there_is_not_found(quote):
    assert passage(quote) is None


def test_the_page_lights_the_passage_where_it_stands(make_report, read):
    address = make_report(text=TEXT).get_absolute_url()
    page = read(address, quote="十九个。整顿半年", p="1", q="整顿")
    assert page.texts("//*[@id='passage']") == ["十九个。"]
    assert "".join(page.texts("//span[@class='passage']")) == "十九个。整顿半年，"[:-1]
    assert len(page.all("//div[@class='text']//mark")) == 2


def test_the_words_of_a_passage_outlive_a_correction_before_it(make_report, read):
    address = make_report(text="编者加的一段。\n" + TEXT).get_absolute_url()
    assert read(address, quote="软弱涣散的少了", p="2").texts("//*[@id='passage']") == ["软弱涣散的少了"]


def test_a_passage_that_is_gone_is_said_with_a_remedy(make_report, read):
    page = read(make_report(text=TEXT).get_absolute_url(), quote="<b>没有这话")
    assert page.status == 200
    assert "在现在的正文中找不到" in page.text
    assert "<b>没有" not in page.source


def test_too_long_a_quotation_is_refused_with_a_sentence(make_report, read):
    page = read(make_report(text=TEXT).get_absolute_url(), quote="长" * 301)
    assert page.status == 400
    assert "开头…结尾" in page.text

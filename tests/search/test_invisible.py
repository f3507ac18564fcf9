"""The one list of characters that no reader sees, and queries with one of them."""

import unicodedata

import pytest

from search.invisible import DIRECTIONS, RANGES, invisible_runs, without_invisible
from search.query import MAX_LENGTH, parse_query

SIGNS = [chr(code) for first, last in RANGES for code in range(first, last + 1)]

#: Format characters that are shown: marks of annotation, of Egyptian blocks, and signs set before numbers.
SHOWN = {*range(0xFFF9, 0xFFFC), *range(0x13430, 0x13440), *range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2}
SHOWN |= {0x110BD, 0x110CD}


def test_the_list_holds_every_format_character_that_unicode_shows_as_nothing():
    formats = {code for code in range(0x110000) if unicodedata.category(chr(code)) == "Cf"} - SHOWN
    assert formats <= set(map(ord, SIGNS))


def test_the_list_holds_nothing_that_a_reader_sees():
    assert {unicodedata.category(sign) for sign in SIGNS} == {"Cc", "Cf", "Cn", "Lo", "Mn"}
    letters = {sign for sign in SIGNS if unicodedata.category(sign) == "Lo"}
    assert {unicodedata.name(letter).split()[-1] for letter in letters} == {"FILLER"}
    assert all(unicodedata.category(sign) == "Cf" for sign in DIRECTIONS)


def test_the_ranges_are_sorted_and_hold_no_tab_and_no_line_end():
    ends = [code for each in RANGES for code in each]
    assert ends == sorted(ends)
    assert not set(SIGNS) & set("\t\n\v\f\r\x85\u2028\u2029 \u3000\xa0")


def test_every_sign_goes_from_between_two_characters_and_from_both_ends():
    for sign in SIGNS:
        assert without_invisible(f"{sign}软{sign}弱{sign}{sign}") == "软弱"
        assert list(invisible_runs(f"软{sign}{sign}弱")) == [(1, sign * 2)]


@pytest.mark.parametrize(
    "emoji",
    ["👨‍👩‍👧", "❤️", "❤️‍🔥", "👩🏽‍💻", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "1️⃣", "☎︎", "🏳️‍🌈"],
)
def test_the_signs_within_an_emoji_stay(emoji):
    assert without_invisible(emoji) == emoji
    assert without_invisible(f"党{emoji}建\u200b设") == f"党{emoji}建设"


@pytest.mark.parametrize(
    ("shown", "text"), [("党\u200d建", "党建"), ("👨\u200d建", "👨建"), ("党\ufe0f", "党"), ("葛\U000e0100城", "葛城")]
)
def test_joiners_and_selectors_elsewhere_go(shown, text):
    assert without_invisible(shown) == text


@pytest.mark.parametrize("query", ["软弱涣散 -整顿", "标题:换届 NEAR/20 党组织", "“软弱 涣散”|党?组织", "2019..2021"])
def test_a_query_with_any_such_sign_anywhere_reads_as_without(query):
    plain = parse_query(query)
    for number, sign in enumerate(SIGNS):
        at = number % (len(query) + 1)
        assert parse_query(query[:at] + sign + query[at:]) == plain, (hex(ord(sign)), at)


def test_a_query_of_such_signs_alone_asks_for_everything():
    assert parse_query("".join(SIGNS[:MAX_LENGTH])).root == parse_query("").root


def test_the_length_of_a_query_is_that_of_what_a_reader_sees():
    assert parse_query("软弱" + "\u200b" * MAX_LENGTH) == parse_query("软弱")

"""What may have been meant: by sound, by one change, by typed pinyin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.languages.measures import NAMES
from search.suggest import KnownWord, Lexicon
from search.suggest.sounds import merge_similar, pinyin, spellings, typed_letters

MEASURES = list(NAMES)
PLACES = ["定西市", "长治市", "六安市", "吕梁市"]
WORDS = [
    "软弱",
    "涣散",
    "整顿",
    "政务公开",
    "村务公开",
    "厂务公开",
    "校务公开",
    "党组织",
    "党支部",
    "党建",
    "党务",
    "书记",
    "第一",
    "流动",
    "人员",
    "党员",
    "发展",
    "经济",
    "网格",
    "网格员",
    "积分",
    "教育",
    "评议",
    "引领",
    "乡村",
    "振兴",
    "服务",
    "中心",
    "权力",
    "换届",
    "后备",
    "干部",
    "工作队",
    "驻村",
    "报到",
    "联盟",
    "联建",
    "支部",
    "物业",
]
LEXICON = Lexicon(
    [
        *(KnownWord(word, 0) for word in MEASURES),
        *(KnownWord(word, 1) for word in PLACES),
        *(KnownWord(word, 2, 50 - at) for at, word in enumerate(WORDS)),
    ]
)
HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


def first(typed: str, **kwargs) -> tuple[str, str] | None:
    """Return the best suggestion and its reason."""
    found = LEXICON.respellings(typed, **kwargs)
    return (found[0].text, found[0].reason) if found else None


@pytest.mark.parametrize(
    ("typed", "meant", "reason"),
    [
        ("软若涣散", "软弱涣散", "sound"),
        ("软弱焕散", "软弱涣散", "sound"),
        ("軟若煥散", "软弱涣散", "sound"),
        ("软弱海散", "软弱涣散", "wrong"),
        ("软涣散", "软弱涣散", "missing"),
        ("软弱了涣散", "软弱涣散", "extra"),
        ("软弱散涣", "软弱涣散", "swap"),
        ("党健", "党建", "sound"),
        ("建党", "党建", "swap"),
        ("软弱黄山", "软弱涣散", "near-sound"),
        ("ruanruohuansan", "软弱涣散", "sound"),
        ("ruan ruo huan san", "软弱涣散", "sound"),
        ("Ruan'ruo-huansan", "软弱涣散", "sound"),
        ("ruanruohuasan", "软弱涣散", "near-sound"),
        ("luanruohuansan", "软弱涣散", "near-sound"),
        ("ruanruohuanshan", "软弱涣散", "near-sound"),
        ("rrhs", "软弱涣散", "initials"),
        ("changzhishi", "长治市", "sound"),
        ("luanshi", "六安市", "sound"),
        ("lvliangshi", "吕梁市", "sound"),
        ("lüliangshi", "吕梁市", "sound"),
        ("zhengdun", "整顿", "sound"),
        ("dingxishi", "定西市", "sound"),
        ("定酉市", "定西市", "wrong"),
    ],
)
def test_a_slip_leads_to_what_was_meant(typed, meant, reason):
    assert first(typed) == (meant, reason)


def test_a_slip_inside_a_longer_string_is_mended_where_it_is():
    assert first("软若涣散党组织") == ("软弱涣散党组织", "sound")


def test_only_parts_that_cover_a_suspect_are_mended():
    assert first("党健软若涣散", suspects=frozenset({0})) == ("党建软若涣散", "sound")


def test_pinyin_of_several_words_is_read_as_words():
    assert first("ruanruohuansanzhengdun") == ("软弱涣散 整顿", "sound")


@pytest.mark.parametrize("typed", ["软弱涣散", "整顿", "", " ", "**", "2021", "党", "魑魅", "qqqq", "the", "𠀀𠀀𠀀"])
def test_what_is_known_or_like_nothing_known_has_no_suggestion(typed):
    assert LEXICON.respellings(typed) == []


def test_two_characters_with_one_wrong_may_be_anything():
    assert "党建" not in [found.text for found in LEXICON.respellings("党酉")]


def test_measures_come_before_other_words_of_the_same_likeness():
    assert first("某务公开")[0] == "党务公开"


def test_the_number_of_suggestions_is_bounded():
    assert len(LEXICON.respellings("某务公开", most=2)) == 2


@given(measure=st.sampled_from(MEASURES), at=st.integers(0, 20))
def test_a_measure_with_a_character_missing_comes_back_among_the_first_five(measure, at):
    at %= len(measure)
    check(measure[:at] + measure[at + 1 :], measure)


@given(measure=st.sampled_from(MEASURES), at=st.integers(0, 20), other=HAN)
def test_a_measure_with_a_wrong_character_comes_back_among_the_first_five(measure, at, other):
    at %= len(measure)
    check(measure[:at] + other + measure[at + 1 :], measure)


@given(measure=st.sampled_from(MEASURES), at=st.integers(0, 20))
def test_a_measure_with_two_characters_swapped_comes_back_among_the_first_five(measure, at):
    at %= len(measure) - 1
    check(measure[:at] + measure[at + 1] + measure[at] + measure[at + 2 :], measure)


def check(typed: str, measure: str) -> None:
    """Unless what is typed is a word itself, the measure is among the first five."""
    if typed not in LEXICON:
        assert measure in [found.text for found in LEXICON.respellings(typed)[:5]]


@given(st.text(max_size=40))
def test_nothing_typed_breaks_the_lexicon(typed):
    for found in LEXICON.respellings(typed):
        assert found.text != typed


def test_sounds_that_many_do_not_tell_apart_are_merged():
    assert merge_similar("zhengdun") == merge_similar("zendun")


def test_a_known_word_is_only_weighed_against_those_of_its_sound():
    lexicon = Lexicon([KnownWord("权利", 2), KnownWord("权力", 2), KnownWord("权威", 2)])
    assert [found.text for found in lexicon.respellings("权利")] == ["权力"]


def test_a_name_has_all_its_readings():
    assert {"changzhi", "zhangzhi"} <= set(spellings("长治"))


def test_latin_letters_are_spelled_as_they_are():
    assert pinyin("AB岗") == "abgang"


@pytest.mark.parametrize(
    ("text", "letters"), [("Lü'se", "lvse"), ("ruan3 ruo4", "ruanruo"), ("软a", ""), ("2021", ""), ("a*", ""), ("", "")]
)
def test_only_letters_of_pinyin_are_read_as_pinyin(text, letters):
    assert typed_letters(text) == letters

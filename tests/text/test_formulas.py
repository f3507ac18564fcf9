"""Formulas (提法) in a text: harvested from quotes, one key for all spellings, slices of the text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.readings.known import known_pattern
from archive.text.formulas import find_formulas, formula_key, formula_shape, whole_key
from archive.text.formulas.standing import Witness, standing_of


def told(text: str) -> list[tuple[str, str, str, bool]]:
    return [
        (text[use.start : use.end], use.type, use.kind, use.is_sure)
        for use in find_formulas(text, known=known_pattern())
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "定西探索“三联四促”工作机制,推行“老支书+热心人”模式,落实三会一课。",
            [
                ("三联四促", "numbered", "工作机制", True),
                ("老支书+热心人", "quoted", "模式", True),
                ("三会一课", "known", "", True),
            ],
        ),
        ("四面八方、五年三次、三十多名,都不是“一中心五联”。", [("一中心五联", "numbered", "", True)]),
        ("印发“1+4+N”配套文件,大家说“那主意妙”。", [("1+4+N", "code", "", True)]),
        ("群众拨打“12345”,也拨“110”。", []),
        ("他说“一心一意”为民,迎接“二十大”,编制“十四五”规划,不搞“一刀切”。", []),
        ("“红色驿站”开了门。", [("红色驿站", "quoted", "", False)]),
        ("实施“双进双促工程”。", [("双进双促", "numbered", "工程", True)]),
        ("贯彻“新发展理念”，构建新发展格局。", [("新发展理念", "quoted", "", True), ("新发展格局", "known", "", True)]),
        ("村党组织“四议、两公开”全覆盖。", [("四议、两公开", "numbered", "", True)]),
    ],
)
def test_names_in_quotes_are_read_and_idioms_days_and_speech_are_none(text, expected):
    assert told(text) == expected


def test_spellings_of_one_formula_have_one_key():
    spellings = ("四议两公开", "四议、两公开", "“四议两公开”工作法"[1:6], "四議兩公開", "四议两公开工作法")
    assert {formula_key(name) for name in spellings} == {"四议两公开"}
    assert whole_key("新发展理念") == "新发展理念"
    assert formula_shape("双进双促") == "双_双_"
    assert formula_shape("红色驿站") == ""


def test_a_gloss_is_the_clause_behind():
    text = "推行“双进双促”活动,即干部进村组、进农户,促增收、促和谐。此后"
    (use,) = find_formulas(text)
    assert text[slice(*use.gloss)] == "干部进村组、进农户,促增收、促和谐"
    bracketed = "推行“双进双促”（即进村组、进农户）活动。"
    (use,) = find_formulas(bracketed)
    assert bracketed[slice(*use.gloss)] == "进村组、进农户"


PIECES = st.lists(
    st.sampled_from(["“", "”", "双进双促", "雙進雙促", "三会一课", "三會一課", "1+2+N", "工作法", "推行", "、", "的", "即", "，进村", "。", "\n", "𠮷", "红色驿站", "一心一意"]),
    max_size=30,
).map("".join)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(PIECES)
def test_every_use_and_gloss_is_a_slice_and_its_key_that_of_its_words(text):
    for use in find_formulas(text, known=known_pattern()):
        assert 0 <= use.start < use.end <= len(text)
        assert formula_key(text[use.start : use.end]) in (use.key, formula_key(use.key))
        assert use.gloss is None or use.end < use.gloss[0] < use.gloss[1] <= len(text)


@settings(max_examples=40, deadline=None)
@given(PIECES)
def test_both_scripts_of_a_text_have_the_same_formulas(text):
    simplified = text.translate(str.maketrans("雙進會課兩開議", "双进会课两开议"))
    assert find_formulas(text, known=known_pattern()) == find_formulas(simplified, known=known_pattern())


@pytest.mark.parametrize(
    ("witnesses", "name", "since"),
    [
        ([], "unplaced", {}),
        ([Witness(2016, "62"), Witness(None, "62")], "local", {"local": 2016}),
        ([Witness(2016, "62"), Witness(2018, "61")], "spreading", {"local": 2016, "spreading": 2018}),
        ([Witness(2016 + n, f"6{n}") for n in range(5)], "spreading", {"local": 2016, "spreading": 2017}),
        ([Witness(2019, f"6{n}") for n in range(4)], "common", {"local": 2019, "spreading": 2019, "common": 2019}),
        ([Witness(2019, "11", is_central=True)], "central", {"central": 2019}),
        ([Witness(2016, "62"), Witness(2017, "", is_central=True)], "central", {"local": 2016, "central": 2017}),
    ],
)
def test_spread_decides_the_standing_and_a_central_document_is_no_witness_of_a_province(witnesses, name, since):
    standing = standing_of(witnesses)
    assert (standing.name, standing.since) == (name, since)

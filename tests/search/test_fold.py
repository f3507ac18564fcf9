"""The fold: one normal form, one code point for one code point."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import fold as module
from search.fold import FOLD_VERSION, fold, fold_width

BLOCKS = [
    range(0x2E80, 0x2FE0),  # radicals
    range(0x3000, 0x3400),
    range(0x3400, 0x4DC0),
    range(0x4E00, 0xA000),
    range(0xF900, 0xFB00),
    range(0xFE10, 0x10000),
    range(0x20000, 0x2A6E0),
    range(0x2F800, 0x2FA20),
]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"U+{block.start:04X}")
@pytest.mark.parametrize("form", [fold, fold_width], ids=["fold", "fold_width"])
def test_every_character_folds_to_one_character_and_stays_there(form, block):
    for code in block:
        char = chr(code)
        folded = form(char)
        assert len(folded) == 1, hex(code)
        assert form(folded) == folded, hex(code)


@given(st.text(alphabet=st.characters()))
def test_any_text_keeps_its_length_and_folds_once(text):
    for form in (fold, fold_width):
        folded = form(text)
        assert len(folded) == len(text)
        assert form(folded) == folded


@pytest.mark.parametrize(("form", "table"), [(fold, module._FOLD), (fold_width, module._WIDTH)], ids=["fold", "width"])
def test_a_long_text_is_folded_by_the_same_rules_as_a_short_one(form, table):
    everything = "".join(map(chr, range(sys.maxunicode + 1)))  # lone surrogates and unassigned ones too
    assert form(everything) == everything.translate(table)


@given(st.text(), st.text())
def test_the_fold_of_a_part_does_not_depend_on_its_surroundings(left, right):
    assert fold(left + right) == fold(left) + fold(right)


@given(st.text())
def test_folding_width_first_changes_nothing(text):
    assert fold(fold_width(text)) == fold(text)


@pytest.mark.parametrize(
    ("shown", "folded"),
    [
        ("軟弱渙散黨組織", "软弱涣散党组织"),
        ("乾部幹部干部", "干部干部干部"),
        ("於都縣", "于都县"),
        ("爲為为", "为为为"),
        ("裏裡里", "里里里"),
        ("羣眾衆", "群众众"),
        ("沿著沿着", "沿着沿着"),
        ("敎育硏究淸廉", "教育研究清廉"),
        ("鄉鎭眞實旣", "乡镇真实既"),
        ("答覆答復", "答复答复"),
        ("仮気沢", "假气泽"),
        ("隆樂", "隆乐"),
    ],
)
def test_traditional_characters_and_variants_meet_the_simplified_ones(shown, folded):
    assert fold(shown) == folded


@pytest.mark.parametrize(
    ("shown", "folded"),
    [
        ("ＡＢ岗１２．５％", "ab岗12.5%"),
        ("“三会一课”「网格」『党员』«一»", '"三会一课""网格""党员""一"'),
        ("‘两学一做’", "'两学一做'"),
        ("一、整顿。二是;", "一,整顿.二是;"),
        ("(一)【二】《三》", "(一)[二]<三>"),
        ("党\n建\u3000工\xa0作\t\r\u2028", "党 建 工 作   "),
        ("二○二一 二〇二一", "二〇二一 二〇二一"),
        ("⼯作⻔⻅", "工作门见"),
        ("İßẞ", "ißß"),
        ("①②㎡", "①②㎡"),
        ("\x00\ud800", "\x00\ud800"),
    ],
)
def test_width_case_blanks_and_punctuation_meet_their_twins(shown, folded):
    assert fold(shown) == fold_width(shown) == folded


def test_width_folding_keeps_the_script():
    assert fold_width("軟弱渙散　ＧＤＰ") == "軟弱渙散 gdp"


def test_compatibility_ideographs_meet_the_unified_ones():
    assert fold("\uf98a\uf9d1\U0002f800") == "力六丽"


# Characters of today that OpenCC's converters may turn into one another; kept apart on purpose.
KEPT_APART = {"链鍊", "仇讎", "縆緪", "䜣訢", "𫖯頫"}


def test_a_character_and_all_its_traditional_forms_are_one():
    apart = {
        simplified + traditional
        for simplified, forms in module._opencc("STCharacters.txt")
        for traditional in forms
        if fold(simplified) != fold(traditional)
    }
    assert apart <= KEPT_APART


def test_common_words_of_today_are_not_merged():
    assert len(set(fold("画划链炼己已巳未末大太干千"))) == 13


def test_simplified_prose_is_left_as_it_is():
    prose = "全市279个软弱涣散党组织,已整顿转化265个"
    assert fold(prose) == prose


def test_the_version_is_the_same_in_another_process():
    # Hash seeds differ between processes; an index must not ask for a rebuild because of that.
    command = "from search.fold import FOLD_VERSION; print(FOLD_VERSION)"
    printed = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == FOLD_VERSION


def test_the_version_follows_the_table():
    assert module._version({1: 2}) != module._version({1: 3})

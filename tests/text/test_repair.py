from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin.constants import PINYIN_DICT

from archive.text.edits import apply_edits, undo_edits
from archive.text.repair import repair_text
from archive.text.repair.readings import readings

SEEDS = Path(__file__).resolve().parents[2] / "../shared/seeds"
GLOSSED = "區鄉質規設務組織導關內農興產當"
TEXT = "全區各鄉鎮以提升組織質量為目標,規範設置支部,圍繞農業產業抓服務。區里領導帶頭聯系,當年內相關鄉村全部振興。"


def glossed(text: str, mark: str = "({})") -> str:
    """The broken converter's writing: a reading behind every character of its table."""
    return "".join(
        character + (mark.format(PINYIN_DICT[ord(character)].split(",")[0]) if character in GLOSSED else "")
        for character in text
    )


def as_shown(data: bytes) -> str:
    """GBK bytes as a browser shows them: `?` for a first byte without a second, which an ASCII sign may be."""
    shown, at = [], 0
    while at < len(data):
        width = 1 if data[at] < 0x80 else 2
        try:
            shown.append(data[at : at + width].decode("gbk"))
        except UnicodeDecodeError:
            shown.append("?")
        at += width
    return "".join(shown)


def cut_at_key(text: str, left: str, key: str) -> str:
    """The converter's second fault: ``key`` found across the character ``left`` and the next one."""
    data, place = text.encode("gbk"), len(text[: text.index(left) + 1].encode("gbk"))
    assert data[place - 1 : place + 1] == key.encode("gbk")
    reading = PINYIN_DICT[ord(key)].split(",")[0]
    return as_shown(data[: place + 1] + f"({reading})".encode("gbk") + data[place + 1 :])


@pytest.mark.parametrize("mark", ["({})", "（{}）", "( {} )", "({} )"])
def test_readings_behind_characters_are_dropped_in_every_bracket(mark):
    assert repair_text(glossed(TEXT, mark)).text == TEXT


def test_every_dropped_reading_is_an_edit_that_can_be_undone():
    damaged = glossed(TEXT)
    repaired = repair_text(damaged)
    assert {edit.rule for edit in repaired.edits} == {"pinyin-bracket"}
    assert apply_edits(damaged, repaired.edits) == repaired.text
    assert undo_edits(repaired.text, repaired.edits) == damaged


def test_a_text_that_was_wholly_mended_is_not_damaged():
    assert not repair_text(glossed(TEXT)).damaged


@given(st.text(alphabet=GLOSSED + "一二的在", min_size=1, max_size=60))
def test_whatever_the_converter_glossed_comes_back(text):
    damaged = glossed(text)
    expected = text if damaged.count("(") >= 3 else damaged
    assert repair_text(damaged).text == expected


def test_a_phonetic_g_in_a_reading_is_a_g():
    assert repair_text("黨(dǎnɡ)建、農(nónɡ)村、產(chǎn)業").text == "黨建、農村、產業"


def test_a_reading_written_with_breves_is_recognised():
    assert repair_text("黨(dăng)建、導(dăo)向、產(chăn)業").text == "黨建、導向、產業"


def test_the_reading_of_the_simplified_twin_counts():
    assert readings("發") >= {"fā", "fà"}


@pytest.mark.parametrize(
    "kept",
    [
        "生产总值(GDP)",
        "手机(APP)",
        "12(2)班",
        "A(a)类",
        "网格员(wgy)",
        "党建(dang)",
        "支部(bào)",
        "会议(略)",
        "村(社区)",
    ],
)
def test_brackets_that_are_no_reading_of_their_character_stay(kept):
    assert kept in repair_text(glossed(TEXT) + kept).text


def test_the_single_reading_of_a_glossary_stays():
    assert repair_text("行(háng)业和行(xíng)走要读准。").text == "行(háng)业和行(xíng)走要读准。"


def test_the_reading_of_a_whole_word_is_dropped_even_when_doubled():
    damaged = glossed(TEXT) + "寿宁县(shòuníngxiàn)(shòuníngxiàn)下党乡(xiàdǎng xiāng)"
    assert repair_text(damaged).text == TEXT + "寿宁县下党乡"


def test_a_reading_of_the_character_across_han_and_letter_is_dropped():
    assert repair_text(glossed(TEXT) + "农村e(cuò)镇").text == TEXT + "农村e镇"


def test_a_key_across_two_characters_is_put_back_into_step():
    whole = "對議事、提案、理財等事項進行監督,村民都滿意。"
    repaired = repair_text(cut_at_key(whole, "財", "數"))
    assert (repaired.text, repaired.damaged) == (whole, False)
    assert [edit.rule for edit in repaired.edits] == ["byte-shift"]


def test_a_cut_inside_a_full_stop_is_put_back_into_step():
    whole = "近年來各項重點工作取得成效。基層黨組織建設不斷加強"
    data = whole.encode("gbk")
    place = len(whole[: whole.index("。")].encode("gbk"))
    damaged = as_shown(data[:place]) + "?;" + as_shown(data[place + 3 :])
    assert damaged == "近年來各項重點工作取得成效?;鶎狱h組織建設不斷加強"
    assert repair_text(damaged).text == whole


def test_a_cut_before_a_closing_quote_is_put_back_into_step():
    whole = "左邊這塊地別打了,留著做對照。”說是實話"
    assert repair_text(whole.replace("。”說", "?!闭f")).text == whole


def test_a_cut_whose_question_mark_vanished_is_put_back_into_step():
    repaired = repair_text("近年來各項重點工作取得成效;鶎狱h組織建設不斷加強")
    assert repaired.text == "近年來各項重點工作取得成效。基層黨組織建設不斷加強"


def test_where_the_cut_character_is_a_guess_a_gap_is_written_and_flagged():
    repaired = repair_text("在上?;鶎狱h建工作中取得成效")
    assert (repaired.text, repaired.damaged) == ("在上□基層黨建工作中取得成效", True)


def test_where_bytes_are_lost_only_the_certain_part_is_written():
    repaired = repair_text("一件事沾上?dá)蓚?以上部門,由社區吹哨。")
    assert (repaired.text, repaired.damaged) == ("一件事沾上兩□以上部門,由社區吹哨。", True)


@pytest.mark.parametrize(
    "prose",
    [
        "真的嗎?!“是的”,他說。",
        "怎么办??；加强基层党组织建设。",
        "大家辛苦了!!工作怎么样??好的。",
        "谁来干?;干什么?;怎么干?",
    ],
)
def test_genuine_punctuation_survives(prose):
    repaired = repair_text(prose)
    assert (repaired.text, repaired.edits, repaired.damaged) == (prose, (), False)


def test_a_bracket_inside_a_shifted_stretch_is_found_after_the_shift():
    damaged = glossed(TEXT) + "理財?shù)仁马椷M(jìn)行監督。"
    assert repair_text(damaged).text == TEXT + "理財等事項進行監督。"


def test_the_editor_is_told_what_was_mended_how_often():
    assert repair_text("黨(dǎng)建、農(nóng)村、產(chǎn)業").notes == ("拼音括号：3 处",)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the five real reports are not here")
@pytest.mark.parametrize(("name", "brackets"), [("000", 102), ("001", 0), ("002", 0), ("003", 0), ("004", 123)])
def test_all_pinyin_brackets_of_the_real_reports_are_dropped(name, brackets):
    (path,) = SEEDS.glob(f"{name}_*.txt")
    repaired = repair_text(path.read_text(encoding="utf-8"))
    assert sum(edit.rule == "pinyin-bracket" for edit in repaired.edits) == brackets
    assert not any(letter in "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ" for letter in repaired.text)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the five real reports are not here")
def test_the_shifted_words_of_a_real_report_come_back():
    (path,) = SEEDS.glob("004_*.txt")
    assert "理財等事項進行監督" in repair_text(path.read_text(encoding="utf-8")).text

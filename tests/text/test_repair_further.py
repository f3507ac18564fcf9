"""The further repairs: each fires where the document shows the damage, and not where it only resembles it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.edits import apply_edits, undo_edits
from archive.text.repair import RULE_LABELS, repair_text

TEXT = "清河县扎实推进基层党建工作，软弱涣散党组织全部整顿到位。"


def rules(text: str) -> set[str]:
    return {edit.rule for edit in repair_text(text).edits}


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "gbk"])
def test_utf8_that_was_read_in_another_encoding_comes_back(encoding):
    text = "党建引领乡村振兴。"
    table = {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(256)}
    encoded = text.encode("utf-8")
    if encoding == "cp1252":
        shown = "".join(table[byte] for byte in encoded)
    else:
        shown = encoded.decode(encoding, "strict" if encoding == "latin-1" else "ignore")
    if encoding == "gbk":
        assert len(encoded) % 2 == 1  # 9 characters: the last byte has no partner
        shown = (text + "，").encode("utf-8").decode("gb18030")
        text += "，"
    assert repair_text(shown).text == text
    assert rules(shown) == {"mojibake"}


def test_mojibake_beside_clean_lines_is_mended_by_itself():
    shown = TEXT + "\n" + "党建引领".encode().decode("gb18030") + "2021" + "全县推广".encode().decode("gb18030")
    assert repair_text(shown).text == TEXT + "\n党建引领2021全县推广"


def test_mojibake_that_lost_bytes_is_a_gap():
    shown = "党建引领".encode().decode("gb18030") + "\n" + "基层组织建设".encode().decode("gb18030")[:-1] + "鑎"
    repaired = repair_text(shown)
    assert repaired.text.startswith("党建引领\n")
    assert repaired.damaged


@pytest.mark.parametrize(
    "text", [TEXT, "Café naïve 10° ± 5", "鍏鍩娴漏", "“é”是法文字母。", "涓涓细流汇成江海", "浣熊、鏈条、鍏"]
)
def test_characters_that_only_resemble_mojibake_stay(text):
    assert repair_text(text).text == text


def test_question_marks_in_the_place_of_blanks_go():
    shown = "????近年来，清河县抓党建。\n????2021?年，全县整顿12?个村。"
    assert repair_text(shown).text == "近年来，清河县抓党建。\n2021 年，全县整顿12 个村。"
    assert rules(shown) == {"nbsp-question"}


def test_question_marks_that_take_turns_with_blanks_become_a_blank():
    shown = "[摘? 要]清河县抓党建。\n[中图分类号]? D267? ? [文献标识码]? A? ? ? ?[文章编号]? 1009"
    assert repair_text(shown).text == "[摘 要]清河县抓党建。\n[中图分类号] D267 [文献标识码] A [文章编号] 1009"


@pytest.mark.parametrize(
    "text",
    [
        "真的好吗?群众说好。",
        "怎么办?\n靠支部。",
        "真的吗? 怎么办? 靠谁?",
        "是5个?还是6个?要问清。",
        "什么?为什么?怎么干?",
        "2021?",
    ],
)
def test_question_marks_that_ask_stay(text):
    assert repair_text(text).text == text


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        ("清河县,,抓党建", "清河县,抓党建"),
        ("清河县，，抓党建。", "清河县，抓党建。"),
        ("抓党建,。全县推广", "抓党建。全县推广"),
        ("抓党建。。全县推广", "抓党建。全县推广"),
        ("班子强、，队伍齐", "班子强，队伍齐"),
    ],
)
def test_a_sign_written_twice_stays_once(shown, text):
    assert repair_text(shown).text == text
    assert rules(shown) == {"doubled-comma"}


@pytest.mark.parametrize("text", ["等等。。。好", "a,,b,,c", "工作……好", "好，“好”", "村（社区），、"])
def test_other_signs_in_a_row_stay(text):
    assert repair_text(text).text.count("。") == text.count("。")
    assert "," not in text or repair_text(text).text == text


def test_blanks_between_all_characters_go():
    shown = "社 区 以 党 建 引 领 基 层 治 理，成效明显。"
    assert repair_text(shown).text == "社区以党建引领基层治理，成效明显。"
    assert rules(shown) == {"spaced"}


@pytest.mark.parametrize(
    "text",
    [
        "张 三 李 四 王 五 赵 六",
        "甲 乙 丙 丁",
        "参会人员:王 明 李 强",
        "党建 引领 治理",
        "一 二 三 四 五 六 七",
        "目 录",
    ],
)
def test_blanks_between_names_words_and_numbers_stay(text):
    assert repair_text(text).text == text


WRAPPED = (
    "清河县组织部关于整顿工作的报告\n"
    "一、基本情况\n"
    "近年来，清河县把整顿软弱涣散党组织摆在突出位\n"
    "置，逐村会诊、一村一策，推动后进变先进，群众的\n"
    "满意度明显提升。\n"
    "二、主要做法\n"
    "全县选派九十七名干部到村任第一书记，帮助村里完\n"
    "善制度、化解矛盾、发展产业，带动了一千多户农户\n"
    "增收。\n"
    "清河县委组织部\n"
    "2021年3月4日"
)


def test_line_breaks_inside_sentences_go_and_headings_stay_lines():
    lines = repair_text(WRAPPED).text.split("\n")
    assert len(lines) == 7
    assert lines[2].startswith("近年来")
    assert lines[2].endswith("满意度明显提升。")
    assert lines[3:] == [
        "二、主要做法",
        "全县选派九十七名干部到村任第一书记，帮助村里完善制度、化解矛盾、发展产业，带动了一千多户农户增收。",
        "清河县委组织部",
        "2021年3月4日",
    ]
    assert rules(WRAPPED) == {"line-break"}


def test_sentences_broken_at_commas_are_joined_where_it_happens_more_than_once():
    shown = "近年来，清河县把党建摆在突出位置，\n逐村会诊。\n县里选派九十七名干部到村任第一书记，\n帮助村里。"
    assert repair_text(shown).text.count("\n") == 1


@pytest.mark.parametrize(
    "text",
    [
        "春风化雨润万物，\n党旗飘扬映山红。",
        "抓班子带队伍\n强阵地重保障\n促发展惠民生\n树新风",
        "一、坚持把党的政治建设摆在首位统领各项工作\n二、坚持把基层组织体系建设作为重点任务抓\n"
        "三、坚持把干部人才队伍建设作为第一要务抓\n四、坚持把作风建设作为长期任务抓在手上做。",
        "姓名\t职务\t电话\n王明\t书记\t1\n李强\t主任\t2\n赵刚\t委员\t3",
        "坚持把党的政治建设摆在首位统领各项工作\n坚持把基层组织体系建设作为重点任务来抓\n"
        "坚持把干部人才队伍建设作为第一要务抓好\n坚持把作风建设作为长期任务抓在手上不放",
    ],
)
def test_couplets_headings_lists_and_tables_stay_lines(text):
    assert repair_text(text).text == text


def test_the_line_breaks_of_a_text_of_paragraphs_stay():
    text = "\n".join([TEXT, TEXT + TEXT, "做法", TEXT])
    assert repair_text(text).text == text


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (
            "近年来，党代会逐级召开，选举出中共\n清河县第六届委员会委员。",
            "近年来，党代会逐级召开，选举出中共清河县第六届委员会委员。",
        ),
        ("各村支部建在产业链上，推动乡村振\n兴，群众都说好。", "各村支部建在产业链上，推动乡村振兴，群众都说好。"),
        (
            "县里抓班子、带队伍，逐村会诊，把\n软弱涣散党组织全部整顿到位。",
            "县里抓班子、带队伍，逐村会诊，把软弱涣散党组织全部整顿到位。",
        ),
        (
            "近年来，清河县把党建摆在突出位置，逐村会诊，\n选派九十七名干部到村。",
            "近年来，清河县把党建摆在突出位置，逐村会诊，选派九十七名干部到村。",
        ),
        ("县里开放兴市、产业强市，当好排头兵，谱\n写新篇章。", "县里开放兴市、产业强市，当好排头兵，谱写新篇章。"),
    ],
)
def test_a_sentence_broken_once_inside_a_word_or_clause_is_joined(shown, text):
    assert repair_text(shown).text == text
    assert rules(shown) == {"line-break"}
    apart = shown.replace("\n", "\n\n")
    assert repair_text(apart).text == apart


def test_a_break_before_a_link_is_joined_where_others_show_it():
    shown = "9月26日至28日，中国共产党\n清河县代表大会举行。选举出中共\n清河县委员会委员，通过了关于中共\n清河县委员会报告的决议。"
    assert repair_text(shown).text == shown.replace("\n", "")


@pytest.mark.parametrize(
    "text",
    [
        "抓班子、带队伍，推动基层党建全面进步\n清河县把党建摆在突出位置，逐村会诊。",
        "强基固本，激活基层治理末梢\n近年来，清河县抓党建。",
        "清河日报记者 王明，通讯员 李强\n近年来，清河县抓党建。",
        "春风化雨润万物，\n党旗飘扬映山红。",
        "参会：组织部、宣传部\n统战部和各镇党委书记参加。",
        "近年来，清河县抓党建。\n群众都说好。",
    ],
)
def test_headings_bylines_and_whole_sentences_stay_lines(text):
    assert repair_text(text).text == text


def test_question_marks_for_an_indent_go_where_lines_were_joined():
    shown = "群众都说好。 ????近年来，清河县抓党建。记者 王明 摄 ????4月16日，清河县开会。"
    assert repair_text(shown).text == "群众都说好。 近年来，清河县抓党建。记者 王明 摄 4月16日，清河县开会。"


@pytest.mark.parametrize(
    "text", ["怎么办？ ??谁来办？", "真的吗???? 群众说好。", "好。 ?谁说的", "到底怎么办??基层犯了难。"]
)
def test_question_marks_inside_a_line_that_ask_stay(text):
    assert repair_text(text).text == text


PIECES = [
    "????近年来", "2021?年", "社 区 以 党 建 引 领", ",,", "。。", "\n", "近年来，清河县抓党建，", "區(qū)", "?;鶎狱h", "財?shù)仁马椷M",
    "党建引领".encode().decode("gb18030"), "党建".encode().decode("latin-1"), TEXT, "\ue000", "?!?", " ",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_every_repair_can_be_undone_and_has_a_name(text):
    repaired = repair_text(text)
    assert apply_edits(text, repaired.edits) == repaired.text
    assert undo_edits(repaired.text, repaired.edits) == text
    assert all(edit.kind == "repair" and edit.rule in RULE_LABELS for edit in repaired.edits)
    assert all(0 <= gap.start <= gap.end <= len(repaired.text) for gap in repaired.gaps)


@given(st.text(max_size=120))
def test_any_text_can_be_repaired(text):
    repaired = repair_text(text)
    assert undo_edits(repaired.text, repaired.edits) == text


def test_private_use_characters_of_an_undamaged_text_stay():
    assert repair_text("图标\ue000和\uf8ff").text == "图标\ue000和\uf8ff"

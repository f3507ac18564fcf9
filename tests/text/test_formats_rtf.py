"""RTF: deleted words, fields without results, signs, fonts of letters of two bytes, stars, boxes and WordArt."""

import pytest

from tests.text.made_files import rtf_file
from tests.text.reading import read

FONTS = (
    b"{\\fonttbl{\\f0\\fnil\\fcharset134 SimSun;}{\\f1\\fswiss\\fcharset0 Arial;}"
    b"{\\f3\\fnil\\fcharset2{\\*\\panose 05000000}Wingdings{\\*\\falt Symbol};}{\\f4\\fnil\\fcharset2 Wingdings 2;}}"
)


def rtf(*pieces: str | bytes, page: int = 936) -> bytes:
    """An RTF of pieces: bytes as they are, text in GBK."""
    body = b"".join(piece if isinstance(piece, bytes) else piece.encode("gb18030") for piece in pieces)
    return b"{\\rtf1\\ansi\\ansicpg%d\\deff0" % page + FONTS + b"\\f0 " + body + b"}"


@pytest.mark.parametrize("word", [b"\\deleted", b"\\mvf", b"\\v"])
def test_words_deleted_moved_away_or_hidden_are_left_out(word):
    assert (
        read(rtf("共有党员", b"{" + word + b" ", "三十", b"}{\\revised ", "五十", b"}", "名。")) == "共有党员五十名。"
    )
    assert read(rtf("共有党员", word + b" ", "三十", word + b"0 ", "五十", "名。")) == "共有党员五十名。"
    assert read(rtf("共有", word + b" ", "三十", b"\\plain ", "五十名。")) == "共有五十名。"


def test_a_deleted_paragraph_mark_joins_its_sentence():
    assert read(rtf("全镇党员", b"{\\deleted\\par }", "大会召开。")) == "全镇党员大会召开。"


def test_a_hidden_paragraph_mark_ends_its_paragraph():
    assert read(rtf("结构", b"{\\v\\par }", "正文。")) == "结构\n正文。"


@pytest.mark.parametrize(
    ("code", "result", "shown"),
    [
        (b"eq \\\\o\\\\ac(" + "○,一".encode("gbk") + b")", b"", "一"),
        (b"{EQ \\\\* jc2 \\\\o\\\\ad(\\\\s\\\\up 9(zhai),}{" + "砦".encode("gbk") + b")}", b"\\f1 ", "砦"),
        (b'SYMBOL 254 \\\\f "Wingdings"', b"", "☑"),
        (b"PAGE", b"17", "17"),
        (b"HYPERLINK x", b"", ""),
        (b"IF {\\field{\\*\\fldinst PAGE}{\\fldrslt 17}} = 1", b"z", "z"),
        (b"FORMCHECKBOX {\\*\\formfield{\\fftype1\\ffres25\\ffdefres1}}", b"", "☑"),
        (b"FORMCHECKBOX {\\*\\formfield{\\fftype1\\ffres0\\ffdefres1}}", b"", "□"),
    ],
)
def test_a_field_shows_its_result_or_what_its_code_says(code, result, shown):
    field = b"{\\field{\\*\\fldinst " + code + b"}{\\fldrslt " + result + b"}}"
    assert read(rtf("全镇", field, "党员")) == f"全镇{shown}党员"


def test_a_field_in_a_header_says_nothing():
    assert read(rtf(b"{\\header {\\field{\\*\\fldinst SYMBOL 254 \\\\f Wingdings}{\\fldrslt }}}", "正文。")) == "正文。"


def test_a_field_in_a_note_stays_in_the_note():
    note = b"{\\footnote {\\field{\\*\\fldinst REF x}{\\fldrslt " + "指省定标准".encode("gbk") + b"}}}"
    assert read(rtf("摘帽三个村", note, "。")) == "摘帽三个村。\n[1] 指省定标准"


@pytest.mark.parametrize(
    ("sign", "shown"),
    [
        (b"{\\f3 \\'fe}", "☑"),
        (b"{\\f3 \xa8}", "□"),
        (b"{\\f4 P}", "✓"),
        (b"{\\f3\\u-3842 ?}", "☑"),
        (b"{\\f3\\u252 ?}", "✓"),
        (b"{\\loch\\af3\\hich\\af3\\dbch\\f3 \\'fe}", "☑"),
    ],
)
def test_a_byte_in_a_symbol_font_is_its_sign(sign, shown):
    assert read(rtf(sign, "已整改，", sign, "未整改")) == f"{shown}已整改，{shown}未整改"


def test_a_bullet_in_a_symbol_font_says_nothing():
    assert read(rtf(b"{\\listtext\\f3 \\'d8\\tab}", "抓整顿")) == "抓整顿"


def test_letters_of_two_bytes_have_a_font_of_their_own():
    run = b"{\\f1\\loch\\af1\\hich\\af1\\dbch\\af0 "
    assert read(rtf(run, "镇党委", b"\\hich caf\\'e9}", page=1252)) == "镇党委café"


def test_a_font_of_two_bytes_that_is_not_known_changes_nothing():
    assert read(rtf(b"{\\dbch\\af9 ", "镇党委", b"}")) == "镇党委"


def test_a_star_counts_only_where_a_group_begins():
    assert (
        read(rtf("各村", b"{\\rtlch\\f0 \\*\\cs7 ", "党支部", b"}{\\*\\unheard ", "无关", b"}{\r\n\\*\\x y}"))
        == "各村党支部"
    )


def test_words_of_a_box_do_not_part_the_sentence_of_its_anchor():
    box = b"{\\shp{\\*\\shpinst{\\shptxt " + "柳河经验".encode("gbk") + b"\\par}}{\\shprslt{\\*\\do{\\dptxbxtext "
    box += "柳河经验".encode("gbk") + b"\\par}}}}"
    assert read(rtf("全镇", box, "推广。", b"\\par ", "尾。")) == "全镇推广。\n柳河经验\n尾。"


def test_a_box_of_word_6_is_read():
    assert read(rtf("全镇推广。", b"{\\*\\do{\\dptxbxtext ", "柳河经验", b"\\par}}")) == "全镇推广。\n柳河经验"


@pytest.mark.parametrize(("around", "shown"), [(b"", "全镇大会。\n党建引领"), (b"\\header", "全镇大会。")])
def test_word_art_is_read_but_not_that_of_a_header(around, shown):
    art = b"{" + around + b"{\\shp{\\*\\shpinst{\\sp{\\sn shapeType}{\\sv 136}}{\\sp{\\sn gtextUNICODE}{\\sv "
    assert read(rtf("全镇", art, "党建引领", b"}}}}}", "大会。")) == shown


def test_an_rtf_of_a_chinese_machine_reads_as_before():
    assert read(rtf_file("一、抓整顿", "二、抓巩固")) == "一、抓整顿\n二、抓巩固"

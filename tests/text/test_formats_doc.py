"""doc: letters that were deleted or hidden, signs, fields without results, and WordArt."""

import struct

import pytest

from tests.text.made_docs import doc_file
from tests.text.reading import read

DELETED, HIDDEN, SHOWN, AS_STYLE, NOT_AS_STYLE = (
    b"\x00\x08\x01",
    b"\x3c\x08\x01",
    b"\x3c\x08\x00",
    b"\x3c\x08\x80",
    b"\x3c\x08\x81",
)


def style(number: int) -> bytes:
    return struct.pack("<HH", 0x4A30, number)


@pytest.mark.parametrize("sprm", [DELETED, HIDDEN])
def test_words_deleted_under_tracked_changes_or_hidden_are_left_out(sprm):
    text = "共有党员三十五十名，逐村走访群众。\r下一步继续巩固。\r"
    assert read(doc_file(text, letters={"三十": sprm})) == "共有党员五十名，逐村走访群众。\n下一步继续巩固。"


def test_a_word_whose_deletion_was_undone_stays():
    assert read(doc_file("共有党员五十名。\r", letters={"五十": b"\x00\x08\x00"})) == "共有党员五十名。"


@pytest.mark.parametrize(
    ("sprms", "is_hidden"),
    [
        (style(1), True),
        (style(0), False),
        (style(1) + SHOWN, False),
        (style(1) + AS_STYLE, True),
        (style(1) + NOT_AS_STYLE, False),
        (NOT_AS_STYLE, True),
    ],
)
def test_a_style_hides_words_and_a_run_may_say_otherwise(sprms, is_hidden):
    data = doc_file("内部批注全镇党员大会如期召开。\r", letters={"内部批注": sprms}, styles=(SHOWN, HIDDEN))
    assert read(data) == ("" if is_hidden else "内部批注") + "全镇党员大会如期召开。"


@pytest.mark.parametrize("letters", [{"正文": HIDDEN[:2] + b"\x00"}, {"正文": b"\x00\x08\x00"}])
def test_the_style_of_a_paragraph_hides_its_words(letters):
    text = "正文在此。\r整段批注。\r尾声在此，群众满意。\r"
    data = doc_file(text, letters=letters, styles=(SHOWN, HIDDEN), styled="整段批注。")
    assert read(data) == "正文在此。\n\n尾声在此，群众满意。"


def test_a_run_may_show_itself_in_a_paragraph_that_a_style_hides():
    text = "正文。\r整段批注可见。\r尾声在此，群众满意，继续巩固。\r"
    data = doc_file(text, letters={"可见": NOT_AS_STYLE}, styles=(SHOWN, HIDDEN), styled="整段批注可见。")
    assert read(data) == "正文。\n可见\n尾声在此，群众满意，继续巩固。"


def test_a_deleted_paragraph_mark_joins_its_sentence():
    assert (
        read(doc_file("全镇党员\r大会召开。\r尾声在此。\r", letters={"\r": DELETED}))
        == "全镇党员大会召开。\n尾声在此。"
    )


@pytest.mark.parametrize(("sprm", "between"), [(HIDDEN, "\n"), (b"\x18\x08\x01", "")])
def test_a_hidden_paragraph_mark_ends_its_paragraph_unless_it_joins_two_styles(sprm, between):
    assert read(doc_file("结构\r正文在此，群众满意。\r", letters={"\r": sprm})) == f"结构{between}正文在此，群众满意。"


@pytest.mark.parametrize("blank", ["\x0c", " \u3000"])
def test_a_blank_paragraph_of_a_list_has_no_number(blank):
    data = doc_file(f"抓整顿\r{blank}\r抓巩固，群众满意。\r", numbered=(3, 4 + len(blank)))
    assert [line for line in read(data).split("\n") if line.strip()] == ["一、抓整顿", "抓巩固，群众满意。"]


def test_hidden_words_in_a_list_have_no_number():
    data = doc_file("抓整顿\r暗语\r抓巩固\r说明。\r", numbered=(3, 6, 10), letters={"暗语": HIDDEN})
    assert read(data) == "一、抓整顿\n\n二、抓巩固\n说明。"


def test_the_rows_of_a_table_in_a_box_are_lines():
    text = "正文在此，群众满意，继续巩固成果。\r"
    rows = (len(text) + 4, len(text) + 9)
    assert read(doc_file(text, boxes="甲\x07乙\x07\x07丙\x07丁\x07\x07\r", rows=rows)).split("\n")[1:] == [
        "甲\t乙",
        "丙\t丁",
    ]


def test_a_deleted_cell_keeps_its_row():
    data = doc_file("甲\x07乙\x07\x07尾声。\r", rows=(4,), letters={"甲\x07": DELETED})
    assert read(data).split("\n") == ["\t乙", "尾声。"]


@pytest.mark.parametrize(
    ("prms", "shown"), [((0xB8 | 0x100, 0), "下一步继续巩固"), ((0, 0), "共有党员五十名下一步继续巩固")]
)
def test_a_piece_may_be_hidden_as_a_whole(prms, shown):
    assert read(doc_file("共有党员五十名下一步继续巩固", prms=prms)) == shown


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        (r"eq \o\ac(○,一)", "一"),
        (r"EQ \* hps10 \o\ad(\s\up 9(zhāi),砦)", "砦"),
        ('IF \x13PAGE\x1417\x15 = 1 "" "完"', ""),
        (r'SYMBOL 252 \f "Wingdings"', "✓"),
    ],
)
def test_a_field_without_a_result_shows_what_its_code_says(code, shown):
    assert read(doc_file(f"全镇\x13{code}\x15党员。\r")) == f"全镇{shown}党员。"


def test_a_field_that_never_ends_hides_nothing():
    assert read(doc_file("全镇\x13党员大会。\r见\x13REF\x14附件\x15。\r")) == "全镇党员大会。\n见附件。"


@pytest.mark.parametrize(
    ("sprm", "letter", "shown"),
    [
        (struct.pack("<HHH", 0x6A09, 1, 0xF0FE), "(", "☑"),
        (struct.pack("<HHH", 0x6A09, 0, 0x4E0A), "(", "上"),
        (struct.pack("<HH", 0x4A4F, 1), "\uf0a8", "□"),
        (struct.pack("<HH", 0x4A4F, 1), "o", "□"),
        (struct.pack("<HH", 0x4A4F, 0), "\uf0a8", "\uf0a8"),
    ],
)
def test_a_sign_is_read_by_its_font(sprm, letter, shown):
    data = doc_file(f"{letter}已整改，群众满意。\r", letters={letter: sprm}, fonts=("宋体", "Wingdings"))
    assert read(data) == f"{shown}已整改，群众满意。"


def record(kind: int, content: bytes, *, version: int = 0xF) -> bytes:
    return struct.pack("<HHI", version, kind, len(content)) + content


def word_art(*words: str) -> bytes:
    values = [f"{each}\0".encode("utf-16-le") for each in words]
    table = b"".join(struct.pack("<HI", 0x80C0, len(value)) for value in values)
    properties = record(0xF00B, table + b"".join(values), version=len(words) << 4 | 3)
    return record(0xF002, record(0xF003, record(0xF004, properties)))


def test_word_art_is_read_but_not_that_of_a_header():
    drawings = record(0xF000, b"") + b"\x00" + word_art("党建引领") + b"\x01" + word_art("内部资料")
    assert read(doc_file("正文在此。\r", drawings=drawings)) == "正文在此。\n党建引领"


def test_a_style_brings_its_list_number():
    data = doc_file("抓整顿\r说明在此，群众满意。\r", styles=(SHOWN, b"\x0b\x46\x01\x00"), styled="抓整顿\r")
    assert read(data) == "一、抓整顿\n说明在此，群众满意。"

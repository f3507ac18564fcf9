"""odt, rtf and doc, and what every format has: the same sentences, and properties that only count if the text agrees."""

import pytest

from archive.text.formats import extract_text
from tests.text.made_files import (
    CLOSING,
    PROSE,
    TITLE,
    doc_file,
    docx_file,
    odt_file,
    one_of_each,
    pdf_file,
    rtf_file,
)
from tests.text.reading import read, refusal


@pytest.mark.parametrize("ending", ["docx", "odt", "rtf", "doc", "pdf", "mht", "html", "md"])
def test_every_format_gives_the_same_sentences(ending):
    text = read(one_of_each()[ending])
    assert TITLE in text
    assert text.index(PROSE) < text.index(CLOSING)


# --- properties ----------------------------------------------------------------------------------------------


def hints_of(title: str, author: str):
    def build(document):
        document.core_properties.title, document.core_properties.author = title, author
        for line in (TITLE, PROSE, "（王小明）"):
            document.add_paragraph(line)

    return extract_text(docx_file(build), "a.docx").hints


def test_a_title_in_the_properties_counts_where_the_text_says_it_too():
    assert hints_of(TITLE, "王小明").title == TITLE


@pytest.mark.parametrize("title", ["清河县2019年工作总结", "Microsoft Word - 报告.doc", "文档1", "报告.docx"])
def test_a_stale_title_or_one_made_by_a_program_is_refused(title):
    assert hints_of(title, "").title == ""


@pytest.mark.parametrize(
    ("author", "hint"), [("王小明", "王小明"), ("李四", ""), ("python-docx", ""), ("微软用户", "")]
)
def test_an_author_in_the_properties_counts_where_the_text_names_him(author, hint):
    assert hints_of("", author).author == hint


def test_the_day_a_file_was_made_is_a_weak_date_and_no_date():
    hints = extract_text(pdf_file(info={"CreationDate": "D:20210816093000+08'00'"}), "a.pdf").hints
    assert (hints.date, hints.weak_date, hints.weak_date_rule) == ("", "2021-08-16", "file-created")


# --- odt -----------------------------------------------------------------------------------------------------


def test_an_odt_gives_lists_tables_and_notes():
    styles = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-suffix="、" '
        'style:num-format="一, 二, 三, ..."/></text:list-style>'
    )
    body = (
        '<text:list text:style-name="L"><text:list-item><text:p>抓<text:span>整顿</text:span><text:note><text:note-citation>'
        "1</text:note-citation><text:note-body><text:p>注文。</text:p></text:note-body></text:note>实</text:p></text:list-item>"
        "<text:list-item><text:p>抓巩固</text:p></text:list-item></text:list><table:table><table:table-row><table:table-cell>"
        "<text:p>乡镇</text:p></table:table-cell><table:table-cell><text:p>12</text:p></table:table-cell></table:table-row>"
        "</table:table>"
    )
    assert read(odt_file(body, styles=styles)) == "一、抓整顿实\n二、抓巩固\n乡镇\t12\n[1] 注文。"


def test_a_locked_odt_says_so():
    assert "打开密码" in refusal(odt_file(manifest="<manifest><encryption-data/></manifest>"))


# --- rtf -----------------------------------------------------------------------------------------------------


def test_rtf_bytes_of_a_code_page_are_one_character_across_a_line_end():
    data = rtf_file("党建").replace(b"\\'b5", b"\\'b5\r\n")
    assert read(data) == "党建"


def test_rtf_unicode_is_read_and_its_substitute_skipped():
    assert read(b"{\\rtf1\\ansi\\uc1 \\u20826?\\u24314?\\u-10179?\\u-8631?x}") == "党建\U0001f649x"


def test_rtf_raw_bytes_of_gbk_are_read():
    assert read(b"{\\rtf1\\ansi\\ansicpg936 " + "县委组织部".encode("gbk") + b"}") == "县委组织部"


def test_an_rtf_row_is_a_line_and_header_pictures_and_field_codes_are_none():
    tail = (
        b"\\trowd\\intbl "
        + "东关镇".encode("gbk")
        + b"\\cell 12\\cell\\row\\pard{\\header x}{\\pict\\bin4 }}{{}{\\field{\\*\\fldinst HYPERLINK y}{\\fldrslt z}}"
    )
    assert read(rtf_file("正文。", tail=tail)) == "正文。\n东关镇\t12\nz"


def test_rtf_list_numbers_are_kept_without_layout():
    assert read(b"{\\rtf1\\ansi{\\listtext\\pard 1.\\tab}" + b"\\uc0\\u20826\\par}") == "1.党"


# --- doc -----------------------------------------------------------------------------------------------------


def test_the_pieces_of_a_doc_are_read_in_the_order_of_the_text():
    assert read(doc_file()) == f"{TITLE}\n{PROSE}\n{CLOSING}"


def test_the_rows_of_a_doc_table_are_lines():
    text = "甲\x07乙\x07\x07丙\x07\x07\x07尾。\r"
    assert read(doc_file(text, rows=(4, 8))) == "甲\t乙\n丙\n尾。"


def test_the_list_numbers_of_a_doc_are_written():
    assert read(doc_file("抓整顿\r说明。\r抓巩固\r", numbered=(3, 11))) == "一、抓整顿\n说明。\n二、抓巩固"


def test_the_codes_of_a_doc_field_are_left_out():
    assert read(doc_file('见\x13HYPERLINK "http://x"\x14县党建网\x15。\r')) == "见县党建网。"


def test_footnotes_of_a_doc_follow_its_text():
    assert read(doc_file("正文\x02。\r", notes="\x02 注文。\r")) == "正文。\n[1] 注文。"


def test_a_doc_in_one_byte_letters_is_read():
    assert read(doc_file("GDP and PPP\r", compressed=True)) == "GDP and PPP"


def test_a_locked_doc_says_so():
    assert "打开密码" in refusal(doc_file(flags=0x0300))


def test_a_doc_before_word_97_names_the_remedy():
    assert "Word 6/95" in refusal(doc_file(version=45))

"""docx, odt, rtf, doc and pdf: what is read, in which order, and what is left out."""

import io
import zlib

import pytest
from pypdf import PdfReader, PdfWriter

from archive.text.formats import FormatError, extract_text
from archive.text.formats.numerals import numeral
from tests.text.made_files import (
    CLOSING,
    PROSE,
    TITLE,
    W,
    bare_docx,
    doc_file,
    docx_file,
    odt_file,
    one_of_each,
    pdf_file,
    rtf_file,
    zip_file,
)


def read(data: bytes) -> str:
    return extract_text(data, "报告").text


def refusal(data: bytes) -> str:
    with pytest.raises(FormatError) as caught:
        extract_text(data, "报告")
    return str(caught.value)


def paragraph(words: str, *, num: str = "", level: int = 0, properties: str = "") -> str:
    if num:
        properties = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"


def level(number: int, form: str, words: str, rest: str = "") -> str:
    return f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{words}"/>{rest}</w:lvl>'


NUMBERING = (
    f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{level(0, "chineseCounting", "%1、")}'
    f"{level(1, 'decimal', '（%2）')}{level(2, 'decimal', '%1.%3', '<w:isLgl/>')}</w:abstractNum>"
    f'<w:abstractNum w:abstractNumId="1">{level(0, "bullet", chr(0xF0B7))}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    "</w:numbering>"
)


@pytest.mark.parametrize("ending", ["docx", "odt", "rtf", "doc", "pdf", "mht", "html", "md"])
def test_every_format_gives_the_same_sentences(ending):
    text = read(one_of_each()[ending])
    assert TITLE in text
    assert text.index(PROSE) < text.index(CLOSING)


# --- docx ----------------------------------------------------------------------------------------------------


def test_numbers_that_word_makes_are_written_before_the_words():
    body = (
        paragraph("抓整顿", num="1") + paragraph("逐村会诊", num="1", level=1) + paragraph("一村一策", num="1", level=1)
    )
    body += paragraph("抓巩固", num="1") + paragraph("回头看", num="1", level=1)
    text = read(bare_docx(body, numbering=NUMBERING))
    assert text == "一、抓整顿\n（1）逐村会诊\n（2）一村一策\n二、抓巩固\n（1）回头看"


def test_a_legal_level_writes_chinese_numbers_in_figures():
    body = paragraph("抓整顿", num="1") + paragraph("细目", num="1", level=2)
    assert read(bare_docx(body, numbering=NUMBERING)).endswith("1.1 细目")


def test_a_list_that_starts_anew_starts_at_its_own_number():
    body = paragraph("抓整顿", num="1") + paragraph("抓考核", num="3") + paragraph("抓巩固", num="1")
    assert read(bare_docx(body, numbering=NUMBERING)) == "一、抓整顿\n五、抓考核\n二、抓巩固"


def test_a_bullet_says_nothing():
    assert read(bare_docx(paragraph("抓整顿", num="2"), numbering=NUMBERING)) == "抓整顿"


def test_a_style_brings_its_list_number():
    styles = (
        f'<w:styles {W}><w:style w:styleId="h"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="h2"><w:basedOn w:val="h"/></w:style></w:styles>'
    )
    body = paragraph("抓整顿", properties='<w:pStyle w:val="h2"/>')
    assert read(bare_docx(body, numbering=NUMBERING, styles=styles)) == "一、抓整顿"


@pytest.mark.parametrize(
    ("number", "form", "written"),
    [
        (12, "chineseCounting", "十二"),
        (20, "chineseCountingThousand", "二十"),
        (105, "chineseCounting", "一百零五"),
        (3, "ideographTraditional", "丙"),
        (3, "decimalEnclosedCircle", "③"),
        (21, "decimalEnclosedCircle", "21"),
        (4, "upperRoman", "IV"),
        (28, "lowerLetter", "bb"),
        (10, "chineseLegalSimplified", "壹拾"),
        (7, "unheard of", "7"),
        (1, "none", ""),
    ],
)
def test_a_number_is_written_in_its_form(number, form, written):
    assert numeral(number, form) == written


def test_footnotes_follow_the_text_and_leave_the_sentence_whole():
    body = '<w:p><w:r><w:t>软弱涣散</w:t><w:footnoteReference w:id="2"/><w:t>党组织。</w:t></w:r></w:p>' + paragraph(
        "结尾。"
    )
    notes = (
        f'<w:footnotes {W}><w:footnote w:type="separator" w:id="-1">{paragraph("线")}</w:footnote>'
        f'<w:footnote w:id="2">{paragraph("指村一级。")}</w:footnote></w:footnotes>'
    )
    assert read(bare_docx(body, footnotes=notes)) == "软弱涣散党组织。\n结尾。\n[1] 指村一级。"


def test_headers_footers_and_hidden_words_are_left_out():
    def build(document):
        document.add_paragraph("正文。").add_run("看不见的话").font.hidden = True
        document.sections[0].header.paragraphs[0].text = "页眉"
        document.sections[0].footer.paragraphs[0].text = "页脚"

    assert read(docx_file(build)) == "正文。"


def test_words_in_a_text_box_are_read_once():
    box = f"<w:txbxContent>{paragraph('框里的话。')}</w:txbxContent>"
    names = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    both = f"<mc:AlternateContent {names}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    assert read(bare_docx(f"<w:p><w:r><w:t>框外的话。</w:t>{both}</w:r></w:p>")) == "框外的话。\n框里的话。"


def test_deleted_words_stay_deleted():
    gone = "<w:del><w:r><w:delText>删去的</w:delText><w:t>话</w:t></w:r></w:del>"
    assert read(bare_docx(f"<w:p><w:r><w:t>留下的话。</w:t></w:r>{gone}</w:p>")) == "留下的话。"


def test_a_field_shows_its_result_and_not_its_code():
    body = "<w:p><w:r><w:instrText>HYPERLINK x</w:instrText><w:t>县党建网</w:t></w:r></w:p>"
    assert read(bare_docx(body)) == "县党建网"


def test_a_table_that_lays_out_paragraphs_is_read_as_paragraphs():
    cell = "".join(paragraph(PROSE) for _ in range(3))
    row = f"<w:tr><w:tc>{paragraph('正文')}</w:tc><w:tc>{cell}</w:tc></w:tr>"
    assert read(bare_docx(f"<w:tbl>{row}</w:tbl>")) == "\n".join(["正文", PROSE, PROSE, PROSE])


def test_a_strict_docx_is_read_too():
    strict = bare_docx(paragraph("严格格式。"))
    usual = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f"<w:document {W}><w:body>{paragraph('严格格式。')}</w:body></w:document>".encode()
    data = zip_file({"word/document.xml": body.replace(usual, b"http://purl.oclc.org/ooxml/wordprocessingml/main")})
    assert read(data) == read(strict)


def test_a_page_put_into_a_docx_whole_is_read():
    relations = (
        '<r:Relationships xmlns:r="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<r:Relationship Id="r1" Type="http://x/aFChunk" Target="afchunk.html"/></r:Relationships>'
    )
    name = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    data = zip_file(
        {
            "word/document.xml": f'<w:document {W}><w:body><w:altChunk {name} r:id="r1"/></w:body></w:document>',
            "word/_rels/document.xml.rels": relations,
            "word/afchunk.html": f"<html><body><p>{PROSE}</p></body></html>",
        }
    )
    assert read(data) == PROSE


def test_a_docx_that_defines_entities_is_refused():
    body = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    body += f"<w:document {W}><w:body>{paragraph('正文&x;。')}</w:body></w:document>"
    assert "已损坏" in refusal(zip_file({"word/document.xml": body}))


def test_a_docx_as_one_xml_file_is_read():
    old = 'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"'
    xml = f'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument {old}><w:body>{paragraph(PROSE)}'
    assert read(f"{xml}</w:body></w:wordDocument>".encode()) == PROSE


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


# --- pdf -----------------------------------------------------------------------------------------------------

FULL = "近年来清河县把整顿软弱涣散党组织作为重点任务来抓逐村建立台账一村一策制定整"


def test_full_lines_of_a_pdf_are_joined_to_a_paragraph_across_pages():
    data = pdf_file([FULL, FULL, "- 1 -"], [FULL, "顿方案。", "一、抓班子", "2"])
    assert read(data) == FULL * 3 + "顿方案。\n一、抓班子"


def test_running_heads_of_a_pdf_are_left_out_after_the_first_page():
    pages = [
        ["清河县党建年鉴", f"第{each}段写整顿的事情。", f"第 {at} 页 共 4 页"] for at, each in enumerate("一二三四", 1)
    ]
    text = read(pdf_file(*pages))
    assert (text.count("年鉴"), text.count("页")) == (1, 0)
    assert text.count("段写整顿") == 4


def test_a_year_on_the_first_line_of_a_pdf_is_no_page_number():
    assert read(pdf_file(["2021", PROSE])).startswith("2021\n")


def test_a_pdf_that_unpacks_to_too_much_is_refused():
    packed = zlib.compress(b"0" * 80_000_000, 9)
    whole = pdf_file([PROSE])
    at = whole.index(b"7 0 obj")
    bomb = b"7 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(packed) + packed + b"\nendstream\n"
    assert "展开后过大" in refusal(whole[:at] + bomb + whole[whole.index(b"endobj", at) :])


def test_a_scanned_pdf_says_so():
    assert "扫描件" in refusal(pdf_file([]))


def test_a_pdf_with_a_scanned_page_warns():
    assert "第 2 页没有文字" in extract_text(pdf_file([PROSE], []), "a.pdf").warnings[0]


def locked(password: str) -> bytes:
    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(pdf_file())))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_a_pdf_with_a_password_says_so():
    assert "加密" in refusal(locked("geheim"))


def test_a_pdf_that_only_forbids_changes_is_read():
    assert PROSE in read(locked(""))


def test_half_a_pdf_gives_a_text_or_its_own_sentence():
    whole = pdf_file()
    assert "PDF" in refusal(whole[: len(whole) // 3])

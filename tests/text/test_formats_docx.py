"""docx: numbers that Word makes, notes, boxes, deleted words, tables, and what is refused."""

import pytest

from archive.text.formats.office.numerals import numeral
from tests.text.made_files import (
    PROSE,
    W,
    bare_docx,
    docx_file,
    zip_file,
)
from tests.text.reading import read, refusal


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


def test_a_level_without_a_start_counts_from_zero():
    numbering = NUMBERING.replace('<w:start w:val="1"/>', "")
    assert (
        read(bare_docx(paragraph("总则", num="1") + paragraph("抓整顿", num="1"), numbering=numbering))
        == "零、总则\n一、抓整顿"
    )


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
        (2, "ordinal", "2nd"),
        (12, "ordinal", "12th"),
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

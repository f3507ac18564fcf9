"""docx: fields without results, words that nobody shall read, parts by relation, and documents within."""

from base64 import b64encode

import pytest

from tests.text.made_docx import field, mark, package, paragraph, words
from tests.text.made_files import CLOSING, PROSE, TITLE, W, bare_docx, rtf_file
from tests.text.reading import read

# --- fields ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        (r"eq \o\ac(○,一)", "一"),
        (r"EQ \o\ac(□,\s\up 2(十二))", "十二"),
        (r'EQ \* jc2 \* "Font:宋体" \* hps10 \o\ad(\s\up 9(zhāi),砦)', "砦"),
        (r"eq \o(\s\up 5(党建),\s\do 2(引领))", "党建引领"),
        (r"eq \f(1,3)", "1/3"),
        (r"eq \x(合格)", "合格"),
        (r"eq \b\bc\{(甲\,乙)", "(甲,乙)"),
        (r'SYMBOL 254 \f "Wingdings" \s 10', "☑"),
        ("PAGE", ""),
        ("HYPERLINK http://x", ""),
    ],
)
def test_a_field_without_a_result_shows_what_its_code_says(code, shown):
    body = paragraph(words("全镇"), mark("begin"), f"<w:r><w:instrText>{code}</w:instrText></w:r>", mark("end"))
    assert read(bare_docx(body + paragraph(words("尾")))) == f"全镇{shown}\n尾"


def test_the_result_of_a_field_wins_over_its_code():
    assert read(bare_docx(paragraph(field(r"eq \o\ac(○,一)", "①"), words("抓班子")))) == "①抓班子"


def test_a_result_within_the_code_of_another_field_is_no_text():
    inner = field("PAGE", "17")
    outer = mark("begin") + "<w:r><w:instrText>IF</w:instrText></w:r>" + inner + mark("separate")
    assert read(bare_docx(paragraph(outer, words("全镇建强支部二十个。"), mark("end")))) == "全镇建强支部二十个。"


def test_a_sign_within_the_code_of_an_enclosed_character_is_its_ring():
    code = r"<w:r><w:instrText>eq \o\ac(</w:instrText></w:r>" + words("○")
    code += "<w:r><w:instrText>,二)</w:instrText></w:r>"
    assert read(bare_docx(paragraph(mark("begin"), code, mark("end"), words("抓队伍")))) == "二抓队伍"


def test_a_field_that_never_ends_hides_nothing():
    body = paragraph(mark("begin"), words("全镇")) + paragraph(words("党员大会")) + paragraph(field("PAGE", "3"))
    assert read(bare_docx(body)) == "全镇\n党员大会\n3"


def test_a_simple_field_shows_its_result_or_its_code():
    body = '<w:p><w:fldSimple w:instr="PAGE">' + words("第三页") + "</w:fldSimple>"
    body += r'<w:fldSimple w:instr="eq \o\ac(○,一)"/></w:p>'
    assert read(bare_docx(body)) == "第三页一"


def test_old_form_fields_show_ticks_and_choices():
    ticked = '<w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData>'
    open_box = '<w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData>'
    choice = '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="一般"/><w:listEntry w:val="优秀"/></w:ddList></w:ffData>'
    runs = [
        mark("begin", ticked),
        mark("end"),
        words("已整改"),
        mark("begin", open_box),
        mark("end"),
        words("未整改："),
    ]
    assert read(bare_docx(paragraph(*runs, mark("begin", choice), mark("end")))) == "☑已整改□未整改：优秀"


# --- words that nobody shall read ------------------------------------------------------------------------------

STYLES = (
    f'<w:styles {W}><w:style w:type="character" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="H2"><w:basedOn w:val="H"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="P"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
)


@pytest.mark.parametrize("style", ["H", "H2"])
def test_words_that_a_style_hides_are_left_out(style):
    hidden = words("内部批注勿外传", f'<w:rStyle w:val="{style}"/>')
    assert read(bare_docx(paragraph(hidden, words("大会如期召开。")), styles=STYLES)) == "大会如期召开。"


def test_in_a_hidden_paragraph_a_run_may_show_itself():
    shown = words("这句看得见。", '<w:vanish w:val="0"/>')
    body = f'<w:p><w:pPr><w:pStyle w:val="P"/></w:pPr>{words("内部批注")}{shown}</w:p>'
    assert read(bare_docx(body, styles=STYLES)) == "这句看得见。"


def test_the_end_of_a_field_counts_in_hidden_words():
    hidden_end = '<w:r><w:rPr><w:vanish/></w:rPr><w:fldChar w:fldCharType="end"/></w:r>'
    body = paragraph(mark("begin"), "<w:r><w:instrText>TC 一</w:instrText></w:r>", hidden_end, words("正文。"))
    assert read(bare_docx(body + paragraph(words("下一段。")))) == "正文。\n下一段。"


@pytest.mark.parametrize("gone", ["<w:del/>", "<w:moveFrom/>", "<w:vanish/><w:specVanish/>"])
def test_a_deleted_paragraph_mark_joins_its_sentence(gone):
    body = paragraph(words("全镇党员"), mark=gone) + paragraph(words("大会召开。")) + paragraph(words("尾。"))
    assert read(bare_docx(body)) == "全镇党员大会召开。\n尾。"


def test_a_hidden_paragraph_mark_ends_its_paragraph():
    assert read(bare_docx(paragraph(words("结构"), mark="<w:vanish/>") + paragraph(words("正文。")))) == "结构\n正文。"


def test_a_document_of_several_bodies_is_read_whole():
    body = paragraph(words("上篇。")) + "</w:body><w:body>" + paragraph(words("下篇。"))
    assert read(bare_docx(body)) == "上篇。\n下篇。"


def test_a_paragraph_without_a_mark_ends_before_a_table():
    row = f"<w:tbl><w:tr><w:tc>{paragraph(words('村名'))}</w:tc><w:tc>{paragraph(words('人数'), mark='<w:del/>')}</w:tc></w:tr></w:tbl>"
    assert read(bare_docx(paragraph(words("全镇党员"), mark="<w:del/>") + row)) == "全镇党员\n村名\t人数"


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (words("单击此处输入单位"), ""),
        (words("[单位名称]"), ""),
        (words("单位名称", '<w:rStyle w:val="a3"/>'), ""),
        (words("柳河镇党委"), "柳河镇党委"),
        (words(PROSE * 5 + "请选择"), PROSE * 5 + "请选择"),
    ],
)
def test_a_placeholder_is_no_text_but_what_only_claims_to_be_one_stays(content, shown):
    styles = f'<w:styles {W}><w:style w:styleId="a3"><w:name w:val="Placeholder Text"/></w:style></w:styles>'
    control = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    body = paragraph(words("单位："), control.format(content)) + control.format(paragraph(content))
    assert read(bare_docx(body, styles=styles)) == f"单位：{shown}\n{shown}".strip()


# --- parts and documents within ---------------------------------------------------------------------------------

MAIL = (
    "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--b--\r\n"
)


@pytest.mark.parametrize(
    ("target", "content"),
    [
        ("afchunk.html", f"<html><body><p>{PROSE}</p></body></html>"),
        ("/word/afchunk.html", f"<html><body><p>{PROSE}</p></body></html>"),
        ("/chunks/one.txt", PROSE),
        ("one.docx", bare_docx(paragraph(words(PROSE)))),
        ("one.rtf", rtf_file(PROSE)),
        ("one.mht", MAIL.format(b64encode(f"<p>{PROSE}</p>".encode()).decode())),
    ],
)
def test_a_document_put_in_whole_is_read_by_its_kind(target, content):
    body = paragraph(words(TITLE)) + '<w:altChunk r:id="c1"/>' + paragraph(words(CLOSING))
    assert read(package(body, ("c1", "aFChunk", target, content))) == f"{TITLE}\n{PROSE}\n{CLOSING}"


def test_a_document_put_in_twice_is_read_once():
    data = package('<w:altChunk r:id="c1"/>' * 2 + paragraph(words("尾。")), ("c1", "aFChunk", "one.txt", PROSE))
    assert read(data) == f"{PROSE}\n尾。"


def test_notes_are_found_by_relation():
    notes = f'<w:footnotes {W}><w:footnote w:id="1">{paragraph(words("指省定标准"))}</w:footnote></w:footnotes>'
    body = '<w:p><w:r><w:t>摘帽三个村</w:t><w:footnoteReference w:id="1"/></w:r></w:p>'
    assert read(package(body, ("f", "footnotes", "footnotes2.xml", notes))) == "摘帽三个村\n[1] 指省定标准"


def test_a_document_as_one_xml_file_has_its_notes_and_charts():
    p = 'xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"'
    part = '<pkg:part pkg:name="{}"><pkg:xmlData>{}</pkg:xmlData></pkg:part>'
    notes = f'<w:footnotes {W}><w:footnote w:id="1">{paragraph(words("指省定标准"))}</w:footnote></w:footnotes>'
    body = '<w:p><w:r><w:t>摘帽三个村</w:t><w:footnoteReference w:id="1"/></w:r></w:p>'
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    xml = f'<?xml version="1.0"?><?mso-application progid="Word.Document"?><pkg:package {p}>'
    xml += part.format("/word/document.xml", document) + part.format("/word/footnotes.xml", notes) + "</pkg:package>"
    assert read(xml.encode()) == "摘帽三个村\n[1] 指省定标准"

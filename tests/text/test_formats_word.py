"""docx: fields without results, drawn words, words in documents within, words that nobody shall read."""

from base64 import b64encode

import pytest

from tests.text.made_files import CLOSING, PROSE, TITLE, W, bare_docx, rtf_file, zip_file
from tests.text.reading import read

R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


def words(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def paragraph(*runs: str, mark: str = "") -> str:
    return f"<w:p><w:pPr><w:rPr>{mark}</w:rPr></w:pPr>{''.join(runs)}</w:p>"


def mark(kind: str, within: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{within}</w:fldChar></w:r>'


def field(code: str, result: str = "") -> str:
    return (
        mark("begin") + f"<w:r><w:instrText>{code}</w:instrText></w:r>" + mark("separate") + words(result) + mark("end")
    )


def package(body: str, *relations: tuple[str, str, str, str | bytes], main: str = "word/document.xml") -> bytes:
    """A docx whose main part names others: (id, kind, target as written, content)."""
    folder = main.rpartition("/")[0]
    listed = "".join(
        f'<r:Relationship Id="{name}" Type="http://x/{kind}" Target="{target}"/>' for name, kind, target, _ in relations
    )
    head = '<r:Relationships xmlns:r="http://schemas.openxmlformats.org/package/2006/relationships">'
    parts = {
        target.lstrip("/") if target.startswith("/") else f"{folder}/{target}": content
        for _, _, target, content in relations
    }
    document = f"<w:document {W} {R}><w:body>{body}</w:body></w:document>"
    return zip_file({main: document, f"{folder}/_rels/document.xml.rels": f"{head}{listed}</r:Relationships>"} | parts)


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


# --- drawn words -----------------------------------------------------------------------------------------------


def test_word_art_stands_behind_its_paragraph():
    art = '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textpath string="党建引领"/></v:shape></w:pict></w:r>'
    assert read(bare_docx(paragraph(words("全镇"), art, words("大会。")))) == "全镇大会。\n党建引领"


def test_a_box_within_a_box_comes_once():
    inner = f"<w:r><w:txbxContent>{paragraph(words('内框文字'))}</w:txbxContent></w:r>"
    outer = f"<w:r><w:txbxContent>{paragraph(words('外框文字'), inner)}</w:txbxContent></w:r>"
    assert read(bare_docx(paragraph(words("正文"), outer))) == "正文\n外框文字\n内框文字"


def test_words_on_a_canvas_are_read():
    canvas = f"<w:r><a:txBody {A}><a:p><a:r><a:t>镇党委</a:t></a:r></a:p><a:p><a:r><a:t>村支部</a:t></a:r></a:p></a:txBody></w:r>"
    assert read(bare_docx(paragraph(canvas))) == "镇党委\n村支部"


def test_smart_art_is_read_from_the_top_down():
    d = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
    point = '<d:pt modelId="{0}"><d:prSet {2}/><d:t><a:p><a:r><a:t>{1}</a:t></a:r></a:p></d:t></d:pt>'
    points = '<d:pt modelId="0" type="doc"/>' + point.format(2, "村支部落实", "") + point.format(1, "镇党委统筹", "")
    points += point.format(3, "[文本]", 'phldr="1"')
    links = '<d:cxn srcId="0" destId="1" srcOrd="0"/><d:cxn srcId="1" destId="2" srcOrd="0"/>'
    model = f'<d:dataModel xmlns:d="{d}" {A}><d:ptLst>{points}</d:ptLst><d:cxnLst>{links}</d:cxnLst></d:dataModel>'
    drawing = paragraph(f'<w:r><d:relIds xmlns:d="{d}" r:dm="r1"/></w:r>')
    assert read(package(drawing, ("r1", "diagramData", "diagrams/data7.xml", model))) == "镇党委统筹\n村支部落实"


def test_a_chart_gives_its_title_and_its_table():
    c = "http://schemas.openxmlformats.org/drawingml/2006/chart"
    points = "".join(f'<c:pt idx="{at}"><c:v>{{{at}}}</c:v></c:pt>' for at in range(2))
    chart = (
        f'<c:chartSpace xmlns:c="{c}" {A}><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>各村党员人数</a:t></a:r></a:p>'
        '</c:rich></c:tx></c:title><c:ser><c:tx><c:strRef><c:strCache><c:pt idx="0"><c:v>党员</c:v></c:pt></c:strCache>'
        f"</c:strRef></c:tx><c:cat><c:strRef><c:strCache>{points.format('东沟村', '西沟村')}</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:numCache>{points.format(41, 38)}</c:numCache></c:numRef></c:val></c:ser></c:chart></c:chartSpace>"
    )
    drawing = paragraph(f'<w:r><c:chart xmlns:c="{c}" r:id="r1"/></w:r>')
    text = read(package(drawing, ("r1", "chart", "charts/chart1.xml", chart)))
    assert text.split("\n") == ["各村党员人数", "\t党员", "东沟村\t41", "西沟村\t38"]


def test_a_broken_chart_costs_no_text():
    drawing = '<w:r><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="r1"/></w:r>'
    assert (
        read(package(paragraph(words("正文。"), drawing), ("r1", "chart", "charts/chart1.xml", "<broken"))) == "正文。"
    )


@pytest.mark.parametrize(
    ("font", "code", "shown"),
    [
        ("Wingdings", "F0FE", "☑"),
        ("Wingdings", "FC", "✓"),
        ("Wingdings 2", "F052", "☑"),
        ("Wingdings 2", "F050", "✓"),
        ("Wingdings 2", "F0A3", "□"),
        ("Wingdings", "F081", "①"),
        ("Symbol", "F061", "α"),
        ("Webdings", "F061", "✓"),
        ("宋体", "4E0A", "上"),
        ("Segoe UI Symbol", "2611", "☑"),
        ("Wingdings", "F028", ""),
        ("宋体", "not hex", ""),
    ],
)
def test_a_sign_is_read_by_its_font(font, code, shown):
    body = paragraph(f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>', words("已整改"))
    assert read(bare_docx(body)) == f"{shown}已整改"


def test_a_letter_set_in_a_symbol_font_is_its_sign():
    ticked = words("\uf0fe", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>')
    assert read(bare_docx(paragraph(ticked, words("已整改")))) == "☑已整改"


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

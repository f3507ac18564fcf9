"""docx: words that are drawn, and signs of symbol fonts."""

import pytest

from tests.text.made_docx import A, package, paragraph, words
from tests.text.made_files import bare_docx
from tests.text.reading import read


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


@pytest.mark.parametrize(
    ("font", "letters", "shown"),
    [
        ("Wingdings", "\uf0fe", "☑"),
        ("Wingdings 2", "R", "☑"),
        ("Wingdings", "þ 党员", "☑ 党员"),
        ("宋体", "R", "R"),
    ],
)
def test_a_letter_set_in_a_symbol_font_is_its_sign(font, letters, shown):
    ticked = words(letters, f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>')
    assert read(bare_docx(paragraph(ticked, words("已整改")))) == f"{shown}已整改"

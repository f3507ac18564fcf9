"""odt: hidden words, words of shapes, formulas and charts, and what only describes a picture."""

import io
import zipfile

import pytest

from tests.text.made_files import odt_file, zip_file
from tests.text.reading import read

HIDDEN = '<style:style style:name="{0}" style:family="{1}"><style:text-properties text:display="{2}"/></style:style>'
CHILD = '<style:style style:name="{0}" style:family="{1}" style:parent-style-name="{2}"/>'
STYLES = (
    HIDDEN.format("T1", "text", "none")
    + CHILD.format("T2", "text", "T1")
    + HIDDEN.format("T3", "text", "true")
    + HIDDEN.format("P1", "paragraph", "none")
)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ('<text:p><text:span text:style-name="T1">内部批注</text:span>大会召开。</text:p>', "大会召开。"),
        ('<text:p><text:span text:style-name="T2">内部<text:s/>批注</text:span>大会召开。</text:p>', "大会召开。"),
        ('<text:p text:style-name="P1">内部批注</text:p><text:p>大会召开。</text:p>', "大会召开。"),
        (
            '<text:p text:style-name="P1">批注<text:span text:style-name="T3">大会召开。</text:span></text:p>',
            "大会召开。",
        ),
        ('<text:p>大会<text:hidden-text text:is-hidden="true">批注</text:hidden-text>召开。</text:p>', "大会召开。"),
        (
            '<text:p><text:hidden-paragraph text:is-hidden="true"/>批注</text:p><text:p>大会召开。</text:p>',
            "大会召开。",
        ),
        (
            '<text:section text:display="none"><text:p>批注</text:p></text:section><text:p>大会召开。</text:p>',
            "大会召开。",
        ),
        ('<text:section text:display="true"><text:p>大会召开。</text:p></text:section>', "大会召开。"),
        ("<text:p>单位：<text:placeholder>&lt;单位&gt;</text:placeholder></text:p>", "单位："),
    ],
)
def test_hidden_words_and_placeholders_are_left_out(body, shown):
    assert read(odt_file(body, styles=STYLES)) == shown


@pytest.mark.parametrize("shape", ["custom-shape", "rect", "ellipse", "polygon", "connector", "text-box", "caption"])
def test_words_of_a_shape_stand_on_lines_of_their_own(shape):
    drawn = f"<draw:{shape}><text:p>柳河经验</text:p></draw:{shape}>"
    body = f"<text:p>全镇<draw:g>{drawn}</draw:g>推广。</text:p><text:p>尾。</text:p>"
    assert read(odt_file(body)) == "全镇推广。\n柳河经验\n尾。"


@pytest.mark.parametrize(
    "described",
    [
        "<s:title>图片 1</s:title><s:desc>换届大会合影</s:desc>",
        "<draw:image><office:binary-data>iVBORw0KGgo</office:binary-data></draw:image>",
    ],
)
def test_a_picture_and_what_is_said_of_it_are_no_text(described):
    frame = f'<draw:frame xmlns:s="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0">{described}</draw:frame>'
    assert read(odt_file(f"<text:p>镇党委抓好{frame}班子建设。</text:p>")) == "镇党委抓好班子建设。"


def with_object(content: str) -> bytes:
    link = 'xlink:href="./Object 1" xmlns:xlink="http://www.w3.org/1999/xlink"'
    data = odt_file(f"<text:p>正文<draw:frame><draw:object {link}/></draw:frame>在此。</text:p>")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        members = {name: package.read(name) for name in package.namelist()}
    return zip_file(members | {"Object 1/content.xml": content})


def test_a_formula_stands_behind_its_paragraph_without_its_source():
    math = "<m:semantics><m:mi>党员</m:mi><m:mo>=</m:mo><m:mn>41</m:mn><m:annotation>党员 = 41</m:annotation></m:semantics>"
    content = f'<!DOCTYPE math:math PUBLIC "-//x" "math.dtd"><m:math xmlns:m="http://www.w3.org/1998/Math/MathML">{math}</m:math>'
    assert read(with_object(content)) == "正文在此。\n党员=41"


def test_a_chart_gives_its_title_and_its_table():
    o = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
    cell = "<a:table-cell><t:p>{}</t:p></a:table-cell>"
    content = (
        f'<o:document-content xmlns:o="{o.format("office")}" xmlns:t="{o.format("text")}" xmlns:a="{o.format("table")}" '
        f'xmlns:c="{o.format("chart")}"><o:body><o:chart><c:chart><c:title><t:p>各村党员人数</t:p></c:title><a:table>'
        f"<a:table-row>{cell.format('东沟村')}{cell.format('41')}</a:table-row></a:table></c:chart></o:chart></o:body>"
        "</o:document-content>"
    )
    assert read(with_object(content)) == "正文在此。\n各村党员人数\n东沟村\t41"


def test_a_broken_object_costs_no_text():
    assert read(with_object("<broken")) == "正文在此。"


def test_a_letter_set_in_a_symbol_font_is_its_sign():
    style = '<style:style style:name="W" style:family="text"><style:text-properties style:font-name="Wingdings"/></style:style>'
    body = '<text:p><text:span text:style-name="W">\uf0fe</text:span>已整改</text:p>'
    assert read(odt_file(body, styles=style)) == "☑已整改"

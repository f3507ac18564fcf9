import io
import zipfile

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from archive.text.formats import MAX_BYTES, MAX_TEXT, FormatError, extract_text
from archive.text.formats.decoding import readability
from archive.text.formats.media_types import DOCX
from archive.text.repair import repair_text

HANS = "全县组织部门对软弱涣散的村党组织逐个会诊,一村一策制定整顿方案。\n镇里的干部每周到村里开会。\n"
HANT = "全縣組織部門對軟弱渙散的村黨組織逐個會診,一村一策制定整頓方案。\n鎮裡的幹部每週到村裡開會。\n"


def docx_bytes(build) -> bytes:
    document = Document()
    build(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def zip_bytes(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(FormatError) as caught:
        extract_text(data, "报告.txt")
    return str(caught.value)


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16-le"), ("gb18030", "gb18030")],
)
def test_simplified_text_is_read_in_every_usual_encoding(encoding, name):
    extracted = extract_text(HANS.encode(encoding), "a.txt")
    assert (extracted.text, extracted.encoding) == (HANS.strip(), name)


def test_utf16_big_endian_with_its_mark_is_read():
    assert extract_text(b"\xfe\xff" + HANS.encode("utf-16-be"), "a.txt").text == HANS.strip()


def test_big5_is_told_from_gb18030_by_how_it_reads():
    extracted = extract_text(HANT.encode("big5hkscs"), "a.txt")
    assert (extracted.text, extracted.encoding) == (HANT.strip(), "big5")


def test_traditional_text_in_gbk_is_told_from_big5():
    extracted = extract_text(HANT.encode("gbk"), "a.txt")
    assert (extracted.text, extracted.encoding) == (HANT.strip(), "gb18030")


def test_a_right_decoding_reads_much_better_than_a_wrong_one():
    wrong = HANS.encode("gb18030").decode("big5hkscs", errors="replace")
    assert readability(HANS) > 0.3 > 0.12 > readability(wrong)


def test_a_single_broken_byte_costs_a_character_and_a_warning_not_the_report():
    data = (HANS * 10).encode()
    extracted = extract_text(data[:300] + b"\xff" + data[300:], "a.txt")
    assert extracted.text.replace("\ufffd", "") == (HANS * 10).strip()
    assert "1 处字节" in extracted.warnings[0]


def test_line_ends_are_unified_and_controls_dropped():
    assert extract_text("第一行\r\n第\x00二\x07行\r第\t三行".encode(), "a.txt").text == "第一行\n第二行\n第\t三行"


def test_direction_marks_are_left_to_the_repair_with_a_warning():
    extracted = extract_text("县委\u202e组织部\u2066".encode(), "a.txt")
    assert repair_text(extracted.text).text == "县委组织部"
    assert "2 个" in extracted.warnings[0]


def test_lines_of_invisible_characters_at_both_ends_are_blank_lines():
    assert extract_text("\u200b\n \n标题\n正文  \n\u2060\n\ufeff".encode(), "a.txt").text == "标题\n正文"


def test_private_use_characters_of_a_broken_converter_are_kept():
    assert extract_text("党\ue123建\uf8ff".encode(), "a.txt").text == "党\ue123建\uf8ff"


def test_inner_blank_lines_stay_and_outer_ones_go():
    assert extract_text("\n \n标题\n\n\n正文  \n\n".encode(), "a.txt").text == "标题\n\n\n正文"


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=200))
def test_any_text_saved_as_utf8_keeps_its_letters(text):
    text = "党建" + text
    extracted = extract_text(text.encode(), "a.txt")
    if extracted.media_type == "text/plain":
        assert [c for c in extracted.text if c.isalnum()] == [c for c in text if c.isalnum()]


@given(st.binary(max_size=300))
def test_random_bytes_give_text_or_a_chinese_sentence(data):
    try:
        words = extract_text(data, "a").text
    except FormatError as error:
        words = str(error)
        assert words.endswith("。")
    assert "\x00" not in words


# --- pages ---------------------------------------------------------------------------------------------------

PAGE = """<!DOCTYPE html><html><head><meta charset="gb2312"><title>清河县整顿软弱涣散党组织-清河党建网</title>
<meta name="Author" content="王小明">
<meta name="PubDate" content="2021-08-16"><meta name="ContentSource" content="清河日报">
<style>p{color:red}</style><script>var 脚本 = 1;</script></head><body>
<div class="nav"><a href="/">首页</a> &gt; <a href="/dj">党建动态</a></div>
<h1>清河县整顿软弱涣散党组织</h1><p>来源:清河日报 2021-08-16</p>
<div id="content"><p>近年来,清河县把整顿软弱涣散党组织作为重点任务来抓,逐村建立工作台账。</p><p>抓班子。</p>
<p>县里派出十二名干部到村任职,<b>一村一策</b>解决遗留问题,<br>群众看到了变化。</p>
<table><tr><th>乡镇</th><th>党组织</th></tr><tr><td><p>东关镇</p></td><td><p>12</p></td></tr></table>
<p>下一步,全县将继续巩固整顿成果,防止问题反弹,让群众满意。</p></div><p>(王小明)</p>
<ul><li><a href="/1">某乡开展主题党日活动</a></li><li><a href="/2">某镇召开会议</a></li></ul></body></html>"""


def test_a_page_gives_its_paragraphs_as_lines_and_no_script():
    text = extract_text(PAGE.encode("gb18030"), "a.txt").text
    assert "抓班子。\n县里派出十二名干部到村任职,一村一策解决遗留问题,\n群众看到了变化。" in text
    assert "脚本" not in text


def test_no_sentence_of_a_page_is_lost():
    text = extract_text(PAGE.encode("gb18030"), "a.html").text
    assert all(words in text for words in ("逐村建立工作台账。", "让群众满意。", "(王小明)", "来源:清河日报"))


def test_a_table_of_figures_keeps_a_row_on_a_line():
    assert "乡镇\t党组织\n东关镇\t12\n" in extract_text(PAGE.encode("gb18030"), "a.html").text


def test_a_table_for_layout_is_read_as_paragraphs():
    page = "<html><table><tr><td>栏目</td><td><p>第一段写整顿。</p><p>第二段写巩固。</p></td></tr></table></html>"
    assert extract_text(page.encode(), "a.html").text.endswith("第一段写整顿。\n第二段写巩固。")


def test_a_page_tells_what_it_says_about_itself():
    hints = extract_text(PAGE.encode("gb18030"), "a.html").hints
    assert (hints.title, hints.site_name) == ("清河县整顿软弱涣散党组织", "清河党建网")
    assert (hints.author, hints.date, hints.source) == ("王小明", "2021-08-16", "清河日报")


def test_menus_of_links_around_the_article_are_left_out():
    text = extract_text(PAGE.encode("gb18030"), "a.html").text
    assert "首页" not in text
    assert "某镇召开会议" not in text


def test_a_paragraph_outside_the_article_box_is_kept():
    page = PAGE.replace("<p>(王小明)</p>", "</div></div><aside><p>另悉,该县明年还将新建三处党群服务中心。</p></aside>")
    assert "另悉,该县明年还将新建三处党群服务中心。" in extract_text(page.encode("gb18030"), "a.html").text


def test_hundreds_of_unclosed_tags_lose_no_paragraph():
    page = "<html><body>" + "<p><font><b>近年来,清河县逐村整顿软弱涣散党组织。</p>" * 400
    assert extract_text(page.encode(), "a.html").text.count("逐村整顿") == 400


def test_entities_of_a_page_never_reach_a_file():
    page = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>党建&x;汇报。</p></body></html>'
    assert "root:" not in extract_text(page.encode(), "a.html").text


def test_the_content_decides_that_a_file_named_txt_is_a_page():
    assert extract_text(PAGE.encode("gb18030"), "报告.txt").media_type == "text/html"


def test_prose_with_an_angle_bracket_is_no_page():
    assert extract_text("产值<p>5%的村有3个。".encode(), "a.html").media_type == "text/plain"


# --- docx ----------------------------------------------------------------------------------------------------


def test_a_docx_gives_paragraphs_and_tables_in_order():
    def build(document):
        document.add_paragraph("一、抓整顿")
        table = document.add_table(rows=1, cols=2)
        table.cell(0, 0).text, table.cell(0, 1).text = "东关镇", "12"
        document.add_paragraph("二、抓巩固")

    extracted = extract_text(docx_bytes(build), "a.docx")
    assert (extracted.text, extracted.media_type) == ("一、抓整顿\n东关镇\t12\n二、抓巩固", DOCX)


def test_a_nested_table_is_read_once():
    def build(document):
        outer = document.add_table(rows=1, cols=1).cell(0, 0)
        outer.text = "外层"
        outer.add_table(rows=1, cols=1).cell(0, 0).text = "里层"

    assert extract_text(docx_bytes(build), "a.docx").text == "外层\n里层"


def test_a_broken_docx_is_refused_with_a_remedy():
    whole = docx_bytes(lambda document: document.add_paragraph("正文。"))
    assert "已损坏" in refusal(whole[: len(whole) // 2])


def test_a_zip_that_only_looks_like_a_docx_is_refused():
    assert "已损坏" in refusal(zip_bytes({"word/document.xml": b"<broken"}))


def test_a_bomb_is_refused_before_it_is_unpacked():
    assert "展开后过大" in refusal(zip_bytes({"word/document.xml": b" " * 101 * 1024 * 1024}))


# --- refusals ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空文件"),
        (b" \n\x00", "空文件"),
        (b"%PDF-1.7 ...", "PDF 文件已损坏"),
        (b"{\\rtf1 ...}", "没有文字"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + "WordDocument\0".encode("utf-16-le"), "DOC 文件已损坏"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + "Workbook\0".encode("utf-16-le"), "Excel"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage\0".encode("utf-16-le"), "去掉密码"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"\xff\xd8\xff\xe0", "图片"),
        (zip_bytes({"a.txt": b"x"}), "ZIP 压缩包"),
        (zip_bytes({"xl/workbook.xml": b"x"}), "Excel"),
        (bytes(range(1, 256)) * 3, "无法辨认"),
        ("。。。——".encode(), "没有文字"),
        (b"<html><body><img src=x></body></html>", "没有文字"),
    ],
)
def test_a_file_without_text_is_refused_with_a_sentence_that_names_the_remedy(data, words):
    assert words in refusal(data)


def test_a_file_over_the_limit_is_refused():
    assert "20 MB" in refusal(b"a" * (MAX_BYTES + 1))


def test_a_text_over_the_limit_is_refused():
    assert "200 万字" in refusal(b"a" * (MAX_TEXT + 1))

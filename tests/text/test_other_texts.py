"""Code, data, bibliographies and subtitles are no reports; a report that begins like one is."""

import json

import pytest

from archive.text.formats import FormatError, extract_text

FIRST = "今年以来，镇党委抓好班子建设，逐村走访，群众反映良好。"
JQUERY = (
    "/*! lib v1 | (c) 2012 */\n!function(a,b){var c=[],d=c.slice;function e(a){return!!a&&'length'in a}a.fn=e}(window);"
)
SCRIPT = "// 首页轮播\nvar slides = document.getElementById('slides');\nfunction next() {\n  if (slides) { slides.show(); }\n}\n"
STYLE = "@charset 'utf-8';\n/* 首页样式 */\nbody, td { font: 12px 宋体; color: #333 }\n.nav a:hover { color: red; }\n"
RIS = "TY  - NEWS\nTI  - 柳河镇换届\nAU  - 王明远\nPY  - 2019\nER  - \n"
BIB = "% 导出\n@article{liuhe2019,\n  title = {柳河镇换届},\n  author = {王明远},\n}\n"
SRT = f"1\n00:00:01,000 --> 00:00:04,000\n{FIRST}\n\n2\n00:00:05,000 --> 00:00:09,000\n{FIRST}\n"
CDX = " CDX N b a m s k r M S V g\ncom,example)/ 20120304 http://example.com/ text/html 200 A - - 9 0 a.warc.gz\n"
CDXJ = 'com,example)/a.html 20120304000000 {"url": "http://example.com/a.html", "mime": "text/html"}\n'
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><bib:Article><dc:title>换届</dc:title></bib:Article></rdf:RDF>'
UOF = f'<?xml version="1.0" encoding="UTF-8"?>\n<uof:UOF xmlns:uof="http://schemas.uof.org/cn/2003/uof"><字:文本串>{FIRST}</字:文本串></uof:UOF>'
PLIST = '<?xml version="1.0"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "x">\n<plist version="1.0"><dict/></plist>'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (JQUERY, "代码"),
        (SCRIPT, "代码"),
        (f'var list=[{{"title":"{FIRST}","id":3}},{{"title":"{FIRST}","id":4}}];', "代码"),
        (f"document.write('<p>{FIRST}</p>');", "代码"),
        (f'callback({{"title": "{FIRST}"}});', "代码"),
        (STYLE, "代码"),
        (".a{margin:0}.b{padding:0;color:#fff}", "代码"),
        ("#!/bin/sh\necho 柳河\n", "代码"),
        (json.dumps({"title": "换届", "content": FIRST}, ensure_ascii=False), "JSON"),
        (json.dumps([1, 2, FIRST]), "JSON"),
        ("\n".join(json.dumps({"id": number, "text": FIRST}) for number in (1, 2)), "JSON"),
        ('{"id": 1, "text": "cut off here', "JSON"),
        (RIS, "书目（RIS）"),
        (BIB, "书目（BibTeX）"),
        ('% NASA\n@string{CR = "x"}\n@TechReport{ a,\n  title={换届}}', "书目（BibTeX）"),
        ("%0 Journal Article\n%T 换届\n%A 王明远\n", "书目（EndNote）"),
        (RDF, "书目（RDF）"),
        (SRT, "字幕"),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\n" + FIRST, "字幕"),
        ("[ti:换届]\n[00:12.00]" + FIRST, "字幕"),
        (CDX, "CDX"),
        (CDXJ, "CDX"),
        ("filedesc://a.arc 0.0.0.0 20120304000000 text/plain 77\n1 0 x\n", "ARC"),
        (UOF, "UOF"),
        (PLIST, "Safari"),
        ('<?xml version="1.0"?><rss version="2.0"><channel><title>柳河</title></channel></rss>', "订阅源"),
        (f'<?xml version="1.0"?><root><p>{FIRST}</p></root>', "XML"),
        ("BEGIN:VCARD\nFN:王明远\nEND:VCARD\n", "通讯录"),
        ("[InternetShortcut]\nURL=http://example.org/\n", "快捷方式"),
    ],
)
def test_what_is_no_report_is_refused_whatever_its_name(text, words):
    with pytest.raises(FormatError) as caught:
        extract_text(text.encode(), "报告.txt")
    assert words in str(caught.value)
    assert str(caught.value).endswith("。")


def test_a_binary_web_archive_of_safari_is_refused_with_a_sentence():
    with pytest.raises(FormatError, match="Safari"):
        extract_text(b"bplist00\xd1\x01\x02_\x10\x0fWebMainResource", "a.txt")


@pytest.mark.parametrize(
    "text",
    [
        f"[2021]12号\n{FIRST}",
        f"{{略}}\n{FIRST}",
        f"@所有人 {FIRST}",
        f"100%的村{FIRST}",
        f"1\n{FIRST}",
        f"（一）建立“四个一”机制（主题党日+走访+公开）；{FIRST}",
        f"a=1; b=2（略）{FIRST}",
        f"/* {FIRST} */ {FIRST}",
        "TY 3 branches met. " * 5,
        "The committee (of 12 members) met; it said [sic] that it would go on. " * 5,
        "var. lect. is no code; let us see (1) and (2): the branches met.",
        "import of goods rose by 5% (2019), export fell.",
        f"<?xml version='1.0' encoding='utf-8'?>\n<!DOCTYPE html PUBLIC 'x'>\n<html xmlns='http://www.w3.org/1999/xhtml'><body><p>{FIRST}</p></body></html>",
        f"<doc id='3'>\n{FIRST}\n</doc>",
        f"# 说明\n\n- 甲\n\n```js\nvar a = function() {{ return 1; }};\n```\n{FIRST}{FIRST}",
        "See this document (https://example.org/a/b/c/d) and the class [public] of [documents](https://example.org/else/); return it. "
        * 9,
        "文件名,题名,日期\na.docx,换届,2019\n",
    ],
)
def test_a_report_that_begins_like_code_or_data_is_read(text):
    assert extract_text(text.encode(), "a.js").text


@pytest.mark.parametrize(
    "head", ["<meta charset=utf-8>", "<title>整顿汇报</title>", "<script>var a = 1</script>", "<base href=/>"]
)
def test_a_page_that_leaves_html_and_head_out_is_a_page(head):
    page = f"<!DOCTYPE html>{head}<body><p>通渭县今年逐村排查，一村一策，限期整顿。</p><p>第二段也写整顿，逐条销号。</p></body>"
    found = extract_text(page.encode(), "a.html")
    assert found.media_type == "text/html"
    assert "逐村排查" in found.text


def test_a_copied_page_that_begins_with_a_line_of_data_is_read():
    page = '[{"x": 1, "y": 2}, {"x": 3, "y": 4}]\n通渭县整顿软弱涣散村党组织\n今年以来，通渭县逐村排查，一村一策，限期整顿。'
    assert "逐村排查" in extract_text(page.encode(), "a.txt").text

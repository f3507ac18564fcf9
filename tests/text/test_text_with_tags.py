"""Texts and Markdown that hold some HTML keep their lines; a page begins as one."""

import pytest

from archive.text.formats import extract_text, needs_parser
from archive.text.formats.tags import without_tags

FIRST = "今年以来，镇党委抓好班子建设，逐村走访，群众反映良好。"
SECOND = "各村党支部每月开展主题党日，党员到会率明显提高。"
TABLE = """<table border="1">
  <thead><tr><th>村名</th>
  <th>党员数</th></tr></thead>
  <tbody><tr><td>东沟村</td><td><b>41</b><br>人</td></tr></tbody>
</table>"""


def read(text: str):
    return extract_text(text.encode(), "a")


@pytest.mark.parametrize(
    "text",
    [
        f"# 总结\n\n## 一、做法\n\n{FIRST}\n\n{TABLE}\n\n数据截至十二月底\n\n- {SECOND}\n",
        f"## 一、做法\n{FIRST}\n## 二、各村\n{TABLE}\n数据截至十二月底\n## 三、打算\n{SECOND}\n",
        f"# 总结\n{FIRST}\n{TABLE}\n数据截至十二月底\n{SECOND}",
        f'<div align="center">\n<h1>总结</h1>\n</div>\n\n## 一、做法\n\n{FIRST}\n\n{TABLE}\n\n数据截至十二月底\n\n- {SECOND}\n',
    ],
)
def test_markdown_with_tables_of_html_keeps_every_line(text):
    extracted = read(text)
    assert extracted.media_type == "text/markdown"
    lines = extracted.text.split("\n")
    assert not any(line.startswith("#") for line in lines)
    assert FIRST in lines
    assert "村名\t党员数" in lines
    assert "东沟村\t41 人" in lines
    assert "数据截至十二月底" in lines
    assert SECOND in lines[-1]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (f"总结\n一、做法\n{FIRST}\n（摘自<a href='x'>甲</a>、<a href='y'>乙</a>、<a>丙</a>）", f"总结\n一、做法\n{FIRST}\n（摘自甲、乙、丙）"),
        (f"总结<br>\n{FIRST}<br/>\n{SECOND}<BR>\n", f"总结\n{FIRST}\n{SECOND}"),
        (f"总结<br>{FIRST}<br>{SECOND}<br>", f"总结\n{FIRST}\n{SECOND}"),
        (f"总结\n<p>{FIRST}</p>\n<p>{SECOND}</p>\n完", f"总结\n{FIRST}\n{SECOND}\n完"),
        (f"<b>总结</b>\n{FIRST}\n{SECOND}\n完", f"总结\n{FIRST}\n{SECOND}\n完"),
        (f"&nbsp;&nbsp;{FIRST}\n&ldquo;三会一课&rdquo;", f"{FIRST}\n“三会一课”"),
        (f"做法：\n<ol><li>选优</li><li>完善</li></ol>\n{FIRST}", f"做法：\n1. 选优\n2. 完善\n{FIRST}"),
        (f"党员<del>三十</del><ins>五十</ins>名。\n{FIRST}<!-- 批注 -->", f"党员五十名。\n{FIRST}"),
    ],
)  # fmt: skip
def test_a_text_with_tags_keeps_its_lines_and_loses_its_tags(text, plain):
    extracted = read(text)
    assert extracted.media_type == "text/plain"
    assert [line.strip(" \u00a0") for line in extracted.text.split("\n")] == plain.split("\n")


@pytest.mark.parametrize(
    "text", ["产值<p>5%的村有3个。", "<略>的有3个，<2019>号。", "甲<b>型企业\n乙<a>型企业", "R&D 与 &c;"]
)
def test_signs_that_look_like_a_tag_stay(text):
    assert read(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        f"<center><b>总结</b></center><br>{FIRST}<br>{SECOND}<br>",
        f"<span>{FIRST}</span><br><span>{SECOND}</span>",
        f"<font size=4>总结</font>\n<p>{FIRST}\n<p>{SECOND}",
        f"<div>\n总结\n{FIRST}\n{SECOND}\n</div>",
        f"\ufeff\n<!-- saved -->\n<?xml version='1.0'?>\n<!DOCTYPE html>\n<html><body>\n# 甲\n# 乙\n# 丙\n<p>{FIRST}{SECOND}</p></body></html>",
        f"<ul><li>{FIRST}</li><li>{SECOND}</li></ul>",
        f"抓取于十二月\n<html><body><p>{FIRST}</p><p>{SECOND}</p></body></html>",
    ],
)
def test_what_begins_as_a_page_is_one(text):
    extracted = read(text)
    assert extracted.media_type == "text/html"
    assert FIRST in extracted.text
    assert SECOND in extracted.text
    assert "<" not in extracted.text


def test_code_in_markdown_keeps_its_tags():
    assert "<td>x</td>" in read(f"# 甲\n\n- 乙\n\n```\n<td>x</td>\n```\n{FIRST}").text


def test_markdown_loses_what_is_struck_out():
    assert read("# 甲\n\n- 党员~~三十~~五十名，工期~~三天~~。").text == "甲\n\n- 党员五十名，工期。"


@pytest.mark.parametrize("piece", ["<!--", "<s>", "<a ", "<table>", "<ol><li>", "&#", "~~", " ", "\t\n"])
def test_a_long_text_of_unclosed_tags_takes_one_pass(piece):
    assert len(without_tags(piece * 30_000)) <= 2 * len(piece) * 30_000


def test_a_text_with_tags_is_left_to_a_parser_process():
    assert needs_parser(f"总结<br>\n{FIRST}".encode())
    assert not needs_parser(f"总结\n{FIRST}".encode())
    assert not needs_parser("产值<p>5%的村有3个。".encode())

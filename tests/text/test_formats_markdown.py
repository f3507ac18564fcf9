"""Markdown is told by its marks, and its marks go; redactions look alike and stay."""

import pytest

from archive.text.formats import extract_text

HEAD = "# 清河县党建汇报\n\n- 要点\n\n"


def read(text: str) -> str:
    return extract_text(text.encode(), "a.txt").text


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("抓**班子**建设", "抓班子建设"),
        ('见[县党建网](https://example.org/a "题")。', "见县党建网。"),
        ("![图](a.png)为证", "图为证"),
        ("## 一、抓整顿 ##", "一、抓整顿"),
        ("> 引文", "引文"),
        ("| 乡镇 | 数 |\n|---|---|\n| 东关镇 | 12 |", "乡镇\t数\n东关镇\t12"),
        ("1\\. 抓班子", "1. 抓班子"),
        ("`党建`平台", "党建平台"),
    ],
)
def test_marks_are_stripped_to_their_words(marked, plain):
    assert read(HEAD + "前文。\n\n" + marked).endswith("前文。\n\n" + plain)


@pytest.mark.parametrize("words", ["在**区和**县调研", "****年*月", "*.*万元", "3*4*5", "文件_名_字"])
def test_redactions_and_figures_stay(words):
    assert read(HEAD + words).endswith(words)


def test_the_heading_is_the_title_hint():
    extracted = extract_text((HEAD + "正文。").encode(), "a.txt")
    assert (extracted.hints.title, extracted.media_type) == ("清河县党建汇报", "text/markdown")


def test_front_matter_gives_hints_and_leaves_the_text():
    front = '---\ntitle: "清河县党建汇报"\ndate: 2021-08-16\nauthor: 王小明\n---\n正文。'
    extracted = extract_text(front.encode(), "a.txt")
    assert extracted.text == "正文。"
    assert (extracted.hints.title, extracted.hints.date, extracted.hints.author) == (
        "清河县党建汇报",
        "2021-08-16",
        "王小明",
    )


@pytest.mark.parametrize("text", ["在**区和**县调研。", "# 一个井号\n正文。", "- 甲\n- 乙\n", "----\n正文\n----"])
def test_prose_with_a_mark_or_two_is_plain_text(text):
    extracted = extract_text(text.encode(), "a.md")
    assert (extracted.text, extracted.media_type) == (text.strip(), "text/plain")

"""Web pages as they really come: lies about the encoding, hidden parts, layout by tables, frames, huge scripts."""

import time

import pytest

from archive.text.formats import ARTICLE_UNSURE, FormatError, extract_text
from tests.slowness import is_within

FIRST = "近年来，清河县把整顿软弱涣散党组织作为重点任务来抓，逐村建立工作台账。"
SECOND = "县里派出十二名干部到村任职，一村一策解决遗留问题，群众看到了变化。"
LAST = "下一步，全县将继续巩固整顿成果，防止问题反弹。"


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>清河县整顿党组织</title>{head}</head><body>{body}</body></html>"


def read(html: str, encoding: str = "utf-8") -> str:
    return extract_text(html.encode(encoding), "a.html").text


def hints(head: str, body: str = f"<p>{FIRST}</p>"):
    return extract_text(page(body, head).encode(), "a.html").hints


@pytest.mark.parametrize(
    ("declared", "real"),
    [("gb2312", "utf-8"), ("utf-8", "gb18030"), ("gb2312", "big5"), ("iso-8859-1", "gbk"), ("", "gbk")],
)
def test_a_page_that_lies_about_its_encoding_is_read(declared, real):
    words = "近年來清河縣把整頓軟弱渙散黨組織作為重點任務來抓" if real == "big5" else FIRST
    title = "清河縣" if real == "big5" else "清河县"
    html = page(f"<p>{words}</p>", f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">')
    html = html.replace("清河县整顿党组织", title)
    assert words in read(html, real)


def test_paragraphs_parted_by_br_are_lines():
    assert f"{FIRST}\n{SECOND}\n{LAST}" in read(page(f"<div>{FIRST}<br>{SECOND}<br/><br/>{LAST}</div>"))


def test_paragraphs_of_nested_boxes_are_lines():
    body = (
        f"<div><div><div><span>{FIRST}</span></div><section><div>{SECOND}</div></section></div><div>{LAST}</div></div>"
    )
    assert f"{FIRST}\n{SECOND}\n{LAST}" in read(page(body))


def test_a_preformatted_text_keeps_its_lines_around_tags_in_it():
    body = f"<pre>{FIRST}\n<b>一、抓班子</b>\n{SECOND}\n<font>二、</font>抓队伍\n{LAST}</pre>"
    assert f"{FIRST}\n一、抓班子\n{SECOND}\n二、抓队伍\n{LAST}" in read(page(body))


def test_a_list_gives_an_entry_a_line():
    assert "1. 抓班子。\n2. 抓队伍。\n" in read(
        page(f"<p>{FIRST}</p><ol><li>抓班子。</li><li>抓队伍。</li></ol><p>{LAST}</p>")
    )


def test_what_a_browser_hides_is_left_out():
    body = f'<p>{FIRST}</p><p style="display: none">隐藏的广告语句在这里出现了。</p><p hidden>另一句隐藏的话在这里。</p><p>{LAST}</p>'
    assert "隐藏" not in read(page(body))


def test_an_article_that_a_script_would_show_is_read():
    assert LAST in read(
        page(f'<p>正在加载</p><div style="display:none"><p>{FIRST}</p><p>{SECOND}</p><p>{LAST}</p></div>')
    )


def test_comments_scripts_and_styles_are_no_text():
    body = f"<!-- 旧稿。 --><script>var a = '脚本里的话。';</script><style>p::after{{content:'样式'}}</style><p>{FIRST}</p>"
    assert read(page(body)) == FIRST


def test_pinyin_above_a_word_is_left_out():
    assert "抓党建工作" in read(page(f"<p>{FIRST}抓<ruby>党<rp>(</rp><rt>dǎng</rt><rp>)</rp></ruby>建工作。</p>"))


def test_words_that_word_guards_by_conditions_are_kept():
    body = f"<p>{FIRST}</p><p><![if !supportLists]><span>一、</span><![endif]>抓班子。</p><p>{LAST}</p>"
    assert "一、抓班子。" in read(page(body))


def test_unseen_letters_do_not_part_a_word():
    assert "软弱涣散" in read(page(f"<p>{FIRST}软&shy;弱\u200b涣&#8203;散。</p>"))


def test_a_page_of_frames_names_the_remedy():
    html = "<html><head><title>清河</title></head><frameset><frame src=a.html><frame src=b.html></frameset></html>"
    with pytest.raises(FormatError, match="框架"):
        extract_text(html.encode(), "a.html")


def test_a_huge_script_costs_little_time():
    html = page(f"<script>{'var a = [1, 2, 3];' * 150_000}</script><p>{FIRST}</p>")
    start = time.process_time()
    assert read(html) == FIRST
    assert is_within(time.process_time() - start, 3)


@pytest.mark.parametrize("unit", ["<div>", "<font><b>", "<table><tr><td>", "<ul><li>", "<a href=x>", "<![CDATA[", "&#"])
def test_a_page_of_opening_marks_alone_ends(unit):
    start = time.process_time()
    assert "逐村建立工作台账" in read(page(f"<p>{FIRST}</p>" + unit * 3_000))
    assert is_within(time.process_time() - start, 10)


def test_the_address_comes_from_the_page_in_the_order_of_trust():
    canonical = '<link rel="canonical" href="http://dj.example.cn/2021/0414/a.html">'
    assert hints(canonical + '<meta property="og:url" content="http://x.example.cn/b">').url == "http://x.example.cn/b"
    assert hints(canonical).url == "http://dj.example.cn/2021/0414/a.html"


def test_the_address_a_browser_saved_from_is_a_hint():
    html = (
        "<!DOCTYPE html>\n<!-- saved from url=(0040)http://dj.example.cn/2021/0414/a.html -->\n"
        + page(f"<p>{FIRST}</p>")[15:]
    )
    assert extract_text(html.encode(), "a").hints.url == "http://dj.example.cn/2021/0414/a.html"


def test_an_address_that_is_a_script_is_none():
    assert hints('<link rel="canonical" href="javascript:alert(1)">').url == ""


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="PubDate" content="2021-08-16 09:30">',
        '<meta property="article:published_time" content="2021-08-16T09:30:00+08:00">',
        '<meta itemprop="datePublished" content="2021-08-16">',
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2021-08-16"}</script>',
        '<script type="application/ld+json">{"@graph": [{"@type": "Article", "datePublished": "2021-08-16"}]}</script>',
    ],
)
def test_a_date_in_the_markup_is_the_pages_own(head):
    found = hints(head)
    assert found.date.startswith("2021-08-16")
    assert found.weak_date == ""


@pytest.mark.parametrize("script", ["{", "[1, null]", '{"datePublished": 5}', "[" * 100_000])
def test_broken_linked_data_is_passed_over(script):
    assert hints(f'<script type="application/ld+json">{script}</script>').date == ""


def test_a_date_only_guessed_from_the_page_is_weak():
    found = hints("", f'<div class="date">2021-08-16</div><p>{FIRST}</p>')
    assert (found.date, found.weak_date, found.weak_date_rule) == ("", "2021-08-16", "htmldate")


def test_hints_are_one_line_and_bounded():
    found = hints(f'<meta name="ArticleTitle" content="清河县\n\n  党建{"好" * 9_000}">')
    assert found.title.startswith("清河县 党建好")
    assert len(found.title) == 500


def test_a_table_behind_the_last_sentence_is_kept_whole():
    rows = "".join(f"<tr><td>第{at}镇</td><td>{at}</td></tr>" for at in range(20))
    assert read(page(f"<p>{FIRST}</p><table>{rows}</table>")).endswith("第18镇\t18\n第19镇\t19")


def test_tags_strewn_over_a_copied_text_take_no_word_of_it_away():
    strewn = (
        "<code id='A1B2'></code><style id='A1B2'></style>\n<center id='A1B2'><noframes id='A1B2'>\n"
        "    • <optgroup id='A1B2'><strike id='A1B2'></strike></optgroup>\n"
        "甲县：组织联建促增收\n时间:2024-09-19 07:14:30 来源:\n\n"
        "甲县把五个村的茶园联起来做，成立片区党委。<b id='A1B2'></b>村集体收入比上年多了两成。\n\n"
        "今年又有三家企业进村，用工都从村里招。\n"
    )
    found = extract_text(strewn.encode(), "网页.txt")
    assert "甲县把五个村的茶园联起来做，成立片区党委。村集体收入比上年多了两成。" in found.text.split("\n")
    assert "甲县：组织联建促增收" in found.text
    assert "<" not in found.text
    assert ARTICLE_UNSURE in found.warnings

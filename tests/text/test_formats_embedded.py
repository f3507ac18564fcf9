"""An article that only a script or a frame shows, numbers of lists, struck-out words, pages without Chinese stops."""

import json

import pytest

from archive.text.formats import ARTICLE_UNSURE, extract_text

FIRST = "今年以来，镇党委抓好班子建设，逐村走访，群众反映良好。"
SECOND = "各村党支部每月开展主题党日，党员到会率明显提高。"
BODY = f"<p>{FIRST}</p><p>{SECOND}</p>"
HEAD = "<!DOCTYPE html><html><head><meta charset='utf-8'><title>柳河镇党委关于村级换届的工作总结</title>"


def read(body: str, head: str = ""):
    return extract_text(f"{HEAD}{head}</head><body>{body}<p>版权所有 柳河镇政府。</p></body></html>".encode(), "a.html")


def script(kind: str, words: str) -> str:
    return f"<script {kind}>{words}</script>"


ARTICLE = {
    "@type": "NewsArticle",
    "headline": "总结",
    "articleBody": f"{FIRST}\n{SECOND}",
    "datePublished": "2021-08-16",
}
STATE = {"props": {"list": [{"title": "某镇召开会议"}], "article": {"content": BODY}}}
BLOCKS = {"page": {"blocks": [{"type": "p", "text": FIRST * 2}, {"type": "p", "text": SECOND * 2}]}}


@pytest.mark.parametrize(
    "carrier",
    [
        f"<textarea style='display:none'>{BODY.replace('<', '&lt;')}</textarea>",
        f"<textarea>{FIRST}\n{SECOND}</textarea>",
        script('type="application/ld+json"', json.dumps(ARTICLE)),
        script('type="application/ld+json"', json.dumps({"@graph": [{"@type": "WebSite"}, ARTICLE]}, ensure_ascii=False)),
        script('id="__NEXT_DATA__" type="application/json"', json.dumps(STATE)),
        script("", f"window.__INITIAL_STATE__ = {json.dumps(BLOCKS)};(function(){{}})()"),
        script("", f"var html = {json.dumps(BODY)}; show(html);"),
    ],
)  # fmt: skip
def test_an_article_that_only_a_script_shows_is_read(carrier):
    extracted = read(f"<h1>柳河镇党委关于村级换届的工作总结</h1><div id='show'></div>{carrier}")
    lines = extracted.text.split("\n")
    assert lines[0] == extracted.hints.title == "柳河镇党委关于村级换届的工作总结"
    assert lines[1].startswith(FIRST)
    assert lines[2].startswith(SECOND)
    assert len(lines) == 3


def test_an_article_that_the_page_shows_is_read_where_it_stands():
    shown = f"<h1>柳河镇党委关于村级换届的工作总结</h1>{BODY}<p>下一步，我们将继续巩固成果。</p>"
    carrier = script('type="application/ld+json"', json.dumps(ARTICLE))
    assert read(shown + carrier).text == read(shown).text


def test_a_warning_in_a_script_is_no_article():
    warning = "本站提醒您谨防诈骗，请勿向陌生人转账。请核对网址以后再输入密码。请不要相信任何中奖信息。" * 3
    shown = f"<h1>柳河镇党委关于村级换届的工作总结</h1><p>{FIRST}</p>"
    assert read(shown + script("", f"alert({json.dumps(warning)});")).text.count(FIRST) == 1


def test_a_frame_with_its_page_inside_is_read_where_it_stands():
    inner = f"<html><body>{SECOND}</body></html>".replace('"', "&quot;")
    text = read(f"<p>{FIRST}</p><iframe srcdoc='{inner}'></iframe><p>下一步，我们将继续巩固成果。</p>").text
    assert text.split("\n")[:3] == [FIRST, SECOND, "下一步，我们将继续巩固成果。"]


@pytest.mark.parametrize("tag", ["del", "s", "strike", "span style='text-decoration: line-through'"])
def test_struck_out_words_are_no_text(tag):
    text = read(f"{BODY}<p>共有党员<{tag}>三十</{tag.split()[0]}><ins>五十</ins>名。</p>").text
    assert "共有党员五十名。" in text


@pytest.mark.parametrize(
    ("items", "lines"),
    [
        ("<ol><li>选优配强。</li><li><p>完善规则。</p><p>村务公开。</p></li></ol>", "1. 选优配强。\n2. 完善规则。\n村务公开。"),
        ("<ol start='3'><li>选优配强。<li value='7'>完善规则。<li>公开。</ol>", "3. 选优配强。\n7. 完善规则。\n8. 公开。"),
        ("<ol><li>甲<ol type='a'><li>选优。</li></ol></li><li>乙</li></ol>", "1. 甲\na. 选优。\n2. 乙"),
        ("<ol><li>一、选优。</li><li>（2）完善。</li></ol>", "一、选优。\n（2）完善。"),
        ("<ul><li>选优。</li></ul>", "\n选优。"),
        ("<ol style='list-style-type:none'><li>选优。</li></ol>", "\n选优。"),
    ],
)  # fmt: skip
def test_items_of_an_ordered_list_keep_their_numbers(items, lines):
    assert f"{FIRST}\n{lines.strip()}\n{SECOND}" in read(f"<p>{FIRST}</p>{items}<p>{SECOND}</p>").text


def test_a_path_of_links_in_an_ordered_list_gets_no_numbers():
    path = "<ol><li><a href='/'>首页</a></li><li><a href='/dj'>党建</a></li><li>正文</li></ol>"
    assert "3." not in read(path + BODY).text


ENGLISH = (
    "The county committee sent twelve officials to the villages to help them reorganize their branches.",
    "Each branch met once a month, and the number of members who came to the meetings rose quickly.",
    "Next year the county will go on with this work so that the problems do not come back again.",
)


def test_no_sentence_of_a_page_with_ascii_stops_is_lost():
    body = "".join(f"<div class='part'><p>{words}</p></div><ul><li><a href='/1'>Read</a></li><li><a href='/2'>More</a>"
                   "</li><li><a href='/3'>Share</a></li></ul>" for words in ENGLISH)  # fmt: skip
    page = f"<html><head><title>Village branches</title></head><body><h1>Village branches</h1>{body}</body></html>"
    text = extract_text(page.encode(), "a.html").text
    assert all(words in text for words in ENGLISH)


def test_long_lines_without_stops_count_as_words_of_a_page():
    block = (
        "Internet-Draft of the working group, with rules for requests and responses [Page {}]. See the next page " * 3
    )
    links = "".join(f"<li><a href='/{number}'>Other drafts of the group {number}</a></li>" for number in range(4))
    blocks = "".join(f"<pre>{block.format(*[number] * 3)}</pre>" for number in range(5))
    page = f"<html><head><title>Working group</title></head><body><h1>Working group</h1><p>{ENGLISH[0]}</p>{links}{blocks}</body></html>"
    assert "[Page 4]" in extract_text(page.encode(), "a.html").text


def test_where_less_than_half_of_the_words_would_stay_the_whole_page_stays_with_a_warning():
    rows = "".join(f"<div>东沟村党支部书记王明远负责第{number}片区的走访和登记</div>" for number in range(9))
    links = "".join(f"<li><a href='/{number}'>某镇召开第{number}次会议</a></li>" for number in range(4))
    body = f"<h1>柳河镇党委关于村级换届的工作总结</h1><p>{FIRST}</p><ul>{links}</ul>{rows}"
    extracted = extract_text(f"{HEAD}</head><body>{body}</body></html>".encode(), "a.html")
    assert "负责第8片区" in extracted.text
    assert ARTICLE_UNSURE in extracted.warnings

"""Pages saved with their frames in one file: the article is in one of the frames."""

from __future__ import annotations

import base64

import pytest

from archive.text.formats import extract_text

MENU = '<html><body><a href="a">首页</a><a href="b">机构</a></body></html>'
ARTICLE = (
    "<!DOCTYPE html><html><head><title>柳河镇村级换届总结</title></head><body><h1>柳河镇村级换届总结</h1>"
    "<p>今年以来，镇党委抓好班子建设，逐村走访，群众反映良好。</p><p>下一步，我们将继续巩固成果，把工作做细做实。</p>{}</body></html>"
)
COMMENTS = "<html><body>" + "<p>这是读者写下的一条很长的评论，说得很有道理。</p>" * 9 + "</body></html>"
FRAMESET = '<html><frameset cols="20%,80%"><frame src="left.htm"><frame src="main.htm"></frameset></html>'
WITH_IFRAME = '<html><body><p>柳河镇政府网站欢迎您！</p><iframe src="main.htm"></iframe></body></html>'


def mht(*pages: tuple[str, str], encoding: str = "gb2312") -> bytes:
    parts = [
        f'Content-Type: text/html; charset="{encoding}"\r\nContent-Location: {address}\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{base64.encodebytes(html.encode(encoding)).decode()}"
        for address, html in pages
    ]
    head = 'From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="bb"'
    return "\r\n".join([head, "", *(f"--bb\r\n{part}" for part in parts), "--bb--", ""]).encode()


def text_of(*pages: tuple[str, str], encoding: str = "gb2312") -> str:
    return extract_text(mht(*pages, encoding=encoding), "a.mht").text


@pytest.mark.parametrize("outer", [FRAMESET, WITH_IFRAME, FRAMESET.replace("frameset", "FRAMESET")])
@pytest.mark.parametrize("encoding", ["gb2312", "utf-8", "utf-16"])
def test_the_frame_with_the_article_is_read(outer, encoding):
    pages = [("http://example.org/i.htm", outer), ("http://example.org/left.htm", MENU)]
    for frames in ([*pages, ("http://example.org/main.htm", ARTICLE)], [pages[0], ("cid:main", ARTICLE), pages[1]]):
        text = text_of(*frames, encoding=encoding)
        assert "镇党委抓好班子建设" in text
        assert "机构" not in text


def test_the_address_is_that_of_the_frame():
    found = extract_text(mht(("http://example.org/i.htm", FRAMESET), ("http://example.org/main.htm", ARTICLE)), "a.mht")
    assert found.hints.url == "http://example.org/main.htm"


def test_a_page_with_an_article_is_read_however_much_its_frames_hold():
    more = "<p>镇党委把这件事列入重要日程，一抓到底。</p>"
    text = text_of(("http://example.org/a.htm", ARTICLE.format(more)), ("http://example.org/comments.htm", COMMENTS))
    assert "镇党委抓好班子建设" in text
    assert "评论" not in text

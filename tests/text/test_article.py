"""Which part of a web page is its article? Menus, lists of headlines, comments and crumbs around it never stay."""

import pytest

from archive.text.formats import ARTICLE_UNSURE, FormatError, extract_text

TITLE = "白石镇把支部建到茶山上"
SOURCE = "来源：青岭党建网 作者：佚名 发布时间：2023年12月04日 点击数：次"
FIRST = "入冬以来，白石镇的茶山上多了十二面党旗，每一面党旗下都有一名联系户长。"
SECOND = "镇党委把茶农、收茶人和合作社编成四个支部，春茶的价钱由支部和收茶人当面谈定。"
LAST = "下一步，全镇要在明年清明以前把支部议事的办法推到所有的采摘点。"
BODY = f"<p>{FIRST}</p><p>{SECOND}</p><p>{LAST}</p>"
HEADLINES = [
    "广西某县驻村工作队的一天[05-09]",
    "重庆某区学习教育怎样才能不走过场？[06-03]",
    "支部书记谈心得[12-23]",
    "四川某地基层减负经验[02-04]",
]


def links(words, tag="li"):
    return "".join(f'<{tag}><a href="/item/{at}.html">{each}</a></{tag}>' for at, each in enumerate(words))


MENU = links(["首页", "新闻中心", "学校公告", "校务公开", "党建引领", "组织架构"])


def page(body, title=f"{TITLE}--基层动态--青岭县教育局"):
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"


def read(html):
    return extract_text(html.encode(), "a.html")


@pytest.mark.parametrize(
    "beside",
    [
        f"<ul>{MENU}</ul><h3>推荐阅读</h3><ul>{links(HEADLINES)}</ul>",
        f"<table><tr><td>{links(HEADLINES, 'div')}</td></tr></table>",
        f"<div>推荐阅读</div>{links(HEADLINES, 'p')}<p>你知道重庆某区的学习教育怎样才能不走过场吗？</p>",
    ],
)
@pytest.mark.parametrize("source", [SOURCE, "时间：2023-12-04 来源：青岭党建网"])
def test_a_list_of_headlines_above_the_title_is_no_part_of_the_article(beside, source):
    crumb = "<div>当前位置：首页 &gt; 党建引领 &gt; 基层动态</div>"
    found = read(page(f"{beside}{crumb}<h2>{TITLE}</h2><div>{source}</div>{BODY}"))
    assert found.text == "\n".join([TITLE, source, FIRST, SECOND, LAST])
    assert not found.warnings


def test_a_page_whose_title_is_another_begins_above_its_source_line():
    found = read(
        page(f"<ul>{MENU}{links(HEADLINES)}</ul><h2>{TITLE}</h2><div>{SOURCE}</div>{BODY}", title="青岭县教育局")
    )
    assert found.text.split("\n")[:3] == [TITLE, SOURCE, FIRST]


@pytest.mark.parametrize(
    "behind",
    [
        "<div>分享到：</div><div>您可通过网站顶部的我的收藏查看所有收藏过的文章。</div>",
        f"<h4>相关新闻</h4><ul>{links(HEADLINES)}</ul>",
        f"<div>上一篇：{HEADLINES[0]}</div><div>下一篇：{HEADLINES[1]}</div><p>本站文章由读者自行判断。</p>",
        "<div>网友评论</div><p>读者甲：我们镇也该学一学，茶农最怕压价。</p><p>读者乙：写得真好，支持一下！</p>",
        f"<div>{links(['打印正文', '上一篇：茶山的春天', '下一篇：河边的夏天'], 'span')}</div><ul>{links(HEADLINES)}</ul>"
        "<p>你知道重庆某区的学习教育怎样才能不走过场吗？</p>",
    ],
)
def test_what_follows_the_article_is_no_part_of_it(behind):
    text = read(page(f"<h2>{TITLE}</h2><div>{SOURCE}</div>{BODY}<p>白石镇党委</p><p>2023年12月4日</p>{behind}")).text
    assert text.startswith(f"{TITLE}\n{SOURCE}\n{FIRST}\n{SECOND}\n{LAST}\n白石镇党委\n2023年12月4日")
    assert not any(each in text for each in ("某区", "某县", "读者", "上一篇", "相关新闻", "网友评论", "收藏"))


def test_an_article_goes_on_behind_a_list_of_links_inside_it():
    inner = f"<div>相关链接</div><ul>{links(HEADLINES)}</ul>"
    body = f"<div class='article'><p>{FIRST}</p><p>{SECOND}</p>{inner}<p>{LAST}</p><p>{SECOND}</p></div>"
    text = read(page(f"<ul>{MENU}</ul><h1>{TITLE}</h1><div>{SOURCE}</div>{body}")).text
    assert f"{LAST}\n{SECOND}" in text
    assert "某区" not in text


def test_a_notice_without_a_sentence_keeps_nothing_of_the_menu():
    notice = "<p>全体教工：</p><p>明天下午开会</p><p>校办</p>"
    found = read(page(f"<ul>{MENU}{links(HEADLINES)}</ul><h2>{TITLE}</h2><div>{SOURCE}</div>{notice}<ul>{MENU}</ul>"))
    assert found.text.split("\n") == [TITLE, SOURCE, "全体教工：", "明天下午开会", "校办"]


def test_linked_attachments_belong_to_the_article():
    files = links(["附件1：名单", "附件2：回执", "采摘点分布.xlsx"], "p")
    assert "采摘点分布.xlsx" in read(page(f"<ul>{MENU}</ul><h2>{TITLE}</h2><div>{SOURCE}</div>{BODY}{files}")).text


def test_a_source_line_below_the_article_stays():
    text = read(page(f"<ul>{MENU}</ul><h2>{TITLE}</h2>{BODY}{links(HEADLINES)}<div>{SOURCE}</div>")).text
    assert text.endswith(SOURCE)


def test_if_most_sentences_lie_outside_all_stay_and_an_editor_is_asked():
    teaser = f"<h2>{TITLE}</h2><div>{SOURCE}</div><p>全文见下，点开即可阅读全文。</p><ul>{links(HEADLINES)}</ul>"
    found = read(page(f"{BODY}<ul>{MENU}</ul>{teaser}"))
    assert all(sentence in found.text for sentence in (FIRST, SECOND, LAST))
    assert found.warnings == (ARTICLE_UNSURE,)


def test_paragraphs_inside_links_are_never_lost():
    linked = "".join(f'<p><a href="/k">{sentence}</a></p>' for sentence in (FIRST, SECOND, LAST))
    found = read(page(f"<ul>{MENU}</ul><h2>{TITLE}</h2><div>{SOURCE}</div>{linked}"))
    assert all(sentence in found.text for sentence in (FIRST, SECOND, LAST))


def test_a_page_without_links_is_whole_and_sure():
    found = read(page(BODY, title=""))
    assert (found.text, found.warnings) == (f"{FIRST}\n{SECOND}\n{LAST}", ())


def test_a_notice_of_a_title_and_an_attachment_alone_keeps_no_menu_and_no_footer():
    menu = "".join(f"<div>{word}</div>" for word in ("校园概览", "组织机构", "管理团队", "校园风光") * 9)
    bar = "<p>公共文件夹 | 智慧校园 | 教学平台 | 办公电话 | 作息时间 | 图书馆 | 软件下载 | 网上报修</p>"
    foot = "<p>青岭县白石镇中心学校 版权所有</p><p>地址：青岭县白石镇站前大道18号 电话及传真：0570-5550100</p>"
    found = read(page(f"{menu}{bar}<h2>{TITLE}</h2><div>{SOURCE}</div><a href='a.docx'>附件：名单.docx</a>{foot}"))
    assert found.text.split("\n")[:2] == [TITLE, SOURCE]
    assert "校园" not in found.text
    assert not found.warnings


def test_a_page_without_stops_of_which_most_lies_outside_the_article_found_stays_whole():
    items = "".join(
        f"<p>第{at}组 石大山担任组长联系白石村茶山支部和村中学校教师两个支部</p>" for at in "一二三四五六七八"
    )
    found = read(page(f"{items}<h2>{TITLE}</h2><div>{SOURCE}</div>"))
    assert found.text.count("担任组长") == 8
    assert found.warnings == (ARTICLE_UNSURE,)


def test_a_page_saved_with_the_directives_of_its_server_is_a_page():
    directives = (
        '<%@ page language="java" pageEncoding="UTF-8"%>\n<%@ taglib uri="http://example.com/core" prefix="c"%>\n'
    )
    assert FIRST in read(directives + page(f"<h2>{TITLE}</h2>{BODY}")).text
    with pytest.raises(FormatError):
        extract_text(f'{directives}<c:forEach items="${{all}}"/>'.encode(), "a.txt")

"""The title of a page: which line it is, what never is one, and how halves and one-line documents give it."""

from __future__ import annotations

from datetime import date

import pytest

from archive.text.clean import clean_text
from archive.text.confidence import is_doubtful
from archive.text.evidence import Evidence
from archive.text.formats import extract_text
from archive.text.metadata import describe
from archive.text.repair import repair_text
from scripts.judging import comparable
from tests.text.gazetteer import GAZETTEER

LEAD = (
    "近年来，石岭镇党委把支部建在产业链上，党员带着群众学技术，办起夜校三十二期，培训党员三百人次，村里的路修好了，水也通了。"
    "会议要求各支部抓实学习。"
)
BODY = f"{LEAD}\n各村支部随后交流了做法，党员们都说有收获，下一步还要把老屋收拾出来办民宿，让更多人回乡做事。\n"


def title_of(text: str, filename: str = "a.txt") -> Evidence:
    extracted = extract_text(text.encode(), filename)
    repaired = repair_text(extracted.text).text
    return describe(
        repaired,
        cleaned=clean_text(repaired, title_hint=extracted.hints.title),
        hints=extracted.hints,
        filename=filename,
        gazetteer=GAZETTEER,
        today=date(2026, 11, 22),
    ).title


def assert_title(found: Evidence, wanted: str) -> None:
    assert comparable("title", found.value or "") == comparable("title", wanted)


# --- which line it is ---


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("老屋里的新灯火", "老屋里的新灯火"),
        ("标题：石岭镇党员夜校开课", "石岭镇党员夜校开课"),
        ("今年的课怎么上？大家这样说\n本报记者 何小禾", "今年的课怎么上？大家这样说"),
        ("夜校里的课，党员爱听，群众爱学\n来源：石岭日报", "夜校里的课，党员爱听，群众爱学"),
        ("石岭镇党委开展夜校的几点做法 |\n| |\n作者姓名： | 何小禾 |", "石岭镇党委开展夜校的几点做法"),
        (
            "石岭党〔2021〕15号\n关于印发《石岭镇党员夜校办法》的通知\n各村党支部：",
            "关于印发《石岭镇党员夜校办法》的通知",
        ),
        ("来源：石岭网 更新时间：2014-04-16\n原标题：因势利导 办好夜校\n核心摘要：石岭镇办夜校。", "因势利导 办好夜校"),
        ("“红色夜校”助推产业发展\n《石岭日报》（2018年03月23日 07版）", "“红色夜校”助推产业发展"),
        ("学党史，悟思想，办实事，开新局\n来源：石岭日报", "学党史，悟思想，办实事，开新局"),
        ("石岭镇组织党员在线观看教育视频\n2021-05-06 09:20 石岭镇", "石岭镇组织党员在线观看教育视频"),
        ("金朝鲁嘎查简介", "金朝鲁嘎查简介"),
        ("问需于民 问计于民\n来源：石岭日报", "问需于民 问计于民"),
        ("【石岭支部】开展主题党日活动\n发布日期：2020-09-03 作者：何小禾", "【石岭支部】开展主题党日活动"),
        ("石岭镇党员夜校开课&nbsp;", "石岭镇党员夜校开课"),
    ],
)
def test_a_line_at_the_top_of_the_text_is_its_title(head, title):
    assert_title(title_of(f"{head}\n{BODY}"), title)


@pytest.mark.parametrize(
    "furniture",
    [
        "石岭日报\n2021年5月6日\n第02版：要闻",
        "当前版：A09版 上一版 下一版\n往期阅读",
        "电子报阅读机\n2021-05-06\n星期四\n当前报纸名称：石岭日报",
        "石岭党建网>>党建>>“夜校故事”征集活动",
        "石岭频道 > 正文",
        "• 首页\n• 中心简介\n• 党员教育",
        "学院简介\n院长致辞\n学校主页\n党委工作\n首页 >> 党团工作 >> 正文",
        "互联网新闻信息许可证：61120180013",
        "新闻热线：010-01690017 投稿邮箱：a@example.com",
        "久久精品国产视频在线观看免费",
        "关注石岭热线\n微信扫一扫",
        "看石岭事，品乡里情",
        "政府信息公开指南\n政府信息公开制度\n法定主动公开内容\n依申请公开",
        "【石岭纪事】",
        "通版阅读请点击：\n展开通版\n收缩通版",
        "石岭镇工作简报\n第12期",
        "- 1、本文档由用户上传,石岭文库整理发布,可阅读全部内容。\n- 2、如有版权争议,请联系网站客服。",
        "原创 石岭镇党委 石岭先锋",
    ],
)
@pytest.mark.parametrize("below", ["来源：溆水先锋 2021-05-06 09:20", "本报讯（记者 何小禾 通讯员 马文涛）"])
def test_what_a_page_puts_above_the_title_is_not_it(furniture, below):
    assert_title(title_of(f"{furniture}\n夜校的灯又亮了\n{below}\n{BODY}"), "夜校的灯又亮了")


def test_what_stands_above_a_source_line_is_no_title_if_the_body_bears_out_another():
    text = f"石岭的天是晴朗的天\n2026-01-23\n党员夜校有了新课堂\n发布时间：2021-05-06\n党员夜校有了新课堂，{BODY}"
    assert_title(title_of(text), "党员夜校有了新课堂")


def test_of_a_title_and_its_subtitle_the_first_is_the_title():
    text = f"石岭夜校的灯又亮了\n党员带着群众学技术\n石岭镇办夜校见闻\n来源：石岭日报 2021-05-06\n{BODY}"
    assert title_of(text).value == "石岭夜校的灯又亮了"


def test_the_promise_of_a_column_gives_way_to_the_title_below_it():
    text = f"【特别报道】《石岭周刊》深入夜校\n石岭夜校：三百名党员的夜晚\n《石岭周刊》记者 何小禾\n{BODY}"
    assert title_of(text).value == "石岭夜校：三百名党员的夜晚"


def test_a_title_may_stand_below_an_editors_note():
    note = "编者的话\n夜校怎样更有人气？本期请三位书记说说他们的办法，也请读者来信补充，篇幅有限，择要刊发，敬请留意下期的安排。"
    assert_title(title_of(f"{note * 1}\n让夜校既有课又有人\n何小禾 石岭镇党校副校长\n{BODY}"), "让夜校既有课又有人")


def test_signs_tell_what_speaks_for_a_title():
    found = title_of(f"石岭镇党委办夜校的工作总结\n来源：石岭日报 2021-05-06\n{BODY}")
    assert {"above-body", "top-of-page", "title-word"} <= set(found.signs)
    assert found.rule == "above-source"
    assert "support-low" in title_of(f"江畔的笛声\n{BODY}").signs


# --- what never is one ---


@pytest.mark.parametrize(
    "line",
    [
        "石岭村，驻村书记马文涛（右）在帮村民修农机。 何小禾摄（乡村影像）",
        "石岭镇党员夜校动员大会现场 摄影：马文涛",
        "图为石岭镇党员夜校开课现场",
        "图①：石岭镇的夜校里，党员在学技术",
        "石岭镇党员夜校 > 正文",
        "石岭镇党员夜校登记20210506001122",
        "石岭党〔2021〕15号",
        "2021年5月6日上午，石岭镇召开夜校推进会",
        "9月26日至28日，石岭镇党员夜校开课，各支部都派党员来学，选举出中共",
        "在石岭镇夜校里，党员们学得认真，记得仔细，问得起劲",
        "记者走进石岭镇党员夜校，看到灯火通明",
        "何小禾 马文涛",
        "□ 何小禾 马文涛",
        "何小禾(左二)与马文涛(左一)一起在村里走访",
        "（石岭市社会发展研究中心 《探索》编辑部，临水 200020）",
        "——摘自《石岭夜校里的三百个夜晚》",
        "中央社／ 石岭县12日電",
        "温馨提示",
        "石岭镇党委办公室编",
        "《石岭周刊》记者 何小禾 | 临水石岭报道",
        "何小禾 记者 马 涛",
        "石岭新闻港讯 通讯员何小禾",
        "石岭先锋百姓学习园地",
        "石岭先锋在线",
        "中共石岭集团公司党委课题组",
        "乡村正文 31 0",
        "大字体 小字体 扫一扫 加入收藏",
        "编号：FW-09923 | 类型：方案 | 大小：24KB",
        "……（开头部分已省略330字）",
        "石岭广播电视台乡村频道 何小禾 马文涛",
        "本报讯（记者何小禾通讯员马文涛）",
        "（临水大学 马克思主义学院，甘肃 张掖 734000）",
        "（臨水大學 馬克思主義學院，甘肅 張掖 734000）",
        "〔文章来源〕石岭月刊",
        "石岭镇党委",
        "石岭党建",
        "各党支部：",
    ],
)
def test_a_caption_path_number_sentence_or_name_is_no_title(line):
    assert title_of(f"{line}\n{BODY}").value is None


def test_a_heading_below_the_source_line_is_a_doubtful_title():
    found = title_of(f"2021-05-06 来源：石岭日报\n幸福落脚的地方\n{BODY}")
    assert found.value is None or ("below-source" in found.signs and is_doubtful(found.confidence))


def test_verses_above_the_text_are_no_title_without_a_doubt():
    verses = "从石岭的第一声鸡鸣\n到夜校的最后一盏灯\n党员擎起火炬\n群众跟着前行\n青年也来学习\n"
    found = title_of(verses + BODY)
    assert "crowded" in found.signs
    assert is_doubtful(found.confidence)


def test_a_label_of_time_without_a_day_does_not_swallow_the_title():
    assert_title(title_of(f"当前版：01版\n发布日期：\n支部办夜校 群众学技术\n{BODY}"), "支部办夜校 群众学技术")


# --- halves ---


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("石岭夜校亮起来\n——石岭镇党员夜校见闻\n本报记者 何小禾", "石岭夜校亮起来——石岭镇党员夜校见闻"),
        ("党旗飘扬在石岭——\n石岭镇党委抓支部见闻\n2021-05-06 来源：石岭日报", "党旗飘扬在石岭——石岭镇党委抓支部见闻"),
        ("石岭镇把“三会\n一课”开到田头\n2021-05-06 来源：石岭日报", "石岭镇把“三会一课”开到田头"),
        ("同心同德谋发展一心一意为乡亲\n——镇党委工作总结", "同心同德谋发展一心一意为乡亲——镇党委工作总结"),
        ("石岭镇党员夜校开课 石岭镇党员夜校开课", "石岭镇党员夜校开课"),
        ("——石岭镇召开夜校推进会\n作者：何小禾", "石岭镇召开夜校推进会"),
    ],
)
def test_halves_of_a_title_are_joined_and_a_doubled_one_is_said_once(head, title):
    assert_title(title_of(f"{head}\n{BODY}"), title)


def test_a_quoted_word_that_ends_in_the_middle_cuts_no_title():
    title = "临水石岭：跨村联建“蹚”出新路 变一村精彩为全域出彩"
    assert_title(title_of(f"首页 资讯 正文\n{title}\n乡村正文 31 0\n{title}\n{title}\n{BODY}"), title)


# --- documents of one line ---


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"石岭镇党员夜校工作总结 今年以来，石岭镇党委办夜校。{LEAD}", "石岭镇党员夜校工作总结"),
        (f"1、石岭镇夜校工作总结 石岭镇夜校总结 今年，石岭镇办夜校。{LEAD}\n2、还要修路。{LEAD}", "石岭镇夜校工作总结"),
        (f"1、在全镇夜校推进会上的讲话同志们：今天开会。{LEAD}\n2、还要修路。{LEAD}", "在全镇夜校推进会上的讲话"),
        (
            f"在全镇夜校推进会上的讲话（终稿） 细化措施 （2021年5月6日） 同志们：{LEAD}",
            "在全镇夜校推进会上的讲话（终稿）",
        ),
        (f"夜校工作体会引言：夜校是阵地。{LEAD}", "夜校工作体会"),
        (f"富民强村 情系石岭 11月初，记者来到石岭镇。{LEAD}", "富民强村 情系石岭"),
        (f"石岭镇党员夜校开课石岭镇党员夜校开课{LEAD}", "石岭镇党员夜校开课"),
        (f"办好党员夜校 建强石岭支部 XX 社 区 以 夜 校 为 阵 地 ， {LEAD}", "办好党员夜校 建强石岭支部"),
    ],
)
def test_a_document_of_one_line_opens_with_its_title(text, title):
    assert_title(title_of(text), title)


@pytest.mark.parametrize(
    "opening",
    [
        "石岭镇党委今天开会，听取夜校工作汇报 会上，",
        "根据县委关于夜校的通知 石岭镇办起夜校，",
        "夜校是阵地，各位党员都来学。",
        "全镇夜校开课以来，同志们学得认真。",
    ],
)
def test_a_sentence_that_opens_a_document_of_one_line_is_no_title(opening):
    assert title_of(opening + LEAD).value is None


# --- the page's own title ---


def page(title: str, body: str = "") -> str:
    menu = '<div><a href="/">首页</a> <a href="/d">支部动态</a></div>'
    return f"<html><head><title>{title}</title></head><body>{menu}{body}<p>{LEAD}</p><p>{LEAD[:40]}。</p></body></html>"


@pytest.mark.parametrize(
    ("shown", "body", "title"),
    [
        ("石岭村支部办起夜校--支部动态--临水县第一中学", "", "石岭村支部办起夜校"),
        ("石岭先锋网_石岭村支部办起夜校", "", "石岭村支部办起夜校"),
        ("石岭村支部办起夜校 - 支部动态 - 石岭镇人民政府", "", "石岭村支部办起夜校"),
        (
            "石岭村支部办起夜校 | 支部故事 | 石岭人",
            "<div>石岭村支部办起夜校</div><div>时间：2021-05-06</div>",
            "石岭村支部办起夜校",
        ),
        ("石岭村&amp;ldquo;支部+夜校&amp;rdquo;办起来_石岭镇", "", "石岭村“支部+夜校”办起来"),
        ("石岭村支部办起夜校&amp;nbsp;-石岭县教育局", "", "石岭村支部办起夜校"),
        ("党建引领 | 石岭村支部办起夜校_石岭街道党工委", "<p>党建引领</p>", "党建引领 | 石岭村支部办起夜校"),
        ("夜校亮灯——石岭村支部办学记", "<p>夜校亮灯</p><p>——石岭村支部办学记</p>", "夜校亮灯——石岭村支部办学记"),
        (
            "石岭县第一中学",
            "<div>石岭村支部办起夜校</div><div>时间：2021-05-06 来源：石岭镇</div>",
            "石岭村支部办起夜校",
        ),
        ("新闻详情", "<h1>石岭村支部办起夜校</h1><div>时间：2021-05-06 来源：石岭镇</div>", "石岭村支部办起夜校"),
    ],
)
def test_a_pages_title_ends_where_its_site_begins(shown, body, title):
    assert_title(title_of(page(shown, body), "a.html"), title)


def test_a_pages_title_ends_behind_a_line_of_the_page_though_other_articles_stand_above():
    others = "".join(f"<li>石岭镇通报{n}起问题[0{n}-03]</li>" for n in range(1, 8))
    body = f"<ul>{others}</ul><p>当前位置：首页 &gt; 支部园地</p><p>端午过节提醒</p><p>发布时间：2023年06月21日</p>"
    assert title_of(page("端午过节提醒--廉洁园地--石岭人家", body), "a.html").value == "端午过节提醒"


def test_a_file_name_that_the_body_bears_out_is_a_title_less_sure_than_one_above_the_text():
    found = title_of(BODY, "石岭镇党委把支部建在产业链上_石岭新闻网.txt")
    assert (found.value, found.rule) == ("石岭镇党委把支部建在产业链上", "filename")
    assert found.confidence < title_of(page("石岭镇党委把支部建在产业链上", BODY), "a.html").confidence

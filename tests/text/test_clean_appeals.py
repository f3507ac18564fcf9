"""What a site asks of its readers and counts beside a report goes; what the report says of apps, codes and numbers stays."""

from __future__ import annotations

import pytest

from archive.text.clean import clean_text

TITLE = "石岭镇把夜校办到山茶园"
FIRST = "入冬以来，石岭镇的山茶园里办起三十二期夜校，镇党委请来老师，党员带着群众学剪枝、学电商。"
SECOND = "各村支部把课表贴到祠堂门口，谁家缺了课，联系户长当晚就上门去补。"
REPORT = f"{FIRST}\n{SECOND}"


def cleaned(text: str) -> str:
    return clean_text(text, title_hint=TITLE).text


APPEALS = [
    "打开石岭APP，查看更多精彩内容",
    "安装石岭客户端第一时间接收最全面的消息→【下载地址】",
    "新品第一时间免费试玩，还有众多达人分享经验，快来石岭众测，体验最前沿的产品吧！下载客户端还能获得专享福利哦！",
    "（本文来自石岭新闻，更多原创资讯请下载“石岭新闻”APP）",
    "专注山里的新闻，每日推送。扫描下方二维码关注石岭官方微信（或微信中搜：shiling）。",
    "点击进入“山茶花”>>",
    "相关资讯请关注：山茶专区",
    "您的浏览器暂时无法播放此视频。",
    "您可通过首页顶部“我的收藏”，查看所有收藏过的文章。",
]


@pytest.mark.parametrize("appeal", APPEALS)
def test_what_a_site_asks_of_its_readers_goes_from_both_ends(appeal):
    assert cleaned(f"{TITLE}\n{appeal}\n{REPORT}") == f"{TITLE}\n{REPORT}"
    assert cleaned(f"{TITLE}\n{REPORT}\n{appeal}") == f"{TITLE}\n{REPORT}"


@pytest.mark.parametrize(
    "sentence",
    [
        "群众扫描门口的二维码，关注公众号就能给支部提意见。",
        "镇里请党员下载客户端，第一时间看到上级的新要求。",
        "支部在祠堂门口贴出二维码，老人长按识别二维码就能听课，年轻人下载客户端就能看课表。",
        "下一步，还要请老师把课录下来，放到手机客户端里。",
    ],
)
def test_what_a_report_says_of_apps_and_codes_stays(sentence):
    assert sentence in cleaned(f"{TITLE}\n{sentence}\n{REPORT}")
    assert sentence in cleaned(f"{TITLE}\n{REPORT}\n{sentence}")


@pytest.mark.parametrize(
    "row",
    [
        "石岭财经APP 缩小字体 放大字体 收藏 微博 微信 分享",
        "收藏 | 保存 | 打印 | 关闭 | 分享",
        "打印 字体：放大 正常 缩小 分享",
    ],
)
def test_a_row_of_buttons_on_one_line_goes_and_a_row_of_headings_stays(row):
    assert row not in cleaned(f"{TITLE}\n{row}\n{REPORT}")
    assert "夜校 山茶 收藏" in cleaned(f"{TITLE}\n夜校 山茶 收藏\n{REPORT}")


@pytest.mark.parametrize("count", ["9 70", "19 跟贴", "跟贴 跟贴 19 参与 206"])
def test_counts_of_likes_and_replies_below_the_title_go(count):
    assert cleaned(f"{TITLE}\n{count}\n{REPORT}") == f"{TITLE}\n{REPORT}"


def test_a_number_behind_the_report_goes_and_one_between_its_parts_stays():
    assert cleaned(f"{TITLE}\n{REPORT}\n22\n标签 山茶 夜校") == f"{TITLE}\n{REPORT}"
    parts = f"{TITLE}\n1\n{FIRST}\n2\n{SECOND}"
    assert cleaned(parts) == parts
    table = f"{TITLE}\n{REPORT}\n村名\n期数\n人数\n石岭村\n3\n12\n山茶村\n5\n30\n东坡村\n2\n18\n合计\n10\n60"
    assert cleaned(table) == table


@pytest.mark.parametrize(
    "line",
    [
        "2019-05-17 · 山里报道",
        "2019年09月11日 石岭传媒 时政新闻 1665 0",
        "最后更新：2019-09-07 15:14:21",
        "发布时间：10-0812:00优质原创作者",
    ],
)
def test_the_line_of_day_account_and_counts_below_the_title_goes(line):
    assert cleaned(f"{TITLE}\n{line}\n{REPORT}") == f"{TITLE}\n{REPORT}"
    event = "2019年9月11日 石岭镇夜校开课"
    assert event in cleaned(f"{TITLE}\n{event}\n{REPORT}")


@pytest.mark.parametrize("pages", ["【1】【2】【3】【4】", "上一页 1/2 下一页", "1 2 下一页 余下全文"])
def test_the_pages_of_an_article_behind_it_go(pages):
    assert cleaned(f"{TITLE}\n{REPORT}\n{pages}") == f"{TITLE}\n{REPORT}"


STAMPED = "外县召开大会\n2020-07-08 13:36:14\n外市的茶叶涨价了\n2020-07-08 12:48\n某地桥梁通车\n2020-07-07 15:39"


@pytest.mark.parametrize(
    "others",
    [
        STAMPED,
        f"为你推荐\n{STAMPED}\n时报观察",
        "2018-03-02 08:58:39\n2018-03-02 08:58:39\n2018-03-01 14:40:53\n楼市有哪些新变化？\n2018-03-01 09:01:20",
    ],
)
def test_a_list_of_other_articles_with_day_and_time_behind_the_report_goes(others):
    assert cleaned(f"{TITLE}\n2020-07-09 08:00\n{REPORT}\n{others}") == f"{TITLE}\n{REPORT}"


def test_days_and_times_inside_a_report_stay():
    before = "\n".join([FIRST] * 6)
    diary = f"{TITLE}\n{before}\n2020-07-06 08:00\n开课。\n2020-07-07 08:00\n剪枝。\n2020-07-08 08:00\n补课。\n{SECOND}"
    assert cleaned(diary) == diary


def test_the_replies_of_readers_behind_the_report_go():
    replies = "山里人 12小时前\n写得真好，看得出镇里的用心。\n回复 ⋅ 12条回复 1375\n夏日 1天前\n我也想去听课！\n回复 ⋅ 3条回复"
    assert cleaned(f"{TITLE}\n{REPORT}\n{replies}") == f"{TITLE}\n{REPORT}"
    assert cleaned(f"{TITLE}\n{FIRST}\n开课 3天前\n{SECOND}") == f"{TITLE}\n{FIRST}\n开课 3天前\n{SECOND}"


TEASER = (
    "外市：昨夜一场大雨未造成伤亡\n外市气象台台长表示，昨夜十点雨量超过往年，多条公路中断，抢修队连夜出动。\n，外市晚报"
)


def test_another_article_behind_the_editors_line_goes():
    assert cleaned(f"{TITLE}\n{REPORT}\n责任编辑：何小禾\n{TEASER}") == f"{TITLE}\n{REPORT}"


def test_what_belongs_to_the_report_behind_an_editors_line_stays():
    more = "石岭镇夜校的课表\n山茶园里的夜校下一期请老师教群众电商。"
    assert more in cleaned(f"{TITLE}\n{REPORT}\n责任编辑：何小禾\n{more}")
    two = f"{TITLE}\n{REPORT}\n责任编辑：何小禾\n{TEASER}\n责任编辑：石大山"
    assert "昨夜十点雨量" in cleaned(two)


def test_a_neighbour_in_brackets_and_the_heading_of_an_empty_box_go():
    assert cleaned(f"{TITLE}\n{REPORT}\n【上一篇】 外县召开大会！\n作者最新文章") == f"{TITLE}\n{REPORT}"


@pytest.mark.parametrize("line", ["昨天", "3小时前", "昨天 18:00", "关注", "分享", "+1"])
def test_the_button_and_the_day_of_an_account_below_the_title_go(line):
    assert cleaned(f"{TITLE}\n{line}\n{REPORT}") == f"{TITLE}\n{REPORT}"
    assert f"\n{line}\n" in cleaned(f"{TITLE}\n{FIRST}\n{FIRST}\n{FIRST}\n{FIRST}\n{line}\n{REPORT}")

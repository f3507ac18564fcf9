"""What stands beside a title and is none: credits of pictures, words of welcome, codes, key words, boxes, menus, lines of data."""

from __future__ import annotations

import pytest

from tests.text.test_titles_misled import BODY, LEAD, TITLE, assert_title, title_of


@pytest.mark.parametrize(
    "line",
    [
        "岭报制图：何小禾 本版图片由石岭茶场提供",
        "本文图片均由石岭镇党委提供",
        "供图：石岭镇党委",
        "漫画：何小禾",
        "您好，欢迎来到石岭县党员之家",
        "石岭大学党委组织部欢迎您！",
        "山里的声音 直达人心 欢迎关注石岭通讯社官方网站山茶网！",
        "教育部代码：19876",
        "学校代码：10999 学号：20190101",
        "密级：公开",
        "点击播报本文，约",
        "收听本文 00:00/00:00",
        "党员夜校%产业链%支部建设",
        "石岭县委党校学报",
    ],
)
def test_a_credit_a_welcome_a_code_or_key_words_are_no_title(line):
    assert title_of(f"{line}\n{BODY}").value is None
    assert_title(f"{line}\n{TITLE}\n{BODY}", TITLE)


def test_words_of_somebody_that_trail_off_are_no_title():
    assert title_of(f"何小禾+++石大山\n“从前山里路不好走，夜里没有灯……”\n{BODY}").value is None


@pytest.mark.parametrize(
    "title", ["山茶开了欢迎您来夜校", "把照片挂进村史馆", "“从前”的路和今天的灯", "夜校满意率100%的背后"]
)
def test_a_title_with_such_words_in_it_stays_one(title):
    assert_title(f"{title}\n{BODY}", title)


def test_a_line_of_data_or_a_long_menu_above_the_title_is_no_paragraph():
    data = '{"a":"[[68.7,5.1,99.6,5.1],[0.3,11.4,64.9,11.4],[0.1,36.0,63.7,36.0]]","l":"[c2141.html, c2142.html, c2143.html]"}'
    menu = "要闻 县区 乡镇 社会 文苑 茶事 山水 人物 评论 专题 图片 视频 党建 夜校 支部 群团 统战 老干 教育 卫生 民政 农业 林业 水利 交通 住建 商务 文旅 应急 审计"
    assert_title(f"{data}\n上一篇 下一篇\n{TITLE}\n{LEAD}\n{BODY}", TITLE)
    assert_title(f"{menu}\n{TITLE}\n2021-05-12 12:16 信息来源：石岭日报\n{BODY}", TITLE)


def test_a_heading_that_a_box_above_the_text_names_too_is_not_the_title():
    box = "请来老师定课表\n请来32名老师，排出三十二期课\n修好路灯照山路\n修好路灯八十盏\n"
    text = f"山茶花又开在山顶\n通讯员 岭组轩\n{box}{LEAD}\n请来老师定课表\n{BODY}修好路灯照山路\n{BODY}"
    assert_title(text, "山茶花又开在山顶")


def test_a_caption_that_repeats_the_end_of_the_title_is_not_the_title():
    title = "【寻找好书记】候选人：石岭村 何小禾"
    assert_title(f"{title}\n手机版 打印\n石岭村 何小禾\n石岭村 何小禾\n何小禾，女，石岭村党支部书记。\n{BODY}", title)


@pytest.mark.parametrize(
    "glued",
    [
        "石岭镇党员夜校建设方案一、办学背景",
        "石岭镇党员夜校建设方案（试行）第一章 办学背景",
        "石岭镇党员夜校建设方案1.1办学背景",
    ],
)
def test_the_first_heading_run_into_the_title_is_no_part_of_it(glued):
    headings = "1.2支部有需要\n1.3党员有劲头\n二、主要做法\n2.1请老师\n2.2定课表\n2.3管考勤\n"
    shop = "版权说明：本文档由用户提供并上传，收益归属内容提供方，若内容存在侵权，请进行举报或认领\n文档简介\n"
    wanted = "石岭镇党员夜校建设方案" + ("（试行）" if "试行" in glued else "")
    assert_title(f"{shop}{glued}\n{headings}2.4管考勤一、办学背景1.1办学背景{LEAD}", wanted)


def test_a_title_that_counts_its_parts_is_not_cut_at_the_count():
    title = "石岭镇党员夜校建设方案一、二、三期说明"
    assert_title(f"{title}\n{BODY}", title)


@pytest.mark.parametrize("place", ["石岭村", "青岩镇", "东社区"])
def test_a_name_of_a_place_alone_above_a_sketch_of_it_is_its_title(place):
    assert_title(f"{place}\n{place}在县城西北角，由三个自然村合并而成，有党员一百零四名。{BODY}", place)
    assert title_of(f"{place}\n{BODY}").value is None


def test_a_title_that_a_sentence_above_announces_is_read_from_the_lines_below():
    lead = "《石岭先锋》杂志2025年第2期刊发县委书记何小禾署名文章《以山茶夜校为引领 推进石岭乡村治理》。"
    wanted = "以山茶夜校为引领 推进石岭乡村治理"
    assert_title(f"{lead}\n以山茶夜校为引领\n推进石岭乡村治理\n何小禾\n{BODY}", wanted)
    assert_title(f"{lead}\n{wanted}\n何小禾\n{BODY}", wanted)


def test_a_long_title_with_its_subtitle_alone_above_the_text_is_one():
    title = "强化夜校功能 突出党员主题 提升服务群众的能力——何某某同志在全县党员夜校和非公企业党群活动中心建设现场推进会上的讲话（摘编）"
    assert len(title) > 60
    assert_title(f"{title}\n{LEAD}\n{BODY}", title)


@pytest.mark.parametrize("label", ["标题：", "（原标题：", "文章标题："])
def test_a_title_named_only_below_the_text_is_read_there(label):
    tail = "）" if "（" in label else ""
    assert_title(f"{BODY}郑重声明：本文版权归原作者所有。\n{label}{TITLE}{tail}\n", TITLE)
    assert_title(f"山茶花又开在山顶\n来源：石岭网 2021-05-12\n{BODY}{label}{TITLE}{tail}\n", "山茶花又开在山顶")


def test_a_title_below_a_shops_notices_is_found_though_the_print_is_narrow():
    notices = (
        "- 202.68 KB\n- 2021-04-12 发布\n- 1、本文档由用户上传，山茶文库整理发布，可阅读全部内容。\n"
        "- 2、本文档内容版权归属内容提供方，所产生的收益归内容提供方所有。\n- 网站客服QQ：403000932\n"
    )
    narrow = "近年来，石岭镇党委把支部建在产业链上，党员带着群众学\n技术，办起夜校三十二期，培训党员三百人次，村里的路\n修好了，水也通了。会议要求各支部抓实学习，把夜校\n"
    assert_title(f"{notices}石岭镇党员夜校办学情况汇报\n{narrow}", "石岭镇党员夜校办学情况汇报")


@pytest.mark.parametrize("title", ["记者走一线·夜校日记丨山茶村的灯", "记者探夜校：一堂课怎样上", "记者带你看夜校"])
def test_what_a_reporter_does_is_a_title_and_who_he_is_is_none(title):
    assert_title(f"{title}\n{BODY}", title)
    assert title_of(f"记者 何小禾\n{BODY}").value is None


@pytest.mark.parametrize(
    "line",
    [
        "地方 地方焦点",
        "党建频道 动态详细",
        "石岭茶场 新闻详情",
        "• 发文机构：\n石岭县政府网站\n• 发文字号：\n石政发〔2024〕7号",
    ],
)
def test_a_path_or_the_cell_of_a_table_is_no_title(line):
    assert title_of(f"{line}\n{BODY}").value is None
    assert_title(f"{TITLE}\n{line}\n{TITLE}\n{BODY}", TITLE)


@pytest.mark.parametrize("part", ["【夜校篇1】", "【茶山纪事之三】", "【上】", "【系列报道】"])
def test_the_name_of_a_series_above_its_part_is_not_the_title(part):
    assert_title(f"山茶夜校的光与影\n{part}夜校里的第一堂课\n{BODY}", f"{part}夜校里的第一堂课")


def test_what_a_site_adds_to_a_files_name_is_no_part_of_the_title():
    assert_title(f"石岭镇党员夜校的问题与思考Word文档下载推荐.docx\n{BODY}", "石岭镇党员夜校的问题与思考")


def test_a_title_broken_where_the_text_runs_on_is_whole():
    first, second = "石岭县召开县直机关", "基层党员夜校建设座谈会"
    told = f"本报讯 12月20日，石岭县召开县直机关基层党员夜校建设座谈会。{LEAD}"
    assert_title(f"{first}\n{second}\n\n发布时间： 信息来源：\n\n{told}\n{BODY}", first + second)
    assert_title(f"{first}\n{second}\n{told}\n{BODY}", first + second)
    apart = f"石岭县召开县直机关大会，又开了基层党员夜校建设座谈会。{LEAD}"
    assert title_of(f"{first}\n{second}\n{apart}\n{BODY}").value != first + second


def test_a_speech_offered_as_a_sample_in_one_line_yields_its_title():
    assert_title(f"在党员夜校交流会上的讲话范文稿近年来，{LEAD}{LEAD}", "在党员夜校交流会上的讲话范文稿")


def test_one_character_that_the_edge_of_a_page_left_over_ends_the_title():
    assert_title(f"石岭县茶山管理局二零二五年经验交\n流\n{BODY}", "石岭县茶山管理局二零二五年经验交流")


@pytest.mark.parametrize("deed", ["开展“茶山夜校”主题党日活动", "联合举办红色茶山读书会", "走进茶山小学送书本"])
def test_who_did_it_and_below_it_what_are_one_title(deed):
    assert_title(f"石岭县医院行政第三党支部\n{deed}\n{BODY}", f"石岭县医院行政第三党支部{deed}")

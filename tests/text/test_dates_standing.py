"""Where on a page does the day of publication stand, and which other dates beside it never become it?"""

from datetime import date

import pytest

from archive.text.dates import describe_date

TODAY = date(2026, 11, 22)
BODY = "近年来，全县坚持党建引领，整顿软弱涣散党组织，村级集体经济不断壮大，群众的满意度持续提高。"
TITLE = "青岩县把支部建在茶山上"


def described(*lines: str, below: int = 9, **hints):
    return describe_date("\n".join((*lines, *[BODY] * below)), today=TODAY, **hints)


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("10.12.2013  11:30", "2013-12-10"),
        ("17.06.2015", "2015-06-17"),
        ("25/12/2019 08:00", "2019-12-25"),
        ("2022 05/ 13 10:36", "2022-05-13"),
        ("2022-05/13", "2022-05-13"),
        ("Nov 25, 2025", "2025-11-25"),
        ("3 March 2024, 9:05 am", "2024-03-03"),
        ("中華民國114年11月25日", "2025-11-25"),
    ],
)
def test_a_date_of_a_rarer_form_counts_on_a_line_of_its_own(line, iso):
    assert described(TITLE, line).value == iso
    assert described(TITLE, f"全县有{line}个支部和村居一起行动，成效明显。").value is None


@pytest.mark.parametrize("line", ["05/06/2019", "10.13.2013 11:30", "2022 13/ 13"])
def test_a_form_with_two_readings_or_none_is_no_date(line):
    assert described(TITLE, line).value is None


@pytest.mark.parametrize(
    "label", ["Last updated: 2025 年 11 月 25 日 下午 8:28", "最后更新：2025-11-25", "更新时间：2025-11-25 20:28"]
)
def test_the_day_of_a_change_dates_a_page_that_names_no_other_with_less_certainty(label):
    assert (described(TITLE, label).value, described(TITLE, label).rule) == ("2025-11-25", "updated")
    both = described(TITLE, label, "发布时间：2025-11-20")
    assert (both.value, both.rule) == ("2025-11-20", "labelled")


@pytest.mark.parametrize(
    "line", ["date 2025-09-17 【某某網專訊】縣府今日公布新措施", "Published on 2025-09-17", "Date: 2025-09-17"]
)
def test_english_labels_are_labels(line):
    assert described(line).value == "2025-09-17"


def test_the_label_of_publication_beats_the_one_of_signing():
    assert described("成文日期：2021-03-01", "发布日期：2021-03-05").value == "2021-03-05"
    assert described("成文日期：2021-03-01").value == "2021-03-01"


@pytest.mark.parametrize(
    "clock",
    [
        ("2026-01-23", "星期五"),
        ("今天是", "2026年1月23日"),
        ("某某日报电子报", "2026-01-23"),
        ("电子报阅读机", "2026-01-23", "星期五", "当前报纸名称：某某日报"),
    ],
)
def test_the_pages_clock_on_lines_of_its_own_dates_nothing(clock):
    assert described(*clock, TITLE).value is None
    assert described(*clock, TITLE, "2025-12-30 10:00").value == "2025-12-30"


def test_the_head_of_a_printed_page_is_no_clock():
    assert described("某某日报", "2019年6月28日", "星期五", "第02版:综合新闻", TITLE).value == "2019-06-28"


def test_a_day_without_a_year_behind_a_label_leaves_the_date_unknown():
    evidence = described(TITLE, "日期：01-14", "版面：第A03版")
    assert (evidence.value, evidence.rule, evidence.quote) == (None, "no-year", "日期：01-14")


@pytest.mark.parametrize(
    "entries",
    [
        (
            "- 2022-03-16丹水镇开展清洁家园活动",
            "- 2022-03-15柳河乡举办培训班来了很多人",
            "- 2022-03-14县里开会部署春耕",
        ),
        ("丹水镇开展清洁家园活动 [2022-03-16]", "柳河乡举办培训班 [2022-03-15]", "县里开会部署春耕 [2022-03-14]"),
        ("丹水镇开展活动", "2022-03-16", "柳河乡举办培训", "2022-03-15", "县里部署春耕", "2022-03-14"),
        ("上一篇：丹水镇 2022-03-16", "下一篇：柳河乡 2022-03-15"),
    ],
)
def test_the_days_of_other_articles_never_date_this_one(entries):
    assert described(*entries, TITLE).value is None
    assert described(TITLE, BODY, BODY, *entries, below=0).value is None
    assert described(*entries, TITLE, "2023-07-01 08:00", title=TITLE).value == "2023-07-01"


def test_the_date_line_below_the_title_is_found_below_a_sidebar():
    menu = [f"栏目{number}" for number in "一二三四五六七八九"]
    assert described(*menu, TITLE, "2021年07月02日  点击：[]", title=TITLE).value == "2021-07-02"
    assert described(*menu, TITLE, "2021年07月02日  点击：[]").value is None


def test_a_sole_label_of_publication_counts_wherever_it_stands():
    menu = [f"某镇开展第{number}次学习活动" for number in range(20)]
    assert described(*menu, "发布时间：2023年12月04日").value == "2023-12-04"
    assert described(*menu, "发布时间：2023年12月04日", "发布时间：2023年12月01日").value is None


def test_a_bracketed_day_behind_the_heading_dates_a_document_of_one_line():
    heading = "在区委农村工作会议上的讲话 强化责任 努力开创党建工作新局面 区委组织部长 "
    assert described(f"{heading}(2011 年 5 月 13 日) 同志们：{BODY}", below=0).value == "2011-05-13"
    assert described(f"某县召开会议（2011年5月13日）部署工作，{BODY}{BODY}", below=0).value is None


def test_a_signature_in_brackets_holds_organ_and_day():
    evidence = described(TITLE, *[BODY] * 6, "(青岩县委组织部,2018年4月19日)", below=0)
    assert (evidence.value, evidence.rule) == ("2018-04-19", "signature")


@pytest.mark.parametrize(
    "span", ["2013年以来", "2022年度", "自2019年", "2021年至今", "同2010年比", "比2016年多", "2012年同期"]
)
def test_the_year_of_a_span_is_not_the_year_of_a_dispatch(span):
    evidence = described("某某网讯 8月3日，青岩县委开会。", f"{span}的先进集体受到表彰，大家很受鼓舞。", below=0)
    assert (evidence.value, evidence.rule) == (None, "no-year")


def test_the_date_in_an_offices_own_address_weighs_more_than_one_elsewhere():
    own = described(TITLE, url="http://www.qingyan.gov.cn/art/2021/8/16/art_1.html")
    other = described(TITLE, url="http://www.example.com/art/2021/8/16/art_1.html")
    assert own.value == other.value == "2021-08-16"
    assert (own.rule, other.rule) == ("own-address", "address")
    assert 0.9 > own.confidence > other.confidence
    assert described(TITLE, url="http://a.com/2021/8/16/1.html", own_site=True).rule == "own-address"


def test_signs_tell_what_speaks_for_a_date_and_against_it():
    evidence = described(TITLE, "来源：青岩日报 2021-08-16 08:30", "发布时间：2021-08-16")
    assert {"agreed", "published-label"} <= set(evidence.signs)
    assert "contradicted" in described(TITLE, "2020-08-01", "发布时间：2021-08-16").signs
    assert {"with-clock", "top-of-page", "in-source-line"} <= set(
        described(TITLE, "来源：青岩日报 2021-08-16 08:30").signs
    )


@pytest.mark.parametrize("event", ["2011年10月，头一批队员进村", "2011年12月，头一批队员进村"])
def test_the_month_of_another_event_gives_a_dispatch_no_year(event):
    assert described("某某社青岩8月3日电 县里开会。", f"{event}，账本挂上墙。", below=0).rule == "no-year"


def test_the_month_of_the_event_gives_a_dispatch_its_year():
    told = described("某某社青岩8月3日电 县里开会。", "2011年7月，队员进村，账本挂上墙。", below=0)
    assert (told.value, told.rule) == ("2011-08-03", "dispatch")


LONG = BODY + BODY
MENU = tuple(f"{word}栏目 |" for word in "甲乙丙丁戊己庚辛")


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("王小明 李红 2019-06-26 |", "2019-06-26"),
        ("青岩组工 2019年6月26日", "2019-06-26"),
        ("图为村民大会 2019年6月26日", None),
        ("会议时间地点 2019年6月26日", None),
        ("数据截至2019年6月26日", None),
    ],
)
def test_the_day_directly_above_the_text_counts_below_a_menu_of_any_length(line, iso):
    assert described(*MENU, line, LONG, LONG, below=9).value == iso


def test_the_day_below_an_office_dates_the_letter_above_its_enclosure():
    letter = (TITLE, *[BODY] * 5, "青岩县茶山镇人民政府", "2021年1月8日", "附件1：", *[BODY] * 9)
    evidence = described(*letter, below=0)
    assert (evidence.value, evidence.rule) == ("2021-01-08", "signature")
    two = described(*letter, "中共青岩县茶山镇委员会", "2022年1月8日", *[BODY] * 9, below=0)
    assert two.value is None


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("第186期 茶山学刊（2024年06月）", "2024-06"),
        ("總第12期 2024年6月", "2024-06"),
        ("第12期干部培训班（2024年6月）", None),
    ],
)
def test_the_line_of_a_journals_issue_dates_its_articles(line, iso):
    assert described("跳到主要内容", line, TITLE).value == iso


@pytest.mark.parametrize(
    "line", ["[收稿日期]2024-03-11", "收稿日期：2024-03-11", "活动时间：2024年3月11日", "Received: 2024-03-11"]
)
def test_the_day_behind_the_label_of_something_else_dates_no_text(line):
    assert described(TITLE, line).value is None
    assert described(TITLE, line, "发布日期：2024-05-02").value == "2024-05-02"


@pytest.mark.parametrize(
    "post", ["shanli020 发表于 2024-3-18 08:13:03", "shan 發表於 2024-03-18 08:13", "发布于：2024-03-18"]
)
def test_the_head_of_a_post_dates_it(post):
    assert described(post, TITLE).value == "2024-03-18"
    assert described(TITLE, "发表于《青岩学刊》的文章有三篇。").value is None


@pytest.mark.parametrize("year", ["2019年发放的奖励", "2016年第三批队员", "2019年2月和2020年3月两批奖金"])
def test_a_year_without_its_month_gives_a_dispatch_no_year_and_is_a_guess_at_most(year):
    told = described("某某网青岩3月29日讯 县里开会。", f"{year}到了村里，账本挂上墙。", below=0)
    assert (told.value, told.rule) == (None, "no-year")
    assert all(guess.confidence < 0.5 for guess in told.rivals)


@pytest.mark.parametrize(
    "lines",
    [
        ("《青岩学刊》2021年第6期",),
        ("Page 19 - 《青岩学刊》2021年第6期", "P. 19"),
        ("青岩学刊 2021年3-4期",),
        ("出处", "《青岩学刊》", "2021年第6期25-26，共2页"),
        ("出处", "《青岩学刊》", "2021年第6期F0004-F0004，共1页"),
    ],
)
def test_the_issue_of_a_journal_dates_a_paper_to_the_year(lines):
    found = described(*lines)
    assert (found.value, found.rule) == ("2021", "issue")
    assert described(*lines, "发布时间：2021-08-16").value == "2021-08-16"


@pytest.mark.parametrize("line", ["2021年第6期党员培训班", "全县夜校2021年办了第6期，又办2021年第7期，都满员。"])
def test_the_issue_of_a_course_is_no_date(line):
    assert described(TITLE, line).value is None


@pytest.mark.parametrize(
    "lines",
    [
        ("16", "2021-08"),
        ("2021年8月", "16"),
        ("08-16 2021",),
        ("Published: August 16, 2021",),
        ("添加时间:2021-08-16 访问次数:33",),
        ("加入时间:2021/8/16 16:52:59",),
        ("首发时间:2021-08-16",),
        ("——2021年8月16日在青岩县第十四届", "人民代表大会第五次会议上"),
        ("——2021年8月16日在全县组织工作会议上的讲话",),
    ],
)
def test_the_day_in_a_box_behind_a_rare_label_or_of_an_assembly_dates_a_text(lines):
    assert described(TITLE, *lines).value == "2021-08-16"


@pytest.mark.parametrize(
    "line",
    [
        "2021年8月16日，青岩县召开大会",
        "——2021年8月16日夜校纪实",
        "生于1960年8月16日",
        "基金项目：青岩社科（2021-08-16）",
        "收到日期：2021-08-16",
        "自2021年8月16日起施行",
    ],
)
def test_the_day_of_an_event_a_birth_or_a_fund_dates_no_text(line):
    assert described(TITLE, line).value is None


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("《青岩日报》（2023年1月5日11版）", "2023-01-05"),
        ("《 青岩日报 》( 2023年01月05日 第 A02 版)", "2023-01-05"),
        ("《青岩日报》（2023年1月5日印发）", None),
    ],
)
def test_the_day_of_the_paper_that_printed_a_text_dates_it(line, iso):
    assert described(line).value == iso
    end = described("本报青岩1月4日电 （记者何小禾）夜校在2023年1月开课。", *[BODY] * 6, line, below=0)
    assert end.value == (iso or "2023-01-04")


@pytest.mark.parametrize("stamp", ["2024年03月07日 17:30:22", "2024-03-07 17:30", "2024年3月7日17:30:22"])
def test_the_stamp_with_which_a_pages_system_ends_a_text_is_its_day(stamp):
    assert described(TITLE, *[BODY] * 6, "文字、图片：茶学院党委", stamp, below=0).value == "2024-03-07"

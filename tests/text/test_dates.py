from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.dates import PartialDate, content_years, describe_date, find_dates
from archive.text.evidence import Candidate

TODAY = date(2026, 11, 22)
BODY = "近年来，全县坚持党建引领，整顿软弱涣散党组织，村级集体经济不断壮大，群众的满意度持续提高。"


def page(*lines: str) -> str:
    return "\n".join(("基层党建工作综述", *lines, *[BODY] * 9))


def described(text: str, **hints: str):
    return describe_date(text, today=TODAY, **hints)


@given(st.dates(min_value=date(1900, 1, 1)))
def test_a_day_comes_back_from_its_iso_form(day):
    known = PartialDate(day.year, day.month, day.day)
    assert PartialDate.from_iso(known.iso) == known
    assert known.first_day() == day


@pytest.mark.parametrize(("iso", "precision"), [("2021-08-16", "day"), ("2021-08", "month"), ("2021", "year")])
def test_precision_is_as_much_as_is_known(iso, precision):
    assert PartialDate.from_iso(iso).precision == precision
    assert PartialDate.from_iso(iso).iso == iso


@pytest.mark.parametrize("wrong", ["2021-02-30", "2021-13", "21-08-16", "2021-8-6", "", "2021-08-16\n"])
def test_what_is_no_date_is_refused(wrong):
    with pytest.raises(ValueError):
        PartialDate.from_iso(wrong)


def test_a_day_needs_a_month():
    with pytest.raises(ValueError):
        PartialDate(2021, None, 16)


def test_a_vague_date_stands_before_the_days_that_it_may_mean():
    isos = ["2021-08-16", "2020-12-31", "2021", "2021-08"]
    assert [known.iso for known in sorted(map(PartialDate.from_iso, isos))] == [
        "2020-12-31", "2021", "2021-08", "2021-08-16",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("于2021-08-16来源", "2021-08-16"),
        ("2021/8/6", "2021-08-06"),
        ("2021.08.16", "2021-08-16"),
        ("２０２１年８月１６日", "2021-08-16"),
        ("2021 年 8 月 16 日", "2021-08-16"),
        ("二〇二一年七月一日", "2021-07-01"),
        ("二○一九年十二月三十一日", "2019-12-31"),
        ("二零二一年十月二十日", "2021-10-20"),
        ("二〇二一年七月廿三日", "2021-07-23"),
        ("2021年8月", "2021-08"),
    ],
)
def test_a_date_is_read_in_all_shapes_that_pages_print(text, iso):
    assert [found.date.iso for found in find_dates(text)] == [iso]


@pytest.mark.parametrize("text", ["2021-02-30", "12021-08-16", "增收2021.5万元", "2021年", "1.2021.08.161"])
def test_what_only_looks_like_a_date_is_none(text):
    assert find_dates(text) == []


@given(st.text(alphabet="2019年8月1日-/.二〇一 ０党\n", max_size=40))
def test_a_found_date_quotes_the_text_literally(text):
    for found in find_dates(text):
        assert text[found.start : found.end] == found.quote


def test_a_labelled_date_beats_an_earlier_bare_one():
    evidence = described(page("2020-01-02", "发布时间：2021-08-16 来源：定西日报"))
    assert (evidence.value, evidence.rule) == ("2021-08-16", "labelled")
    assert evidence.quote == "发布时间：2021-08-16"
    assert [rival.value for rival in evidence.rivals] == ["2020-01-02"]


def test_the_labels_value_may_stand_on_the_next_line():
    assert described(page("发布日期：", "2021年8月16日")).value == "2021-08-16"


def test_a_label_without_a_date_takes_no_other_number():
    assert described(page("admin 分享 时间: 加入收藏 共计2620个字")).value is None


def test_the_time_of_a_planned_meeting_is_not_the_pages_date():
    assert described(page("时间：2021年8月16日", "地点：县委会议室")).rule != "labelled"


@pytest.mark.parametrize(
    ("label", "iso"), [("日期:2021-08", "2021-08"), ("时间：2021年", "2021"), ("時間:2022", "2022")]
)
def test_behind_a_label_a_month_or_a_year_is_enough(label, iso):
    assert described(page(label)).value == iso


def test_a_source_line_without_label_gives_the_date():
    evidence = described(page("www.example.gov.cn (2021-08-16) 来源:中国组织人事报"))
    assert (evidence.value, evidence.rule) == ("2021-08-16", "date-line")


def test_a_month_counts_only_on_a_line_of_its_own():
    assert described(page("2020年5月")).value == "2020-05"
    assert described(page("2020年5月的支部会")).value is None


def test_a_date_in_the_title_is_not_the_date_of_the_page():
    assert described("在2021年7月1日庆祝大会上的讲话\n" + BODY).value is None


def test_a_date_in_a_sentence_is_only_a_rival():
    evidence = described(page("2021年8月16日，县委组织部召开整顿软弱涣散党组织推进会。"))
    assert (evidence.value, evidence.rule) == (None, "not-found")
    assert [rival.value for rival in evidence.rivals] == ["2021-08-16"]


def test_the_day_of_a_newspaper_takes_its_year_from_the_address():
    text = page("红网时刻武陵源4月17日讯（通讯员 王某）16日上午，区委召开会议。")
    assert described(text, url="http://example.cn/content/2019/04/18/1.html").value == "2019-04-17"


def test_the_day_of_a_newspaper_without_a_year_stays_unknown():
    evidence = described(page("本报8月16日讯 县委组织部近日召开会议。"))
    assert (evidence.value, evidence.rule, evidence.quote) == (None, "no-year", "8月16日")


@pytest.mark.parametrize(
    "url", ["http://a.cn/2021/0414/1.shtml", "http://a.cn/t20210414_1.html", "http://a.cn/html/2021-04/14/c.htm"]
)
def test_an_address_gives_the_date_when_nothing_else_does(url):
    assert described(page(), url=url).value == "2021-04-14"


def test_a_date_later_than_the_import_is_refused():
    evidence = described(page("发布时间：2099-01-01"))
    assert (evidence.value, evidence.rule) == (None, "refused-future")


def test_the_pages_clock_is_not_its_date():
    assert described(page("今天是2021年8月16日 星期一")).value is None


def test_a_signature_at_the_end_is_the_date():
    evidence = described(page() + "\n中共贾汪区委组织部\n2016年12月20日")
    assert (evidence.value, evidence.rule) == ("2016-12-20", "signature")


def test_a_redacted_year_is_unknown_and_quoted():
    evidence = described(page("刚刚过去的****年，**区认真贯彻落实会议精神。"))
    assert (evidence.value, evidence.rule, evidence.quote) == (None, "redacted", "****年")


def test_content_years_are_the_years_that_a_text_speaks_of():
    assert content_years("2020年总结试点，2021年推开，二〇一九年起步，编号2018。") == (2019, 2020, 2021)


def test_a_year_in_the_name_of_a_document_counts_only_without_others():
    assert content_years("制定《队伍建设规划(2021-2023年)》，2020年落实。") == (2020,)
    assert content_years("制定《队伍建设规划(2021-2023年)》。") == (2021, 2023)


@given(st.text(alphabet="今天是发布时间日期：2021-08年月16讯报*二〇（）\n。", max_size=80))
def test_no_text_breaks_the_rules_and_no_date_lies_in_the_future(text):
    value = described(text).value
    assert value is None or PartialDate.from_iso(value).first_day() <= TODAY


@pytest.mark.parametrize(
    ("address", "iso"),
    [
        ("http://a.cn/page/2017/0125/15652681.shtml", "2017-01-25"),
        ("http://a.cn/n2/2020/0925/c192235-34317525.html", "2020-09-25"),
        ("http://a.cn/201709/t20170912_11841688.htm", "2017-09-12"),
        ("http://a.cn/pc/c/202308/23/content_146797.html", "2023-08-23"),
        ("http://a.cn/html/2023-11/16/content_3698947.htm?div=-1", "2023-11-16"),
        ("http://a.cn/jiceng/2020-07-29/54528.html", "2020-07-29"),
        ("http://a.cn/yxlf/948150_20220622010323.html", "2022-06-22"),
        ("http://a.cn/20241206/4dcdc010a30543a09a99b3331937f8df/c.html", "2024-12-06"),
    ],
)
def test_addresses_hold_dates_in_many_forms_and_are_marked_as_such(address, iso):
    evidence = described(page(), url=address)
    assert (evidence.value, evidence.rule) == (iso, "address")
    assert evidence.confidence < 0.7


@pytest.mark.parametrize(
    "address",
    [
        "http://a.cn/news/1569460",
        "http://a.cn/zfzw/201205/520754.html",
        "http://a.cn/a11/201905140/70ac.html",
        "http://a.cn/xiangfen/2514318.html",
        "http://a.cn/content_20991399.html",
    ],
)
def test_other_numbers_in_addresses_are_no_dates(address):
    assert described(page(), url=address).value is None


@pytest.mark.parametrize("name", ["2021-08-16 通渭县总结.txt", "通渭县总结20210816.docx", "报告/2021年8月16日总结.txt"])
def test_a_date_in_the_files_name_is_only_taken_as_such(name):
    evidence = described(page(), filename=name)
    assert (evidence.value, evidence.rule) == ("2021-08-16", "file-name")
    assert evidence.confidence < 0.4


def test_a_date_that_the_page_shows_beats_one_in_the_files_name():
    evidence = described(page("2020-01-02"), filename="2021-08-16 总结.txt")
    assert evidence.value == "2020-01-02"
    assert ("2021-08-16", "file-name") in [(rival.value, rival.rule) for rival in evidence.rivals]


def test_a_date_of_the_files_properties_is_never_more_than_a_rival():
    made = Candidate("2015-03-01", "file-created", "2015-03-01", 0.2)
    assert described(page(), rival=made).value is None
    assert described(page(), rival=made).rivals[-1] == made
    assert made in described(page("2020-01-02"), rival=made).rivals


def test_a_future_date_in_the_address_is_refused():
    assert described(page(), url="http://a.cn/2030/0101/1.html").rule == "refused-future"


def test_the_pages_clock_at_the_head_of_a_line_dates_it_though_text_touches_it():
    evidence = described(page("陇中日报 2021-01-21 06:51:44近年来，通渭县推进整顿。"))
    assert (evidence.value, evidence.rule) == ("2021-01-21", "date-line")
    assert described(page("2021年1月21日上午，通渭县推进整顿。")).value is None


@pytest.mark.parametrize(
    "times",
    [
        ("1987年9月5日", "1998年9月", "2001年", "2018年"),
        ("2019年3月", "2019年11月", "2020年6月5日"),
        ("【2016年】", "【2017年】", "【2018年5月】", "【2019年】"),
    ],
)
def test_the_times_of_a_chronicle_are_not_the_day_of_the_page(times):
    rows = [line for time in times for line in (time, "青岩县第一个非公企业党支部成立。")]
    assert described("\n".join(["青岩县两新党建大事记", *rows])).value is None
    dated = described("\n".join(["青岩县两新党建大事记", "2021-08-16 10:20 来源：青岩日报", *rows]))
    assert dated.value == "2021-08-16"


def test_a_day_at_the_head_and_a_day_of_signing_make_no_chronicle():
    text = "\n".join(["青岩县工作总结", "2021年8月16日", *[BODY] * 6, "中共青岩县委组织部", "2021年8月18日"])
    assert described(text).value == "2021-08-16"


@pytest.mark.parametrize("step", ["（一）发布招聘公告", "3.组织笔试", "第一阶段：宣传发动", "二、报名时间"])
def test_the_time_below_a_step_of_a_plan_is_not_the_day_of_signing(step):
    assert described("\n".join([*[BODY] * 9, step, "2017年8月"])).value is None
    assert described("\n".join([*[BODY] * 9, step, BODY, "2017年8月"])).value == "2017-08"


def test_the_day_and_weekday_above_a_report_by_wire_of_days_before_are_the_papers():
    told = "本报讯（见习记者 何小禾）11月24日至25日，检查组来青岩县检查农村夜校。"
    assert (
        described("\n".join(["2009年11月27日 星期五", "朗读", "检查组来青岩", told, *[BODY] * 6])).value == "2009-11-27"
    )
    assert described("\n".join(["2009年11月20日 星期五", "检查组来青岩", told, *[BODY] * 6])).value is None
    assert described("\n".join(["今天是2009年11月27日 星期五", "检查组来青岩", told, *[BODY] * 6])).value is None
    assert described("\n".join(["2009年11月27日 星期五", "检查组来青岩", *[BODY] * 6])).value is None

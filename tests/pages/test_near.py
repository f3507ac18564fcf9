"""Near-identical reports on a report's page, and two of them side by side."""

import pytest

from archive.intake.near_duplicates import decide_pair, find_near, note_signature
from archive.models import NearPair, Report

LINES = [f"第{number}村查账{number * 7919 % 1009}笔，整改{number * 31 % 97}条，群众都看过。" for number in range(12)]
TEXT = "\n".join(LINES)
TRADITIONAL = "\n".join([*LINES[:4], "另外補記一筆。", *LINES[4:]]).replace("查账", "查賬").replace("第9村", "**村")


@pytest.fixture
def twins(make_report) -> tuple[Report, Report]:
    first = make_report(title="定西的整顿", text=TEXT, region="621102", date="2021-08-16", source="陇中党建通讯")
    second = make_report(title="隴中的整頓", text=TRADITIONAL, script="hant", date="2021-09", source="观山文库")
    for report in (first, second):
        note_signature(report)
        find_near(report)
    return first, second


@pytest.fixture
def side_by_side(twins, read):
    return read(f"/reports/{twins[0].pk}/compare/{twins[1].pk}/")


def marked(page, column: int) -> list[str]:
    return page.texts(f"//table[@class='compare']/tbody/tr/td[{column}]//mark")


# Under a report


def test_a_report_names_its_near_duplicates_with_whom_where_and_when(twins, read):
    (entry,) = read(twins[1].get_absolute_url()).texts("//section[@class='near']//li")
    for words in ("近似 9", "定西的整顿", "陇中党建通讯", "定西市", "2021年8月16日"):
        assert words in entry


def test_what_is_unknown_of_a_near_duplicate_is_said(twins, read):
    assert "地区未注明" in read(twins[0].get_absolute_url()).texts("//section[@class='near']")[0]


def test_a_report_without_near_duplicates_says_nothing(make_report, read):
    page = read(make_report(text=TEXT).get_absolute_url())
    assert not page.all("//section[@class='near']")
    assert not page.all("//link[contains(@href, 'compare.css')]")


def test_a_draft_is_not_named(twins, read):
    Report.objects.filter(pk=twins[1].pk).update(status=Report.Status.DRAFT)
    assert not read(twins[0].get_absolute_url()).all("//section[@class='near']")


def test_more_near_duplicates_take_no_more_queries(twins, make_report, client, django_assert_max_num_queries):
    address = twins[0].get_absolute_url()
    with django_assert_max_num_queries(20) as few:
        client.get(address)
    for number in range(4):
        report = make_report(text=f"{TEXT}\n第{number}份。", region="621102", source=f"报{number}")
        note_signature(report)
        find_near(report)
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert client.get(address).content.decode().count("近似 9") == 5


# Side by side


def test_the_link_leads_to_both_side_by_side(twins, read):
    (link,) = read(twins[0].get_absolute_url()).all("//a[@class='near-compare']/@href")
    page = read(link)
    assert page.status == 200
    assert page.texts("//thead//h2") == ["定西的整顿", "隴中的整頓"]
    heads = page.texts("//thead//th")
    assert "陇中党建通讯" in heads[0]
    assert "2021年9月（日未注明）" in heads[1]


def test_the_places_that_differ_are_marked_on_both_sides(side_by_side):
    assert marked(side_by_side, 1) == ["第9"]
    assert marked(side_by_side, 2) == ["另外補記一筆。", "**"]
    assert "异处 2" in side_by_side.text


def test_other_script_is_not_marked_and_stays_as_it_is_shown(side_by_side):
    assert "第0村查賬" in side_by_side.texts("//tbody/tr[1]/td[2]")[0]
    assert not side_by_side.all("//tbody/tr[1]//mark")


def test_paragraphs_stand_beside_their_twins(side_by_side):
    rows = [(row[0].text_content(), row[1].text_content()) for row in side_by_side.all("//tbody/tr")]
    assert len(rows) == 13
    assert rows[4] == ("此处没有", "另外補記一筆。")
    assert rows[12][0] == rows[12][1].replace("賬", "账")


def test_each_side_speaks_its_own_language(side_by_side):
    assert side_by_side.all("//tbody/tr[1]/td/@lang") == ["zh-Hans", "zh-Hant"]


def test_every_differing_place_is_linked(side_by_side):
    assert side_by_side.all("//nav[@class='compare-places']//a/@href") == ["#d1", "#d2"]
    assert side_by_side.all("//tbody/tr/@id") == ["d1", "d2"]


def test_the_sides_can_be_changed(twins, read):
    page = read(f"/reports/{twins[1].pk}/compare/{twins[0].pk}/")
    assert page.texts("//thead//h2") == ["隴中的整頓", "定西的整顿"]
    assert marked(page, 2) == ["第9"]


def test_uploaded_words_are_never_markup(twins, read):
    Report.objects.filter(pk=twins[0].pk).update(text=f"{TEXT}<script>alert(1)</script>", title="<b>甲</b>")
    page = read(f"/reports/{twins[0].pk}/compare/{twins[1].pk}/")
    assert not page.all("//main//script | //h2//b")
    assert "<script>alert(1)</script>" in marked(page, 1)


def test_a_report_is_not_laid_beside_itself_nor_beside_one_that_is_not_there(twins, read):
    assert read(f"/reports/{twins[0].pk}/compare/{twins[0].pk}/").status == 404
    assert read(f"/reports/{twins[0].pk}/compare/99999/").status == 404


def test_any_two_reports_are_laid_side_by_side_with_what_both_say(twins, make_report, read):
    words = "党员联系户制度一户一档"
    stranger = make_report(title="石沟湾的水渠", text=f"石沟湾修了水渠。\n另立{words}，逐户上门。\n末段。")
    other = make_report(title="丁家湾的路", text=f"丁家湾修路。\n{words.replace('党员', '黨員')}已建。")
    page = read(f"/reports/{stranger.pk}/compare/{other.pk}/")
    assert page.status == 200
    assert page.texts("//thead//h2") == ["石沟湾的水渠", "丁家湾的路"]
    assert "两篇并不近似" in page.text
    assert "相同的字句 1 处" in page.text
    assert "相同 0%" not in page.text
    assert marked(page, 1) == [words]
    assert marked(page, 2) == [words.replace("党员", "黨員")]
    assert [cell.text_content() for cell in page.all("//tbody/tr[3]/td")] == ["末段。", "此处没有"]


def test_a_pair_that_an_editor_called_unrelated_is_not_called_near(twins, read):
    decide_pair(NearPair.objects.get(), "unrelated", by=None)
    page = read(f"/reports/{twins[0].pk}/compare/{twins[1].pk}/")
    assert page.status == 200
    assert "两篇并不近似" in page.text


@pytest.mark.parametrize("form", ["{0}", "第{0}号", "/reports/{0}/", "https://jiceng.example/reports/{0}/?q=整顿#p3"])
def test_another_report_is_named_by_its_number_or_its_address(twins, make_report, client, read, form):
    other = make_report(title="丁家湾的路")
    (link,) = [each for each in read(twins[0].get_absolute_url()).all("//a/@href") if each.endswith("/compare/")]
    assert read(link).status == 200
    answer = client.get(link, {"with": form.format(other.pk)})
    assert answer.status_code == 302
    assert answer["Location"] == f"/reports/{twins[0].pk}/compare/{other.pk}/"


def test_what_names_no_other_report_is_refused_and_stays_in_the_box(twins, read):
    for typed in ("99999", "丁家湾", str(twins[0].pk)):
        page = read(f"/reports/{twins[0].pk}/compare/", with_=typed)
        assert page.status == 400
        assert page.all("//input[@name='with']/@value") == [typed]
        assert page.texts("//*[@role='alert']")


@pytest.mark.parametrize(("status", "answer"), [("draft", 404), ("withdrawn", 410)])
def test_an_unpublished_side_is_not_shown(twins, read, status, answer):
    Report.objects.filter(pk=twins[1].pk).update(status=status)
    page = read(f"/reports/{twins[0].pk}/compare/{twins[1].pk}/")
    assert page.status == answer
    assert "補記" not in page.source


def test_the_page_holds_nothing_inline_and_one_heading(side_by_side):
    assert not side_by_side.all("//@style | //style | //script[not(@src)]")
    assert len(side_by_side.all("//h1")) == 1
    ids = side_by_side.all("//@id")
    assert len(ids) == len(set(ids))


# Reports like this one


@pytest.fixture
def alike(make_report) -> Report:
    for number in range(6):
        make_report(text=f"第{number}村修水渠。")
    make_report(title="通渭的整顿", text="软弱涣散村逐个整顿，软弱涣散的先换人。", region="621121", date="2021-09")
    make_report(title="临泽的整顿", text="软弱涣散村三个，都不再软弱涣散。", region="620723")
    make_report(title="安定的水渠", text="渠修好了。", region="621102", kind="news")
    return make_report(text="软弱涣散村一村一策，不再软弱涣散。", region="621102", kind="news")


def test_each_report_like_this_one_says_why_it_is_named(alike, read):
    entries = read(alike.get_absolute_url()).texts("//section[@class='near']//li")
    wanted = [
        ("同地同题", "通渭的整顿", "同在定西市", "都写到“软弱涣散”", "2021年9月（日未注明）"),
        ("同题", "临泽的整顿", "都写到“软弱涣散”", "日期未注明"),
        ("同地同类", "安定的水渠", "同在安定区", "同为新闻"),
    ]
    assert len(entries) == len(wanted)
    for entry, words in zip(entries, wanted, strict=True):
        assert [each for each in words if each not in entry] == []


def test_in_english_the_reason_is_told_with_the_measure_as_it_is(alike, read, client):
    client.cookies["lang"] = "en"
    reason = read(alike.get_absolute_url()).texts("//section[@class='near']//p[@class='near-reason']")[0]
    assert "Both in Dingxi 定西市" in reason
    assert "Both write of “软弱涣散”" in reason

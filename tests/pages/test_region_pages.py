"""Browsing by region."""

import pytest


def entries(page) -> list[str]:
    return page.texts("//ol[@class='dated-entries']//h3")


@pytest.fixture
def gansu(make_report):
    """Dingxi itself, one of its districts, Lanzhou, and Tongren far away."""
    return [
        make_report(title="全市总结", region="621100", date="2021-08-16", source="陇中党建通讯", kind="report"),
        make_report(title="安定区做法", region="621102", date="2019-11", source="陇中党建通讯", kind="experience"),
        make_report(title="兰州新闻", region="620100", date="2020", kind="news"),
        make_report(title="碧江做法", region="520602"),
    ]


@pytest.mark.parametrize(
    ("code", "full"), [("62", "620000"), ("6211", "621100"), ("62?kind=news", "620000"), ("620000", None)]
)
def test_a_prefix_leads_to_the_full_code_and_keeps_its_choices(gansu, client, code, full):
    code, _, choices = code.partition("?")
    response = client.get(f"/regions/{code}/{'?' + choices if choices else ''}")
    if full is None:
        assert response.status_code == 200
    else:
        assert response.status_code == 301
        assert response["Location"] == f"/regions/{full}/{'?' + choices if choices else ''}"


@pytest.mark.parametrize("code", ["99", "999999", "6", "62110", "6211020", "甘肃", "62a000", "６２"])
def test_an_unknown_code_is_not_found(gansu, client, code):
    assert client.get(f"/regions/{code}/").status_code == 404


def test_a_region_holds_its_own_reports_and_those_of_all_below_it(gansu, read):
    assert entries(read("/regions/621100/")) == ["全市总结", "安定区做法"]
    assert entries(read("/regions/620000/")) == ["全市总结", "兰州新闻", "安定区做法"]
    assert entries(read("/regions/621102/")) == ["安定区做法"]


def test_a_region_says_how_many_and_since_when(gansu, read):
    page = read("/regions/621100/")
    assert page.texts("//p[@class='lead']") == [
        "收录报告 2 篇，最早 2019 年，最近 2021 年；其中 1 篇谈全域，其余分在下属各地。"
    ]
    assert page.texts("//h1") == ["定西市"]
    assert "行政区划代码 621100" in page.text


def test_children_and_siblings_stand_with_their_counts(gansu, read):
    page = read("/regions/621100/")
    assert page.texts("//ul[@class='bars']/li") == ["安定区1", "市级1"]
    assert page.texts("//section[@aria-labelledby='neighbours']//li") == ["兰州市 1"]
    assert page.texts("//nav[@class='crumbs']") == ["全国 › 甘肃省 › 定西市"]


def test_the_list_is_filtered_by_year_source_and_kind(gansu, read):
    assert entries(read("/regions/620000/", year="2019")) == ["安定区做法"]
    assert entries(read("/regions/620000/", source="陇中党建通讯", kind="report")) == ["全市总结"]


def test_filters_offer_only_what_is_there(gansu, read):
    page = read("/regions/621100/")
    assert page.texts("//select[@name='year']/option") == ["年份", "2021 年", "2019 年"]
    assert page.texts("//select[@name='source']/option") == ["来源", "陇中党建通讯"]


@pytest.mark.parametrize(
    "choice", [{"year": "1999"}, {"kind": "x"}, {"source": "无此报"}, {"page": "0"}, {"page": "x"}]
)
def test_an_unknown_choice_is_a_400_with_a_sentence(gansu, read, choice):
    page = read("/regions/621100/", **choice)
    assert page.status == 400
    assert page.texts("//*[@role='alert']")


def test_words_are_asked_of_the_engine_within_the_region(gansu, client):
    response = client.get("/regions/621100/", {"q": "正文", "year": "2021", "kind": "report"})
    assert response.status_code == 302
    assert response["Location"] == "/search/?q=%E6%AD%A3%E6%96%87&region=6211&from=2021&to=2021&kind=report"


def test_a_page_past_the_end_says_so(gansu, read):
    page = read("/regions/621100/", page="9")
    assert page.status == 200
    assert entries(page) == []
    assert page.links("回到第 1 页") == ["/regions/621100/"]


def test_long_lists_have_pages_that_keep_the_choices(make_report, read):
    with make_report.together():
        for _ in range(21):
            make_report(region="621102", kind="news")
    page = read("/regions/621102/", kind="news")
    assert len(entries(page)) == 20
    (following,) = page.links("下一页")
    assert following == "/regions/621102/?kind=news&page=2"
    assert len(entries(read(following))) == 1


def test_a_region_without_reports_says_what_to_do(regions, make_report, read):
    make_report(region="620100")
    page = read("/regions/621100/")
    assert "还没有收到这里的报告" in page.text
    assert "甘肃省" in page.texts("//p[@class='ways']/a")
    assert page.links("检索“定西”") == ["/search/?q=%22%E5%AE%9A%E8%A5%BF%22"]
    assert page.texts("//section[@aria-labelledby='neighbours']//li") == ["兰州市 1"]
    assert not page.all("//form[@class='filter']")


def test_a_choice_that_leaves_nothing_can_be_taken_back(gansu, read):
    page = read("/regions/620000/", year="2020", kind="report")
    assert "没有合乎这些条件的报告" in page.text
    assert page.links("去掉全部筛选") == ["/regions/620000/"]


def test_only_siblings_with_reports_are_neighbours(gansu, regions, read):
    assert page_neighbours(read("/regions/621100/")) == ["兰州市 1"]


def page_neighbours(page) -> list[str]:
    return page.texts("//section[@aria-labelledby='neighbours']//li")


def test_each_year_is_a_link_to_its_reports(gansu, read):
    page = read("/regions/621100/")
    assert page.all("//section[@aria-labelledby='years']//a/@href") == [
        "/regions/621100/?year=2019#list",
        "/regions/621100/?year=2021#list",
    ]
    assert entries(read("/regions/621100/", year="2019")) == ["安定区做法"]


def test_the_chosen_year_leads_back_to_all(gansu, read):
    page = read("/regions/621100/", year="2019")
    assert page.all("//section[@aria-labelledby='years']//a[@aria-current]/@href") == ["/regions/621100/#list"]


def test_the_index_counts_every_province_and_city(gansu, regions, read):
    page = read("/regions/")
    assert page.texts("//h2[@id='r620000']") == ["甘肃省 3"]
    assert "定西市 2" in page.texts("//section[@aria-labelledby='r620000']//li")
    assert len(page.all("//section[@class='province']")) == 34


def test_drafts_and_withdrawn_reports_are_not_counted(make_report, read):
    make_report(region="621102", status="draft", title="草稿的题")
    make_report(region="621102", status="withdrawn", title="撤回的题")
    page = read("/regions/621100/")
    assert entries(page) == []
    assert "的题" not in page.source
    assert page.texts("//ul[@class='bars']/li") == []
    assert page.texts("//section[@aria-labelledby='children']//li[@class='is-empty']") == ["安定区"]


def test_titles_and_sources_are_never_html(make_report, read):
    bad = "<script>alert(1)</script>"
    make_report(region="621102", title=bad, source=bad)
    assert "<script>alert" not in read("/regions/621102/").source


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("621100", ["2003 年前为定西地区"]),
        ("520602", ["2011 年前为铜仁市"]),
        ("320106", ["旧下关区（至 2013 年）今属此地"]),
        ("110101", ["旧崇文区（至 2010 年）今属此地"]),
        ("620100", []),
    ],
)
def test_a_region_says_what_it_was_called_and_what_it_took_in(regions, engine, read, code, said):
    page = read(f"/regions/{code}/")
    assert page.texts("//div[@class='region-head']/p[position() > 1] | //ul[@class='former']/li") == said


def found(page) -> list[str]:
    return page.texts("//ul[@class='found-places']/li")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("定西市", "定西市甘肃省还没有报告"),
        ("定西", "定西市甘肃省还没有报告"),
        ("碧江區", "碧江区贵州省 › 铜仁市还没有报告"),
        ("甘肃 定西", "定西市甘肃省还没有报告"),
        ("甘肃定西", "定西市甘肃省还没有报告"),
        ("dingxi", "定西市甘肃省还没有报告"),
        ("gansu dx", "定西市甘肃省还没有报告"),
        ("changzhi", "长治市山西省还没有报告"),
        ("621100", "定西市甘肃省还没有报告"),
        ("定西县", "安定区甘肃省 › 定西市2003 年前为定西县还没有报告"),
        ("下关区", "鼓楼区江苏省 › 南京市旧下关区（至 2013 年）今属此地还没有报告"),
        ("乌盖苏木", "乌拉特后旗内蒙古自治区 › 巴彦淖尔市按“乌盖苏木”找到还没有报告"),
        ("甘肃", "甘肃省还没有报告"),
    ],
)
def test_a_place_is_found_by_any_of_its_names(regions, read, typed, first):
    assert found(read("/regions/", place=typed))[0] == first


def test_a_place_of_several_words_in_letters_is_found(regions, read):
    assert found(read("/regions/", place="Inner Mongolia"))[0].startswith("内蒙古自治区")


def test_a_place_is_found_by_the_initials_of_its_name(regions, read):
    assert any(place.startswith("定西市") for place in found(read("/regions/", place="dx")))


def test_homonyms_are_all_listed_with_their_path(regions, make_report, read):
    make_report(region="350102")
    assert found(read("/regions/", place="鼓楼区")) == [
        "鼓楼区福建省 › 福州市1 篇",
        "鼓楼区江苏省 › 南京市还没有报告",
        "鼓楼区江苏省 › 徐州市还没有报告",
        "鼓楼区河南省 › 开封市还没有报告",
    ]


def test_a_name_of_today_comes_before_the_same_name_of_former_days(regions, read):
    assert found(read("/regions/", place="铜仁市")) == [
        "铜仁市贵州省还没有报告",
        "碧江区贵州省 › 铜仁市2011 年前为铜仁市还没有报告",
    ]


def test_found_places_are_links(regions, read):
    page = read("/regions/", place="碧江区")
    assert page.all("//ul[@class='found-places']//a/@href") == ["/regions/520602/"]


def test_a_place_that_is_not_found_can_be_searched_for(regions, read):
    page = read("/regions/", place="<乌有乡>")
    assert "没有叫“<乌有乡>”的地区" in page.text
    assert page.links("在正文里检索“<乌有乡>”") == ["/search/?q=%22%3C%E4%B9%8C%E6%9C%89%E4%B9%A1%3E%22"]


@pytest.mark.parametrize("typed", ["\0", "a" * 3000, "%", "_", "\\", "''", "市"])
def test_nothing_typed_for_a_place_is_an_error(regions, read, typed):
    assert read("/regions/", place=typed).status == 200


def test_looking_a_place_up_takes_two_queries_more(regions, read, django_assert_num_queries):
    read("/regions/")
    with django_assert_num_queries(5):
        read("/regions/", place="dx")


@pytest.mark.parametrize("rows", [3, 20])
def test_the_number_of_queries_does_not_grow_with_the_rows(make_report, read, django_assert_max_num_queries, rows):
    with make_report.together():
        for number in range(rows):
            make_report(region=["621102", "621121", "621122"][number % 3], source=f"报{number}", date="2021")
    with django_assert_max_num_queries(12):
        page = read("/regions/621100/")
    assert len(entries(page)) == rows
    with django_assert_max_num_queries(3):
        read("/regions/")

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
        "收报告 2 篇，最早 2019 年，最近 2021 年；其中 1 篇谈全域，其余分在下属各地。"
    ]
    assert page.texts("//h1") == ["定西市"]
    assert "行政区划代码 621100" in page.text


def test_children_and_siblings_stand_with_their_counts(gansu, read):
    page = read("/regions/621100/")
    assert page.texts("//ul[@class='bars']/li") == ["安定区1"]
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
    for _ in range(21):
        make_report(region="621102", kind="news")
    page = read("/regions/621102/", kind="news")
    assert len(entries(page)) == 20
    (following,) = page.links("下一页")
    assert following == "/regions/621102/?kind=news&page=2"
    assert len(entries(read(following))) == 1


def test_a_region_without_reports_offers_its_neighbours(regions, read, engine):
    page = read("/regions/621100/")
    assert "还没有收到这里的报告" in page.text
    assert page.links("甘肃省") == ["/regions/620000/", "/regions/620000/"]


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
    assert page.texts("//ul[@class='bars']/li") == ["安定区0"]


def test_titles_and_sources_are_never_html(make_report, read):
    bad = "<script>alert(1)</script>"
    make_report(region="621102", title=bad, source=bad)
    assert "<script>alert" not in read("/regions/621102/").source


@pytest.mark.parametrize("rows", [3, 20])
def test_the_number_of_queries_does_not_grow_with_the_rows(make_report, read, django_assert_max_num_queries, rows):
    for number in range(rows):
        make_report(region=["621102", "621121", "621122"][number % 3], source=f"报{number}", date="2021")
    with django_assert_max_num_queries(10):
        page = read("/regions/621100/")
    assert len(entries(page)) == rows
    with django_assert_max_num_queries(3):
        read("/regions/")

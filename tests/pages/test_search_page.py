"""The results page."""

import pytest

from archive.models import Report
from search.engine import get_engine


def titles(page) -> list[str]:
    return page.texts("//li[@class='entry']//h3")


@pytest.fixture
def three(make_report):
    """Three reports: Gansu 2021, Sichuan 2019-11, one without place and date, in traditional script."""
    return [
        make_report(
            title="定西整顿软弱涣散党组织",
            text="去年排出软弱涣散村党组织十九个。整顿半年，软弱涣散的少了。",
            region="621100",
            date="2021-08-16",
            source="陇中党建通讯",
            kind="experience",
        ),
        make_report(
            title="泸州的第一书记", text="第一书记进村，先整顿班子。", region="510500", date="2019-11", kind="news"
        ),
        make_report(title="黨組織建設幾點體會", text="所謂軟弱渙散，先是人散。", script="hant", kind="experience"),
    ]


def test_an_empty_question_lists_every_published_report_newest_first(three, read):
    page = read("/search/")
    assert page.status == 200
    assert titles(page) == ["定西整顿软弱涣散党组织", "泸州的第一书记", "黨組織建設幾點體會"]
    assert page.texts("//h2[@id='total']") == ["3 篇"]


def test_both_scripts_are_found_and_marked_as_they_are_written(three, read):
    page = read("/search/", q="软弱涣散")
    marked = set(page.texts("//div[contains(@class, 'excerpts')]//mark"))
    assert len(titles(page)) == 2
    assert marked == {"软弱涣散", "軟弱渙散"}


def test_the_number_beside_an_entry_is_the_number_of_hits_in_its_text(three, read):
    page = read("/search/", q="软弱涣散", region="62")
    assert page.texts("//div[@class='entry-side']/p") == ["文中 2 处"]


def test_an_entry_leads_to_its_report_with_the_question(three, read):
    (link,) = read("/search/", q="第一书记", mode="exact").all("//li[@class='entry']//h3/a/@href")
    assert link == f"{three[1].get_absolute_url()}?q=%E7%AC%AC%E4%B8%80%E4%B9%A6%E8%AE%B0&mode=exact"


def test_what_is_not_known_is_called_so(three, read):
    assert "地区未注明" in read("/search/", q="體會").text
    assert "日期未注明" in read("/search/", q="體會").text
    assert "2019年11月（日未注明）" in read("/search/", q="泸州").text


def test_facets_count_the_whole_list_and_add_regions_up_to_provinces(three, read):
    page = read("/search/")
    facet = "//section[@aria-labelledby='facet-region']/ul/li/a"
    assert sorted(page.texts(facet)) == ["四川省1", "未注明1", "甘肃省1"]
    assert page.texts(facet)[-1] == "未注明1"


def test_a_chosen_facet_is_current_and_its_link_takes_it_back(three, read):
    page = read("/search/", q="整顿", region="62", page="1")
    (current,) = page.all("//section[@aria-labelledby='facet-region']//a[@aria-current]")
    assert "甘肃省" in current.text_content()
    assert "region" not in current.get("href")
    assert page.texts("//section[@aria-labelledby='facet-region']//ul[@class='branch']/li") == ["定西市1"]


def test_choosing_a_facet_goes_back_to_the_first_page(three, read):
    page = read("/search/", size="1", page="2")
    addresses = page.all("//aside//li/a/@href")
    assert addresses
    assert not [address for address in addresses if "page=" in address]


def test_a_chip_removes_its_choice_and_no_other(three, read):
    (chip,) = read("/search/", q="整顿", kind="experience", sort="newest").all("//section//a[@class='chip']")
    assert chip.get("href") == "/search/?q=%E6%95%B4%E9%A1%BF&sort=newest"


def test_a_range_leaves_the_undated_out_until_they_are_asked_for(three, read):
    assert len(titles(read("/search/", from_="2019", to="2021"))) == 2
    assert len(titles(read("/search/", from_="2019", to="2021", undated="1"))) == 3


def test_a_new_question_keeps_the_choices_in_force(three, read):
    hidden = read("/search/", q="整顿", region="62", page="2").all("//search//input[@type='hidden']")
    assert {field.get("name"): field.get("value") for field in hidden} == {"region": "62"}


def test_a_page_past_the_end_says_so_and_is_not_page_one(three, read):
    page = read("/search/", page="99")
    assert page.status == 200
    assert titles(page) == []
    assert "第 99 页没有报告" in page.text
    assert page.links("回到第 1 页") == ["/search/"]


def test_an_empty_list_offers_working_ways_out(three, read):
    page = read("/search/", q="火星 党建", region="62")
    assert "没有这样的报告" in page.text
    for way in page.all("//p[@class='ways']/a/@href"):
        assert read(way).status == 200


@pytest.mark.parametrize("parameters", [{"mode": "x"}, {"page": "0"}, {"region": "99"}, {"from_": "去年"}])
def test_an_unknown_value_is_a_400_with_its_sentence_over_the_box(three, read, parameters):
    page = read("/search/", q="整顿", **parameters)
    assert page.status == 400
    assert page.texts("//*[@role='alert']")[0].startswith("按 ")
    assert page.all("//search//input[@name='q']/@value") == ["整顿"]


def test_a_question_that_is_too_long_is_refused_in_a_sentence(three, read):
    page = read("/search/", q="整" * 401)
    assert page.status == 400
    assert "400" in page.texts("//*[@role='alert']")[0]


def test_without_an_index_the_page_says_so(db, own_data_dir, client):
    response = client.get("/search/", {"q": "整顿"})
    assert response.status_code == 503
    assert "检索索引正在准备" in response.content.decode()


def test_a_report_withdrawn_while_the_index_lags_is_not_shown(three, read):
    Report.objects.filter(pk=three[0].pk).update(status=Report.Status.WITHDRAWN)
    assert titles(read("/search/", q="整顿")) == ["泸州的第一书记"]


def test_what_was_understood_is_said(three, read):
    assert "繁体、简体和异体字一并检索" in " ".join(
        read("/search/", q="軟弱渙散").texts("//div[contains(@class, 'explain')]//li")
    )


def test_uploaded_words_are_never_html(make_report, read):
    bad = "<script>alert(1)</script>"
    make_report(title=f"甲{bad}", text=f"整顿{bad}之后", source=f"报{bad}", filename=f"{bad}.txt")
    page = read("/search/", q="整顿")
    assert "<script>alert" not in page.source
    assert "甲<script>alert(1)</script>" in titles(page)


def test_a_question_is_never_html(engine, read):
    assert "<script>alert" not in read("/search/", q='"><script>alert(1)</script>').source


def test_the_partial_is_the_list_alone_and_the_same_address_without_htmx_the_whole_page(three, client):
    part = client.get("/search/", {"q": "整顿"}, headers={"HX-Request": "true"})
    whole = client.get("/search/", {"q": "整顿"})
    assert "<!doctype" not in part.content.decode()
    assert 'id="found"' in part.content.decode()
    assert '<div id="kept" hx-swap-oob="true">' in part.content.decode()
    assert "<!doctype" in whole.content.decode()
    assert "HX-Request" in part["Vary"]


def test_a_refusal_within_htmx_loads_the_page_that_says_so(three, client):
    response = client.get("/search/", {"mode": "x"}, headers={"HX-Request": "true"})
    assert response["HX-Redirect"] == "/search/?mode=x"


def test_a_page_restored_from_history_is_whole(three, client):
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<!doctype" in client.get("/search/", headers=headers).content.decode()


@pytest.mark.parametrize("rows", [3, 20])
def test_the_number_of_queries_does_not_grow_with_the_rows(make_report, read, django_assert_max_num_queries, rows):
    for number in range(rows):
        region = ["621100", "510500", "110101"][number % 3]
        make_report(text=f"第{number}次整顿", region=region, source=f"报{number}", date="2021-08-16")
    read("/search/", q="整顿")
    # reports, regions, measures
    with django_assert_max_num_queries(3):
        page = read("/search/", q="整顿")
    assert len(titles(page)) == rows


def test_reports_stand_in_the_order_of_the_hits(make_report, read):
    from search.documents import Query

    for number in range(5):
        make_report(text="整顿" * (number * 3 % 5 + 1) + "。甲乙丙丁" * 9, title=f"第{number}篇")
    order = [hit.id for hit in get_engine().search(Query(text="整顿")).hits]
    links = read("/search/", q="整顿").all("//li[@class='entry']//h3/a/@href")
    assert [int(link.split("/")[2]) for link in links] == order


def test_an_entry_quotes_each_word_of_the_query_that_its_text_holds(make_report, read):
    far = "无关的话。" * 60
    make_report(text=f"支部开会。{far}群众来了。{far}书记讲话。")
    page = read("/search/", q="支部 群众 书记")
    assert page.texts("//div[@class='excerpts']//mark") == ["支部", "群众", "书记"]

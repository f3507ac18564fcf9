"""Help beside the results: what may have been meant, other words, less asked for. Never mixed in, always counted."""

from __future__ import annotations

import pytest

from archive.models import Measure

BETTER = "//div[contains(@class, 'offers')]//a"


def offers(page) -> dict[str, str]:
    """{words with their count: address}"""
    return {" ".join(link.text_content().split()): link.get("href") for link in page.all(BETTER)}


@pytest.mark.parametrize(
    "typed",
    [
        "软若涣散",
        "软弱海散",
        "软涣散",
        "软弱弱涣散",
        "弱软涣散",
        "軟弱煥散",
        "ruanruohuansan",
        "ruan ruo huan san",
        "rrhs",
    ],
)
def test_a_slip_is_answered_with_what_was_meant_and_its_count(make_report, read, typed):
    make_report(text="整顿软弱涣散村党组织。")
    make_report(text="軟弱渙散，逐村整頓。")
    page = read("/search/", q=typed)
    assert "没有报告写到这些字" in page.text
    assert "软弱涣散 2 篇" in offers(page)


def test_the_offer_leads_to_so_many_reports(make_report, read):
    make_report(text="整顿软弱涣散村党组织。")
    page = read("/search/", q="软若涣散")
    assert read(offers(page)["软弱涣散 1 篇"]).texts("//h2[@id='total']")[0].startswith("1 篇")


def test_nothing_is_mixed_in_unasked(make_report, read):
    make_report(text="整顿软弱涣散村党组织。")
    assert read("/search/", q="软若涣散").texts("//h2[@id='total']") == ["0 篇"]


def test_the_offer_keeps_the_filters_and_counts_under_them(make_report, read):
    make_report(text="软弱涣散", kind="news")
    make_report(text="软弱涣散", kind="report")
    address = offers(read("/search/", q="软若涣散", kind="news"))["软弱涣散 1 篇"]
    assert "kind=news" in address


def test_what_finds_nothing_more_is_not_offered(make_report, read):
    make_report(text="换届选举")
    assert "软弱涣散" not in str(offers(read("/search/", q="软若涣散")))


def test_a_slip_in_one_of_two_words_is_mended_there(make_report, read):
    make_report(text="软弱涣散党组织的整顿")
    assert "软弱涣散 整顿 1 篇" in offers(read("/search/", q="软若涣散 整顿"))


def test_a_slip_between_quotes_is_mended_between_them(make_report, read):
    make_report(text="软弱涣散党组织的整顿")
    assert "“软弱涣散”党组织 1 篇" in offers(read("/search/", q="“软若涣散”党组织"))


def test_a_slip_in_a_long_string_is_found_where_no_report_goes(make_report, read):
    make_report(text="集中整顿软弱涣散党组织工作方案")
    assert "软弱涣散党组织工作方案 1 篇" in offers(read("/search/", q="软若涣散党组织工作方案"))


def test_a_word_of_the_texts_alone_is_suggested_too(make_report, read):
    make_report(text="搪瓷缸子里泡着茶。")
    make_report(text="一只搪瓷缸。")
    assert "搪瓷 2 篇" in offers(read("/search/", q="糖瓷"))


def test_enough_reports_need_no_correction(make_report, read):
    for _ in range(3):
        make_report(text="软弱焕散")
    make_report(text="软弱涣散")
    assert "软弱涣散" not in str(offers(read("/search/", q="软弱焕散")))


def test_few_reports_are_shown_with_what_may_have_been_meant(make_report, read):
    make_report(text="软弱焕散")
    for _ in range(2):
        make_report(text="软弱涣散")
    page = read("/search/", q="软弱焕散")
    assert "只有 1 篇" in page.text
    assert "软弱涣散 2 篇" in offers(page)


def test_other_words_of_a_measure_are_offered_with_their_counts(make_report, read):
    for _ in range(3):
        make_report(text="软弱涣散")
    make_report(text="倒排后进党组织")
    found = offers(read("/search/", q="軟弱渙散"))
    assert set(found) == {"后进党组织 1 篇", "軟弱渙散连同以上说法 4 篇"}
    assert read(found["軟弱渙散连同以上说法 4 篇"]).texts("//h2[@id='total']")[0].startswith("4 篇")


def test_a_variant_leads_to_the_measure_and_back(make_report, read):
    make_report(text="软弱涣散")
    make_report(text="倒排后进党组织")
    assert "软弱涣散 1 篇" in offers(read("/search/", q="后进党组织"))


def test_a_measure_beside_another_word_is_exchanged_alone(make_report, read):
    make_report(text="后进党组织的整顿")
    make_report(text="后进党组织")
    assert list(offers(read("/search/", q="软弱涣散 整顿"))) == ["后进党组织 整顿 1 篇", "只查 整顿 1 篇"]


def test_a_word_that_is_no_measure_has_no_other_words(make_report, read):
    make_report(text="后进党组织的整顿")
    assert offers(read("/search/", q="整顿")) == {}


def test_a_variant_that_an_editor_adds_is_offered_at_once(make_report, read):
    make_report(text="软弱涣散")
    make_report(text="薄弱支部")
    assert "薄弱支部" not in str(offers(read("/search/", q="软弱涣散")))
    measure = Measure.objects.get(name="软弱涣散")
    measure.variants += "\n薄弱支部"
    measure.save()
    assert "薄弱支部 1 篇" in offers(read("/search/", q="软弱涣散"))


def test_a_former_name_leads_to_the_reports_of_the_place_of_today(make_report, regions, read):
    report = make_report(region="370211", text="滨海新区的支部")
    page = read("/search/", q="胶南市")
    (words, address), *_ = [offer for offer in offers(page).items() if "黄岛区" in offer[0]]
    assert words.endswith("1 篇")
    assert report.title in read(address).text
    assert "胶南市今属此地" in page.text


def test_a_place_and_a_year_typed_as_words_lead_to_the_reports_of_that_place_and_year(make_report, regions, read):
    meant = make_report(title="通渭的整顿", text="软弱涣散党组织", region="621121", date="2021-09-27")
    make_report(text="软弱涣散党组织", region="621121", date="2019")
    page = read("/search/", q="软弱涣散 甘肃 2021")
    found = offers(page)
    assert "甘肃省 2021 软弱涣散 1 篇" in found
    assert meant.title in read(found["甘肃省 2021 软弱涣散 1 篇"]).text


def test_two_places_typed_as_words_lead_to_the_reports_of_both(make_report, regions, read):
    meant = [make_report(text="软弱涣散党组织", region=code) for code in ("621121", "411425")]
    make_report(text="软弱涣散党组织", region="520602")
    (words, address), *_ = [
        each for each in offers(read("/search/", q="通渭 虞城县 软弱涣散")).items() if "通渭" in each[0]
    ]
    assert words == "甘肃省 › 定西市 › 通渭县、河南省 › 商丘市 › 虞城县 软弱涣散 2 篇"
    assert {report.get_absolute_url() for report in meant} == {
        link.partition("?")[0] for link in read(address).all("//h3//a/@href")
    }


@pytest.mark.parametrize(
    "typed", ["甘肃定西 软弱涣散", "甘肃省定西市 软弱涣散", "甘肃 定西 软弱涣散", "甘肅定西市 軟弱渙散"]
)
def test_a_place_typed_behind_that_above_it_leads_to_its_reports(make_report, regions, read, typed):
    make_report(text="软弱涣散党组织", region="621121")
    make_report(text="软弱涣散党组织", region="620100")
    found = offers(read("/search/", q=typed))
    (address,) = [found[words] for words in found if words.startswith("甘肃省 › 定西市")]
    assert "region=6211" in address
    assert read(address).texts("//h2[@id='total']") == ["1 篇"]


@pytest.mark.parametrize(
    ("typed", "code", "path"),
    [("Hohhot", "150102", "内蒙古自治区 › 呼和浩特市"), ("Inner Mongolia 软弱涣散", "150102", "内蒙古自治区"), ("gansu 软弱涣散", "621121", "甘肃省")],
)  # fmt: skip
def test_a_place_typed_in_letters_leads_to_its_reports(make_report, regions, read, typed, code, path):
    make_report(text="软弱涣散党组织", region=code)
    assert [words for words in offers(read("/search/", q=typed)) if words.startswith(path)]


def test_a_place_typed_with_a_year_in_which_nothing_was_written_is_offered_alone(make_report, regions, read):
    make_report(text="软弱涣散党组织，2021 年起", region="621121", date="2019")
    assert "甘肃省 软弱涣散 2021 1 篇" in offers(read("/search/", q="软弱涣散 甘肃 2021"))


def test_a_year_typed_as_a_word_leads_to_the_reports_of_that_year(make_report, read):
    make_report(text="软弱涣散党组织", date="2021-09")
    assert "2021 软弱涣散 1 篇" in offers(read("/search/", q="软弱涣散 2021年"))


def test_a_question_with_too_many_conditions_is_offered_with_one_less(make_report, read):
    make_report(text="整顿", kind="news")
    make_report(text="换届", kind="report")
    found = offers(read("/search/", q="整顿", kind="report"))
    assert "不限类别 1 篇" in found
    found = offers(read("/search/", q="整顿 换届"))
    assert {"只查 整顿 1 篇", "只查 换届 1 篇"} <= set(found)


def test_a_filter_typed_as_a_field_is_offered_as_the_filter(make_report, read):
    make_report(text="整顿", kind="news")
    make_report(text="整顿", kind="report")
    found = offers(read("/search/", q="類別:新聞 整顿"))
    assert "kind=news" in found["类别：新闻 整顿 1 篇"]
    assert "只查 新聞 整顿" not in str(found)
    assert "只查 整顿 2 篇" in offers(read("/search/", q="摘要:整顿"))


@pytest.mark.parametrize(("language", "words"), [("zh-hant", "甘肅省 › 定西市 › 通渭縣 软弱涣散"), ("en", "Gansu › Dingxi 定西市 › Tongwei 通渭县 软弱涣散")])  # fmt: skip
def test_an_offered_place_is_named_in_the_language_of_the_page(make_report, regions, client, read, language, words):
    make_report(text="软弱涣散党组织", region="621121")
    client.cookies["lang"] = language
    assert [each for each in offers(read("/search/", q="通渭 软弱涣散")) if each.startswith(words)]


def test_an_empty_result_never_ends_the_way(make_report, read):
    make_report(text="换届")
    page = read("/search/", q="魑魅魍魉")
    assert "请换一个说法" in page.text
    assert page.all("//section//p[@class='ways']//a")


@pytest.mark.parametrize("typed", ["<b>软若涣散", '"><script>alert(1)</script>', "软若涣散&q=1"])
def test_offers_are_never_html(make_report, read, typed):
    make_report(text="<b>软弱涣散 <script>alert(1)</script> &q=1")
    source = read("/search/", q=typed).source
    assert "<script>alert" not in source
    assert "<b>软" not in source


@pytest.mark.parametrize("rows", [1, 12])
def test_help_costs_two_queries_however_many_reports_there_are(make_report, read, django_assert_max_num_queries, rows):
    for number in range(rows):
        make_report(text=f"软弱涣散，后进党组织，第{number}", title=f"题{number}")
    read("/search/", q="软若涣散")
    with django_assert_max_num_queries(4):
        read("/search/", q="软若涣散")

"""The question that an address asks, and the sentences that refuse one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.models import Source
from archive.searching.form import SearchForm
from archive.web.addresses import search_parameters
from search.documents import Query
from search.invisible import without_invisible

pytestmark = pytest.mark.django_db


def refusal(**parameters) -> str:
    form = SearchForm({name.rstrip("_"): value for name, value in parameters.items()})
    assert not form.is_valid()
    return form.error_sentence


def query_of(**parameters) -> Query:
    form = SearchForm({name.rstrip("_"): value for name, value in parameters.items()})
    assert form.is_valid(), form.error_sentence
    return form.to_query()


def test_no_parameters_ask_for_everything():
    assert query_of() == Query()


def test_every_parameter_reaches_the_query(make_report):
    make_report(region="621100", source="陇中党建通讯")
    assert query_of(
        q=" 软弱涣散 ",
        mode="exact",
        region="621100",
        from_="2019-05",
        to="2021",
        undated="1",
        source="陇中党建通讯",
        kind="news",
        sort="oldest",
        page="3",
        size="50",
    ) == Query("软弱涣散", "exact", "6211", "2019-05", "2021", True, ("陇中党建通讯",), ("news",), "oldest", 3, 50)


@pytest.mark.parametrize("code", ["62", "6211", "621100", "621102"])
def test_a_region_is_a_code_or_its_prefix(make_report, code):
    make_report(region="621102")
    assert query_of(region=code).region == (code.removesuffix("00"),)


@pytest.mark.parametrize("code", ["99", "621199", "6", "甘肃", "６２", "62' OR 1=1"])
def test_an_unknown_region_is_refused_with_what_is_allowed(make_report, code):
    make_report(region="621102")
    assert "行政区划代码的前两位、前四位或六位" in refusal(region=code)


@pytest.mark.parametrize("value", ["2021-13", "2021-02-30", "21", "202108", "去年", "0000"])
def test_a_date_that_no_calendar_has_is_refused(value):
    assert "2021-08-16" in refusal(from_=value)


def test_a_range_that_ends_before_it_begins_is_swapped_and_told():
    form = SearchForm({"from": "2021-06", "to": "2021-05-31"})
    assert form.is_valid()
    assert (form.to_query().date_from, form.to_query().date_to) == ("2021-05-31", "2021-06")
    assert form.remarks == ["起始日期 2021-06 晚于截止日期 2021-05-31，已对调。"]


@pytest.mark.parametrize(("start", "end"), [("2021-12-31", "2021"), ("2021-05", "2021-05-01"), ("2021", "2021")])
def test_the_end_of_a_range_means_all_of_its_year_or_month(start, end):
    assert query_of(from_=start, to=end).date_from == start


@pytest.mark.parametrize(
    ("name", "allowed"),
    [("mode", "folded、script、exact"), ("sort", "relevance、newest、oldest"), ("kind", "report、news")],
)
def test_a_value_out_of_a_list_is_refused_with_the_list(name, allowed):
    sentence = refusal(**{name: "胡写"})
    assert allowed in sentence
    assert "胡写" in sentence


@pytest.mark.parametrize("value", ["0", "-1", "两", "1.5", "101", "9" * 40])
def test_a_size_out_of_bounds_is_refused(value):
    assert "1 到 100" in refusal(size=value)


def test_a_source_that_nobody_has_is_refused_and_an_unknown_one_may_be_asked_for():
    Source.objects.create(name="泸州日报")
    assert "没有“成都日报”" in refusal(source="成都日报")
    assert query_of(source="泸州日报").source == ("泸州日报",)
    assert query_of(source="none").source == ("none",)


def test_several_errors_are_all_said():
    sentence = refusal(mode="x", page="0")
    assert "匹配方式" in sentence
    assert "页码" in sentence


queries = st.builds(
    Query,
    text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
    .map(without_invisible)
    .map(str.strip),
    mode=st.sampled_from(["folded", "script", "exact"]),
    date_from=st.sampled_from(["", "2019", "2019-05"]),
    date_to=st.sampled_from(["", "2021", "2021-08-16"]),
    undated=st.booleans(),
    kind=st.sampled_from([(), ("news",), ("report", "news")]),
    quality=st.sampled_from([(), ("complete",), ("redacted", "truncated")]),
    excluded=st.sampled_from([(), (("kind", "academic"), ("script", "hant"))]),
    sort=st.sampled_from(["relevance", "newest", "oldest"]),
    page=st.integers(1, 99),
    size=st.integers(1, 100),
)


@given(queries)
def test_an_address_that_we_write_asks_the_same_question_again(query):
    assert query_of(**search_parameters(query)) == query


def test_the_advanced_form_hands_on_what_it_has_no_box_for(make_report, read):
    make_report(text="整顿", kind="report", is_redacted=True)
    make_report(text="整顿", kind="news", is_redacted=True)
    chosen = {"q": "整顿", "quality": "redacted", "not": "kind:news", "sort": "oldest", "near": "all"}
    (address,) = read("/search/", **chosen).all("//a[@class='to-advanced']/@href")
    form = read(address)
    assert form.all("//input[@name='quality'][@checked]/@value") == ["redacted"]
    assert "不含新闻" in "".join(form.texts("//p[@class='box-row']")).replace(" ", "")
    (results,) = [link for link in form.all("//a/@href") if link.startswith("/search/?q=")][:1]
    assert "quality=redacted&not=kind%3Anews&sort=oldest&near=all" in results
    assert read(results).texts("//h2[@id='total']") == ["1 篇"]

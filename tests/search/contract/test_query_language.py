"""Regions, dates and readings of a query: how they are read and said."""

from __future__ import annotations

import pytest

from search.documents import Query
from search.query import (
    And,
    DateRange,
    InRegion,
    NamedRegion,
    Or,
    Term,
    parse_query,
    query_text,
    use_regions,
)
from search.query.regions import by_code
from tests.search.corpus import ids
from tests.search.parsing import labels, root, said

A = Term("甲")


# Regions


@pytest.fixture
def _two_names():
    places = {"鼓楼区": (NamedRegion("320106", "江苏省南京市鼓楼区"), NamedRegion("350102", "福建省福州市鼓楼区"))}
    use_regions(lambda name: places.get(name, ()))
    yield
    use_regions(by_code)


@pytest.mark.usefixtures("_two_names")
def test_all_regions_of_one_name_are_meant_and_said():
    assert root("地区:鼓楼区") == InRegion("鼓楼区", ("320106", "350102"))
    assert "南京市" in said("region:鼓楼区")
    assert "福州市" in said("region:鼓楼区")
    assert root('地區："鼓楼区"') == root("地区:(鼓楼区)") == root("地区:鼓楼区")


@pytest.mark.usefixtures("_two_names")
def test_a_name_that_no_region_has_is_sought_as_text_and_said():
    assert root("地区:无此地") == Term("地区:无此地")
    assert "没有叫" in said("地区:无此地")


def test_a_code_means_what_the_filter_means(full):
    for code in ("62", "620000", "6211", "621102"):
        assert ids(full, f"地区:{code}", sort="newest") == ids(full, region=code) != []
    assert ids(full, "地区:未注明", sort="newest") == ids(full, region="none") != []


# Dates


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("2019..2021", DateRange("2019", "2021")),
        ("２０１９．．２０２１", DateRange("2019", "2021")),
        ("2019…2021", DateRange("2019", "2021")),
        ("2019-3..2020", DateRange("2019-03", "2020")),
        ("..2018", DateRange("", "2018")),
        ("2020..", DateRange("2020", "")),
        ("日期:2019", DateRange("2019", "2019")),
        ("date:2019-03-05", DateRange("2019-03-05", "2019-03-05")),
        ("日期:2019年3月", DateRange("2019-03", "2019-03")),
        ("年:2019..2021", DateRange("2019", "2021")),
        ("year:(2019 OR 2021)", Or((DateRange("2019", "2019"), DateRange("2021", "2021")))),
        ("2021-03..2021", DateRange("2021-03", "2021")),
        ("2019", Term("2019")),
        ("..", Term("..")),
        ("2019.5", Term("2019.5")),
        ("标题:2019..2021", Term("2019..2021", "title")),
    ],
)
def test_date_words(typed, tree):
    assert root(typed) == tree


@pytest.mark.parametrize(
    "typed", ["2021..2019", "2021-13..2022", "2021-02-30..", "0000..", "日期:昨天", "日期:2021-00"]
)
def test_a_range_that_is_none_is_sought_as_text_and_said(typed):
    assert root(typed) == Term(typed)
    assert "不是日期范围" in said(typed)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [("2019..2020", "2019", "2020"), ("..2018", "", "2018"), ("日期:2021-08", "2021-08", "2021-08")],
)
def test_a_date_word_means_what_the_filter_means(full, typed, first, last):
    assert ids(full, typed, sort="newest") == ids(full, date_from=first, date_to=last) != []


# Readings and forms


def test_two_words_may_be_meant_as_one_phrase_or_as_either():
    assert labels("软弱涣散 整顿") == {
        "按整句": ('"软弱涣散整顿"', "folded"),
        "任一词": ("软弱涣散 OR 整顿", "folded"),
        "精确字形": ("软弱涣散 整顿", "script"),
    }


def test_a_phrase_may_be_meant_as_its_words():
    assert labels("软弱涣散党组织")["按词，不必相连"][0] == "软弱涣散 党组织"
    assert labels('"党建,引领"')["去掉标点"][0] == "党建 引领"


def test_a_strict_mode_offers_the_way_back():
    assert labels("软弱", "script")["繁简通"] == ("软弱", "folded")


def test_everything_has_no_other_reading():
    assert parse_query("").other_readings == ()


def test_forms_are_the_wanted_terms_as_expressions():
    assert parse_query('标题:换届 "甲 乙" 党?组织 -丙 地区:62').forms == ("标题:换届", '"甲 乙"', "党?组织")


def test_an_expression_keeps_what_would_be_read_otherwise_in_quotes():
    for text in (
        "OR",
        "-甲",
        "标题:甲",
        "甲?乙",
        "2019..2020",
        "NEAR/5",
        "为什么?",
        "(",
        "甲 乙",
        "\\",
        "整顿软弱涣散党组织的主要经验做法",
    ):
        assert root(query_text(And((A, Term(text))))) == And((A, Term(text)))


# Hits


def test_the_engine_counts_the_documents_of_each_term(full):
    results = full.search(Query("整顿 -范文 培训 党*组织 region:62"))
    assert results.term_hits == tuple(len(ids(full, form)) for form in ("整顿", "培训", "党*组织"))

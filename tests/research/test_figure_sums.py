"""Which rows may be added, and what is counted twice if they are."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from archive.research.figures.sums import Addend, add_up, bar_of, overlap_of

TONGWEI = ("620000", "621100", "621121")
LONGXI = ("620000", "621100", "621122")
DINGXI = ("620000", "621100")


def addend(value: str | None = "14", key: str = "1.10", **changes) -> Addend:
    usual = {
        "key": key,
        "report": int(key.partition(".")[0]),
        "group": 0,
        "value": Decimal(value) if value is not None else None,
        "high": None,
        "bound": "exact",
        "unit": "个",
        "kind": "count",
        "role": "value",
        "noun": "软弱涣散村党组织",
        "year": 2020,
        "year_how": "sentence",
        "status": "done",
        "redacted": False,
        "places": TONGWEI,
        "level": "county",
        "sentence": f"第{key}句整顿软弱涣散村党组织",
        "sentence_at": 0,
    }
    return Addend(**(usual | changes))


def test_rows_of_one_level_year_and_unit_have_a_sum():
    found = add_up(
        [
            addend("14", "1.1"),
            addend("22.5", "2.1", places=LONGXI),
            addend("9", "3.1", places=("620000", "620700", "620723")),
        ]
    )
    assert (found.total, found.differences, found.overlaps, found.barred) == (Decimal("45.5"), (), (), ())


@pytest.mark.parametrize(
    ("changes", "bar"),
    [
        ({"redacted": True, "value": None}, "redacted"),
        ({"value": None}, "vague"),
        ({"high": Decimal(20), "bound": "range"}, "range"),
        ({"year_how": "paragraph"}, "paragraph"),
        ({"year": None, "year_how": "none"}, "undated"),
        ({"period": True}, "period"),
        ({"places": (), "level": ""}, "unplaced"),
        ({"kind": "share", "role": "share", "unit": "%"}, "share"),
        ({"kind": "change", "role": "change"}, "change"),
        ({"role": "from"}, "from"),
        ({"unit": "岁", "noun": "年龄"}, "rate"),
        ({"unit": "元", "noun": "人均可支配收入"}, "rate"),
        ({"unit": "元/亩"}, "rate"),
    ],
)  # fmt: skip
def test_a_row_that_says_no_part_of_a_whole_is_left_out_with_its_reason(changes, bar):
    row = replace(addend("22", "2.1"), **changes)
    assert bar_of(row) == bar
    found = add_up([addend("14", "1.1"), row])
    assert (found.total, [reason for _, reason in found.barred]) == (Decimal(14), [bar])


def test_the_year_that_only_opens_the_paragraph_is_left_out_of_sums_and_that_of_the_sentence_is_not():
    assert bar_of(addend(year_how="paragraph")) == "paragraph"
    assert [bar_of(addend(year_how=how)) for how in ("sentence", "report")] == ["", ""]


@pytest.mark.parametrize(
    ("trait", "changes"),
    [
        ("level", {"places": DINGXI, "level": "city"}),
        ("year", {"year": 2021}),
        ("unit", {"unit": "名"}),
        ("status", {"status": "planned"}),
    ],
)
def test_rows_that_differ_in_level_year_unit_or_status_have_no_sum(trait, changes):
    found = add_up([addend("14", "1.1"), addend("22", "2.1", places=LONGXI), addend("279", "3.1", **changes)])
    assert found.total is None
    assert [difference.trait for difference in found.differences] == [trait]
    assert [count for _, count in found.differences[0].values] == [2, 1]


def test_nothing_ticked_and_nothing_that_may_be_added_have_no_sum():
    assert add_up([]).total is None
    assert add_up([addend(redacted=True)]).total is None


def test_a_row_named_twice_counts_once():
    assert add_up([addend("14", "1.1"), addend("14", "1.1")]).total == 14


@pytest.mark.parametrize(
    ("why", "one", "other"),
    [
        ("within", {}, {"places": DINGXI, "level": "city", "noun": "软弱涣散党组织"}),
        ("within", {"places": DINGXI, "level": "city"}, {}),
        ("near", {"group": 7}, {"group": 7, "places": LONGXI}),
        ("sentence", {"sentence": "整顿村党组织14个"}, {"sentence": "整顿村党组织14个", "places": LONGXI}),
        ("beside", {"report": 5, "sentence_at": 40}, {"report": 5, "sentence_at": 40, "noun": "社区党组织"}),
        ("again", {}, {"noun": "软弱涣散村"}),
    ],
)
def test_what_one_row_may_hold_of_another_is_marked(why, one, other):
    rows = [addend("14", "1.1", **one), addend("14", "2.1", **other)]
    assert overlap_of(*rows).why == why
    assert [each.why for each in add_up(rows).overlaps] == [why]


def test_of_a_county_and_its_city_the_county_is_the_part():
    county, city = addend(key="1.1"), addend(key="2.1", places=DINGXI, level="city")
    for pair in ((county, city), (city, county)):
        found = overlap_of(*pair)
        assert (found.part, found.whole) == ("1.1", "2.1")


@pytest.mark.parametrize(
    "changes",
    [{"places": LONGXI}, {"noun": "第一书记"}, {"year": 2019, "places": DINGXI}, {"unit": "名", "places": DINGXI}],
)
def test_rows_of_other_places_things_years_and_units_hold_nothing_alike(changes):
    assert overlap_of(addend(key="1.1"), addend("14", "2.1", **changes)) is None


def test_a_sum_of_余_and_约_says_so():
    found = add_up([addend("14", "1.1"), addend("20", "2.1", places=LONGXI, bound="more")])
    assert (found.is_least, found.is_about) == (True, False)
    assert add_up([addend(bound="about")]).is_about

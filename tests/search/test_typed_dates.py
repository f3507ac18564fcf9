"""One reader of dates for query, boxes, addresses, lists and desk: it takes what people type."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.dates import is_swapped, numbers_of_date, read_date, read_dates, read_period


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("2021", "2021"), ("２０２１", "2021"), ("2021年", "2021"), (" 2021 年 ", "2021"),
        ("2021-08", "2021-08"), ("2021-8", "2021-08"), ("2021/8", "2021-08"), ("2021.8", "2021-08"), ("2021年8月", "2021-08"),
        ("２０２１年８月份", "2021-08"), ("二〇二一年八月", "2021-08"), ("二○二一年十二月", "2021-12"),
        ("2021-08-16", "2021-08-16"), ("2021/8/16", "2021-08-16"), ("2021.8.16", "2021-08-16"), ("20210816", "2021-08-16"),
        ("2021年8月16日", "2021-08-16"), ("2021年8月16號", "2021-08-16"), ("2021－8－16", "2021-08-16"), ("2021年 8月 6日", "2021-08-06"),
        ("二零二一年十月二十日", "2021-10-20"), ("一九九八年三月廿一日", "1998-03-21"), ("二〇二〇年十月卅日", "2020-10-30"),
    ],
)  # fmt: skip
def test_a_date_is_read_in_all_forms_that_people_type(typed, iso):
    assert read_date(typed) == iso


@pytest.mark.parametrize(
    "typed",
    ["", "21", "202108", "2021年8", "2021-8/16", "2021年8月16日晚", "2021-13", "2021-02-30", "20210230", "八月", "2021年八月",
     "二〇二一", "去年", "2019-2022", "99999", "二〇二一年十十月"],
)  # fmt: skip
def test_what_is_no_date_of_the_calendar_is_none(typed):
    assert read_date(typed) == ""


def test_a_day_that_no_calendar_has_keeps_its_form():
    assert numbers_of_date("2021年2月30日") == (2021, 2, 30)
    assert numbers_of_date("2021年2月30") == (2021, 2, 30)
    assert numbers_of_date("村党支部") is None


@given(st.dates())
def test_every_day_is_read_in_each_form(day):
    if day.year < 1000:
        return
    for form in (
        f"{day:%Y}年{day.month}月{day.day}日",
        f"{day:%Y}/{day.month}/{day.day}",
        f"{day:%Y%m%d}",
        f"{day:%Y}.{day.month}.{day.day}",
    ):
        assert read_date(form) == day.isoformat()


def test_a_range_takes_each_form_on_both_sides():
    assert read_dates("2019年5月..2021/8/16", single=False) == ("2019-05", "2021-08-16")
    assert read_dates("2021.8..2021.9", single=False) == ("2021-08", "2021-09")
    assert read_dates("2021.8.16", single=True) == ("2021-08-16", "2021-08-16")
    assert read_dates("2022..2019", single=False) is None


def test_dates_are_swapped_only_where_no_day_lies_in_both():
    assert is_swapped("2022", "2019-12-31")
    assert not is_swapped("2019-05", "2019")
    assert not is_swapped("2019", "2019-05")


@pytest.mark.parametrize(
    ("typed", "period"),
    [
        ("2019-2022", ("2019", "2022")), ("2019年至2022年", ("2019", "2022")), ("２０１９—２０２２", ("2019", "2022")), ("2019～2022年", ("2019", "2022")),
        ("2019年5月到2020年6月", ("2019-05", "2020-06")), ("二〇一九年至二〇二二年", ("2019", "2022")), ("2021", ("2021", "2021")),
        ("2021年8月", ("2021-08", "2021-08")), ("2019年以来", ("2019", "2026")), ("近三年", ("2024", "2026")), ("最近5年", ("2022", "2026")),
        ("2022-2019", ("2019", "2022")), ("2022年到2019年", ("2019", "2022")), ("近十年", ("2017", "2026")), ("近两年来", ("2025", "2026")), ("去年", ("2025", "2025")), ("今年", ("2026", "2026")),
    ],
)  # fmt: skip
def test_a_time_is_read_as_a_reader_means_it(typed, period):
    assert read_period(typed, date(2026, 11, 30)) == period


@pytest.mark.parametrize("typed", ["1234", "3000", "近年", "近零年", "三年", "甘肃", "2019-2022届", "5年", "近99年"])
def test_a_word_that_is_no_time_is_none(typed):
    assert read_period(typed, date(2026, 11, 30)) is None

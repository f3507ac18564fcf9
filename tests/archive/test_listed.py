"""Rows of lists say what the reports say, and are asked for at once."""

from __future__ import annotations

import pytest

from archive.models import Report, Source
from archive.models.statements import read_rows
from archive.searching.listed import listed_reports

pytestmark = pytest.mark.django_db

NAMES = ("pk", "title", "date", "date_precision", "kind", "script", "is_redacted", "is_truncated", "is_damaged",
         "is_sample", "text", "partial_date")  # fmt: skip


@pytest.mark.parametrize("date", ["", "2021", "2021-08", "2021-08-16"])
def test_a_row_says_what_its_report_says(make_report, date):
    made = make_report(date=date, region="621102", source="定西日报", kind="news", script="hant", is_redacted=True)
    report, row = Report.objects.get(pk=made.pk), listed_reports([made.pk])[made.pk]
    assert [getattr(row, name) for name in NAMES] == [getattr(report, name) for name in NAMES]
    assert (row.region, row.source.name, row.get_absolute_url()) == (
        report.region,
        report.source.name,
        report.get_absolute_url(),
    )


def test_what_is_unknown_is_none(make_report):
    row = listed_reports([make_report().pk]).popitem()[1]
    assert (row.region, row.source, row.date, row.partial_date) == (None, None, None, None)


def test_only_published_reports_are_listed(make_report):
    reports = [make_report(), make_report(status="draft"), make_report(status="withdrawn")]
    assert list(listed_reports([report.pk for report in reports])) == [reports[0].pk]


def test_a_name_that_was_changed_is_the_new_one(make_report):
    number = make_report(source="旧名").pk
    listed_reports([number])
    Source.objects.update(name="新名")
    assert listed_reports([number])[number].source.name == "新名"


def test_a_row_without_its_text_is_else_the_same(make_report):
    number = make_report(title="甲").pk
    row = listed_reports([number], with_text=False)[number]
    assert (row.title, row.text) == ("甲", "")


@pytest.mark.parametrize("count", [1, 3])
def test_rows_are_one_query_however_many(make_report, count, django_assert_num_queries):
    numbers = [make_report().pk for _ in range(count)]
    with django_assert_num_queries(1):
        assert len(listed_reports(numbers)) == count


def test_no_numbers_are_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert listed_reports([]) == {}


def _pairs(numbers):
    return Report.objects.filter(pk__in=numbers).exclude(title="-1").order_by("pk").values_list("pk", "title")


def test_a_statement_that_is_kept_asks_for_the_numbers_of_each_time(make_report):
    reports = [make_report(title="-1"), make_report(title="乙"), make_report(title="丙")]
    for first, second in ((0, 1), (1, 2)):
        numbers = [reports[first].pk, reports[second].pk]
        assert read_rows(_pairs, numbers) == list(_pairs(numbers))

"""Rows of lists say what the reports say, and are asked for at once."""

from __future__ import annotations

import pytest

from archive.models import Region, Report, Source
from archive.places.shown import regions_by_code
from archive.searching.results import codes_of, in_regions, report_rows

pytestmark = pytest.mark.django_db

NAMES = ("pk", "title", "date", "date_precision", "kind", "script", "is_redacted", "is_truncated", "is_damaged",
         "is_sample", "author", "is_working_title", "text", "partial_date")  # fmt: skip


def listed_reports(numbers, *, with_text=True):
    rows = report_rows(numbers, with_text=with_text)
    return in_regions(rows, regions_by_code(codes_of(rows)))


@pytest.mark.parametrize("date", ["", "2021", "2021-08", "2021-08-16"])
def test_a_row_says_what_its_report_says(make_report, date):
    made = make_report(
        date=date,
        region="621102",
        source="定西日报",
        kind="news",
        script="hant",
        is_redacted=True,
        author="石晓棠",
        is_working_title=True,
    )
    report, row = Report.objects.get(pk=made.pk), listed_reports([made.pk])[made.pk]
    assert [getattr(row, name) for name in NAMES] == [getattr(report, name) for name in NAMES]
    assert (row.region.name, row.source.name, row.get_absolute_url()) == (
        report.region.name,
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
    number = make_report(source="旧名", region="621102").pk
    listed_reports([number])
    Source.objects.update(name="新名")
    Region.objects.filter(code="621102").update(name="新区")
    row = listed_reports([number])[number]
    assert (row.source.name, row.region.name) == ("新名", "新区")


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

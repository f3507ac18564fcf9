"""Filters of the desk's list of reports by place, source, year and uploader, and the list as a CSV."""

from __future__ import annotations

import csv
import io

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from archive.admin.finding.table import HEADINGS
from archive.models import Report

LIST = "admin:archive_report_changelist"


@pytest.fixture
def reports(make_report, editor) -> dict[str, Report]:
    made = {
        "渭源": make_report(title="渭源的", region="621123", date="2021-05", source="甘肅日報", status="draft"),
        "定西": make_report(title="定西的", region="621100", date="2019", source="甘肃日报社", status="draft"),
        "苏州": make_report(title="苏州的", region="320500", date="2021-08-16"),
        "无": make_report(title="无名的"),
    }
    made["渭源"].original.received_by = editor
    made["渭源"].original.save()
    return made


def _titles(client, **parameters: str) -> set[str]:
    response = client.get(reverse(LIST), parameters)
    assert response.status_code == 200
    return {row.title for row in response.context["cl"].result_list}


@pytest.mark.parametrize(
    ("parameters", "names"),
    [
        ({"region": "定西"}, {"渭源", "定西"}),
        ({"region": "甘肅省"}, {"渭源", "定西"}),
        ({"region": "6211"}, {"渭源", "定西"}),
        ({"region": "none"}, {"无"}),
        ({"year": "2021"}, {"渭源", "苏州"}),
        ({"year": "２０２１年"}, {"渭源", "苏州"}),
        ({"year": "2019-2021"}, {"渭源", "定西", "苏州"}),
        ({"year": "2021年5月"}, {"渭源"}),
        ({"year": "2019年1月"}, set()),
        ({"year": "none"}, {"无"}),
        ({"source": "甘肃日报"}, {"渭源", "定西"}),
        ({"source": "甘肃日报社"}, {"定西"}),
        ({"source": "none"}, {"苏州", "无"}),
        ({"uploader": "ZHOUYAN"}, {"渭源"}),
        ({"uploader": "none"}, {"定西", "苏州", "无"}),
        ({"region": "定西", "year": "2021", "q": "渭源", "status__exact": "draft"}, {"渭源"}),
    ],
)
def test_a_filter_leaves_the_reports_of_its_value(desk, reports, parameters, names):
    assert _titles(desk, **parameters) == {reports[name].title for name in names}


@pytest.mark.parametrize(("name", "words"), [("region", "没有这个地方"), ("year", "读不出年份"), ("source", "没有这个来源"), ("uploader", "没有这个人")])  # fmt: skip
def test_a_value_that_means_nothing_leaves_no_report_and_says_what_to_write(desk, reports, name, words):
    page = desk.get(reverse(LIST), {name: "<b>哪里也不是"}).content.decode()
    assert words in page
    assert 'value="&lt;b&gt;哪里也不是"' in page
    assert "<b>哪里" not in page


def test_a_filter_with_many_values_has_a_box_that_keeps_the_others(desk, make_report):
    for number in range(8):
        make_report(source=f"第{number}日报", status="draft")
    page = desk.get(reverse(LIST), {"status__exact": "draft", "q": "报告"}).content.decode()
    box = page.split('data-filter-title="来源"')[1].split("</details>")[0]
    assert '<input type="text" name="source"' in box
    assert '<option value="第7日报">' in box
    assert '<input type="hidden" name="status__exact" value="draft">' in box
    assert '<input type="hidden" name="q" value="报告">' in box


def test_the_list_as_csv_holds_the_rows_of_the_list_in_its_order(desk, reports):
    address = reverse("admin:archive_report_list_csv")
    query = {"region": "定西", "o": "-1"}
    page = desk.get(reverse(LIST), query)
    assert f'href="{address}?' in page.content.decode()
    response = desk.get(address, query)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0]) == HEADINGS
    assert [int(row["编号"]) for row in rows] == [row.pk for row in page.context["cl"].result_list]
    row = next(row for row in rows if row["题名"] == "渭源的")
    assert (row["状态"], row["地区代码"], row["日期"], row["来源"]) == ("草稿", "621123", "2021-05", "甘肅日報")
    assert row["地区"].endswith("定西市 › 渭源县")
    assert (row["上传者"], row["文件名"]) == ("zhouyan", reports["渭源"].original.filename)


def test_a_cell_of_the_list_is_no_formula(desk, make_report):
    make_report(title="=1+1", status="draft")
    text = b"".join(desk.get(reverse("admin:archive_report_list_csv")).streaming_content).decode("utf-8-sig")
    assert "'=1+1" in text


def test_a_colleague_without_rights_gets_no_list(colleague):
    assert colleague.get(reverse("admin:archive_report_list_csv")).status_code == 403


def test_the_filters_cost_as_many_queries_for_many_reports_as_for_few(desk, make_report, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    first = make_report(source="甲报", region="621100", date="2020", status="draft")
    first.original.received_by = User.objects.create(username="u")
    first.original.save()
    with CaptureQueriesContext(connection) as counted:
        desk.get(reverse(LIST))
    for number in range(9):
        report = make_report(source=f"{number}报", region="320500", date=f"201{number}", status="draft")
        report.original.received_by = User.objects.create(username=f"u{number}")
        report.original.save()
    with django_assert_max_num_queries(len(counted)):
        desk.get(reverse(LIST))

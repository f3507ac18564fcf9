"""The list goes out as a CSV, is edited, and comes back: a look before and after, and a sentence for each refused row."""

from __future__ import annotations

import csv
import html
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive.models import Report
from tests.admin.conftest import sentences

ADDRESS = reverse("admin:archive_report_sheet")


@pytest.fixture
def rows(desk, make_report, regions) -> list[dict[str, str]]:
    """The list as it goes out, of two drafts and a published report."""
    make_report(title="甲", status="draft", region="621123", date="2021-08", source="定西日报", kind="news")
    make_report(title="=乙", status="draft", kind="")
    make_report(title="丙", author="周岩", date="2020-01-02")
    answer = desk.get(reverse("admin:archive_report_list_csv"), {"o": ""})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return sorted(csv.DictReader(io.StringIO(text, newline="")), key=lambda row: int(row["编号"]))


def _file(rows: list[dict[str, str]], coding: str = "utf-8-sig") -> SimpleUploadedFile:
    target = io.StringIO(newline="")
    writer = csv.DictWriter(target, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return SimpleUploadedFile("改好.csv", target.getvalue().encode(coding))


def _send(desk, file) -> str:
    return desk.post(ADDRESS, {"file": file}).content.decode()


def _make(desk, page: str):
    wanted = html.unescape(re.search('name="wanted" value="([^"]*)"', page)[1])
    return desk.post(ADDRESS, {"step": "make", "wanted": wanted})


def test_a_list_that_comes_back_as_it_went_changes_nothing(desk, rows):
    page = _send(desk, _file(rows))
    assert "要改 0 篇" in page
    assert "3 篇本来就是这样" in page
    assert "篇改不了" not in page


@pytest.mark.parametrize("coding", ["utf-8-sig", "gb18030", "utf-16"])
def test_edited_cells_are_shown_before_and_after_and_then_set(desk, rows, coding):
    rows[0] |= {"来源": "天水日报", "日期": "2021年9月", "地区": "甘肃省 › 定西市 › 岷县"}
    rows[1] |= {"题名": "乙改", "地区代码": "621100", "类别": "新闻"}
    rows[2] |= {"作者": ""}
    page = _send(desk, _file(rows, coding))
    assert "要改 3 篇" in page
    assert "<td>定西日报</td><td><ins>天水日报</ins></td>" in page
    assert "<td>周岩</td><td><ins>未注明</ins></td>" in page
    assert not Report.objects.filter(title="乙改").exists()
    assert "已改 3 篇" in sentences(_make(desk, page))
    first, second, third = Report.objects.select_related("source").order_by("pk")
    assert (first.source.name, first.partial_date.iso, first.region_id) == ("天水日报", "2021-09", "621126")
    assert (second.title, second.region_id, second.kind) == ("乙改", "621100", "news")
    assert third.author == ""
    assert third.evidence["author"]["rule"] == "editor"


def test_what_a_spreadsheet_makes_of_a_date_is_no_change(desk, rows):
    rows[0]["日期"], rows[2]["日期"] = "Aug-21", "2020/1/2"
    assert "要改 0 篇" in _send(desk, _file(rows))


@pytest.mark.parametrize(
    ("number", "cells", "said"),
    [
        (0, {"日期": "去年"}, "日期：看不懂日期"),
        (0, {"地区": "无此县"}, "地区：地区表里没有"),
        (0, {"地区代码": "621126", "地区": "甘肃省 › 定西市"}, "两栏改成了两处"),
        (0, {"类别": "小说"}, "没有“小说”这个类别"),
        (0, {"题名": " "}, "题名不能为空"),
        (0, {"编号": "甲一"}, "不是报告的编号"),
        (0, {"编号": "99999"}, "馆藏里没有这一篇"),
        (1, {"编号": "1"}, "这一篇上面已有一行"),
    ],
)
def test_a_row_that_cannot_be_taken_is_refused_by_its_line_and_the_others_go_on(desk, rows, number, cells, said):
    first = rows[0]["编号"]
    rows[number] |= {name: first if value == "1" else value for name, value in cells.items()}
    rows[2]["作者"] = "周岩红"
    page = _send(desk, _file(rows))
    assert said in page
    assert f"第 {number + 2} 行" in page
    assert "1 篇改不了" in page
    assert "已改 1 篇" in sentences(_make(desk, page))
    assert Report.objects.filter(author="周岩红").count() == 1


def test_one_that_a_colleague_changed_after_the_list_went_out_is_refused(desk, rows):
    report = Report.objects.get(pk=rows[0]["编号"])
    report.author = "同事"
    report.save()
    page = _send(desk, _file(rows))
    assert "别人改过这篇" in page
    assert "1 篇改不了" in page
    report.refresh_from_db()
    assert report.author == "同事"


@pytest.mark.parametrize(
    ("data", "said"), [(b"", "没有“编号”"), ("题名,来源\n甲,乙".encode(), "没有“编号”"), (b"\x00\xff\x00" * 9, "")]
)
def test_a_file_that_is_no_list_is_refused_with_the_remedy(desk, db, data, said):
    response = desk.post(ADDRESS, {"file": SimpleUploadedFile("x.csv", data or b"\n")})
    assert response.status_code == 422
    assert said in response.content.decode()


def test_a_cell_is_shown_as_text(desk, rows):
    rows[0]["来源"] = "<script>alert(1)</script>"
    assert "<script>alert" not in _send(desk, _file(rows))


def test_the_list_leads_to_the_page_that_takes_it_back(desk, db):
    assert f'href="{ADDRESS}"' in desk.get(reverse("admin:archive_report_changelist")).content.decode()


def test_who_may_only_look_sends_nothing_back(desk, editor, rows):
    editor.user_permissions.set(editor.user_permissions.filter(codename="view_report"))
    assert desk.get(ADDRESS).status_code == 403
    assert desk.post(ADDRESS, {"step": "make", "wanted": "[]"}).status_code == 403

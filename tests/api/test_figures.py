"""Numbers of the reports for programs: the rows of the issue, in the envelope of lists."""

from __future__ import annotations

import pytest

from tests.research.making import read_into_table

KEYS = [
    "report", "start", "end", "sentence", "value", "high", "unit", "bound", "kind", "role", "base", "noun", "action", "year",
    "year_how", "scope", "status", "section", "redacted", "rule", "sure",
]  # fmt: skip


@pytest.fixture
def report(make_report, regions):
    made = make_report(text="2020年整顿软弱涣散村党组织14.50余个。投入资金1.2亿元。帮办实事**件。", region="621121")
    read_into_table(made)
    return made


def test_a_page_has_the_envelope_of_lists_and_each_row_is_a_slice_of_its_report(report, client):
    answer = client.get("/api/v1/figures").json()
    assert (answer["total"], answer["page"], answer["size"], answer["reports"], answer["redacted"]) == (3, 1, 50, 1, 1)
    for row in answer["rows"]:
        assert list(row) == KEYS
        assert row["sentence"] in report.text
        assert report.text[row["start"] : row["end"]] in row["sentence"]
    one, money, hidden = answer["rows"]
    assert (one["value"], one["bound"], one["unit"], one["noun"], one["action"]) == (
        "14.5",
        "more",
        "个",
        "软弱涣散村党组织",
        "整顿",
    )
    assert (money["value"], money["unit"]) == ("120000000", "元")
    assert (hidden["value"], hidden["redacted"], hidden["noun"]) == (None, True, "实事")
    assert one["scope"] == {"code": "621121", "how": "report"}
    assert (one["year"], one["year_how"]) == (2020, "sentence")


def test_the_filters_are_those_of_the_page(report, client):
    def total(**parameters):
        return client.get("/api/v1/figures", parameters).json()["total"]

    assert [
        total(q="軟弱渙散"),
        total(noun="软弱涣散"),
        total(action="整頓"),
        total(region="6211"),
        total(region="52"),
    ] == [1, 1, 1, 3, 0]
    assert [
        total(year="2020"),
        total(year="2019"),
        total(unit="元"),
        total(status="planned"),
        total(report=report.pk),
    ] == [3, 0, 1, 0, 3]


def test_wrong_values_drafts_and_withdrawn_reports_are_refused_by_a_sentence(report, client, make_report):
    assert client.get("/api/v1/figures?region=99").status_code == 400
    draft = make_report(text="整顿村党组织14个。")
    read_into_table(draft)
    draft.status = "draft"
    draft.save()
    answer = client.get("/api/v1/figures", {"report": draft.pk})
    assert (answer.status_code, answer.json()["error"]) == (404, f"没有第 {draft.pk} 号报告。")
    assert client.get("/api/v1/figures", {"noun": "村党组织"}).json()["total"] == 1
    report.status = "withdrawn"
    report.save()
    assert client.get("/api/v1/figures", {"report": report.pk}).status_code == 410
    assert client.get("/api/v1/figures").json()["total"] == 0

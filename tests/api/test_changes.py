"""`/api/v1/changes`: who follows it ends with what the archive shows, and is never told of what is not public."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive.models import ChangeSeries, PublicChange, Report
from archive.publishing.changes import number_changes
from archive.publishing.erasing import erase_report
from archive.publishing.publish import withdraw_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def get(client):
    def get(path: str, **parameters: str | int):
        answer = client.get(f"/api/v1/{path}", parameters)
        return answer.status_code, answer.json()

    return get


def test_each_change_is_told_once_with_its_last_state(get, make_report):
    one, two = make_report(title="积分制"), make_report(title="网格化")
    status, first = get("changes")
    assert status == 200
    assert first.keys() == {"changes", "cursor", "more", "next"}
    assert [row["id"] for row in first["changes"]] == [one.pk, two.pk]
    assert first["changes"][0].keys() == {"id", "status", "updated", "url", "reason"}
    assert (first["changes"][0]["status"], first["changes"][0]["url"]) == ("published", f"/reports/{one.pk}/")
    assert first["more"] is False
    one.title = "积分制管理"
    one.save()
    withdraw_report(two)
    _, then = get("changes", since=first["cursor"])
    assert [(row["id"], row["status"]) for row in then["changes"]] == [(one.pk, "published"), (two.pk, "withdrawn")]
    _, nothing = get("changes", since=then["cursor"])
    assert (nothing["changes"], nothing["cursor"], nothing["more"]) == ([], then["cursor"], False)


def test_pages_follow_each_other_by_their_cursors(get, client, make_report):
    reports = [make_report() for _ in range(5)]
    seen, answer = [], get("changes", size=2)[1]
    while True:
        seen += [row["id"] for row in answer["changes"]]
        if not answer["more"]:
            break
        answer = client.get(answer["next"]).json()
        assert len(answer["changes"]) <= 2
    assert seen == [report.pk for report in reports]


def test_of_what_went_away_only_number_status_time_and_the_reason_are_told(get, make_report):
    withdrawn, erased = make_report(title="撤回的题名", text="撤回的正文。"), make_report(title="删去的题名")
    withdraw_report(withdrawn)
    erase_report(erased.pk, reason="当事人申请")
    _, answer = get("changes")
    assert [{**row, "updated": ""} for row in answer["changes"]] == [
        {"id": withdrawn.pk, "status": "withdrawn", "updated": "", "url": None, "reason": None},
        {"id": erased.pk, "status": "erased", "updated": "", "url": None, "reason": "当事人申请"},
    ]


def test_a_draft_is_no_change_even_when_it_is_erased(get, make_report):
    draft = make_report(status=Report.Status.DRAFT)
    erase_report(draft.pk, reason="误收")
    assert get("changes")[1]["changes"] == []


def test_changes_are_asked_for_since_a_time_in_any_of_its_forms(get, make_report):
    old, new = make_report(), make_report()
    number_changes()
    PublicChange.objects.filter(report_id=old.pk).update(changed_at=datetime(2026, 3, 1, 7, 59, 59, 0, UTC))
    PublicChange.objects.filter(report_id=new.pk).update(changed_at=datetime(2026, 3, 1, 8, 0, 0, 0, UTC))
    for since in (
        "2026-03-01T08:00:00Z", "2026-03-01T08:00:00.9Z", "2026-03-01T16:00:00+08:00", "2026-03-01T08:00:00",
        "2026-03-01 08:00:00",
    ):  # fmt: skip
        assert [row["id"] for row in get("changes", since=since)[1]["changes"]] == [new.pk], since
    for since in ("2026", "2026-03", "2026-03-01"):
        assert len(get("changes", since=since)[1]["changes"]) == 2, since
    assert get("changes", since="2026-03-02")[1]["changes"] == []
    _, answer = get("changes", since="2026-03-01T08:00:00Z")
    assert answer["changes"][0]["updated"] == "2026-03-01T08:00:00Z"
    assert get("changes", since=answer["cursor"])[1]["changes"] == []


def test_the_zone_of_a_time_is_understood_without_its_plus_encoded(client, make_report):
    make_report()
    number_changes()
    PublicChange.objects.update(changed_at=datetime(2026, 3, 1, 8, 0, 0, 0, UTC))
    assert len(client.get("/api/v1/changes?since=2026-03-01T16:00:00+08:00").json()["changes"]) == 1
    assert client.get("/api/v1/changes?since=2026-03-01T16:00:01+08:00").json()["changes"] == []


@pytest.mark.parametrize(
    "since", ["昨天", "17", "2026-13-01", "2026-03-01T25:00:00", "0001-01-01T00:00:00+14:00", "abc-1", "a" * 12 + "-"]
)
def test_a_strange_place_is_refused_with_what_is_allowed(get, engine, since):
    status, answer = get("changes", since=since)
    assert status == 400
    assert "cursor" in answer["error"]


@pytest.mark.parametrize("size", ["0", "1001", "x"])
def test_a_page_has_at_most_a_thousand_changes(get, engine, size):
    assert get("changes", size=size)[0] == 400


def test_a_cursor_of_a_series_before_is_told_to_begin_again(get, make_report):
    make_report()
    _, before = get("changes")
    ChangeSeries.objects.all().delete()
    status, answer = get("changes", since=before["cursor"])
    assert status == 410
    assert "从头" in answer["error"]
    assert len(get("changes")[1]["changes"]) == 1


def test_a_cursor_that_the_archive_never_gave_is_told_to_begin_again(get, make_report):
    make_report()
    _, answer = get("changes")
    mark, _, number = answer["cursor"].partition("-")
    assert get("changes", since=f"{mark}-{int(number) + 1}")[0] == 410
    assert get("changes", since=f"{mark}-{'9' * 18}")[0] == 410


def test_every_report_tells_when_it_changed_and_what_it_is(get, make_report):
    report = make_report(text="整顿软弱涣散党组织。")
    _, changes = get("changes")
    told = changes["changes"][0]["updated"]
    _, whole = get(f"reports/{report.pk}")
    assert (whole["updated"], whole["status"]) == (told, "published")
    (hit,) = get("search", q="软弱涣散")[1]["hits"]
    assert (hit["updated"], hit["status"]) == (told, "published")


@pytest.mark.parametrize("size", [1, 30])
def test_the_number_of_queries_does_not_grow_with_the_changes(client, make_report, size, django_assert_num_queries):
    for report in [make_report() for _ in range(size)][::2]:
        erase_report(report.pk, reason="当事人申请")
    number_changes()
    make_report()
    number_changes()
    with django_assert_num_queries(5):
        client.get("/api/v1/changes")

"""Region, date, source and kind are set for many reports at once, after a look at each before and after."""

from __future__ import annotations

import html
import json
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from archive.desk.many import seen_of
from archive.models import ImportBatch, Report, Source
from tests.admin.conftest import sentences

LIST = reverse("admin:archive_report_changelist")


@pytest.fixture
def act(desk, django_capture_on_commit_callbacks):
    def act(*reports: Report, address: str = LIST, **fields):
        sent = {"action": "set_selected", "_selected_action": [report.pk for report in reports] or ["0"], **fields}
        with django_capture_on_commit_callbacks(execute=True):
            return desk.post(address, sent)

    return act


def _wanted(page: str) -> str:
    return html.unescape(re.search('name="wanted" value="([^"]*)"', page)[1])


def _now(report: Report) -> Report:
    return Report.objects.select_related("source").get(pk=report.pk)


def test_the_values_of_ticked_reports_are_set_after_a_look(act, make_report, regions, engine):
    from search.documents import Query

    public = make_report(title="公开的", source="旧报", text="整顿软弱涣散党组织。")
    draft = make_report(title="草稿", status="draft", region="621123")
    page = act(
        public, draft, step="preview", region="岷县", source="定西日报", date="2021年8月", kind="news"
    ).content.decode()
    assert "要改 2 篇" in page
    assert "<td>旧报</td><td><ins>定西日报</ins></td>" in page
    assert "渭源县（621123）</td><td><ins>甘肃省 › 定西市 › 岷县（621126）</ins>" in page
    assert _now(public).source.name == "旧报"
    told = sentences(act(public, draft, step="make", wanted=_wanted(page)))
    assert "已改 2 篇" in told
    for report in map(_now, (public, draft)):
        values = (report.region_id, report.source.name, report.partial_date.iso, report.kind)
        assert values == ("621126", "定西日报", "2021-08", "news")
        assert report.evidence["region"]["rule"] == "editor"
    assert {hit.id for hit in engine.search(Query(text="软弱涣散", region="621126")).hits} == {public.pk}
    assert Report.history.filter(id=public.pk).count() == 2
    assert LogEntry.objects.filter(object_id=str(public.pk)).get().get_change_message().startswith("改动：")


def test_a_batch_gets_its_region_in_three(desk, act, make_report, regions):
    batch = ImportBatch.objects.create()
    for _ in range(3):
        make_report(status="draft", batch=batch)
    other = make_report(status="draft")
    page = desk.get(reverse("admin:archive_importbatch_change", args=[batch.pk])).content.decode()
    assert 'name="action" value="set_selected"' in page
    address = f"{LIST}?batch__id__exact={batch.pk}"
    page = act(address=address, select_across="1").content.decode()
    numbers = re.search('name="numbers" value="([^"]*)"', page)[1]
    page = act(address=address, numbers=numbers, step="preview", region="621126").content.decode()
    act(address=address, numbers=numbers, step="make", wanted=_wanted(page))
    assert set(Report.objects.filter(batch=batch).values_list("region_id", flat=True)) == {"621126"}
    assert _now(other).region_id is None


def test_what_is_left_empty_stays_and_unknown_is_a_value(act, make_report):
    report = make_report(source="定西日报", date="2021", kind="news")
    page = act(report, step="preview", source="未注明", kind="未注明").content.decode()
    act(report, step="make", wanted=_wanted(page))
    assert (_now(report).source, _now(report).kind, _now(report).partial_date.iso) == (None, "", "2021")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"region": "无此县"}, "地区表里没有"),
        ({"date": "2021-02-30"}, "历书上没有"),
        ({"region": "621126", "date": "去年"}, "看不懂日期"),
        ({}, "一项也没有填"),
    ],
)
def test_a_value_that_cannot_be_read_is_refused_and_the_others_stay_typed(act, make_report, regions, fields, said):
    response = act(make_report(), step="preview", **fields)
    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert all(f'value="{words}"' in page for words in fields.values())


def test_one_that_a_colleague_changed_meanwhile_is_refused_and_the_others_are_changed(act, make_report):
    kept, changed = make_report(title="甲"), make_report(title="乙")
    page = act(kept, changed, step="preview", source="定西日报").content.decode()
    changed.author = "周岩"
    changed.save()
    told = sentences(act(kept, changed, step="make", wanted=_wanted(page)))
    assert "已改 1 篇" in told
    assert "《乙》看过以后别人改过这篇" in told
    assert _now(changed).source is None


def test_what_is_so_already_is_counted_and_left_alone(act, make_report):
    same, other = make_report(kind="news"), make_report(kind="other")
    page = act(same, other, step="preview", kind="news").content.decode()
    assert "要改 1 篇" in page
    assert "1 篇本来就是这样" in page
    assert [row[0] for row in json.loads(_wanted(page))] == [other.pk]


@pytest.mark.parametrize("wanted", ["", "[", "[[1]]", '[["x", "v", {}]]', '[[1, "v", {"status": "published"}]]'])
def test_changes_that_no_page_wrote_change_nothing(act, make_report, wanted):
    report = make_report(status="draft")
    act(report, step="make", wanted=wanted)
    assert _now(report).status == "draft"
    assert _now(report).updated_at == report.updated_at


@pytest.mark.parametrize(
    ("name", "words", "kept"),
    [
        ("region", "县" * 60_000, None),
        ("title", "题\0\ud800名", "题名"),
        ("source", "报" * 101, None),
        ("date", "2021-08" * 99, None),
    ],
)
def test_words_by_hand_that_no_form_would_take_break_nothing(act, make_report, regions, name, words, kept):
    report = make_report(status="draft", title="原题")
    response = act(report, step="make", wanted=json.dumps([[report.pk, seen_of(report), {name: words}]]))
    assert response.status_code == 302
    assert _now(report).title == (kept or "原题")
    assert ("已改 1 篇" in sentences(response)) == bool(kept)


def test_a_look_writes_nothing(act, make_report, django_assert_max_num_queries):
    reports = [make_report() for _ in range(12)]
    with django_assert_max_num_queries(20):
        act(*reports, step="preview", source="新来的报", kind="news")
    assert not Source.objects.exists()


def test_who_may_not_change_reports_sets_nothing(act, editor, make_report):
    report = make_report(kind="other")
    page = act(report, step="preview", kind="news").content.decode()
    editor.user_permissions.set(editor.user_permissions.filter(codename="view_report"))
    act(report, step="make", wanted=_wanted(page))
    assert _now(report).kind == "other"

"""Sources that are one under several names are joined; the old names stay, the intake honours them, and they split again."""

from __future__ import annotations

import pytest
from django.urls import reverse

from archive.desk.editing import correct_report, version_of
from archive.desk.joining import JoiningError, join_sources, split_source
from archive.desk.many import WantedChange, plan_changes, seen_of
from archive.desk.restoring import restore_report
from archive.intake.files import import_file
from archive.intake.rereading import read_again
from archive.models import ImportBatch, ImportFile, Report, Source
from tests.admin.conftest import sentences

LIST = reverse("admin:archive_source_changelist")
PAGE = "整顿软弱涣散党组织情况\n来源：定西日报社　发布时间：2021-08-16\n" + "整顿软弱涣散党组织，健全三会一课。\n" * 20


@pytest.fixture
def two(make_report) -> tuple[Report, Report]:
    old = make_report(title="旧名下的", source="定西日报社", text="整顿软弱涣散党组织。")
    return old, make_report(title="正名下的", source="天水日报", text="三会一课。")


def _join(client, *numbers: int, into: int, capture, **fields):
    address = f"{reverse('admin:archive_source_join')}?sources={','.join(map(str, numbers))}"
    with capture(execute=True):
        return client.post(address, {"into": into, **fields})


def _source(report: Report) -> str:
    return Report.objects.select_related("source").get(pk=report.pk).source.name


def test_renaming_to_a_name_that_is_there_offers_to_join_the_two(admin_client, two):
    old, main = two
    page = admin_client.post(
        reverse("admin:archive_source_change", args=[old.source_id]), {"name": "天水日报"}
    ).content.decode()
    address = (
        f"{reverse('admin:archive_source_join')}?sources={old.source_id},{main.source_id}&amp;into={main.source_id}"
    )
    assert f'<a href="{address}">把两个并成一个</a>' in page
    page = admin_client.get(address.replace("&amp;", "&")).content.decode()
    assert f'value="{main.source_id}" checked' in page


def test_ticked_sources_lead_to_the_page_that_joins(admin_client, two):
    fields = {"action": "join_selected", "_selected_action": [report.source_id for report in two]}
    page = admin_client.post(LIST, fields, follow=True).content.decode()
    assert "留下哪一个名字" in page
    assert all(report.source.name in page for report in two)


def test_joined_sources_leave_one_row_and_reports_history_and_index_follow(
    admin_client, two, engine, django_capture_on_commit_callbacks
):
    from search.documents import Query

    old, main = two
    numbers = (old.source_id, main.source_id)
    told = sentences(_join(admin_client, *numbers, into=main.source_id, capture=django_capture_on_commit_callbacks))
    assert "已把“定西日报社”并入“天水日报”，1 篇随之改了来源" in told
    assert _source(old) == "天水日报"
    found = engine.search(Query(text="", source=("天水日报",))).hits
    assert {hit.id for hit in found} == {old.pk, main.pk}
    assert "并入" in Report.history.filter(id=old.pk).latest().history_change_reason
    page = admin_client.get(LIST).content.decode()
    assert page.count('class="field-name"') == 1
    assert '<td class="field-old_names">定西日报社</td>' in page
    page = admin_client.get(LIST, {"q": "定西日報"}).content.decode()
    assert "天水日报" in page


def test_a_name_typed_joins_into_a_source_that_was_not_ticked(admin_client, two, django_capture_on_commit_callbacks):
    old, _ = two
    _join(admin_client, old.source_id, into=0, other="天水日报", capture=django_capture_on_commit_callbacks)
    assert _source(old) == "天水日报"


@pytest.mark.parametrize("fields", [{"into": ""}, {"into": "9999"}, {"into": "1", "other": "没有的报"}])
def test_joining_into_nothing_is_refused(admin_client, two, fields):
    old, main = two
    address = f"{reverse('admin:archive_source_join')}?sources={old.source_id},{main.source_id}"
    assert admin_client.post(address, fields).status_code == 422
    assert _source(old) == "定西日报社"


def _import(data: str) -> Report:
    row, _ = import_file(
        ImportFile(batch=ImportBatch.objects.create(), path="甲.txt"), data.encode(), filename="甲.txt"
    )
    return Report.objects.select_related("source", "original").get(pk=row.report_id)


def test_the_intake_writes_the_name_that_is_left(two):
    old, main = two
    join_sources([old.source_id], into=main.source_id)
    draft = _import(PAGE)
    assert draft.source.name == "天水日报"
    assert draft.evidence["source"]["value"] == "定西日报社"
    assert Source.objects.count() == 2
    assert not read_again(draft.pk, preview=True).changes


def test_an_editor_who_types_the_old_name_gets_the_one_that_is_left(two, make_report):
    old, main = two
    join_sources([old.source_id], into=main.source_id)
    draft = make_report(status="draft")
    correct_report(draft.pk, seen=version_of(draft), card={"source": "定西日报社"})
    assert _source(draft) == "天水日报"
    draft.refresh_from_db()
    (row,) = plan_changes([WantedChange(draft.pk, seen_of(draft), {"source": "定西日报社"})])
    assert row.changes == ()


def test_an_old_name_in_an_address_leads_to_the_reports(client, admin_client, two, django_capture_on_commit_callbacks):
    old, main = two
    numbers = (old.source_id, main.source_id)
    _join(admin_client, *numbers, into=main.source_id, capture=django_capture_on_commit_callbacks)
    for address, fields in (
        (reverse("search"), {"source": "定西日报社"}),
        (reverse("admin:archive_report_changelist"), {"source": "定西日报社"}),
    ):
        page = admin_client.get(address, fields).content.decode()
        assert all(report.title in page for report in two)
    page = client.get(reverse("search"), {"not": "source:定西日报社"}).content.decode()
    assert not any(report.title in page for report in two)


def test_split_off_a_source_takes_its_reports_back(admin_client, two, make_report, django_capture_on_commit_callbacks):
    old, main = two
    join_sources([old.source_id], into=main.source_id)
    later = _import(PAGE)
    number = Source.objects.get(name="定西日报社").pk
    address = reverse("admin:archive_source_split", args=[number])
    assert "2 篇报告回到它名下" in admin_client.get(address).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(address)
    assert [_source(report) for report in (old, main, later)] == ["定西日报社", "天水日报", "定西日报社"]
    assert _import(PAGE.replace("情况", "的情况") + "又一篇。").source.name == "定西日报社"


def test_what_an_editor_settled_since_stays_where_it_is(two):
    old, main = two
    join_sources([old.source_id], into=main.source_id)
    now = Report.objects.get(pk=old.pk)
    now.evidence = {"source": {"value": "天水日报", "rule": "editor"}}
    now.save()
    split_source(old.source_id)
    assert _source(old) == "天水日报"


def test_joined_over_two_steps_a_source_leads_to_the_last_and_splits_step_by_step(two, make_report):
    old, main = two
    third = make_report(source="兰州日报")
    join_sources([old.source_id], into=main.source_id)
    join_sources([main.source_id], into=third.source_id)
    assert Source.objects.named("定西日报社").name == "兰州日报"
    split_source(main.source_id)
    assert [_source(each) for each in (old, main, third)] == ["天水日报", "天水日报", "兰州日报"]
    assert Source.objects.named("定西日报社").name == "天水日报"


def test_a_source_is_not_joined_twice_nor_to_itself(two):
    old, main = two
    with pytest.raises(JoiningError, match="两个以上"):
        join_sources([main.source_id], into=main.source_id)
    join_sources([old.source_id], into=main.source_id)
    with pytest.raises(JoiningError, match="刷新来源列表"):
        join_sources([old.source_id], into=main.source_id)


def test_an_earlier_state_comes_back_with_the_name_that_is_left(two):
    old, main = two
    changed = Report.objects.get(pk=old.pk)
    changed.author = "甲"
    changed.save()
    state = Report.history.filter(id=old.pk).earliest().history_id
    join_sources([old.source_id], into=main.source_id)
    restore_report(old.pk, seen=version_of(Report.objects.get(pk=old.pk)), state=state)
    assert _source(old) == "天水日报"


def test_who_may_not_change_reports_joins_no_sources(desk, two):
    old, main = two
    address = f"{reverse('admin:archive_source_join')}?sources={old.source_id},{main.source_id}"
    assert desk.get(address).status_code == 403
    assert desk.post(address, {"into": main.source_id}).status_code == 403

"""Nobody overwrites what they have not seen: measures, sources, accounts; and sources under a new name."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from archive.models import IndexChange, Measure, Source

_SEEN = re.compile(r'name="seen" value="([0-9a-f]+)"')


@pytest.fixture
def measure(db) -> Measure:
    return Measure.objects.create(name="庭院党建", group="治理与发展", order=305)


def seen_on(client, address: str) -> str:
    return _SEEN.search(client.get(address).content.decode())[1]


def fields(measure: Measure, **changes: str) -> dict[str, str]:
    return {"name": measure.name, "group": measure.group, "order": "305", "variants": "", "note": "", **changes}


def test_a_measure_that_a_colleague_changed_meanwhile_is_not_overwritten(admin_client, measure):
    address = reverse("admin:archive_measure_change", args=[measure.pk])
    seen = seen_on(admin_client, address)
    Measure.objects.filter(pk=measure.pk).update(note="同事所写")
    page = admin_client.post(address, fields(measure, note="我写的", seen=seen)).content.decode()
    assert "别人改过。现在是：说明 同事所写。" in page
    assert "我写的" in page
    assert Measure.objects.get(pk=measure.pk).note == "同事所写"


def test_saving_once_more_after_having_seen_it_saves(admin_client, measure):
    address = reverse("admin:archive_measure_change", args=[measure.pk])
    Measure.objects.filter(pk=measure.pk).update(note="同事所写")
    refused = admin_client.post(address, fields(measure, note="我写的", seen="0" * 32)).content.decode()
    admin_client.post(address, fields(measure, note="我写的", seen=_SEEN.search(refused)[1]))
    assert Measure.objects.get(pk=measure.pk).note == "我写的"


def list_form(client, **changes: str) -> dict[str, str]:
    page = client.get(reverse("admin:archive_measure_changelist")).content.decode()
    form = dict(re.findall(r'<input type="(?:hidden|number)" name="(form-[^"]+)" value="([^"]*)"', page))
    return {**form, "_save": "保存", **changes}


def row_of(form: dict[str, str], measure: Measure) -> str:
    return next(
        name[: -len("-id")] for name, value in form.items() if name.endswith("-id") and value == str(measure.pk)
    )


def test_a_place_in_the_list_that_a_colleague_changed_stays_where_i_left_mine_alone(admin_client, measure):
    form = list_form(admin_client)
    Measure.objects.filter(pk=measure.pk).update(order=7)
    admin_client.post(reverse("admin:archive_measure_changelist"), form)
    assert Measure.objects.get(pk=measure.pk).order == 7


def test_two_who_move_the_same_measure_are_told(admin_client, measure):
    form = list_form(admin_client)
    Measure.objects.filter(pk=measure.pk).update(order=7)
    form[f"{row_of(form, measure)}-order"] = "9"
    page = admin_client.post(reverse("admin:archive_measure_changelist"), form).content.decode()
    assert "别人刚把它改成 7" in page
    assert Measure.objects.get(pk=measure.pk).order == 7


def test_a_measure_is_moved_in_the_list(admin_client, measure):
    form = list_form(admin_client)
    form[f"{row_of(form, measure)}-order"] = "9"
    admin_client.post(reverse("admin:archive_measure_changelist"), form)
    assert Measure.objects.get(pk=measure.pk).order == 9


def test_an_account_that_a_colleague_changed_meanwhile_is_not_overwritten(admin_client):
    user = User.objects.create_user("xinren")
    address = reverse("admin:auth_user_change", args=[user.pk])
    seen = seen_on(admin_client, address)
    User.objects.filter(pk=user.pk).update(first_name="岩")
    sent = {"username": "xinren", "date_joined_0": "2026-01-01", "date_joined_1": "00:00:00", "seen": seen}
    assert "别人改过" in admin_client.post(address, sent).content.decode()
    assert User.objects.get(pk=user.pk).first_name == "岩"


def test_a_source_under_a_new_name_is_found_by_it(
    admin_client, make_report, engine, django_capture_on_commit_callbacks
):
    from search.documents import Query

    report = make_report(source="定西曰报")
    address = reverse("admin:archive_source_change", args=[report.source_id])
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(address, {"name": " 定西日报 ", "seen": seen_on(admin_client, address)})
    assert [hit.id for hit in engine.search(Query(text="", source=("定西日报",))).hits] == [report.pk]
    assert not IndexChange.objects.exists()


def test_a_source_under_its_old_name_costs_the_index_nothing(admin_client, make_report):
    report = make_report(source="定西日报")
    admin_client.post(reverse("admin:archive_source_change", args=[report.source_id]), {"name": "定西日报"})
    assert not IndexChange.objects.exists()


def test_two_sources_of_one_name_are_refused_with_the_remedy(admin_client, db):
    Source.objects.create(name="定西日报")
    page = admin_client.post(reverse("admin:archive_source_add"), {"name": "定西日报"}).content.decode()
    assert "已有同名的来源" in page


def test_a_source_that_reports_name_is_not_deleted(admin_client, make_report):
    report = make_report(source="定西日报")
    admin_client.post(reverse("admin:archive_source_delete", args=[report.source_id]), {"post": "yes"})
    assert Source.objects.filter(pk=report.source_id).exists()

"""Who gets in: strangers nowhere, a colleague without rights to nothing of the archive."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import NoReverseMatch, reverse

from archive.models import ImportBatch, Report

OPEN = {"login", "logout", "jsi18n"}  # what anybody may ask for
ARCHIVE = ("report", "importbatch", "original", "source", "region", "indexchange")


def _addresses(pk) -> list[str]:
    addresses = []
    for pattern in _patterns(admin.site.get_urls()):
        if pattern.name is None or pattern.name in OPEN:
            continue
        for args in ([], [pk], ["archive"], [1, pk]):
            try:
                addresses.append(reverse(f"admin:{pattern.name}", args=args))
            except NoReverseMatch:
                continue
            break
    return addresses


def _patterns(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _patterns(pattern.url_patterns)
        else:
            yield pattern


def test_a_stranger_is_sent_to_the_login_from_every_address(client, make_report):
    addresses = _addresses(make_report(status="draft").pk)
    assert len(addresses) > 40
    for address in addresses:
        for response in (client.get(address), client.post(address)):
            assert response.status_code == 302, address
            assert response["Location"].startswith("/admin/login/"), address


@pytest.mark.parametrize("model", ARCHIVE)
def test_a_colleague_without_rights_sees_no_list(colleague, model):
    assert colleague.get(reverse(f"admin:archive_{model}_changelist")).status_code == 403


def test_a_colleague_without_rights_opens_no_draft_no_batch_and_no_upload(colleague, make_report):
    report = make_report(status="draft")
    batch = ImportBatch.objects.create()
    for name, args in (
        ("archive_report_change", [report.pk]),
        ("archive_report_history", [report.pk]),
        ("archive_importbatch_change", [batch.pk]),
        ("archive_report_upload", []),
    ):
        address = reverse(f"admin:{name}", args=args)
        assert colleague.get(address).status_code == 403, address
        assert colleague.post(address).status_code in (403, 405), address


def test_who_may_only_look_cannot_change_anything(make_report, editor, send):
    report = make_report(status="draft", title="原题")
    editor.user_permissions.set(editor.user_permissions.filter(codename="view_report"))
    assert send(report, own_title="改题").status_code == 403
    assert Report.objects.get().title == "原题"


def test_the_page_of_who_may_only_look_has_no_buttons(make_report, editor, desk):
    report = make_report(status="draft")
    editor.user_permissions.set(editor.user_permissions.filter(codename="view_report"))
    page = desk.get(reverse("admin:archive_report_change", args=[report.pk])).content.decode()
    assert 'name="action"' not in page
    assert 'name="put_back"' not in page


def test_nobody_adds_or_deletes_a_report_by_hand(make_report, admin_client):
    report = make_report()
    assert admin_client.get(reverse("admin:archive_report_add")).status_code in (302, 403)
    assert (
        admin_client.post(reverse("admin:archive_report_delete", args=[report.pk]), {"post": "yes"}).status_code == 403
    )
    admin_client.post(
        reverse("admin:archive_report_changelist"),
        {"action": "delete_selected", "_selected_action": report.pk, "post": "yes"},
    )
    assert Report.objects.filter(pk=report.pk).exists()


def test_saving_needs_the_token_of_the_form(editor, make_report):
    report = make_report()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(editor)
    assert browser.post(reverse("admin:archive_report_change", args=[report.pk])).status_code == 403
    assert browser.post(reverse("admin:archive_report_upload")).status_code == 403

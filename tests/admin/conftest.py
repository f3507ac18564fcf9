"""The cast of the desk: an editor, a colleague without rights, a stranger; and what a browser would send."""

from __future__ import annotations

import hashlib

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from archive.desk.editing import version_of

EDITOR_MAY = ("add_report", "change_report", "view_report")


@pytest.fixture
def editor(db) -> User:
    user = User.objects.create_user("zhouyan", password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="archive", codename__in=EDITOR_MAY))
    return user


@pytest.fixture
def desk(editor) -> Client:
    """A browser in which the editor is logged in."""
    client = Client()
    client.force_login(editor)
    return client


@pytest.fixture
def colleague(db) -> Client:
    """A browser of somebody who may enter the admin and do nothing there."""
    client = Client()
    client.force_login(User.objects.create_user("xinren", password="x", is_staff=True))
    return client


@pytest.fixture
def send(desk, django_capture_on_commit_callbacks):
    """Send the review form of a report with some fields changed, as the page that shows ``report`` would."""

    def send(report, **fields):
        form = {
            "version": version_of(report),
            "has_flags": "1",
            "text": report.text.replace("\n", "\r\n"),
            "text_digest": hashlib.sha256(report.text.encode()).hexdigest(),
            "action": "save",
        }
        address = reverse("admin:archive_report_change", args=[report.pk])
        with django_capture_on_commit_callbacks(execute=True):
            return desk.post(address, form | fields)

    return send


@pytest.fixture
def found(engine):
    """The numbers of the reports that a search finds."""
    from search.documents import Query

    def found(words: str) -> set[int]:
        return {hit.id for hit in engine.search(Query(text=words)).hits}

    return found


def sentences(response) -> str:
    """What the desk told the editor in messages, after the redirect or on the page."""
    from django.contrib.messages import get_messages

    return "".join(str(message) for message in get_messages(response.wsgi_request))

from __future__ import annotations

import itertools
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from archive.models import Watch
from archive.watching.schedule import next_letter
from config.letters import MailServer
from tests.watching.mailing import SENDER, SITE, mail_server

#: An afternoon: the next morning's letters are made at NEXT.
NOW = timezone.make_aware(datetime(2026, 12, 1, 15, 0))
NEXT = timezone.make_aware(datetime(2026, 12, 2, 7, 0))


@pytest.fixture(scope="session")
def smtp():
    with mail_server() as box:
        yield box


@pytest.fixture
def mailbox(smtp, settings, engine):
    """The mail server, empty, and an archive that sends by it."""
    smtp.empty()
    settings.SITE_URL = SITE
    settings.MAIL_SERVER = MailServer("127.0.0.1", smtp.port, "none", sender=SENDER)
    return smtp


@pytest.fixture
def make_watch(db):
    """A function that makes a confirmed watch of a search, given as the parameters of an address."""
    numbers = itertools.count(1)

    def make(search: str = "", *, at: datetime = NOW, **fields) -> Watch:
        number = next(numbers)
        frequency = fields.setdefault("frequency", "daily")
        fields.setdefault("address", f"duzhe{number}@example.com")
        fields.setdefault("language", "zh-hans")
        times = {"confirmed_at": at, "covered_to": at, "next_at": next_letter(frequency, at)}
        return Watch.objects.create(search=search, **{**times, **fields})

    return make


@pytest.fixture
def publish(make_report):
    """A function that makes reports that were published minutes after NOW, one a minute."""
    minutes = itertools.count(1)

    def make(text: str = "整顿软弱涣散党组织。", *, at: datetime | None = None, **fields):
        return make_report(text=text, published_at=at or NOW + timedelta(minutes=next(minutes)), **fields)

    return make

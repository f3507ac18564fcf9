"""L11: whatever is killed, at whatever moment, no watch tells a report twice, and each once or in doubt.

A kill is one of the database's statements, before or behind it, so it falls before, between and behind the steps of sending.
The fast form hands letters over to a list; the long one (SLOW_TESTS=1) to the mail server, and kills real processes too.
"""

from __future__ import annotations

import os
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.models import Letter, Watch
from archive.watching import sending
from archive.watching.numbers import read_numbers
from archive.watching.post import LetterInDoubt
from archive.watching.sending import send_letters
from tests.watching.conftest import NEXT

DAY = timedelta(days=1)
SLOW = os.environ.get("SLOW_TESTS") == "1"
KILLS = int(os.environ.get("KILLS", "40"))
ZHENGDUN = "q=%E6%95%B4%E9%A1%BF"


class Killed(BaseException):
    """As SIGKILL: no handler of an error sees it, and the open transaction is rolled back."""


def counting(statements: list[str], *, at: int = 0, behind: bool = False):
    """A wrapper of the database that notes its statements, and dies before the ``at``-th or behind it."""

    def execute(run, sql, params, many, context):
        if sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            return run(sql, params, many, context)
        statements.append(sql)
        if len(statements) == at and not behind:
            raise Killed
        answer = run(sql, params, many, context)
        if len(statements) == at:
            raise Killed
        return answer

    return execute


@pytest.fixture
def taking(mailbox, monkeypatch):
    """The mail server; in the fast form a list that takes letters as it does."""

    class Taking:
        def hand_over(self, address, letter):
            if mailbox.breaks != "before":
                mailbox.taken.append((address, letter))
            if mailbox.breaks:
                raise LetterInDoubt

    @contextmanager
    def open_taking():
        yield Taking()

    if not SLOW:
        monkeypatch.setattr(sending, "open_post", open_taking)
    return mailbox


@pytest.fixture
def reports(publish, make_report) -> set[int]:
    with make_report.together():
        return {publish("整顿。", title=f"报告{number}").pk for number in range(3)}


def begin(mailbox, make_watch) -> Watch:
    Letter.objects.all().delete()
    Watch.objects.all().delete()
    mailbox.empty()
    return make_watch(ZHENGDUN, address="duzhe@example.com")


def send_and_die(at: int, *, behind: bool) -> list[str]:
    statements: list[str] = []
    try:
        with connection.execute_wrapper(counting(statements, at=at, behind=behind)):
            send_letters(NEXT)
    except Killed:
        transaction.set_rollback(False)  # the test's own transaction goes on
    return statements


def holds(mailbox, reports: set[int]) -> None:
    """Sending goes on without kills: then each report was told once, or its letter is in doubt, and it stays so."""
    mailbox.breaks = ""
    send_letters(NEXT + timedelta(hours=1))
    told = Counter(line for text in mailbox.texts() for line in text.split("\n") if line[3:].startswith("报告"))
    doubted = [read_numbers(each.reports) for each in Letter.objects.filter(state=Letter.State.DOUBT)]
    assert set(told.values()) <= {1}
    assert len(told) == len(reports) or doubted == [reports]
    assert not Letter.objects.exclude(state__in=(Letter.State.SENT, Letter.State.DOUBT)).exists()
    assert read_numbers(Watch.objects.get().sent) == reports
    again = send_letters(NEXT + DAY)
    assert (again.made, again.sent) == (0, 0)


def test_a_kill_at_any_statement_tells_no_report_twice(taking, make_watch, reports):
    begin(taking, make_watch)
    whole = send_and_die(0, behind=False)
    assert len(taking.taken) == 1
    for at in range(1, len(whole) + 1):
        for behind in (False, True):
            begin(taking, make_watch)
            send_and_die(at, behind=behind)
            holds(taking, reports)


@settings(max_examples=300 if SLOW else 15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kills=st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=5),
    breaks=st.sampled_from(["", "before", "after"]),
)
def test_kills_in_any_number_with_a_server_that_breaks_off_tell_no_report_twice(
    taking, make_watch, reports, kills, breaks
):
    begin(taking, make_watch)
    taking.breaks = breaks
    for at, behind in kills:
        send_and_die(at, behind=behind)
    holds(taking, reports)


@pytest.mark.skipif(not SLOW, reason="takes minutes: SLOW_TESTS=1 runs it")
def test_two_senders_killed_at_any_moment_tell_no_report_twice_and_lose_none(tmp_path, tmp_path_factory):
    from tests import warm
    from tests.archives import blank_archive
    from tests.own_database import own_database
    from tests.serving import environment
    from tests.watching import killing
    from tests.watching.mailing import SENDER, SITE, mail_server

    with own_database() as database, mail_server() as box:
        folder = blank_archive(tmp_path / "var", tmp_path_factory)
        more = killing.variables(box.port, SITE, SENDER) | database
        variables = environment(folder, LOAD_SAMPLES="0", LOG_LEVEL="ERROR", **more)
        found = warm.call(killing.run, KILLS, 1, variables=variables)
        judged = killing.judge(box, found)
    assert judged == {"twice": [], "lost": [], "same_id": []}
    assert len(box.taken) > KILLS, "few kills met the work"
    assert set(found["states"]) <= {"sent", "doubt"}

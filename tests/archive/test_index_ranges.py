"""A check or a rebuild of the index holds one range of reports in memory, however many there are."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.models import NearPair, Report
from archive.publishing import outbox
from archive.publishing.checking import check_index
from archive.publishing.outbox import rebuild_index
from tests.counting import use_counting_engine

pytestmark = pytest.mark.django_db


@pytest.fixture
def ten(make_report, monkeypatch):
    monkeypatch.setattr(outbox, "RANGE", 3)
    with make_report.together():
        return [make_report(text=f"第{number}村整顿软弱涣散。") for number in range(10)]


def test_faults_are_found_in_each_range_between_them_and_behind_the_last(ten, engine):
    beyond = ten[-1].pk + 1000
    engine.apply(
        deletes=[ten[0].pk, ten[5].pk],
        upserts=[outbox.to_document(Report(pk=beyond, title="多出", text="多出。"), {})],
    )
    Report.objects.filter(pk__in=[ten[2].pk, ten[9].pk]).update(title="另一个题名")
    Report.objects.filter(pk=ten[3].pk).update(status=Report.Status.WITHDRAWN)
    check = check_index()
    assert check.missing == (ten[0].pk, ten[5].pk)
    assert check.stale == (ten[2].pk, ten[9].pk)
    assert check.extra == (ten[3].pk, beyond)
    check_index(fix=True)
    assert check_index().agrees


def test_no_question_to_the_engine_is_about_more_than_a_range(ten, monkeypatch):
    engine = use_counting_engine(monkeypatch)
    held = []
    digests = engine._inner.digests
    monkeypatch.setattr(engine._inner, "digests", lambda *span: held.append(digests(*span)) or held[-1])
    assert check_index().agrees
    assert [len(each) for each in held] == [3, 3, 3, 1, 0]


def test_a_rebuild_reads_the_reports_a_range_at_a_time_and_all_of_them(ten, engine):
    assert rebuild_index() == 10
    assert check_index().agrees


def test_the_queries_of_a_check_are_of_its_ranges_not_of_its_reports(make_report, monkeypatch):
    monkeypatch.setattr(outbox, "RANGE", 100)
    with make_report.together():
        made = [make_report(text=f"第{number}村整顿。") for number in range(4)]
    with CaptureQueriesContext(connection) as few:
        assert check_index().agrees
    with make_report.together():
        for number in range(12):
            make_report(text=f"第{number}村换届。")
    with CaptureQueriesContext(connection) as many:
        assert check_index().agrees
    assert len(many) == len(few)
    NearPair.objects.create(first=made[0], second=made[1], similarity=0.95)
    check_index(fix=True)
    assert check_index().agrees

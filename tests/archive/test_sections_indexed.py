"""The index holds the sections of the text that it holds, through edits, withdrawals and a change of the rules."""

from __future__ import annotations

import pytest

from archive.models import Report
from archive.publishing import applied, keeper, outbox
from archive.publishing.checking import check_index
from archive.publishing.outbox import note_change, rebuild_index, to_document
from archive.publishing.publish import withdraw_report
from archive.text.sections import split_sections
from search.documents import SECTIONS, Query
from tests.search.corpus import ids

pytestmark = pytest.mark.django_db

MEASURES = "一、主要做法\n整顿软弱涣散党组织，选派第一书记。\n"
PROBLEMS = "二、存在问题\n集体经济薄弱，第一书记轮换过频。\n"
NEXT = "三、下一步打算\n继续整顿软弱涣散党组织。\n"


def test_a_document_carries_the_sections_of_its_own_text(make_report):
    document = to_document(make_report(text=MEASURES + PROBLEMS + NEXT))
    found = {kind: document.body[start:end] for kind, start, end in document.sections}
    assert found == {"measures": MEASURES, "problems": PROBLEMS, "next": NEXT.rstrip("\n")} | (
        {"next": NEXT} if document.body.endswith("\n") else {}
    )
    assert {kind for kind, _, _ in document.sections} <= set(SECTIONS)


def test_the_index_follows_an_edited_and_a_withdrawn_text(engine, make_report):
    report = make_report(text=MEASURES + PROBLEMS)
    other = make_report(text=PROBLEMS)
    assert ids(engine, "第一书记", section="problems", sort="oldest") == [other.pk, report.pk]
    assert ids(engine, "软弱涣散", section="problems") == []
    report.text = MEASURES + PROBLEMS.replace("第一书记", "干部")
    report.save()
    note_change(report)
    outbox.apply_index_changes()
    assert ids(engine, "第一书记", section="problems") == [other.pk]
    assert ids(engine, "第一书记", section="measures") == [report.pk]
    withdraw_report(other)
    outbox.apply_index_changes()
    assert ids(engine, section="problems") == [report.pk]
    assert check_index().agrees


def test_the_check_finds_reports_that_newer_rules_divide_otherwise(engine, make_report, monkeypatch):
    report, other = make_report(text=MEASURES + PROBLEMS), make_report(text="整顿软弱涣散党组织。")
    assert check_index().agrees

    def newer(text: str):
        return split_sections(text)[:1] if "存在问题" in text else split_sections(text)

    monkeypatch.setattr(outbox, "split_sections", newer)
    assert check_index().stale == (report.pk,)
    assert not check_index(fix=True).agrees
    assert check_index().agrees
    assert ids(engine, section="problems") == []
    assert engine.count(Query(section="overview")) == 1
    assert Report.objects.filter(pk=other.pk).exists()


def test_newer_rules_on_sections_correct_the_index_once_without_an_order(engine, make_report, monkeypatch):
    report = make_report(text=MEASURES + PROBLEMS)
    rebuild_index()
    started = []

    def start(*words):
        started.append(words)
        return lambda seconds: check_index(fix=True)

    monkeypatch.setattr(keeper, "start_command", start)
    keeper.keep_index()
    assert started == []
    monkeypatch.setattr(outbox, "split_sections", lambda text: split_sections(text)[:1])
    monkeypatch.setattr(applied, "sections_version", lambda: "0123456789abcdef")
    keeper.keep_index()
    keeper.keep_index()
    assert started == [("index", "check", "--fix")]
    assert ids(engine, section="problems") == []
    assert ids(engine, section="measures") == [report.pk]


def test_the_version_of_the_rules_is_that_of_their_files(monkeypatch, tmp_path):
    now = applied.sections_version()
    room = tmp_path / "text"
    room.mkdir()
    for name in ("__init__.py", "sections.py", "face.py"):
        (room / name).write_text("")
    monkeypatch.setattr(applied.text, "__file__", str(room / "__init__.py"))
    assert applied.sections_version.__wrapped__() != now

"""Figures and sections as rows: those of the present text of each published report, whatever happened meanwhile (law L5)."""

from __future__ import annotations

import random
from contextlib import suppress
from decimal import Decimal

import pytest
from django.db import connection

from archive.desk.editing import correct_text, version_of
from archive.desk.restoring import restore_report
from archive.models import FigureRow, ReadingState, ReadReport, Region, Report, SectionRow
from archive.models.readings import written
from archive.publishing.changes import begin_series, number_changes
from archive.publishing.erasing import erase_report
from archive.publishing.publish import publish_report, withdraw_report
from archive.readings import following, pool, rows
from archive.readings.checking import check_readings, mend_readings
from archive.readings.following import ReadingsBusy, adopt_rules, begin_rebuild, follow_changes, waiting_changes
from archive.readings.keeper import keep_readings
from archive.readings.rows import readings_of

pytestmark = pytest.mark.django_db

TEXT = (
    "一、主要做法\n2020年全县排查整顿软弱涣散村党组织14个，培训党员1.2万人次，覆盖率达到95.5%。\n"
    "二、存在问题\n仍有**个村集体经济收入不足，占三分之一。\n三、下一步打算\n2021年计划整顿提升9个村。\n"
)
OTHER = "一、主要做法\n2019年全镇选派第一书记23名。\n"


@pytest.fixture
def read_one(make_report) -> Report:
    report = make_report(text=TEXT, region="621121", date="2020-12-01")
    follow_changes()
    return report


def all_rows() -> dict[int, object]:
    return readings_of(list(Report.objects.order_by("pk").values_list("pk", flat=True)))


def rows_from_nothing() -> dict[int, object]:
    """The rows of a rebuild that finds no row and no note of an earlier one."""
    for model in (FigureRow, SectionRow, ReadReport, ReadingState):
        model.objects.all().delete()
    follow_changes()
    return all_rows()


def is_right() -> bool:
    """Whether the check finds nothing, and the rows are those of a rebuild from nothing."""
    check, before = check_readings(), all_rows()
    return check.agrees and before == rows_from_nothing()


def test_each_row_is_a_slice_of_the_text_and_says_what_the_rules_read(read_one):
    figures = list(FigureRow.objects.filter(report=read_one))
    assert [TEXT[each.start : each.end] for each in figures] == [
        "14个",
        "1.2万人次",
        "95.5%",
        "**个",
        "三分之一",
        "9个",
    ]
    assert [written(each.value) for each in figures] == ["14", "12000", "95.5", None, "33.3", "9"]
    first, hidden, last = figures[0], figures[3], figures[-1]
    assert first.noun == "软弱涣散村党组织" == "".join(TEXT[start:end] for start, end in first.noun_spans)
    assert (first.action, first.year, first.status, first.section) == ("排查整顿", 2020, "done", "measures")
    assert first.scope_region == Region.objects.get(code="621121")
    assert hidden.redacted
    assert hidden.value is None
    assert (last.year, last.status, last.section) == (2021, "planned", "next")
    assert TEXT[first.sentence_start : first.sentence_end].startswith("2020年全县排查")
    sections = list(SectionRow.objects.filter(report=read_one))
    assert [each.kind for each in sections] == ["measures", "problems", "next"]
    assert "".join(TEXT[each.start : each.end] for each in sections) == TEXT
    assert [TEXT[each.heading_start : each.heading_end] for each in sections] == [
        "一、主要做法",
        "二、存在问题",
        "三、下一步打算",
    ]


@pytest.mark.parametrize("value", ["1", "0.000001", "123456789012345", "99.95", "1200000000000000000", "0.1"])
def test_a_decimal_comes_back_as_it_was_written(read_one, value):
    FigureRow.objects.filter(report=read_one).update(value=Decimal(value))
    assert written(FigureRow.objects.filter(report=read_one)[0].value) == value


def test_an_edit_of_text_or_card_is_read_and_another_is_passed_over(read_one, monkeypatch):
    read_one.title = "另拟的题名"
    read_one.save()
    monkeypatch.setattr(pool, "read_source", lambda *_: pytest.fail("it is as it was read"))
    assert waiting_changes() == 1
    assert follow_changes() == 1
    monkeypatch.undo()
    read_one.text = read_one.text.replace("14个", "15个")
    read_one.save()
    assert check_readings().waiting == 1
    follow_changes()
    assert FigureRow.objects.filter(report=read_one)[0].value == 15
    read_one.region = None
    read_one.save()
    follow_changes()
    assert FigureRow.objects.filter(report=read_one)[0].scope_region is None
    assert is_right()


def test_a_withdrawn_report_leaves_no_number_and_comes_back_with_them(read_one):
    withdraw_report(read_one)
    assert not FigureRow.objects.shown().exists()  # at once, before anything is read
    follow_changes()
    assert not any(model.objects.exists() for model in (FigureRow, SectionRow, ReadReport))
    assert is_right()
    publish_report(read_one)
    follow_changes()
    assert FigureRow.objects.shown().count() == 6
    assert is_right()


def test_an_erased_report_leaves_no_row(read_one):
    erase_report(read_one.pk, reason="当事人申请")
    assert not any(model.objects.exists() for model in (FigureRow, SectionRow, ReadReport))
    follow_changes()
    assert is_right()


def test_a_draft_has_no_rows(make_report):
    make_report(text=TEXT, status=Report.Status.DRAFT)
    follow_changes()
    assert not FigureRow.objects.exists()


def test_a_change_of_the_rules_or_another_series_reads_every_report_again(read_one, make_report, monkeypatch):
    make_report(text=OTHER)
    follow_changes()
    assert waiting_changes() == 0
    begin_series()
    assert waiting_changes() == 2
    follow_changes()
    monkeypatch.setattr(following, "rules_version", lambda: "another")
    assert waiting_changes() == 2
    ReadReport.objects.update(rows_digest="")
    follow_changes()
    assert not ReadReport.objects.filter(rows_digest="").exists()


def test_a_report_that_is_about_to_change_is_read_after_the_change(read_one, monkeypatch):
    """Its note came between the reading and the writing: the rows of the older text are not written."""
    Report.objects.filter(pk=read_one.pk).update(text=OTHER)
    write = following.write_readings

    def changed_first(source, *arguments, **more):
        monkeypatch.setattr(following, "write_readings", write)
        Report.objects.filter(pk=read_one.pk).update(text=TEXT + OTHER)
        assert not write(source, *arguments, **more)
        return False

    monkeypatch.setattr(following, "write_readings", changed_first)
    follow_changes()
    follow_changes()
    assert (
        "".join((TEXT + OTHER)[each.start : each.end] for each in SectionRow.objects.filter(report=read_one))
        == TEXT + OTHER
    )
    assert is_right()


def test_text_that_the_rules_cannot_read_keeps_no_other_out(make_report, monkeypatch, caplog):
    bad, good = make_report(text="坏的正文5个村"), make_report(text=OTHER)
    read = pool.read_source

    def fails(source, gazetteer):
        if source.text.startswith("坏"):
            raise ValueError("a rule")
        return read(source, gazetteer)

    monkeypatch.setattr(pool, "read_source", fails)
    follow_changes()
    assert FigureRow.objects.filter(report=good).count() == 1
    assert f"the rules cannot read report {bad.pk}" in caplog.text
    check = check_readings()
    assert check.agrees
    assert check.refused == (bad.pk,)


def test_the_check_names_what_disagrees_and_the_mending_reads_it(make_report):
    missing, stale, altered, extra, sound = (make_report(text=f"{TEXT}第{number}节5个村。") for number in range(5))
    follow_changes()
    ReadReport.objects.filter(report=missing).delete()
    ReadReport.objects.filter(report=stale).update(source_digest="0" * 64)
    FigureRow.objects.filter(report=altered, value=14).update(value=15)
    with connection.cursor() as cursor:  # as a hand in the database does
        cursor.execute("UPDATE archive_report SET status = 'draft' WHERE id = %s", [extra.pk])
    check = check_readings()
    assert (check.missing, check.stale, check.altered, check.extra) == (
        (missing.pk,),
        (stale.pk,),
        (altered.pk,),
        (extra.pk,),
    )
    mend_readings(check)
    assert check_readings().agrees
    assert not FigureRow.objects.filter(report=extra).exists()
    assert FigureRow.objects.filter(report=sound).exists()


class Killed(BaseException):
    """The end of a process: nothing after it runs, and its open transaction is rolled back."""


@pytest.mark.parametrize("step", ["_delete_rows", "_insert", "write_readings", "delete_readings"])
def test_a_kill_at_any_step_loses_nothing(step, make_report, monkeypatch):
    monkeypatch.setattr(following, "_WRITTEN", 3)
    with make_report.together():
        reports = [make_report(text=f"{OTHER}另有{number}个村。", region="621121") for number in range(2, 10)]
    room = following if hasattr(following, step) else rows
    whole = getattr(room, step)
    for kill in range(1, 5):
        calls = iter(range(1, 100))

        def dies(*arguments, kill=kill, calls=calls, **more):
            done = whole(*arguments, **more)
            if next(calls) == kill * 3 % 8 + 1:
                raise Killed
            return done

        reports[kill].text += "又改7处。"
        reports[kill].save()
        withdraw_report(reports[-kill])
        monkeypatch.setattr(room, step, dies)
        with suppress(Killed):
            follow_changes()
        monkeypatch.setattr(room, step, whole)
        check = check_readings()
        assert not check.faults  # what is written is right at any moment, what is not waits
        follow_changes()
        assert check_readings().agrees
    assert is_right()


def test_a_rebuild_that_is_stopped_goes_on_where_it_was(make_report, monkeypatch):
    with make_report.together():
        for number in range(2, 27):
            make_report(text=f"{OTHER}另有{number}个村。")
    follow_changes()
    read: list[int] = []
    source = pool.read_source
    monkeypatch.setattr(pool, "read_source", lambda each, places: read.append(each.number) or source(each, places))
    assert begin_rebuild()
    assert follow_changes(is_enough=lambda: len(read) >= 10) == 10
    assert not begin_rebuild()
    assert follow_changes() == 15
    assert len(read) == len(set(read)) == 25
    assert check_readings().agrees
    assert begin_rebuild()


def test_any_course_of_events_ends_with_the_rows_of_the_present_texts(make_report):
    """Forty events by a fixed chance, read now and then: by the desk's own ways, the earlier states of a report too."""
    chance = random.Random(18)
    with make_report.together():
        numbers = [make_report(text=f"{TEXT}另有{number}个村。", date="2020").pk for number in range(2, 6)]
    for _ in range(40):
        report = Report.objects.get(pk=chance.choice(numbers))
        states = list(Report.history.filter(id=report.pk).order_by("history_id").values_list("history_id", flat=True))
        event = chance.choice(["text", "card", "status", "restore", "read"])
        if event == "text":
            correct_text(report, chance.choice([TEXT, OTHER, TEXT + OTHER, f"新增{chance.randrange(99)}个村。"]))
            report.save()
        elif event == "card":
            report.region_id = chance.choice([None, *Region.objects.values_list("pk", flat=True)])
            report.save()
        elif event == "status":
            (withdraw_report if report.is_published else publish_report)(report)
        elif event == "restore" and states:
            restore_report(report.pk, seen=version_of(report), state=chance.choice(states))
        else:
            follow_changes()
    follow_changes()
    assert is_right()


def test_readyz_counts_the_changes_that_are_not_read(make_report, client):
    make_report(text=TEXT)
    number_changes()
    assert client.get("/readyz").json()["unread"] == 1
    make_report(text=OTHER)
    number_changes()
    assert client.get("/readyz").json()["unread"] == 2
    follow_changes()
    assert client.get("/readyz").json()["unread"] == 0


def test_of_two_versions_the_one_that_started_last_reads(read_one, make_report, monkeypatch):
    """Two machines during an upgrade: without this each would read the whole archive again after the other, for ever."""
    newer = make_report(text=OTHER)
    ReadingState.objects.update(rules="a newer program", number=0)
    assert keep_readings()
    assert ReadingState.objects.get().rules == "a newer program"
    assert not FigureRow.objects.filter(report=newer).exists()
    adopt_rules()  # as a start does
    assert keep_readings()
    assert FigureRow.objects.filter(report=newer).exists()


def test_whoever_reads_by_rules_that_were_replaced_meanwhile_writes_no_row(make_report, monkeypatch):
    report = make_report(text=TEXT)
    write = following.write_readings

    def replaced_first(*arguments, **more):
        ReadingState.objects.update(rules="a newer program", number=0)
        return write(*arguments, **more)

    monkeypatch.setattr(following, "write_readings", replaced_first)
    with pytest.raises(ReadingsBusy):
        follow_changes()
    assert not FigureRow.objects.filter(report=report).exists()
    assert ReadingState.objects.get().number == 0

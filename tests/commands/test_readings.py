"""manage.py readings rebuild|apply|check, and what fsck and a backup make of the rows."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from archive.backups.fsck import find_faults
from archive.backups.rows import tables_of
from archive.models import FigureRow, ReadReport
from archive.models.readings import ReadingState, SectionRow
from archive.readings.following import ReadingsBusy, begin_rebuild, follow_changes
from archive.storage.processes import lock_path, try_lock

pytestmark = pytest.mark.django_db

TEXT = "一、主要做法\n2020年全县整顿软弱涣散村党组织14个。\n二、存在问题\n还有3个村收入不足5万元。\n"


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("readings", *arguments, stdout=out)
    return out.getvalue().strip()


def test_apply_reads_what_waits(make_report):
    make_report(text=TEXT)
    assert run("apply") == "读了 1 处改动"
    assert run("apply") == "读了 0 处改动"
    assert FigureRow.objects.count() == 3


def test_check_exits_with_one_until_the_difference_is_corrected(make_report):
    report = make_report(text=TEXT)
    with pytest.raises(SystemExit) as stop:
        run("check")
    assert stop.value.code == 1
    run("apply")
    assert run("check") == "数字、段落与正文一致。"
    FigureRow.objects.filter(report=report).first().delete()
    with pytest.raises(SystemExit):
        run("check")
    assert run("check", "--fix").splitlines() == [f"altered: 1 ({report.pk})", "已改正：数字、段落与正文一致了。"]
    assert run("check") == "数字、段落与正文一致。"


def test_rebuild_reads_all_reports_and_says_that_it_goes_on_with_a_stopped_one(make_report):
    make_report(text=TEXT)
    run("apply")
    assert run("rebuild") == "读了 1 处改动"
    begin_rebuild()
    assert run("rebuild").splitlines() == ["接着做上次停下的重读", "读了 1 处改动"]


def test_a_second_process_is_told_that_another_reads(make_report):
    make_report(text=TEXT)
    with try_lock(lock_path("readings")), pytest.raises(CommandError, match="另一个进程正在读数字和段落"):
        run("apply")
    with try_lock(lock_path("readings")), pytest.raises(ReadingsBusy):
        follow_changes()


def test_fsck_names_a_report_whose_rows_were_altered_and_no_change_that_waits(make_report):
    report = make_report(text=TEXT)
    assert list(find_faults()) == []
    follow_changes()
    FigureRow.objects.filter(report=report, value=14).update(value=15)
    (fault,) = find_faults()
    assert (fault.kind, fault.subject) == ("readings", f"archive_report/{report.pk}")


def test_a_backup_leaves_the_rows_out():
    assert {FigureRow, SectionRow, ReadReport, ReadingState}.isdisjoint(tables_of())

"""manage.py index rebuild|apply|check|status."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from archive.models import IndexChange, Report

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("index", *arguments, stdout=out)
    return out.getvalue().strip()


def test_status_is_one_line_of_numbers(make_report):
    make_report()
    line = run("status")
    assert "\n" not in line
    assert line.startswith("documents 1  published 1  pending 0  generation ")


def test_rebuild_says_how_many_reports_it_wrote(make_report):
    make_report()
    make_report(status=Report.Status.DRAFT)
    assert run("rebuild") == "索引已重建：1 篇报告"


def test_apply_drains_what_waits(make_report):
    IndexChange.objects.create(report_id=make_report().pk)
    assert run("apply") == "已应用 1 处改动"
    assert run("apply") == "已应用 0 处改动"


def test_check_exits_with_one_until_the_difference_is_corrected(make_report):
    assert run("check") == "数据库与索引一致。"
    report = make_report()
    Report.objects.filter(pk=report.pk).update(title="改过的题名")
    with pytest.raises(SystemExit) as stop:
        run("check")
    assert stop.value.code == 1
    assert run("check", "--fix").splitlines() == [f"stale: 1 ({report.pk})", "已改正：数据库与索引一致了。"]
    assert run("check") == "数据库与索引一致。"


def test_without_an_index_the_command_names_the_remedy(db, settings):
    with pytest.raises(CommandError, match="index rebuild"):
        run("status")

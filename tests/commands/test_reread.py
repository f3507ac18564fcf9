"""manage.py reread: what it prints, and that a stop loses nothing and repeats nothing."""

from __future__ import annotations

import io
import json

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from archive.intake import rereading
from archive.management.commands import reread
from archive.models import ImportBatch, Report
from tests.archive.uploading import report_of, stored


@pytest.fixture
def three(regions, engine) -> list[int]:
    """Three reports of which earlier rules read no date."""
    batch = ImportBatch.objects.create()
    numbers = [stored(report_of(name), f"{name}.txt", batch).pk for name in "甲乙丙"]
    for report in Report.objects.all():
        evidence = report.evidence | {"date": {"value": None, "rule": "not-found"}}
        Report.objects.filter(pk=report.pk).update(date=None, date_precision="", evidence=evidence)
    return numbers


def run(*arguments) -> str:
    out = io.StringIO()
    call_command("reread", *map(str, arguments), stdout=out, stderr=io.StringIO())
    return out.getvalue()


def dated() -> list[int]:
    return list(Report.objects.exclude(date=None).order_by("pk").values_list("pk", flat=True))


def test_the_table_counts_the_changes_of_each_field(three):
    printed = run("--preview")
    assert next(words for words in printed.splitlines() if "日期" in words).replace("│", "").split() == ["日期", "3"]
    assert "重读 3 篇，3 篇会有变化。" in printed
    assert dated() == []
    assert "重读 3 篇，3 篇有变化。" in run()
    assert dated() == three
    assert "重读 3 篇，0 篇有变化。" in run()


def test_each_change_is_a_line_of_json(three):
    rows = [json.loads(line) for line in run(three[0], "--preview", "--jsonl", "--only", "date").splitlines()]
    assert len(rows) == 1
    assert rows[0] == rows[0] | {
        "id": three[0], "field": "date", "kind": "filled", "before": None, "after": "2021-09-27"
    }  # fmt: skip


def test_only_the_named_reports_are_read(three):
    run(three[1])
    assert dated() == [three[1]]


def test_a_number_without_a_report_is_named(three):
    with pytest.raises(CommandError, match="没有第 99999 号报告"):
        run(99999)


@pytest.fixture
def read(monkeypatch) -> list[int]:
    """The numbers of the reports that are read; the second one stops the run, once."""
    numbers: list[int] = []

    def counted(number: int, **options):
        numbers.append(number)
        if len(numbers) == 2:
            raise KeyboardInterrupt
        return rereading.read_again(number, **options)

    monkeypatch.setattr(reread, "read_again", counted)
    return numbers


def test_a_stopped_run_goes_on_where_it_stopped(three, read):
    with pytest.raises(SystemExit) as stopped:
        run()
    assert stopped.value.code == 130
    assert dated() == three[:1]
    run()
    assert read == [three[0], three[1], three[1], three[2]]
    assert dated() == three
    assert not (settings.DATA_DIR / "rereading.json").exists()


def test_a_run_by_other_rules_begins_anew(three, read, monkeypatch):
    with pytest.raises(SystemExit):
        run()
    monkeypatch.setattr(reread, "rules_version", lambda: "other")
    run()
    assert read[2:] == three


def test_two_runs_at_a_time_are_one_too_many(three):
    from archive.storage.processes import lock_path, try_lock

    with try_lock(lock_path("reread")), pytest.raises(CommandError, match="另一个进程正在重读"):
        run()

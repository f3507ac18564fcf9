"""What the public saw change, in the order of the commits: the ground for followers, harvesters and dumps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import DatabaseError, connection
from django.utils import timezone

from archive.desk.joining import join_sources, split_source
from archive.models import ChangeNote, ChangeSeries, Original, PublicChange, Region, Report, Source
from archive.places.table import load_regions
from archive.publishing.changes import (
    begin_series,
    changes_after,
    changes_between,
    changes_of,
    count_between,
    earliest_time,
    newest_number,
    number_before,
    numbering,
    series_mark,
)
from archive.publishing.erasing import erase_report, remove_samples
from archive.publishing.publish import publish_report, withdraw_report

pytestmark = pytest.mark.django_db


def told(after: int = 0) -> list[tuple[int, str]]:
    """(report, status) of each change above ``after``, in order."""
    return [(row.report_id, row.status) for row in changes_after(after, 1000)]


def test_publishing_correcting_withdrawing_and_erasing_are_told_in_order(make_report):
    draft = make_report(title="整顿软弱涣散党组织", status=Report.Status.DRAFT)
    assert told() == []
    publish_report(draft)
    assert told() == [(draft.pk, "published")]
    first = newest_number()
    draft.title = "整顿软弱涣散村党组织"
    draft.save()
    assert told(first) == [(draft.pk, "published")]
    second = newest_number()
    withdraw_report(draft)
    assert told(second) == [(draft.pk, "withdrawn")]
    third = newest_number()
    erase_report(draft.pk, reason="当事人申请")
    assert told(third) == told() == [(draft.pk, "erased")]
    assert 0 < first < second < third < newest_number()


def test_a_save_that_readers_do_not_see_is_no_change(make_report):
    report = make_report(title="村务公开")
    number = newest_number()
    report.save()
    Report.objects.filter(pk=report.pk).update(doubts=[{"kind": "near"}], doubt=3)
    Report.objects.filter(pk=report.pk).update(title="村务公开")
    assert told(number) == []
    assert not ChangeNote.objects.exists()


def test_nothing_tells_of_a_draft(make_report):
    draft = make_report(status=Report.Status.DRAFT, source="定西日报", region="621102")
    draft.title = "改过的草稿"
    draft.save()
    draft.source.name = "定西晚报"
    draft.source.save()
    Report.objects.filter(pk=draft.pk).update(status=Report.Status.DISCARDED)
    erase_report(draft.pk, reason="误收")
    assert told() == []
    assert not PublicChange.objects.exists()


def test_a_correction_of_a_withdrawn_report_is_not_told(make_report):
    report = make_report()
    withdraw_report(report)
    number = newest_number()
    report.title = "撤回后改的题名"
    report.save()
    assert told(number) == []


def test_many_at_once_are_told_too(make_report):
    reports = [make_report() for _ in range(3)]
    number = newest_number()
    Report.objects.filter(pk__in=[report.pk for report in reports[:2]]).update(kind=Report.Kind.NEWS)
    assert told(number) == [(report.pk, "published") for report in reports[:2]]
    number = newest_number()
    Report.objects.filter(pk=reports[2].pk).update(status=Report.Status.WITHDRAWN)
    assert told(number) == [(reports[2].pk, "withdrawn")]


def test_a_renamed_source_and_a_joined_one_change_their_reports(make_report):
    one, other, _ = make_report(source="定西日报"), make_report(source="定西晚报"), make_report(source="陇中报")
    number = newest_number()
    one.source.name = "定西日报社"
    one.source.save()
    assert told(number) == [(one.pk, "published")]
    number = newest_number()
    joined = join_sources([other.source.pk], into=one.source.pk)
    assert told(number) == [(other.pk, "published")]
    number = newest_number()
    split_source(Source.objects.get(name="定西晚报").pk)
    assert joined.moved == 1
    assert told(number) == [(other.pk, "published")]


def test_a_renamed_region_changes_the_reports_of_all_below_it(make_report, tmp_path):
    here, _ = make_report(region="621102"), make_report(region="610102")
    make_report(region="621102", status=Report.Status.DRAFT)
    number = newest_number()
    city = Region.objects.get(code="621100")
    city.name = "定西地区"
    city.save()
    assert told(number) == [(here.pk, "published")]
    number = newest_number()
    table = tmp_path / "regions.csv"
    rows = [
        f"{each.code},{'甘肃' if each.code == '620000' else each.name},{each.short},{each.level},{each.parent_id or ''}"
        for each in Region.objects.all()
    ]
    table.write_text("\n".join(["code,name,short,level,parent", *rows]) + "\n", "utf-8")
    load_regions(table)
    assert told(number) == [(here.pk, "published")]
    number = newest_number()
    load_regions(table)
    assert told(number) == []


def test_another_name_of_the_original_is_told(make_report):
    report = make_report()
    number = newest_number()
    original = Original.objects.get(report=report)
    original.filename = "总结.docx"
    original.save()
    assert told(number) == [(report.pk, "published")]


def test_a_sample_is_told_as_any_other_report(make_report):
    sample = make_report(is_sample=True)
    assert told() == [(sample.pk, "published")]
    number = newest_number()
    report = make_report()
    assert told(number) == [(report.pk, "published")]
    number = newest_number()
    remove_samples()
    assert told(number) == [(sample.pk, "erased")]


def test_a_damaged_report_that_an_editor_corrects_is_told(make_report):
    report = make_report(title="党员冬训")
    Report._base_manager.filter(pk=report.pk).update(text="一位错了的正文")
    number = newest_number()
    report.title = "党员冬训轮训"
    report.save(update_fields=["title"])
    assert told(number) == [(report.pk, "published")]


def test_numbers_go_on_where_a_killed_process_left_notes(make_report, monkeypatch):
    monkeypatch.setattr(numbering, "_AT_ONCE", 2)
    reports = [make_report() for _ in range(5)]
    assert ChangeNote.objects.count() == 5  # no commit, so nobody has numbered them
    assert [row.number for row in changes_after(0, 1000)] == [1, 2, 3, 4, 5]
    assert told() == [(report.pk, "published") for report in reports]
    assert not ChangeNote.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_change_has_its_number_right_after_its_commit(make_report):
    make_report()
    assert not ChangeNote.objects.exists()
    assert PublicChange.objects.get().number == 1


def test_a_reader_is_answered_though_the_database_takes_no_writes(make_report, monkeypatch):
    report = make_report()
    assert newest_number() == 1
    make_report()

    def refuse(*arguments, **options):
        raise DatabaseError("attempt to write a readonly database")

    monkeypatch.setattr(numbering, "_number_some", refuse)
    assert told() == [(report.pk, "published")]


def test_whoever_pages_by_report_gets_each_that_stays_exactly_once(make_report):
    reports = [make_report() for _ in range(6)]
    seen, after = [], 0
    while page := changes_between(None, None, after=after, limit=2):
        seen += [row.report_id for row in page]
        after = page[-1].report_id
        for report in reports[:4]:  # before and behind the place of the reader
            report.title += "（修订）"
            report.save()
        if len(seen) == 2:
            withdraw_report(reports[5])
    assert seen == [report.pk for report in reports]
    assert changes_of(seen)[reports[5].pk].status == "withdrawn"


def test_changes_are_found_by_whole_seconds_both_ends_included(make_report, monkeypatch):
    monkeypatch.setattr(numbering.connection, "vendor", "sqlite")
    reports = []
    for second in range(3):
        moments = datetime(2026, 3, 1, 7, tzinfo=UTC), datetime(2026, 3, 1, 8, 0, second, 900_000, UTC)
        monkeypatch.setattr(timezone, "now", lambda moment=moments[0]: moment)
        reports.append(make_report())
        monkeypatch.setattr(timezone, "now", lambda moment=moments[1]: moment)
        numbering.number_changes()
    first = datetime(2026, 3, 1, 8, 0, 0, 0, UTC)
    second = first + timedelta(seconds=1)

    def between(since, until):
        return [row.report_id for row in changes_between(since, until, limit=9)]

    assert between(first, first) == [reports[0].pk]
    assert between(second, None) == [reports[1].pk, reports[2].pk]
    assert between(None, second) == [reports[0].pk, reports[1].pk]
    assert count_between(second, None) == 2
    assert earliest_time() == first
    assert number_before(second) == 1
    assert number_before(first) == 0


def test_a_clock_that_goes_back_takes_no_change_out_of_its_order(make_report, monkeypatch):
    one, other = make_report(), make_report()
    assert len(changes_after(0, 9)) == 2
    earlier = timezone.now() - timedelta(days=1)
    monkeypatch.setattr(numbering, "timezone", type("Back", (), {"now": staticmethod(lambda: earlier)}))
    one.title = "后改的"
    one.save()
    rows = changes_after(0, 9)
    assert [row.report_id for row in rows] == [other.pk, one.pk]
    assert rows[0].changed_at <= rows[1].changed_at


def test_of_a_set_only_its_published_reports_are_told_and_all_that_went_away(make_report):
    news, other, gone = make_report(kind="news"), make_report(kind="other"), make_report(kind="other")
    withdraw_report(gone)
    among = Report.objects.filter(kind="news")
    assert [row.report_id for row in changes_between(None, None, limit=9, among=among)] == [news.pk, gone.pk]
    assert count_between(None, None, among=among) == 2
    assert other.pk not in {row.report_id for row in changes_between(None, None, limit=9, among=among)}


def test_another_series_numbers_everything_anew(make_report):
    reports = [make_report() for _ in range(3)]
    withdraw_report(reports[0])
    newest, mark = newest_number(), series_mark()
    begin_series()
    assert series_mark() != mark
    assert sorted(told(newest)) == sorted(told())
    assert len(told(newest)) == 3
    assert series_mark() == series_mark()


def test_an_archive_from_before_tells_all_that_is_or_was_public_in_the_order_of_its_changes(make_report):
    late, early, sample = make_report(), make_report(), make_report(is_sample=True)
    make_report(status=Report.Status.DRAFT)
    gone = make_report(status=Report.Status.WITHDRAWN)
    base = timezone.now() - timedelta(days=9)
    for days, report in enumerate((early, gone, late, sample)):
        Report._base_manager.filter(pk=report.pk).update(updated_at=base + timedelta(days=days))
    for model in (PublicChange, ChangeNote, ChangeSeries):
        model.objects.all().delete()
    import_module("archive.migrations.0022_public_changes").fill(apps, connection.schema_editor())
    assert told() == [(early.pk, "published"), (gone.pk, "withdrawn"), (late.pk, "published"), (sample.pk, "published")]
    assert changes_of([early.pk])[early.pk].changed_at == base.replace(microsecond=0)

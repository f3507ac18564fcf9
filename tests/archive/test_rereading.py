"""Reading again: today's rules reach reports that are here; what a person did stays, and the history can show it all."""

from __future__ import annotations

import pytest

from archive.desk.editing import SpotChange, correct_report, version_of
from archive.desk.restoring import text_of
from archive.intake import rereading
from archive.intake.rereading import read_again
from archive.models import ImportBatch, Report
from archive.publishing.publish import publish_report
from archive.text.edits import apply_edits, edits_between
from archive.text.evidence import Evidence
from archive.text.formats import FormatError
from search.documents import Query
from tests.archive.uploading import report_of, stored

PAGE = (
    "<html><head><title>甲村的支部</title><meta property='article:published_time' content='2020-03-05'></head>"
    "<body><article><h1>甲村的支部</h1>{}</article></body></html>"
)


@pytest.fixture
def report(regions, engine) -> Report:
    """A published report that earlier rules misread: another region and title, no date, a line of the site in its text."""
    report = stored(report_of("通渭"), "a.txt", ImportBatch.objects.create())
    publish_report(report, by=None)
    return misread(report)


def misread(report: Report) -> Report:
    """Set what earlier rules would have made of the report."""
    wrong = {"region": Evidence("510500", "body", "泸州", 0.95), "date": Evidence(None, "not-found")}
    evidence = report.evidence | {name: each.to_dict() for name, each in wrong.items()}
    text, extracted = "首页\n" + report.text, "首页\n" + report.extracted_text
    edits = [edit.to_dict() for edit in edits_between(extracted, text, kind="clean", rule="navigation")]
    card = {"region_id": "510500", "date": None, "date_precision": "", "evidence": evidence}
    Report.objects.filter(pk=report.pk).update(text=text, extracted_text=extracted, edits=edits, **card)
    return Report.objects.get(pk=report.pk)


def changes(number: int, **options) -> dict[str, tuple[str, str, str]]:
    return {each.field: (each.kind, each.before, each.after) for each in read_again(number, **options).changes}


def test_values_come_under_todays_rules_and_the_history_says_so(report, engine):
    found = changes(report.pk)
    assert found["region"] == ("changed", "510500", "621121")
    assert found["date"] == ("filled", "", "2021-09-27")
    now = Report.objects.get(pk=report.pk)
    assert (now.region_id, now.partial_date.iso, now.status) == ("621121", "2021-09-27", "published")
    assert now.evidence["region"]["quote"]
    assert [state.history_change_reason for state in now.history.all()] == ["重读：地区、日期、正文", None]
    assert changes(report.pk) == {}


def test_the_index_follows(report, engine, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        read_again(report.pk)
    assert [hit.id for hit in engine.search(Query(region="621121")).hits] == [report.pk]


def test_a_preview_says_the_same_and_changes_nothing(report):
    before = Report.objects.filter(pk=report.pk).values().get()
    found = changes(report.pk, preview=True)
    assert Report.objects.filter(pk=report.pk).values().get() == before
    assert not report.history.exists()
    assert changes(report.pk) == found


def test_only_the_named_fields_are_read_again(report):
    assert changes(report.pk, only=["date"]).keys() == {"date"}
    assert Report.objects.get(pk=report.pk).region_id == "510500"


@pytest.mark.parametrize("rule", ["editor", "given"])
def test_what_an_editor_or_a_list_set_stays(report, rule):
    report.evidence = report.evidence | {
        "region": Evidence("510500", rule, "", 1.0).to_dict(),
        "date": Evidence(None, rule, "", 1.0).to_dict(),
        "title": Evidence("另拟的题名", rule, "", 1.0).to_dict(),
    }
    Report.objects.filter(pk=report.pk).update(evidence=report.evidence, title="另拟的题名")
    assert not {"region", "date", "title"} & changes(report.pk).keys()
    now = Report.objects.get(pk=report.pk)
    assert (now.region_id, now.date, now.title) == ("510500", None, "另拟的题名")


def test_a_text_edited_by_hand_stays_and_its_card_is_read_again(report):
    correct_report(report.pk, seen=version_of(report), text=report.text + "编者补的一句。")
    found = changes(report.pk)
    assert found.keys() == {"region", "date"}
    assert Report.objects.get(pk=report.pk).text == report.text + "编者补的一句。"


def test_an_edit_that_an_editor_put_back_stays_back(regions, engine):
    words = "通渭县整顿情况\n\n我區(qū)今年整顿软弱涣散村党组织十四个，一村一策，限期销号。\n打印本页\n关闭窗口\n"
    report = stored(words.encode(), "b.txt", ImportBatch.objects.create())
    assert report.edits
    correct_report(report.pk, seen=version_of(report), at=SpotChange(put_back=0))
    text = Report.objects.get(pk=report.pk).text
    assert "text" not in changes(report.pk)
    assert Report.objects.get(pk=report.pk).text == text


def test_the_extracted_text_stays_where_the_parser_reads_other_words_and_earlier_states_can_be_shown(report):
    before, extracted = report.text, report.extracted_text
    assert "text" in changes(report.pk)
    now = Report.objects.get(pk=report.pk)
    assert now.extracted_text == extracted
    assert not now.text.startswith("首页")
    assert apply_edits(now.extracted_text, now.edit_list) == now.text
    assert "read-again" in {edit.rule for edit in now.edit_list}
    assert text_of(now.history.earliest(), extracted) != now.text
    assert before != now.text


def test_where_the_original_is_gone_the_extracted_text_is_read_and_the_pages_own_values_stay(regions, engine):
    body = "<p>甘肃省定西市通渭县甲村支部整顿情况。</p>" * 3 + "<p>全县整顿软弱涣散村党组织十四个，一村一策。</p>"
    report = stored(PAGE.format(body).encode(), "c.html", ImportBatch.objects.create())
    assert report.evidence["date"]["rule"] == "page-date"
    report.original.path.unlink()
    read = read_again(report.pk)
    assert read.state == "from-text"
    assert Report.objects.get(pk=report.pk).partial_date.iso == "2020-03-05"


def test_an_original_that_cannot_be_parsed_today_leaves_the_report_alone(report, monkeypatch):
    def refuse(data: bytes, filename: str):
        raise FormatError("读不出。")

    monkeypatch.setattr(rereading, "parse_file", refuse)
    read = read_again(report.pk)
    assert (read.state, read.changes) == ("unreadable", ())


def test_how_sure_the_rules_are_is_renewed_without_a_state_in_the_history(regions, engine, monkeypatch):
    report = stored(report_of("通渭"), "a.txt", ImportBatch.objects.create())
    monkeypatch.setattr("archive.text.confidence._WEIGHTS", {"region": {"bias": 1.0}})
    assert changes(report.pk)["region"] == ("weighed", "621121", "621121")
    now = Report.objects.get(pk=report.pk)
    assert "region" in now.doubts_of_card
    assert "地区把握一般" in [doubt["words"] for doubt in now.doubts]
    assert not now.history.exists()


def test_an_editor_who_saves_meanwhile_is_not_overwritten(report, monkeypatch):
    prepare = rereading.prepare_text
    saved = []

    def slow(*arguments, **options):
        if not saved:
            saved.append(correct_report(report.pk, seen=version_of(report), card={"author": "顾苇杭"}))
        return prepare(*arguments, **options)

    monkeypatch.setattr(rereading, "prepare_text", slow)
    assert "author" not in changes(report.pk)
    now = Report.objects.get(pk=report.pk)
    assert (now.author, now.region_id) == ("顾苇杭", "621121")


def test_a_report_that_a_disk_changed_is_left_to_fsck(report):
    Report._base_manager.filter(pk=report.pk).update(author="磁盘改的")
    assert read_again(report.pk).state == "damaged"
    assert Report.objects.get(pk=report.pk).region_id == "510500"

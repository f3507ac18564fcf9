"""The desk as a place to work: the queue, the places to look at, gaps, twins, returning; and two editors at once."""

from __future__ import annotations

import pytest
from django.urls import reverse

from archive.intake.doubts import note_doubts
from archive.models import NearPair, Report
from archive.text.edits import Edit
from tests.admin.conftest import sentences

TEXT = "整顿软弱涣散党组织，健全三会一课。" * 20
LIST = "admin:archive_report_changelist"


def _address(report: Report) -> str:
    return reverse("admin:archive_report_change", args=[report.pk])


def _page(desk, report: Report, query: str = "") -> str:
    return desk.get(_address(report) + query).content.decode()


@pytest.fixture
def queue(make_report) -> list[Report]:
    """Three drafts, made with the least doubtful first."""
    drafts = [
        make_report(title="甲", text=f"甲{TEXT}", status="draft", region="621100", date="2021"),
        make_report(title="乙", text=f"乙{TEXT}", status="draft", date="2021"),
        make_report(title="丙", text=f"丙{TEXT}", status="draft", is_damaged=True),
    ]
    make_report(title="公开的")
    for draft in drafts:
        note_doubts(draft)
    return drafts


def test_the_queue_is_ordered_by_doubt(desk, queue):
    page = desk.get(reverse(LIST), {"status__exact": "draft"}).content.decode()
    assert page.index(">丙</a>") < page.index(">乙</a>") < page.index(">甲</a>")


def test_a_draft_says_where_in_the_queue_it_stands_and_leads_to_its_neighbours(desk, queue):
    first, middle, last = reversed(queue)
    page = _page(desk, middle)
    assert "待审 3 件中第 2 件" in page
    assert f'rel="prev" href="{_address(first)}"' in page
    assert f'rel="next" href="{_address(last)}"' in page


def test_a_published_report_has_no_place_in_the_queue(desk, make_report):
    assert "件中第" not in _page(desk, make_report())


def test_the_doubts_lead_to_their_places(desk, queue):
    page = _page(desk, queue[2])
    assert "处要看" in page
    assert '<a href="#row-region">地区未注明</a>' in page
    assert 'id="row-region"' in page


def test_saving_leads_to_the_next_of_the_queue_as_the_editor_saw_it(send, queue):
    # The title alone does not change the weight, the region does: the place is that of before the save.
    response = send(queue[2], action="next", own_region="621100")
    assert response["Location"] == _address(queue[1])


def test_behind_the_last_of_the_queue_comes_the_list(send, queue):
    response = send(queue[0], action="next")
    assert response["Location"].startswith(reverse(LIST))
    assert "最后一件" in sentences(response)


def test_the_meta_line_says_who_uploaded_when_and_from_where(desk, editor, make_report):
    report = make_report(status="draft")
    report.original.received_by, report.original.received_from = editor, "10.0.0.8"
    report.original.save()
    page = _page(desk, report)
    for words in ("上传 zhouyan", "来自 10.0.0.8", report.original.sha256):
        assert words in page


def test_a_returned_draft_goes_to_the_end_and_says_why(send, desk, queue):
    send(queue[2], action="return", return_words="请补首页")
    assert "待审 3 件中第 3 件" in _page(desk, queue[2])
    assert "请补首页" in desk.get(reverse(LIST), {"status__exact": "draft"}).content.decode()
    queue[2].refresh_from_db()
    assert queue[2].status == "draft"


def test_a_returned_draft_is_taken_up_again(send, queue):
    send(queue[2], action="return")
    queue[2].refresh_from_db()
    send(queue[2], action="take_up")
    queue[2].refresh_from_db()
    assert queue[2].doubt > 0


def test_publishing_ends_the_return(send, queue):
    send(queue[2], action="return")
    queue[2].refresh_from_db()
    send(queue[2], action="publish")
    queue[2].refresh_from_db()
    assert queue[2].is_published
    assert "returned" not in [row["kind"] for row in queue[2].doubts]


SHIFTED = "当面核对?;鶎員都看在眼里。"
MENDED = "当面核对。基層員都看在眼里。"


@pytest.fixture
def shifted(make_report) -> Report:
    edits = [Edit(4, "?;鶎", "。基層", "repair", "byte-shift").to_dict()]
    return make_report(status="draft", text=MENDED, extracted_text=SHIFTED, edits=edits)


def test_a_shift_is_offered_to_be_accepted(desk, shifted):
    page = _page(desk, shifted)
    assert 'name="accept" value="0"' in page
    assert '<a href="#change-0">错位还原 1 处</a>' in page


def test_an_accepted_shift_is_no_doubt_and_its_text_stays(send, desk, shifted):
    response = send(shifted, accept="0")
    assert response["Location"].endswith("#b1")
    page = _page(desk, shifted)
    assert 'name="accept"' not in page
    assert "错位还原 1 处" not in page
    assert 'name="put_back" value="0"' in page
    shifted.refresh_from_db()
    assert shifted.text == MENDED


def test_accepting_what_is_not_to_be_accepted_is_refused(send, shifted):
    assert send(shifted, accept="7").status_code == 422


LOST = "当面核对，□□黨員都看在眼里。"


@pytest.fixture
def damaged(make_report) -> Report:
    candidates = [{"value": words, "rule": "byte-shift", "quote": "", "confidence": 0.5} for words in ("基層", "本村")]
    gaps = [{"start": 5, "end": 7, "candidates": candidates, "quote": "?;鶎"}]
    return make_report(status="draft", text=LOST, is_damaged=True, gaps=gaps)


def test_a_gap_offers_what_may_have_stood_there(desk, damaged):
    page = _page(desk, damaged)
    assert 'name="fill" value="0:1"' in page
    assert "本村" in page
    assert "原件作" in page


def test_a_chosen_candidate_is_written_as_the_editors_edit(send, damaged):
    send(damaged, fill="0:0")
    damaged.refresh_from_db()
    assert damaged.text == LOST.replace("□□", "基層")
    assert damaged.edit_list == [Edit(5, "□□", "基層", "editor", "editor")]
    assert damaged.gaps == []


def test_a_gap_moves_with_a_correction_before_it(send, damaged):
    send(damaged, text=f"三名干部{LOST}")
    damaged.refresh_from_db()
    assert [(gap["start"], gap["end"]) for gap in damaged.gaps] == [(9, 11)]


@pytest.mark.parametrize("fill", ["3:0", "0:9"])
def test_a_candidate_that_is_not_there_is_refused(send, damaged, fill):
    assert send(damaged, fill=fill).status_code == 422
    damaged.refresh_from_db()
    assert damaged.text == LOST


@pytest.fixture
def pair(make_report) -> NearPair:
    twin = make_report(title="先来的", text=f"2019年，{TEXT}")
    draft = make_report(title="后来的", text=f"2020年，{TEXT}", status="draft")
    return NearPair.objects.create(first=twin, second=draft, similarity=0.97)


def test_the_nearest_twin_stands_beside_with_its_differences(desk, pair):
    page = _page(desk, pair.second)
    for words in ("近似篇并排", "先来的", "相同 97%", "异处 1", "<mark>19</mark>", "<mark>20</mark>"):
        assert words in page


def test_a_verdict_is_kept_with_who_gave_it(send, desk, editor, pair):
    response = send(pair.second, verdict=f"{pair.pk}:near", seen_verdict="")
    assert response["Location"].endswith("#near")
    pair.refresh_from_db()
    assert (pair.verdict, pair.decided_by) == ("near", editor)
    assert "与已发布" not in _page(desk, pair.second)


def test_a_verdict_over_that_of_another_editor_is_refused(send, pair):
    NearPair.objects.update(verdict="same")
    response = send(pair.second, verdict=f"{pair.pk}:unrelated", seen_verdict="")
    assert response.status_code == 409
    assert "别人已经判定" in sentences(response)
    pair.refresh_from_db()
    assert pair.verdict == "same"


def test_a_verdict_on_a_pair_of_other_reports_changes_nothing(send, make_report, pair):
    send(make_report(status="draft"), verdict=f"{pair.pk}:same", seen_verdict="")
    pair.refresh_from_db()
    assert pair.verdict == ""


@pytest.mark.parametrize("wanted", [{"put_back": "0"}, {"accept": "0"}, {"fill": "0:0"}, {"action": "return"}])
def test_what_is_done_at_a_place_over_another_version_is_refused(send, shifted, wanted):
    stale = Report.objects.get(pk=shifted.pk)
    send(shifted, own_author="甲")
    response = send(stale, **wanted)
    assert response.status_code == 409
    shifted.refresh_from_db()
    assert shifted.text == MENDED
    assert {row["kind"] for row in shifted.doubts}.isdisjoint({"accepted", "returned"})


def test_a_refused_act_at_a_place_says_that_it_was_not_done(send, shifted):
    stale = Report.objects.get(pk=shifted.pk)
    send(shifted, own_author="甲")
    assert "也没有做" in sentences(send(stale, put_back="0"))


def test_scripts_in_twins_gaps_and_reasons_are_shown_as_text(desk, send, damaged, make_report):
    bad = "<script>alert(1)</script>"
    twin = make_report(title=bad, text=bad + TEXT)
    NearPair.objects.create(first=damaged, second=twin, similarity=0.9)
    damaged.gaps[0]["quote"] = bad
    damaged.gaps[0]["candidates"][0]["value"] = bad
    damaged.save()
    send(damaged, action="return", return_words=bad)
    assert "<script>alert" not in _page(desk, damaged)


def test_regions_are_suggested_by_a_typed_beginning(desk, regions):
    answer = desk.get(reverse("admin:archive_report_regions"), {"words": "渭源"}).json()
    assert {"code": "621123", "name": "渭源县", "path": "甘肃省 › 定西市", "via": ""} in answer["regions"]


def test_a_former_name_leads_to_the_unit_of_today(desk, regions):
    answer = desk.get(reverse("admin:archive_report_regions"), {"words": "胶南"}).json()
    assert [(row["name"], row["via"]) for row in answer["regions"]] == [("黄岛区", "胶南市")]


def test_the_number_of_queries_does_not_grow_with_twins_drafts_and_changes(
    desk, make_report, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def draft(twins: int, changes: int) -> Report:
        extracted = "我區(qū)党建。" * changes
        places = [at for at in range(len(extracted)) if extracted.startswith("(qū)", at)]
        edits = [Edit(at, "(qū)", "", "repair", "pinyin-bracket").to_dict() for at in places]
        report = make_report(
            status="draft", text=extracted.replace("(qū)", ""), extracted_text=extracted, edits=edits, date="2021"
        )
        for _ in range(twins):
            NearPair.objects.create(first=report, second=make_report(date="2020"), similarity=0.9)
        return report

    few, many = draft(1, 2), draft(9, 90)
    with CaptureQueriesContext(connection) as counted:
        _page(desk, few)
    with django_assert_max_num_queries(len(counted)):
        _page(desk, many)

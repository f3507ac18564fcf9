"""Publishing many asks first, with the doubts counted by kind."""

from __future__ import annotations

import pytest
from django.urls import reverse

from archive.intake.doubts import note_doubts
from archive.models import ImportBatch, NearPair, Report
from tests.admin.conftest import sentences

LIST = reverse("admin:archive_report_changelist")
TEXT = "整顿软弱涣散党组织，健全三会一课。" * 20


@pytest.fixture
def drafts(make_report) -> list[Report]:
    """Two drafts without a doubt, one without a region, and two near duplicates, one of them without a region."""
    sure = {"status": "draft", "region": "621100", "date": "2021"}
    made = [make_report(title=f"第{each}篇", text=f"{each}{TEXT}", **sure) for each in range(4)]
    made.append(make_report(title="无处", text=f"无{TEXT}", status="draft", date="2021"))
    NearPair.objects.create(first=made[3], second=made[4], similarity=0.93)
    for report in made:
        note_doubts(report)
    return made


def _act(desk, *reports: Report, **fields):
    return desk.post(LIST, {"action": "publish_selected", "_selected_action": [each.pk for each in reports], **fields})


def _published() -> set[int]:
    return set(Report.objects.published().values_list("pk", flat=True))


def test_publishing_many_asks_first_and_counts_the_doubts(desk, drafts):
    response = _act(desk, *drafts)
    page = response.content.decode()
    assert response.status_code == 200
    assert _published() == set()
    assert "5 篇中 2 篇还有疑点" in page
    assert '<td>有未判定的近似篇</td><td class="number">2</td>' in page
    assert '<td>地区未注明</td><td class="number">1</td>' in page
    assert "只发布没有疑点的 3 篇" in page
    assert "仍发布全部 5 篇" in page


def test_those_without_a_doubt_alone_are_published(desk, drafts):
    told = sentences(_act(desk, *drafts, confirmed="clear"))
    assert _published() == {report.pk for report in drafts[:3]}
    assert "已发布 3 篇" in told
    assert "有疑点的 2 篇没有发布" in told


def test_all_are_published_when_the_editor_says_so(desk, drafts):
    assert "已发布 5 篇" in sentences(_act(desk, *drafts, confirmed="all"))
    assert len(_published()) == 5


def test_what_was_asked_is_what_is_published(desk, drafts, make_report):
    later = make_report(status="draft", title="后来的")
    numbers = ",".join(str(report.pk) for report in drafts[:2])
    _act(desk, later, numbers=numbers, select_across="1", confirmed="all")
    assert _published() == {report.pk for report in drafts[:2]}


def test_published_and_discarded_ones_are_counted_apart(desk, drafts, make_report):
    page = _act(desk, drafts[0], make_report(), make_report(status="discarded")).content.decode()
    assert "另有 1 篇已发布，不在其内" in page
    assert "另有 1 篇已弃置，不在其内" in page
    assert "发布 1 篇</button>" in page


def test_a_returned_draft_counts_as_doubtful(desk, send, make_report):
    draft = make_report(status="draft", region="621100", date="2021", text=TEXT)
    send(draft, action="return", return_words="请补首页")
    page = _act(desk, draft).content.decode()
    assert "1 篇中 1 篇还有疑点" in page
    assert "已退回给上传者" in page


def test_a_batch_page_asks_for_its_drafts(desk, drafts):
    batch = ImportBatch.objects.create()
    Report.objects.filter(pk__in=[report.pk for report in drafts[:2]]).update(batch=batch)
    page = desk.get(reverse("admin:archive_importbatch_change", args=[batch.pk])).content.decode()
    assert "发布本批草稿 2 篇" in page
    address = f"{LIST}?batch__id__exact={batch.pk}&status__exact=draft"
    fields = {"action": "publish_selected", "_selected_action": ["0"], "select_across": "1"}
    assert "所选 2 篇都没有疑点" in desk.post(address, fields).content.decode()


def test_words_of_a_title_are_shown_as_text(desk, make_report):
    draft = make_report(status="draft", title="<script>alert(1)</script>", is_damaged=True)
    note_doubts(draft)
    assert "<script>alert" not in _act(desk, draft).content.decode()


@pytest.mark.parametrize("numbers", ["", "x,-1,99999999999999999999", ","])
def test_numbers_that_no_report_has_publish_nothing(desk, drafts, numbers):
    _act(desk, drafts[0], numbers=numbers, confirmed="all")
    assert _published() == set()

"""What may be wrong, at the desk: candidates to choose by one click, signs in words, and a doubt that an editor settles."""

from __future__ import annotations

import pytest
from django.urls import reverse
from lxml import html

from archive.intake.doubts import note_doubts
from archive.models import Report
from archive.text.evidence import Candidate, Evidence

REFUSED = Candidate("621102", "head", "安定区某村", 0.45)
OTHER = Candidate("621121", "body", "通渭县", 0.2)


@pytest.fixture
def draft(make_report, regions) -> Report:
    report = make_report(
        status="draft",
        title="整顿情况",
        text="整顿软弱涣散党组织。" * 30,
        date="2021-08-16",
        kind="",
        evidence={
            "region": Evidence(None, "unsure", "安定区某村", 0.0, (REFUSED, OTHER)).to_dict(),
            "date": Evidence("2021-08-16", "labelled", "2021-08-16", 0.7, (), ("agreed", "top-of-page", "x")).to_dict(),
            "kind": Evidence(None, "unsure", "", 0.0, (Candidate("news", "byline", "记者", 0.4),)).to_dict(),
        },
    )
    note_doubts(report)
    return report


@pytest.fixture
def page(desk, draft):
    return html.fromstring(desk.get(reverse("admin:archive_report_change", args=[draft.pk])).content.decode())


def row(page, name: str) -> list[tuple[str, str]]:
    """The choices of a card field: (value, all words of the choice)."""
    choices = page.xpath(f"//*[@id='row-{name}']//label[@class='choice']")
    return [(each.xpath(".//input/@value")[0], " ".join(each.text_content().split())) for each in choices]


def test_the_refused_candidate_comes_first_with_its_words_its_rule_and_how_likely_it_is(page):
    unknown, refused, other = row(page, "region")
    assert unknown[0] == ""
    assert "把握不足，不填，只列出候选" in unknown[1]
    assert refused[0] == "621102"
    for words in ("定西市 › 安定区（621102）", "安定区某村", "电头与开篇的地名", "把握较低"):
        assert words in refused[1]
    assert other[0] == "621121"


def test_an_unknown_kind_is_chosen_by_one_click_or_left_unknown(page, send, draft):
    assert [value for value, _ in row(page, "kind")] == ["", "news"]
    send(draft)
    draft.refresh_from_db()
    assert draft.kind == ""
    send(draft, pick_kind="news")
    draft.refresh_from_db()
    assert (draft.kind, draft.evidence["kind"]["rule"]) == ("news", "editor")


def test_each_doubtful_field_is_a_doubt_of_its_own_that_leads_to_its_row(page):
    links = {link.text: link.get("href") for link in page.xpath("//nav[@class='doubt-bar']/a")}
    assert links["地区把握不足，没有填写，有候选"] == "#row-region"
    assert links["日期把握一般"] == "#row-date"
    assert links["类别把握不足，没有填写，有候选"] == "#row-kind"


def test_the_signs_of_a_value_are_said_in_words(page):
    assert "不止一条依据、在页首" in row(page, "date")[0][1]


def test_a_value_that_the_editor_found_right_is_doubtful_no_more(page, send, draft):
    assert page.xpath("//*[@id='row-date']//input[@name='confirm_date']")
    assert not page.xpath("//*[@id='row-region']//input[@type='checkbox']")
    response = send(draft, confirm_date="on", confirm_region="on")
    assert response.status_code == 302
    draft.refresh_from_db()
    assert (draft.partial_date.iso, draft.doubtful) == ("2021-08-16", "")
    assert draft.evidence["date"]["rule"] == "editor"
    assert draft.evidence["region"]["rule"] == "unsure"
    assert "日期把握一般" not in [doubt["words"] for doubt in draft.doubts]
    assert draft.history.count() == 2

"""The desk under an editor's hands: keys press what is on the page, and never while somebody types."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import expect

from archive.intake.doubts import note_doubts, returned_words
from archive.models import Report
from archive.text.edits import Edit
from tests.browsing import fresh_reader
from tests.journeys.conftest import enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EXTRACTED = "首页 > 正文\n当面核对?;鶎員都看在眼里，软弱涣散党组织整顿完毕。"
EDITS = [
    Edit(0, "首页 > 正文\n", "", "clean", "navigation"),
    Edit(EXTRACTED.index("?;鶎"), "?;鶎", "。基層", "repair", "byte-shift"),
]


@pytest.fixture
def page(live_server, browser):
    """The page of an editor who is logged in; it fails the test on any error of a script."""
    with fresh_reader(browser, live_server.url, own="tab") as page:
        enter(page, live_server, User.objects.create_superuser("zhouyan"))
        yield page


@pytest.fixture
def drafts(make_report, regions) -> list[Report]:
    """Two drafts: one with a shift to look at and a removed line, and one of which less is doubtful."""
    shifted = make_report(
        title="有错位的", status="draft", extracted_text=EXTRACTED, text=EXTRACTED[8:].replace("?;鶎", "。基層"),
        edits=[edit.to_dict() for edit in EDITS],
    )  # fmt: skip
    plain = make_report(title="平常的", status="draft", date="2021")
    for report in (shifted, plain):
        note_doubts(report)
    return [shifted, plain]


def _open(page, report: Report) -> None:
    page.goto(reverse("admin:archive_report_change", args=[report.pk]))


def _now(report: Report) -> Report:
    return Report.objects.get(pk=report.pk)


def test_j_and_k_step_through_the_queue(page, drafts):
    _open(page, drafts[0])
    page.keyboard.press("j")
    page.wait_for_url(f"**/{drafts[1].pk}/change/")
    page.keyboard.press("k")
    page.wait_for_url(f"**/{drafts[0].pk}/change/")


def test_enter_accepts_the_open_repair_and_s_saves(page, drafts):
    _open(page, drafts[0])
    page.click("a.change.doubtful")
    expect(page.locator(".spot-note:target")).to_be_visible()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("form.review")).to_be_visible()
    expect(page.locator("a.change.doubtful")).to_have_count(0)
    page.check("[name=is_damaged]")
    with page.expect_navigation():
        page.keyboard.press("s")
    assert _now(drafts[0]).is_damaged


def test_z_puts_back_the_removed_line_that_was_chosen(page, drafts):
    _open(page, drafts[0])
    page.click(".removed del")
    expect(page.locator(".removed").first).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("z")
    assert _now(drafts[0]).text.startswith("首页 > 正文")


def test_n_walks_over_the_doubts(page, drafts):
    _open(page, drafts[0])
    for place in ("c1", "row-region", "row-date"):
        page.keyboard.press("n")
        expect(page.locator(f"#{place}")).to_be_focused()


def test_keys_typed_into_a_field_are_letters(page, drafts):
    _open(page, drafts[0])
    page.locator("#row-author summary").click()
    page.locator("[name=own_author]").press_sequentially("jkspnz?")
    expect(page.locator("[name=own_author]")).to_have_value("jkspnz?")
    assert _now(drafts[0]).status == "draft"


def test_enter_behind_the_words_to_the_uploader_returns_the_draft(page, drafts):
    _open(page, drafts[0])
    page.click(".return summary")
    page.fill("[name=return_words]", "请补首页")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert returned_words(_now(drafts[0])) == "请补首页"


def test_p_publishes(page, drafts):
    _open(page, drafts[1])
    with page.expect_navigation():
        page.keyboard.press("p")
    assert _now(drafts[1]).is_published


def test_p_after_p_publishes_all_drafts_of_the_list_and_ends_there(page, drafts):
    page.goto(f"{reverse('admin:archive_report_changelist')}?status__exact=draft")
    page.get_by_role("link", name="有错位的").click()
    page.wait_for_url(re.compile(f"/{drafts[0].pk}/change/.*status__exact"))
    page.keyboard.press("p")
    page.wait_for_url(re.compile(f"/{drafts[1].pk}/change/.*status__exact"))
    page.keyboard.press("p")
    page.wait_for_url(re.compile(r"/report/\?status__exact=draft$"))
    assert all(_now(draft).is_published for draft in drafts)


def test_a_region_is_taken_from_the_suggestions_by_keys(page, drafts):
    _open(page, drafts[0])
    page.locator("[name=own_region]").fill("渭源")
    expect(page.locator("#region-suggestions li[aria-selected=true]")).to_contain_text("渭源县")
    page.keyboard.press("Enter")
    expect(page.locator("[name=own_region]")).to_have_value("621123 渭源县")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert _now(drafts[0]).region_id == "621123"


def test_the_list_of_keys_opens_and_closes(page, drafts):
    _open(page, drafts[0])
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_leaving_with_typed_words_asks_first(page, drafts):
    _open(page, drafts[0])
    page.fill("[name=own_date]", "2020")
    page.locator("h1").click()
    page.on("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog") as asked:
        page.keyboard.press("j")
    assert asked.value.type == "beforeunload"
    expect(page.locator("[name=own_date]")).to_have_value("2020")


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_nothing_hangs_over_the_edge(page, drafts, width):
    page.set_viewport_size({"width": width, "height": 800})
    _open(page, drafts[0])
    page.click("a.change.doubtful")
    expect(page.locator(".spot-note:target")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width

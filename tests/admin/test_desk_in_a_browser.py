"""The desk under an editor's hands: keys press what is on the page, and never while somebody types."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from archive.doubts import note_doubts, returned_words
from archive.models import Report
from archive.text.edits import Edit
from tests.journeys.conftest import enter, fresh_reader

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EXTRACTED = "首页 > 正文\n当面核对?;鶎員都看在眼里，软弱涣散党组织整顿完毕。"
EDITS = [
    Edit(0, "首页 > 正文\n", "", "clean", "navigation"),
    Edit(EXTRACTED.index("?;鶎"), "?;鶎", "。基層", "repair", "byte-shift"),
]


@pytest.fixture
def page(live_server, browser):
    """The page of an editor who is logged in; it fails the test on any error of a script."""
    with fresh_reader(browser, live_server) as page:
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
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("a.change.doubtful").count() == 0
    page.check("[name=is_damaged]")
    with page.expect_navigation():
        page.keyboard.press("s")
    assert _now(drafts[0]).is_damaged


def test_z_puts_back_the_removed_line_that_was_chosen(page, drafts):
    _open(page, drafts[0])
    page.click(".removed del")
    with page.expect_navigation():
        page.keyboard.press("z")
    assert _now(drafts[0]).text.startswith("首页 > 正文")


def test_n_walks_over_the_doubts(page, drafts):
    _open(page, drafts[0])
    seen = []
    for _ in range(3):
        page.keyboard.press("n")
        seen.append(page.evaluate("document.activeElement.id"))
    assert seen == ["c1", "row-region", "row-date"]


def test_keys_typed_into_a_field_are_letters(page, drafts):
    _open(page, drafts[0])
    page.locator("#row-author summary").click()
    page.locator("[name=own_author]").press_sequentially("jkspnz?")
    assert page.input_value("[name=own_author]") == "jkspnz?"
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


def test_a_region_is_taken_from_the_suggestions_by_keys(page, drafts):
    _open(page, drafts[0])
    page.locator("[name=own_region]").press_sequentially("渭源")
    page.wait_for_selector("#region-suggestions li[aria-selected=true]")
    page.keyboard.press("Enter")
    assert page.input_value("[name=own_region]") == "621123 渭源县"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert _now(drafts[0]).region_id == "621123"


def test_the_list_of_keys_opens_and_closes(page, drafts):
    _open(page, drafts[0])
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()


def test_leaving_with_typed_words_asks_first(page, drafts):
    _open(page, drafts[0])
    page.fill("[name=own_date]", "2020")
    page.locator("h1").click()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.keyboard.press("j")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert page.input_value("[name=own_date]") == "2020"


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_nothing_hangs_over_the_edge(page, drafts, width):
    page.set_viewport_size({"width": width, "height": 800})
    _open(page, drafts[0])
    page.click("a.change.doubtful")
    assert page.evaluate("document.documentElement.scrollWidth") <= width

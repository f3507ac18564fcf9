"""What a printer gets: the text or the list, and nothing that can only be pressed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PAPER = {"width": 532, "height": 794}  # what the margins leave of A4, in CSS pixels
LISTS = {
    "/search/?q=软弱涣散 整顿&mode=exact": ".entry",
    "/regions/620000/": ".dated-entries li",
    "/saved/?ids=1,2,28": ".entry",
}
PRESSED = "button, select, [type=radio], .facets, .search-bar, .pager, .save, .foot, .head"


def printed(page, address: str) -> None:
    page.goto(address)
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")


@pytest.mark.parametrize("address", LISTS)
def test_a_list_is_printed_without_what_can_only_be_pressed(page, address):
    printed(page, address)
    expect(page.locator(LISTS[address]).first).to_be_visible()
    expect(page.locator(PRESSED).filter(visible=True)).to_have_count(0)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PAPER["width"]


def test_a_printed_list_says_what_was_asked_how_it_was_read_and_marks_it(page):
    printed(page, "/search/?q=软弱涣散 整顿&mode=exact")
    expect(page.get_by_role("searchbox").or_(page.get_by_role("combobox")).first).to_have_value("软弱涣散 整顿")
    expect(page.locator(".modes label").filter(visible=True)).to_have_text(["完全一致"], use_inner_text=True)
    expect(page.locator(".explain dt").filter(visible=True)).to_have_text(["理解为", "字形"])
    expect(page.locator(".entry mark").first).not_to_have_css("border-bottom-width", "0px")


def test_a_printed_report_ends_with_its_citation_and_the_sum_of_its_original(page):
    printed(page, "/reports/28/?q=软弱涣散")
    expect(page.locator("mark").first).to_have_css("border-bottom-width", "0px")
    expect(page.locator(".cite .of-gb")).to_be_visible()
    expect(page.locator(".hash")).to_contain_text("SHA-256")
    expect(page.locator("button").filter(visible=True)).to_have_count(0)

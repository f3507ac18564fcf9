"""A reader who is helped while typing, by the keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.looking import findings

pytestmark = pytest.mark.browser

OPTIONS = "[role=option]"


def start(page, words: str) -> None:
    """Typed at one stroke: no list for half of the words comes between, however slow the machine is."""
    page.goto("/")
    page.locator("search input[name=q]").first.fill(words)
    page.wait_for_selector(OPTIONS)


def test_the_keyboard_goes_through_the_list_and_enter_follows(page):
    start(page, "ruanruo")
    box = page.get_by_role("combobox").first
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", re.compile("."))
    chosen = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    expect(chosen).to_have_attribute("aria-selected", "true")
    expect(chosen).to_contain_text("软弱涣散")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/search/"))
    expect(page.locator("search input[name=q]").first).to_have_value('"软弱涣散"')


def test_up_from_the_box_is_the_last_and_one_more_down_the_box_again(page):
    start(page, "dang")
    page.keyboard.press("ArrowUp")
    expect(page.locator(OPTIONS).last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[aria-selected=true]")).to_have_count(0)


def test_escape_closes_the_list_and_keeps_what_was_typed(page):
    start(page, "软弱")
    page.keyboard.press("Escape")
    expect(page.locator(OPTIONS).first).to_be_hidden()
    expect(page.get_by_role("combobox").first).to_have_value("软弱")


def test_enter_without_a_choice_searches_for_what_was_typed(page):
    start(page, "软弱")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"q=%E8%BD%AF%E5%BC%B1&"))


def test_a_click_on_a_place_opens_its_page(page):
    start(page, "dingxi")
    page.locator(OPTIONS, has_text="定西市").click()
    page.wait_for_url(re.compile("/regions/621100/"))


@pytest.mark.parametrize("width", [1280, 390])
def test_the_open_list_passes_axe_and_stays_on_the_screen(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    start(page, "dang")
    page.keyboard.press("ArrowDown")
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width

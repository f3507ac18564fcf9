"""The keyboard alone, and eyes that ask for less: skip link, order and sight of focus, Escape, no motion, forced colours."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

ADDRESSES = ["/", "/search/?q=整顿", "/regions/620000/", "/reports/28/?q=软弱涣散"]
STEPS = 25

#: Of the element that has the focus: whether it comes after the one before, can be seen, and shows that it has it.
FOCUS = """() => {
  const now = document.activeElement, before = window.before;
  window.before = now;
  if (now === document.body) return null;
  // A search box shows the ring around the frame that it shares with its button.
  const box = now.getBoundingClientRect(), style = getComputedStyle(now.closest(".search-box") || now);
  return {
    name: now.outerHTML.slice(0, 90),
    follows: !before || Boolean(before.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING),
    onScreen: box.bottom > 0 && box.top < innerHeight && box.width + box.height > 0,
    ringed: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  };
}"""


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_first_stop_skips_to_the_text(page, address):
    page.goto(address)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_focus_goes_down_the_page_and_is_seen_at_every_stop(page, address):
    page.goto(address)
    stops = []
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUS))
    assert None not in stops
    for what in ("follows", "onScreen", "ringed"):
        assert [stop["name"] for stop in stops if not stop[what]] == [], what


@pytest.mark.parametrize(
    ("address", "opener", "opened"),
    [
        ("/reports/28/?q=软弱涣散", ".evidence-mark", "[popover]:popover-open"),
        ("/search/?q=整顿", ".take-opener", "#take:popover-open"),
    ],
)
def test_what_a_key_opens_escape_closes_and_the_focus_is_where_it_was(page, address, opener, opened):
    page.goto(address)
    page.locator(opener).first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(opened)).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(opened)).to_have_count(0)
    expect(page.locator(opener).first).to_be_focused()


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_moves_for_those_who_ask_for_stillness(page, address):
    page.emulate_media(reduced_motion="reduce")
    page.goto(address)
    moving = page.evaluate("""() => [...document.querySelectorAll("*")].filter((each) => {
      const style = getComputedStyle(each);
      const longest = [...style.transitionDuration.split(","), ...style.animationDuration.split(",")].map(parseFloat);
      return style.scrollBehavior === "smooth" || Math.max(...longest) > 0.01;
    }).map((each) => each.outerHTML.slice(0, 90))""")
    assert moving == []


def test_in_forced_colours_a_mark_keeps_its_line_and_a_tick_its_colour(page):
    page.emulate_media(forced_colors="active")
    page.goto("/reports/28/?q=软弱涣散")
    look = page.evaluate("""() => {
      const mark = getComputedStyle(document.querySelector(".text mark"));
      const tick = getComputedStyle(document.querySelector(".strip .tick"));
      const ground = getComputedStyle(document.body).backgroundColor;
      return {
        lined: mark.textDecorationLine.includes("underline") || parseFloat(mark.borderBottomWidth) > 0,
        told: tick.stroke !== ground && tick.stroke !== "none",
      };
    }""")
    assert look == {"lined": True, "told": True}


def test_a_chosen_value_a_taken_back_one_and_a_page_leave_the_focus_in_the_list(page):
    page.goto("/search/?q=整顿&size=5")
    link = page.locator("#facet-kind ~ ul a:not(.without)").first
    chosen, words = link.get_attribute("id"), link.inner_text()
    link.focus()
    page.evaluate("() => scrollTo(0, 200)")  # what stands above the list may shrink, and a page does not scroll below 0
    before = link.bounding_box()["y"]
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("kind="))
    expect(page.locator(f"[id='{chosen}']")).to_be_focused()
    assert abs(page.locator(f"[id='{chosen}']").bounding_box()["y"] - before) <= 2
    expect(page.locator("#work-told")).to_have_text(page.locator("#total").inner_text())
    page.locator(".list-head .chip").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "kind=" not in address)
    expect(page.locator("#total")).to_be_focused()
    assert words in page.locator(f"[id='{chosen}']").inner_text()
    page.locator(".pager a[rel=next]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("page=2"))
    expect(page.locator("#total")).to_be_focused()


def test_a_failure_on_the_way_is_told_and_the_step_can_be_taken_again(page):
    page.goto("/search/?q=整顿")
    page.evaluate("""() => document.body.dispatchEvent(new CustomEvent("htmx:sendError", {bubbles: true, detail: {
      target: document.getElementById("found"), pathInfo: {finalRequestPath: "/search/?q=整顿&kind=news"}}}))""")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("没有连上文库")
    alert.get_by_role("link").click()
    page.wait_for_url(re.compile("kind=news"))
    expect(page.locator("#work-failed")).to_be_hidden()

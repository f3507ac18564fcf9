"""People with a phone: a reader who wants one quotation, and a researcher who narrows, exports, keeps and steps through hits."""

from __future__ import annotations

import csv
import io
import re

import pytest
from playwright.sync_api import expect

from tests.journeys.looking import findings_in_all_looks

pytestmark = pytest.mark.browser


#: What a button says in turn: some of it only for a moment.
HEAR = """button => {
  window.heard = [];
  new MutationObserver(() => window.heard.push(button.textContent)).observe(button, { childList: true });
}"""


class Finger:
    """Taps and counts them; typing is not counted."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, target) -> None:
        self.taps += 1
        target.tap()


@pytest.fixture
def finger() -> Finger:
    return Finger()


def find_the_gansu_report_of_2021(phone, finger) -> None:
    """Three taps from home, by what anyone would type."""
    phone.goto("/")
    phone.locator("search input[name=q]").first.fill("软弱涣散 甘肃 2021")
    finger.tap(phone.get_by_role("button", name="检索").first)
    finger.tap(phone.get_by_role("link", name=re.compile("^甘肃省 2021 软弱涣散")))
    finger.tap(phone.locator(".entry h3 a").first)
    phone.wait_for_url(re.compile(r"/reports/\d+/"))


def test_from_home_to_a_quotation_with_its_citation_takes_four_taps(phone, finger):
    find_the_gansu_report_of_2021(phone, finger)
    expect(phone.locator("article mark", has_text="软弱涣散").first).to_be_visible()
    finger.tap(phone.locator(".report-bar").get_by_role("link", name="引用"))
    citation = phone.locator(".citation:visible")
    phone.wait_for_function(
        "() => { const box = document.querySelector('.citation').getBoundingClientRect();"
        " return box.top > 0 && box.bottom < innerHeight; }"
    )
    assert re.search(r"通渭县.*\[EB/OL\].*2021-09-27.*http://127", citation.inner_text(), re.DOTALL)
    assert finger.taps == 4


def test_a_passage_held_under_the_finger_is_copied_with_its_citation_in_four_taps(phone, finger):
    find_the_gansu_report_of_2021(phone, finger)
    phone.evaluate("() => getSelection().selectAllChildren(document.querySelector('.text mark').closest('p'))")
    bar = phone.get_by_role("button", name="引用此段")
    bar.evaluate(HEAR)
    finger.tap(bar)
    phone.wait_for_function("() => window.heard.includes('已复制')")
    copied = phone.evaluate("() => navigator.clipboard.readText()")
    quotation, reference, address = copied.split("\n")
    assert "软弱涣散" in quotation
    assert "[EB/OL]" in reference
    assert "quote=" in address
    assert finger.taps <= 4


def test_the_number_of_a_paragraph_offers_its_citation_to_a_finger(phone, finger):
    phone.goto("/reports/28/")
    number = phone.locator("#p2 .paragraph-number")
    box = number.bounding_box()
    assert min(box["width"], box["height"]) >= 24
    finger.tap(number)
    expect(phone.get_by_role("button", name="引用此段")).to_be_visible()


def test_from_the_name_of_a_place_to_its_newest_report_takes_two_taps(phone, finger):
    phone.goto("/")
    phone.locator("search input[name=q]").first.fill("hebei")
    finger.tap(phone.locator("[role=option]", has_text="河北省").first)
    phone.wait_for_url(re.compile("/regions/130000/"))
    dates = ["".join(words.split()) for words in phone.locator(".entry-date").all_inner_texts()]
    years = [int(words[:4]) if words[0].isdigit() else 0 for words in dates]  # the undated come last
    assert len(years) > 1
    assert years == sorted(years, reverse=True)
    newest = phone.locator(".dated-entries h3 a").first
    title = newest.inner_text()
    finger.tap(newest)
    phone.wait_for_url(re.compile(r"/reports/\d+/"))
    expect(phone.locator("h1")).to_have_text(title, use_inner_text=True)
    assert finger.taps <= 3


def open_filters(phone) -> None:
    phone.goto("/search/?q=整顿")
    phone.locator(".search-bar").get_by_role("button", name="筛选").tap()
    phone.locator("#filters").wait_for(state="visible")


def test_the_sheet_of_filters_narrows_and_says_to_how_many(phone):
    open_filters(phone)
    link = phone.locator("#filters .facet", has=phone.get_by_role("heading", name="类别")).get_by_role("link").first
    count = re.search(r"(\d+)\D*$", link.inner_text())[1]
    link.tap()
    phone.wait_for_url(re.compile("kind="))
    phone.wait_for_function("count => document.querySelector('#total').textContent.startsWith(count)", arg=count)


def test_the_sheet_stays_open_from_choice_to_choice(phone):
    open_filters(phone)
    for kind, chips in (("region", 1), ("kind", 2)):
        phone.locator(f"#filters #facet-{kind} ~ ul a:not(.without)").first.tap()
        expect(phone.locator("#filters .chip")).to_have_count(chips)
        expect(phone.locator("#filters")).to_be_visible()


def test_the_open_sheet_passes_axe_and_escape_closes_it(phone):
    open_filters(phone)
    assert findings_in_all_looks(phone, widths=(390,)) == []
    phone.keyboard.press("Escape")
    phone.locator("#filters").wait_for(state="hidden")


def test_the_bar_at_the_foot_exports_the_whole_list(phone):
    phone.goto("/search/?q=整顿")
    total = int(phone.locator("#total").inner_text().split()[0])
    phone.locator(".search-bar").get_by_role("button", name="导出").tap()
    with phone.expect_download() as download:
        phone.get_by_role("link", name="CSV 表格").tap()
    rows = csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig")))
    assert len(list(rows)) == total > 1


def test_what_is_kept_under_way_is_listed_and_can_be_exported(phone):
    phone.goto("/search/?q=整顿")
    for number in range(2):
        phone.locator("[data-save]").nth(number).tap()
        expect(phone.locator("[data-save][aria-pressed=true]")).to_have_count(number + 1)
    phone.locator("[data-saved-link]").tap()
    phone.wait_for_url(re.compile("/saved/"))
    expect(phone.locator("li.entry")).to_have_count(2)
    phone.locator(".take-opener").tap()
    expect(phone.locator("#take").get_by_role("link", name="RIS")).to_be_visible()


def test_the_hit_bar_counts_on_and_back_at_each_step(phone):
    phone.goto("/reports/3/?q=整顿")
    marks = phone.locator(".text mark").count()
    bar = phone.locator(".hit-bar")
    said = bar.locator(".hit-count")
    assert marks > 2
    for step, number in (("下一处", 1), ("下一处", 2), ("上一处", 1)):
        bar.get_by_role("link", name=step).tap()
        expect(said).to_have_text(re.compile(rf"^\s*{number}\s*/\s*{marks}\s*处\s*$"))


def test_without_script_the_sheets_open_and_their_links_work(page_without_script):
    page = page_without_script
    page.goto("/search/?q=整顿")
    page.locator(".search-bar button").first.tap()
    page.locator("#filters .facet a[href*='region=']").first.tap()
    page.wait_for_url(re.compile("region="))
    expect(page.locator(".list-head .chips a")).to_have_count(1)


def test_without_script_evidence_opens_and_no_button_is_shown_that_does_nothing(page_without_script):
    page = page_without_script
    page.goto("/reports/28/?q=软弱涣散")
    expect(page.locator(".evidence-mark:visible").first).to_be_visible()
    assert page.locator("button[type=button]:not([popovertarget]):visible").count() == 0
    page.locator(".evidence-mark:visible").first.tap()
    expect(page.locator("[popover]:visible")).to_have_count(1)


def test_a_report_and_a_passage_are_shared_through_the_system_where_it_can(phone, finger):
    phone.goto("/reports/28/?q=整顿")
    expect(phone.locator("[data-share]").first).to_be_hidden()
    phone.add_init_script("navigator.share = asked => { window.shared = asked; return Promise.reject('no'); }")
    phone.reload()
    finger.tap(phone.locator(".report-bar").get_by_role("button", name="分享"))
    shared = phone.evaluate("() => shared")
    assert shared["url"].endswith("/reports/28/")
    assert "通渭县" in shared["title"]
    phone.evaluate("() => getSelection().selectAllChildren(document.querySelector('.text p[id]'))")
    finger.tap(phone.locator(".passage-bar").get_by_role("button", name="分享"))
    shared = phone.evaluate("() => shared")
    assert "?quote=" in shared["url"]
    assert shared["text"].startswith("“")

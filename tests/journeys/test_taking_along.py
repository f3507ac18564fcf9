"""A reader who keeps reports in the browser, and hands the list on."""

from __future__ import annotations

import csv
import io

import pytest
from playwright.sync_api import expect

from tests.journeys.looking import findings

pytestmark = pytest.mark.browser


def keep(page, count: int) -> None:
    for number in range(count):
        page.locator("[data-save]").nth(number).click()
    expect(page.locator("[data-save][aria-pressed=true]")).to_have_count(count)


def test_a_kept_report_is_counted_listed_and_taken_out_again(page):
    page.goto("/search/?q=整顿")
    keep(page, 2)
    expect(page.locator("[data-saved-link]")).to_have_text("夹签 2", use_inner_text=True)
    expect(page.locator("[data-save]").first).to_have_attribute("aria-pressed", "true")
    page.locator("[data-saved-link]").click()
    expect(page.locator("li.entry")).to_have_count(2)
    page.locator("[data-saved-drop]").first.click()
    expect(page.locator("li.entry")).to_have_count(1)
    expect(page.locator("[data-saved-link]")).to_have_text("夹签 1", use_inner_text=True)


def test_a_switch_answers_to_the_keyboard_and_says_what_it_did(page):
    page.goto("/search/?q=整顿")
    page.locator("[data-save]").first.focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-saved-status]")).to_have_text("已夹上，共 1 篇。")
    page.keyboard.press("Enter")
    expect(page.locator("[data-saved-status]")).to_have_text("已取下。")
    assert "/search/" in page.url


def test_what_is_kept_stays_kept_in_a_list_that_htmx_brought(page):
    page.goto("/search/?q=整顿")
    keep(page, 1)
    page.locator("[data-save][aria-pressed=true]").evaluate("button => button.id = 'of-the-first-list'")
    page.get_by_role("link", name="旧到新").click()
    expect(page.locator("#of-the-first-list")).to_have_count(0)
    expect(page.locator("[data-save][aria-pressed=true]")).to_have_count(1)


def test_a_list_from_elsewhere_is_told_apart_and_merged_on_request(page):
    page.goto("/search/")
    keep(page, 1)
    own = page.locator("[data-save]").first.get_attribute("data-save")
    other = page.locator("[data-save]").nth(1).get_attribute("data-save")
    page.goto(f"/saved/?ids={other}")
    page.get_by_role("button", name="并入我的夹签").click()
    page.wait_for_url(f"**/saved/?ids={own},{other}")
    expect(page.get_by_role("button", name="清空")).to_be_visible()  # it is the reader's own now
    assert not page.get_by_role("button", name="并入我的夹签").is_visible()


def test_the_bare_address_leads_to_what_the_browser_keeps(page):
    page.goto("/search/")
    keep(page, 1)
    page.goto("/saved/")
    page.wait_for_url("**/saved/?ids=*")
    page.get_by_role("button", name="清空").click()
    page.wait_for_url("**/saved/")
    expect(page.locator("main")).to_contain_text("夹签还是空的")


def test_the_menu_saves_the_whole_list_as_a_table(page):
    page.goto("/search/?q=整顿")
    total = page.locator("#total").inner_text().split()[0]
    page.get_by_role("button", name="导出").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV 表格").click()
    assert download.value.suggested_filename.startswith("基层文库-整顿-")
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(text)))) == int(total)


def test_lists_have_names_and_notes_and_go_through_a_file(page):
    page.goto("/search/?q=整顿")
    total = page.locator("[data-save]").count()
    page.locator("[data-save-all]").click()
    expect(page.locator("[data-save][aria-pressed=true]")).to_have_count(total)
    page.locator("[data-saved-link]").click()
    page.get_by_label("名称").fill("软弱涣散")
    page.get_by_label("名称").press("Tab")
    page.wait_for_url("**name=*")
    expect(page.locator("h1")).to_have_text("软弱涣散")
    page.locator("textarea").first.fill("先读这一篇")
    page.locator("textarea").first.press("Tab")
    expect(page.locator("[data-lists-status]")).to_have_text("附注已记下。")
    with page.expect_download() as download:
        page.get_by_role("button", name="全部存成文件").click()
    page.get_by_role("button", name="另开一份").click()
    expect(page.locator("h1")).to_have_text("名单 2")
    expect(page.locator("li.entry")).to_have_count(0)
    page.evaluate("localStorage.clear()")
    page.goto("/saved/")
    page.locator("[data-lists] input[type=file]").set_input_files(download.value.path())
    expect(page.locator("h1")).to_have_text("软弱涣散")
    expect(page.locator("li.entry")).to_have_count(total)
    expect(page.locator("textarea").first).to_have_value("先读这一篇")
    titles = page.locator("li.entry h3").all_inner_texts()
    page.locator("[data-saved-move]").first.click()
    expect(page.locator("li.entry h3").first).to_have_text(titles[1])
    page.goto("/saved/")
    expect(page.locator("li.entry h3").first).to_have_text(titles[1])
    page.locator("[data-saved-drop]").first.click()
    expect(page.locator("li.entry")).to_have_count(total - 1)
    expect(page.locator("h1")).to_have_text("软弱涣散")


def test_the_list_of_an_earlier_version_is_kept(page):
    page.goto("/search/")
    page.evaluate("localStorage.setItem('jiceng-saved', '[2, 1]')")
    page.goto("/saved/")
    page.wait_for_url("**/saved/?ids=2,1")
    expect(page.locator("[data-saved-link]")).to_have_text("夹签 2", use_inner_text=True)


def test_neither_storage_nor_script_is_needed(page_without_script):
    page = page_without_script
    page.goto("/search/?q=整顿")
    page.locator("[data-save]").first.click()
    page.wait_for_url("**/saved/?*")
    page.get_by_label("报告的编号或地址").fill("2")
    page.get_by_role("button", name="夹上").click()
    expect(page.locator("li.entry")).to_have_count(2)


@pytest.mark.parametrize("address", ["/", "/search/?q=整顿", "/regions/620000/", "/reports/1/", "/saved/?ids=1,2"])
def test_no_page_breaks_the_policy_with_what_it_tells_machines(page, address):
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(address)
    expect(page.locator("link[rel=canonical]")).to_have_count(1)
    assert said == []


@pytest.mark.parametrize("width", [1280, 390])
def test_the_saved_list_and_the_open_menu_pass_axe(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    for address in ("/saved/?ids=1,2", "/saved/"):
        page.goto(address)
        if page.locator(".take-opener").count():
            page.locator(".take-opener").click()
            expect(page.locator("#take")).to_be_visible()
        assert findings(page) == []


def copied(page) -> list[str]:
    """The lines that 引用此段 copies, here where no clipboard may be read."""
    page.evaluate("() => { navigator.clipboard.writeText = async words => { window.copied = words; }; }")
    page.get_by_role("button", name="引用此段").click()
    return page.wait_for_function("() => window.copied").json_value().split("\n")


def test_the_number_of_a_paragraph_offers_its_quotation_and_the_address_leads_back_to_it(page):
    page.goto("/search/?q=整顿")
    page.locator(".entry h3 a").first.click()
    page.wait_for_url("**/reports/**")
    paragraph = page.locator(".text p[id]").nth(2)
    number, words = paragraph.get_attribute("id")[1:], paragraph.inner_text().removeprefix("3").strip()
    paragraph.locator(".paragraph-number").press("Enter")
    expect(page.get_by_role("button", name="引用此段")).to_be_focused()
    quotation, reference, address = copied(page)
    assert quotation == f"“{words}”（第 {number} 段）"
    assert "示例，非史料" in reference
    assert len(address) < 140
    assert "%" not in address
    page.goto(address)
    assert "".join(page.locator(".passage").all_inner_texts()).replace("\n", "") == words
    assert page.locator("p:has(> #passage), p:has(#passage)").first.get_attribute("id") == f"p{number}"
    expect(page.locator("p.note", has_text="这段话")).to_have_count(0)

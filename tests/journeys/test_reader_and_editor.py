"""Two people on a real archive: a reader who looks for 软弱涣散, an editor who brings a report in."""

from __future__ import annotations

import json
import re
import time
import urllib.parse
import urllib.request

import pytest

from tests.serving import PASSWORD

pytestmark = pytest.mark.browser

REPORT = """清溪镇：软弱涣散村党组织“病历本”一年记

来源：陇上组工通讯　发布时间：2025-10-09 08:30

甘肃省陇南市康县清溪镇给四个软弱涣散村党组织各建了一本“病历本”，病因、药方、疗效，一页一页写给群众看。
全县十一个乡镇随后照着做，年底销号九个，余下两个延长半年，由县委组织部派人驻村。
“病历本”挂在村口的核桃树下，谁都可以翻，谁都可以添一笔。老支书杨有福说，从前怕人看，如今怕没人看。

责任编辑：石小禾
"""


def ask(url: str, **parameters: str) -> dict:
    """One question to the API on a connection of its own."""
    with urllib.request.urlopen(f"{url}/api/v1/search?{urllib.parse.urlencode(parameters)}", timeout=10) as answer:
        return json.load(answer)


def test_a_reader_searches_narrows_to_a_province_and_sees_the_mark(page):
    page.goto("/")
    page.locator("search input[name=q]").first.fill("软弱涣散")
    page.get_by_role("button", name="检索").first.click()
    page.wait_for_url(re.compile("/search/"))
    page.get_by_role("link", name=re.compile("甘肃省")).first.click()
    page.wait_for_url(re.compile("region=62"))
    titles = page.locator(".entry h3 a")
    assert titles.count() >= 1
    assert all("甘肃省" in entry.inner_text() for entry in page.locator(".entry").all())
    said = int(re.search(r"文中 (\d+) 处", page.locator(".entry").first.inner_text())[1])
    titles.first.click()
    page.wait_for_url(re.compile(r"/reports/\d+/"))
    marks = page.locator("article mark, main mark").filter(has_text=re.compile("软弱涣散|軟弱渙散"))
    assert marks.first.is_visible()
    hits = page.locator("[id^='h']").filter(has_text=re.compile("软弱涣散|軟弱渙散"))
    assert hits.count() == said


def test_the_same_way_works_on_a_phone_without_script(browser, archive_server):
    context = browser.new_context(
        base_url=archive_server.url, java_script_enabled=False, viewport={"width": 390, "height": 800}
    )
    page = context.new_page()
    page.goto("/search/?q=軟弱渙散")
    assert page.locator(".entry").count() >= 2
    page.locator(".entry h3 a").first.click()
    assert page.locator("main mark").first.is_visible()
    assert page.locator("html").evaluate("page => page.scrollWidth") <= 390
    context.close()


def test_an_editor_uploads_publishes_and_everyone_finds_it_within_a_second(page, archive_server, tmp_path):
    good, bad = tmp_path / "bingliben.txt", tmp_path / "empty.txt"
    good.write_text(REPORT, encoding="gb18030")
    bad.write_bytes(b"")

    page.goto("/admin/")
    page.fill("input[name=username]", "admin")
    page.fill("input[name=password]", PASSWORD)
    page.click("input[type=submit], button[type=submit]")
    page.goto("/admin/archive/report/upload/")
    page.set_input_files("input[type=file]", [str(good), str(bad)])
    page.get_by_role("button", name="上传").click()
    page.wait_for_url(re.compile("/importbatch/"))
    rows = page.locator(".batch-files tbody tr")
    assert rows.count() == 2
    # The worker is a process of its own; the page looks again by itself.
    rows.filter(has_text="失败").wait_for(timeout=30_000)
    assert "失败" in rows.filter(has_text="empty.txt").inner_text()

    # A draft is nobody's to read but the editors'.
    assert ask(archive_server.url, q="病历本挂在村口")["total"] == 0
    rows.filter(has_text="bingliben.txt").get_by_role("link").click()
    assert page.locator("h1").last.inner_text().startswith("清溪镇：软弱涣散村党组织")
    page.get_by_role("button", name="保存并发布").click()
    page.wait_for_load_state()
    published = time.monotonic()
    while time.monotonic() - published < 1:
        time.sleep(0.05)
    # Both workers answer, on forty connections of their own.
    answers = [ask(archive_server.url, q='"谁都可以添一笔"') for _ in range(40)]
    assert {answer["total"] for answer in answers} == {1}
    hit = answers[0]["hits"][0]
    assert (hit["date"], hit["region"]["code"], hit["source"]) == ("2025-10-09", "621224", "陇上组工通讯")

    page.goto("/search/?q=病历本 清溪镇")
    page.locator(".entry h3 a").first.click()
    assert page.locator("main mark").first.is_visible()

    # Withdrawn: gone from search at once, and its address says so.
    page.goto(f"/admin/archive/report/{hit['id']}/change/")
    page.get_by_role("button", name="撤回").click()
    page.wait_for_load_state()
    time.sleep(1)
    assert ask(archive_server.url, q='"谁都可以添一笔"')["total"] == 0
    answer = page.goto(f"/reports/{hit['id']}/")
    assert answer.status == 410
    assert archive_server.manage("index", "check").strip() == "database and index agree"

"""Two people on a real archive: a reader who looks for 软弱涣散, an editor who brings a report in."""

from __future__ import annotations

import json
import re
import time
import urllib.parse
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import log_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("real_reports_go")]

REPORT = """清溪镇：软弱涣散村党组织“病历本”一年记

来源：陇上组工通讯　发布时间：2025-10-09 08:30

甘肃省陇南市康县清溪镇给四个软弱涣散村党组织各建了一本“病历本”，病因、药方、疗效，一页一页写给群众看。
全县十一个乡镇随后照着做，年底销号九个，余下两个延长半年，由县委组织部派人驻村。
“病历本”挂在村口的核桃树下，谁都可以翻，谁都可以添一笔。老支书杨有福说，从前怕人看，如今怕没人看。

责任编辑：石小禾
"""


def ask(url: str, **parameters: str) -> dict:
    """One question to the API on a connection of its own."""
    with urllib.request.urlopen(f"{url}/api/v1/search?{urllib.parse.urlencode(parameters)}", timeout=120) as answer:
        return json.load(answer)


def test_a_reader_searches_narrows_to_a_province_and_sees_the_mark(page):
    page.goto("/")
    page.locator("search input[name=q]").first.fill("软弱涣散")
    page.get_by_role("button", name="检索").first.click()
    page.wait_for_url(re.compile("/search/"))
    page.get_by_role("link", name=re.compile("甘肃省")).first.click()
    page.wait_for_url(re.compile("region=62"))
    titles = page.locator(".entry h3 a")
    expect(titles.first).to_be_visible()
    assert all("甘肃省" in entry.inner_text() for entry in page.locator(".entry").all())
    said = int(re.search(r"文中 (\d+) 处", page.locator(".entry").first.inner_text())[1])
    titles.first.click()
    page.wait_for_url(re.compile(r"/reports/\d+/"))
    marks = page.locator("article mark, main mark").filter(has_text=re.compile("软弱涣散|軟弱渙散"))
    expect(marks.first).to_be_visible()
    expect(page.locator("[id^='h']").filter(has_text=re.compile("软弱涣散|軟弱渙散"))).to_have_count(said)


def test_the_same_way_works_on_a_phone_without_script(page_without_script):
    page = page_without_script
    page.goto("/search/?q=軟弱渙散")
    expect(page.locator(".entry").nth(1)).to_be_visible()
    page.locator(".entry h3 a").first.click()
    page.wait_for_url(re.compile(r"/reports/\d+/"))
    expect(page.locator("main mark").first).to_be_visible()
    assert page.locator("html").evaluate("page => page.scrollWidth") <= 390


def test_an_editor_uploads_publishes_and_everyone_finds_it_within_a_second(page, archive_server, tmp_path):
    good, bad = tmp_path / "bingliben.txt", tmp_path / "empty.txt"
    good.write_text(REPORT, encoding="gb18030")
    bad.write_bytes(b"")

    log_in(page)
    page.goto("/admin/archive/report/upload/")
    page.set_input_files("input[type=file]", [str(good), str(bad)])
    page.get_by_role("button", name="上传").click()
    page.wait_for_url(re.compile("/importbatch/"))
    rows = page.locator(".batch-files tbody tr")
    expect(rows).to_have_count(2)
    # The worker is a process of its own; the page looks again by itself.
    expect(rows.filter(has_text="empty.txt")).to_contain_text("失败")

    # A draft is nobody's to read but the editors'.
    assert ask(archive_server.url, q="病历本挂在村口")["total"] == 0
    rows.filter(has_text="bingliben.txt").get_by_role("link").click()
    expect(page.locator("h1").last).to_have_text(re.compile("^清溪镇：软弱涣散村党组织"))
    with page.expect_navigation():
        page.get_by_role("button", name="保存并发布").click()
    time.sleep(1)
    # Both workers answer, on forty connections of their own.
    answers = [ask(archive_server.url, q='"谁都可以添一笔"') for _ in range(40)]
    assert {answer["total"] for answer in answers} == {1}
    hit = answers[0]["hits"][0]
    assert (hit["date"], hit["region"]["code"], hit["source"]) == ("2025-10-09", "621224", "陇上组工通讯")

    page.goto("/search/?q=病历本 清溪镇")
    page.locator(".entry h3 a").first.click()
    page.wait_for_url(re.compile(r"/reports/\d+/"))
    expect(page.locator("main mark").first).to_be_visible()

    # Withdrawn: gone from search at once, and its address says so.
    page.goto(f"/admin/archive/report/{hit['id']}/change/")
    with page.expect_navigation():
        page.get_by_role("button", name="撤回").click()
    time.sleep(1)
    assert ask(archive_server.url, q='"谁都可以添一笔"')["total"] == 0
    answer = page.goto(f"/reports/{hit['id']}/")
    assert answer.status == 410
    assert archive_server.manage("index", "check").strip() == "数据库与索引一致。"

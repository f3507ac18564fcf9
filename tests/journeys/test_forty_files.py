"""Forty mixed files go from upload to published with few clicks and keys. SLOW_TESTS=1 runs it: forty files take a minute."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import log_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not os.environ.get("SLOW_TESTS"), reason="takes a minute: SLOW_TESTS=1 runs it"),
]

FILES = 40
MOST_ACTS = 50
KINDS = (".txt", ".md", ".html")


def _files(folder: Path) -> list[str]:
    """Write forty texts of three kinds; the words of each stand in no other."""
    paths = []
    for number in range(FILES):
        ending = KINDS[number % len(KINDS)]
        lines = [
            f"第{number}村第{each}户{chr(0x4E00 + 37 * number + 11 * each)}家参加了主题党日。" for each in range(12)
        ]
        title = f"砚池镇第{number}村主题党日情况"
        if ending == ".html":
            body = "".join(f"<p>{line}</p>" for line in lines)
            words = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"
        else:
            words = "\n".join([f"# {title}" if ending == ".md" else title, "", *lines])
        path = folder / f"{number:02}{ending}"
        path.write_text(words, "utf-8")
        paths.append(str(path))
    return paths


def test_forty_files_are_published_with_at_most_fifty_clicks_and_keys(page, tmp_path):
    acts = 0
    log_in(page)
    page.goto("/admin/archive/report/upload/")
    page.set_input_files("input[type=file]", _files(tmp_path))
    page.get_by_role("button", name="上传").click()
    acts += 2
    page.wait_for_url(re.compile("/importbatch/"))
    expect(page.locator(".batch-files tr.created")).to_have_count(FILES, timeout=240_000)
    page.get_by_role("link", name="看本批报告").click()
    acts += 1
    page.wait_for_url(re.compile("batch__id__exact"))
    batch = page.url
    page.locator("#result_list tbody th a").first.click()
    acts += 1
    for _ in range(FILES):
        page.wait_for_url(re.compile(r"/change/"))
        with page.expect_navigation():
            page.keyboard.press("p")
        acts += 1
    expect(page).to_have_url(batch)
    expect(page.locator("#result_list td.field-status")).to_have_text(["已发布"] * FILES)
    assert acts <= MOST_ACTS

"""Draw the pictures of docs/zh/editors-guide.md: python scripts/desk_pictures.py [FOLDER]

Serves an archive of its own in a folder that is thrown away, with the sample reports and two copies of samples, one
altered and one damaged, and photographs the editing desk with Debian's chromium. FOLDER is docs/images if not given.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PROJECT = Path(__file__).resolve().parents[1]
SAMPLES = PROJECT / "fixtures" / "samples"
PASSWORD = "only-for-pictures-1"
DESK = "/admin/archive/report/"
#: Twins: a sample with some words changed, as the next town would hand it in.
ALTERED = ("28-tongwei-zhengdun.txt", (("2019", "2020"), ("通渭", "陇西")))
DAMAGED = "36-ruanruo-huansan-shequ.txt"


def main(folder: Path) -> None:
    """Write every picture into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    with archive_and_browser() as (browser, address, data_dir):
        page = browser.new_page(base_url=address, locale="zh-CN", viewport={"width": 1280, "height": 900})
        _draw(page, folder, data_dir)


@contextmanager
def archive_and_browser() -> Iterator[tuple[Browser, str, Path]]:
    """Chromium, the address of an archive with the sample reports, and its folder, which is thrown away at the end."""
    with tempfile.TemporaryDirectory() as data_dir:
        address, server = _serve(Path(data_dir))
        try:
            with sync_playwright() as playwright:
                chromium = shutil.which("chromium") or shutil.which("chromium-browser")
                browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                yield browser, address, Path(data_dir)
                browser.close()
        finally:
            server.terminate()
            server.wait(30)


def _serve(data_dir: Path) -> tuple[str, subprocess.Popen[str]]:
    """Serve and return the address of an archive with the sample reports in a folder of its own, and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "DATA_DIR": str(data_dir), "PORT": str(port), "ADMIN_PASSWORD": PASSWORD}
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve"], cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    for line in server.stdout:
        if line.startswith("ready: "):
            return f"http://127.0.0.1:{port}", server
    raise SystemExit("the archive did not start")


def made_files(folder: Path) -> list[Path]:
    """Write copies of two samples into ``folder`` and return their paths: one altered, one damaged."""
    name, changes = ALTERED
    text = (SAMPLES / name).read_text("utf-8")
    for before, after in changes:
        text = text.replace(before, after)
    twin = folder / "zhengdun-qingkuang.txt"
    twin.write_text(text, "utf-8")
    # One full stop cut by the converter, none of its bytes lost; and a cut whose character before it is not certain.
    text = (SAMPLES / DAMAGED).read_text("utf-8").replace("簽字才算數。", "簽字才算數?;鶎狱h員都看在眼里。", 1)
    text = text.replace("不糊弄。", "不糊弄。上?;鶎狱h委看得見。", 1)
    damaged = folder / "zongjie_doc_9310.txt"
    damaged.write_text(
        "首頁 > 範文大全 > 工作總結 > 正文\n小字號 大字號 加入收藏 分享到\n" + text + "\n點擊量：1379\n", "utf-8"
    )
    return [twin, damaged]


def _draw(page: Page, folder: Path, data_dir: Path) -> None:
    def shoot(name: str, height: int = 900) -> None:
        page.mouse.move(0, 0)
        page.screenshot(path=folder / f"desk-{name}.png", clip={"x": 0, "y": 0, "width": 1280, "height": height})

    page.goto("/admin/login/")
    shoot("login", 420)
    page.fill("[name=username]", "admin")
    page.fill("[name=password]", PASSWORD)
    page.click("[type=submit]")
    page.goto(f"{DESK}upload/")
    page.set_input_files("[name=files]", [str(path) for path in made_files(data_dir)])
    shoot("upload", 640)
    page.click("button.default")
    page.wait_for_selector(".batch-files")
    page.wait_for_selector("#batch-progress:not([hx-get])", timeout=60_000)
    shoot("batch", 560)
    page.goto(f"{DESK}?status__exact=draft")
    shoot("queue", 520)
    page.click("#result_list a:has-text('整頓')")
    page.wait_for_selector(".leaf")
    page.set_viewport_size({"width": 1280, "height": 1000})
    shoot("review", 1000)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("a.change.doubtful").first.click()
    page.wait_for_timeout(300)
    _around(page, ".spot-note:target", folder / "desk-repair.png")
    page.click(".doubt-bar a:has-text('缺损')")
    page.wait_for_timeout(300)
    _around(page, ".spot-note:target", folder / "desk-gap.png")
    page.fill("[name=own_region]", "朝阳")
    page.wait_for_selector("#region-suggestions li")
    page.locator("#row-region").screenshot(path=folder / "desk-region.png")
    page.once("dialog", lambda dialog: dialog.accept())  # what was typed is not meant to be kept
    page.goto(page.url.partition("#")[0])
    page.check("#with-original")
    shoot("original", 640)
    page.uncheck("#with-original")
    page.keyboard.press("?")
    page.locator("#keys").screenshot(path=folder / "desk-keys.png")
    page.keyboard.press("Escape")
    page.locator(".desk-bar").screenshot(path=folder / "desk-bar.png")
    page.goto(f"{DESK}?status__exact=draft")
    page.click("#result_list a:has-text('陇西')")
    page.wait_for_selector(".beside")
    page.set_viewport_size({"width": 1280, "height": 2400})  # room for the whole, clear of the bar
    page.locator(".beside").screenshot(path=folder / "desk-near.png")


def _around(page: Page, selector: str, path: Path) -> None:
    """Take a picture of the column of the text around an element: 200 px above, 160 below."""
    column, box = page.locator(".leaf").bounding_box(), page.locator(selector).bounding_box()
    assert column
    assert box
    top = max(0, box["y"] - 200)
    page.mouse.move(0, 0)
    page.screenshot(
        path=path, clip={"x": column["x"], "y": top, "width": column["width"], "height": box["y"] + 160 - top}
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT / "docs" / "images")

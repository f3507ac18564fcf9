"""Draw the main screens for the README and the docs: python -m scripts.screenshots [FOLDER]

Serves an archive of its own in a folder that is thrown away, with the sample reports, and photographs each screen at
two widths, in light and dark, as NAME-WIDTH-LOOK.webp. FOLDER is docs/images if not given. Needs Debian's chromium.
"""

from __future__ import annotations

import base64
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page

from scripts.desk_pictures import DESK, PASSWORD, PROJECT, archive_and_browser, made_files

SCREENS = {
    "home": "/",
    "search": "/search/?q=软弱涣散 整顿",
    "report": "/reports/28/?q=整顿 党组织",
    "doubtful": "/reports/36/?q=党员&edits=1",
    "region": "/regions/620000/",
}
SIZES = {1280: 900, 390: 844}
LOOKS = ("light", "dark")
#: Of WebP, out of 100: letters stay sharp, and no picture weighs 150 KB.
QUALITY = 80


def main(folder: Path) -> None:
    """Write every picture into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    with archive_and_browser() as (browser, address, data_dir):
        _draw_readers(browser, address, folder)
        _draw_desk(browser, address, folder, data_dir)


def _draw_readers(browser: Browser, address: str, folder: Path) -> None:
    page = browser.new_page(base_url=address, locale="zh-CN")
    for name, where in SCREENS.items():
        page.goto(where)
        for look in LOOKS:
            page.emulate_media(color_scheme=look)
            _shoot(page, folder, name, look)


def _draw_desk(browser: Browser, address: str, folder: Path, data_dir: Path) -> None:
    """Take a picture of the review page of a text with a converter's damage, in light."""
    page = browser.new_page(base_url=address, locale="zh-CN", viewport={"width": 1280, "height": 900})
    page.goto("/admin/login/")
    page.fill("[name=username]", "admin")
    page.fill("[name=password]", PASSWORD)
    page.click("[type=submit]")
    page.goto(f"{DESK}upload/")
    page.set_input_files("[name=files]", [str(path) for path in made_files(data_dir)])
    page.click("button.default")
    page.wait_for_selector("#batch-progress:not([hx-get])", timeout=60_000)
    page.goto(f"{DESK}?status__exact=draft")
    page.click("#result_list a:has-text('整頓')")
    page.wait_for_selector(".leaf")
    _shoot(page, folder, "desk", "light")


def _shoot(page: Page, folder: Path, name: str, look: str) -> None:
    session = page.context.new_cdp_session(page)  # Playwright itself writes PNG and JPEG only
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.mouse.move(0, 0)
        page.wait_for_timeout(200)
        picture = session.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
        (folder / f"{name}-{width}-{look}.webp").write_bytes(base64.b64decode(picture["data"]))
    session.detach()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT / "docs" / "images")

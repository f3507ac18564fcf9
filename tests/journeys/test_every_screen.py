"""Every screen, of readers and of the desk: axe in light and dark and at two widths, weight, stillness, zoom, text only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.browsing import fresh_reader
from tests.conftest import PROJECT
from tests.journeys.conftest import log_in
from tests.journeys.looking import SHIFTS, findings_in_all_looks, shifted, too_wide, weight

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("real_reports_go")]

READERS = {
    "home": "/",
    "results": "/search/?q=软弱涣散 整顿",
    "results with help": "/search/?q=软弱涣散 甘肃 2021",
    "advanced": "/search/advanced/",
    "places": "/regions/",
    "found places": "/regions/?place=dingxi",
    "region": "/regions/620000/",
    "report": "/reports/28/?q=软弱涣散",
    "report with edits": "/reports/36/?edits=1&q=党员",
    "near duplicate": "/reports/44/",
    "side by side": "/reports/44/compare/{twin}/",
    "measures": "/measures/",
    "columns": "/compare-words/?q=软弱涣散&c=62&c=52",
    "numbers": "/figures/?unit=个&pick=7.301",
    "pairs that share words": "/reuse/",
    "shared words": "/reports/44/reuse/?with=43",
    "promises": "/promises/?region=62",
    "trends": "/trends/?t=软弱涣散&t=整顿",
    "lines": "/concordance/?q=党组织",
    "pack to be": "/packs/new/?q=软弱涣散",
    "neighbours": "/neighbours/?q=党员",
    "about": "/about/",
    "kept": "/saved/?ids=1,2,28",
    "nothing kept": "/saved/",
    "watch": "/watch/?q=软弱涣散",
    "login": "/login/",
    "unknown": "/nowhere/",
    "English": "/search/?q=整顿&lang=en",
}
DESK = {
    "desk": "/admin/",
    "queue": "/admin/archive/report/",
    "upload": "/admin/archive/report/upload/",
    "review": "/admin/archive/report/36/change/",
    "history": "/admin/archive/report/28/history/",
    "batches": "/admin/archive/importbatch/",
    "batch": "/admin/archive/importbatch/1/change/",
    "sources": "/admin/archive/source/",
    "list of measures": "/admin/archive/measure/",
    "status": "/admin/status/",
    "audit": "/admin/audit/",
    "users": "/admin/auth/user/",
    "new user": "/admin/auth/user/add/",
}
MOST_BYTES = 60_000
MOST_SHIFT = 0.01
#: A machine that stalls between the paint and a script may let a page shift once; one that shifts by itself does so each time.
LOADS = 5


@dataclass(frozen=True, slots=True)
class Screen:
    """An open page with what was measured right after it had loaded."""

    name: str
    page: Any
    weight: int
    shifted: float


@pytest.fixture(scope="module")
def reader(browser, archive_server) -> Iterator:
    with fresh_reader(browser, archive_server.url, own="context") as page:
        page.add_init_script(SHIFTS)
        yield page


@pytest.fixture(scope="module")
def editor(browser, archive_server) -> Iterator:
    with fresh_reader(browser, archive_server.url, own="context") as page:
        page.add_init_script(SHIFTS)
        log_in(page)
        yield page


@pytest.fixture(scope="module")
def twin(archive_server, tmp_path_factory) -> int:
    """The number of a near duplicate of report 44, taken in beside the server."""
    folder = tmp_path_factory.mktemp("twin")
    (original,) = (PROJECT / "fixtures" / "samples").glob("44-*.txt")
    (folder / "twin.txt").write_text(original.read_text("utf-8").replace("417名", "419名"), "utf-8")
    return json.loads(archive_server.manage("import_reports", str(folder), "--publish", "--jsonl"))["id"]


@pytest.fixture(scope="module", params=[*READERS, *DESK])
def screen(request, twin) -> Screen:
    """Opened once for all tests of it."""
    name = request.param
    page = request.getfixturevalue("reader" if name in READERS else "editor")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
    for _ in range(LOADS):
        answer = page.goto((READERS | DESK)[name].format(twin=twin))
        assert answer.status == (404 if name == "unknown" else 200)
        screen = Screen(name, page, weight(page), shifted(page))
        if screen.shifted < MOST_SHIFT:
            break
    if "lang=" in page.url:
        page.context.clear_cookies()
    return screen


def test_axe_finds_nothing_in_light_and_dark_wide_and_narrow(screen):
    assert findings_in_all_looks(screen.page) == []


def test_nothing_shifts_while_it_loads(screen):
    assert screen.shifted < MOST_SHIFT


def test_style_and_script_are_light(screen):
    assert 1_000 < screen.weight < MOST_BYTES


def test_at_twice_and_four_times_the_size_nothing_runs_out_sideways(screen):
    assert too_wide(screen.page, 640, 320) == []


def test_quotation_marks_are_wide_in_chinese_alone(screen):
    if screen.name != "English":
        return
    kinds = "each => getComputedStyle(each).fontVariantEastAsian"
    for english in ("h1", ".list-head", ".search-box button"):
        assert screen.page.locator(english).first.evaluate(kinds) == "proportional-width"
    assert screen.page.locator("main [lang|=zh]").first.evaluate(kinds) == "normal"


def test_without_style_no_drawing_grows_over_the_words(screen):
    page = screen.page
    page.set_viewport_size({"width": 1280, "height": 900})
    switch = "off => { for (const sheet of document.styleSheets) sheet.disabled = off; }"
    page.evaluate(switch, True)
    try:
        sizes = page.evaluate(
            "() => [...document.querySelectorAll('svg')].map((each) => each.getBoundingClientRect().height)"
        )
        assert max(sizes, default=0) <= 160
    finally:
        page.evaluate(switch, False)

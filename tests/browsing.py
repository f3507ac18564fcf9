"""Pages of a real browser: one chromium a worker of the run, one context and one tab for each kind of reader, emptied between tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

DESK = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}

#: A breach of the content security policy is reported as an event as well as on the console; the tests hear both.
_WATCH = """addEventListener("securitypolicyviolation", (breach) =>
  console.error(`policy: ${breach.violatedDirective} ${breach.blockedURI}`))"""
#: A page without style, script and storage, from which a test begins.
_QUIET = "/healthz"
#: All pages of a context share one renderer process, which has the fonts and the compiled scripts already.
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--process-per-site",
    "--renderer-process-limit=1",
]  # fmt: skip


class SharedBrowser:
    """A running chromium. A context costs 0.7 s of processor and a tab 0.2 s, so readers of one kind share both."""

    def __init__(self, browser) -> None:
        self._browser = browser
        self._contexts: dict[str, BrowserContext] = {}

    def new_context(self, url: str, **options) -> BrowserContext:
        """Return an empty context whose relative addresses lead to ``url``; the caller closes it."""
        context = self._browser.new_context(base_url=url, locale="zh-CN", **(DESK | options))
        context.set_default_timeout(60_000)
        context.add_init_script(_WATCH)
        return context

    def shared_tab(self, url: str, **options) -> Page:
        """Return the only tab of the shared context of these options, as a fresh reader would open it.

        No cookie, no storage, no style of media and no size of window stays from the test before.
        """
        key = repr((url, sorted(options.items())))
        if key not in self._contexts:
            self._contexts[key] = self.new_context(url, **options)
            self._contexts[key].new_page().goto(_QUIET)
        context = self._contexts[key]
        tab, *others = context.pages
        for page in others:
            page.close()
        tab.goto(_QUIET)
        context.clear_cookies()
        session = context.new_cdp_session(tab)
        session.send("Storage.clearDataForOrigin", {"origin": url, "storageTypes": "all"})
        session.send("Page.resetNavigationHistory")
        session.detach()
        if options.get("java_script_enabled", True):
            tab.evaluate("() => sessionStorage.clear()")
        tab.emulate_media(media="null", color_scheme="null", reduced_motion="null", forced_colors="null")
        tab.set_viewport_size((DESK | options)["viewport"])
        return tab


@contextmanager
def running_browser() -> Iterator[SharedBrowser]:
    """Start Debian's chromium; skip visibly where there is none, or fail under REQUIRE_BROWSER=1."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail("REQUIRE_BROWSER=1, but there is no chromium: apt-get install chromium")
        pytest.skip("no chromium on this machine: apt-get install chromium")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=60_000)  # a slow machine is no fault of a page
    with sync_playwright() as playwright:
        # Without the language of the suite's commands: where it is not installed, chromium writes no Chinese name of a file.
        environment = {name: value for name, value in os.environ.items() if name != "LC_MESSAGES"}
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS, env=environment)
        yield SharedBrowser(browser)
        browser.close()


@contextmanager
def fresh_reader(browser: SharedBrowser, url: str, *, own: str = "", **options) -> Iterator[Page]:
    """A page of a reader who has no cookie and no stored list yet.

    Fails if a page asked another host, broke the policy, or a script failed. ``own`` gives the reader a "tab", for a
    test that answers dialogues, or a "context", for a page that stays open while other tests run.
    """
    faults: list[str] = []

    def on_message(message) -> None:
        # The console reports answers of 404 and 410 too; some tests ask for those.
        if message.type == "error" and "the server responded with a status" not in message.text:
            faults.append(message.text)

    def on_request(request) -> None:
        if not request.url.startswith((url, "data:")):
            faults.append(f"asked elsewhere: {request.url}")

    heard = {"console": on_message, "request": on_request, "weberror": lambda error: faults.append(str(error.error))}
    context = browser.new_context(url, **options) if own == "context" else browser.shared_tab(url, **options).context
    for event, listener in heard.items():
        context.on(event, listener)
    page = context.new_page() if own else context.pages[0]
    try:
        yield page
    finally:
        if own == "context":
            context.close()
        elif own == "tab":
            page.close()
        else:
            page.goto(_QUIET)  # what the test left undone is done, or told, before the next one begins
        for event, listener in heard.items():
            context.remove_listener(event, listener)
    assert faults == []

"""Pages of a real browser: one chromium a worker of the run, one context for each kind of reader, emptied between tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

DESK = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}

#: A breach of the content security policy is reported as an event as well as on the console; the tests hear both.
_WATCH = """addEventListener("securitypolicyviolation", (breach) =>
  console.error(`policy: ${breach.violatedDirective} ${breach.blockedURI}`))"""
#: All pages of a context share one renderer process, which has the fonts and the compiled scripts already.
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--process-per-site"]


class SharedBrowser:
    """A running chromium. A new context costs 0.7 s of processor, so tests share contexts of the same options."""

    def __init__(self, browser) -> None:
        self._browser = browser
        self._contexts: dict[str, object] = {}

    def new_context(self, url: str, **options):
        """Return an empty context whose relative addresses lead to ``url``; the caller closes it."""
        context = self._browser.new_context(base_url=url, locale="zh-CN", **(DESK | options))
        context.set_default_timeout(60_000)
        context.add_init_script(_WATCH)
        return context

    def emptied_context(self, url: str, **options):
        """Return the shared context of these options, without cookies, storage and pages of the test before."""
        key = repr((url, sorted(options.items())))
        if key not in self._contexts:
            self._contexts[key] = self.new_context(url, **options)
            # A renderer ends with its last page; this one stays open, so that the next test finds it warm.
            self._contexts[key].new_page().goto("/healthz")
        context = self._contexts[key]
        staying, *left = context.pages
        for page in left:
            page.close()
        context.clear_cookies()
        session = context.new_cdp_session(staying)
        session.send("Storage.clearDataForOrigin", {"origin": url, "storageTypes": "all"})
        session.detach()
        return context


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
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield SharedBrowser(browser)
        browser.close()


@contextmanager
def fresh_reader(browser: SharedBrowser, url: str, *, alone: bool = False, **options) -> Iterator:
    """A page of a reader who has no cookie and no stored list yet.

    Fails if a page asked another host, broke the policy, or a script failed. ``alone`` gives the reader a context of
    its own, for a page that stays open while other tests run.
    """
    context = browser.new_context(url, **options) if alone else browser.emptied_context(url, **options)
    faults: list[str] = []

    def on_message(message) -> None:
        # The console reports answers of 404 and 410 too; some tests ask for those.
        if message.type == "error" and "the server responded with a status" not in message.text:
            faults.append(message.text)

    def on_request(request) -> None:
        if not request.url.startswith((url, "data:")):
            faults.append(f"asked elsewhere: {request.url}")

    context.on("console", on_message)
    context.on("request", on_request)
    try:
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        yield page
    finally:
        if alone:
            context.close()
        else:
            page.close()
            context.remove_listener("console", on_message)
            context.remove_listener("request", on_request)
    assert faults == []

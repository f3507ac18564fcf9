"""A report of a million characters costs a page little, a reader's or an editor's, whatever its address names."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from archive.layout.lines import MOST_DRAWN
from archive.layout.parts import PART_CHARACTERS
from archive.models import Report
from archive.text.edits import Edit, apply_edits
from archive.web import clients
from tests.slowness import is_within

#: A million by SLOW_TESTS=1, else a quarter: what is not linear is seen at a quarter too.
MILLION = 1_000_000
CHARACTERS = MILLION if os.environ.get("SLOW_TESTS") == "1" else MILLION // 4
#: Seconds of this thread's processor for a million characters, the better of two.
MOST_SECONDS, MOST_ON_THE_DESK = 1.0, 2.0
#: What a page costs besides, in seconds; and how much more the fast suite allows, which looks for what is not linear.
_FIXED, _SPARE = 0.1, 3
PARAMETERS = (
    "",
    "edits=1",
    "edits=repair",
    "edits=clean&numbers=0",
    "script=hant",
    "script=hant&edits=1&q=党",
    f"q={quote('党建 整顿 软弱 涣散 村委 党员 支部')}&edits=1",
    f"q={quote('党')}&edits=1&term=0",
    f"q={quote('党* 整?')}&mode=exact",
    f"q={quote('党建 NEAR/5 整顿')}",
    f"quote={quote('软弱涣散村级党支部…整顿')}&p=3",
    f"quote={quote('没有这一句')}&edits=1",
    f"q={quote('党*党*党 整*整?整 党?设 ' + ' '.join('软弱涣散村级支部'))}&script=hant&edits=1",
    "part=2&script=hant&edits=1",
)
#: Of these the fast suite asks; the others cost much the same.
FEW = (PARAMETERS[5], PARAMETERS[-2])


def a_long_text(line: int) -> tuple[str, str, list[Edit]]:
    """Extracted text, text and edits: an edit for each 22 characters, in lines of ``line`` characters."""
    piece = "软弱涣散村级党支部整顿党建工作党员〔3〕□人，"
    rows = CHARACTERS // len(piece)
    extracted, edits, written, at, width = [], [], [], 0, 0
    for number in range(rows):
        before = piece.replace("党员", "党yuan員" if number % 2 else "党员 ")
        start = at + before.index("党", 10)
        kind = ("repair", "clean")[number % 2]
        edits.append(Edit(start, before[start - at :][: 6 if number % 2 else 3], "党员", kind, "pinyin-bracket"))
        extracted.append(before)
        written.append(before[: start - at] + "党员" + before[start - at + len(edits[-1].before) :])
        at += len(before)
        width += len(piece)
        if width >= line:
            extracted.append("\n")
            written.append("\n")
            at, width = at + 1, 0
    return "".join(extracted), "".join(written), edits


def unedited(text: str) -> tuple[str, str, list[Edit]]:
    return text, text, []


#: Name -> a long text: lines of 30 characters, of 2,000, one alone; many lines, headings, hits, masks; a large removal.
SHAPES = {
    "33,000 lines": lambda: a_long_text(30),
    "500 lines": lambda: a_long_text(2000),
    "one line": lambda: a_long_text(CHARACTERS),
    "250,000 lines": lambda: unedited("党建。\n" * (CHARACTERS // 4)),
    "blank lines": lambda: unedited("党建。" + " \n" * (CHARACTERS // 2) + "整顿。"),
    "headings": lambda: unedited("一、党建\n" * (CHARACTERS // 5)),
    "hits": lambda: unedited("党" * CHARACTERS),
    "masks": lambda: unedited("**县党□" * (CHARACTERS // 5)),
    "a removal": lambda: (
        "党。" + "广告\n" * (CHARACTERS // 3),
        "党。",
        [Edit(2, "广告\n" * (CHARACTERS // 3), "", "clean", "share")],
    ),
}
FAST = ("33,000 lines", "masks")
asked = pytest.mark.parametrize("long_report", SHAPES if CHARACTERS == MILLION else FAST, indirect=True)


@pytest.fixture
def long_report(make_report, request):
    extracted, text, edits = SHAPES[request.param]()
    assert apply_edits(extracted, edits) == text
    report = make_report(title="很长的报告", text="党建整顿。" * 20)
    Report.objects.filter(pk=report.pk).update(
        text=text, extracted_text=extracted, edits=[edit.to_dict() for edit in edits]
    )
    report.refresh_from_db()
    return report


def seconds_of(client: Client, address: str, most: float) -> float:
    """Return the processor seconds of a page, the best of up to five if the first are not below ``most``."""
    took: list[float] = []
    while len(took) < 5 and min(took, default=most) >= most:
        started = time.thread_time()
        assert deeper(30 * len(took), lambda: client.get(address).status_code) == 200, address
        took.append(round(time.thread_time() - started, 2))
    return min(took)


def deeper(frames: int, call: Callable[[], int]) -> int:
    """Return what ``call`` returns, from so many frames further down.

    CPython 3.11 takes frames from pieces of 16 KB. Where a call in a loop crosses into the next piece, it is mapped and
    given back each time, half a million times for such a page: seconds that belong to the depth of this stack alone.
    """
    return deeper(frames - 1, call) if frames else call()


def share_of(most: float) -> float:
    """Return the seconds that are allowed for this run's length."""
    return most if CHARACTERS == MILLION else _SPARE * (_FIXED + most * CHARACTERS / MILLION)


@asked
def test_a_page_of_a_million_characters_takes_a_second_of_processor_at_most(long_report, client):
    client.get(long_report.get_absolute_url() + "?q=a")  # templates and dictionary
    most = share_of(MOST_SECONDS)
    addresses = [f"{long_report.get_absolute_url()}?{each}" for each in (PARAMETERS if CHARACTERS == MILLION else FEW)]
    took = {address: seconds_of(client, address, most) for address in addresses}
    assert {address: seconds for address, seconds in took.items() if not is_within(seconds, most)} == {}


@asked
def test_the_review_page_of_a_million_characters_takes_two_seconds_of_processor_at_most(long_report, admin_client):
    address = reverse("admin:archive_report_change", args=[long_report.pk])
    most = share_of(MOST_ON_THE_DESK)
    assert is_within(seconds_of(admin_client, address, most), most)


@pytest.mark.parametrize("long_report", ["one line"], indirect=True)
def test_a_page_says_that_it_marks_the_first_hits_and_edits_alone(long_report, client):
    page = client.get(f"{long_report.get_absolute_url()}?q=软弱").content.decode()
    assert "各只标出前 5000 处" in page
    assert "各只标出前 5000 处" in client.get(f"{long_report.get_absolute_url()}?edits=1").content.decode()
    without_gaps = {name: getattr(long_report, name).replace("□", "口") for name in ("text", "extracted_text")}
    Report.objects.filter(pk=long_report.pk).update(**without_gaps)
    assert "只标出前" not in client.get(long_report.get_absolute_url()).content.decode()
    assert 0 < page.count("<mark ") < MOST_DRAWN  # the others lie in other parts
    parts = range(1, 2 + CHARACTERS // PART_CHARACTERS)
    pages = [client.get(f"{long_report.get_absolute_url()}?q=软弱&part={part}").content.decode() for part in parts]
    marked = [number for each in pages for number in re.findall(r'<mark class="m1" id="h(\d+)"', each)]
    assert marked == [str(number) for number in range(1, MOST_DRAWN + 1)]


@pytest.mark.parametrize("address", ["/reports/{}/?q=党", "/", "/regions/", "/regions/621100/"])
def test_three_hundred_pages_in_a_minute_are_too_many(make_report, regions, engine, settings, monkeypatch, address):
    report = make_report(title="报告")
    settings.THROTTLE = True
    now = time.time() // clients.MINUTE * clients.MINUTE + 30
    monkeypatch.setattr(clients, "time", SimpleNamespace(time=lambda: now))
    caches[clients.CACHE].clear()
    kind = {"r": "region" if "regions" in address else "report"}.get(address[1:2], "home")
    counted = [clients.seconds_to_wait(kind, "203.0.113.7", now=now) for _ in range(300)]
    assert counted[:200] == [0] * 200
    assert counted[-1] > 0
    assert Client().get(address.format(report.pk), REMOTE_ADDR="203.0.113.7").status_code == 429
    assert Client().get(address.format(report.pk), REMOTE_ADDR="203.0.113.8").status_code == 200
    caches[clients.CACHE].clear()

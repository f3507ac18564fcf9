"""A report of a million characters costs a reader's page little, whatever its address names."""

from __future__ import annotations

import os
import time
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from django.core.cache import caches
from django.test import Client

from archive.layout.lines import MOST_DRAWN
from archive.models import Report
from archive.text.edits import Edit, apply_edits
from archive.web import clients

#: A million by SLOW_TESTS=1, else a quarter: what is not linear is seen at a quarter too.
MILLION = 1_000_000
CHARACTERS = MILLION if os.environ.get("SLOW_TESTS") == "1" else MILLION // 4
#: Characters of a line -> seconds of this thread's processor for a million, the better of two. 33,000 short lines cost
#: a line each.
MOST_SECONDS = {CHARACTERS: 1.0, 2000: 1.0, 30: 2.0}
#: What a page costs besides, in seconds.
_FIXED = 0.1
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
)


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


@pytest.fixture
def long_report(make_report, request):
    extracted, text, edits = a_long_text(request.param)
    assert apply_edits(extracted, edits) == text
    report = make_report(title="很长的报告", text="党建整顿。" * 20)
    Report.objects.filter(pk=report.pk).update(
        text=text, extracted_text=extracted, edits=[edit.to_dict() for edit in edits]
    )
    return report


@pytest.mark.parametrize(("long_report", "most"), MOST_SECONDS.items(), indirect=["long_report"])
def test_a_page_of_a_million_characters_takes_a_second_of_processor_at_most(long_report, most, client):
    client.get(long_report.get_absolute_url() + "?q=a")  # templates and dictionary
    most = most if CHARACTERS == MILLION else _FIXED + most * CHARACTERS / MILLION
    took = {}
    for parameters in PARAMETERS:
        for _ in range(2):
            started = time.thread_time()
            answer = client.get(f"{long_report.get_absolute_url()}?{parameters}")
            took[parameters] = min(round(time.thread_time() - started, 2), took.get(parameters, 99))
            assert answer.status_code == 200, parameters
            if took[parameters] < most:
                break
    assert {parameters: seconds for parameters, seconds in took.items() if seconds >= most} == {}


@pytest.mark.parametrize("long_report", [2000], indirect=True)
def test_a_page_says_that_it_marks_the_first_hits_and_edits_alone(long_report, client):
    page = client.get(f"{long_report.get_absolute_url()}?q=党").content.decode()
    assert "只标出前 5000 处" in page
    assert page.count("<mark ") == MOST_DRAWN
    assert "只标出前" in client.get(f"{long_report.get_absolute_url()}?edits=1").content.decode()
    assert "只标出前" not in client.get(long_report.get_absolute_url()).content.decode()


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

"""docs/harvest.md says what a harvester does and gets: its example runs, its verbs and sets are the program's."""

from __future__ import annotations

import re
import textwrap

import pytest

from archive.harvest import listing
from archive.publishing.publish import withdraw_report
from tests.conftest import PROJECT
from tests.harvest.harvesting import BASE, harvester

PAGE = (PROJECT / "docs/harvest.md").read_text("utf-8")


def test_the_example_prints_every_report_and_who_went_away(monkeypatch, client, make_report, capsys):
    with make_report.together():
        first, second, third = (make_report(title=title) for title in ("整顿", "换届", "积分制"))
    withdraw_report(second)
    monkeypatch.setattr(listing, "AT_ONCE", 2)
    harvester(monkeypatch, client)
    (example,) = re.findall(r"((?:^    .*\n|^\n)*^    from sickle.*\n(?:^    .*\n|^\n)*)", PAGE, re.MULTILINE)
    exec(textwrap.dedent(example).replace("http://127.0.0.1:8000/oai", BASE), {})
    assert capsys.readouterr().out.splitlines() == [
        f"oai:testserver:reports/{first.pk} ['整顿']",
        f"gone oai:testserver:reports/{second.pk}",
        f"oai:testserver:reports/{third.pk} ['积分制']",
    ]


@pytest.mark.parametrize("query", re.findall(r"curl 'http://127.0.0.1:8000/oai\?([^']+)'", PAGE))
def test_every_address_of_the_page_is_answered_without_an_error(ask, make_report, query):
    make_report(region="621102")
    assert ask(query.replace("2026-11-01", "2000-01-01")).error is None

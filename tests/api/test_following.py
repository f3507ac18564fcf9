"""A follower of `/api/v1/changes` ends with exactly the archive's state, whatever happened meanwhile (docs/examples/).

SLOW_TESTS=1 follows a real server through 1,000 deeds while it is killed again and again.
"""

from __future__ import annotations

import http.client
import io
import json
import os
import shutil
import subprocess
import sys
import urllib.error
from email.message import Message

import pytest
from django.db import transaction

from archive.models import PublicChange, Report
from archive.publishing.changes import begin_series
from archive.publishing.publish import withdraw_report
from tests import PROJECT, warm
from tests.api import served_following
from tests.api.following import Deeds, differences, load_example
from tests.archives import blank_archive
from tests.own_database import own_database
from tests.serving import environment, free_port

SLOW = os.environ.get("SLOW_TESTS") == "1"
STEPS = 100


class Stopped(Exception):
    """The follower is killed."""


@pytest.fixture
def ask(client):
    """ask(address) -> (status, JSON), by the test's client."""

    def ask(address: str):
        answer = client.get(address)
        return answer.status_code, answer.json()

    return ask


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(1, 21) if SLOW else [1])
def test_a_follower_ends_with_the_state_of_the_archive(make_report, ask, tmp_path, seed):
    example = load_example()
    example.SIZE = 7
    deeds = Deeds(make_report, seed)
    chance = deeds.chance
    copy = tmp_path / "copy"
    kills = restored = 0
    older = None

    def ask_while_it_changes(address: str):
        nonlocal kills
        if chance.random() < 0.06:
            kills += 1
            raise Stopped
        if chance.random() < 0.2:
            deeds.step()
        return ask(address)

    while sum(deeds.done.values()) < STEPS or not (restored and kills):
        deeds.step()
        if older is None and sum(deeds.done.values()) > STEPS // 3:
            older = transaction.savepoint()  # a backup is taken
        if not restored and sum(deeds.done.values()) > STEPS * 2 // 3:
            transaction.savepoint_rollback(older)  # and comes back
            begin_series()
            restored = 1
        if chance.random() < 0.25:
            try:
                example.follow("", copy, ask_while_it_changes)
            except Stopped:
                continue
    example.follow("", copy, ask)
    assert differences(copy, ask) == []
    assert {"publish", "withdraw", "erase", "correct"} <= deeds.done.keys()
    assert PublicChange.objects.filter(status="erased").exists()
    assert example.follow("", copy, ask) == 0


@pytest.mark.django_db
def test_a_follower_of_an_archive_that_came_back_from_a_backup_begins_again(make_report, ask, tmp_path):
    example = load_example()
    copy = tmp_path / "copy"
    make_report()
    backup = transaction.savepoint()
    lost = make_report()
    example.follow("", copy, ask)
    assert (copy / f"{lost.pk}.json").exists()
    transaction.savepoint_rollback(backup)
    begin_series()
    for _ in range(3):  # the numbers are as high again, and the same number is another report
        make_report(title="恢复以后才来的")
    example.follow("", copy, ask)
    assert differences(copy, ask) == []


@pytest.fixture
def served(live_server, make_report):
    """A server in this process, with a report that is published and one that went away."""
    make_report(title="整顿软弱涣散党组织", text="全市整顿软弱涣散党组织。")
    withdraw_report(make_report(title="撤回的"))
    return live_server.url


@pytest.mark.django_db(transaction=True)
def test_the_python_example_follows_a_real_server(served, make_report, tmp_path):
    copy = tmp_path / "copy"
    command = [sys.executable, PROJECT / "docs/examples/follow.py", served, copy]
    assert _output(command) == "2 changes\n"
    (kept,) = copy.glob("*.json")
    assert json.loads(kept.read_text("utf-8"))["title"] == "整顿软弱涣散党组织"
    withdraw_report(Report.objects.get(pk=int(kept.stem)))
    new = make_report(title="后来的")
    assert _output(command) == "2 changes\n"
    assert [path.stem for path in copy.glob("*.json")] == [str(new.pk)]


@pytest.mark.django_db(transaction=True)
def test_the_r_example_follows_a_real_server(served, make_report, tmp_path):
    if shutil.which("Rscript") is None:
        pytest.skip("Rscript is not on this machine")
    if subprocess.run(["Rscript", "-e", "library(jsonlite)"], capture_output=True, check=False).returncode:
        pytest.skip("R has no jsonlite on this machine")
    copy = tmp_path / "copy"
    command = ["Rscript", PROJECT / "docs/examples/follow.R", served, copy]
    assert _output(command) == "2 changes\n"
    (kept,) = copy.glob("*.json")
    assert json.loads(kept.read_text("utf-8"))["title"] == "整顿软弱涣散党组织"
    withdraw_report(Report.objects.get(pk=int(kept.stem)))
    new = make_report(title="后来的")
    assert _output(command) == "2 changes\n"
    assert [path.stem for path in copy.glob("*.json")] == [str(new.pk)]


def _output(command: list) -> str:
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=True).stdout


@pytest.mark.skipif(not SLOW, reason="SLOW_TESTS=1 follows a server through 1,000 deeds and its kills")
def test_a_follower_of_a_server_that_is_killed_ends_with_its_state(tmp_path, tmp_path_factory):
    with own_database() as database:
        blank_archive(tmp_path / "var", tmp_path_factory)
        port = free_port()
        variables = environment(tmp_path / "var", LOAD_SAMPLES="0", THROTTLE="off", PORT=str(port), **database)
        found = warm.call(served_following.run, tmp_path / "var", port, 1000, variables=variables)
    print(json.dumps(found, ensure_ascii=False))
    assert found["fault"] == ""
    assert found["differing"] == []
    assert found["deeds"] >= 1000
    assert found["kills"] >= 10


def test_the_python_example_waits_while_the_archive_is_away_or_breaks_off(monkeypatch):
    example = load_example()
    waited: list[float] = []
    monkeypatch.setattr(example.time, "sleep", waited.append)
    busy = urllib.error.HTTPError("", 429, "", Message(), io.BytesIO())
    busy.headers["Retry-After"] = "7"
    answers = iter(
        [
            ConnectionRefusedError(), http.client.IncompleteRead(b"", 662), busy,
            urllib.error.HTTPError("", 503, "", Message(), io.BytesIO(b"<html>")),
            urllib.error.HTTPError("", 410, "", Message(), io.BytesIO('{"error": "从头"}'.encode())),
        ]
    )  # fmt: skip

    def answer(*arguments, **options):
        raise next(answers)

    monkeypatch.setattr(example.urllib.request, "urlopen", answer)
    assert example.ask_patiently("http://archive.example") == (410, {"error": "从头"})
    assert waited == [example.PATIENCE, example.PATIENCE, 7.0, example.PATIENCE]

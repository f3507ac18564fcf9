"""Notes on slow and empty searches: bounded, without persons, and never in a search's way."""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from archive.monitoring import search_notes
from archive.monitoring.search_notes import (
    MAX_BYTES,
    MAX_ROWS,
    empty_searches,
    note_search,
    notes_file,
    remove_old_notes,
    slow_searches,
)
from search.documents import Query, Results


@pytest.fixture(autouse=True)
def switched_on(settings):
    settings.SEARCH_NOTES = True


def noted(text: str, *, total: int = 0, ms: float = 1.0, **filters) -> None:
    note_search(Query(text, **filters), Results(total, (), took_ms=ms), face="page")


def test_a_search_that_found_nothing_is_counted():
    noted("并无此词")
    noted("并无此词")
    assert [(search.expression, search.times) for search in empty_searches()] == [("并无此词", 2)]


def test_both_scripts_are_counted_as_one_expression():
    noted("軟弱渙散")
    noted("软弱涣散")
    assert [search.times for search in empty_searches()] == [2]


def test_a_search_that_found_something_leaves_no_note():
    noted("软弱涣散", total=1)
    assert empty_searches() == slow_searches() == []


def test_nothing_left_by_a_filter_is_no_gap_of_the_archive():
    noted("软弱涣散", region="62")
    assert empty_searches() == []


def test_a_slow_search_is_noted_with_its_time_cut_to_the_hour(settings):
    noted("党*建", total=3, ms=settings.SLOW_SEARCH_MS + 0.25)
    (slow,) = slow_searches()
    assert (slow.expression, slow.ms) == ("党*建", settings.SLOW_SEARCH_MS + 0.2)
    assert slow.hour.endswith(":00")


def test_the_slowest_come_first():
    for ms in (600, 900, 700):
        noted("慢", total=1, ms=ms)
    assert [slow.ms for slow in slow_searches()] == [900, 700, 600]


def test_switched_off_nothing_is_kept(settings):
    settings.SEARCH_NOTES = False
    noted("并无此词", ms=9000)
    assert not notes_file().exists()


@pytest.mark.parametrize("text", ["\ud800坏", "甲\x00乙", "‮倒‬", "a\nb\r\nc", "长" * 100_000])
def test_odd_text_is_kept_as_one_short_printable_line(text):
    noted(text)
    (found,) = empty_searches()
    assert found.expression.isprintable()
    assert len(found.expression) <= 200


def test_a_question_without_words_leaves_no_note():
    noted("  ", ms=9000)
    assert not notes_file().exists()


def test_a_file_that_cannot_be_written_costs_only_the_notes(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "nowhere"
    noted("并无此词")
    assert empty_searches() == []


def test_the_page_and_the_api_leave_notes(client, engine):
    client.get("/search/", {"q": "并无此词"})
    client.get("/api/v1/search", {"q": "并无此词"})
    assert [search.times for search in empty_searches()] == [2]


def written() -> list[dict[str, object]]:
    return [json.loads(line) for line in notes_file().read_text("utf-8").splitlines()]


def write(*rows: dict[str, object]) -> None:
    notes_file().write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def test_a_line_has_no_name_for_a_person():
    noted("并无此词", ms=9000)
    assert {name for row in written() for name in row} == {"hour", "day", "expression", "ms", "times"}
    assert notes_file().stat().st_mode & 0o777 == 0o600


def test_no_more_rows_are_kept_than_promised():
    for number in range(MAX_ROWS + 20):
        noted(f"第{number}个词", ms=9000)
    assert (len(empty_searches(9999)), len(slow_searches(9999))) == (MAX_ROWS, MAX_ROWS)
    assert len(written()) == 2 * MAX_ROWS


def test_a_flood_of_the_longest_expressions_stays_within_the_bytes():
    largest = 0
    for number in range(1500):
        noted(f"{number:05}" + "\U00020000" * 195, ms=9000)
        largest = max(largest, notes_file().stat().st_size)
    assert MAX_BYTES / 2 < largest < MAX_BYTES + 10_000
    assert {slow.expression[:5] for slow in slow_searches(20)}  # the newest are there still


def test_old_notes_are_forgotten_though_nobody_searches():
    long_ago = timezone.localtime() - timedelta(days=31)
    write(
        {"day": f"{long_ago:%Y-%m-%d}", "expression": "旧词", "times": 1},
        {"hour": f"{long_ago:%Y-%m-%d %H}:00", "expression": "旧词", "ms": 9000.0},
    )
    assert empty_searches() == slow_searches() == []
    assert written() == []


def test_old_notes_are_forgotten_by_the_first_note_of_a_day_though_nobody_looks():
    long_ago = timezone.localtime() - timedelta(days=31)
    write({"day": f"{long_ago:%Y-%m-%d}", "expression": "旧词", "times": 1})
    os.utime(notes_file(), (time.time() - 86_400,) * 2)
    noted("并无此词")
    assert [row["expression"] for row in written()] == ["并无此词"]


def test_trimming_joins_the_counts_of_an_expression():
    today = f"{timezone.localtime():%Y-%m-%d}"
    noted("并无此词")
    noted("并无此词")
    empty_searches()
    assert written() == [{"day": today, "expression": "并无此词", "times": 2}]
    noted("并无此词")
    assert [search.times for search in empty_searches()] == [3]


def test_a_note_is_one_short_write(monkeypatch):
    sizes: list[int] = []
    true_write = os.write
    monkeypatch.setattr(os, "write", lambda file, line: sizes.append(len(line)) or true_write(file, line))
    noted("\U00020000" * 300, ms=9000)
    assert len(sizes) == 2
    assert max(sizes) < 4096


def test_several_processes_lose_no_note():
    fork = multiprocessing.get_context("fork")
    processes = [fork.Process(target=_note_often, args=(f"第{number}个词",)) for number in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * 4
    assert [search.times for search in empty_searches()] == [300] * 4


def _note_often(text: str) -> None:
    for _ in range(300):
        noted(text)


def test_trimming_by_many_at_once_leaves_a_whole_file():
    """Notes may be lost by it; lines never break."""
    fork = multiprocessing.get_context("fork")
    processes = [fork.Process(target=_note_and_trim, args=(f"第{number}个词",)) for number in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * 4
    assert {row["expression"] for row in written()} <= {f"第{number}个词" for number in range(4)}


def _note_and_trim(text: str) -> None:
    for _ in range(100):
        noted(text)
        empty_searches()


@pytest.mark.parametrize("spoilt", [b"no notes\xff\n" * 100, b"[1]\n{}\n", b"[" * 100_000, b"\0" * 5000 + b"\n"])
def test_a_spoilt_file_costs_only_what_is_spoilt(spoilt):
    notes_file().write_bytes(spoilt.rstrip(b"\n") + b"\n")
    noted("并无此词")
    assert [search.expression for search in empty_searches()] == ["并无此词"]
    assert len(written()) == 1


def test_a_failure_to_write_never_breaks_a_search(client, engine, monkeypatch, caplog):
    def refuse(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(search_notes.os, "write", refuse)
    caplog.set_level(logging.WARNING)
    assert client.get("/search/", {"q": "并无此词"}).status_code == 200
    assert "notes on searches could not be written" in caplog.text
    assert "并无此词" not in caplog.text


def test_the_notes_of_earlier_versions_are_removed(settings):
    old = settings.DATA_DIR / "search-notes.sqlite3"
    old.touch()
    remove_old_notes()
    assert not old.exists()
    remove_old_notes()

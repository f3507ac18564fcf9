"""Notes on slow and empty searches: bounded, without persons, and never in a search's way."""

from __future__ import annotations

import sqlite3
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from archive.monitoring import search_notes
from archive.monitoring.search_notes import (
    KEPT_ROWS,
    Note,
    empty_searches,
    note_search,
    notes_file,
    slow_searches,
    write_gathered,
)
from search.documents import Query, Results


@pytest.fixture(autouse=True)
def kept(settings, monkeypatch):
    settings.SEARCH_NOTES = True
    monkeypatch.setattr(search_notes, "WRITE_EVERY", 3600)  # a test says itself when it is written
    _end_timer()
    yield
    write_gathered()
    _end_timer()


def _end_timer() -> None:
    """None of an earlier test writes in the midst of this one."""
    if search_notes._timer:
        search_notes._timer.cancel()
        search_notes._timer.join()
    search_notes._timer = None


def noted(text: str, *, total: int = 0, ms: float = 1.0, **filters) -> None:
    note_search(Query(text, **filters), Results(total, (), took_ms=ms), face="page")


def test_a_search_that_found_nothing_is_counted():
    noted("并无此词")
    noted("并无此词")
    write_gathered()
    assert [(search.expression, search.times) for search in empty_searches()] == [("并无此词", 2)]


def test_both_scripts_are_counted_as_one_expression():
    noted("軟弱渙散")
    noted("软弱涣散")
    write_gathered()
    assert [search.times for search in empty_searches()] == [2]


def test_a_search_that_found_something_leaves_no_note():
    noted("软弱涣散", total=1)
    write_gathered()
    assert empty_searches() == slow_searches() == []


def test_nothing_left_by_a_filter_is_no_gap_of_the_archive():
    noted("软弱涣散", region="62")
    write_gathered()
    assert empty_searches() == []


def test_a_slow_search_is_noted_with_its_time_cut_to_the_hour(settings):
    noted("党*建", total=3, ms=settings.SLOW_SEARCH_MS + 0.25)
    write_gathered()
    (slow,) = slow_searches()
    assert (slow.expression, slow.ms) == ("党*建", settings.SLOW_SEARCH_MS + 0.2)
    assert slow.hour.endswith(":00")


def test_the_slowest_come_first():
    for ms in (600, 900, 700):
        noted("慢", total=1, ms=ms)
    write_gathered()
    assert [slow.ms for slow in slow_searches()] == [900, 700, 600]


def test_switched_off_nothing_is_kept(settings):
    settings.SEARCH_NOTES = False
    noted("并无此词", ms=9000)
    write_gathered()
    assert not notes_file().exists()


def test_the_file_has_no_column_for_a_person():
    noted("并无此词", ms=9000)
    write_gathered()
    with sqlite3.connect(notes_file()) as notebook:
        columns = {row[1] for table in ("slow", "empty") for row in notebook.execute(f"PRAGMA table_info({table})")}
    assert columns == {"id", "hour", "expression", "ms", "times", "last_day"}


def test_no_more_rows_are_kept_than_promised():
    for number in range(KEPT_ROWS + 20):
        noted(f"第{number}个词", ms=9000)
        if number % 100 == 99:
            write_gathered()
    write_gathered()
    assert (len(empty_searches(9999)), len(slow_searches(9999))) == (KEPT_ROWS, KEPT_ROWS)


def test_old_notes_are_forgotten_though_nobody_searches():
    long_ago = timezone.localtime() - timedelta(days=31)
    search_notes._gathered.extend(
        [Note(notes_file(), "旧词", long_ago, None), Note(notes_file(), "旧词", long_ago, 9000)]
    )
    write_gathered()
    assert empty_searches() == slow_searches() == []


@pytest.mark.parametrize("text", ["\ud800坏", "甲\x00乙", "‮倒‬", "a\nb\r\nc", "长" * 100_000])
def test_odd_text_is_kept_as_one_short_printable_line(text):
    noted(text)
    write_gathered()
    (found,) = empty_searches()
    assert found.expression.isprintable()
    assert len(found.expression) <= 200


def test_a_question_without_words_leaves_no_note():
    noted("  ", ms=9000)
    write_gathered()
    assert not notes_file().exists()


def test_it_is_written_by_itself_within_a_moment(monkeypatch):
    monkeypatch.setattr(search_notes, "WRITE_EVERY", 0.01)
    noted("并无此词")
    until = time.monotonic() + 60
    while not empty_searches() and time.monotonic() < until:
        time.sleep(0.01)
    assert [search.times for search in empty_searches()] == [1]


def test_noting_never_writes_in_the_search_itself(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("the file was opened")

    monkeypatch.setattr(search_notes, "_opened", refuse)
    noted("并无此词", ms=9000)
    assert len(search_notes._gathered) == 2
    search_notes._gathered.clear()


def test_a_file_that_cannot_be_written_costs_only_the_notes(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "nowhere"
    noted("并无此词")
    write_gathered()
    assert empty_searches() == []


def test_a_spoilt_file_costs_only_the_notes():
    notes_file().write_bytes(b"no database" * 100)
    noted("并无此词")
    write_gathered()
    assert empty_searches() == []


def test_a_flood_stays_bounded_in_memory():
    for number in range(3000):
        search_notes._gathered.append(Note(notes_file(), str(number), timezone.localtime(), None))
    assert len(search_notes._gathered) == 1000
    search_notes._gathered.clear()


def test_the_page_and_the_api_leave_notes(client, engine):
    client.get("/search/", {"q": "并无此词"})
    client.get("/api/v1/search", {"q": "并无此词"})
    write_gathered()
    assert [search.times for search in empty_searches()] == [2]

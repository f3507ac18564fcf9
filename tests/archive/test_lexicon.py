"""The lexicon of suggestions, which a thread builds for a large archive."""

from __future__ import annotations

import threading

from archive.searching.counts import Counts
from archive.suggesting import tables


def test_a_thread_that_does_not_start_is_tried_again(make_report, monkeypatch):
    make_report(text="整顿软弱涣散党组织。")
    monkeypatch.setattr(tables, "SMALL_ARCHIVE", 0)
    monkeypatch.setattr(tables, "_entries", {})
    started: list[threading.Thread] = []

    def refuse(thread: threading.Thread) -> None:
        started.append(thread)
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    for tries in (1, 2):
        tables.reader_lexicon([], Counts())
        assert len(started) == tries

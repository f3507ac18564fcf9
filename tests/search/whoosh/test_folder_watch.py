"""A folder is read again when something in it changed, and not before."""

from __future__ import annotations

import os
import time

import pytest

from search.engines.whoosh.reading import snapshot_cache
from search.engines.whoosh.reading.snapshot_cache import FolderWatch


@pytest.fixture
def looks(tmp_path):
    """Return (the watch, its folder, a list with one item for each reading of the folder)."""
    count = []

    def read(folder):
        count.append(1)
        return sorted(os.listdir(folder))

    return FolderWatch(read), tmp_path, count


def let_it_rest(folder):
    """As if its last change were a minute ago."""
    ago = time.time_ns() - 60_000_000_000
    os.utime(folder, ns=(ago, ago))


def test_a_folder_at_rest_is_read_once(looks):
    watch, folder, count = looks
    let_it_rest(folder)
    assert [watch(folder) for _ in range(5)] == [[]] * 5
    assert len(count) == 1


@pytest.mark.parametrize("change", ["made", "renamed", "removed"])
def test_every_change_is_seen_at_once(looks, change):
    watch, folder, _ = looks
    (folder / "甲").touch()
    let_it_rest(folder)
    assert watch(folder) == ["甲"]
    if change == "made":
        (folder / "乙").touch()
    elif change == "renamed":
        (folder / "甲").replace(folder / "丙")
    else:
        (folder / "甲").unlink()
    assert watch(folder) == sorted(os.listdir(folder)) != ["甲"]


def test_two_changes_in_one_tick_of_the_clock_are_both_seen(looks):
    watch, folder, _ = looks
    (folder / "甲").touch()
    stamp = os.stat(folder).st_mtime_ns
    assert watch(folder) == ["甲"]
    (folder / "乙").touch()
    os.utime(folder, ns=(stamp, stamp))
    assert watch(folder) == ["乙", "甲"]


def test_a_clock_that_hides_a_change_hides_it_for_half_a_second(looks, monkeypatch):
    watch, folder, _ = looks
    let_it_rest(folder)
    stamp = os.stat(folder).st_mtime_ns
    assert watch(folder) == []
    (folder / "甲").touch()
    os.utime(folder, ns=(stamp, stamp))
    late = time.time_ns() + 600_000_000
    monkeypatch.setattr(snapshot_cache.time, "time_ns", lambda: late)
    assert watch(folder) == ["甲"]


def test_another_folder_is_another_answer(looks, tmp_path_factory):
    watch, folder, _ = looks
    other = tmp_path_factory.mktemp("other")
    (other / "丁").touch()
    for each in (folder, other):
        let_it_rest(each)
    assert (watch(folder), watch(other), watch(folder)) == ([], ["丁"], [])


def test_a_folder_that_is_gone_is_told_as_the_reader_tells_it(looks):
    watch, folder, _ = looks
    with pytest.raises(FileNotFoundError):
        watch(folder / "无")

"""The index folder: what a killed writer leaves, who may write, what is on the disk when."""

from __future__ import annotations

import os
import re
import shutil
import sys

import pytest

from search.analysis import load_jieba
from search.documents import Document, IndexBusy, IndexMissing, Query
from search.engines.whoosh.disk import storage as storage_module
from search.engines.whoosh.disk.storage import DurableStorage, live_folder, write_lock
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.reading.segments import Budget
from tests.search.corpus import make_corpus

OLD = [Document(number, "旧题", f"党建旧文{number}") for number in (1, 2, 3)]
NEW = [Document(2, "新题", "党建新文"), Document(4, "新题", "党建新文")]


@pytest.fixture
def engine(tmp_path):
    load_jieba(None)
    made = WhooshEngine(tmp_path / "index")
    made.rebuild(OLD)
    return made


def found(engine, text):
    return sorted(hit.id for hit in engine.search(Query(text=text)).hits)


def in_another_process(action) -> int:
    """Run ``action`` in a fork and give its exit code (9 where it was killed on purpose)."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        try:
            action()
            os._exit(0)
        except BaseException:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_at(method: str, call: int, *, after: bool = False):
    """Make the ``call``-th use of a storage method the process's last."""
    original = getattr(DurableStorage, method)
    calls = 0

    def dying(self, *args, **options):
        nonlocal calls
        calls += 1
        if calls == call and not after:
            os._exit(9)
        value = original(self, *args, **options)
        if calls == call:
            os._exit(9)
        return value

    setattr(DurableStorage, method, dying)


MOMENTS = [
    ("create_file", 1, False),
    ("create_file", 2, False),
    ("create_file", 3, True),
    ("delete_file", 1, True),
    ("rename_file", 1, False),
    ("rename_file", 1, True),
    ("delete_file", 1, False),
]


@pytest.mark.parametrize(("method", "call", "after"), MOMENTS)
def test_a_writer_killed_at_any_moment_loses_nothing_and_blocks_nobody(engine, method, call, after):
    def change():
        killed_at(method, call, after=after)
        engine.apply(upserts=NEW, deletes=[3])

    assert in_another_process(change) == 9
    # Either all of the commit is there or nothing of it.
    assert (found(engine, "旧文"), found(engine, "新文")) in [([1, 2, 3], []), ([1], [2, 4])]
    engine.apply(upserts=NEW, deletes=[3])
    assert (found(engine, "旧文"), found(engine, "新文"), found(engine, "")) == ([1], [2, 4], [1, 2, 4])
    engine.apply(deletes=[1])
    left = sorted(path.suffix for path in live_folder(engine._index_dir).iterdir())
    assert set(left) == {".col", ".fpr", ".pst", ".toc", ".tok", ".trm", ".txt"}
    assert left.count(".toc") == 1
    counts = {left.count(extension) for extension in (".col", ".fpr", ".pst", ".tok", ".trm", ".txt")}
    assert len(counts) == 1


@pytest.mark.parametrize(("method", "call", "after"), [("create_file", 4, False), ("rename_file", 2, True)])
def test_a_rebuild_killed_midway_leaves_the_live_index(engine, method, call, after):
    def rebuild():
        killed_at(method, call, after=after)
        engine.rebuild(NEW)

    assert in_another_process(rebuild) == 9
    assert found(engine, "") == [1, 2, 3]
    engine.rebuild(NEW)
    assert found(engine, "") == [2, 4]
    assert len([path for path in engine._index_dir.iterdir() if path.is_dir()]) == 1


def test_another_process_finds_a_new_document_at_once(engine):
    assert found(engine, "新文") == []
    assert in_another_process(lambda: engine.apply(upserts=NEW)) == 0
    assert found(engine, "新文") == [2, 4]


def test_another_handle_follows_a_rebuild(engine):
    other = WhooshEngine(engine._index_dir)
    assert found(other, "") == [1, 2, 3]
    engine.rebuild(NEW)
    assert found(other, "") == [2, 4]


def test_a_fork_searches_and_writes_with_its_parents_handle(engine):
    found(engine, "旧文")

    def use():
        engine._snapshots._opening.acquire()  # as a fork may find it
        engine._process = -1
        assert found(engine, "旧文") == [1, 2, 3]

    assert in_another_process(use) == 0


def test_a_snapshot_outlives_the_folder_it_was_read_from(engine):
    engine.search(Query(text="旧文"))
    before = engine._newest()
    engine.rebuild(NEW)
    assert not before.folder.exists()
    assert before.text(0, "body") == "党建旧文1"
    assert before.find_string("body", "旧文", "folded", Budget()).counts.tolist() == [1, 1, 1]


def test_a_second_writer_is_told_at_once_and_readers_go_on(engine):
    with write_lock(engine._index_dir):
        with pytest.raises(IndexBusy):
            engine.apply(upserts=NEW)
        with pytest.raises(IndexBusy):
            engine.rebuild(NEW)
        assert in_another_process(lambda: engine.apply(upserts=NEW)) == 1
        assert found(engine, "") == [1, 2, 3]
    engine.apply(upserts=NEW)
    assert found(engine, "新文") == [2, 4]


def test_an_index_of_another_schema_asks_for_a_rebuild(engine, monkeypatch):
    monkeypatch.setattr(storage_module, "schema_version", lambda: "0123456789ab")
    with pytest.raises(IndexMissing, match="index rebuild"):
        engine.search(Query())
    with pytest.raises(IndexMissing, match="index rebuild"):
        engine.apply(upserts=NEW)
    engine.rebuild(NEW)
    assert found(engine, "") == [2, 4]
    (name,) = [path.name for path in engine._index_dir.iterdir() if path.is_dir()]
    assert re.fullmatch("0123456789ab-2-[0-9a-f]{8}", name)


@pytest.mark.parametrize("content", ["", "../elsewhere", "\x00"])
def test_a_damaged_pointer_asks_for_a_rebuild(engine, content):
    (engine._index_dir / "CURRENT").write_text(content)
    with pytest.raises(IndexMissing, match="index rebuild"):
        engine.search(Query())


def test_a_vanished_folder_asks_for_a_rebuild(engine, monkeypatch):
    monkeypatch.setattr("search.engines.whoosh.reading.snapshot_cache._TRIES", 2)
    shutil.rmtree(live_folder(engine._index_dir))
    with pytest.raises(IndexMissing, match="index rebuild"):
        WhooshEngine(engine._index_dir).search(Query())


def test_the_folders_are_private_to_their_owner(engine):
    assert engine._index_dir.stat().st_mode & 0o777 == 0o700
    assert live_folder(engine._index_dir).stat().st_mode & 0o777 == 0o700


def test_files_are_synced_before_the_contents_and_the_folder_after(engine, monkeypatch):
    events = []
    real_sync, real_rename = storage_module.sync, os.rename
    monkeypatch.setattr(storage_module, "sync", lambda path: (events.append(path.suffix or "folder"), real_sync(path)))
    monkeypatch.setattr(os, "rename", lambda old, new: (events.append("rename"), real_rename(old, new)))
    engine.apply(upserts=NEW)
    before, after = events[: events.index("rename")], events[events.index("rename") + 1 :]
    assert before[-1] == "folder"
    assert after == ["folder"]
    # The segment's six files, and the table of contents under its temporary name.
    assert {".col", ".fpr", ".pst", ".tok", ".trm", ".txt"} < set(before)
    assert len(before) == 8


def test_a_seeded_random_does_not_repeat_a_segments_name(engine):
    import random

    for document in make_corpus(4, seed=1):
        random.seed(7)
        engine.apply(upserts=[document])
    assert found(engine, "") == [1, 2, 3, 4]


def test_an_index_that_somebody_is_just_deleting_is_missing(engine, monkeypatch):
    def gone(folder):
        raise FileNotFoundError(folder)

    (engine._index_dir / "CURRENT").unlink()
    monkeypatch.setattr(os, "listdir", gone)
    with pytest.raises(IndexMissing):
        engine.search(Query())

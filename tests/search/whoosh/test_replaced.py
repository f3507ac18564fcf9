"""An index that is deleted, put back or stopped half way does not mislead who has it open, and holds no writer up."""

from __future__ import annotations

import gc
import os
import shutil
from contextlib import suppress

import pytest

from search.documents import Document, IndexMissing, Query
from search.engines.whoosh.disk import storage
from search.engines.whoosh.disk.storage import live_folder
from search.engines.whoosh.engine import WhooshEngine
from tests.processes import ordinary_rights
from tests.search.whoosh.damages import DOCUMENTS, flipped


@pytest.fixture(autouse=True)
def as_any_account():
    with ordinary_rights():
        yield


def test_an_index_deleted_and_rebuilt_is_followed_at_once(tmp_path):
    engine = WhooshEngine(tmp_path / "index")
    engine.rebuild([Document(number, "旧题", "党建旧文") for number in range(1, 20)])
    for number in (40, 30, 20):
        engine.apply(upserts=[Document(number, "旧题", "党建旧文")])
    assert engine.search(Query()).total == 22
    names = {live_folder(engine._index_dir).name}
    for turn in range(5):
        shutil.rmtree(engine._index_dir)
        other = WhooshEngine(engine._index_dir)
        documents = [Document(number, "新题", "党建新文") for number in range(turn + 10, turn + 30)]
        other.rebuild(documents)
        for extra in (turn + 51, turn + 52):
            other.apply(upserts=[Document(extra, "新题", "党建新文")])
        engine.apply(deletes=[turn + 20], upserts=[Document(99, "新题", "新文")])
        held = {*range(turn + 10, turn + 30), turn + 51, turn + 52, 99} - {turn + 20}
        assert set(engine.digests()) == set(WhooshEngine(engine._index_dir).digests()) == held
        assert engine.search(Query()).total == len(held)
        names.add(live_folder(engine._index_dir).name)
    assert len(names) == 6


def test_a_copy_of_the_index_that_is_put_back_is_followed(index_dir, tmp_path):
    engine = WhooshEngine(index_dir)
    folder = live_folder(index_dir)
    copy = shutil.copytree(folder, tmp_path / "copy")
    for number in (71, 72, 73):
        engine.apply(upserts=[Document(number, "新题", "新文")])
    assert engine.search(Query("新文")).total == 3
    shutil.rmtree(folder)
    shutil.copytree(copy, folder)
    assert engine.search(Query("新文")).total == 0
    engine.apply(upserts=[Document(74, "新题", "新文")])
    engine.apply(upserts=[Document(75, "新题", "新文")])
    shutil.rmtree(folder)
    shutil.copytree(copy, folder)
    WhooshEngine(index_dir).apply(upserts=[Document(76, "新题", "新文")])
    engine.apply(deletes=[DOCUMENTS[0].id])
    assert set(engine.digests()) == {each.id for each in DOCUMENTS[1:]} | {76}


def test_an_index_that_is_gone_is_noticed_at_the_next_query(index_dir):
    engine = WhooshEngine(index_dir)
    assert engine.search(Query()).total == 12
    shutil.rmtree(index_dir)
    with pytest.raises(IndexMissing):
        engine.search(Query())


@pytest.mark.parametrize("name", ["write.lock", "rebuild.lock", "CURRENT.new", "DAMAGED"])
@pytest.mark.parametrize("mode", [0, 0o400])
def test_no_file_beside_the_index_stops_a_writer(index_dir, name, mode):
    (index_dir / name).write_text("")
    (index_dir / name).chmod(mode)
    engine = WhooshEngine(index_dir)
    engine.apply(upserts=[Document(77, "新", "新文")])
    engine.rebuild(DOCUMENTS, current=lambda ids: [each for each in DOCUMENTS if each.id in ids])
    assert engine.search(Query()).total == 12


@pytest.mark.parametrize("mode", [0, 0o500])
def test_a_folder_that_is_closed_is_damaged_and_mended(index_dir, mode):
    live_folder(index_dir).chmod(mode)
    engine = WhooshEngine(index_dir)
    with suppress(IndexMissing):
        assert engine.search(Query()).total == 12
    engine.rebuild(DOCUMENTS, current=lambda ids: [each for each in DOCUMENTS if each.id in ids])
    assert engine.search(Query()).total == 12
    assert [path for path in index_dir.iterdir() if path.is_dir()] == [live_folder(index_dir)]


def test_a_damaged_stopped_rebuild_is_not_continued(index_dir):
    stopped = shutil.copytree(live_folder(index_dir), storage.new_folder(index_dir))
    for path in stopped.glob("*.txt"):
        flipped(path)
    engine = WhooshEngine(index_dir)
    engine.rebuild(DOCUMENTS)
    assert not engine.check_files().damaged


def open_index_files(index_dir):
    handles = [os.path.realpath(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd")]
    with open("/proc/self/maps") as maps:
        mapped = [line.split(maxsplit=5)[-1].strip() for line in maps]
    return [path for path in (*handles, *mapped) if str(index_dir) in path]


def test_no_commit_leaves_a_file_open(tmp_path):
    index_dir = tmp_path / "index"
    engine = WhooshEngine(index_dir)
    engine.rebuild(DOCUMENTS)
    before = len(os.listdir("/proc/self/fd"))
    for number in range(100, 220):
        engine.apply(upserts=[Document(number, f"题{number}", f"第{number}篇软弱涣散党组织")])
        for text in ("软弱涣散", f"{number}", "村 NEAR/5 党", "软?涣散"):
            engine.search(Query(text=text))
    gc.collect()
    live = len(list(live_folder(index_dir).glob("*.col")))
    assert len(os.listdir("/proc/self/fd")) - before <= 4 * live + 20
    newest = open_index_files(index_dir)
    names = {path.name for path in live_folder(index_dir).iterdir()}
    assert {os.path.basename(path.removesuffix(" (deleted)")) for path in newest} <= names
    keys = engine._snapshots._postings._entries
    assert {key[0] for key in keys} <= {segment.name for segment in engine._newest().segments()}

"""A damaged index is told as damaged, and a rebuild mends it; a deleted one does not mislead who had it open."""

from __future__ import annotations

import os
import pickle
import random
from contextlib import suppress

import pytest
from whoosh.index import TOC

from search.documents import Document, IndexDamaged, IndexMissing, Query
from search.engines.whoosh.disk import commits, storage
from search.engines.whoosh.disk.mapped import MappedFile
from search.engines.whoosh.disk.storage import live_folder
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.reading import phrases, segments, snapshot_cache
from tests.processes import ordinary_rights
from tests.search.whoosh.damages import (
    DAMAGES,
    DOCUMENTS,
    FILES,
    answers,
    empty,
    file_of,
    flipped,
    gone,
    halved,
    zeroed,
)


@pytest.fixture(autouse=True)
def as_any_account():
    with ordinary_rights():
        yield


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_named_never_raises_and_a_rebuild_mends_it(index_dir, kind, damage):
    expected = answers(WhooshEngine(index_dir))
    damage(file_of(index_dir, kind))
    engine = WhooshEngine(index_dir)
    answers(engine)  # nothing but IndexMissing
    for ask in (engine.status, engine.digests, engine.vocabulary, engine.newest_commit):
        with suppress(IndexMissing):
            ask()
    assert engine.check_files().damaged
    assert engine.rebuild(DOCUMENTS, current=lambda ids: [each for each in DOCUMENTS if each.id in ids]) == 12
    for mended in (engine, WhooshEngine(index_dir)):
        assert answers(mended) == expected
        assert mended.check_files() == type(mended.check_files())()


@pytest.mark.parametrize("kind", [".toc", ".trm", ".pst", ".col"])
@pytest.mark.parametrize("damage", [gone, empty, halved])
def test_a_file_of_another_size_is_damaged_at_once(index_dir, kind, damage):
    damage(file_of(index_dir, kind))
    with pytest.raises(IndexDamaged, match="索引已损坏"):
        WhooshEngine(index_dir).search(Query())
    with pytest.raises(IndexDamaged, match="索引已损坏"):
        WhooshEngine(index_dir).apply(upserts=[Document(77, "新", "新文")])


@pytest.mark.parametrize("kind", FILES[1:])
def test_every_flipped_bit_is_found(index_dir, kind):
    path = file_of(index_dir, kind)
    raw = path.read_bytes()
    engine = WhooshEngine(index_dir)
    for at in {0, len(raw) - 1, *random.sample(range(len(raw)), min(60, len(raw)))}:
        changed = bytearray(raw)
        changed[at] ^= 1 << random.randrange(8)
        path.write_bytes(changed)
        assert engine.check_files().damaged == (path.name,), (kind, at)
    path.write_bytes(raw)
    assert not engine.check_files().damaged


@pytest.mark.parametrize("kind", FILES[1:])
@pytest.mark.parametrize("damage", [zeroed, flipped])
@pytest.mark.parametrize("small", [True, False])
def test_a_process_that_starts_after_the_damage_answers_nothing_from_it(index_dir, kind, damage, small, monkeypatch):
    path = file_of(index_dir, kind)
    times = path.stat()
    damage(path)
    if small:  # as a bit that turns on the disk, which changes no time
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    else:
        monkeypatch.setattr(segments, "READ_WHOLE_BYTES", 0)
    with pytest.raises(IndexDamaged, match="索引已损坏"):
        WhooshEngine(index_dir).search(Query())


def test_a_file_put_back_is_read_again_within_a_second(index_dir, monkeypatch):
    path = file_of(index_dir, ".col")
    raw = path.read_bytes()
    engine = WhooshEngine(index_dir)
    halved(path)
    for _ in range(3):
        with pytest.raises(IndexDamaged):
            engine.search(Query())
    path.write_bytes(raw)
    later = snapshot_cache.time.monotonic() + snapshot_cache.FAILED_SECONDS + 0.1
    monkeypatch.setattr(snapshot_cache.time, "monotonic", lambda: later)
    assert engine.search(Query()).total == 12


def test_damage_is_not_looked_for_with_every_query(index_dir, monkeypatch):
    halved(file_of(index_dir, ".col"))
    engine = WhooshEngine(index_dir)
    opened = []
    monkeypatch.setattr(
        snapshot_cache,
        "OpenSegment",
        lambda *given, real=snapshot_cache.OpenSegment: (opened.append(1), real(*given))[1],
    )
    for _ in range(50):
        with pytest.raises(IndexDamaged):
            engine.search(Query())
    assert len(opened) <= 2


@pytest.mark.parametrize("kind", FILES[1:])
@pytest.mark.parametrize("damage", [gone, zeroed, flipped])
def test_a_file_that_is_damaged_while_it_is_open_is_noticed_within_a_second(index_dir, kind, damage, monkeypatch):
    engine = WhooshEngine(index_dir)
    assert engine.search(Query()).total == 12
    damage(file_of(index_dir, kind))
    later = snapshot_cache.time.monotonic() + snapshot_cache.LOOK_SECONDS
    monkeypatch.setattr(snapshot_cache.time, "monotonic", lambda: later)
    monkeypatch.setattr(snapshot_cache, "_MAX_AGE", 0)
    with pytest.raises(IndexDamaged):
        engine.search(Query())
    monkeypatch.undo()
    engine.rebuild(DOCUMENTS, current=lambda ids: [])
    assert engine.search(Query()).total == 12


def test_a_file_that_is_only_touched_is_no_damage(index_dir):
    engine = WhooshEngine(index_dir)
    assert engine.search(Query()).total == 12
    for path in live_folder(index_dir).iterdir():
        path.touch()
    engine._snapshots._look_at = 0.0
    assert engine.search(Query()).total == 12


def test_an_error_of_the_program_is_not_taken_for_damage(index_dir, monkeypatch):
    engine = WhooshEngine(index_dir)
    monkeypatch.setattr(phrases, "is_small", lambda segment: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        engine.search(Query("软弱涣散"))


def test_a_merge_does_not_give_damaged_bytes_a_checksum(index_dir):
    engine = WhooshEngine(index_dir)
    number = 100
    while len(list(live_folder(index_dir).glob("*.txt"))) < 8:
        number += 1
        engine.apply(upserts=[Document(number, "题", "文")])
    for path in live_folder(index_dir).glob("*.txt"):
        flipped(path)

    def change():
        for more in range(200, 220):
            engine.apply(upserts=[Document(more, "题", "文")])

    with pytest.raises(IndexDamaged, match="索引已损坏"):
        change()
    assert engine.check_files().damaged


def test_an_index_without_checksums_is_opened_and_counts_as_unchecked(index_dir):
    expected = answers(WhooshEngine(index_dir))
    folder = live_folder(index_dir)
    for path in folder.glob("*.toc"):
        raw = path.read_bytes()
        length = commits._LENGTH.unpack(raw[-40 - 4 : -40])[0]
        path.write_bytes(raw[: -44 - length])
    older = folder.rename(index_dir / folder.name[:-9])  # as older versions named it
    (index_dir / "CURRENT").write_text(older.name)
    engine = WhooshEngine(index_dir)
    assert answers(engine) == expected
    check = engine.check_files()
    assert not check.damaged
    assert len(check.unchecked) == 12
    engine.apply(upserts=[Document(77, "新", "新文")])
    check = engine.check_files()
    assert (check.damaged, len(check.unchecked)) == ((), 12)
    with next(older.glob("*.toc")).open("ab") as file:
        file.write(b"x")
    assert engine.check_files().damaged


class Evil:
    def __reduce__(self):
        return os.mkdir, ("/nonexistent/evil",)


def test_no_pickle_of_the_index_loads_anything_but_segments(tmp_path):
    for name in ("a.trm", "_MAIN_1.toc"):
        (tmp_path / name).write_bytes(pickle.dumps({"fieldmap": Evil()}))
        with pytest.raises(pickle.UnpicklingError, match="mkdir"):
            MappedFile(tmp_path / name).read_pickle()


def test_a_table_of_contents_is_verified_before_it_is_unpickled(index_dir, monkeypatch):
    flipped(file_of(index_dir, ".toc"))
    monkeypatch.setattr(MappedFile, "read_pickle", lambda self: pytest.fail("unpickled"))
    opened = storage.DurableStorage(live_folder(index_dir))
    with pytest.raises(ValueError, match="of a table of contents"):
        TOC.read(opened, storage.INDEX_NAME, schema=None)

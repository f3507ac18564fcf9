"""A damaged index is told as damaged, and a rebuild mends it; a deleted one does not mislead who had it open."""

from __future__ import annotations

import gc
import os
import pickle
import random
import shutil
from contextlib import suppress

import pytest
from whoosh.index import TOC

from search.analysis import load_jieba
from search.documents import Document, IndexDamaged, IndexMissing, Query, QueryError
from search.engines.whoosh.disk import checksums, storage
from search.engines.whoosh.disk.mapped import MappedFile
from search.engines.whoosh.disk.storage import live_folder
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.reading import phrases, snapshot_cache
from tests.processes import ordinary_rights
from tests.search.corpus import CORPUS

DOCUMENTS = CORPUS[:12]
QUESTIONS = ["", "党建", "软弱涣散", "党", "支部", "村 NEAR/5 党", "软?涣散", "整顿 OR 学习"]
FILES = ["CURRENT", ".toc", ".trm", ".pst", ".col", ".txt"]


def gone(path):
    path.unlink()


def empty(path):
    os.truncate(path, 0)


def halved(path):
    os.truncate(path, path.stat().st_size // 2)


def zeroed(path):
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 3] + bytes(min(4096, len(raw) - len(raw) // 3)) + raw[len(raw) // 3 + 4096 :])


def flipped(path):
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1 << random.randrange(8)
    path.write_bytes(raw)


def a_folder(path):
    path.unlink()
    path.mkdir()


def unreadable(path):
    path.chmod(0)
    with suppress(PermissionError), path.open("rb"):
        pytest.skip("this account reads everything")


DAMAGES = [gone, empty, halved, zeroed, flipped, a_folder, unreadable]


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    load_jieba(None)
    made = WhooshEngine(tmp_path_factory.mktemp("sound") / "index")
    made.rebuild(DOCUMENTS[:10])
    made.apply(upserts=DOCUMENTS[10:])
    return made._index_dir


@pytest.fixture
def index_dir(sound, tmp_path):
    return shutil.copytree(sound, tmp_path / "index")


def file_of(index_dir, kind):
    if kind == "CURRENT":
        return index_dir / "CURRENT"
    return max(live_folder(index_dir).glob(f"*{kind}"), key=lambda path: path.stat().st_size)


def answers(engine):
    given = []
    for text in QUESTIONS:
        for mode in ("folded", "exact"):
            try:
                results = engine.search(Query(text=text, mode=mode, sort="newest"))
            except QueryError:
                raise
            except IndexMissing as error:
                given.append(str(error))
                continue
            given.append(([hit.id for hit in results.hits], results.facets, results.total))
    return given


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
        length = checksums._LENGTH.unpack(raw[-40 - 4 : -40])[0]
        path.write_bytes(raw[: -44 - length])
    older = folder.rename(index_dir / folder.name[:-9])  # as older versions named it
    (index_dir / "CURRENT").write_text(older.name)
    engine = WhooshEngine(index_dir)
    assert answers(engine) == expected
    check = engine.check_files()
    assert not check.damaged
    assert len(check.unchecked) == 8
    engine.apply(upserts=[Document(77, "新", "新文")])
    check = engine.check_files()
    assert (check.damaged, len(check.unchecked)) == ((), 8)
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

"""Writers that are killed, sleep, or come in another order: the index ends as if they had not."""

from __future__ import annotations

import os
import random
import signal
import threading

import pytest

from search.documents import Document, EngineUnavailable, IndexBusy, IndexMissing, Query
from search.engines.opensearch.writing import changes, rebuilding, state
from tests.cluster.engines import opened_engines

OLD = [Document(number, f"第{number}篇整顿", "旧文。软弱涣散。", kind="report") for number in range(1, 41)]
NEW = [Document(number, f"第{number}篇整顿", "新文。三会一课。", kind="news") for number in range(1, 21)]


@pytest.fixture(scope="module")
def open_engine(cluster_urls):
    with opened_engines(shards=int(os.environ.get("OPENSEARCH_SHARDS", "1")), urls=cluster_urls) as opened:
        yield opened


@pytest.fixture
def engine(open_engine, tmp_path):
    made = open_engine(tmp_path)
    made.rebuild(OLD)
    return made


def digests(documents) -> dict[int, str]:
    return {document.id: document.digest() for document in documents}


def killed(work) -> None:
    """Do the work in a process that kills itself on its way."""
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the process was to be killed"


def die(*_arguments, **_options):
    os.kill(os.getpid(), signal.SIGKILL)


def after(module, name):
    """Let the process die behind the function."""
    real = getattr(module, name)

    def patched(*arguments, **options):
        real(*arguments, **options)
        die()

    setattr(module, name, patched)


@pytest.mark.parametrize("point", ["before the writes", "behind the writes", "behind the refresh"])
def test_a_writer_killed_in_a_change_is_mended_by_the_next_one(engine, point):
    def change():
        if point == "before the writes":
            changes.write_rows = die
        elif point == "behind the writes":
            after(changes, "write_rows")
        else:
            after(changes, "refresh")
        engine.apply(upserts=NEW, deletes=[40])

    before = engine.newest_commit()
    killed(change)
    engine.texts.update({document.id: (document.title, document.body) for document in NEW})
    engine.apply(upserts=NEW, deletes=[40])  # the outbox kept its rows
    assert dict(engine.digests()) == digests([*NEW, *OLD[20:39]])
    assert engine.search(Query("三会一课")).total == 20
    assert engine.search(Query()).total == engine.status().documents == 39
    assert engine.newest_commit() != before


def test_another_writer_closes_what_a_killed_one_left_even_if_nothing_else_changes(engine):
    def change():
        after(changes, "write_rows")
        engine.apply(upserts=NEW)

    killed(change)
    engine.apply(deletes=[999])
    assert dict(engine.digests()) == digests([*NEW, *OLD[20:]])


@pytest.mark.parametrize("done", [0, 25])
def test_a_rebuild_killed_in_the_middle_is_taken_up_and_loses_no_change(engine, done, monkeypatch):
    monkeypatch.setattr(rebuilding, "_AT_ONCE", 5)
    live = {document.id: document for document in OLD}

    def current(ids):
        return [live[id_] for id_ in sorted(ids) if id_ in live]

    killed(lambda: engine.rebuild(iter(OLD), progress=lambda count: count < done or die(), current=current))
    assert dict(engine.digests()) == digests(OLD)
    live |= {document.id: document for document in NEW}
    del live[40]
    engine.apply(upserts=NEW, deletes=[40])
    assert engine.rebuild(iter(live.values()), current=current) == 39
    assert dict(engine.digests()) == digests(live.values())
    assert engine.search(Query("三会一课")).total == 20
    names = [row["index"] for row in engine._cluster.ask("GET", f"/_cat/indices/{engine._settings.index}-*", params={"format": "json", "h": "index"})]  # fmt: skip
    assert len([name for name in names if not name.endswith("-meta")]) <= 2, names


def test_a_rebuild_whose_index_was_removed_begins_anew(engine, monkeypatch):
    monkeypatch.setattr(rebuilding, "_AT_ONCE", 5)
    killed(lambda: engine.rebuild(iter(OLD), progress=lambda count: count < 10 or die(), current=lambda ids: []))
    rows = engine._cluster.ask("GET", f"/_cat/indices/{engine._settings.index}-*", params={"format": "json", "h": "index"})  # fmt: skip
    for row in rows:
        if not row["index"].endswith("-meta") and row["index"] != engine.newest_commit().partition("/")[0]:
            engine._cluster.ask("DELETE", f"/{row['index']}")
    assert engine.rebuild(NEW) == 20
    assert dict(engine.digests()) == digests(NEW)


def test_a_writer_that_slept_past_its_lease_writes_over_nothing(engine, monkeypatch):
    """A report is published and withdrawn, and put back to its old text, while the writer of the publication sleeps."""
    real, slept = changes.write_rows, []

    def sleep_first(*arguments, **options):
        if not slept:
            slept.append(True)
            with monkeypatch.context() as patched:
                patched.setattr(state, "LEASE_SECONDS", 0.0)
                engine.apply(deletes=[77])
                engine.apply(upserts=[OLD[0]])
        return real(*arguments, **options)

    monkeypatch.setattr(changes, "write_rows", sleep_first)
    with pytest.raises(IndexBusy):
        engine.apply(upserts=[Document(77, "夜里发布的", "三会一课。"), NEW[0]])
    engine.apply(upserts=[NEW[5]])
    assert dict(engine.digests()) == digests([*OLD[:5], NEW[5], *OLD[6:]])
    assert engine.search(Query("夜里发布的")).total == 0


def test_a_rebuild_that_slept_past_its_lease_takes_no_place(engine, monkeypatch):
    monkeypatch.setattr(rebuilding, "_AT_ONCE", 5)
    slept = []

    def sleep(count):
        if count >= 10 and not slept:
            slept.append(True)
            with monkeypatch.context() as patched:
                patched.setattr(state, "LEASE_SECONDS", 0.0)
                engine.apply(upserts=NEW)
                assert (
                    engine.rebuild([*NEW, *OLD[20:]], current=lambda ids: [each for each in NEW if each.id in ids])
                    == 40
                )

    with pytest.raises((IndexBusy, IndexMissing)):
        engine.rebuild(iter(OLD), progress=sleep, current=lambda ids: [])
    assert dict(engine.digests()) == digests([*NEW, *OLD[20:]])


def test_the_rows_of_an_outbox_end_equal_in_any_order(engine):
    """Each row is applied as its report is now, so every order, and a second time, ends the same."""
    chance = random.Random(20261130)
    held = {document.id: document for document in [*NEW, *OLD[20:30], Document(90, "新来的", "网格化")]}
    rows = [*range(1, 41), 90] * 2
    for _ in range(3):
        chance.shuffle(rows)
        for first in range(0, len(rows), 20):
            ids = set(rows[first : first + 20])
            engine.apply(upserts=[held[id_] for id_ in ids & held.keys()], deletes=ids - held.keys())
        assert dict(engine.digests()) == digests(held.values())


def test_a_document_that_the_cluster_refuses_blocks_no_other(engine):
    poison = Document(71, "毒", "正文", source="源" * 40_000)
    with pytest.raises(changes.DocumentRefused):
        engine.apply(upserts=[Document(70, "先", "整顿"), poison, Document(72, "后", "整顿")])
    assert set(engine.digests(70)) == {70, 72}
    refused: dict[int, Exception] = {}
    assert engine.rebuild([*OLD, poison], current=lambda ids: [], refuse=refused.__setitem__) == 40
    assert set(refused) == {71}


@pytest.mark.skipif(not os.environ.get("SLOW_TESTS"), reason="six rebuilds take a minute: SLOW_TESTS=1 runs it")
def test_swaps_under_load_give_no_wrong_answer(engine):
    """Six rebuilds while three threads ask and one publishes: every answer is that of a commit."""
    wrong: list[object] = []
    ended = threading.Event()

    def ask():
        while not ended.is_set():
            try:
                results = engine.search(Query("软弱涣散"))
                if results.total != 40 or len(results.hits) != 20 or sum(results.facets["kind"].values()) != 40:
                    wrong.append(results)
            except EngineUnavailable as error:
                wrong.append(error)

    def publish():
        number = 100
        while not ended.is_set():
            number += 1
            stored.append(number)  # the database has it before the index
            try:
                engine.apply(upserts=[Document(number, f"发布{number}", "网格化")])
                published.append(number)
            except IndexBusy:
                waiting.append(number)

    stored: list[int] = []
    published: list[int] = []
    waiting: list[int] = []
    threads = [threading.Thread(target=each) for each in (ask, ask, ask, publish)]
    for thread in threads:
        thread.start()

    def current(ids):
        return [Document(id_, f"发布{id_}", "网格化") for id_ in sorted(ids) if id_ > 100]

    def everything():
        yield from OLD
        yield from current(list(stored))

    try:
        for _ in range(6):
            engine.rebuild(everything(), current=current)
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    assert wrong == []
    assert len(published) > 6
    assert set(published) - set(engine.digests(100)) == set()
    engine.apply(upserts=current(waiting))
    assert set(engine.digests(100)) == set(stored)

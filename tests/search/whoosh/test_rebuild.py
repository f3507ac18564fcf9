"""Rebuilds: in processes, in several commits, after a stopped rebuild; and the budget of a query."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from search.documents import Document, IndexBusy, IndexMissing, Query, QueryError
from search.engines.whoosh.disk.schema import tokenise
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.reading.segments import Budget
from search.engines.whoosh.writing import changes, tokenising
from search.engines.whoosh.writing.tokenising import tokenise_all
from tests.search.corpus import CORPUS, ids


def test_processes_cut_as_one_process_does(monkeypatch):
    monkeypatch.setattr(tokenising, "_WITHOUT_FORK", 3)
    monkeypatch.setattr(tokenising, "_BATCH", 4)
    assert list(tokenise_all(CORPUS)) == [tokenise(document) for document in CORPUS]


def test_what_the_source_raises_is_raised_through_the_processes(monkeypatch):
    def failing():
        yield from CORPUS[:30]
        raise RuntimeError("no database")

    monkeypatch.setattr(tokenising, "_WITHOUT_FORK", 3)
    monkeypatch.setattr(tokenising, "_BATCH", 4)
    with pytest.raises(RuntimeError, match="database"):
        list(tokenise_all(failing()))


@pytest.mark.parametrize("without_fork", [3, 500])
def test_a_text_that_cannot_be_cut_is_left_out_and_told(monkeypatch, without_fork):
    def cut(document):
        if document.id == CORPUS[20].id:
            raise ValueError("a text that cannot be cut")
        return tokenise(document)

    monkeypatch.setattr(tokenising, "_WITHOUT_FORK", without_fork)
    monkeypatch.setattr(tokenising, "_BATCH", 4)
    monkeypatch.setattr(tokenising, "tokenise", cut)
    told: dict[int, Exception] = {}
    others = [*CORPUS[:20], *CORPUS[21:]]
    assert [each.document for each in tokenise_all(CORPUS, tokenising.LeftOut(told.__setitem__))] == others
    assert list(told) == [CORPUS[20].id]
    with pytest.raises(ValueError, match="cannot be cut"):
        list(tokenise_all(CORPUS))


def stopped_rebuild(engine, documents, after: int) -> None:
    def stopping():
        yield from documents[:after]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        engine.rebuild(stopping())


def test_a_stopped_rebuild_goes_on_with_what_it_had_committed(engine, monkeypatch):
    monkeypatch.setattr(changes, "_COMMIT_DOCUMENTS", 10)
    stopped_rebuild(engine, CORPUS, 35)
    cut = []
    monkeypatch.setattr(tokenising, "tokenise", lambda document: cut.append(document.id) or tokenise(document))
    assert engine.rebuild(CORPUS) == 60
    assert cut == [document.id for document in CORPUS[30:]]
    assert engine.digests() == {document.id: document.digest() for document in CORPUS}
    assert len([path for path in engine._index_dir.iterdir() if path.is_dir()]) == 1


def test_what_changed_since_a_stopped_rebuild_is_written_anew(engine, tmp_path, monkeypatch):
    monkeypatch.setattr(changes, "_COMMIT_DOCUMENTS", 10)
    stopped_rebuild(engine, CORPUS, 35)
    now = [Document(1, "新题", "新文"), *CORPUS[2:]]
    assert engine.rebuild(now) == 59
    fresh = WhooshEngine(tmp_path / "fresh")
    fresh.rebuild(now)
    for text in ("", "整顿", "新文", "党 -网格"):
        one, other = engine.search(Query(text=text)), fresh.search(Query(text=text))
        assert (one.total, one.hits, one.facets) == (other.total, other.hits, other.facets)


def test_a_rebuild_stopped_twice_leaves_no_document_double(engine, monkeypatch):
    monkeypatch.setattr(changes, "_COMMIT_DOCUMENTS", 1)
    old, new = Document(1, "", "旧文"), Document(1, "", "新文")
    stopped_rebuild(engine, [old, CORPUS[5], CORPUS[6]], 3)
    stopped_rebuild(engine, [new, CORPUS[5], CORPUS[6], CORPUS[7]], 4)
    engine.rebuild([new, CORPUS[5], CORPUS[6]])
    assert sorted(ids(engine)) == [1, 6, 7]
    assert ids(engine, "旧文") == []


def test_a_killed_rebuild_leaves_no_lock_and_no_process_behind(engine, monkeypatch):
    monkeypatch.setattr(tokenising, "_WITHOUT_FORK", 1)
    monkeypatch.setattr(tokenising, "_BATCH", 2)
    monkeypatch.setattr(tokenising, "_AHEAD", 1)

    def killed():
        for number, document in enumerate(CORPUS):
            if number == 20:
                os.kill(os.getpid(), signal.SIGKILL)
            yield document

    child = os.fork()
    if child == 0:
        engine.rebuild(killed())
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    engine.apply(upserts=CORPUS[:3])  # IndexBusy if a process still held the lock
    assert set(ids(engine)) == {1, 2, 3}


def test_the_live_index_answers_while_another_is_begun(engine):
    engine.apply(upserts=CORPUS[:5])
    stopped_rebuild(engine, CORPUS, 3)
    assert set(ids(engine)) == {1, 2, 3, 4, 5}
    engine.apply(deletes=[1])
    assert set(ids(engine)) == {2, 3, 4, 5}


@pytest.fixture
def changing(engine):
    """Return an index, its expected documents by id, and a function that changes both during a rebuild."""
    engine.apply(upserts=CORPUS[:40])
    held = {document.id: document for document in CORPUS[:40]}
    other = WhooshEngine(engine._index_dir)

    def change(*documents, remove=()):
        held.update((document.id, document) for document in documents)
        for number in remove:
            del held[number]
        other.apply(upserts=documents, deletes=remove)

    return engine, held, change


def test_changes_go_through_while_a_rebuild_runs_and_are_in_the_new_index(changing):
    engine, held, change = changing

    def reading():
        for number, document in enumerate(list(held.values())):
            if number == 20:
                change(Document(1, "", "新文"), CORPUS[50], remove=[2, 30])
                assert ids(engine, "新文") == [1]
            yield document

    count = engine.rebuild(reading(), current=lambda numbers: [held[id_] for id_ in numbers if id_ in held])
    assert count == len(held)
    assert engine.digests() == {id_: document.digest() for id_, document in held.items()}


def test_what_changes_while_the_rebuild_catches_up_is_caught_up_with_too(changing):
    engine, held, change = changing
    asked = []

    def reading():
        yield from list(held.values())
        change(Document(1, "", "新文"))

    def current(numbers):
        asked.append(numbers)
        # Changes without end: the last are waited for under the writer's lock.
        with suppress(IndexBusy):
            change(Document(100 + len(asked), "", "又一篇"))
        return [held[id_] for id_ in numbers if id_ in held]

    engine.rebuild(reading(), current=current)
    assert len(asked) > 3
    missing = {id_: each.digest() for id_, each in held.items()}.items() - engine.digests().items()
    # Its change was refused, as the writer's lock was held.
    assert {id_ for id_, _ in missing} <= {100 + len(asked)}
    assert len(engine.digests()) >= 40 + len(asked) - 1


def test_what_came_and_went_while_the_rebuild_read_it_is_not_in_the_new_index(engine):
    """To the live index nothing has changed at the end, but the rebuild has read what was there in between."""
    engine.rebuild(CORPUS[:10])
    passing = CORPUS[20]

    def documents():
        yield from CORPUS[:10]
        engine.apply(upserts=[passing])
        yield passing
        engine.apply(deletes=[passing.id])

    engine.rebuild(documents(), current=lambda wanted: [each for each in CORPUS[:10] if each.id in wanted])
    assert engine.digests().keys() == {document.id for document in CORPUS[:10]}


def test_the_lock_is_not_held_while_a_rebuild_cuts_words(changing, monkeypatch):
    engine, held, _change = changing

    def watching(document):
        with changes.write_lock(engine._index_dir):  # IndexBusy if it were held
            return tokenise(document)

    monkeypatch.setattr(tokenising, "tokenise", watching)
    assert engine.rebuild(iter(held.values()), current=lambda numbers: []) == 40


def test_there_is_one_rebuild_at_a_time(changing):
    engine, held, _change = changing

    def reading():
        with pytest.raises(IndexBusy, match="重建"):
            WhooshEngine(engine._index_dir).rebuild(iter([]), current=lambda numbers: [])
        yield from list(held.values())

    assert engine.rebuild(reading(), current=lambda numbers: []) == 40


def test_an_archive_without_an_index_is_built_with_changes_waiting(tmp_path):
    engine = WhooshEngine(tmp_path / "index")

    def reading():
        with pytest.raises(IndexMissing):
            engine.apply(upserts=CORPUS[5:6])
        yield from CORPUS[:5]

    assert engine.rebuild(reading(), current=lambda numbers: []) == 5


def test_a_chunk_ends_before_its_memory_does(engine, monkeypatch):
    monkeypatch.setattr(changes, "_COMMIT_CHARS", 2000)
    engine.rebuild(CORPUS)
    assert len(engine._newest().segments()) > 3
    assert len(ids(engine)) == 60


def test_nothing_is_tokenised_under_the_writers_lock(engine, monkeypatch):
    def watching(document):
        with changes.write_lock(engine._index_dir):  # IndexBusy if it were held
            return tokenise(document)

    monkeypatch.setattr(changes, "tokenise", watching)
    engine.apply(upserts=CORPUS[:3])
    assert set(ids(engine)) == {1, 2, 3}


def test_a_question_that_costs_too_much_is_refused_with_a_remedy(full, monkeypatch):
    monkeypatch.setattr("search.engines.whoosh.engine.Budget", lambda: Budget(-1.0))
    with pytest.raises(QueryError, match=r"请.*。"):
        full.search(Query(text="一个没有问过的词"))


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="no /proc on this system")
def test_the_index_is_mapped_not_read(engine):
    engine.rebuild(CORPUS)
    engine.search(Query(text="整顿"))
    mapped = Path("/proc/self/maps").read_text()
    folder = engine._newest().folder
    extensions = (".col", ".fpr", ".pst", ".tok", ".trm", ".txt")
    assert all(f"{folder}/" in mapped and extension in mapped for extension in extensions)

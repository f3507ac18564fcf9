"""The other half of the contract: what changes do to an index, and who sees them when."""

from __future__ import annotations

import threading

import pytest

from search.documents import Document, IndexMissing, Query
from tests.search.corpus import CORPUS, ids, make_document


def test_a_replaced_document_is_found_by_its_new_text_only(engine):
    engine.apply(upserts=[Document(1, "", "旧的说法")])
    engine.apply(upserts=[Document(1, "", "新的说法")])
    assert ids(engine, "旧的") == []
    assert ids(engine, "新的") == ids(engine) == [1]


def test_a_removed_document_is_found_no_more(engine):
    engine.apply(upserts=[Document(1, "", "党建"), Document(2, "", "党建")])
    engine.apply(deletes=[1, 7])
    assert ids(engine, "党建") == [2]
    assert engine.status().documents == 1


def test_no_change_and_no_rebuild_leaves_the_name_of_the_newest_commit(engine):
    seen = [engine.newest_commit()]
    for number in range(3):
        engine.apply(upserts=[Document(1, "", f"党建{number}")])
        seen.append(engine.newest_commit())
    engine.apply(deletes=[1])
    seen.append(engine.newest_commit())
    for _ in range(2):
        engine.rebuild([Document(1, "", "党建")])
        seen.append(engine.newest_commit())
        engine.apply(upserts=[Document(2, "", "党务")])
        seen.append(engine.newest_commit())
    assert len(set(seen)) == len(seen) == 9
    assert engine.newest_commit() == seen[-1]


def test_doing_the_same_twice_changes_nothing(engine):
    for _ in range(2):
        engine.apply(upserts=[Document(1, "", "党建")], deletes=[2])
        commit = engine.newest_commit()
    assert ids(engine) == [1]
    engine.apply(upserts=[Document(1, "", "党建")], deletes=[2])
    assert engine.newest_commit() == commit


def test_an_id_is_not_replaced_and_removed_at_once(engine):
    with pytest.raises(ValueError, match="3"):
        engine.apply(upserts=[Document(3, "", "党建")], deletes=[3])


def test_answers_do_not_depend_on_how_the_index_came_about(open_engine, engine, tmp_path, chance):
    kept: dict[int, Document] = {}
    for _ in range(15):
        changed = {
            number: make_document(number, chance) for number in chance.sample(range(1, 25), chance.randint(0, 4))
        }
        gone = set(chance.sample(range(1, 25), chance.randint(0, 3))) - changed.keys()
        engine.apply(upserts=changed.values(), deletes=gone)
        kept = {number: document for number, document in (kept | changed).items() if number not in gone}
    fresh = open_engine(tmp_path / "fresh")
    fresh.rebuild(kept.values())
    assert engine.digests() == fresh.digests() == {number: document.digest() for number, document in kept.items()}
    for text in ["整顿", "软弱涣散", "党", "。", "党员 OR 经济", "-网格", "标题:振兴", ""]:
        one, other = engine.search(Query(text=text)), fresh.search(Query(text=text))
        assert (one.total, one.hits, one.facets) == (other.total, other.hits, other.facets)


def test_a_rebuild_replaces_everything_and_reports_its_progress(engine):
    engine.apply(upserts=[Document(7, "", "旧文")])
    seen = []
    assert engine.rebuild(CORPUS, progress=seen.append) == 60
    assert seen[-1] == 60
    assert set(ids(engine)) == {document.id for document in CORPUS}


def test_a_rebuild_that_fails_leaves_the_index_as_it_was(engine):
    def failing():
        yield CORPUS[0]
        raise RuntimeError("no database")

    engine.apply(upserts=[Document(7, "", "旧文")])
    with pytest.raises(RuntimeError, match="database"):
        engine.rebuild(failing())
    assert ids(engine) == [7]


def test_the_status_counts_documents_and_bytes(full):
    status = full.status()
    assert status.documents == 60
    assert status.size_bytes > 10_000
    assert status.schema


def test_without_an_index_the_remedy_is_named(open_engine, tmp_path):
    empty = open_engine(tmp_path / "index")
    for ask in (
        lambda: empty.search(Query()),
        lambda: empty.count_many([Query()]),
        empty.status,
        empty.digests,
        lambda: empty.apply(deletes=[1]),
    ):
        with pytest.raises(IndexMissing, match="index rebuild"):
            ask()


def test_threads_may_search_while_another_writes(engine):
    engine.apply(upserts=CORPUS[:10])
    failures = []
    done = threading.Event()

    def search():
        while not done.is_set():
            try:
                results = engine.search(Query(text="整顿 OR 党", size=1000))
                assert results.total == len(results.hits)
            except Exception as error:
                failures.append(error)
                return

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for document in CORPUS[10:22]:
        engine.apply(upserts=[document])
    engine.rebuild(CORPUS[:22])
    done.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(ids(engine)) == 22


def test_the_digests_of_ranges_are_together_those_of_all(full):
    whole = {document.id: document.digest() for document in CORPUS}
    assert full.digests() == whole
    assert full.digests(10, 19) == {number: whole[number] for number in range(10, 20)}
    assert full.digests(0, 30) | full.digests(31) == whole
    assert full.digests(99, 99) == full.digests(1000) == {}

"""Sections in the columns of a segment: merged with their documents, refused where they are none, unseen by stock Whoosh."""

from __future__ import annotations

import pytest
from whoosh.index import FileIndex
from whoosh.query import Term

from search.documents import Document, IndexOutdated
from search.engines.whoosh.disk import storage
from search.engines.whoosh.disk.commits import INDEX_NAME
from search.engines.whoosh.disk.schema import PAIR, make_schema
from search.engines.whoosh.disk.storage import DurableStorage, live_folder
from search.engines.whoosh.engine import WhooshEngine
from tests.search.corpus import ids
from tests.search.trees import make_texts, stretches, with_sections

TEXTS = with_sections(make_texts(40, seed=3), seed=4)


def listed(documents, section) -> set[int]:
    return {document.id for document in documents if stretches(document, section)}


def test_sections_go_with_their_documents_when_segments_are_merged(tmp_path):
    engine = WhooshEngine(tmp_path)
    engine.rebuild(TEXTS[:12])
    for document in TEXTS[12:]:
        engine.apply(upserts=[document], deletes=[document.id - 12] if document.id % 3 else [])
    left = [document for document in TEXTS if document.id > len(TEXTS) - 12 or not (document.id + 12) % 3]
    segments = engine._newest().segments()
    assert len(segments) < len(left) / 2
    for section in ("problems", "measures", "next"):
        assert set(ids(engine, section=section)) == listed(left, section)
    assert engine.digests() == {document.id: document.digest() for document in left}


@pytest.mark.parametrize(
    "sections",
    [
        (("problems", 0, 3), ("next", 2, 4)),
        (("problems", 3, 4), ("next", 0, 2)),
        (("problems", 0, 99),),
        (("problems", 2, 2),),
        (("问题", 0, 2),),
    ],
)
def test_a_document_with_impossible_sections_is_left_out_and_told(tmp_path, sections):
    engine, refused = WhooshEngine(tmp_path), {}
    engine.rebuild([TEXTS[0], Document(99, "整顿", "整顿软弱", sections=sections)], refuse=refused.__setitem__)
    assert [*refused] == [99]
    assert ids(engine) == [TEXTS[0].id]


def test_stock_whoosh_opens_an_index_with_sections_and_finds_the_same(tmp_path):
    engine = WhooshEngine(tmp_path)
    engine.rebuild(TEXTS)
    opened = FileIndex(DurableStorage(live_folder(tmp_path)), schema=make_schema(), indexname=INDEX_NAME)
    with opened.searcher() as searcher:
        numbers = searcher.search(Term("body", PAIR + "组织"), limit=None).docs()
    found = {int(engine._newest().ids[number]) for number in numbers}
    assert found == set(ids(engine, "正文:组织")) != set()


def test_an_index_without_sections_answers_nothing_until_a_new_one_beside_it_took_its_place(tmp_path, monkeypatch):
    with monkeypatch.context() as then:
        then.setattr(storage, "schema_version", lambda: "0123456789ab")
        WhooshEngine(tmp_path).rebuild(TEXTS)
    before = live_folder_name(tmp_path)
    engine = WhooshEngine(tmp_path)
    with pytest.raises(IndexOutdated, match="index rebuild"):
        ids(engine, section="problems")

    def documents():
        assert live_folder_name(tmp_path) == before
        assert (tmp_path / before).is_dir()
        yield from TEXTS

    engine.rebuild(documents(), current=lambda wanted: [each for each in TEXTS if each.id in wanted])
    assert set(ids(engine, section="problems")) == listed(TEXTS, "problems")
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [live_folder_name(tmp_path)] != [before]


def live_folder_name(index_dir) -> str:
    return (index_dir / "CURRENT").read_text().strip()

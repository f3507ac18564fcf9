"""Indexes that were written before the engine's modules moved into rooms open as they are."""

from __future__ import annotations

from search.documents import Document, Query
from search.engines.whoosh.disk.codec import Offsets
from search.engines.whoosh.disk.schema import TextField
from search.engines.whoosh.disk.storage import live_folder
from search.engines.whoosh.engine import WhooshEngine

OLD_PLACES = {TextField: "search.engines.whoosh.schema", Offsets: "search.engines.whoosh.codec"}


def test_a_table_of_contents_that_names_the_old_modules_is_read(tmp_path, monkeypatch):
    for pickled, module in OLD_PLACES.items():
        monkeypatch.setattr(pickled, "__module__", module)
    WhooshEngine(tmp_path).rebuild([Document(1, "整顿", "整顿软弱涣散村党组织")])
    monkeypatch.undo()
    table = next(live_folder(tmp_path).glob("*.toc")).read_bytes()
    assert all(module.encode() in table for module in OLD_PLACES.values())
    assert [hit.id for hit in WhooshEngine(tmp_path).search(Query("软弱涣散")).hits] == [1]

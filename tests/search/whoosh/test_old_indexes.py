"""Indexes that were written before the engine's modules moved into rooms open as they are."""

from __future__ import annotations

import sys

import pytest

from search.documents import Document, Query
from search.engines.whoosh.disk import codec, schema
from search.engines.whoosh.disk.storage import live_folder
from search.engines.whoosh.engine import WhooshEngine

#: What Whoosh pickles into a table of contents, and the module that it lay in.
OLD_MODULES = {
    codec.Segment: "search.engines.whoosh.codec",
    codec.Codec: "search.engines.whoosh.codec",
    codec.Offsets: "search.engines.whoosh.codec",
    schema.TextField: "search.engines.whoosh.schema",
}


@pytest.fixture
def old_index(tmp_path):
    with pytest.MonkeyPatch.context() as then:
        for pickled, module in OLD_MODULES.items():
            then.setitem(sys.modules, module, sys.modules[pickled.__module__])
            then.setattr(pickled, "__module__", module)
        WhooshEngine(tmp_path).rebuild([Document(1, "整顿", "整顿软弱涣散村党组织")])
    return tmp_path


def found(index):
    return [hit.id for hit in WhooshEngine(index).search(Query("软弱涣散", sort="newest")).hits]


def test_a_table_of_contents_that_names_the_old_modules_is_read(old_index):
    table = next(live_folder(old_index).glob("*.toc")).read_bytes()
    assert all(module.encode() in table for module in OLD_MODULES.values())
    assert not any(module in sys.modules for module in OLD_MODULES.values())
    assert found(old_index) == [1]


def test_an_old_index_takes_changes(old_index):
    WhooshEngine(old_index).apply(upserts=[Document(2, "又一篇", "软弱涣散")])
    assert found(old_index) == [2, 1]

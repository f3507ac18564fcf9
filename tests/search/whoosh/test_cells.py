"""Cells of groupings with more places than an array should hold."""

from __future__ import annotations

from search.documents import Query
from search.engines.whoosh.answering import cells


def test_places_that_do_not_occur_take_no_room(full, monkeypatch):
    asked = (
        Query("整顿", fold=True),
        ("党组织", "整顿 NEAR/9 党"),
        [("year",), ("source", "year"), ("year", "province")],
    )
    dense = full.cells(*asked)
    monkeypatch.setattr(cells, "_DENSE", 0)
    assert full.cells(*asked) == dense

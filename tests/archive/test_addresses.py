"""Addresses written many at a time say what each written alone would say."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from archive.web.addresses import addresses_like, list_address
from search.documents import Query

_VALUES = st.lists(st.sampled_from(["news", "甲报", "a&b=c", "none"]), max_size=3, unique=True).map(tuple)
_CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "text": st.text(max_size=8),
        "mode": st.sampled_from(["folded", "exact"]),
        "region": st.sampled_from(["", "62", "6211", "none"]),
        "date_from": st.sampled_from(["", "2019", "2019-08"]),
        "undated": st.booleans(),
        "source": _VALUES,
        "kind": _VALUES,
        "excluded": _VALUES.map(lambda values: tuple(("source", value) for value in values)),
        "sort": st.sampled_from(["relevance", "oldest"]),
        "page": st.integers(1, 9),
        "size": st.sampled_from([20, 50]),
    },
)


@given(_CHANGES, _CHANGES, _CHANGES, st.booleans())
def test_an_address_like_others_is_the_address_of_its_question(asked, first, then, fold):
    query = Query(**asked, fold=fold)
    written = addresses_like(query, **first)
    assert written(**then) == list_address(replace(query, **(first | then)))
    assert written() == list_address(replace(query, **first))

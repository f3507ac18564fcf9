"""The codec: what is written is what is read, by us and by Whoosh's own matchers."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.index import FileIndex
from whoosh.query import And, Or, Term

from search.documents import Document
from search.engines.whoosh.disk import encoding
from search.engines.whoosh.disk.codec import token_bytes
from search.engines.whoosh.disk.encoding import encode_lists, join_lists
from search.engines.whoosh.disk.postings import BLOCK, decode_postings, encode_postings
from search.engines.whoosh.disk.schema import PAIR, SINGLE, make_schema
from search.engines.whoosh.disk.storage import INDEX_NAME, DurableStorage, live_folder
from search.engines.whoosh.reading.phrases import HitCounts
from search.engines.whoosh.reading.segments import Budget
from search.fold import fold
from tests.search.corpus import CORPUS, make_corpus

_LISTS = st.dictionaries(
    st.integers(0, 2**31 - 1) | st.integers(0, 300),
    st.lists(st.integers(0, 2**32 - 1) | st.integers(0, 1000), min_size=1, max_size=5, unique=True),
    min_size=1,
    max_size=30,
)


def written_and_read(ids, counts, positions, before=b""):
    arrays = np.array(ids, np.int32), np.array(counts, np.int32), np.array(positions, np.uint32)
    found = decode_postings(memoryview(before + encode_postings(*arrays) + b"rest"), len(before))
    return found.ids.tolist(), found.counts.tolist(), found.positions.tolist()


@settings(deadline=None)
@given(_LISTS, st.binary(max_size=3))
def test_a_posting_list_is_read_as_it_was_written_wherever_it_stands(lists, before):
    ids = sorted(lists)
    counts = [len(lists[number]) for number in ids]
    positions = [offset for number in ids for offset in sorted(lists[number])]
    assert written_and_read(ids, counts, positions, before) == (ids, counts, positions)


@settings(deadline=None)
@given(st.dictionaries(st.integers(0, 2**31 - 1), st.integers(1, 2**31 - 1), min_size=1, max_size=30))
def test_words_are_kept_without_positions(counts):
    ids = sorted(counts)
    frequencies = [counts[number] for number in ids]
    assert written_and_read(ids, frequencies, []) == (ids, frequencies, [])


@pytest.mark.parametrize("size", [1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 5])
def test_long_lists_go_through_several_blocks(size):
    ids = list(range(7, 7 + 3 * size, 3))
    counts = [1 + number % 3 for number in ids]
    positions = list(range(sum(counts)))
    assert written_and_read(ids, counts, positions) == (ids, counts, positions)


@settings(deadline=None, max_examples=50)
@given(st.lists(_LISTS, min_size=1, max_size=6), st.booleans(), st.booleans())
def test_lists_written_together_are_those_written_one_by_one(lists, with_positions, with_a_long_one):
    if with_a_long_one:
        lists = [*lists, {number: [number] for number in range(3, 3000, 3)}, lists[0]]
    arrays = [arrays_of(some, with_positions) for some in lists]
    tokens = [str(number).encode() for number in range(len(lists))]
    (together,) = join_lists((token, *each) for token, each in zip(tokens, arrays, strict=True))
    encoded = encode_lists(together)
    assert encoded.raw == b"".join(encode_postings(*each) for each in arrays)
    ends = [*encoded.starts[1:].tolist(), len(encoded.raw)]
    assert (encoded.starts + encoded.lengths).tolist() == ends
    assert encoded.hits.tolist() == [int(counts.sum()) for _, counts, _ in arrays]


def arrays_of(lists, with_positions):
    ids = sorted(lists)
    counts = [len(lists[number]) for number in ids]
    positions = [offset for number in ids for offset in sorted(lists[number])] if with_positions else []
    return np.array(ids, np.int32), np.array(counts, np.int32), np.array(positions, np.uint32)


def test_a_batch_is_cut_where_its_positions_become_too_many_and_loses_nothing(monkeypatch):
    monkeypatch.setattr(encoding, "_BATCH_POSITIONS", 40)
    monkeypatch.setattr(encoding, "_BATCH_TOKENS", 7)
    arrays = [arrays_of({number: range(number % 5 + 1) for number in range(size)}, True) for size in range(1, 30)]
    lists = [(b"%03d" % number, *each) for number, each in enumerate(arrays)]
    found = [each for some in join_lists(lists) for part in some.batches() for each in part.each()]
    assert [token for token, *_ in found] == [token for token, *_ in lists]
    for (_, *read), (_, *written) in zip(found, lists, strict=True):
        assert all(np.array_equal(one, other) for one, other in zip(read, written, strict=True))


def test_pairs_and_words_in_one_batch_stay_apart():
    mixed = [(b"a", *arrays_of({1: [5], 2: [6, 7]}, True)), (b"b", *arrays_of({1: [5, 6]}, False))]
    some, other = join_lists(mixed)
    assert (some.positions.tolist(), other.positions.tolist()) == ([5, 6, 7], [])


def test_the_places_of_some_documents_are_those_of_all_cut_down():
    ids, counts = np.array([2, 5, 9], np.int32), np.array([2, 1, 3], np.int32)
    found = decode_postings(encode_postings(ids, counts, np.array([4, 8, 1, 0, 2, 70_000], np.uint32)), 0)
    assert found.keys.tolist() == [2 << 32 | 4, 2 << 32 | 8, 5 << 32 | 1, 9 << 32, 9 << 32 | 2, 9 << 32 | 70_000]
    for wanted in ([5], [2, 9], [0, 1, 3], [9, 11], []):
        expected = [key for key in found.keys.tolist() if key >> 32 in wanted]
        assert found.keys_in(np.array(wanted, np.int32)).tolist() == expected


# Whoosh's own searcher as the oracle


@pytest.fixture(scope="module")
def searcher(full):
    folder = live_folder(full._index_dir)
    with FileIndex(DurableStorage(folder), schema=make_schema(), indexname=INDEX_NAME).searcher() as made:
        yield made


def found_by_whoosh(searcher, query) -> set[int]:
    columns = [reader._perdoc._columns.arrays["id"].tolist() for reader, _ in searcher.reader().leaf_readers()]
    numbers = [number for column in columns for number in column]
    return {numbers[hit.docnum] for hit in searcher.search(query, limit=None)}


def test_whooshs_matchers_find_what_python_finds(searcher, chance):
    for _ in range(60):
        text = fold(chance.choice(CORPUS).body)
        at, other = (chance.randrange(len(text) - 1) for _ in range(2))
        one, two = (text[start : start + 2] for start in (at, other))
        terms = [Term("body", token_bytes(PAIR + pair)) for pair in (one, two)]
        holding = [{d.id for d in CORPUS if pair in fold(d.body)} for pair in (one, two)]
        assert found_by_whoosh(searcher, And(terms)) == holding[0] & holding[1]
        assert found_by_whoosh(searcher, Or(terms)) == holding[0] | holding[1]


def test_whooshs_matchers_read_offsets_and_lengths(full, searcher):
    reader = searcher.reader()
    snapshot = full._newest()
    by_id = {d.id: d for d in CORPUS}
    for number in snapshot.everything.tolist()[:20]:
        document = by_id[int(snapshot.ids[number])]
        text = fold(document.body)
        matcher = reader.postings("body", token_bytes(PAIR + text[:2]))
        matcher.skip_to(number)
        assert matcher.id() == number
        places = [at for at in range(len(text)) if text.startswith(text[:2], at)]
        assert matcher.value_as("positions").tolist() == places
        assert matcher.weight() == len(places)
        assert searcher.reader().doc_field_length(number, "body") == snapshot.lengths["body"][number]


def test_a_merge_keeps_every_token_of_every_live_document(engine):
    documents = make_corpus(24, seed=7)
    for document in documents:
        engine.apply(upserts=[document])
    engine.apply(deletes=[3, 9])
    for document in documents[:8]:
        engine.apply(upserts=[Document(document.id + 100, document.title, document.body)])
    left = [d for d in documents if d.id not in (3, 9)]
    snapshot = engine._newest()
    assert 1 < len(snapshot.segments()) < 15
    held: dict[str, set[int]] = defaultdict(set)
    for document in [*left, *(Document(d.id + 100, d.title, d.body) for d in documents[:8])]:
        text = fold(document.body)
        for token in {*(PAIR + text[at : at + 2] for at in range(len(text) - 1)), *(SINGLE + c for c in document.body)}:
            held[token].add(document.id)

    def documents_of(token):
        def read(segment):
            postings = segment.postings("body", token)
            return HitCounts(postings.ids, postings.counts)

        return snapshot.gather(read, Budget(60))

    for token, ids in held.items():
        assert set(snapshot.ids[documents_of(token).ids].tolist()) == ids

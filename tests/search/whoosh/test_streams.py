"""The file of words in their order: through commits, merges and deletions each document keeps its own words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from search.analysis import words
from search.documents import Document, Query, QueryError
from search.engines.whoosh.disk.streams import encode_streams, join_streams, list_streams, read_streams, rows_of
from search.engines.whoosh.reading import words as words_of_segments
from search.engines.whoosh.reading.segments import Budget
from search.fold import fold
from search.word_stream import make_stream
from tests.search.corpus import CORPUS


def stream_of(document):
    title, body = (words(fold(text)) for text in (document.title, document.body))
    return make_stream(document.title, document.body, title, body)


def kept_streams(snapshot):
    """Return {id: (words in their order, steps, tokens of the title, how often each word occurs)} of the live documents."""
    kept = {}
    for base, segment, numbers in snapshot.split(snapshot.everything):
        streams = segment.streams
        assert len(streams) == segment.size
        for number in numbers.tolist():
            token = slice(streams.token_at[number], streams.token_at[number + 1])
            one = rows_of(streams, np.array([number]))
            bag = [one.words[at] for at in one.bags.tolist()]
            kept[int(snapshot.ids[base + number])] = (
                [bag[place] for place in streams.places[token].tolist()],
                streams.steps[token].tobytes(),
                int(streams.title_counts[number]),
                dict(zip(bag, one.often.tolist(), strict=True)),
            )
    return kept


def expected_streams(documents):
    given = {}
    for document in documents:
        stream = stream_of(document)
        in_order = [stream.words[place] for place in stream.places]
        counted = {word: in_order.count(word) for word in stream.words}
        given[document.id] = (in_order, stream.steps, stream.title, counted)
    return given


def test_the_words_in_their_order_are_those_of_the_live_documents(full):
    assert kept_streams(full._newest()) == expected_streams(CORPUS)


def test_they_stay_with_their_document_through_merges(engine):
    # A word that occurs more than 255 times needs more than its byte.
    often = replace(CORPUS[3], body="支部" * 300 + CORPUS[3].body)
    documents = [*CORPUS[:3], often, *CORPUS[4:12]]
    for document in documents:
        engine.apply(upserts=[document])
    engine.apply(upserts=[Document(7, "新题", "新文整顿")])
    for document in CORPUS[12:17]:
        engine.apply(upserts=[document])
    assert len(engine._newest().segments()) < 10
    now = [*(each for each in documents if each.id != 7), Document(7, "新题", "新文整顿"), *CORPUS[12:17]]
    assert kept_streams(engine._newest()) == expected_streams(now)


def test_a_file_whose_arrays_do_not_fit_is_refused():
    streams = join_streams([list_streams([stream_of(document) for document in CORPUS[:2]])])
    raw = b"".join(encode_streams(streams))
    assert read_streams(raw).word(0) == streams.word(0)
    with pytest.raises(ValueError, match="not a file"):
        read_streams(b"x" + raw)
    for name in ("bags", "places", "steps", "often"):
        short = replace(streams, **{name: getattr(streams, name)[:-1]})
        with pytest.raises(ValueError, match="not those of the documents"):
            read_streams(b"".join(encode_streams(short)))


def test_no_documents_make_a_file_too():
    assert len(read_streams(b"".join(encode_streams(join_streams([list_streams([])]))))) == 0


def test_the_time_of_a_question_on_words_is_up_too(full, monkeypatch):
    monkeypatch.setattr("search.engines.whoosh.research.Budget", lambda: Budget(-1.0))
    for ask in (
        lambda: full.neighbours(Query("整顿")),
        lambda: full.neighbours(Query("整顿"), by="string"),
        lambda: full.keywords(Query(kind=("news",)), [Query()]),
    ):
        with pytest.raises(QueryError, match="太费时"):
            ask()


def test_the_words_of_a_whole_segment_are_counted_once_in_all_commits(engine, monkeypatch):
    engine.rebuild(CORPUS)
    counted = []
    monkeypatch.setattr(
        words_of_segments,
        "_sum_bags",
        lambda streams, rows, budget, real=words_of_segments._sum_bags: (
            counted.append(len(rows)),
            real(streams, rows, budget),
        )[1],
    )
    before = engine.keywords(Query(), [Query(kind=("news",))]).here
    engine.apply(upserts=[Document(900, "新", "新文")])
    after = engine.keywords(Query(), [Query(kind=("news",))]).here
    assert (before.reports, after.reports) == (len(CORPUS), len(CORPUS) + 1)
    assert counted.count(len(CORPUS)) == 1

"""The table of tokens: whatever tokens there are, the file is what Whoosh itself would have written."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.filedb.filetables import HashWriter, OrderedHashWriter
from whoosh.filedb.structfile import StructFile
from whoosh.util.numlists import GrowableArray

from search.engines.whoosh.disk.termfile import TermDictionary

TOKENS = st.sets(st.text("党支部软弱涣散abc019", min_size=1, max_size=4).map(str.encode), max_size=120).map(sorted)


class WhooshsOwn(OrderedHashWriter):
    """With CRC-32, which its own constructor does not offer."""

    def __init__(self, file) -> None:
        HashWriter.__init__(self, file, hashtype=1)
        self.index = GrowableArray("H")
        self.lastkey = b""


def written(make, add, tokens: list[bytes]) -> bytes:
    kept = io.BytesIO()
    kept.close = lambda: None  # the writer closes what it wrote into
    writer = make(StructFile(kept))
    add(writer, tokens)
    writer.close()
    return kept.getvalue()


def values(tokens: list[bytes]) -> np.ndarray:
    return np.frombuffer(b"".join(token.ljust(16)[:16] for token in tokens), np.uint8).reshape(len(tokens), 16)


def as_whoosh_does(writer, tokens: list[bytes]) -> None:
    for token, value in zip(tokens, values(tokens), strict=True):
        writer.add(token, value.tobytes())


def in_two_batches(writer, tokens: list[bytes]) -> None:
    half = len(tokens) // 2
    for some in (tokens[:half], tokens[half:]):
        writer.add_many(some, values(some))


@given(TOKENS)
def test_the_file_is_the_one_that_whoosh_writes(tokens):
    assert written(TermDictionary, in_two_batches, tokens) == written(WhooshsOwn, as_whoosh_does, tokens)


def test_tokens_out_of_order_are_refused():
    with pytest.raises(ValueError, match="ascend"):
        written(TermDictionary, lambda writer, tokens: writer.add_many(tokens, values(tokens)), [b"b", b"a"])

"""The engines that the contract is asked of, each on a folder that stands for its index.

``TEST_ENGINES`` names them with commas between, whoosh if it is not set.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from search.engine import SearchEngine
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.reading import phrases

#: A new handle on the index of a folder; none is there before the first rebuild.
OpenEngine = Callable[[Path], SearchEngine]


@contextmanager
def whoosh() -> Iterator[OpenEngine]:
    """Look strings up in the small indexes of these tests, as in large ones.

    A scan finds the same (whoosh/test_scanning.py), and tests outside tests/search scan.
    """
    usual, phrases.MAX_SCANNED_CHARACTERS = phrases.MAX_SCANNED_CHARACTERS, -1
    try:
        yield WhooshEngine
    finally:
        phrases.MAX_SCANNED_CHARACTERS = usual


@contextmanager
def opensearch() -> Iterator[OpenEngine]:
    """Give each folder an index of its own in the cluster of OPENSEARCH_URLS; the texts are those that were indexed."""
    from tests.cluster.engines import opened_engines

    with opened_engines(shards=int(os.environ.get("OPENSEARCH_SHARDS", "1"))) as open_engine:
        yield open_engine


#: Each opens engines for one file of tests, and removes what they left behind it.
ENGINES: dict[str, Callable[[], AbstractContextManager[OpenEngine]]] = {
    "whoosh": whoosh,
    "opensearch": opensearch,
}
ASKED = [name.strip() for name in os.environ.get("TEST_ENGINES", "whoosh").split(",")]
#: Whether an engine that is asked finds words within sections; the others refuse them in a sentence.
FINDS_IN_SECTIONS = ASKED != ["opensearch"]
#: Whether an engine that is asked keeps words in their order; the others refuse what needs them, in a sentence.
KEEPS_WORDS = ASKED != ["opensearch"]
#: Whether an engine that is asked keeps prints of its texts; the others refuse to tell of shared passages, in a sentence.
KEEPS_PRINTS = ASKED != ["opensearch"]

"""The cache of rendered fragments: entries and facets of results pages, and what every head and foot repeat.

A fragment is stored under everything that it shows, so that a change needs no invalidation: it makes another key.
Popular searches share half of a page. A publication changes few entries and often no count.
Bound: FRAGMENT_BYTES in each process; the fragments that were not used longest go first.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from django.urls import get_script_prefix
from django.utils.translation import get_language

from search.cache import ByteBoundedCache

T = TypeVar("T")

#: Bytes in each process: some thousand entries and some hundred lists of facets.
FRAGMENT_BYTES = 48 * 1024 * 1024
_fragments = ByteBoundedCache(FRAGMENT_BYTES)


def cached_fragment(key: Hashable, render: Callable[[], T], cost: Callable[[T], int]) -> T:
    """Return what ``render`` made earlier for an equal ``key``, else call it.

    ``key`` holds every value that the fragment shows, as plain values: two model objects are equal by number alone,
    whatever they say. The language of the page and the prefix of all addresses are added here.
    ``cost``: bytes of key and fragment, roughly.
    """
    return _fragments.get_or_make((get_language(), get_script_prefix(), key), render, cost)

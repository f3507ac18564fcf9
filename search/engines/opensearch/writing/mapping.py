"""The fields of a document in the cluster, and the version of this schema.

For each of title, body, source and author:

    field      tokens                                              used for
    NAME_f2    every two neighbouring characters of the fold,      strings of two characters and more, ranking, the lead
               punctuation and blanks too, at their offsets
    NAME_r1    every single character as displayed, at its offset  single characters, the strict modes, wildcards, NEAR

A string of n >= 2 characters stands in a text if and only if its pairs stand there one after another: a phrase of f2. So
the cluster finds exactly what the embedded engine finds, wherever jieba cuts words. Facets, filters and orders are doc
values. The text itself is not stored: closeness and chains of NEAR read it from the archive.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

from search.analysis import analysis_version
from search.fold import FOLD_VERSION

#: Raise this number when fields, analyzers or similarities change.
MAPPING_NUMBER = 4

PAIRS = "_f2"
CHARACTERS = "_r1"
TEXT_FIELDS = ("title", "body")
NAMES = ("source", "author")

#: Entries of a list that can be reached by a page's number; an export of 20,000 reports needs the most.
WINDOW = 50_000


@cache
def schema_version() -> str:
    """Return a constant of all that an index is built with: fold table, jieba, its dictionary, mapping; twelve hex digits."""
    parts = f"opensearch {MAPPING_NUMBER} {FOLD_VERSION} {analysis_version()}"
    return hashlib.sha256(parts.encode()).hexdigest()[:12]


def index_body(shards: int) -> dict[str, Any]:
    """Return settings and mapping of a new index: without replicas and refresh, until it is filled."""
    return {
        "settings": {
            "index": {
                "number_of_shards": shards,
                "number_of_replicas": 0,
                "refresh_interval": "-1",  # whoever writes refreshes, once a commit
                "codec": "best_compression",
                "max_result_window": WINDOW,
                "gc_deletes": "1h",  # an older version of a deleted document is refused so long
                "similarity": {"hits": {"type": "scripted", "script": {"source": "return query.boost * doc.freq;"}}},
                "analysis": {
                    "analyzer": {
                        "pairs": {"type": "custom", "tokenizer": "pairs"},
                        "characters": {"type": "custom", "tokenizer": "characters"},
                    },
                    # Without token_chars every character counts, blanks and punctuation too.
                    "tokenizer": {
                        "pairs": {"type": "ngram", "min_gram": 2, "max_gram": 2},
                        "characters": {"type": "ngram", "min_gram": 1, "max_gram": 1},
                    },
                },
            }
        },
        "mappings": {"dynamic": "strict", "_source": {"enabled": False}, "properties": _properties()},
    }


def _properties() -> dict[str, Any]:
    text = {"type": "text", "norms": False}
    keyword = {"type": "keyword"}
    number = {"type": "integer"}
    stored_number = {"type": "float", "index": False}
    fields: dict[str, Any] = {}
    for name in (*TEXT_FIELDS, *NAMES):
        fields[name + PAIRS] = {**text, "analyzer": "pairs", "similarity": "hits"}
        fields[name + CHARACTERS] = {**text, "analyzer": "characters", "similarity": "boolean"}
    return fields | {
        "id": {"type": "long"},
        "digest": {**keyword, "index": False},
        "region": keyword,
        "province": keyword,
        "source": keyword,
        "kind": keyword,
        "script": keyword,
        "quality": keyword,
        "sections": keyword,
        "year": keyword,
        "precision": keyword,
        "date": number,
        "first": number,
        "last": number,
        "group": {"type": "long"},
        # The group, or the number of a report without one, negative: what a folded list shows once.
        "grouped": {"type": "long"},
        "title_length": stored_number,
        "body_length": stored_number,
        "worth": stored_number,
        # Of title and text together.
        "characters": {**number, "index": False},
    }


def meta_body() -> dict[str, Any]:
    """Return settings and mapping of the index of states: few documents, read by their names."""
    return {
        "settings": {"index": {"number_of_shards": 1, "auto_expand_replicas": "0-1"}},
        "mappings": {
            "dynamic": False,
            "properties": {"fence": {"type": "long"}, "what": {"type": "keyword"}},
        },
    }

"""All that crosses the border between the archive and an engine. Frozen."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Literal

#: 繁简通 (script, width and case folded), 精确字形 (script as typed),
#: 完全一致 (code point for code point, punctuation included).
MatchMode = Literal["folded", "script", "exact"]
Sort = Literal["relevance", "newest", "oldest"]

#: Stands for "this report has no value here" (未注明) in filters and facets.
UNKNOWN = "none"

#: What a text may lack (有缺损 有隐去 不完整); COMPLETE (完整) stands for none of them in filters and facets.
QUALITIES = ("damaged", "redacted", "truncated")
COMPLETE = "complete"

#: What the hits are counted by.
FACETS = ("region", "source", "kind", "script", "quality", "year")


@dataclass(frozen=True, slots=True)
class Document:
    """What an engine knows of one report (索引文档, never a Report).

    ``region``: six-digit GB/T 2260 code or "". ``date``: ``YYYY-MM-DD``,
    ``YYYY-MM``, ``YYYY`` or "" (unknown). ``source``, ``author``: names or "". ``quality``:
    those of QUALITIES that hold, sorted; none of them is a complete text. ``group``: the
    smallest id of its near duplicates (itself among them), 0 for a report that has none.
    """

    id: int
    title: str
    body: str
    region: str = ""
    date: str = ""
    source: str = ""
    author: str = ""
    kind: str = ""
    script: str = ""
    quality: tuple[str, ...] = ()
    group: int = 0

    def digest(self) -> str:
        """16 hex digits that change when anything here does; for index check."""
        canonical = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Query:
    """One question to an engine.

    ``text`` is what the user typed (see search/query.py); "" finds everything.
    ``region`` is a code or prefix of one ("62", "620000", "621102") or UNKNOWN.
    ``date_from`` and ``date_to`` are ``YYYY[-MM[-DD]]``; a document is inside if its
    date, at its own precision, may lie in the range; undated ones only with
    ``undated``. ``source``, ``kind``, ``script`` are exact names or UNKNOWN, ``quality`` of QUALITIES or COMPLETE:
    a document passes that has any of them, and all pass where there is none. ``excluded``: pairs of such
    a filter's name and a value; no document passes that has one. ``fold``: of near duplicates among the
    hits only the best. ``page`` counts from 1. ``facets``: those of FACETS that are wanted.
    """

    text: str = ""
    mode: MatchMode = "folded"
    region: str = ""
    date_from: str = ""
    date_to: str = ""
    undated: bool = False
    source: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    sort: Sort = "relevance"
    page: int = 1
    size: int = 20
    script: tuple[str, ...] = ()
    quality: tuple[str, ...] = ()
    excluded: tuple[tuple[str, str], ...] = ()
    fold: bool = False
    facets: tuple[str, ...] = FACETS


@dataclass(frozen=True, slots=True)
class Hit:
    """One found document and its score (BM25F; 0.0 where nothing was ranked).

    ``folded``: of a folded list the ids of its near duplicates among the hits, in the list's order.
    """

    id: int
    score: float
    folded: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """The page of hits asked for, and the numbers of the whole hit list.

    ``total`` counts all hits, ``folded_total`` the entries of the list: fewer where near duplicates
    are folded. ``facets`` maps each of Query.facets to {value: count} over *all*
    hits, folded or not; region values are six-digit codes, UNKNOWN stands for no value, COMPLETE for no quality.
    ``beyond``: the facets of the filters in force, each counted without its own filter but with all others, so that
    a page can offer what a filter now leaves out.
    ``term_hits``: of each of the query's ``terms`` the documents that hold it, whatever the filters; () if not counted.
    A page past the end has no hits and keeps its number.
    """

    total: int
    hits: tuple[Hit, ...]
    page: int = 1
    size: int = 20
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    explain: tuple[str, ...] = ()
    took_ms: float = 0.0
    folded_total: int = 0
    beyond: dict[str, dict[str, int]] = field(default_factory=dict)
    term_hits: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """Numbers of one line: documents held, commit generation, schema version, bytes on disk."""

    documents: int
    generation: int
    schema: str
    size_bytes: int


class SearchError(Exception):
    """Base of all that an engine raises; the message is a sentence with a remedy."""


class QueryError(SearchError):
    """The question cannot be answered; the (Chinese) sentence is for the user."""


class IndexBusy(SearchError):
    """Another process holds the writer's lock; the change waits in the outbox."""


class IndexMissing(SearchError):
    """No index, or one of another schema version: run ``manage.py index rebuild``."""

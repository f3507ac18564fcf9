"""The values that cross the border between archive and engine; all are frozen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal

#: 繁简通 (script, width and case folded), 精确字形 (script as typed),
#: 完全一致 (code point for code point, punctuation included).
MatchMode = Literal["folded", "script", "exact"]
#: By relevance, by date, or by accession (added): the number of a document, which grows with each one that comes in.
Sort = Literal["relevance", "newest", "oldest", "added"]

#: ok; degraded: a part is lost, and every answer is still whole; failed: no answer, or not to every question.
Health = Literal["ok", "degraded", "failed"]

#: The archive's texts by id: {id: (title, body)} of those of the ids that are published now.
Texts = Callable[[Collection[int]], Mapping[int, tuple[str, str]]]

#: Stands for "this report has no value here" (未注明) in filters and facets.
UNKNOWN = "none"

#: The faults of a text (有缺损 有隐去 不完整); COMPLETE (完整) stands for no fault in filters and facets.
QUALITIES = ("damaged", "redacted", "truncated")
COMPLETE = "complete"

#: The kinds of sections of a text (概况 做法 问题 下一步 启示).
SECTIONS = ("overview", "measures", "problems", "next", "lessons")

#: Entries of a page at most.
LARGEST_PAGE = 1000

#: Facets of a query's documents; further ones, counted where a query names them, are no filters.
FACETS = ("region", "source", "kind", "script", "quality", "year")
#: How much of a date is known: its values are PRECISIONS and UNKNOWN.
PRECISION = "precision"
PRECISIONS = ("year", "month", "day")


@dataclass(frozen=True, slots=True)
class Document:
    """A report as the engine knows it (索引文档).

    ``region``: six-digit GB/T 2260 code or "". ``date``: ``YYYY-MM-DD``,
    ``YYYY-MM``, ``YYYY`` or "" (unknown). ``source``, ``author``: names or "". ``quality``:
    its faults, of QUALITIES, sorted; a complete text has none. ``group``: the smallest id of
    its near duplicates, itself included, or 0 for a report that has none. ``sections``: (kind, start, end) of stretches of
    the body, by their starts, none overlapping; the kinds are SECTIONS.
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
    sections: tuple[tuple[str, int, int], ...] = ()

    def digest(self) -> str:
        """Return 16 hex digits that change with any value of the document; for index check."""
        canonical = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Query:
    """A query with its filters, order and page.

    ``text`` is what the user typed (see search/query/); "" finds every document.
    ``region`` names codes or prefixes of codes ("62", "620000", "621102") or UNKNOWN, and a single one may come as text:
    a document within any of them passes.
    ``date_from`` and ``date_to`` are ``YYYY[-MM[-DD]]``; a document is inside if its
    date, at its own precision, may lie in the range; undated ones only with
    ``undated``. ``years`` names years of which a document's date must lie in one; UNKNOWN among them stands for
    those without a date. ``source``, ``kind``, ``script`` are exact names or UNKNOWN, ``quality`` of QUALITIES or COMPLETE:
    a document with any of them passes, and an empty filter passes all. ``excluded``: pairs of the name of such
    a filter and a value; a document with one of them does not pass. ``fold``: list only the best of each group
    of near duplicates. ``page`` counts from 1. ``facets``: the wanted ones of FACETS and PRECISION. ``hidden``: ids that count nowhere,
    since the index is behind and still has them, or since nobody asked for them. ``samples`` "0": the archive left out
    its samples, which ``hidden`` names; engines read ``hidden`` alone. ``section``: one of SECTIONS; then only documents that
    have such a section pass, and each term, those of NEAR too, must stand within one to be found, counted and marked;
    stretches that touch are one. A term that names the title, source or author is searched there as ever. ``among``: the
    only ids that count anywhere, of the corpus that the archive calls ``corpus``, None for all; engines read ``among`` alone.
    """

    text: str = ""
    mode: MatchMode = "folded"
    region: tuple[str, ...] = ()
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
    hidden: tuple[int, ...] = ()
    years: tuple[str, ...] = ()
    samples: str = ""
    section: str = ""
    corpus: str = ""
    among: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        if isinstance(self.region, str):
            object.__setattr__(self, "region", (self.region,) if self.region else ())


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry of the list: a document and its score (BM25F; 0.0 in a list that is not ranked).

    ``folded``: in a folded list the ids of its near duplicates that match too, in the list's order.
    """

    id: int
    score: float
    folded: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """One page of the list, and the numbers of the whole list.

    ``total`` counts all matching documents, ``folded_total`` the entries of the list: fewer where near duplicates
    are folded. ``facets`` maps each of Query.facets to {value: count} over *all* matching documents, folded or not;
    region values are six-digit codes, UNKNOWN stands for no value, COMPLETE for no fault.
    ``beyond``: the facets of the filters in force, each counted without its own filter but with all others, so that
    a page can offer the values that a filter excludes.
    ``term_hits``: for each of the query's ``terms`` the number of its documents, without filters; () if not counted.
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
    """Number of documents, number of the commit, schema version, bytes on disk, and whether this process can write."""

    documents: int
    commit: int
    schema: str
    size_bytes: int
    is_writable: bool = True


@dataclass(frozen=True, slots=True)
class FileCheck:
    """The files of the newest commit that are ``damaged``, and those of an older version, ``unchecked``; by name."""

    damaged: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()


class SearchError(Exception):
    """Base of an engine's errors; the message is a sentence with a remedy."""


class QueryError(SearchError):
    """The query cannot be answered; the Chinese sentence is for the user."""


class IndexBusy(SearchError):
    """Another process has the writer's lock; the change waits in the outbox."""


class EngineUnavailable(SearchError):
    """The engine does not answer, or only in part: ask again later. An index is not known to be missing."""


class IndexMissing(SearchError):
    """No index, or one of another schema version: run ``manage.py index rebuild``."""


class IndexOutdated(IndexMissing):
    """The index is of another schema version: whoever serves that version may still use it."""


class IndexDamaged(IndexMissing):
    """A file of the index is gone, not readable, or not as it was written: run ``manage.py index rebuild``."""

"""The lines of a concordance, worked out on the texts of the documents that a query finds: the cluster has no texts.

So few documents are served, each exactly as the embedded engine does, and more are refused with a sentence.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from search.documents import MatchMode, Query, QueryError, Texts
from search.engines.opensearch.answering.dsl import Json, flat
from search.engines.opensearch.client import Cluster
from search.engines.opensearch.writing.mapping import TEXT_FIELDS
from search.hits import Mark, Shown, find_marks, visible_marks
from search.lines import (
    NAMED,
    SIDES,
    Beside,
    Concordance,
    Line,
    LineOrder,
    Side,
    check_total,
    page_of_lines,
)
from search.query import ParsedQuery
from search.sentences import say
from search.term_hits import fold_for_mode

#: Documents whose texts are read for one concordance.
MOST_DOCUMENTS = 2000
_AT_ONCE = 200
_ORDERS: Mapping[LineOrder, list[Json]] = {
    "newest": [{"date": {"order": "desc", "missing": "_last"}}, {"id": "desc"}],
    "oldest": [{"date": {"order": "asc", "missing": "_last"}}, {"id": "desc"}],
}


class _Context(NamedTuple):
    """A line with what stands beside it: as displayed, and as the mode compares it, from the hit outwards."""

    line: Line
    shown: Mapping[Side, str]
    compared: Mapping[Side, str]


def find_lines(
    cluster: Cluster,
    index: str,
    texts: Texts,
    query: Query,
    parsed: ParsedQuery,
    found: Json,
    *,
    order: LineOrder,
    page: int,
    size: int,
    width: int,
    beside: int,
) -> Concordance:
    """Return a page of the lines as SearchEngine.lines does. ``found``: the documents of the query. Raises QueryError."""
    if all(term.field not in ("", *TEXT_FIELDS) for term in parsed.terms):
        return Concordance(page=page, size=size)
    ids = _documents(cluster, index, query, found, order)
    contexts: list[_Context] = []
    for context in _contexts(ids, texts, parsed, query.mode, max(width, beside)):
        contexts.append(context)
        check_total(len(contexts))
    if order in SIDES:
        # A page orders by so many characters, and equal lines by document and place, as they come.
        side: Side = "left" if order == "left" else "right"
        contexts.sort(key=lambda context: context.compared[side][:width])
    lines = [context.line for context in contexts]
    return Concordance(
        total=len(lines),
        reports=len({line.id for line in lines}),
        lines=page_of_lines(lines, page, size),
        follows=_count_beside(contexts, "right", beside),
        precedes=_count_beside(contexts, "left", beside),
        page=page,
        size=size,
    )


def _documents(cluster: Cluster, index: str, query: Query, found: Json, order: LineOrder) -> list[int]:
    """Return the ids of the documents whose lines count, in the order of their lines. Raises QueryError for too many."""
    body = {
        "size": MOST_DOCUMENTS,
        "track_total_hits": True,
        "_source": False,
        "docvalue_fields": ["id", "grouped", "region"],
        "query": flat(found),
        "sort": _ORDERS["oldest" if order == "oldest" else "newest"],
    }
    hits = cluster.search(index, body)["hits"]
    if hits["total"]["value"] > MOST_DOCUMENTS:
        raise QueryError(
            say("逐处排列的报告最多{0}篇，这里有{1}篇；请加一个条件再看。", MOST_DOCUMENTS, hits["total"]["value"])
        )
    rows: list[Mapping[str, Any]] = [hit["fields"] for hit in hits["hits"]]
    if query.fold:
        firsts: dict[int, int] = {}
        for row in rows:
            firsts[row["grouped"][0]] = min(row["id"][0], firsts.get(row["grouped"][0], row["id"][0]))
        rows = [row for row in rows if firsts[row["grouped"][0]] == row["id"][0]]
    if order == "region":
        rows.sort(key=lambda row: (not row["region"][0], row["region"][0]))
    ids = [row["id"][0] for row in rows]
    return sorted(ids) if order in SIDES else ids


def _contexts(ids: Sequence[int], texts: Texts, parsed: ParsedQuery, mode: MatchMode, width: int) -> Iterator[_Context]:
    """Yield the lines of each document, title before body, by their places."""
    for number, field, text, marks in marks_in_texts(ids, texts, parsed, mode):
        folded = fold_for_mode(text, mode) if marks else ""
        for count, mark in enumerate(marks, 1):
            line = Line(number, field, mark.start, mark.end, count)
            yield _Context(line, _beside(text, line, width), _beside(folded, line, width))


def marks_in_texts(
    ids: Sequence[int], texts: Texts, parsed: ParsedQuery, mode: MatchMode
) -> Iterator[tuple[int, Shown, str, list[Mark]]]:
    """Yield (id, field, text, its marks as the report's page shows them) of title and body of each document."""
    fields: tuple[Shown, Shown] = ("title", "body")
    for first in range(0, len(ids), _AT_ONCE):
        some = ids[first : first + _AT_ONCE]
        read = texts(some)
        for number in some:
            for field, text in zip(fields, read.get(number, ("", "")), strict=True):
                yield number, field, text, visible_marks(text, find_marks(text, parsed, mode, field=field))


def _beside(text: str, line: Line, width: int) -> dict[Side, str]:
    return {
        "right": text[line.end : line.end + width],
        "left": text[max(0, line.start - width) : line.start][::-1],
    }


def _count_beside(contexts: Iterable[_Context], side: Side, length: int) -> Beside:
    """Return the strings beside the lines with their counts, each in its most frequent spelling."""
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for context in contexts:
        spellings[context.compared[side][:length]][context.shown[side][:length]] += 1
    counts = sorted(((-written.total(), text) for text, written in spellings.items()))
    strings = []
    for count, text in islice(counts, NAMED):
        spelling = min(spellings[text].items(), key=lambda pair: (-pair[1], pair[0]))[0]
        strings.append((spelling if side == "right" else spelling[::-1], -count))
    return Beside(tuple(strings), len(counts))

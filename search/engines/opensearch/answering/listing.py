"""One page of the list: its order, the bonus of the best, near duplicates folded, and the counts of the whole list.

The list has two parts. The best CANDIDATES by score get a bonus for closeness, worked out here from their texts, and are
ordered and folded here. Whatever stands behind them is in the cluster's own order, without the candidates and their groups.
A list without a bonus is the second part alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from search.documents import Hit, Query, QueryError, Texts
from search.engines.opensearch.answering.closeness import closeness
from search.engines.opensearch.answering.dsl import Json, every, without
from search.engines.opensearch.client import Cluster
from search.engines.opensearch.writing.mapping import TEXT_FIELDS, WINDOW
from search.engines.rules.filters import unknown_sort
from search.engines.rules.formula import CANDIDATES, WeightedString
from search.sentences import say

_AT_ONCE = 5000
_FIELDS = {"_source": False, "docvalue_fields": ["id", "grouped"]}
_NEWEST = [{"date": {"order": "desc", "missing": "_last"}}, {"id": "desc"}]
_ORDERS: dict[str, list[Any]] = {
    "newest": _NEWEST,
    "oldest": [{"date": {"order": "asc", "missing": "_last"}}, {"id": "desc"}],
    "added": [{"id": "desc"}],
}


class Entry(NamedTuple):
    """A document of the list: its score, and its group; a negative number stands for no group."""

    id: int
    score: float
    group: int


@dataclass(frozen=True, slots=True)
class Question:
    """A query as the cluster gets it.

    ``index``: that answers. ``found``: finds what the list holds, and scores it if it ``is_ranked``. ``filters``: of the facets, not in ``found``.
    """

    index: str
    query: Query
    found: Json
    filters: list[Json]
    is_ranked: bool

    @property
    def order(self) -> list[Any]:
        """The order of the list. Raises QueryError for an unknown one."""
        if self.query.sort == "relevance":
            return [{"_score": "desc"}, *_NEWEST] if self.is_ranked else _NEWEST
        if self.query.sort not in _ORDERS:
            raise unknown_sort()
        return _ORDERS[self.query.sort]

    @property
    def first(self) -> int:
        """The entries before the page."""
        return (self.query.page - 1) * self.query.size

    def within(self, *filters: Json) -> Json:
        """Return the query of the whole list, narrowed by further filters; it keeps the scores."""
        narrowing = [*self.filters, *filters]
        return {"bool": {"must": [self.found], "filter": narrowing}} if narrowing else self.found


def page_body(question: Question, head: int, aggregations: Json) -> Json:
    """Return the first request of a page: with the whole list's counts, and its first ``head`` documents or the page.

    ``head``: the number of candidates for a bonus, 0 for none.
    """
    body: Json = {
        "track_total_hits": True,
        "query": question.found,
        "sort": question.order,
        "aggs": aggregations,
        "track_scores": question.is_ranked,
        **_FIELDS,
    }
    if question.filters:
        body["post_filter"] = every(question.filters)
    if head:
        return body | {"size": head}
    return body | _window(question, 0)


def _window(question: Question, skipped: int) -> Json:
    """Return from where to where the page reaches behind ``skipped`` entries."""
    first = max(0, question.first - skipped)
    size = max(0, question.first + question.query.size - skipped - first)
    if first + size > WINDOW:
        return {"size": 0}
    folding = {"collapse": {"field": "grouped"}} if question.query.fold else {}
    return {"from": first, "size": size, **folding}


def entries_in(answer: Mapping[str, Any]) -> list[Entry]:
    """Return the documents of an answer, in its order."""
    return [
        Entry(hit["fields"]["id"][0], hit["_score"] or 0.0, hit["fields"]["grouped"][0])
        for hit in answer["hits"]["hits"]
    ]


def refuse_depth(question: Question, entries: int) -> None:
    """Raise QueryError for a page that has entries and lies deeper than the cluster lists."""
    if question.first < entries and question.first + question.query.size > WINDOW:
        raise QueryError(say("按页码最多看到第{0}条，请按年份或地区缩小范围后再往后看。", WINDOW))


def with_bonus(best: Sequence[Entry], strings: Sequence[WeightedString], texts: Texts) -> list[Entry]:
    """Return the best documents in the order of their scores with the bonus for closeness; equal ones keep their order."""
    read = texts([entry.id for entry in best])
    scored = []
    for entry in best:
        fields = dict(zip(TEXT_FIELDS, read.get(entry.id, ("", "")), strict=True))
        scored.append(entry._replace(score=entry.score + closeness(strings, fields)))
    return sorted(scored, key=lambda entry: -entry.score)


def first_of_groups(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries of a folded list: of each group the first document."""
    seen: set[int] = set()
    kept = []
    for entry in entries:
        if entry.group not in seen:
            seen.add(entry.group)
            kept.append(entry)
    return kept


def page_of(cluster: Cluster, question: Question, best: Sequence[Entry]) -> list[Entry]:
    """Return the page of a list that begins with the ``best``, already with their bonus."""
    head = first_of_groups(best) if question.query.fold else list(best)
    last = question.first + question.query.size
    page = head[question.first : last]
    if last <= len(head) or len(best) < CANDIDATES:
        return page
    others = [without({"terms": {"id": [entry.id for entry in best]}})]
    if question.query.fold:
        others.append(without({"terms": {"grouped": [entry.group for entry in best]}}))
    body = {"query": question.within(*others), "sort": question.order, "track_scores": True, "track_total_hits": False}
    return page + entries_in(cluster.search(question.index, body | _FIELDS | _window(question, len(head))))


def members_under(
    cluster: Cluster, question: Question, page: Sequence[Entry], best: Sequence[Entry]
) -> list[tuple[int, ...]]:
    """Return for each entry of a folded page the ids of the others of its group, in the list's order."""
    groups = [entry.group for entry in page if entry.group > 0]
    found: dict[int, list[int]] = {}
    places = {entry.id: place for place, entry in enumerate(best)}
    for entry in _all_of_groups(cluster, question, groups) if groups else ():
        found.setdefault(entry.group, []).append(entry.id)
    for members in found.values():
        members.sort(key=lambda id_: places.get(id_, len(places)))  # behind the best in the cluster's order
    return [tuple(id_ for id_ in found.get(entry.group, ()) if id_ != entry.id) for entry in page]


def _all_of_groups(cluster: Cluster, question: Question, groups: Sequence[int]) -> list[Entry]:
    found: list[Entry] = []
    after: Json = {}
    while True:
        query = question.within({"terms": {"grouped": list(groups)}})
        body = {"query": query, "sort": question.order, "size": _AT_ONCE, "track_total_hits": False, **_FIELDS}
        answer = cluster.search(question.index, body | {"track_scores": question.is_ranked} | after)
        found += entries_in(answer)
        if len(answer["hits"]["hits"]) < _AT_ONCE:
            return found
        after = {"search_after": answer["hits"]["hits"][-1]["sort"]}


def count_entries(cluster: Cluster, question: Question, total: int) -> int:
    """Return the number of entries of a folded list of ``total`` documents: exact, by counting each group's documents."""
    folded = 0
    after: Json = {}
    grouped = question.within({"range": {"group": {"gt": 0}}})
    while True:
        groups = {"composite": {"size": _AT_ONCE, "sources": [{"group": {"terms": {"field": "group"}}}], **after}}
        body = {"size": 0, "track_total_hits": False, "query": grouped, "aggs": {"groups": groups}}
        found = cluster.search(question.index, body)["aggregations"]["groups"]
        folded += sum(bucket["doc_count"] - 1 for bucket in found["buckets"])
        if len(found["buckets"]) < _AT_ONCE:
            return total - folded
        after = {"after": found["after_key"]}


def hits_of(page: Sequence[Entry], under: Sequence[tuple[int, ...]]) -> tuple[Hit, ...]:
    """Return the page as the border gives it."""
    return tuple(Hit(entry.id, round(entry.score, 5), members) for entry, members in zip(page, under, strict=True))

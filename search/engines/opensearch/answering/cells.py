"""Documents, characters and hits by year, province, source and kind, as aggregations of the cluster.

Three kinds of documents are not added up there but fetched as rows, and added up here: those with near duplicates, where each
group counts once in a cell; and those of a term whose marks no score counts, whose texts are read. Both have a bound, beyond
which there is an error and no number.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from search.cells import AXES, Cell, Cells
from search.documents import UNKNOWN, Query, QueryError, Texts
from search.engines.opensearch.answering.dsl import Json, every, flat, without
from search.engines.opensearch.answering.lines import marks_in_texts
from search.engines.opensearch.answering.strings import fields_of, is_strict, phrase
from search.engines.opensearch.client import Cluster
from search.engines.opensearch.writing.mapping import TEXT_FIELDS
from search.engines.opensearch.writing.rows import as_typed
from search.fold import fold
from search.query import Everything, ParsedQuery, Term
from search.sentences import say
from search.term_hits import overlaps_itself

#: Documents with near duplicates that are fetched for one number; documents whose texts are read for one term.
MOST_ROWS, MOST_TEXTS = 50_000, 2000
_AT_ONCE = 5000
_HAS_GROUP: Json = {"range": {"group": {"gt": 0}}}
_CHARACTERS: Json = {"sum": {"field": "characters"}}
# The score of a string is the number of its hits, but for the rounding of floats.
_HITS: Json = {"sum": {"script": {"source": "Math.round(_score.doubleValue())"}}}
_NOTHING: Json = {"sum": {"script": {"source": "0"}}}
_AMOUNTS = {"characters": _CHARACTERS, "score": _HITS, "nothing": _NOTHING}

#: {key: [documents, their amounts]} of one grouping.
_Tally = dict[tuple[str, ...], list[int]]


class _Row(NamedTuple):
    """A document: its group, a number below 0 for none, its values by AXES, and what is added up beside their number."""

    id: int
    group: int
    values: dict[str, str]
    amount: int


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Some documents: the query that finds them, and what is added up of them.

    ``by``: characters, score, nothing, or texts, in which the marks of ``term`` are counted.
    """

    query: Json
    by: str
    term: ParsedQuery


@dataclass(frozen=True, slots=True)
class Counting:
    """One question to an index. ``groupings``: those asked, and () for all documents. ``texts``: those of the archive."""

    cluster: Cluster
    index: str
    texts: Texts
    query: Query
    groupings: Sequence[tuple[str, ...]]

    def cells(self, subset: Json, terms: Sequence[tuple[ParsedQuery, Json]]) -> Cells:
        """Return the cells of the documents ``subset``. ``terms``: each with its tree and the query that finds it."""
        chosen = [_Chosen(subset, "characters", ParsedQuery(Everything()))]
        chosen += [_chosen(term, every((subset, found)), self.query) for term, found in terms]
        tallies = [self._tally(each) for each in chosen]
        first, *others = [_table([each[at] for each in tallies]) for at in range(len(self.groupings))]
        nothing = Cell((), 0, 0, (0,) * len(terms), (0,) * len(terms))
        return Cells(first[0] if first else nothing, tuple(others))

    def _tally(self, chosen: _Chosen) -> list[_Tally]:
        """Return the tally of each grouping."""
        tallies: list[_Tally] = [defaultdict(lambda: [0, 0]) for _ in self.groupings]
        rows: list[_Row] = []
        if chosen.by == "texts":
            rows = self._by_texts(chosen)
        else:
            if self.query.fold:
                rows = self._rows(chosen, [_HAS_GROUP], MOST_ROWS)
            for grouping, (key, reports, amount) in self._buckets(
                chosen, [without(_HAS_GROUP)] if self.query.fold else []
            ):
                tallies[grouping][key] = [reports, amount]
        for axes, tally in zip(self.groupings, tallies, strict=True):
            for key, row in self._counting(rows, axes):
                tally[key][0] += 1
                tally[key][1] += row.amount
        return tallies

    def _counting(self, rows: Sequence[_Row], axes: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], _Row]]:
        """Yield each row that counts with its key; ``rows`` ascend by id, so that the smallest of a group comes first."""
        seen: set[tuple[tuple[str, ...], int]] = set()
        for row in rows:
            key = tuple(row.values[axis] for axis in axes)
            if self.query.fold and (key, row.group) in seen:
                continue
            seen.add((key, row.group))
            yield key, row

    def _buckets(self, chosen: _Chosen, alone: list[Json]) -> Iterator[tuple[int, tuple[tuple[str, ...], int, int]]]:
        """Yield (number of the grouping, (key, documents, amounts)) as the cluster adds them up."""
        amounts = {"amount": _AMOUNTS[chosen.by]}
        after: dict[int, Json] = {number: {} for number, axes in enumerate(self.groupings) if axes}
        body: Json = {"size": 0, "track_total_hits": True, "query": _within(chosen.query, alone)}
        answer = self.cluster.search(self.index, body | {"aggs": amounts})
        total = answer["hits"]["total"]["value"]
        if not total:
            return
        yield 0, ((), total, round(answer["aggregations"]["amount"]["value"]))
        while after:
            requests = {
                str(number): {
                    "composite": {
                        "size": _AT_ONCE,
                        "sources": [{axis: {"terms": {"field": axis}}} for axis in self.groupings[number]],
                        **behind,
                    },
                    "aggs": amounts,
                }
                for number, behind in after.items()
            }
            found = self.cluster.search(self.index, body | {"aggs": requests})["aggregations"]
            for number in list(after):
                buckets = found[str(number)]["buckets"]
                for bucket in buckets:
                    key = tuple(_named(bucket["key"][axis]) for axis in self.groupings[number])
                    yield number, (key, bucket["doc_count"], round(bucket["amount"]["value"]))
                after[number] = {"after": buckets[-1]["key"]} if len(buckets) == _AT_ONCE else {}
                if not after[number]:
                    del after[number]

    def _rows(self, chosen: _Chosen, filters: list[Json], most: int) -> list[_Row]:
        """Return the documents by id. Raises QueryError for more than ``most``."""
        rows: list[_Row] = []
        after: Json = {}
        body: Json = {
            "size": _AT_ONCE,
            "query": _within(chosen.query, filters),
            "sort": [{"id": "asc"}],
            "track_total_hits": True,
            "track_scores": chosen.by == "score",
            "_source": False,
            "docvalue_fields": ["id", "grouped", "characters", *AXES],
        }
        while True:
            hits = self.cluster.search(self.index, body | after)["hits"]
            if hits["total"]["value"] > most:
                raise QueryError(
                    say("这个词要逐篇核对的报告太多，未数完，不给数；请加一个条件，或改用一个普通的词。")
                    if chosen.by == "texts"
                    else say("有近似篇的报告太多，未能各计一次，不给数；请加一个条件，或改为逐篇计。")
                )
            rows += [_row(hit, chosen.by) for hit in hits["hits"]]
            if len(hits["hits"]) < _AT_ONCE:
                return rows
            after = {"search_after": hits["hits"][-1]["sort"]}

    def _by_texts(self, chosen: _Chosen) -> list[_Row]:
        """Return the documents of a term with the marks that their texts have."""
        rows = self._rows(chosen, [], MOST_TEXTS)
        counts: Counter[int] = Counter()
        for number, _, _, marks in marks_in_texts([row.id for row in rows], self.texts, chosen.term, self.query.mode):
            counts[number] += len(marks)
        return [row._replace(amount=counts[row.id]) for row in rows]


def _chosen(term: ParsedQuery, found: Json, query: Query) -> _Chosen:
    """Return a term's documents, with a score that counts its hits where one can."""
    wanted = [one for one in term.terms if one.field in ("", *TEXT_FIELDS)]
    if not wanted:
        return _Chosen(found, "nothing", term)
    if len(wanted) == len(term.terms) == 1 and isinstance(one := wanted[0], Term):
        folded = fold(one.text)
        if len(folded) > 1 and not is_strict(one.text, query.mode) and not overlaps_itself(folded):
            hits = [phrase(field, folded, 1 / (len(folded) - 1)) for field in fields_of(one)]
            return _Chosen({"bool": {"filter": [found], "should": hits}}, "score", term)
    return _Chosen(found, "texts", term)


def _within(query: Json, filters: list[Json]) -> Json:
    """Return the query, narrowed; it keeps the scores."""
    if "should" in query.get("bool", {}):
        return {"bool": {"must": [query], "filter": filters}} if filters else query
    return flat(every((query, *filters)))


def _row(hit: Any, by: str) -> _Row:
    fields = hit["fields"]
    amount = round(hit["_score"]) if by == "score" else fields["characters"][0] if by == "characters" else 0
    values = {axis: _named(fields[axis][0]) for axis in AXES}
    return _Row(fields["id"][0], fields["grouped"][0], values, amount)


def _named(value: str) -> str:
    return as_typed(value) or UNKNOWN


def _table(columns: Sequence[_Tally]) -> tuple[Cell, ...]:
    """Return the cells of a grouping; ``columns``: of the whole question and of each term."""
    everything, *terms = columns
    cells = []
    for key, (reports, characters) in sorted(everything.items()):
        held = [term.get(key, [0, 0]) for term in terms]
        cells.append(Cell(key, reports, characters, tuple(each[0] for each in held), tuple(each[1] for each in held)))
    return tuple(cells)

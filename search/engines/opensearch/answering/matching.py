"""Which documents does a query's tree find? As a query of the cluster, in filter context."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from search.documents import MatchMode, Query, QueryError
from search.engines.opensearch.answering.dsl import ALL, NOTHING, Json, every, some, without
from search.engines.opensearch.answering.filters import date_filters, region_filter
from search.engines.opensearch.answering.strings import any_field, holds_string, needs, spans_near
from search.engines.opensearch.writing.mapping import TEXT_FIELDS
from search.neighbours import leaves
from search.query import And, DateRange, Everything, InRegion, Near, Node, Not, Or, SearchTerm, Term, Wildcard
from search.query.parsed import wanted_terms
from search.sentences import say

#: Finds the documents of a chain that no query of the cluster finds, by their texts; of what it must hold at least.
Chains = Callable[[Near, Json], Sequence[int]]


def matching(node: Node, mode: MatchMode, chains: Chains) -> Json:
    """Return the documents that match ``node``. TypeError for an unknown node."""
    match node:
        case Everything():
            return ALL
        case Term() | Wildcard():
            return any_field(node, mode)
        case Near():
            return _near(node, mode, chains)
        case InRegion(_, prefixes):
            return some(region_filter(prefix) for prefix in prefixes)
        case DateRange(first, last):
            return every(date_filters(Query(date_from=first, date_to=last)))
        case And(children):
            wanted = [matching(child, mode, chains) for child in children if not isinstance(child, Not)]
            unwanted = [matching(child.child, mode, chains) for child in children if isinstance(child, Not)]
            return {"bool": {"filter": wanted, "must_not": unwanted}}
        case Or(children):
            return some(matching(child, mode, chains) for child in children)
        case Not(child):
            return without(matching(child, mode, chains))
        case _:
            raise TypeError(f"not a node of a query: {node!r}")


def having(section: str, root: Node) -> Json:
    """Return the documents that have such a section. QueryError if the tree asks for words in it: the cluster keeps no places."""
    if any(term.field in ("", *TEXT_FIELDS) for wanted in (True, False) for term in wanted_terms(root, wanted)):
        raise QueryError(
            say("集群引擎还不能在段落里找词。请去掉“段落”，或只按地区、年份、来源等条件找有此段落的报告。")
        )
    return {"term": {"sections": section}}


def _near(node: Near, mode: MatchMode, chains: Chains) -> Json:
    operands = {field: [leaves(operand, field) for operand in node.operands] for field in TEXT_FIELDS}
    if len(node.operands) == 2 and all(
        isinstance(leaf, Term) for several in operands.values() for leaves_ in several for leaf in leaves_
    ):
        return some(
            every(
                (
                    holds_string(field, one.text, mode),
                    holds_string(field, other.text, mode),
                    spans_near(field, one.text, other.text, node.distances[0], mode),
                )
            )
            for field, (ones, others) in operands.items()
            for one in ones
            for other in others
        )
    return _by_texts(node, mode, chains, operands)


def _by_texts(node: Near, mode: MatchMode, chains: Chains, operands: dict[str, list[list[SearchTerm]]]) -> Json:
    """Return the documents of a chain of three or more, or with wildcards, which the cluster's spans would lose."""
    fields = [field for field, several in operands.items() if all(several)]
    candidates = some(
        every(some(needs(field, leaf, mode) for leaf in several) for several in operands[field]) for field in fields
    )
    found = list(chains(node, candidates)) if fields else []
    return {"terms": {"id": found}} if found else NOTHING

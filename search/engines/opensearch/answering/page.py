"""One page of a query with the numbers of the whole list, in as few requests as it takes."""

from __future__ import annotations

from collections.abc import Callable

from search.documents import Query, Results, Texts
from search.engines.opensearch.answering.counts import Counts
from search.engines.opensearch.answering.dsl import Json, every
from search.engines.opensearch.answering.filters import facet_requests, facets_in, filters_of, hidden_filter
from search.engines.opensearch.answering.listing import (
    Question,
    count_entries,
    entries_in,
    hits_of,
    members_under,
    page_body,
    page_of,
    refuse_depth,
    with_bonus,
)
from search.engines.opensearch.answering.scoring import scored, weighted_strings
from search.engines.opensearch.client import Cluster
from search.engines.rules.formula import CANDIDATES
from search.query import Everything, Node, ParsedQuery


def find_page(
    cluster: Cluster,
    index: str,
    counts: Counts,
    texts: Texts,
    query: Query,
    parsed: ParsedQuery,
    match: Callable[[Node], Json],
) -> Results:
    """Return the answer of SearchEngine.search without its time. ``match``: what finds the documents of a node."""
    matched = every([match(parsed.root), *hidden_filter(query)])
    filters = filters_of(query)
    is_ranked = query.sort == "relevance" and not isinstance(parsed.root, Everything)
    # The score asks for all counts in one request; those that the strings need are among them.
    found = scored(matched, parsed.terms, query.mode, counts) if is_ranked else {"bool": {"filter": [matched]}}
    strings = weighted_strings(parsed.terms, query.mode, counts) if is_ranked else []
    everything = [each for several in filters.values() for each in several]
    question = Question(index, query, found, everything, is_ranked)
    head = CANDIDATES if len(strings) > 1 else 0
    answer = cluster.search(index, page_body(question, head, facet_requests(query, filters)))
    facets, beyond = facets_in(answer["aggregations"])
    total = answer["aggregations"]["passing"]["doc_count"]
    entries = count_entries(cluster, question, total) if query.fold else total
    refuse_depth(question, entries)
    best = with_bonus(entries_in(answer), strings, texts) if head else []
    page = page_of(cluster, question, best) if head else entries_in(answer)
    under = members_under(cluster, question, page, best) if query.fold else [()] * len(page)
    hidden = hidden_filter(query)
    return Results(
        total=total,
        folded_total=entries,
        hits=hits_of(page, under),
        page=query.page,
        size=query.size,
        facets={name: facets[name] for name in query.facets},
        beyond=beyond,
        explain=parsed.explain,
        term_hits=tuple(counts.of([every([match(term), *hidden]) for term in parsed.terms])),
    )

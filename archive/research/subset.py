"""The reports that a page of research is about (所数): the subset asked for, what it leaves out, and its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from archive.exporting.exports.conditions import conditions_in_words, joined
from archive.languages import say
from archive.publishing.outbox import waiting_removals
from archive.research.form import SubsetForm
from archive.web.addresses import Parameters, address_of, list_address, list_parameters, pairs_of, with_parameters
from search.documents import UNKNOWN, Query
from search.engine import get_engine
from search.query.parsed import parse_query

#: Parameters that a page shows otherwise than as a chip.
_FIELDS = ("q", "mode", "near", "samples")
#: Parameters of dates are one condition: the chip takes them back together.
_DATES = ("from", "to", "undated")


@dataclass(frozen=True, slots=True)
class SubsetChip:
    """A condition in words, and the parameters of the page without it."""

    label: str
    value: str
    without: Parameters


@dataclass(frozen=True, slots=True)
class Subset:
    """The reports of ``query``; its ``hidden`` are the samples left out and what is withdrawn but still in the index.

    Near duplicates are folded and samples left out unless the address says otherwise. ``put_right``: sentences on the parameters.
    """

    query: Query
    put_right: tuple[str, ...] = ()

    @property
    def counts_samples(self) -> bool:
        return self.query.samples != "0"

    @property
    def parameters(self) -> Parameters:
        """The parameters of a page of research from which ``read_subset`` reads this subset."""
        written = list_parameters(replace(self.query, samples=""))
        return written | ({"samples": "1"} if self.counts_samples else {})

    def address(self, name: str, own: Mapping[str, Any] | None = None, *arguments: str, **changes: Any) -> str:
        """Return the address of a page or file of research for this subset: the page's ``own`` parameters, then these.

        ``changes``: of fields of the query.
        """
        changed = replace(self, query=replace(self.query, **changes)) if changes else self
        given = {key: value for key, value in (own or {}).items() if value not in ("", (), [])}
        return with_parameters(address_of(name, *arguments), {**given, **changed.parameters})

    def list_address(self, **changes: Any) -> str:
        """Return the results page of this very subset, or of one changed in fields of its query: the list behind a number."""
        return list_address(replace(self.query, **changes) if changes else self.query)

    def chips(self) -> tuple[SubsetChip, ...]:
        """Return the filters in force in words. One query if a region is among them."""
        chips: list[SubsetChip] = []
        pairs = [(name, value) for name, value in pairs_of(self.parameters) if name not in _FIELDS]
        dates = [pair for pair in pairs if pair[0] in _DATES]
        for group in [*([dates] if dates else []), *([pair] for pair in pairs if pair[0] not in _DATES)]:
            for label, value in conditions_in_words(group):
                chips.append(SubsetChip(label, value, _without(self.parameters, group)))
        return tuple(chips)

    @property
    def words(self) -> str:
        """Return the conditions in words: 地区=甘肃省；日期=2019–2022. "" for none."""
        pairs = [pair for pair in pairs_of(self.parameters) if pair[0] not in ("q", "near", "samples")]
        return joined(conditions_in_words(pairs))


def read_subset(form: SubsetForm) -> Subset:
    """Return the subset that a valid form asks for. At most three queries."""
    query = form.to_query(fold=True, samples="0")
    return Subset(replace(query, hidden=(*query.hidden, *waiting_removals())), tuple(form.remarks))


@dataclass(frozen=True, slots=True)
class CountedSubset:
    """The numbers of a subset. ``reports``: all that pass its filters, near duplicates each; ``counted``: what the page counts.

    ``undated`` and ``unplaced`` are parts of ``counted``. ``samples``: those that pass the filters and are left out.
    """

    subset: Subset
    reports: int
    counted: int
    undated: int
    unplaced: int
    samples: int

    @property
    def folded_away(self) -> int:
        return self.reports - self.counted

    @property
    def words(self) -> str:
        """Return the numbers as one sentence without links, for files and citations."""
        parts = [say("已发布 {0:,} 篇", self.reports)]
        if self.subset.counts_samples:
            parts.append(say("示例计在内"))
        elif self.samples:
            parts.append(say("不计示例 {0:,} 篇", self.samples))
        if self.subset.query.fold:
            parts.append(say("近似者各计一次，计 {0:,} 篇", self.counted))
        else:
            parts.append(say("近似者逐篇计"))
        parts.append(say("其中日期未注明 {0:,} 篇、地区未注明 {1:,} 篇", self.undated, self.unplaced))
        return say("，").join(parts)


def count_subset(subset: Subset) -> CountedSubset:
    """Return the numbers of the subset, asked of the engine together. Raises QueryError, IndexMissing."""
    query = replace(subset.query, facets=(), size=1, page=1, sort="added")
    parsed = parse_query(query.text, query.mode)
    asked = {"all": query}
    if not (query.years or query.date_from or query.date_to) or query.undated or UNKNOWN in query.years:
        asked["undated"] = replace(query, years=(UNKNOWN,))
    if not query.region or UNKNOWN in query.region:
        asked["unplaced"] = replace(query, region=(UNKNOWN,))
    answers = dict(zip(asked, get_engine().search_many(list(asked.values())), strict=True))
    found = {name: answer.folded_total if query.fold else answer.total for name, answer in answers.items()}
    reports = answers["all"].total
    beside = 0 if subset.counts_samples else get_engine().count(_with_samples(query), parsed) - reports
    return CountedSubset(subset, reports, found["all"], found.get("undated", 0), found.get("unplaced", 0), beside)


def _with_samples(query: Query) -> Query:
    return replace(query, samples="", hidden=tuple(waiting_removals()), fold=False)


def _without(parameters: Parameters, dropped: list[tuple[str, str]]) -> Parameters:
    kept: dict[str, list[str]] = {}
    for name, value in pairs_of(parameters):
        if (name, value) not in dropped:
            kept.setdefault(name, []).append(value)
    return {**kept}

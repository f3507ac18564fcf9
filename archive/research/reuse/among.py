"""The pairs of reports of a subset that share words, and how many there are between each two provinces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.models import Region, code_prefix
from archive.places.shown import regions_by_code
from archive.research.reuse.asked import AskedReuse
from archive.research.reuse.order import Order, order_of
from archive.research.subset import Subset
from archive.searching.results import ListedReport, codes_of, in_regions, report_rows
from search.documents import UNKNOWN
from search.engine import get_engine
from search.reuse.found import PairOfReports


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two reports that share words; ``order``: of the first to the other."""

    pair: PairOfReports
    one: ListedReport
    other: ListedReport
    order: Order


@dataclass(frozen=True, slots=True)
class Partner:
    """Another province, or the same one, and how many pairs there are. ``code``: two digits, or UNKNOWN."""

    code: str
    region: Region | None
    pairs: int


@dataclass(frozen=True, slots=True)
class Province:
    """A row of the matrix: a province, its partners with most pairs first, and all pairs that it has a part in."""

    code: str
    region: Region | None
    pairs: int
    partners: tuple[Partner, ...]


def widened(subset: Subset, asked: AskedReuse) -> Subset:
    """Return the subset that both sides of the pairs are of."""
    regions = subset.query.region
    if not asked.beside or not regions or asked.beside in regions:
        return subset
    return replace(subset, query=replace(subset.query, region=(*regions, asked.beside)))


def find_pairs(subset: Subset, asked: AskedReuse) -> tuple[PairOfReports, ...]:
    """Return the pairs, one side in the places of the subset, the other in ``asked.beside`` if it is named.

    Raises QueryError, IndexMissing.
    """
    pairs = get_engine().shared_among(widened(subset, asked).query, asked.rule)
    if not asked.beside:
        return pairs
    regions = subset.query.region
    return tuple(
        pair
        for pair in pairs
        if (_is_in(pair.one_region, regions) and _is_in(pair.other_region, (asked.beside,)))
        or (_is_in(pair.other_region, regions) and _is_in(pair.one_region, (asked.beside,)))
    )


def _is_in(code: str, regions: Sequence[str]) -> bool:
    return not regions or any(not code if each == UNKNOWN else code.startswith(code_prefix(each)) for each in regions)


def shown_pairs(pairs: Sequence[PairOfReports]) -> list[PairRow]:
    """Return the pairs with their reports; one that is no longer public has no row. Two queries."""
    rows = report_rows({number for pair in pairs for number in (pair.one, pair.other)}, with_text=False)
    reports = in_regions(rows, regions_by_code(codes_of(rows)))
    shown = []
    for pair in pairs:
        one, other = reports.get(pair.one), reports.get(pair.other)
        if one and other:
            shown.append(PairRow(pair, one, other, order_of(one.partial_date, other.partial_date)))
    return shown


def matrix(pairs: Sequence[PairOfReports]) -> list[Province]:
    """Return the provinces in the order of their codes, those without a place last. One query."""
    between: Counter[tuple[str, str]] = Counter()
    for pair in pairs:
        one, other = (code[:2] or UNKNOWN for code in (pair.one_region, pair.other_region))
        between[one, other] += 1
        if one != other:
            between[other, one] += 1
    regions = {region.prefix: region for region in Region.objects.provinces()}
    rows = []
    for code in sorted({one for one, _ in between}, key=lambda code: (code == UNKNOWN, code)):
        partners = [Partner(other, regions.get(other), count) for (one, other), count in between.items() if one == code]
        partners.sort(key=lambda partner: (-partner.pairs, partner.code))
        rows.append(Province(code, regions.get(code), sum(each.pairs for each in partners), tuple(partners)))
    return rows

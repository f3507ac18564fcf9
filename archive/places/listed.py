"""Regions as lists show them: their names as plain values, read anew by each page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from archive.models import Region, code_prefix, codes_down_to

#: From so many codes on, all regions are read: 3,200 rows take less time than a statement with so many values.
_READ_ALL_FROM = 500


@dataclass(frozen=True, slots=True)
class ListedRegion:
    """A region with those it lies in; its attributes are named as those of Region.

    Two are equal where all that a page shows of them is equal, so a cached fragment may be keyed by it: under its new
    name a region is another key.
    """

    code: str
    name: str
    short: str
    level: str
    parent: ListedRegion | None = None

    def __hash__(self) -> int:
        return hash(self.code)  # by all values it took a tenth of a page; equal ones have equal codes

    @property
    def prefix(self) -> str:
        return code_prefix(self.code)

    @property
    def path(self) -> list[ListedRegion]:
        """From the province down to this region."""
        return [*(self.parent.path if self.parent else []), self]

    def get_absolute_url(self) -> str:
        return reverse("region", args=[self.code])


def regions_by_code(codes: Iterable[str]) -> dict[str, ListedRegion]:
    """Return {code: region}, each with those it lies in; a code of no region is left out. One query, none for no codes."""
    wanted = set(codes)
    if not wanted:
        return {}
    with_parents = {each for code in wanted for each in codes_down_to(code)}
    rows = Region.objects.filter(pk__in=with_parents) if len(wanted) < _READ_ALL_FROM else Region.objects.all()
    found: dict[str, ListedRegion] = {}
    # By code a parent comes before its children: 620000, 621100, 621102.
    for code, name, short, level, parent in rows.order_by("code").values_list(
        "code", "name", "short", "level", "parent_id"
    ):
        found[code] = ListedRegion(code, name, short, level, found.get(parent))
    return {code: found[code] for code in wanted if code in found}

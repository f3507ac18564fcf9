"""What all uses of a formula together say of it: counted anew after the rows of a report have changed.

Whoever writes rows marks their formulas as stale in the same transaction; the marks are taken away with the new counts,
so that a kill at any moment repeats work and loses none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Substr

from archive.models import Formula, FormulaUse, Report
from archive.models.readings.formulas import LONGEST_NAME
from archive.text.formulas import formula_shape
from archive.text.formulas.standing import Witness, standing_of

#: Formulas that one transaction counts, and keys that one statement names.
_AT_ONCE, _NAMED = 50, 400
_COUNTED = (
    "name", "type", "kind", "shape", "is_sure", "standing", "reports", "provinces", "first_date", "first_precision",
    "first_report_id",
)  # fmt: skip


def keys_of(number: int) -> set[str]:
    """Return the keys of a report's uses. One query."""
    return set(FormulaUse.objects.filter(report_id=number).order_by().values_list("key", flat=True).distinct())


def mark_stale(keys: Collection[str]) -> None:
    """Let these formulas be counted anew, in the caller's transaction; those that are new get a row."""
    named = sorted(keys)
    for at in range(0, len(named), _NAMED):
        some = named[at : at + _NAMED]
        Formula.objects.bulk_create([Formula(key=key) for key in some], ignore_conflicts=True)
        Formula.objects.filter(key__in=some, is_stale=False).update(is_stale=True)


def count_stale(*, is_enough: Callable[[], bool] = lambda: False) -> int:
    """Count the stale formulas anew, or as many as until ``is_enough``; return how many. One process does it at a time."""
    done = 0
    stale = Formula.objects.filter(is_stale=True).order_by("key")
    while not is_enough() and (keys := list(stale.values_list("key", flat=True)[:_AT_ONCE])):
        with transaction.atomic():
            counted = count_formulas(keys)
            Formula.objects.filter(key__in=[key for key in keys if key not in counted]).delete()
            for key, values in counted.items():
                Formula.objects.filter(key=key).update(**values, is_stale=False)
        done += len(keys)
    return done


def differing() -> tuple[str, ...]:
    """Return the keys whose counts are not those of their uses, that have a row and no uses, or uses and no row."""
    found: list[str] = []
    last = ""
    ordered = Formula.objects.order_by("key").values("key", "is_stale", *_COUNTED)
    while rows := list(ordered.filter(key__gt=last)[:_AT_ONCE]):
        last = rows[-1]["key"]
        counted = count_formulas([row["key"] for row in rows])
        found += [row["key"] for row in rows if row["is_stale"] or counted.get(row["key"]) != _values_of(row)]
    uses = FormulaUse.objects.filter(report__status=Report.Status.PUBLISHED).order_by()
    lacking = uses.exclude(key__in=Formula.objects.order_by().values("key")).values_list("key", flat=True).distinct()
    return (*found, *lacking)


def _values_of(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in _COUNTED}


def count_formulas(keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return {key: the values of its columns} of those that have uses in published reports. Two or three queries."""
    rows = (
        FormulaUse.objects.filter(key__in=keys, report__status=Report.Status.PUBLISHED)
        .order_by("report_id", "start")
        .values_list(
            "key", "type", "kind", "is_sure", "start", "end", "report_id", "report__date", "report__date_precision",
            "report__region_id", "report__central", "report__is_sample",
        )
    )  # fmt: skip
    counts: dict[str, _Counted] = {}
    found: Iterable[tuple[Any, ...]] = rows.iterator(chunk_size=2000)
    for key, *values in found:
        counts.setdefault(key, _Counted()).add(*values)
    names = _names({key: counted.first for key, counted in counts.items()})
    return {key: counted.values(key, names.get(key, key)) for key, counted in counts.items()}


@dataclass(slots=True)
class _Counted:
    witnesses: dict[int, Witness] = field(default_factory=dict)
    types: list[str] = field(default_factory=list)
    kind: str = ""
    is_sure: bool = False
    earliest: tuple[Any, ...] | None = None
    sample: tuple[int, int, int] | None = None

    def add(
        self, type_: str, kind: str, is_sure: bool, start: int, end: int, report: int, date: Any, precision: str,
        region: str | None, central: bool, is_sample: bool,
    ) -> None:  # fmt: skip
        self.types.append(type_)
        self.kind = self.kind or kind
        if is_sample:
            self.sample = self.sample or (report, start, end)
            return
        self.is_sure = self.is_sure or is_sure
        self.witnesses.setdefault(report, Witness(date.year if date else None, (region or "")[:2], central))
        # A day before its month, and a month before its year: what is known better is the better witness.
        rank = (date is None, date, {"day": 0, "month": 1}.get(precision, 2), report, start, end, precision)
        if self.earliest is None or _before(rank, self.earliest):
            self.earliest = rank

    @property
    def first(self) -> tuple[int, int, int] | None:
        """The report, start and end of the earliest use."""
        return self.earliest[3:6] if self.earliest else self.sample

    def values(self, key: str, name: str) -> dict[str, Any]:
        standing = standing_of(self.witnesses.values())
        is_dated = self.earliest is not None and not self.earliest[0]
        order = [each for each in ("numbered", "code", "quoted", "known") if each in self.types]
        return {
            "name": name[:LONGEST_NAME],
            "type": order[0],
            "kind": self.kind,
            "shape": formula_shape(key),
            "is_sure": self.is_sure,
            "standing": standing.name if self.witnesses else "",
            "reports": len(self.witnesses),
            "provinces": standing.provinces,
            "first_date": self.earliest[1] if is_dated and self.earliest else None,
            "first_precision": self.earliest[6] if is_dated and self.earliest else "",
            "first_report_id": self.earliest[3] if self.earliest else None,
        }


def _before(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    if one[0] != other[0]:
        return bool(one[0] < other[0])
    if one[0]:  # neither is dated
        return bool(one[3:] < other[3:])
    return bool(one[1:6] < other[1:6])


def _names(places: dict[str, tuple[int, int, int] | None]) -> dict[str, str]:
    """Return {key: its name as its first place writes it}. One query."""
    wanted = {place[:2]: key for key, place in places.items() if place}
    numbers = {report for report, _ in wanted}
    starts = {start for _, start in wanted}
    rows = FormulaUse.objects.filter(report_id__in=numbers, start__in=starts).order_by()
    cut = rows.annotate(name=Substr("report__text", F("start") + 1, F("end") - F("start")))
    found: Iterable[tuple[int, int, str]] = cut.values_list("report_id", "start", "name")
    return {wanted[report, start]: name for report, start, name in found if (report, start) in wanted}

"""May rows be added, and what is counted twice if they are? Pure: rows in, a sum or reasons out.

A row alone may be no addend (its number is redacted, its year only that of the paragraph's opening). Rows together have
no sum unless level, year, unit and status are one. What one row may hold of another is marked, whether there is a sum or
not: nobody but the reader knows whether 14 of a county are among the 279 of its city.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

#: Rows that one sum takes: their keys stay an address.
MOST_TICKED = 200

#: Why a row is no addend, whatever stands beside it.
Bar = Literal[
    "", "redacted", "vague", "range", "paragraph", "undated", "period", "unplaced", "share", "change", "from", "rate"
]
#: What rows of one sum have in common.
Trait = Literal["level", "year", "unit", "status"]
#: Why two rows may hold the same: one region lies in the other; near duplicates; the same sentence twice; two numbers
#: of one sentence, one of which may be among the other; the same thing of one region and year twice.
Why = Literal["within", "near", "sentence", "beside", "again"]

_TRAITS: tuple[Trait, ...] = ("level", "year", "unit", "status")
#: Of these a sum says nothing: 平均年龄 and 人均收入 are no parts of a whole.
_RATES = frozenset({"%", "‰", "个百分点", "倍", "岁"})
_AVERAGES = ("人均", "户均", "村均", "亩均", "年均", "月均", "日均", "平均", "均价", "单价")


@dataclass(frozen=True, slots=True)
class Addend:
    """What of a row decides whether it may be added.

    ``key`` names it in an address. ``group`` is that of the report's near duplicates, 0 without any. ``places``: codes of
    the regions that its own lies in, the province first, itself last; () where the region is unknown. ``noun`` and
    ``sentence`` are folded; ``sentence_at`` is where the sentence begins in the report.
    """

    key: str
    report: int
    group: int
    value: Decimal | None
    high: Decimal | None
    bound: str
    unit: str
    kind: str
    role: str
    noun: str
    year: int | None
    year_how: str
    status: str
    redacted: bool
    places: tuple[str, ...]
    level: str
    sentence: str
    sentence_at: int
    period: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """A trait in which ticked rows differ: each value with its number of rows, the most frequent first."""

    trait: Trait
    values: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two rows, by their keys, that may hold the same. ``within``: the region of ``part`` lies in that of ``whole``."""

    why: Why
    part: str
    whole: str


@dataclass(frozen=True, slots=True)
class Sum:
    """``total`` is None where there is none: no row may be added, or they differ.

    ``addends`` are the rows that may be added, in their order; ``barred`` the others with their reasons. ``is_least``:
    one of them is 以上 or 余, so that the sum is a lower bound; ``is_about``: one of them is 约.
    """

    total: Decimal | None
    addends: tuple[Addend, ...]
    barred: tuple[tuple[Addend, Bar], ...]
    differences: tuple[Difference, ...]
    overlaps: tuple[Overlap, ...]
    is_least: bool = False
    is_about: bool = False

    @property
    def nouns(self) -> tuple[str, ...]:
        """Return what the addends count, in each wording once."""
        return tuple(dict.fromkeys(row.noun for row in self.addends))


def bar_of(row: Addend) -> Bar:
    """Return why a row can be no addend, "" if it may be one."""
    if row.redacted:
        return "redacted"
    if row.value is None:
        return "vague"
    if row.high is not None or row.bound == "range":
        return "range"
    if row.kind == "share" or row.role == "share":
        return "share"
    if row.kind == "change" or row.role == "change":
        return "change"
    if row.role == "from":
        return "from"
    if row.unit in _RATES or "/" in row.unit or row.noun.startswith(_AVERAGES) or row.noun.endswith(_AVERAGES):
        return "rate"
    if row.year_how == "paragraph":
        return "paragraph"
    if row.year is None:
        return "undated"
    if row.period:
        return "period"
    return "" if row.places else "unplaced"


def add_up(rows: Sequence[Addend]) -> Sum:
    """Return the sum of ticked rows, or why there is none. Each row counts once, however often it is named."""
    rows = list({row.key: row for row in rows}.values())
    bars = [(row, bar_of(row)) for row in rows]
    addends = tuple(row for row, bar in bars if not bar)
    differences = tuple(_differences(addends))
    return Sum(
        total=sum((row.value or Decimal() for row in addends), Decimal()) if addends and not differences else None,
        addends=addends,
        barred=tuple((row, bar) for row, bar in bars if bar),
        differences=differences,
        overlaps=tuple(overlaps_among(addends)),
        is_least=any(row.bound == "more" for row in addends),
        is_about=any(row.bound == "about" for row in addends),
    )


def _differences(rows: Sequence[Addend]) -> Iterator[Difference]:
    for trait in _TRAITS:
        counts = Counter(str(getattr(row, trait)) for row in rows)
        if len(counts) > 1:
            yield Difference(trait, tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))))


def overlaps_among(rows: Sequence[Addend]) -> Iterator[Overlap]:
    """Yield the pairs of rows that may hold the same, each pair once, for its first reason."""
    for at, one in enumerate(rows):
        for other in rows[at + 1 :]:
            if found := overlap_of(one, other):
                yield found


def overlaps_with(row: Addend, ticked: Iterable[Addend]) -> tuple[Overlap, ...]:
    """Return how a row that is not ticked meets those that are."""
    return tuple(found for other in ticked if other.key != row.key and (found := overlap_of(row, other)))


def overlap_of(one: Addend, other: Addend) -> Overlap | None:
    """Return why two rows may hold the same, None if nothing says so. Numbers of unlike units or years hold nothing alike."""
    if one.unit != other.unit or one.year != other.year or one.status != other.status:
        return None
    if one.report == other.report and one.sentence_at == other.sentence_at:
        return Overlap("beside", other.key, one.key)
    if one.sentence and one.sentence == other.sentence and one.value == other.value:
        return Overlap("sentence", other.key, one.key)
    alike = one.noun in other.noun or other.noun in one.noun
    if one.group and one.group == other.group and one.report != other.report and (alike or one.value == other.value):
        return Overlap("near", other.key, one.key)
    if not one.places or not other.places:
        return None
    if one.places[-1] == other.places[-1]:
        return Overlap("again", other.key, one.key) if alike else None
    if one.places[-1] in other.places:
        return Overlap("within", other.key, one.key)
    return Overlap("within", one.key, other.key) if other.places[-1] in one.places else None

"""The values that reuse of passages crosses the border of the engine with; all are frozen."""

from __future__ import annotations

from dataclasses import dataclass

#: A set phrase is used in so many provinces.
COMMON_PROVINCES = 4
#: Fresh characters of the longest run: as a rule, and where a reader asks for shorter ones too.
LEAST, WIDE = 24, 16
#: Two reports share words if all the fresh ones are one in so many of the shorter text, or the longest run is LONG.
ONE_IN, LONG = 50, 48
#: Pairs of reports in the answer to one question.
MOST_PAIRS = 5_000


@dataclass(frozen=True, slots=True)
class Stretch:
    """Offsets of the same words in the two texts, from their first to behind their last character."""

    start: int
    end: int
    other_start: int
    other_end: int

    def mirrored(self) -> Stretch:
        return Stretch(self.other_start, self.other_end, self.start, self.end)


@dataclass(frozen=True, slots=True)
class SetPhrase:
    """Words of a run that many write (套语). ``central``: the central document that has them, 0 for none.

    ``provinces``: the least number of provinces that have any part of it.
    """

    at: Stretch
    central: int
    provinces: int


@dataclass(frozen=True, slots=True)
class SharedPassage:
    """Runs of the same words that stand near each other in both texts. ``fresh``: characters that are no set phrase."""

    runs: tuple[Stretch, ...]
    fresh: int

    @property
    def at(self) -> Stretch:
        first, last = self.runs[0], self.runs[-1]
        return Stretch(first.start, last.end, first.other_start, last.other_end)


@dataclass(frozen=True, slots=True)
class Shared:
    """What two texts share. Characters are letters and digits; punctuation counts nowhere.

    ``passages``: in the order of the first text. ``phrases``: the set phrases of all runs, those outside of passages too.
    ``fresh``: characters of all passages. ``longest``: fresh characters of the longest run. ``shorter``: of the shorter text.
    """

    passages: tuple[SharedPassage, ...]
    phrases: tuple[SetPhrase, ...]
    fresh: int
    longest: int
    shorter: int

    @property
    def percent(self) -> float:
        return 100 * self.fresh / self.shorter if self.shorter else 0.0

    def is_shared(self, least: int) -> bool:
        """Tell whether that is enough to say that the two share words."""
        return self.longest >= least and (self.fresh * ONE_IN >= self.shorter or self.longest >= LONG)


@dataclass(frozen=True, slots=True)
class SharedWith:
    """Another report that shares words, and its near duplicates that do, in ``folded``."""

    id: int
    shared: Shared
    folded: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PairOfReports:
    """Two reports that share words, the smaller id first, each with the code of its region, "" for none."""

    one: int
    other: int
    one_region: str
    other_region: str
    fresh: int
    longest: int


@dataclass(frozen=True, slots=True)
class ReuseRule:
    """``central``: ids of the central documents. ``least``: LEAST or WIDE, ValueError for another number."""

    central: frozenset[int] = frozenset()
    least: int = LEAST

    def __post_init__(self) -> None:
        if self.least not in (LEAST, WIDE):
            raise ValueError(f"not a least number of characters: {self.least!r}")


#: Without central documents.
PLAIN = ReuseRule()

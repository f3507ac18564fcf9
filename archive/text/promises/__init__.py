"""Which result of the next year answers a promise, and may the two be compared? Pairing of figures; no database.

A promise (计划) is a planned figure of a report of year N, a result (结果) a done one of a report of N + 1 about the same
place. Two are laid side by side where they speak of one indicator. 达到, 未达到 and 超出 are said only where nothing
differs: a qualifier that one side alone has is 范围不同, another span of time 时段不同. Measured: docs/research.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from archive.text.promises.statements import ReadStatement, Statement, read_statement, words_in_common

__all__ = ["Pair", "Remark", "Statement", "pair", "words_in_common"]

Remark = Literal[
    "kept", "missed", "beyond", "scope", "period", "redacted", "vague", "several", "unmatched", "no_report"
]

#: Dice's share of common pairs of characters from which two nouns may speak of one indicator.
ALIKE = 0.75
#: Two numbers of things that are more than so many times apart are hardly about the same.
TIMES_APART = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """Places in the two lists; ``result`` is None where there is none. ``differing`` are the words that one side alone has."""

    promise: int
    result: int | None
    remark: Remark
    differing: tuple[str, ...] = ()


def pair(promises: Sequence[Statement], results: Sequence[Statement], *, reported: bool = True) -> tuple[Pair, ...]:
    """Return one Pair for each promise, in order. Both lists are about one place, the results of the year that followed.

    ``reported``: whether there is a report of that year at all.
    """
    if not reported and not results:
        return tuple(Pair(at, None, "redacted" if each.redacted else "no_report") for at, each in enumerate(promises))
    by_measure: dict[str, list[tuple[int, ReadStatement]]] = {}
    for at, each in enumerate(results):
        read = read_statement(each, planned=False)
        by_measure.setdefault(read.measure, []).append((at, read))
    found = []
    for at, promise in enumerate(promises):
        mine = read_statement(promise, planned=True)
        found.append(_best(at, promise, mine, by_measure.get(mine.measure, []), results))
    return tuple(found)


def _best(
    at: int,
    promise: Statement,
    mine: ReadStatement,
    others: Sequence[tuple[int, ReadStatement]],
    results: Sequence[Statement],
) -> Pair:
    """Return the pair of one promise: a result of which nothing differs, else the likest one with what differs."""
    plain: list[tuple[int, Remark]] = []
    differing: list[tuple[tuple[int, float, int], Pair]] = []
    for place, other in others:
        alike = _alike(mine, other)
        if alike < ALIKE:
            continue
        apart = _apart(mine, other)
        if apart or alike < 1 or len(mine.letters) < 3:
            rank = (0, -alike, place)
            differing.append((rank, Pair(at, place, "scope", apart)))
        elif mine.span is None or other.span is None or mine.span != other.span:
            differing.append(((-1, -alike, place), Pair(at, place, "period")))
        else:
            plain.append((place, _verdict(mine, other, promise, results[place])))
    if plain:
        said = {remark for _, remark in plain}
        place, remark = plain[0]
        return Pair(at, place, remark if len(said) == 1 else "several")
    if differing:
        found = min(differing)[1]
        return Pair(at, found.result, "redacted", found.differing) if promise.redacted else found
    return Pair(at, None, "redacted" if promise.redacted else "unmatched")


def _alike(one: ReadStatement, other: ReadStatement) -> float:
    """Return how alike two indicators are, 1 where they are the same but for the order of their words."""
    if not one.letters or not other.letters:
        return 0.0
    if one.letters == other.letters:
        return 1.0
    if one.core == other.core and len(one.core) > 2:
        return 0.99
    common = sum((one.pairs & other.pairs).values())
    return min(0.99, 2 * common / (one.pairs.total() + other.pairs.total()))


def _apart(one: ReadStatement, other: ReadStatement) -> tuple[str, ...]:
    return tuple(sorted(one.qualifiers ^ other.qualifiers))


def _verdict(mine: ReadStatement, other: ReadStatement, promise: Statement, result: Statement) -> Remark:
    """Return what two comparable numbers say of each other."""
    if promise.redacted:
        return "redacted"
    if mine.low is None or other.low is None:
        return "vague"
    aim, top, got = mine.low, mine.high, other.low
    if promise.kind in ("count", "metric") and not aim <= got * TIMES_APART <= aim * TIMES_APART**2:
        return "vague"  # a stock beside what came to it, or several years beside one
    ceiling = mine.ceiling or (mine.lower and promise.bound == "exact")
    if mine.lower and promise.bound == "about" and not mine.ceiling:
        return "vague"
    margin = abs(aim) / 10
    loose = promise.bound == "about" and not mine.ceiling
    if ceiling:
        if result.bound in ("more", "about", "range"):
            return "vague"
        return "kept" if got <= (top if top is not None and top > aim else aim) else "missed"
    if result.bound == "about" and abs(got - aim) <= margin:
        return "kept" if loose and got == aim else "vague"
    if got == aim and mine.more and result.bound != "more":
        return "vague"
    if got < aim:
        if result.bound == "more" or (loose and aim - got <= margin):
            return "vague"
        return "missed"
    if got > (aim if top is None else top) and promise.bound in ("exact", "range"):
        return "beyond"
    return "kept"

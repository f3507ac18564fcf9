"""The sum of the rows that a reader ticked, as a page shows it: what it is of, what it may count twice, what it leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from archive.languages import own, say
from archive.places.shown import ListedRegion, region_name
from archive.research.figures.found import FoundFigure
from archive.research.figures.shown import addend_of
from archive.research.figures.sums import Difference, Sum, add_up
from archive.research.figures.words import (
    BARS,
    LEVELS,
    STATUSES,
    TRAITS,
    number_words,
    pair_words,
    trait_words,
)

#: Overlaps and addends that the sum's box names one by one.
NAMED = 12


@dataclass(frozen=True, slots=True)
class ShownSum:
    """The box of the sum. ``total`` is "" where there is none; then ``refused`` says why.

    ``ticked``: how many rows were; ``missing``: how many of them are no longer there or not under the conditions.
    ``prefix`` and ``suffix``: 约, 以上. ``measure``: what the sum is of; the others are remarks, "" for none.
    """

    ticked: int
    missing: int
    total: str
    unit: str
    prefix: str
    suffix: str
    measure: str
    refused: tuple[str, ...]
    overlaps: tuple[str, ...]
    barred: tuple[str, ...]
    nouns: str


def show_sum(picks: Sequence[str], ticked: Sequence[FoundFigure], places: Mapping[str, ListedRegion]) -> ShownSum:
    """Return the box of the rows that a reader ticked; ``picks`` are the keys of the address."""
    found = add_up([addend_of(row, places) for row in ticked])
    named = {row.key: row for row in ticked}
    counts = {bar: sum(1 for _, each in found.barred if each == bar) for _, bar in found.barred}
    refused = [_difference_words(each) for each in found.differences]
    if not found.addends and picks:
        refused.append(say("勾选的行里没有一行可以相加。"))
    elif refused:
        refused.append(say("请只留一级、一年、一种单位的行，再求和。"))
    overlaps = [pair_words(each, named, places) for each in found.overlaps]
    return ShownSum(
        ticked=len(ticked),
        missing=len(picks) - len(ticked),
        total=number_words(found.total) if found.total is not None else "",
        unit=found.addends[0].unit if found.total is not None else "",
        prefix=say("约") if found.is_about else "",
        suffix=say("以上") if found.is_least else "",
        measure=_measure(found, places) if found.total is not None else "",
        refused=tuple(refused),
        overlaps=(*dict.fromkeys(overlaps[:NAMED]), *_rest(len(overlaps))),
        barred=tuple(say("{0}：{1} 行", say(BARS[bar]), count) for bar, count in counts.items()),
        nouns=_noun_words(found) if found.total is not None else "",
    )


def _rest(count: int) -> tuple[str, ...]:
    return (say("另有 {0} 处。", count - NAMED),) if count > NAMED else ()


def _measure(found: Sum, places: Mapping[str, ListedRegion]) -> str:
    """Return 甘肃省，县级，2020 年，单位“个”，做到；14 + 22 + 9."""
    one = found.addends[0]
    shared = [codes for codes in zip(*(row.places for row in found.addends), strict=False) if len(set(codes)) == 1]
    inside = next(
        (
            unit
            for row in found.addends
            for unit in places[row.places[-1]].path
            if shared and unit.code == shared[-1][0]
        ),
        None,
    )
    parts = [
        region_name(inside) if inside else "",
        say(LEVELS.get(one.level, one.level)),
        say("{0} 年", one.year),
        format_html(say("单位“{0}”"), own(one.unit)),
        say(STATUSES[one.status]),
    ]
    shown = [number_words(row.value) for row in found.addends[:NAMED]]
    added = " + ".join(shown) + (" + …" if len(found.addends) > NAMED else "")
    return format_html(say("{0}；{1}"), joined((part for part in parts if part), say("，")), added)


def joined(words: Iterable[str], between: str = "") -> SafeString:
    """Return words, marked or plain, as the language of the page joins them."""
    return format_html_join(between or say("、"), "{}", ((each,) for each in words))


def _noun_words(found: Sum) -> str:
    if len(found.nouns) == 1:
        return format_html(say("对象写法相同：{0}"), own(found.nouns[0]) or say("未读出"))
    names = (own(each) or say("未读出") for each in found.nouns[:NAMED])
    return format_html(say("对象有 {0} 种写法，未必是同一样东西：{1}"), len(found.nouns), joined(names))


def _difference_words(difference: Difference) -> str:
    counts = (
        format_html(say("{0} {1} 行"), trait_words(difference.trait, value), count)
        for value, count in difference.values
    )
    return format_html(say("{0}不一：{1}。"), say(TRAITS[difference.trait]), joined(counts))

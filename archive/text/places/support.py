"""Is a name that looks like a place one? What else the text names tells; a short name or a word needs support."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from archive.text.places.gazetteer import COMMON_SHORT_NAMES, DISTRICTS_OF_THEIR_CITY, Gazetteer, is_generic
from archive.text.places.mentions import Mention
from archive.text.places.wording import (
    acts,
    is_dateline,
    is_organ,
    is_press,
    is_quoted,
    names_a_village,
    names_its_zone,
    opens_a_clause,
    seats_offices,
)


@dataclass(frozen=True, slots=True)
class Context:
    """The evidence of the whole text that tells one region of a name from another.

    ``whole``: regions named unmistakably by a full name. ``named``: these, those above them, and provinces and cities
    by their short names. ``homes``: regions of the outlet. ``cities``: cities by any name of their own. ``times``: how
    often each full name stands there; ``short_times``: each short one. ``townships``: how many townships of a county
    are named. ``tails``: the words of the level for which the text speaks, as in 我县.
    """

    whole: frozenset[str]
    named: frozenset[str]
    homes: frozenset[str]
    cities: frozenset[str]
    times: Mapping[tuple[str, ...], int]
    short_times: Mapping[tuple[str, ...], int]
    townships: Mapping[str, float]
    tails: frozenset[str]


def context_of(
    found: list[tuple[str, str, int, Mention]],
    gazetteer: Gazetteer,
    townships: Mapping[str, float],
    level: Mapping[str, float],
    folds: Mapping[int, str],
) -> Context:
    """Return what the mentions (section, line, number, mention) of a text say together; ``folds``: lines by number."""
    clear = [
        (section, m)
        for section, _, number, m in found
        if len(m.codes) == 1 and not is_generic(folds[number][m.start : m.end])
    ]
    whole = {m.codes[0] for section, m in clear if m.form == "full" and section != "outlet"}
    named = whole | {code for one in whole for code in gazetteer.above(one)}
    named |= {
        m.codes[0]
        for section, m in clear
        if section != "outlet" and gazetteer.regions[m.codes[0]].level != "county" and not _is_common(m, gazetteer)
    }
    # 到某县某某村 by the county's short name says which city is meant, too.
    named |= {
        above
        for section, _, number, m in found
        if len(m.codes) == 1
        and section != "outlet"
        and not _is_common(m, gazetteer)
        and names_a_village(folds[number], m.end)
        for above in gazetteer.above(m.codes[0])
    }
    homes = {m.codes[0] for section, m in clear if section == "outlet" and not _is_common(m, gazetteer)}
    homes |= {code for one in homes for code in gazetteer.above(one)}
    return Context(
        frozenset(whole),
        frozenset(named),
        frozenset(homes),
        frozenset(m.codes[0] for _, m in clear if gazetteer.regions[m.codes[0]].level == "city"),
        Counter(m.codes for _, _, _, m in found if m.form == "full"),
        Counter(m.codes for section, _, _, m in found if m.form == "short" and section != "outlet"),
        townships,
        frozenset(tail for tail, share in level.items() if share >= 0.5),
    )


def _is_common(mention: Mention, gazetteer: Gazetteer) -> bool:
    """Return whether a short name is a word too; 河北 is the province before it is the bank of a river."""
    regions = [gazetteer.regions[code] for code in mention.codes]
    return (
        mention.form == "short"
        and regions[0].short in COMMON_SHORT_NAMES
        and all(region.level != "province" for region in regions)
    )


def _has_a_sibling(codes: tuple[str, ...], context: Context, gazetteer: Gazetteer) -> bool:
    """Return whether the text names another county of the same city by its whole name."""
    cities = {city for code in codes for city in gazetteer.above(code)[:-1]}
    return any(one not in codes and not cities.isdisjoint(gazetteer.above(one)) for one in context.whole)


def is_supported(
    mention: Mention, codes: tuple[str, ...], section: str, folded: str, context: Context, gazetteer: Gazetteer
) -> bool:
    """Return whether a name stands for a place here: a short one, and one that is a word too, need more than themselves."""
    region = gazetteer.regions[codes[0]]
    start, end = mention.start, mention.end
    if mention.form != "short":
        if is_generic(folded[start:end]):
            # 城东区 in a text on 西宁 is the district; 新城区 and 矿区 are parts of any city.
            return region.name in DISTRICTS_OF_THEIR_CITY and any(
                code in context.cities for code in gazetteer.above(codes[0])
            )
        is_word = region.short in COMMON_SHORT_NAMES and region.level == "county"
        return (
            not is_word
            or context.times[mention.codes] >= 2
            or start == 0
            or any(above in context.cities for code in codes for above in gazetteer.above(code))
            or _has_a_sibling(codes, context, gazetteer)
            or any(context.townships.get(code, 0.0) >= 1.0 for code in codes)
            or is_organ(folded, start, end)
            or acts(folded, start, end)
        )
    if is_quoted(folded, start, end):
        return False
    if any(code in context.whole for code in codes):
        return True
    is_level = region.tail in context.tails
    if _is_common(mention, gazetteer):
        if section == "outlet" and is_level and region.tail != "区" and is_press(folded, end):
            return True
        # 安顺基层治理, and a county of 安顺市 by its whole name.
        is_city = region.level == "city" and codes[0] in context.named and section in ("title", "head")
        return is_city or (section == "title" and start == 0 and folded[end : end + 1] == ":")
    if region.level != "county" or section in ("title", "outlet"):
        return True
    if any(context.townships.get(code, 0.0) >= 1.0 for code in codes):
        return True
    if len(codes) == 1 and names_a_village(folded, end):
        return True
    if is_dateline(folded, start, end) or (is_level and seats_offices(folded, start)):
        return True
    if section == "head" and ((is_level and opens_a_clause(folded, start)) or acts(folded, start, end)):
        return True
    if any(above in context.named for code in codes for above in gazetteer.above(code)):
        return names_its_zone(folded, end) or context.short_times[mention.codes] >= 2
    # 滨湖新区 in a text on 安徽 is not the district of this name in another province.
    is_foreign = any(gazetteer.regions[one].level == "province" for one in context.named)
    return not is_foreign and (names_its_zone(folded, end) or context.short_times[mention.codes] >= 3)

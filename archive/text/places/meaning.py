"""The meaning of a mention in its text: homonyms get their region, and unsupported names are dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from archive.text.places.common_words import COMMON_SHORT_NAMES, DISTRICTS_OF_THEIR_CITY, is_generic
from archive.text.places.gazetteer import Gazetteer
from archive.text.places.mentions import Mention
from archive.text.places.visits import is_a_range, is_away, is_guest
from archive.text.places.wording import (
    acts,
    is_dateline,
    is_joined,
    is_organ,
    is_own_dateline,
    is_press,
    is_quoted,
    names_a_township,
    names_its_zone,
    opens_a_clause,
    seats_offices,
    township_behind,
)
from search.fold import fold


@dataclass(frozen=True, slots=True)
class ResolvedMention:
    """A mention with the regions that it may mean here, and where it stood.

    ``once`` are regions that had the name in other years, if the text names no year; ``beside`` is the code of the
    region above that is named right before it. ``has_township``: a township of it is named right behind it;
    ``is_organ``: its party or government is.
    """

    codes: tuple[str, ...]
    mention: Mention
    line: str
    section: str
    number: int
    is_quiet: bool
    once: tuple[str, ...] = ()
    beside: str = ""
    has_township: bool = False
    is_organ: bool = False

    @property
    def quote(self) -> str:
        """Return the words around the mention, literally, within its line."""
        return self.line[max(0, self.mention.start - 6) : self.mention.end + 8].strip()


def is_labelled(place: ResolvedMention) -> bool:
    """Return whether a mention is in the source of the page, or opens its line as in 某县网讯."""
    is_outlet = place.section == "outlet" and place.mention.start == 0
    return place.number == -2 or (is_outlet and is_own_dateline(fold(place.line)))


@dataclass(frozen=True, slots=True)
class _Context:
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


def resolve_mentions(
    found: list[tuple[str, str, int, Mention]],
    gazetteer: Gazetteer,
    townships: Mapping[str, float],
    level: Mapping[str, float],
    notes: frozenset[int] = frozenset(),
) -> list[ResolvedMention]:
    """Give homonyms their meaning, and drop short names without support.

    ``level`` are the shares of the levels for which the text speaks, ``notes`` the lines of the editor's note.

    A parent right before decides; then a parent that is named elsewhere; then a township that only one of them has;
    then the outlet's home. A short name means the highest region that has it. A county's short name needs the
    county's whole name or a township of it somewhere, its parent, the title, or three mentions.
    """
    context = _context(found, gazetteer, townships, level)
    resolved: list[ResolvedMention] = []
    previous: tuple[int, str, Mention, tuple[str, ...]] | None = None
    folds: dict[int, str] = {}
    visited: set[int] = set()
    guests: set[tuple[str, ...]] = set()
    # Regions that the report itself names, and not only the editor's note above it.
    told = {
        code for section, _, number, mention in found if number not in notes and number >= 0 for code in mention.codes
    }
    chain = 0
    for section, line, number, mention in found:
        if number not in folds:
            folds[number] = fold(line)
        folded = folds[number]
        start, end = mention.start, mention.end
        beside: tuple[str, ...] = ()
        if previous and previous[0] == number and line[previous[2].end : start].strip(" 　·") == "":
            beside = _inside(mention.codes, folded[start:end], previous[3], gazetteer)
        # 赴甘肃省定西市 is said of 定西 too: what stands before a chain of places is said of its last.
        chain = chain if beside else start
        codes, once = _of_today(beside or mention.codes, mention, gazetteer)
        codes = codes if beside else _meant(mention, codes, context, gazetteer)
        village = [code for code in township_behind(folded, end, gazetteer.townships) if code in codes]
        codes = tuple(village) if village and not beside else codes
        higher = ""
        if beside and previous and resolved and resolved[-1].mention is previous[2]:
            # 贵州省铜仁市碧江区 means 碧江区; the regions before it only say which one
            last = resolved.pop()
            higher = last.codes[0] if len(last.codes) == 1 else ""
        is_supported = bool(beside or village) or _is_supported(mention, codes, section, folded, context, gazetteer)
        is_supported = is_supported and not is_joined(folded, start)
        previous = (number, section, mention, codes)
        if is_supported:
            hosts = number in visited
            below = [one for one in context.whole if not {*codes}.isdisjoint(gazetteer.above(one))]
            guest = codes in guests or is_guest(
                folded, chain, end, codes, gazetteer, hosts=hosts, has_part=len(below) == 1
            )
            if guest:
                visited.add(number)
                # A report that begins with a visit is the host's, however often it names the guests.
                guests.update([codes] if section in ("title", "head") else [])
            is_quiet = (
                guest
                or (number in notes and any(not {*codes}.isdisjoint(gazetteer.above(one)) for one in told))
                or is_away(folded, chain, end, hosts=hosts)
                or (section == "title" and is_a_range(folded, end))
            )
            # A guest's place never counts as the title's.
            section = "body" if guest and section != "outlet" else section
            resolved.append(
                ResolvedMention(
                    codes,
                    mention,
                    line,
                    section,
                    number,
                    is_quiet,
                    once,
                    higher,
                    bool(village) or (mention.form != "short" and names_a_township(folded, end)),
                    is_organ(folded, start, end),
                )
            )
    # A name that means one region somewhere means it everywhere.
    known = {each.codes[0] for each in resolved if len(each.codes) == 1}
    for at, each in enumerate(resolved):
        meant = tuple(code for code in each.codes if code in known)
        codes = meant if len(meant) == 1 else each.codes
        resolved[at] = replace(each, codes=codes, is_quiet=each.is_quiet or each.codes in guests)
    return resolved


def _inside(codes: tuple[str, ...], name: str, parents: tuple[str, ...], gazetteer: Gazetteer) -> tuple[str, ...]:
    """Return those of ``codes`` that lie in a region named right before; a name such as 新区 only behind its own city."""
    near = 1 if is_generic(name) else None
    return tuple(code for code in codes if any(above in parents for above in gazetteer.above(code)[:near]))


def _context(
    found: list[tuple[str, str, int, Mention]],
    gazetteer: Gazetteer,
    townships: Mapping[str, float],
    level: Mapping[str, float],
) -> _Context:
    clear = [
        (section, m)
        for section, line, _, m in found
        if len(m.codes) == 1 and not is_generic(fold(line[m.start : m.end]))
    ]
    whole = {m.codes[0] for section, m in clear if m.form == "full" and section != "outlet"}
    named = whole | {code for one in whole for code in gazetteer.above(one)}
    named |= {
        m.codes[0]
        for section, m in clear
        if section != "outlet" and gazetteer.regions[m.codes[0]].level != "county" and not _is_common(m, gazetteer)
    }
    homes = {m.codes[0] for section, m in clear if section == "outlet" and not _is_common(m, gazetteer)}
    homes |= {code for one in homes for code in gazetteer.above(one)}
    return _Context(
        frozenset(whole),
        frozenset(named),
        frozenset(homes),
        frozenset(m.codes[0] for _, m in clear if gazetteer.regions[m.codes[0]].level == "city"),
        Counter(m.codes for _, _, _, m in found if m.form == "full"),
        Counter(m.codes for section, _, _, m in found if m.form == "short" and section != "outlet"),
        townships,
        frozenset(tail for tail, share in level.items() if share >= 0.5),
    )


def _meant(mention: Mention, codes: tuple[str, ...], context: _Context, gazetteer: Gazetteer) -> tuple[str, ...]:
    if mention.is_outlet:
        codes = tuple(code for code in codes if gazetteer.regions[code].tail in context.tails) or codes
    if len(codes) == 1:
        return codes
    if mention.form == "short":
        heights = {code: len(gazetteer.above(code)) for code in codes}
        highest = min(heights.values())
        if highest < 2 and sum(height == highest for height in heights.values()) == 1:
            return tuple(code for code in codes if heights[code] == highest)
    if own := tuple(code for code in codes if code in context.named):
        codes = own
    inside = tuple(code for code in codes if any(above in context.named for above in gazetteer.above(code)[:1]))
    inside = inside or tuple(code for code in codes if any(above in context.named for above in gazetteer.above(code)))
    codes = inside or codes
    if len(codes) > 1:
        most = max(context.townships.get(code, 0.0) for code in codes)
        if most >= 1.0:
            codes = tuple(code for code in codes if context.townships.get(code, 0.0) == most)
    if len(codes) > 1:
        codes = tuple(code for code in codes if any(above in context.homes for above in gazetteer.above(code))) or codes
    if len(codes) > 1:
        codes = tuple(code for code in codes if gazetteer.regions[code].tail in context.tails) or codes
    # 金门县 is a unit of the table, and 台湾's only where the text names 台湾 or 金门县政府.
    return tuple(code for code in codes if gazetteer.regions[code].level != "province") or codes


def _of_today(
    codes: tuple[str, ...], mention: Mention, gazetteer: Gazetteer
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return (codes of today, codes of parts that once had the name): 铜仁市 without a year."""
    today = tuple(code for code in codes if code not in mention.former)
    once = tuple(
        code for code in codes if code in mention.former and any(gazetteer.related(code, one) for one in today)
    )
    return (tuple(code for code in codes if code not in once), once) if once else (codes, ())


def _is_common(mention: Mention, gazetteer: Gazetteer) -> bool:
    region = gazetteer.regions[mention.codes[0]]
    return mention.form == "short" and region.short in COMMON_SHORT_NAMES


def _has_a_sibling(codes: tuple[str, ...], context: _Context, gazetteer: Gazetteer) -> bool:
    """Return whether the text names another county of the same city by its whole name."""
    cities = {city for code in codes for city in gazetteer.above(code)[:-1]}
    return any(one not in codes and not cities.isdisjoint(gazetteer.above(one)) for one in context.whole)


def _is_supported(
    mention: Mention, codes: tuple[str, ...], section: str, folded: str, context: _Context, gazetteer: Gazetteer
) -> bool:
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
    if region.short in COMMON_SHORT_NAMES:
        if section == "outlet" and is_level and region.tail != "区" and is_press(folded, end):
            return True
        return section == "title" and start == 0 and folded[end : end + 1] == ":"
    if region.level != "county" or section in ("title", "outlet"):
        return True
    if any(context.townships.get(code, 0.0) >= 1.0 for code in codes):
        return True
    if names_its_zone(folded, end) or is_dateline(folded, start, end) or (is_level and seats_offices(folded, start)):
        return True
    if section == "head" and ((is_level and opens_a_clause(folded, start)) or acts(folded, start, end)):
        return True
    times = context.short_times[mention.codes]
    is_inside = any(above in context.named for code in codes for above in gazetteer.above(code))
    return times >= (2 if is_inside else 3)

"""The meaning of a mention in its text: homonyms get their region, and unsupported names are dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from archive.text.places.gazetteer import Gazetteer, is_generic
from archive.text.places.mentions import Mention
from archive.text.places.support import Context, context_of, is_supported
from archive.text.places.visits import (
    LISTED,
    comes_from_above,
    goes_to_learn,
    is_a_range,
    is_away,
    is_guest,
    listed,
    sees_sights,
)
from archive.text.places.wording import (
    is_joined,
    is_organ,
    is_own_dateline,
    leads,
    names_a_township,
    township_behind,
)
from search.fold import fold


@dataclass(frozen=True, slots=True)
class ResolvedMention:
    """A mention with the regions that it may mean here, and where it stood.

    ``once`` are regions that had the name in other years, if the text names no year; ``beside`` is the code of the
    region above that is named right before it. ``has_township``: a township of it is named right behind it;
    ``is_organ``: its party or government is; ``acts``: the name begins a clause and does something, as in 近年来,某县坚持….
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
    acts: bool = False

    @property
    def quote(self) -> str:
        """Return the words around the mention, literally, within its line."""
        return self.line[max(0, self.mention.start - 6) : self.mention.end + 8].strip()


def is_labelled(place: ResolvedMention) -> bool:
    """Return whether a mention is in the source of the page, or opens its line as in 某县网讯."""
    is_outlet = place.section == "outlet" and place.mention.start == 0
    return place.number == -2 or (is_outlet and is_own_dateline(fold(place.line)))


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
    # Once a line: a line of a million characters may name a hundred thousand places.
    folds = {number: fold(line) for number, line in {number: line for _, line, number, _ in found}.items()}
    context = context_of(found, gazetteer, townships, level, folds)
    resolved: list[ResolvedMention] = []
    previous: tuple[int, str, Mention, tuple[str, ...]] | None = None
    visited: set[int] = set()
    guests: set[tuple[str, ...]] = set()
    seen: set[tuple[str, ...]] = set()
    own: set[tuple[str, ...]] = set()
    learned: set[tuple[str, ...]] = set()
    # Regions that the report itself names, and not only the editor's note above it.
    told = {
        code for section, _, number, mention in found if number not in notes and number >= 0 for code in mention.codes
    }
    lists = _listed_provinces(found, gazetteer)
    chain = 0
    for section, line, number, mention in found:
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
        is_place = bool(beside or village) or is_supported(mention, codes, section, folded, context, gazetteer)
        is_place = is_place and not is_joined(folded, start)
        if previous and not beside and mention.form == "short" and (previous[0], previous[2].end) == (number, start):
            # 甲市湖滨新区 lies in 甲市, and is not the district 湖滨 of another city.
            is_place = is_place and previous[2].form == "short"
        previous = (number, section, mention, codes)
        if is_place:
            hosts = number in visited
            below = [one for one in context.whole if not {*codes}.isdisjoint(gazetteer.above(one))]
            is_host = comes_from_above(folded, chain, end, gazetteer.regions[codes[0]].level)
            guest = codes in guests or (
                not is_host and is_guest(folded, chain, end, codes, gazetteer, hosts=hosts, has_part=len(below) == 1)
            )
            if guest:
                visited.add(number)
                # A report that begins with a visit is the host's, however often it names the guests.
                guests.update([codes] if section in ("title", "head") else [])
            is_quiet = (
                guest
                or (number in notes and any(not {*codes}.isdisjoint(gazetteer.above(one)) for one in told))
                or (not is_host and is_away(folded, chain, end, hosts=hosts))
                or is_a_range(folded, end)
                or start in lists.get(number, ())
            )
            if section != "outlet" and goes_to_learn(folded, chain, end):
                learned.add(codes)
            has_organ, does = is_organ(folded, start, end), leads(folded, chain, end)
            if section != "outlet" and sees_sights(folded, chain, end):
                is_quiet = True
                seen.add(codes)
            elif section == "title" or has_organ or village or does:
                own.add(codes)
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
                    has_organ,
                    does,
                )
            )
    # Who went to see the memorial of a place hears there of its people, and does nothing as the place.
    guests |= (seen - own) | learned
    # A name that means one region somewhere means it everywhere.
    known = {each.codes[0] for each in resolved if len(each.codes) == 1}
    for at, each in enumerate(resolved):
        meant = tuple(code for code in each.codes if code in known)
        codes = meant if len(meant) == 1 else each.codes
        section = "body" if each.codes in guests and each.section == "title" else each.section
        is_quiet = each.is_quiet or each.codes in guests
        resolved[at] = replace(each, codes=codes, section=section, is_quiet=is_quiet)
    return resolved


def _listed_provinces(found: list[tuple[str, str, int, Mention]], gazetteer: Gazetteer) -> dict[int, set[int]]:
    """Return {line number: starts of the provinces that stand there in a list of provinces}."""
    spans: dict[int, tuple[str, list[tuple[int, int]]]] = {}
    for section, line, number, mention in found:
        if section != "outlet" and gazetteer.regions[mention.codes[0]].level == "province":
            spans.setdefault(number, (line, []))[1].append((mention.start, mention.end))
    return {number: listed(fold(line), of_line) for number, (line, of_line) in spans.items() if len(of_line) >= LISTED}


def _inside(codes: tuple[str, ...], name: str, parents: tuple[str, ...], gazetteer: Gazetteer) -> tuple[str, ...]:
    """Return those of ``codes`` that lie in a region named right before; a name such as 新区 only behind its own city."""
    near = 1 if is_generic(name) else None
    return tuple(code for code in codes if any(above in parents for above in gazetteer.above(code)[:near]))


def _meant(mention: Mention, codes: tuple[str, ...], context: Context, gazetteer: Gazetteer) -> tuple[str, ...]:
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

"""Which region is a report about? Evidence is weighed, so the deepest name does not win by itself.

Weights: title 3; dateline and first 120 characters 1.5; body 1 a paragraph, capped at 3;
the party's organ or a signature 2; scope words (全县, 我市) 2 at their level; the outlet's own region 1, or 2 where the
outlet is an organ of it (通渭县人民政府), which reports on itself. A city's report with examples from its counties is the
city's: its name stands in the title, 全市 in the body, and examples of several counties count for the region that they
share.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from archive.text.evidence import Candidate, Evidence
from archive.text.places.apparatus import contributors, hosts, paragraphs
from archive.text.places.choice import (
    ENOUGH_BESIDE_MASKS,
    best_region,
    deepen,
    is_in_title,
    is_the_whole_country,
    signs_of,
    standings,
    whole_province,
)
from archive.text.places.gazetteer import Gazetteer
from archive.text.places.meaning import ResolvedMention, resolve_mentions
from archive.text.places.mentions import find_mentions, mentions_by_section
from archive.text.places.scope import first_scope, own_level, scope_shares, speaks_of_itself
from archive.text.places.townships import describe_by_townships, township_votes
from archive.text.places.wording import is_organ, is_own_dateline
from search.fold import fold

TITLE, HEAD, PARAGRAPH, PARAGRAPHS_AT_MOST, ORGAN, SCOPE, OUTLET = 3.0, 1.5, 1.0, 3.0, 2.0, 2.0, 1.0
#: Less than this is one passing mention, and no evidence of a report's region.
ENOUGH = 2.0
#: 贵州省铜仁市碧江区 counts for the district, and a little for the city; two districts count for their city.
PARENT_BESIDE, CHILDREN = 0.5, 1.0
#: The city of a district that the text is about speaks half against it: it may be the city's text.
ABOVE = 0.5
#: 某区某街道某村: whoever writes so writes of this place. The head and the title have weight enough.
OWN_TOWNSHIP = 1.0
#: 我市 in 定西日报 means 定西.
OWN_PAPER = 1.5
#: The site of 中共某县委 speaks of 我县, or of a township of this county.
PUBLISHER = 0.55
#: 全省, and parts of three of its cities.
SHARED = 0.75

_REDACTED = re.compile(
    r"(?:[*＊]{1,4}|_{2,4}|(?<![A-Za-z])[XxＸ×]{1,4}|某|[○〇□]{2,3})(?:省|市|县|縣|区|區|州|旗|盟)"
    r"(?:[*＊_XxＸ×某]{1,4}(?:[县縣区區乡鄉镇鎮]))?"
    # 中共 * 市 * 镇: some sites set a blank on both sides of the mask.
    r"|[*＊] ?(?:省|市|县|縣|区|區)(?= ?[*＊委])"
)
_REDACTED_BELOW = re.compile(r"(?<![A-Za-z])[XxＸ×*＊]{1,4}(?:乡|鄉|镇|鎮|街道)")


def describe_region(
    title: str,
    text: str,
    *,
    outlet: str = "",
    years: tuple[int, ...] = (),
    removed: str = "",
    gazetteer: Gazetteer,
) -> Evidence:
    """Return the code of the region that a report is about, with the weightiest words that name it.

    ``title`` may be "". ``text`` is the cleaned report, ``outlet`` the name of its source, ``years`` the year of its
    date, or those that it speaks of: 铜仁市 of 2009 is today's 碧江区. ``removed`` is the site's own text, whose host counts
    where the report names no place. Value None has a reason: ``redacted`` (the place is masked), ``ambiguous`` (regions
    of equal weight; the rivals name them), ``never-named`` (only 我县 and the like), ``not-found``. Confidence grows with
    the lead over the best rival and with the weight itself.
    """
    title, lines = paragraphs(title, text)
    lines += contributors(removed)
    folded_lines = [line.folded for line in lines]
    votes = township_votes([fold(title), *folded_lines], gazetteer)
    scope = scope_shares(folded_lines)
    level = own_level(folded_lines, scope)
    notes = frozenset(number for number, line in enumerate(lines) if line.is_note)
    found = [*mentions_by_section(title, outlet, lines, years, gazetteer)]
    places = resolve_mentions(found, gazetteer, votes, level, notes)
    is_own = speaks_of_itself(fold(outlet), folded_lines)
    parts = _weighed(places, scope, level, votes, gazetteer, is_own=is_own)
    scores = {code: sum(part.confidence for part in got) for code, got in parts.items()}
    ranking = sorted(scores, key=lambda code: (-scores[code], len(gazetteer.above(code)), code))
    texts = [title, *(line.text for line in lines)]
    masked = [found[0] for line in texts for found in _REDACTED.finditer(line)]
    below = [found[0] for line in texts for found in _REDACTED_BELOW.finditer(line)]
    masked += below if len(below) >= 3 else []
    rivals = tuple(_rival(code, parts[code], scores) for code in ranking[:5])
    standing = standings(places)
    if whole := whole_province(standing, level, gazetteer):
        quote = _heaviest(parts[whole[1]]).quote
        return Evidence(whole[0], "shared", quote, SHARED, rivals, signs_of(whole[0], standing, scope, gazetteer))
    is_masked = len(masked) >= 2 and bool(ranking) and not is_in_title(parts[ranking[0]])
    if not ranking or scores[ranking[0]] < (ENOUGH_BESIDE_MASKS if is_masked else ENOUGH):
        if masked:
            return Evidence(None, "redacted", masked[0], rivals=rivals)
        passing = {code for code, its in standing.items() if not its.spread}
        named = {code: score for code, score in scores.items() if code not in passing}
        placed = describe_by_townships(title, texts[1:], outlet, scope, named, gazetteer)
        if placed and _is_named_in_passing(placed.value, places):
            placed = None
        if placed := placed or _of_the_publisher(removed + "\n" + text, folded_lines, scope, votes, gazetteer):
            signs = signs_of(placed.value, standing, scope, gazetteer)
            return Evidence(placed.value, placed.rule, placed.quote, placed.confidence, rivals, signs)
        own = first_scope([(line.text, line.folded) for line in lines])
        return Evidence(None, "never-named" if own else "not-found", own, rivals=rivals)
    best = best_region(ranking, parts, scores, scope, places, gazetteer)
    if best is None or (
        best in parts and is_the_whole_country(best, parts, standing, fold(title), folded_lines, gazetteer)
    ):
        return Evidence(None, "ambiguous", rivals[0].quote, rivals=rivals)
    best = deepen(best, standing, scope, gazetteer)
    heaviest = _heaviest(parts[best]) if best in parts else _heaviest(parts[ranking[0]])
    above = gazetteer.above(best)
    second = max((scores[code] * (ABOVE if code in above else 1.0) for code in ranking if code != best), default=0.0)
    weight = scores.get(best, 0.0)
    lead = max(0.0, weight - second) / weight if weight else 0.0
    confidence = min(0.97, 0.4 + 0.35 * lead + 0.25 * min(1.0, weight / 6))
    others = tuple(rival for rival in rivals if rival.value != best)
    if once := [place for place in places if best in place.codes and place.once]:
        # Without a year, 铜仁市 may be the city of today or the one before it.
        confidence *= 0.7
        known = {rival.value for rival in others}
        others += tuple(
            Candidate(code, "former-name", once[0].quote, round(confidence / 2, 2))
            for code in once[0].once
            if code not in known
        )
    rule = heaviest.rule if best in parts else "shared"
    signs = signs_of(best, standing, scope, gazetteer)
    return Evidence(best, rule, heaviest.quote, round(confidence, 2), others, signs)


def _of_the_publisher(
    page: str,
    folded_lines: list[str],
    scope: Mapping[str, float],
    votes: Mapping[str, float],
    gazetteer: Gazetteer,
) -> Candidate | None:
    """Return the one city or county whose organ runs the site, if the report says 我县 or names a township of it."""
    level = own_level(folded_lines, scope)
    found = {}
    for line in hosts(page):
        folded = fold(line)
        for mention in find_mentions(line, gazetteer):
            code = mention.codes[0]
            is_own = is_organ(folded, mention.start, mention.end) and len(mention.codes) == 1
            speaks = votes.get(code, 0.0) > 0 or level.get(gazetteer.regions[code].tail, 0.0) >= 0.5
            if is_own and speaks and gazetteer.regions[code].level != "province":
                found[code] = line[max(0, mention.start - 6) : mention.end + 8].strip()
    if len(found) != 1:
        return None
    ((code, quote),) = found.items()
    return Candidate(code, "publisher", quote, PUBLISHER)


def _weighed(
    places: list[ResolvedMention],
    scope: Mapping[str, float],
    level: Mapping[str, float],
    votes: Mapping[str, float],
    gazetteer: Gazetteer,
    *,
    is_own: bool,
) -> dict[str, list[Candidate]]:
    """Return {code: weights as candidates, whose ``confidence`` is the weight}.

    ``level`` are the shares of the levels for which the text speaks, named or not, ``votes`` those of the townships;
    ``is_own``: the outlet is a school or the like, and the text is of it.
    """
    parts: dict[str, list[Candidate]] = defaultdict(list)
    seen: set[tuple[str, str, int]] = set()
    for place in sorted(places, key=lambda each: each.is_quiet):  # a paragraph counts by its strongest mention
        for code in place.codes:
            is_level = place.mention.form != "short" and level.get(gazetteer.regions[code].tail, 0.0) >= 0.5
            for rule, weight in _weights(place, is_own=is_own, is_level=is_level):
                key = (code, rule, place.number if rule == "body" else 0)
                if key in seen:
                    continue
                seen.add(key)
                if rule == "body":
                    had = sum(part.confidence for part in parts[code] if part.rule == "body")
                    weight = min(weight, PARAGRAPHS_AT_MOST - had)
                if weight > 0:
                    parts[code].append(Candidate(code, rule, place.quote, weight))
    _weigh_parents(parts, places, gazetteer)
    for code, got in parts.items():
        # 全市 shows the level of a report, not the city: it needs a name beside it.
        share = scope.get(gazetteer.regions[code].tail, 0.0)
        weight = sum(part.confidence for part in got if part.rule != "outlet")
        alone = not any(other != code and _is_likely(other, code, parts, gazetteer) for other in parts)
        if share and weight >= (PARAGRAPH if alone else HEAD):
            got.append(Candidate(code, "scope", got[0].quote, SCOPE * share))
        elif level.get(gazetteer.regions[code].tail, 0.0) >= 0.5 and _is_own_paper(code, got, places, votes, gazetteer):
            got.append(Candidate(code, "scope", got[0].quote, OWN_PAPER))
    return parts


def _is_likely(other: str, code: str, parts: Mapping[str, list[Candidate]], gazetteer: Gazetteer) -> bool:
    """Return whether 全县 beside ``code`` may mean ``other``: of the same level, or named where the report begins."""
    is_ahead = any(part.rule in ("title", "head") for part in parts[other])
    return is_ahead or gazetteer.regions[other].tail == gazetteer.regions[code].tail


def _is_own_paper(
    code: str,
    got: list[Candidate],
    places: list[ResolvedMention],
    votes: Mapping[str, float],
    gazetteer: Gazetteer,
) -> bool:
    """Return whether the outlet's place is the report's own; a county's short name is a homonym of many things."""
    is_second = len({part.rule for part in got}) > 1 or votes.get(code, 0.0) > 0
    outlets = [place for place in places if place.section == "outlet" and code in place.codes]
    is_whole = any(place.mention.form != "short" and len(place.codes) == 1 for place in outlets)
    # 某县融媒 and 我县: the word of the level is the second witness; a district's short name is too often another's beginning.
    is_whole = is_whole or (
        gazetteer.regions[code].tail != "区" and any(_is_labelled(place) and len(place.codes) == 1 for place in outlets)
    )
    return bool(outlets) and (gazetteer.regions[code].level != "county" or is_whole or is_second)


def _is_labelled(place: ResolvedMention) -> bool:
    """Return whether the outlet is the source of the page, or opens its line as 某县网讯."""
    return place.number == -2 or (place.mention.start == 0 and is_own_dateline(fold(place.line)))


def _weigh_parents(parts: dict[str, list[Candidate]], places: list[ResolvedMention], gazetteer: Gazetteer) -> None:
    """Add to regions that are named the weight of the names of their parts."""
    beside = {(place.beside, place.number): place for place in places if place.beside}
    for (code, _), place in beside.items():
        had = sum(part.confidence for part in parts[code] if part.rule == "body")
        if had < PARAGRAPHS_AT_MOST:
            parts[code].append(Candidate(code, "body", place.quote, PARENT_BESIDE))
    below: dict[str, set[str]] = defaultdict(set)
    for code, got in parts.items():
        if any(part.rule in ("body", "head", "title") for part in got):
            for above in gazetteer.above(code):
                below[above].add(code)
    for code, children in below.items():
        direct = [child for child in children if gazetteer.above(child)[0] == code]
        if code in parts and len(direct) >= 2:
            parts[code].append(Candidate(code, "body", parts[code][0].quote, CHILDREN * min(2.0, len(direct) / 2)))


def _weights(place: ResolvedMention, *, is_own: bool, is_level: bool) -> Iterator[tuple[str, float]]:
    if place.is_quiet and place.section != "title":
        yield "body", PARAGRAPH / 4
        return
    if place.section == "title":
        yield "title", TITLE
    elif place.section == "outlet":
        # The organ itself is the outlet: a text on a county's own site is the county's, and a school's is of its town.
        is_of_it = place.is_organ or place.has_township or is_own
        yield ("organ", ORGAN) if is_of_it and place.number == -2 else ("outlet", OUTLET)
        return
    elif place.section == "signature":
        yield "signature", ORGAN
    else:
        yield "body", PARAGRAPH
        if place.section == "head":
            yield "head", HEAD
    if place.has_township and place.section == "body":
        yield "village", OWN_TOWNSHIP
    if place.is_organ and (place.section in ("title", "head") or is_level):
        yield "organ", ORGAN / 2


def _is_named_in_passing(code: str, places: list[ResolvedMention]) -> bool:
    quiet = [place.is_quiet for place in places if code in place.codes]
    return bool(quiet) and all(quiet)


def _heaviest(parts: list[Candidate]) -> Candidate:
    """Return the weightiest words that name the region; a scope word never names it."""
    return max(parts, key=lambda part: part.confidence if part.rule != "scope" else 0.0)


def _rival(code: str, parts: list[Candidate], scores: Mapping[str, float]) -> Candidate:
    heaviest = _heaviest(parts)
    return Candidate(code, heaviest.rule, heaviest.quote, round(min(0.9, scores[code] / 10), 2))

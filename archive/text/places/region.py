"""Which region is a report about? Evidence is weighed, so the deepest name does not win by itself.

Weights: title 3; dateline and first 120 characters 1.5; body 1 a paragraph, capped at 3;
the party's organ or a signature 2; scope words (全县, 我市) 2 at their level; the outlet's own region 1, or 2 where the
outlet is an organ of it (通渭县人民政府), which reports on itself. A city's report with examples from its counties is the
city's: its name stands in the title, 全市 in the body, and examples of several counties count for the region that they
share.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from archive.text.evidence import Candidate, Evidence
from archive.text.places.gazetteer import Gazetteer
from archive.text.places.meaning import ORGAN_BEHIND, ResolvedMention, resolve_mentions
from archive.text.places.mentions import mentions_by_section, paragraphs
from archive.text.places.townships import describe_by_townships, township_votes
from search.fold import fold

TITLE, HEAD, PARAGRAPH, PARAGRAPHS_AT_MOST, ORGAN, SCOPE, OUTLET = 3.0, 1.5, 1.0, 3.0, 2.0, 2.0, 1.0
#: Less than this is one passing mention, and no evidence of a report's region.
ENOUGH = 2.0
#: In a text with masked places, a name needs the head, several paragraphs and the scope.
ENOUGH_BESIDE_MASKS = 5.5
#: 贵州省铜仁市碧江区 counts for the district, and a little for the city; two districts count for their city.
PARENT_BESIDE, CHILDREN = 0.5, 1.0
#: A text that names so many provinces is about none of them.
PROVINCES = 4
#: 我市 in 定西日报 means 定西.
OWN_PAPER = 1.5
CLEAR_LEAD = 0.5
#: The lead over a name in passing only, neither at the head nor by an organ or a scope: one example of several.
CLEAR_LEAD_OF_EXAMPLES = 1.5
#: A text is about a place that it names in so many times the paragraphs of any other, and in so many more.
COMES_BACK, COMES_BACK_MORE = 2, 5

# 全省第一, 居全省前列, 向全省推广: a comparison with the province, or its audience, is not the report's scope.
_SCOPE = re.compile(
    r"(?<![向居列])(?:全|我|该|本)(地区|省|市|县|区|州|盟|旗)(?!域|块|间|第|首|率先|领先|前列|平均|唯一|最|推广)"
)
# 国务院联防联控机制:某省和某市要… is about the country; 国务院关于某市规划的批复 about the city.
_NATIONAL = re.compile(r"(?:国务院|中共中央|中央|全国)[\u4e00-\u9fff]{0,12}:")
_REDACTED = re.compile(
    r"(?:[*＊]{1,4}|_{2,4}|(?<![A-Za-z])[XxＸ×]{1,4}|某|[○〇□]{2,3})(?:省|市|县|縣|区|區|州|旗|盟)"
    r"(?:[*＊_XxＸ×某]{1,4}(?:[县縣区區乡鄉镇鎮]))?"
    # 中共 * 市 * 镇: some sites set a blank on both sides of the mask.
    r"|[*＊] ?(?:省|市|县|縣|区|區)(?= ?[*＊委])"
)
_REDACTED_BELOW = re.compile(r"(?<![A-Za-z])[XxＸ×*＊]{1,4}(?:乡|鄉|镇|鎮|街道)")


def describe_region(
    title: str, text: str, *, outlet: str = "", years: tuple[int, ...] = (), gazetteer: Gazetteer
) -> Evidence:
    """Return the code of the region that a report is about, with the weightiest words that name it.

    ``title`` may be "". ``text`` is the cleaned report, ``outlet`` the name of its source, ``years`` the year of its
    date, or those that it speaks of: 铜仁市 of 2009 is today's 碧江区. Value None has a reason: ``redacted`` (the place is
    masked), ``ambiguous`` (regions of equal weight; the rivals name them), ``never-named`` (only 我县 and the like),
    ``not-found``. Confidence grows with the lead over the best rival and with the weight itself.
    """
    lines = paragraphs(title, text)
    folded_lines = [fold(line) for line in lines]
    votes = township_votes([fold(title), *folded_lines], gazetteer)
    places = resolve_mentions([*mentions_by_section(title, outlet, lines, years, gazetteer)], gazetteer, votes)
    scope = _scope(folded_lines)
    parts = _weighed(places, scope, gazetteer)
    scores = {code: sum(part.confidence for part in got) for code, got in parts.items()}
    ranking = sorted(scores, key=lambda code: (-scores[code], len(gazetteer.above(code)), code))
    masked = [found[0] for line in (title, *lines) for found in _REDACTED.finditer(line)]
    below = [found[0] for line in (title, *lines) for found in _REDACTED_BELOW.finditer(line)]
    masked += below if len(below) >= 3 else []
    rivals = tuple(_rival(code, parts[code], scores) for code in ranking[:5])
    is_masked = len(masked) >= 2 and bool(ranking) and not _is_in_title(parts[ranking[0]])
    if not ranking or scores[ranking[0]] < (ENOUGH_BESIDE_MASKS if is_masked else ENOUGH):
        if masked:
            return Evidence(None, "redacted", masked[0], rivals=rivals)
        placed = describe_by_townships(title, lines, outlet, scope, scores, gazetteer)
        if placed and not _is_named_in_passing(placed.value, places):
            return Evidence(placed.value, placed.rule, placed.quote, placed.confidence, rivals)
        own = next((line[slice(*found.span())] for line in lines if (found := _SCOPE.search(fold(line)))), "")
        return Evidence(None, "never-named" if own else "not-found", own, rivals=rivals)
    best = _best_region(ranking, parts, scores, scope, places, gazetteer)
    if best is None or (best in parts and _is_the_whole_country(best, parts, title, lines, gazetteer)):
        return Evidence(None, "ambiguous", rivals[0].quote, rivals=rivals)
    heaviest = _heaviest(parts[best]) if best in parts else _heaviest(parts[ranking[0]])
    second = max((scores[code] for code in ranking if code != best), default=0.0)
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
    return Evidence(best, heaviest.rule if best in parts else "shared", heaviest.quote, round(confidence, 2), others)


def _scope(folded_lines: list[str]) -> dict[str, float]:
    """Return the share of each level's word among 全县, 我市 ...; {} where there are none."""
    count = Counter(match[1][-1] for line in folded_lines for match in _SCOPE.finditer(line))
    total = sum(count.values())
    return {tail: times / total for tail, times in count.items()}


def _weighed(
    places: list[ResolvedMention], scope: dict[str, float], gazetteer: Gazetteer
) -> dict[str, list[Candidate]]:
    """Return {code: weights as candidates, whose ``confidence`` is the weight}."""
    parts: dict[str, list[Candidate]] = defaultdict(list)
    seen: set[tuple[str, str, int]] = set()
    for place in places:
        for code in place.codes:
            for rule, weight in _weights(place):
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
        weight = sum(part.confidence for part in got)
        alone = sum(gazetteer.regions[other].tail == gazetteer.regions[code].tail for other in parts) == 1
        if share and weight >= (PARAGRAPH if alone else HEAD):
            got.append(Candidate(code, "scope", got[0].quote, SCOPE * share))
        elif share >= 0.5 and any(part.rule == "outlet" for part in got):
            got.append(Candidate(code, "scope", got[0].quote, OWN_PAPER))
    return parts


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


def _weights(place: ResolvedMention) -> Iterator[tuple[str, float]]:
    if place.is_quiet and place.section != "title":
        yield "body", PARAGRAPH / 4
        return
    before = place.line[max(0, place.mention.start - 2) : place.mention.start]
    behind = place.line[place.mention.end : place.mention.end + 10]
    is_organ = before == "中共" or bool(ORGAN_BEHIND.match(fold(behind)))
    if place.section == "title":
        yield "title", TITLE
    elif place.section == "outlet":
        # The organ itself is the outlet: a text on a county's own site is the county's.
        yield ("organ", ORGAN) if is_organ and place.number < 0 else ("outlet", OUTLET)
        return
    elif place.section == "signature":
        yield "signature", ORGAN
    else:
        yield "body", PARAGRAPH
        if place.section == "head":
            yield "head", HEAD
    if is_organ and place.section in ("title", "head"):
        yield "organ", ORGAN / 2


def _best_region(
    ranking: list[str],
    parts: Mapping[str, list[Candidate]],
    scores: Mapping[str, float],
    scope: Mapping[str, float],
    places: list[ResolvedMention],
    gazetteer: Gazetteer,
) -> str | None:
    """Return the best code; None where another of nearly equal weight is neither above nor below it."""
    best = ranking[0]
    spread = {code: len({place.number for place in places if code in place.codes}) for code in ranking}
    is_example = all(part.rule == "body" for part in parts[best])
    near = [code for code in ranking[1:] if scores[best] - scores[code] < CLEAR_LEAD]
    examples = [code for code in ranking[1:] if scores[best] - scores[code] < CLEAR_LEAD_OF_EXAMPLES]
    rivals = examples if is_example else near
    if any(not gazetteer.related(best, code) for code in rivals):
        widest = max((best, *rivals), key=lambda code: spread[code])
        strangers = [spread[code] for code in (best, *rivals) if code != widest and not gazetteer.related(widest, code)]
        if all(spread[widest] >= max(COMES_BACK * other, other + COMES_BACK_MORE) for other in strangers):
            return widest
        return None if is_example and not near else _shared_region([best, *near], scores, gazetteer)
    family = [best, *near]
    order = [code for place in places for code in place.codes]
    # Of a city and its county with equal weight, the scope word decides, then the number of paragraphs, then the
    # first mention: a county's report names the county, and then a plan of its city.
    return max(
        family,
        key=lambda code: (
            scope.get(gazetteer.regions[code].tail, 0.0),
            spread[code],
            -(order.index(code) if code in order else len(order)),
        ),
    )


def _shared_region(codes: list[str], scores: Mapping[str, float], gazetteer: Gazetteer) -> str | None:
    """Return the nearest region that all of ``codes`` lie in: a city, or a province that the text names. Else None.

    Homonyms lie far apart, and share nothing.
    """
    names = {gazetteer.regions[code].name for code in codes}
    if len(names) < len(codes):
        return None
    shared = list(gazetteer.above(codes[0]))
    for code in codes[1:]:
        own = {code, *gazetteer.above(code)}
        shared = [above for above in shared if above in own]
    return next((code for code in shared if code in scores or gazetteer.regions[code].level == "city"), None)


def _is_named_in_passing(code: str, places: list[ResolvedMention]) -> bool:
    quiet = [place.is_quiet for place in places if code in place.codes]
    return bool(quiet) and all(quiet)


def _is_in_title(parts: list[Candidate]) -> bool:
    return any(part.rule in ("title", "signature") for part in parts)


def _is_the_whole_country(
    best: str, parts: Mapping[str, list[Candidate]], title: str, lines: list[str], gazetteer: Gazetteer
) -> bool:
    """Return whether the places are examples of a text on the whole country: 全国 repeated, and many provinces."""
    provinces = {(code, *gazetteer.above(code))[-1] for code in parts}
    if len(provinces) >= 2 and _NATIONAL.match(fold(title)):
        return True
    if _is_in_title(parts[best]) or sum(part.confidence for part in parts[best]) >= ENOUGH_BESIDE_MASKS:
        return False
    return len(provinces) >= PROVINCES and sum(fold(line).count("全国") for line in lines) >= 2


def _heaviest(parts: list[Candidate]) -> Candidate:
    """Return the weightiest words that name the region; a scope word never names it."""
    return max(parts, key=lambda part: part.confidence if part.rule != "scope" else 0.0)


def _rival(code: str, parts: list[Candidate], scores: Mapping[str, float]) -> Candidate:
    heaviest = _heaviest(parts)
    return Candidate(code, heaviest.rule, heaviest.quote, round(min(0.9, scores[code] / 10), 2))

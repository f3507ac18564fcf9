"""Which region is a report about? Evidence is weighed, so the deepest name does not win by itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from archive.text.evidence import Candidate, Evidence
from archive.text.places.apparatus import contributors, hosts, paragraphs
from archive.text.places.choice import (
    ENOUGH_BESIDE_MASKS,
    best_region,
    deepen,
    is_in_title,
    is_the_whole_country,
    whole_of_parts,
)
from archive.text.places.gazetteer import Gazetteer
from archive.text.places.meaning import ResolvedMention, resolve_mentions
from archive.text.places.mentions import find_mentions, mentions_by_section
from archive.text.places.townships import counties_of_the_lead, describe_by_townships, township_votes
from archive.text.places.visits import is_gone_to
from archive.text.places.weights import (
    NOWHERE,
    SPEAKS_FOR,
    Standing,
    first_scope,
    own_level,
    scope_shares,
    signs_of,
    speaks_of_itself,
    standings,
    weighed,
)
from archive.text.places.wording import is_organ
from search.fold import fold

#: Less than this is one passing mention, and no evidence of a report's region.
ENOUGH = 2.0
#: The city of a district that the text is about speaks half against it: it may be the city's text.
ABOVE = 0.5
#: The site of 中共某县委 speaks of 我县, or of a township of this county.
PUBLISHER = 0.55
#: 我院, 我校 or 我公司 speaks.
_TEAMS = re.compile(r"[我本](?:[校院系所]|公司)")
#: So often a report names quarters or villages if it is of one county's.
QUARTERS = 2
#: 某省民政厅, behind the place: the title may have 民政厅 alone.
_OFFICE = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:厅|局|委员会|办公室)")
_LEADING_LINES = 3
_QUARTER = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,3}(?:社区|村)|[、和,][\u4e00-\u9fff]{2,3}(?:社区|村)")
#: 全省 or 全市, and several of its parts.
SHARED = 0.75

#: 全省 at a meeting in one of its cities, and nothing else.
VENUE = 0.5

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
    parts = weighed(places, scope, level, votes, gazetteer, is_own=is_own)
    scores = {code: sum(part.confidence for part in got) for code, got in parts.items()}
    ranking = sorted(scores, key=lambda code: (-scores[code], len(gazetteer.above(code)), code))
    texts = [title, *(line.text for line in lines)]
    masked = [found[0] for line in texts for found in _REDACTED.finditer(line)]
    below = [found[0] for line in texts for found in _REDACTED_BELOW.finditer(line)]
    masked += below if len(below) >= 3 else []
    rivals = tuple(_rival(code, parts[code], scores) for code in ranking[:5])
    standing = standings(places, counties_of_the_lead(title, texts[1:], gazetteer))
    outlets = {code for place in places if place.section == "outlet" and place.number == -2 for code in place.codes}
    if whole := whole_of_parts(standing, level, gazetteer):
        quote = _heaviest(parts[whole[1]]).quote
        return Evidence(
            whole[0], "parts", quote, SHARED, rivals, signs_of(whole[0], standing, scope, outlets, gazetteer)
        )
    is_masked = len(masked) >= 2 and bool(ranking) and not is_in_title(parts[ranking[0]])
    if not ranking or scores[ranking[0]] < (ENOUGH_BESIDE_MASKS if is_masked else ENOUGH):
        if masked:
            return Evidence(None, "redacted", masked[0], rivals=rivals)
        passing = {code for code, its in standing.items() if not its.spread}
        named = {code: score for code, score in scores.items() if code not in passing}
        homes = {code for place in places if place.number == -2 for code in place.codes}
        placed = describe_by_townships(title, texts[1:], outlet, scope, named, homes, gazetteer)
        if placed and (
            _is_named_in_passing(placed.value, places) or _is_one_example(placed.value, standing, gazetteer)
        ):
            placed = None
        if placed := placed or _of_the_publisher(
            removed + "\n" + text, [fold(title), *folded_lines], level, votes, homes, gazetteer
        ):
            signs = signs_of(placed.value, standing, scope, outlets, gazetteer)
            return Evidence(placed.value, placed.rule, placed.quote, placed.confidence, rivals, signs)
        if venue := _province_of_the_venue(places, scope, gazetteer):
            signs = signs_of(venue.value, standing, scope, outlets, gazetteer)
            return Evidence(venue.value, venue.rule, venue.quote, venue.confidence, rivals, signs)
        own = first_scope([(line.text, line.folded) for line in lines])
        return Evidence(None, "never-named" if own else "not-found", own, rivals=rivals)
    best = _city_of_the_title(places, gazetteer) or best_region(ranking, parts, scores, scope, places, gazetteer)
    if (
        best is None
        or _is_aim_of_a_team(best, places, folded_lines, gazetteer)
        or (best in parts and is_the_whole_country(best, parts, standing, places, fold(title), folded_lines, gazetteer))
    ):
        return Evidence(None, "ambiguous", rivals[0].quote, rivals=rivals)
    best = deepen(best, standing, scope, level, gazetteer)
    best = _speaker_below(best, standing, level, outlets, gazetteer)
    if placed := _by_its_township(best, title, texts[1:], standing, level, gazetteer):
        signs = signs_of(placed.value, standing, scope, outlets, gazetteer)
        return Evidence(placed.value, placed.rule, placed.quote, placed.confidence, rivals, signs)
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
    signs = signs_of(best, standing, scope, outlets, gazetteer)
    return Evidence(best, rule, heaviest.quote, round(confidence, 2), others, signs)


def _is_aim_of_a_team(best: str, places: list[ResolvedMention], folded_lines: list[str], gazetteer: Gazetteer) -> bool:
    """Return whether a school or a firm, 我院, tells of teams that went to ``best`` and to a county of another city."""
    told = [place for place in places if place.section != "outlet"]
    own = [place for place in told if best in place.codes]
    counties = {code for place in told for code in place.codes if gazetteer.regions[code].level == "county"}
    others = {gazetteer.above(code)[:1] for code in counties} - {gazetteer.above(best)[:1]}
    return (
        best in counties
        and bool(others)
        and any(_TEAMS.search(line) for line in folded_lines)
        and all(is_gone_to(fold(place.line), place.mention.start) for place in own)
    )


def _city_of_the_title(places: list[ResolvedMention], gazetteer: Gazetteer) -> str:
    """Return the city whose counties, two or more, a title names without any other place: 甲、乙脱贫纪实; "" if none is."""
    titled = [place for place in places if place.section == "title" and not place.is_quiet]
    codes = {code for place in titled for code in place.codes}
    cities = {gazetteer.above(code)[:1] for code in codes}
    is_clear = len(codes) > 1 and len(cities) == 1 and all(gazetteer.regions[code].level == "county" for code in codes)
    return next(iter(cities))[0] if is_clear else ""


def _speaker_below(
    best: str,
    standing: Mapping[str, Standing],
    level: Mapping[str, float],
    outlets: Collection[str],
    gazetteer: Gazetteer,
) -> str:
    """Return the one smaller city within ``best`` whose outlet says 我市: its paper passes on what the city above decided."""
    tail = gazetteer.regions[best].tail
    below = [code for code in outlets if gazetteer.regions[code].tail == tail and best in gazetteer.above(code)]
    is_title = best in standing and standing[best].in_title
    return below[0] if len(below) == 1 and level.get(tail, 0.0) > SPEAKS_FOR and not is_title else best


def _by_its_township(
    best: str,
    title: str,
    lines: list[str],
    standing: Mapping[str, Standing],
    level: Mapping[str, float],
    gazetteer: Gazetteer,
) -> Candidate | None:
    """Return the county of the townships that a text names within ``best``, where it neither names a county nor speaks for ``best``."""
    region = gazetteer.regions[best]
    own = standing.get(best)
    if region.level == "county" or (own and own.in_title):
        return None
    if any(gazetteer.regions[code].level != "province" and code != best for code in standing):
        return None
    # 我市 may be a city of the county's level, but 我市 with a township of one of its districts is the city.
    found = describe_by_townships(title, lines, "", {}, {best: 0.0}, (), gazetteer, trusts_streets=True)
    if found and gazetteer.regions[found.value].tail == region.tail:
        return found
    if level.get(region.tail, 0.0) > 0:
        return None
    return describe_by_townships(title, lines, "", {}, {best: 0.0}, (), gazetteer)


def _of_the_publisher(
    page: str,
    folded_lines: list[str],
    level: Mapping[str, float],
    votes: Mapping[str, float],
    homes: Collection[str],
    gazetteer: Gazetteer,
) -> Candidate | None:
    """Return the one city or county whose organ runs the site, if the report says 我县 or names a township of it.

    A site that is the source, and whose host is named after the same place (``homes``), is its own too, if the report
    is of villages or quarters, named without their county. A province counts where its office, with no place before it,
    is who acts: 某省民政厅 runs the site, and 民政厅召开会议.
    """
    is_local = sum(len(_QUARTER.findall(line)) for line in folded_lines) >= QUARTERS
    found = {}
    for line in hosts(page):
        folded = fold(line)
        for mention in find_mentions(line, gazetteer):
            code = mention.codes[0]
            is_home = is_local and mention.form != "short" and code in homes
            office = _OFFICE.match(folded, mention.end)
            is_office = office is not None and _acts_alone(office[0], gazetteer.regions[code].tail, folded_lines)
            is_own = is_home or is_office or is_organ(folded, mention.start, mention.end)
            speaks = is_home or votes.get(code, 0.0) > 0 or level.get(gazetteer.regions[code].tail, 0.0) >= 0.5
            if not is_own or len(mention.codes) > 1:
                continue
            if is_office or (speaks and gazetteer.regions[code].level != "province"):
                found[code] = line[max(0, mention.start - 6) : mention.end + 8].strip()
    if len(found) != 1:
        return None
    ((code, quote),) = found.items()
    return Candidate(code, "publisher", quote, PUBLISHER)


def _acts_alone(office: str, tail: str, folded_lines: list[str]) -> bool:
    """Return whether one of the first lines begins with the office, as 民政厅 or 省民政厅."""
    return len(office) > 2 and any(line.startswith((office, tail + office)) for line in folded_lines[:_LEADING_LINES])


def _province_of_the_venue(
    places: list[ResolvedMention], scope: Mapping[str, float], gazetteer: Gazetteer
) -> Candidate | None:
    """Return the one province in which all places of a text lie that says 全省: 全省某某会议在某市召开."""
    told = [place for place in places if place.section != "outlet"]
    provinces = {(code, *gazetteer.above(code))[-1] for place in told for code in place.codes}
    if len(provinces) != 1 or scope.get("省", 0.0) <= SPEAKS_FOR:
        return None
    (province,) = provinces
    return Candidate(province, "parts", told[0].quote, VENUE) if gazetteer.regions[province].tail == "省" else None


def _is_named_in_passing(code: str, places: list[ResolvedMention]) -> bool:
    quiet = [place.is_quiet for place in places if code in place.codes]
    return bool(quiet) and all(quiet)


def _is_one_example(code: str, standing: Mapping[str, Standing], gazetteer: Gazetteer) -> bool:
    """Return whether a county is named once and below the lead, and the text names another province too."""
    own = standing.get(code, NOWHERE)
    province = gazetteer.above(code)[-1:]
    return (
        own.spread == 1
        and not own.in_lead
        and any(gazetteer.above(one)[-1:] != province for one in standing if gazetteer.above(one))
    )


def _heaviest(parts: list[Candidate]) -> Candidate:
    """Return the weightiest words that name the region; a scope word never names it."""
    return max(parts, key=lambda part: part.confidence if part.rule != "scope" else 0.0)


def _rival(code: str, parts: list[Candidate], scores: Mapping[str, float]) -> Candidate:
    heaviest = _heaviest(parts)
    return Candidate(code, heaviest.rule, heaviest.quote, round(min(0.9, scores[code] / 10), 2))

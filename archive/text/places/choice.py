"""Which of the weighed regions is the report's, at which level, and what speaks for and against it?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from archive.text.evidence import Candidate
from archive.text.places.gazetteer import Gazetteer
from archive.text.places.meaning import ResolvedMention
from archive.text.places.weights import NOWHERE, SPEAKS_FOR, Standing

CLEAR_LEAD = 0.5
#: The lead over a name in passing only, neither at the head nor by an organ or a scope: one example of several.
CLEAR_LEAD_OF_EXAMPLES = 1.5
#: A text is about a place that it names in so many times the paragraphs of any other, and in so many more.
COMES_BACK, COMES_BACK_MORE = 2, 5
#: A text that says the same of parts of so many cities of one province is about the province, named or not.
CITIES_OF_A_PROVINCE, COUNTIES_OF_A_CITY = 3, 2
#: A place named so many times within the same paragraphs as others, and twice as often as any, is what they are about.
OFTEN = 4
#: A title, and the line that repeats it.
HEADING = 2
#: A text that names so many provinces is about none of them.
PROVINCES = 4
#: In a text with masked places, a name needs the head, several paragraphs and the scope.
ENOUGH_BESIDE_MASKS = 5.5

#: So many lines may be a heading's second one, each no longer than this.
HEADINGS, LONGEST_HEADING = 3, 40
# 全国文明村 and 全国优秀党员 are honours of one place.
_OF_ALL = re.compile(
    r"(?:全国(?:各地|各级|基层|广大|党员|组织|村|上下)|各地|我国|[0-9两三四五六七八九十]{1,2}[位个]省(?:委|份|区))[^.;!?]*$"
)
_EVERYWHERE = re.compile(r"3[0-4]个省|各省[(,]?(?:(?:自治)?区)?[,)]?(?:直辖)?市(?![委级直县])")
# 国务院联防联控机制:某省和某市要… is about the country; 国务院关于某市规划的批复 about the city.
_NATIONAL = re.compile(r"(?:国务院|中共中央|中央|全国)[\u4e00-\u9fff]{0,12}:")


def best_region(
    ranking: list[str],
    parts: Mapping[str, list[Candidate]],
    scores: Mapping[str, float],
    scope: Mapping[str, float],
    places: list[ResolvedMention],
    gazetteer: Gazetteer,
) -> str | None:
    """Return the best code; None where another of nearly equal weight is neither above nor below it."""
    best = ranking[0]
    # The home of a paper or the name of a book is no rival of a place that the text names.
    ranking = [best, *(code for code in ranking[1:] if any(part.rule != "outlet" for part in parts[code]))]
    spread = {code: len({place.number for place in places if code in place.codes}) for code in ranking}
    is_example = all(part.rule == "body" for part in parts[best])
    near = [code for code in ranking[1:] if scores[best] - scores[code] < CLEAR_LEAD]
    examples = [code for code in ranking[1:] if scores[best] - scores[code] < CLEAR_LEAD_OF_EXAMPLES]
    rivals = examples if is_example else near
    if shared := _city_of_examples(best, parts, scores, places, gazetteer):
        return shared
    if any(not gazetteer.related(best, code) for code in rivals):
        widest = max((best, *rivals), key=lambda code: spread[code])
        strangers = [spread[code] for code in (best, *rivals) if code != widest and not gazetteer.related(widest, code)]
        if all(spread[widest] >= max(COMES_BACK * other, other + COMES_BACK_MORE) for other in strangers):
            return widest
        # One paragraph may hold all of them: the report's own place is named again and again there.
        times = Counter(code for place in places if not place.is_quiet and place.number >= 0 for code in place.codes)
        often = max((best, *rivals), key=lambda code: times[code])
        others = [times[code] for code in (best, *rivals) if code != often and not gazetteer.related(often, code)]
        is_one_paragraph = all(spread[code] <= 1 for code in (best, *rivals))
        if is_one_paragraph and times[often] >= OFTEN and all(times[often] >= COMES_BACK * other for other in others):
            return often
        return None if is_example and not near else _shared_region([best, *near], scores, gazetteer)
    family = [best, *near]
    counties = {code for place in places for code in place.codes if gazetteer.above(code)[:1] == (best,)}
    if (
        is_in_title(parts[best])
        and len(counties) > COUNTIES_OF_A_CITY
        and not any(is_in_title(parts[code]) for code in near)
    ):
        return best  # a week of the city, told county by county
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


def _city_of_examples(
    best: str,
    parts: Mapping[str, list[Candidate]],
    scores: Mapping[str, float],
    places: list[ResolvedMention],
    gazetteer: Gazetteer,
) -> str | None:
    """Return the named city of a county that is one of its examples.

    The county stands in neither title nor lead, where the lead names another; or title or lead name the city, and the text
    three counties of it.
    """
    city = (*gazetteer.above(best), "")[0]
    if city not in scores or gazetteer.regions[city].level != "city":
        return None
    siblings = {code for place in places for code in place.codes if gazetteer.above(code)[:1] == (city,)} - {best}
    leads = {
        code for place in places if place.section in ("title", "head") and not place.is_quiet for code in place.codes
    }
    where = {part.rule for part in parts[best]}
    if not where & {"title", "head", "signature"} and leads & siblings:
        return city
    return city if city in leads and len(siblings) >= 2 and not where & {"title", "signature"} else None


def whole_of_parts(
    standing: Mapping[str, Standing], level: Mapping[str, float], gazetteer: Gazetteer
) -> tuple[str, str] | None:
    """Return (the region, a part of it that is named) if a text says 我省 or 我市, and names several parts of one alone.

    Three cities make a province, and two counties a city: no city of the county's level holds two.
    """
    named = [code for code, its in standing.items() if its.spread]
    parts = [code for code in named if gazetteer.regions[code].level != "province"]
    wider = [code for code in named if gazetteer.regions[code].level == "province"]
    if not parts or any(standing[code].in_title for code in parts):
        return None
    provinces = {(code, *gazetteer.above(code))[-1] for code in named}
    cities = {(code, *gazetteer.above(code))[-2] for code in parts}
    counties = [code for code in parts if gazetteer.regions[code].level == "county"]
    if len(provinces) == 1 and len(cities) >= CITIES_OF_A_PROVINCE:
        (whole,) = provinces
    elif any(standing[code].is_earnest for code in wider):
        return None
    elif len(provinces) == len(cities) == 1 and len(counties) >= COUNTIES_OF_A_CITY:
        (whole,) = cities
    else:
        return None
    return (whole, parts[0]) if level.get(gazetteer.regions[whole].tail, 0.0) > SPEAKS_FOR else None


def deepen(
    best: str,
    standing: Mapping[str, Standing],
    scope: Mapping[str, float],
    level: Mapping[str, float],
    gazetteer: Gazetteer,
) -> str:
    """Return the region below ``best`` that the report is about, if it names one and no other beside it; else ``best``.

    A province's or city's report names several of its parts, or has the province in its title, or says 全省. A county's own
    report may have the city in its title: 县委 without a name acts in it, and the lead names the county.
    """
    while True:
        parts: dict[str, list[str]] = {}
        for code in standing:
            above = gazetteer.above(code)
            if best in above:
                parts.setdefault((code, *above)[above.index(best)], []).append(code)
        own_one = _only_one_of_its_level(best, standing, level, gazetteer)
        serious = {code for code, its in standing.items() if its.is_earnest or code == own_one}
        earnest = [child for child, named in parts.items() if not serious.isdisjoint(named)]
        if len(earnest) != 1:
            return best
        child, named = earnest[0], [code for code in parts[earnest[0]] if code in serious]
        # 江西省 … 青云谱区, and 南昌市 is not named: the district itself
        below = child if child in named else named[0] if len(named) == 1 else ""
        if below != child and any(
            standing[code].spread >= standing[below].spread
            for code in parts[child]
            if below and code not in (below, child)
        ):
            return best  # two counties of one city, each the example of a paragraph
        own, its = standing.get(best, NOWHERE), standing.get(below, NOWHERE)
        speaks = scope.get(gazetteer.regions[best].tail, 0.0) >= SPEAKS_FOR
        is_said = its.in_title or (its.in_lead and its.is_whole) or its.spread >= own.spread
        is_said = is_said or below == own_one
        # 山东省 in a title is wide enough to hold a report of one city alone.
        is_wide = gazetteer.regions[best].level == "province" and gazetteer.regions[best].tail != "市"
        least = own.spread if is_wide and not speaks else COMES_BACK * own.spread
        tail = gazetteer.regions[below].tail if below else ""
        is_own = not speaks and level.get(tail, 0.0) > SPEAKS_FOR and its.in_lead and its.is_whole and its.is_supported
        # 某市在某省南部: the text begins with its subject, and 全区 may be the region's as well as the district's.
        is_own = is_own or (below == own_one and not own.in_title)
        is_own = is_own or (its.is_subject and not own.in_title and its.spread > own.spread)
        is_home = its.is_home and not (own.in_title and speaks)
        # 某省“兵支书”… in a title, and 某省某市某县某镇某村 in the lead: the text does not come back to the province.
        is_heading = is_wide and own.in_title and not speaks and own.spread <= HEADING
        is_told = is_heading and its.in_lead and its.is_whole and its.is_supported and len(parts) == 1
        least = 1 if is_told else least
        stays = (own.in_title or speaks) and not (its.in_title or is_home or is_own) and its.spread < least
        # Title or first words name the city, and the county is one of three, or one of its examples.
        stays = stays or (own.is_subject and not its.in_title and its.spread < own.spread)
        # 近年来,某市坚持…, and then one of its counties as often.
        stays = stays or (own.acts and not its.acts and not its.in_title and its.spread <= own.spread)
        # 深圳盐田… once, and then 深圳 again and again.
        stays = stays or (not its.in_title and own.spread >= OFTEN * its.spread)
        is_listed = own.in_title and not its.in_title and len(parts) > COUNTIES_OF_A_CITY
        is_one_of_several = is_listed or (len(parts) > 1 and its.spread <= own.spread)
        if not below or not is_said or stays or is_one_of_several:
            return best
        best = below


def _only_one_of_its_level(
    best: str, standing: Mapping[str, Standing], level: Mapping[str, float], gazetteer: Gazetteer
) -> str:
    """Return the one region below ``best`` at the level for which the text speaks, named by its whole name; "" if none."""
    same = [
        code
        for code, its in standing.items()
        if its.spread and level.get(gazetteer.regions[code].tail, 0.0) > SPEAKS_FOR
    ]
    return same[0] if len(same) == 1 and standing[same[0]].is_whole and best in gazetteer.above(same[0]) else ""


def is_the_whole_country(
    best: str,
    parts: Mapping[str, list[Candidate]],
    standing: Mapping[str, Standing],
    places: Iterable[ResolvedMention],
    folded_title: str,
    folded_lines: list[str],
    gazetteer: Gazetteer,
) -> bool:
    """Return whether the places are examples of a text on the whole country.

    Its heading says 全国 or 各地 and names no place; it has parts headed 北京: and 天津:; or it repeats 全国 and names many
    provinces, three if it says 全国 before any of them or names the best only once.
    """
    provinces = {(code, *gazetteer.above(code))[-1] for code, its in standing.items() if its.spread}
    if len(provinces) >= 2 and _NATIONAL.match(folded_title):
        return True
    if is_in_title(parts[best]):
        return False
    named = {place.number for place in places}
    for number, line in enumerate((folded_title, *folded_lines[:HEADINGS]), start=-1):
        if len(line) <= LONGEST_HEADING and _OF_ALL.match(line) and number not in named:
            return True
    heads = {
        (place.codes[0], *gazetteer.above(place.codes[0]))[-1]
        for place in places
        if place.mention.start == 0 and place.line[place.mention.end : place.mention.end + 1] in ("：", ":")
    }
    # - 某省有…, - 某市有…: a list by provinces.
    listed = {
        (place.codes[0], *gazetteer.above(place.codes[0]))[-1]
        for place in places
        if not place.line[: place.mention.start].strip(" \u3000-•·●*") and not place.is_quiet
    }
    if len(heads) >= 2 or (len(listed) >= PROVINCES - 1 and any("全国" in line for line in folded_lines)):
        return True
    if sum(part.confidence for part in parts[best]) >= ENOUGH_BESIDE_MASKS:
        return False
    times = sum(line.count("全国") for line in folded_lines)
    first = next((at for at, line in enumerate(folded_lines) if "全国" in line), len(folded_lines))
    is_first = all(place.number > first for place in places if best in place.codes and place.number >= 0)
    is_one_of_many = standing.get(best, NOWHERE).spread <= 1
    is_everywhere = any(_EVERYWHERE.search(line) for line in folded_lines)
    least = PROVINCES - 1 if is_first or is_one_of_many else PROVINCES
    return times >= 2 and (is_everywhere or len(provinces) >= least)


def is_in_title(parts: list[Candidate]) -> bool:
    """Return whether the title or the signature names the region."""
    return any(part.rule in ("title", "signature") for part in parts)


def _shared_region(codes: list[str], scores: Mapping[str, float], gazetteer: Gazetteer) -> str | None:
    """Return the nearest region that all of ``codes`` lie in: a city, or a province that the text names or describes.

    It describes a province by parts of several of its cities, equal to each other. None where they share nothing.

    Homonyms lie far apart, and share nothing.
    """
    names = {gazetteer.regions[code].name for code in codes}
    if len(names) < len(codes):
        return None
    shared = list(gazetteer.above(codes[0]))
    for code in codes[1:]:
        own = {code, *gazetteer.above(code)}
        shared = [above for above in shared if above in own]
    cities = {(code, *gazetteer.above(code))[-2:][0] for code in codes}
    return next(
        (
            code
            for code in shared
            if code in scores or gazetteer.regions[code].level == "city" or len(cities) >= CITIES_OF_A_PROVINCE
        ),
        None,
    )

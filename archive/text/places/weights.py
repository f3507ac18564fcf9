"""What does each mention of a region weigh, and for which level does the text speak?

Weights: title 3; dateline and first 120 characters 1.5; body 1 a paragraph, capped at 3;
the party's organ or a signature 2; scope words (全县, 我市) 2 at their level; the outlet's own region 1, or 2 where the
outlet is an organ of it (通渭县人民政府), which reports on itself. A city's report with examples from its counties is the
city's: its name stands in the title, 全市 in the body, and examples of several counties count for the region that they
share.

A text speaks for the level of 全县 and 我市 as subject or place of an act, or of 市委 without a name. A comparison with the
province or an honour of it is no scope: 居全省前列, 全省先进, 向全省推广.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from archive.text.evidence import Candidate
from archive.text.places.gazetteer import Gazetteer
from archive.text.places.meaning import ResolvedMention, is_labelled
from archive.text.places.wording import LONGEST_ZONE, names_its_zone
from search.fold import fold

TITLE, HEAD, PARAGRAPH, PARAGRAPHS_AT_MOST, ORGAN, SCOPE, OUTLET = 3.0, 1.5, 1.0, 3.0, 2.0, 2.0, 1.0
#: 贵州省铜仁市碧江区 counts for the district, and a little for the city; two districts count for their city.
PARENT_BESIDE, CHILDREN = 0.5, 1.0
#: 某区某街道某村: whoever writes so writes of this place. The head and the title have weight enough.
OWN_TOWNSHIP = 1.0
#: A paragraph begins with a place that stands within so many characters: 沈阳市双阳区….
SUBJECT = 6
#: From this share of 全省, 我市 ... on, a report speaks for that level.
SPEAKS_FOR = 0.5
#: 我市 in 定西日报 means 定西.
OWN_PAPER = 1.5

_SCOPE = re.compile(
    r"(?<![向居列占超比是成为被供受予授获])(?<!走在)(?<!位于)(?<!占到)(?<!相当于)(?:全|我|该|本)(地区|省|市|县|区|州|盟|旗)"
    r"(?![\"']?(?:域|块|间|第|首|率先|领先|前[列茅]|平均|唯一|最|推广|推开|学习|先进|优秀|模范|示范|荣誉|十[佳大强]|百[佳强]|标[兵杆]|样板|试点|"
    r"文明单位|闻名|有名|五[一四]|劳[动模]|三八|各地|现场会|经验|一等奖|二等奖|总?人口))"
)
#: 市委, 县教育局, 区级 without a name before them: the report is of that level or below it.
_OWN_ORGAN = re.compile(
    r"(?:^|[^\u4e00-\u9fff]|[在由经对向据了和与实照彻])(市|县|区|州|盟|旗)(?:委|政府|纪委|直机关|人大|政协|公安局|教育局|农业农村局|民政局|财政局|消防|组织部)"
)

_INSTITUTION = re.compile(r"(?:大学|学院|学校|中学|小学|幼儿园|医院|公司|集团|研究[院所])$")
#: A school or the like speaks as 我校, 我院, 本公司.
_OF_ITSELF = re.compile(r"[我本](?:校|院|园|所|公司|集团|企业)(?![长务子区])")


def speaks_of_itself(folded_outlet: str, folded_lines: list[str]) -> bool:
    """Return whether the outlet is a school, a hospital or a firm, and the text speaks as it: 我校, 我院."""
    return bool(_INSTITUTION.search(folded_outlet)) and any(_OF_ITSELF.search(line) for line in folded_lines)


def scope_shares(folded_lines: list[str]) -> dict[str, float]:
    """Return the share of each level's word among 全县, 我市 ...; {} where there are none."""
    count = Counter(match[1][-1] for line in folded_lines for match in _SCOPE.finditer(line))
    total = sum(count.values())
    return {tail: times / total for tail, times in count.items()}


def own_level(folded_lines: list[str], scope: Mapping[str, float]) -> Mapping[str, float]:
    """Return ``scope``, or where there is none, the shares of 市委, 县政府 and the like that bear no name."""
    if scope:
        return scope
    count = Counter(match[1] for line in folded_lines for match in _OWN_ORGAN.finditer(line))
    total = sum(count.values())
    return {tail: times / total for tail, times in count.items()}


def first_scope(lines: list[tuple[str, str]]) -> str:
    """Return the first 我县 or the like of (line, folded line), as written; "" for none."""
    return next((line[slice(*found.span())] for line, folded in lines if (found := _SCOPE.search(folded))), "")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a region is named in earnest, not as a guest's home or a place that one only went to.

    ``spread``: in how many paragraphs (title and head included); ``any_spread``: with those where it is one of several.
    ``is_home``: the village of the whole report lies there. ``is_subject``: the text begins with its whole name, ``acts``: it does something in title or lead. ``is_supported``: its party or government, a township of it or its own outlet is named too.
    """

    in_title: bool
    in_lead: bool
    is_whole: bool
    spread: int
    any_spread: int = 0
    is_supported: bool = False
    is_home: bool = False
    is_subject: bool = False
    acts: bool = False

    @property
    def is_earnest(self) -> bool:
        """Return whether a report says it of itself: in title or lead, or in two paragraphs."""
        return self.in_title or self.in_lead or self.spread >= 2

    def is_ahead_of(self, other: Standing) -> bool:
        """Return whether the title names this one alone, or only this one acts, or more paragraphs name it."""
        return (self.in_title and not other.in_title) or (self.acts and not other.acts) or self.spread > other.spread


NOWHERE = Standing(in_title=False, in_lead=False, is_whole=False, spread=0)


def standings(places: Iterable[ResolvedMention], hosts: Collection[str] = ()) -> dict[str, Standing]:
    """Return {code: Standing} of the regions that a text names in earnest.

    ``hosts`` are the counties of a township in title or lead: where the text names one of them, its lead does too.
    """
    found: dict[str, list[ResolvedMention]] = {}
    homes = {code for place in places if is_labelled(place) for code in place.codes}
    for place in places:
        if place.section != "outlet":
            for code in place.codes:
                found.setdefault(code, []).append(place)
    standing = {}
    for code, of_code in found.items():
        earnest = [place for place in of_code if not place.is_quiet]
        standing[code] = Standing(
            in_title=any(place.section == "title" for place in earnest),
            in_lead=any(place.section in ("head", "home") for place in earnest) or (bool(earnest) and code in hosts),
            is_home=any(place.section == "home" for place in earnest),
            is_whole=any(place.mention.form != "short" or place.beside for place in earnest),
            spread=len({place.number for place in earnest}),
            any_spread=len({place.number for place in of_code}),
            is_subject=any(
                place.number == place.mention.start == 0 and place.mention.form != "short" for place in earnest
            ),
            acts=any(place.acts and place.section in ("title", "head") for place in earnest),
            is_supported=code in homes or any(place.is_organ or place.has_township for place in earnest),
        )
    return standing


def weighed(
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
    often = Counter(code for _, code in {(place.number, code) for place in places for code in place.codes})
    for place in sorted(places, key=lambda each: each.is_quiet):  # a paragraph counts by its strongest mention
        for code in place.codes:
            region = gazetteer.regions[code]
            is_county = place.mention.form != "short" and region.level == "county"
            is_level = is_county and level.get(region.tail, 0.0) >= 0.5
            for rule, weight in _weights(place, is_own=is_own, is_level=is_level, is_once=often[code] == 1):
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
    told = {code for code, got in parts.items() if sum(part.confidence for part in got) >= PARAGRAPH}
    for code, got in parts.items():
        # 全市 shows the level of a report, not the city: it needs a name beside it.
        share = scope.get(gazetteer.regions[code].tail, 0.0)
        weight = sum(part.confidence for part in got if part.rule != "outlet")
        alone = not any(other != code and _is_likely(other, code, parts, gazetteer) for other in told)
        if share and weight >= (PARAGRAPH if alone else HEAD):
            got.append(Candidate(code, "scope", got[0].quote, SCOPE * share))
        elif level.get(gazetteer.regions[code].tail, 0.0) >= 0.5 and _is_own_paper(code, got, places, votes, gazetteer):
            got.append(Candidate(code, "scope", got[0].quote, OWN_PAPER))
        elif (
            alone
            and weight >= PARAGRAPH
            and gazetteer.regions[code].level == "county"
            and level.get(gazetteer.regions[code].tail, 0.0) >= 0.5
            and any(part.rule != "outlet" for part in got)
        ):
            got.append(Candidate(code, "scope", got[0].quote, PARAGRAPH))
    return parts


def _is_likely(other: str, code: str, parts: Mapping[str, list[Candidate]], gazetteer: Gazetteer) -> bool:
    """Return whether 全县 beside ``code`` may mean ``other``: of the same level, or named where the report begins."""
    is_ahead = any(part.rule in ("title", "head") for part in parts[other])
    # 中共某省委 …, 结合我县实际: the province ahead is no county.
    is_province = gazetteer.regions[other].level == "province" and other in gazetteer.above(code)
    return (is_ahead and not is_province) or gazetteer.regions[other].tail == gazetteer.regions[code].tail


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
        gazetteer.regions[code].tail != "区" and any(is_labelled(place) and len(place.codes) == 1 for place in outlets)
    )
    return bool(outlets) and (gazetteer.regions[code].level != "county" or is_whole or is_second)


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


def _weights(place: ResolvedMention, *, is_own: bool, is_level: bool, is_once: bool) -> Iterator[tuple[str, float]]:
    if place.is_quiet and place.section != "title":
        yield "body", PARAGRAPH / 4
        return
    if place.section == "title":
        yield "title", TITLE
    elif place.section == "outlet":
        # The organ itself is the outlet: a text on a county's own site is the county's, and a school's is of its town.
        behind = fold(place.line[place.mention.end : place.mention.end + LONGEST_ZONE])
        is_of_it = place.is_organ or place.has_township or is_own or names_its_zone(behind, 0)
        yield ("organ", ORGAN) if is_of_it and place.number == -2 else ("outlet", OUTLET)
        return
    elif place.section == "signature":
        yield "signature", ORGAN
    else:
        yield "body", PARAGRAPH
        if place.section in ("head", "home"):
            yield "head", HEAD
    # A village far below the lead, within one paragraph of a text, is an example; a paragraph that begins with it is about it.
    is_subject = place.mention.start <= SUBJECT
    if place.has_township and place.section == "body" and (is_level or not is_once or is_subject):
        yield "village", OWN_TOWNSHIP
    if place.is_organ and (place.section in ("title", "head", "home") or is_level):
        yield "organ", ORGAN / 2


def signs_of(
    best: str,
    standing: Mapping[str, Standing],
    scope: Mapping[str, float],
    outlets: Collection[str],
    gazetteer: Gazetteer,
) -> tuple[str, ...]:
    """Return what speaks for and against ``best``: how it is named, what stands beside it, the scope, and which others are named.

    ``outlets`` are the regions of the source's name.
    """
    own, above = standing.get(best, NOWHERE), gazetteer.above(best)
    others = {code: its for code, its in standing.items() if its.spread and code != best}
    signs = {
        "acts": own.acts,
        "scope-agrees": scope.get(gazetteer.regions[best].tail, 0.0) >= SPEAKS_FOR,
        "outlet-agrees": any(code == best or gazetteer.related(code, best) for code in outlets),
        "supported": own.is_supported,
        "short-only": not own.is_whole,
        "others-named": any(not gazetteer.related(best, code) for code in others),
        "part-ahead": any(best in gazetteer.above(code) and its.spread >= own.spread for code, its in others.items()),
        "above-ahead": any(code in above and its.is_ahead_of(own) for code, its in others.items()),
    }
    return tuple(name for name, holds in signs.items() if holds)

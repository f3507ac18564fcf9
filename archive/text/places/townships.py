"""Townships: names below the county, as evidence for a county.

A township's name alone says little (82 townships have the name 城关镇). It decides between homonyms, supports the short
name of its county, and places a text that names no region above it (我旗, and 乌盖苏木 of one banner only), with less
confidence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from archive.text.evidence import Candidate
from archive.text.places.gazetteer import Gazetteer
from search.fold import fold

HEAD_LENGTH = 120
TITLE, HEAD, SOURCE, MENTION, AT_MOST, SCOPE = 2.0, 1.0, 1.5, 0.5, 2.0, 0.5
#: A single name in passing is no evidence; in the title, or repeated where a report begins, it is.
ENOUGH, LEAD = 2.0, 1.0
#: A county with this weight is named by its own name too.
NAMED = 1.0
SURE, LESS_SURE = 0.6, 0.45
#: A name that more counties share than this points to none of them.
SHARED_BY = 3
#: A name of so many characters that one county alone has is hardly another place; where a report begins it is enough.
UNMISTAKABLE, LONG_STREET = 4, 6
#: 雪乡, 柳乡 and the like are words; the rare towns of one character are not looked for.
SHORTEST_NAME, LONGEST_NAME = 3, 9
_TAIL = re.compile(r"镇|乡|街道|苏木")


@dataclass(frozen=True, slots=True)
class TownshipMention:
    """``text[start:end]`` is the name of a township; ``counties`` are the codes of all that have one of this name."""

    start: int
    end: int
    name: str
    counties: tuple[str, ...]


def find_townships(folded: str, counties: Mapping[str, tuple[str, ...]]) -> list[TownshipMention]:
    """Return the townships that a folded text names, the longest name at each place, in order. Linear."""
    found = []
    for tail in _TAIL.finditer(folded):
        end = tail.end()
        for length in range(min(LONGEST_NAME, end), SHORTEST_NAME - 1, -1):
            name = folded[end - length : end]
            # 某某乡 of old reports is 某某镇 of today.
            if codes := counties.get(name) or (counties.get(name[:-1] + "镇") if name[-1] == "乡" else None):
                found.append(TownshipMention(end - length, end, name, codes))
                break
    return found


def township_votes(folded_lines: list[str], gazetteer: Gazetteer) -> dict[str, float]:
    """Return {county: how many of its townships are named, each once}; a name that many share counts in parts."""
    votes: dict[str, float] = defaultdict(float)
    for name, counties in {
        each.name: each.counties for line in folded_lines for each in find_townships(line, gazetteer.townships)
    }.items():
        weight = 1.0 if len(counties) <= SHARED_BY or len(name) > 4 else 1.0 / len(counties)
        for code in counties:
            votes[code] += weight
    return dict(votes)


def counties_of_the_lead(title: str, lines: list[str], gazetteer: Gazetteer) -> set[str]:
    """Return the counties that alone have a township which the title or the first words of a text name."""
    lead = (title, *(line[: HEAD_LENGTH - before] for before, line in _within(lines, HEAD_LENGTH)))
    found = (each for line in lead for each in find_townships(fold(line), gazetteer.townships))
    return {each.counties[0] for each in found if len(each.counties) == 1}


def _within(lines: list[str], length: int) -> Iterator[tuple[int, str]]:
    before = 0
    for line in lines:
        if before >= length:
            return
        yield before, line
        before += len(line)


def describe_by_townships(
    title: str,
    lines: list[str],
    outlet: str,
    scope: Mapping[str, float],
    named: Mapping[str, float],
    homes: Collection[str],
    gazetteer: Gazetteer,
    *,
    trusts_streets: bool = False,
) -> Candidate | None:
    """Return the one county whose townships the text names, or None.

    ``named`` are the weights of regions with evidence of their own. If one of them is a county, only it counts; if
    one is a province or city, only its counties do. ``homes`` are the regions of the outlet: a paper of the city is a
    second witness for a township that one county of this city alone has. ``trusts_streets``: a 街道 that one county
    inside ``named`` alone has counts as a town does.
    """
    scores: dict[str, float] = defaultdict(float)
    quotes: dict[str, str] = {}
    mentions: dict[str, list[float]] = defaultdict(list)
    counties: dict[str, tuple[str, ...]] = {}
    before = 0
    sections = [(title, TITLE), (outlet, SOURCE), *((line, 0.0) for line in lines)]
    for line, weight in sections:
        for each in find_townships(fold(line), gazetteer.townships):
            own = weight or (HEAD if before + each.start < HEAD_LENGTH else MENTION)
            if own == HEAD and len(each.counties) == 1 and len(each.name) >= UNMISTAKABLE:
                own = TITLE
            mentions[each.name].append(own)
            counties[each.name] = each.counties
            quotes.setdefault(each.name, _quote(line, each))
        before += 0 if weight else len(line)
    best_quote: dict[str, tuple[float, str]] = {}
    for name, weights in mentions.items():
        strength = min(max(weights) + sum(sorted(weights)[:-1]), max(AT_MOST, max(weights)))
        possible = [code for code in counties[name] if _is_inside(code, named, gazetteer)]
        if not possible or len(possible) > SHARED_BY:
            continue
        at_home = [code for code in possible if not set(homes).isdisjoint(gazetteer.above(code))]
        if len(at_home) == 1 and max(weights) >= HEAD:
            possible, strength = at_home, max(strength, TITLE)
        elif (
            name.endswith("街道")
            and named.get(possible[0], 0.0) < NAMED
            and not _is_a_kind_of_its_own(name, counties)
            and not (trusts_streets and len(possible) == 1)
        ):
            strength /= 2  # towns share names of streets, and many are on no list
        for code in possible:
            scores[code] += strength / len(possible)
            best_quote[code] = max(best_quote.get(code, (0.0, "")), (strength, quotes[name]))
    for code in scores:
        scores[code] += named.get(code, 0.0)
        # Named apart from each other, and not as one village far below.
        again = any(code in counties[name] and (len(own) > 1 or own[0] >= HEAD) for name, own in mentions.items())
        scores[code] += SCOPE if again and named.get(code, 0.0) >= NAMED else 0.0
        scores[code] += SCOPE if scope.get(gazetteer.regions[code].tail, 0.0) >= 0.5 else 0.0
    ranking = sorted(scores, key=lambda code: (-scores[code], code))
    if not ranking or scores[ranking[0]] < ENOUGH:
        return None
    if len(ranking) > 1 and scores[ranking[0]] - scores[ranking[1]] < LEAD:
        return None
    best = ranking[0]
    named_names = sum(best in counties[name] for name in mentions)
    return Candidate(best, "township", best_quote[best][1], SURE if named_names >= 2 else LESS_SURE)


def _is_a_kind_of_its_own(name: str, counties: Mapping[str, tuple[str, ...]]) -> bool:
    """Return whether a street's name is so long, and one county's alone, that no other town will have it."""
    return len(name) >= LONG_STREET and len(counties[name]) == 1


def _is_inside(code: str, named: Mapping[str, float], gazetteer: Gazetteer) -> bool:
    if any(gazetteer.regions[one].level == "county" for one in named):
        return code in named
    higher = {one for one in named if gazetteer.regions[one].level != "county"}
    return not higher or any(above in higher for above in gazetteer.above(code))


def _quote(line: str, mention: TownshipMention) -> str:
    return line[max(0, mention.start - 6) : mention.end + 6].strip()

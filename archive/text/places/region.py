"""The region that a report is about: evidence is weighed, the deepest name does not win by itself.

Weights (intake rules, section 3): title 3; dateline and first 120 characters 1.5; body 1 a
paragraph, capped at 3; the party's organ or a signature 2; scope words (全县, 我市) 2 at their
level; the outlet's own region 1. The report of a city that tells the examples of its counties
is the city's: its name stands in the title, and 全市 in the body.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from archive.text.evidence import Candidate, Evidence
from archive.text.places.gazetteer import Gazetteer
from archive.text.places.meaning import ORGAN_BEHIND, Place, resolve_places
from archive.text.places.mentions import Mention, find_mentions
from search.fold import fold

TITLE, HEAD, PARAGRAPH, PARAGRAPHS_AT_MOST, ORGAN, SCOPE, OUTLET = 3.0, 1.5, 1.0, 3.0, 2.0, 2.0, 1.0
HEAD_LENGTH = 120
#: Less than this is one passing mention, and no evidence of what a report is about.
ENOUGH = 2.0
#: With masked places in the text only a name in its head, several paragraphs and the scope is the report's.
ENOUGH_BESIDE_MASKS = 5.5
CLEAR_LEAD = 0.5

_SCOPE = re.compile(r"(?:全|我|该|本)(地区|省|市|县|区|州|盟|旗)(?!域|块|间)")
_SIGNED = re.compile(r"[委部局办会组校]$|供稿|[0-9一二三四五六七八九]日[)）]?$")
_NO_EVIDENCE = re.compile(r"作者单位|作者系|资料图|[摄攝][)）]?$|^[图圖]为|^(?:责任编辑|責任編輯|编辑|記者|记者)")
_AUTHOR_UNIT = re.compile(r"^[(（].{0,200}(?:大学|学院|党校|研究院|研究所).{0,80}[0-9]{6}")
_REDACTED = re.compile(
    r"(?:[*＊]{1,4}|_{2,4}|(?<![A-Za-z])[XxＸ×]{1,4}|某|[○〇□]{2,3})(?:省|市|县|縣|区|區|州|旗|盟)"
    r"(?:[*＊_XxＸ×某]{1,4}(?:[县縣区區乡鄉镇鎮]))?"
)


def describe_region(title: str, text: str, *, outlet: str = "", gazetteer: Gazetteer) -> Evidence:
    """The code of the unit that a report is about, with the weightiest words that name it.

    ``title`` may be "". ``text`` is the cleaned report, ``outlet`` the name of its source.
    Value None has a reason: ``redacted`` (somebody masked the place), ``ambiguous`` (units of
    equal weight; the rivals name them), ``never-named`` (only 我县 and the like), ``not-found``.
    Confidence grows with the lead over the best rival and with the weight itself.
    """
    lines = _lines(title, text)
    places = resolve_places([*_mentions(title, text, outlet, lines, gazetteer)], gazetteer)
    scope = _scope(lines)
    parts = _weighed(places, scope, gazetteer)
    scores = {code: sum(part.confidence for part in got) for code, got in parts.items()}
    ranking = sorted(scores, key=lambda code: (-scores[code], len(gazetteer.above(code)), code))
    masked = [found[0] for line in (title, *lines) for found in _REDACTED.finditer(line)]
    rivals = tuple(_rival(code, parts[code], scores) for code in ranking[:5])
    is_masked = len(masked) >= 2 and bool(ranking) and not _is_in_title(parts[ranking[0]])
    if not ranking or scores[ranking[0]] < (ENOUGH_BESIDE_MASKS if is_masked else ENOUGH):
        if masked:
            return Evidence(None, "redacted", masked[0], rivals=rivals)
        own = next((line[slice(*found.span())] for line in lines if (found := _SCOPE.search(fold(line)))), "")
        return Evidence(None, "never-named" if own else "not-found", own, rivals=rivals)
    best = _settled(ranking, scores, scope, gazetteer)
    if best is None:
        return Evidence(None, "ambiguous", rivals[0].quote, rivals=rivals)
    heaviest = _heaviest(parts[best])
    second = max((scores[code] for code in ranking if code != best), default=0.0)
    lead = max(0.0, scores[best] - second) / scores[best]
    confidence = round(min(0.97, 0.4 + 0.35 * lead + 0.25 * min(1.0, scores[best] / 6)), 2)
    others = tuple(rival for rival in rivals if rival.value != best)
    return Evidence(best, heaviest.rule, heaviest.quote, confidence, others)


def _lines(title: str, text: str) -> list[str]:
    """Paragraphs without the title's own line, captions and author units."""
    bare = _bare(title)
    return [
        line
        for line in (each.strip() for each in text.split("\n"))
        if line
        and _bare(line) != bare
        and not (len(line) <= 60 and _NO_EVIDENCE.search(line))
        and not _AUTHOR_UNIT.match(line)
    ]


def _bare(text: str) -> str:
    return "".join(character for character in fold(text) if character.isalnum())


def _mentions(
    title: str, text: str, outlet: str, lines: list[str], gazetteer: Gazetteer
) -> Iterator[tuple[str, str, int, Mention]]:
    """(section, line, number, mention) for title, outlet and every paragraph."""
    for mention in find_mentions(title, gazetteer):
        yield "title", title, -1, mention
    for mention in find_mentions(outlet, gazetteer):
        yield "outlet", outlet, -2, mention
    before = 0
    for number, line in enumerate(lines):
        is_signature = number >= max(1, len(lines) - 3) and len(line) <= 40 and bool(_SIGNED.search(line))
        for mention in find_mentions(line, gazetteer):
            section = "outlet" if mention.is_outlet else "signature" if is_signature else "body"
            if section == "body" and before + mention.start < HEAD_LENGTH:
                section = "head"
            yield section, line, number, mention
        before += len(line)


def _scope(lines: list[str]) -> dict[str, float]:
    """The share of each level's word among 全县, 我市 ...; {} where there are none."""
    count = Counter(match[1][-1] for line in lines for match in _SCOPE.finditer(fold(line)))
    total = sum(count.values())
    return {tail: times / total for tail, times in count.items()}


def _weighed(places: list[Place], scope: dict[str, float], gazetteer: Gazetteer) -> dict[str, list[Candidate]]:
    """{code: weights as candidates, whose ``confidence`` is the weight}."""
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
    for code, got in parts.items():
        # 全市 says at which level a report speaks, not of which city: it needs a name beside it.
        share = scope.get(gazetteer.units[code].tail, 0.0)
        if share and sum(part.confidence for part in got) >= HEAD:
            got.append(Candidate(code, "scope", got[0].quote, SCOPE * share))
    return parts


def _weights(place: Place) -> Iterator[tuple[str, float]]:
    if place.is_quiet and place.section != "title":
        yield "body", PARAGRAPH / 4
        return
    before = place.line[max(0, place.mention.start - 2) : place.mention.start]
    is_organ = before == "中共" or bool(ORGAN_BEHIND.match(fold(place.line[place.mention.end : place.mention.end + 8])))
    if place.section == "title":
        yield "title", TITLE
    elif place.section == "outlet":
        yield "outlet", OUTLET
    elif place.section == "signature":
        yield "signature", ORGAN
    else:
        yield "body", PARAGRAPH
        if place.section == "head":
            yield "head", HEAD
    if is_organ and place.section in ("title", "head"):
        yield "organ", ORGAN / 2


def _is_in_title(parts: list[Candidate]) -> bool:
    return any(part.rule in ("title", "signature") for part in parts)


def _settled(
    ranking: list[str], scores: Mapping[str, float], scope: Mapping[str, float], gazetteer: Gazetteer
) -> str | None:
    """The best code; None where another of nearly equal weight is neither above nor below it."""
    best = ranking[0]
    near = [code for code in ranking[1:] if scores[best] - scores[code] < CLEAR_LEAD]
    if any(not gazetteer.related(best, code) for code in near):
        return None
    family = [best, *near]
    # Of a city and its county with equal weight, the scope word decides, then the higher unit.
    return max(family, key=lambda code: (scope.get(gazetteer.units[code].tail, 0.0), -len(gazetteer.above(code))))


def _heaviest(parts: list[Candidate]) -> Candidate:
    """The words that name the unit most weightily; a scope word never names it."""
    return max(parts, key=lambda part: part.confidence if part.rule != "scope" else 0.0)


def _rival(code: str, parts: list[Candidate], scores: Mapping[str, float]) -> Candidate:
    heaviest = _heaviest(parts)
    return Candidate(code, heaviest.rule, heaviest.quote, round(min(0.9, scores[code] / 10), 2))

"""The choice of one region, where several weigh nearly the same."""

from __future__ import annotations

from collections.abc import Mapping

from archive.text.evidence import Candidate
from archive.text.places.gazetteer import Gazetteer
from archive.text.places.meaning import ResolvedMention

CLEAR_LEAD = 0.5
#: The lead over a name in passing only, neither at the head nor by an organ or a scope: one example of several.
CLEAR_LEAD_OF_EXAMPLES = 1.5
#: A text is about a place that it names in so many times the paragraphs of any other, and in so many more.
COMES_BACK, COMES_BACK_MORE = 2, 5


def settled(
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
        return None if is_example and not near else shared_region([best, *near], scores, gazetteer)
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


def shared_region(codes: list[str], scores: Mapping[str, float], gazetteer: Gazetteer) -> str | None:
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

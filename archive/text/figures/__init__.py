"""Which numbers does a report give, and what does each say? Value, unit, noun, deed, year, scope, each with its rule."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from archive.text.face import face
from archive.text.figures import lexicon
from archive.text.figures.coordination import share_words
from archive.text.figures.figure import Amount, Figure, Kind, Phrase, Role, Scope, Span
from archive.text.figures.masks import Mask, find_masks
from archive.text.figures.numbers import find_amounts
from archive.text.figures.phrases import read_phrase
from archive.text.figures.scopes import Scopes
from archive.text.figures.thresholds import thresholds_of
from archive.text.figures.units import METRICS, RATES
from archive.text.figures.words import words_of
from archive.text.figures.years import Dated, Years, status_of, year_told
from archive.text.places import Gazetteer
from archive.text.sections import Section

_SENTENCE_END = re.compile(r"[。！？!?\n]")

__all__ = ["Figure", "Scope", "Span", "read_figures"]


def read_figures(
    text: str,
    *,
    sections: Sequence[Section] = (),
    dated: int | None = None,
    region: str | None = None,
    gazetteer: Gazetteer | None = None,
) -> tuple[Figure, ...]:
    """Return the figures of a report's text in order, thresholds among them (``kind``).

    ``sections`` are those of ``split_sections``; ``dated`` is the year of the report's date, which resolves 今年;
    ``region`` its code. With a ``gazetteer`` 全市 and whole names of regions get their codes. Equal for both scripts of
    one text; linear in its length.
    """
    shown = face(text)
    masks = find_masks(shown)
    amounts = find_amounts(shown, masks)
    scopes = Scopes(text, shown, region=region, dated=dated, gazetteer=gazetteer)
    dated = year_told(shown, dated)
    years = Years(dated=dated)
    found: list[Figure] = []
    for start, end, opens in _sentences(shown):
        if opens:
            years = Years(dated=dated)
        years.read(shown, start, end)
        inside = _inside(amounts, start, end)
        if inside:
            found += _figures_of(shown, Span(start, end), inside, masks, years, scopes, sections)
    return tuple(found)


def _sentences(shown: str) -> Iterator[tuple[int, int, bool]]:
    """Yield start and end of each sentence, and whether it opens a paragraph."""
    start, opens = 0, True
    for match in _SENTENCE_END.finditer(shown):
        if match.start() > start:
            yield start, match.start(), opens
            opens = False
        start = match.end()
        opens = opens or match[0] == "\n"
    if start < len(shown):
        yield start, len(shown), opens


def _inside(amounts: Sequence[Amount], start: int, end: int) -> Sequence[Amount]:
    first = bisect_left(amounts, start, key=lambda each: each.start)
    return amounts[first : bisect_left(amounts, end, key=lambda each: each.start)]


def _masks_in(masks: Sequence[Mask], start: int, end: int) -> Sequence[Mask]:
    first = bisect_left(masks, start, key=lambda each: each.start)
    return masks[first : bisect_left(masks, end, key=lambda each: each.start)]


def _figures_of(
    shown: str,
    sentence: Span,
    inside: Sequence[Amount],
    masks: Sequence[Mask],
    years: Years,
    scopes: Scopes,
    sections: Sequence[Section],
) -> list[Figure]:
    """Return the figures of one sentence."""
    conditions = thresholds_of(shown, inside, sentence.start)
    barred = {amount.start for amount in conditions}
    amounts = [amount for amount in inside if amount.start not in barred]
    words = words_of(
        shown,
        sentence.start,
        sentence.end,
        amounts=amounts,
        conditions=conditions,
        masks=_masks_in(masks, sentence.start, sentence.end),
    )
    places = [at for at, word in enumerate(words) if word.part == "number"]
    amounts = [amounts[words[at].number] for at in places]
    phrases: list[Phrase] = []
    for at, amount in zip(places, amounts, strict=True):
        phrases.append(read_phrase(words, at, amount, phrases[-1] if phrases else None))
    phrases, roles = share_words(words, places, phrases)
    rows = [
        _figure(shown, sentence, amount, phrase, role, years, scopes, sections)
        for amount, phrase, role in zip(amounts, phrases, roles, strict=True)
    ]
    rows = _ends_of_pairs(rows, years)
    rows += [
        _figure(shown, sentence, amount, Phrase(rule="threshold"), "value", years, scopes, sections, kind="threshold")
        for amount in conditions
    ]
    return sorted(rows, key=lambda row: row.start)


def _figure(
    shown: str,
    sentence: Span,
    amount: Amount,
    phrase: Phrase,
    role: Role,
    years: Years,
    scopes: Scopes,
    sections: Sequence[Section],
    *,
    kind: Kind | None = None,
) -> Figure:
    section = _section_at(sections, amount.start)
    dated: Dated = years.of(amount.start)
    kind = kind or _kind(shown, amount, phrase, role)
    if role == "value" and kind in ("change", "share"):
        role = "change" if kind == "change" else "share"
    sure = phrase.sure and (bool(phrase.noun) or kind in ("change", "threshold"))
    return Figure(
        start=amount.start,
        end=amount.end,
        sentence=sentence,
        value=amount.value,
        high=amount.high,
        unit=amount.unit,
        unit_written=amount.unit_written,
        bound=amount.bound,
        kind=kind,
        role=role,
        noun=phrase.noun,
        action=phrase.action,
        base=phrase.base,
        year=dated.year,
        year_until=dated.until,
        year_how=dated.how,
        scope=scopes.of(sentence.start, amount.start),
        status=status_of(shown, sentence.start, amount.start, section=section, dated=years.dated),
        section=section,
        redacted=amount.redacted,
        rule=phrase.rule,
        sure=sure,
    )


def _ends_of_pairs(rows: list[Figure], years: Years) -> list[Figure]:
    """Take the year of a pair's beginning from its end, unless another one stands between: 由2018年的3个增加到9个."""
    found = list(rows)
    for at in range(1, len(found)):
        before, here = found[at - 1], found[at]
        if here.role == "to" and before.year_how == "sentence" and not years.names_between(before.end, here.start):
            found[at] = replace(here, year=None, year_until=None, year_how="none")
    return found


def _kind(shown: str, amount: Amount, phrase: Phrase, role: Role) -> Kind:
    """Return what sort of number it is; a change is told by its verb, unless 到 or 至 follows (提高到95%)."""
    unit = amount.unit.split("/")[0]
    noun = "".join(span.of(shown) for span in phrase.noun)
    if unit in RATES and (
        phrase.is_share
        or (
            noun.endswith(("占比", "比重", "比例"))
            and (phrase.reaches or phrase.state not in lexicon.CHANGES or role in ("from", "to"))
        )
    ):
        return "share"
    changes = phrase.state in lexicon.CHANGES and phrase.state != "净增" and not phrase.reaches and role == "value"
    if changes and (
        unit in RATES or phrase.base is not None or phrase.state in ("增加", "减少", "下降", "降低", "提高", "增长")
    ):
        return "change"
    return "metric" if unit in METRICS or not unit else "count"


def _section_at(sections: Sequence[Section], at: int) -> str:
    place = bisect_right(sections, at, key=lambda each: each.start)
    return sections[place - 1].kind if place and at < sections[place - 1].end else "overview"

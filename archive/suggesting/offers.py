"""Help on the results page: what else may have been meant, other words for the same measure, a question that asks for less.

Nothing of it is mixed into the results. Each offer is a question of its own with the number of reports that it finds
under the present filters; what finds nothing more is not offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace

from django.utils.translation import gettext_noop

from archive.holdings.measures import MeasureNames, names_of_measures, other_names
from archive.languages import say
from archive.models import Region, code_prefix
from archive.places.gazetteer import codes_by_name
from archive.suggesting.tables import reader_lexicon
from archive.web.addresses import search_address
from search.analysis import is_run
from search.documents import Query, SearchError
from search.engine import get_engine
from search.fold import fold
from search.query import ParsedQuery, Term
from search.suggest import Lexicon, Respelling
from search.suggest.sounds import typed_letters

#: Fewer reports than this are few: it is said what else may have been meant.
FEW = 3
CORRECTIONS = 5
VARIANTS = 6
#: Questions put to the engine for each kind of offer, so that a page of help stays within some tens of milliseconds.
_ASKED = 16
_TERMS = 4
#: In a longer term the pairs that no report holds show where the slip is.
_LONG_TERM = 5

REASONS = {
    "sound": gettext_noop("读音相同"),
    "near-sound": gettext_noop("读音相近"),
    "initials": gettext_noop("拼音首字母"),
    "swap": gettext_noop("字序不同"),
    "wrong": gettext_noop("差一字"),
    "missing": gettext_noop("少一字"),
    "extra": gettext_noop("多一字"),
}
#: What a reader may let go of, one at a time.
_FILTERS = {
    "region": gettext_noop("地区"),
    "date_from": gettext_noop("起始日期"),
    "date_to": gettext_noop("截止日期"),
    "source": gettext_noop("来源"),
    "kind": gettext_noop("类别"),
    "script": gettext_noop("字形"),
    "quality": gettext_noop("文本"),
    "excluded": gettext_noop("排除"),
}
_YEAR = re.compile(r"(?:19|20)[0-9]{2}年?")
_QUOTES = '"“”„‟«»「」『』〝〞〟″＂'


@dataclass(frozen=True, slots=True)
class Offer:
    """A question in words, its address and the reports that it finds. ``why``: half a sentence, or ""."""

    words: str
    address: str
    count: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Help:
    """``corrections``: what may have been meant. ``variants``: other words for a measure, ``together`` all of them
    and what was typed. ``places``: the reports of a place, and of a year if one was typed too, instead of those that
    name it; ``years``: those of a year alone. ``looser``: less asked for."""

    is_few: bool = False
    corrections: tuple[Offer, ...] = ()
    variants: tuple[Offer, ...] = ()
    together: Offer | None = None
    places: tuple[Offer, ...] = ()
    years: tuple[Offer, ...] = ()
    looser: tuple[Offer, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.corrections or self.variants or self.places or self.years or self.looser)


def help_reader(query: Query, parsed: ParsedQuery, total: int) -> Help:
    """What to offer beside the ``total`` reports of ``query``. Two queries of the database at the most."""
    if query.page > 1:
        return Help()
    terms = [term for term in parsed.terms if isinstance(term, Term)][:_TERMS]
    measures = names_of_measures() if terms else ()
    variants, together = _variants(query, terms, measures)
    if together and together.count <= max(total, *(offer.count for offer in variants)):
        together = None
    if total >= FEW:
        return Help(variants=variants, together=together)
    places = _places(query, terms, total)
    return Help(
        is_few=True,
        corrections=_corrections(query, terms, reader_lexicon(measures), total) if terms else (),
        variants=variants,
        together=together,
        places=places,
        years=() if places else _years(query, terms, total),
        looser=tuple(_looser(query, parsed)) if total == 0 else (),
    )


def _corrections(query: Query, terms: list[Term], lexicon: Lexicon, total: int) -> tuple[Offer, ...]:
    offers: dict[str, Offer] = {}
    for text, why in list(_meant(query, terms, lexicon))[:_ASKED]:
        if text not in offers and (count := _count(replace(query, text=text))) > total:
            offers[text] = _offer(replace(query, text=text), text, count, why)
            if len(offers) == CORRECTIONS:
                break
    return tuple(offers.values())


def _meant(query: Query, terms: list[Term], lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """(text of the query, reason) of all that may have been meant, the best first."""
    if typed_letters(query.text):
        for respelling in lexicon.respellings(query.text):
            yield respelling.text, say("拼音") if respelling.reason == "sound" else say(REASONS[respelling.reason])
        return
    found: list[tuple[int, Term, Respelling]] = []
    for term in terms:
        if _count(Query(text=f'"{term.text}"', mode=query.mode)) < FEW:
            suspects = _suspects(term.text) if len(term.text) >= _LONG_TERM else None
            respellings = lexicon.respellings(term.text, suspects=suspects)
            found += [(place, term, respelling) for place, respelling in enumerate(respellings)]
    for _, term, respelling in sorted(found, key=lambda each: each[0]):
        yield _put_in(query.text, term.text, respelling.text), say(REASONS[respelling.reason])


def _suspects(text: str) -> frozenset[int] | None:
    """Where ``text`` holds two neighbouring characters that no report has side by side; None if nowhere."""
    pairs = {at: text[at : at + 2] for at in range(len(text) - 1)}
    return frozenset(at for at, pair in pairs.items() if is_run(pair) and not _count(Query(text=f'"{pair}"'))) or None


def _variants(
    query: Query, terms: list[Term], measures: Iterable[MeasureNames]
) -> tuple[tuple[Offer, ...], Offer | None]:
    """Other words for the measures in the query that find something, and one question for all of them."""
    offers: list[Offer] = []
    together: Offer | None = None
    for term in terms:
        found: list[str] = []
        for word in other_names(term.text, measures)[: VARIANTS - len(offers)]:
            asked = replace(query, text=_put_in(query.text, term.text, word))
            if count := _count(asked):
                offers.append(_offer(asked, word if len(terms) == 1 else asked.text, count))
                found.append(word)
        if found and together is None:
            group = " OR ".join(f'"{word}"' for word in (term.text, *found))
            asked = replace(query, text=_put_in(query.text, term.text, f"({group})", whole=True))
            if count := _count(asked):
                together = _offer(asked, say("{0}连同以上说法", term.text), count)
    return tuple(offers), together


def _places(query: Query, terms: list[Term], total: int) -> tuple[Offer, ...]:
    """For a place that was typed as a word: the reports of that place. One query of the database, if there is one."""
    if query.region:
        return ()
    wanted = {code: term for term in terms for code in codes_by_name().get(fold(term.text), ())[:_TERMS]}
    units = Region.objects.select_related("parent__parent").in_bulk(list(wanted)) if wanted else {}
    offers = []
    for code, term in wanted.items():
        if unit := units.get(code):
            former = "" if fold(term.text) in (fold(unit.name), fold(unit.short)) else say("{0}今属此地", term.text)
            name = " › ".join(each.name for each in unit.path)
            for basis in dict.fromkeys((_dated(query, terms), query)):
                rest = _put_in(basis.text, term.text, "", whole=True).strip()
                asked = replace(basis, text=rest, region=code_prefix(code))
                if (count := _count(asked)) > total:
                    years = _new_years(query, asked)
                    offers.append(_offer(asked, " ".join([name, *years, *rest.split()]), count, former))
                    break
    return tuple(offers)


def _years(query: Query, terms: list[Term], total: int) -> tuple[Offer, ...]:
    """For a year that was typed as a word: the reports of that year."""
    asked = _dated(query, terms)
    if asked == query or (count := _count(asked)) <= total:
        return ()
    return (_offer(asked, " ".join([*_new_years(query, asked), *asked.text.split()]), count),)


def _dated(query: Query, terms: list[Term]) -> Query:
    """The query with the years that were typed as words as its dates; itself where there are none, or dates already."""
    years = [term.text for term in terms if _YEAR.fullmatch(term.text)]
    if not years or query.date_from or query.date_to:
        return query
    text = query.text
    for year in years:
        text = _put_in(text, year, "", whole=True).strip()
    return replace(query, text=text, date_from=min(years)[:4], date_to=max(years)[:4])


def _new_years(before: Query, after: Query) -> list[str]:
    """The years that ``after`` asks for and ``before`` did not, as one word."""
    if (before.date_from, before.date_to) == (after.date_from, after.date_to):
        return []
    return [after.date_from if after.date_from == after.date_to else f"{after.date_from}–{after.date_to}"]


def _looser(query: Query, parsed: ParsedQuery) -> Iterator[Offer]:
    """Questions that ask for one thing less, where that finds something."""
    usual = Query()
    for name in (field.name for field in fields(Query) if field.name in _FILTERS):
        if getattr(query, name) != getattr(usual, name):
            asked = replace(query, **{name: getattr(usual, name)})
            if count := _count(asked):
                yield _offer(asked, say("不限{0}", say(_FILTERS[name])) if name != "excluded" else say("不排除"), count)
    if len(parsed.terms) > 1:
        for form in parsed.forms[:_TERMS]:
            if count := _count(replace(query, text=form)):
                yield _offer(replace(query, text=form), say("只查 {0}", form), count)


def _offer(query: Query, words: str, count: int, why: str = "") -> Offer:
    return Offer(words, search_address(replace(query, page=1)), count, why)


def _count(query: Query) -> int:
    """Return the number of reports that a query finds; 0 for one that cannot be answered."""
    try:
        return get_engine().count(query)
    except SearchError:
        return 0


def _put_in(text: str, term: str, word: str, *, whole: bool = False) -> str:
    """``text`` with ``word`` in the place of ``term``; between the same quotes, or with ``whole`` in their place too."""
    start = text.find(term)
    if start < 0:
        return word
    end = start + len(term)
    quoted = start > 0 and end < len(text) and text[start - 1] in _QUOTES and text[end] in _QUOTES
    if quoted and whole:
        start, end = start - 1, end + 1
    elif not quoted and not whole and not is_run(word) and " " not in word:
        word = f'"{word}"'
    return text[:start] + word + text[end:]

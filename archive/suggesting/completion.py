"""Completion while typing: measures, places that have reports, titles. By characters, in either script, and by pinyin.

Tables are made once for a state of the index; a keystroke costs one query of the database (the editors' measures).
"""

from __future__ import annotations

import re
import threading
import time
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.urls import reverse
from django.utils.translation import gettext_noop

from archive.holdings.counts import count_by_region, roll_up
from archive.holdings.measures import count_of, names_of_measures
from archive.languages import say
from archive.models import Report, code_prefix
from archive.places.gazetteer import gazetteer
from archive.text.places import Gazetteer
from archive.web.query_addresses import search_address
from search.documents import Query, SearchError
from search.engine import SearchEngine, get_engine
from search.fold import fold
from search.suggest.sounds import initials, spellings, typed_letters

#: Characters that are read of what was typed; no name is longer.
LONGEST = 60
#: Completions of each kind, in the order shown.
MEASURES, PLACES, TITLES = 5, 3, 5
_SHORTEST_INSIDE = 2
_SHORTEST_LETTERS = 2
#: Behind the last of these the word begins that is being typed.
_BORDER = re.compile(r"[\s()|（）:：\"“”]")
#: As for the lexicon: tables serve for twenty times as long as they took to make.
_SERVES, _AT_ONCE = 20, 0.1

Kind = Literal["measure", "place", "title"]
KIND_WORDS: dict[Kind, str] = {
    "measure": gettext_noop("做法"),
    "place": gettext_noop("地区"),
    "title": gettext_noop("报告"),
}


@dataclass(frozen=True, slots=True)
class Completion:
    """What may be meant by what was typed so far, and where it leads. ``note``: what tells it from others of its name."""

    text: str
    kind: Kind
    address: str
    count: int | None = None
    note: str = ""

    @property
    def kind_words(self) -> str:
        return KIND_WORDS[self.kind]


@dataclass(frozen=True, slots=True)
class _Place:
    """``called``: folded names that lead to it with what is typed in letters; ``former`` is the name if it is a former one."""

    code: str
    name: str
    path: str
    called: str
    letters: tuple[str, ...]
    count: int
    former: str


@dataclass(frozen=True)
class _Tables:
    """``titles``: all folded titles, one a line; ``starts``: where each begins; ``reports``: (number, title)."""

    engine: SearchEngine
    commit: str
    places: tuple[_Place, ...]
    titles: str
    starts: tuple[int, ...]
    reports: tuple[tuple[int, str], ...]
    at: float
    took: float

    def serves(self, commit: str, now: float) -> bool:
        return self.commit == commit or now < self.at + _SERVES * max(0.0, self.took - _AT_ONCE)


_tables: _Tables | None = None
_making = threading.Lock()


def complete(typed: str) -> list[Completion]:
    """Completions of ``typed``, best first; [] for nothing typed or without an index.

    Measures and places complete the word that is being typed last, titles all that was typed.
    """
    typed = typed[:LONGEST].lstrip()
    head_ends = max((match.end() for match in _BORDER.finditer(typed)), default=0)
    head, word = typed[:head_ends], fold(typed[head_ends:])
    letters = typed_letters(word)
    if len(letters) < _SHORTEST_LETTERS:
        letters = ""
    try:
        tables = _newest_tables()
    except SearchError:
        return []
    found: list[Completion] = []
    if word:
        found += _measures(head, word, letters)
        found += _places(tables.places, head, word, letters)
    if whole := fold(typed).strip():
        found += _titles(tables, whole)
    return found


def _measures(head: str, word: str, letters: str) -> list[Completion]:
    ranked: list[tuple[int, bool, int, str, str]] = []
    for names in names_of_measures():
        for place, (name, folded) in enumerate(zip(names.written, names.folded, strict=True)):
            if (close := _closeness(folded, word, letters, spellings(name))) is not None:
                ranked.append((close, place > 0, len(ranked), name, names.written[0] if place else ""))
    found: list[Completion] = []
    for *_, name, other in sorted(ranked):
        # A name that no report holds would lead nowhere; the numbers are asked once for each state of the index.
        if len(found) < MEASURES and (count := count_of(name)):
            text = f"{head}{name}" if head else f'"{name}"'
            found.append(Completion(name, "measure", search_address(Query(text=text)), count, other))
    return found


def _places(places: tuple[_Place, ...], head: str, word: str, letters: str) -> list[Completion]:
    ranked = sorted(
        (close, bool(place.former), -place.count, place.code, number)
        for number, place in enumerate(places)
        if (close := _closeness(place.called, word, letters, place.letters)) is not None
    )
    found: dict[str, Completion] = {}
    for *_, number in ranked:
        place = places[number]
        if place.code in found:
            continue
        rest = head.rstrip(' \u3000:：(（|"“')
        query = Query(text=rest, region=code_prefix(place.code))
        address = search_address(query) if rest else reverse("region", args=[place.code])
        note = (
            say("{0}，原{1}", place.path, place.former) if place.former and place.path else place.former or place.path
        )
        found[place.code] = Completion(place.name, "place", address, place.count, note)
        if len(found) == PLACES:
            break
    return list(found.values())


def _closeness(called: str, word: str, letters: str, spelled: tuple[str, ...]) -> int | None:
    """0 the name itself, 1 its beginning, 2 its beginning in pinyin, 3 its initials, 4 inside; None for unlike."""
    if called.startswith(word):
        return 0 if called == word else 1
    if letters:
        if any(way.startswith(letters) for way in spelled):
            return 2
        if len(letters) > _SHORTEST_LETTERS and initials(called).startswith(letters):
            return 3
    return 4 if len(word) >= _SHORTEST_INSIDE and word in called else None


def _titles(tables: _Tables, typed: str) -> list[Completion]:
    """Reports whose title begins with what was typed, then those that hold it; each title once."""
    found: dict[str, Completion] = {}
    wanted = (f"\n{typed}", typed) if len(typed) >= _SHORTEST_INSIDE else (f"\n{typed}",)
    for text in wanted:
        at = tables.titles.find(text)
        while at >= 0 and len(found) < TITLES:
            number, title = tables.reports[bisect_right(tables.starts, at) - 1]
            found.setdefault(title, Completion(title, "title", reverse("report", args=[number])))
            at = tables.titles.find(text, tables.titles.index("\n", at + 1))
    return list(found.values())


def _newest_tables() -> _Tables:
    """Tables of the present index, or of one shortly before. Raises SearchError."""
    global _tables
    engine, now = get_engine(), time.monotonic()
    commit = engine.newest_commit()
    with _making:
        made = _tables
        if made is not None and made.engine is engine and made.serves(commit, now):
            return made
        rows = list(Report.objects.published().order_by("-id").values_list("id", "title"))
        folded = [fold(title) for _, title in rows]
        starts, at = [], 0
        for title in folded:
            starts.append(at)
            at += len(title) + 1
        places = tuple(_known_places(gazetteer()))
        titles = "".join(f"\n{title}" for title in folded) + "\n"
        took = time.monotonic() - now
        _tables = _Tables(engine, commit, places, titles, tuple(starts), tuple(rows), time.monotonic(), took)
        return _tables


def _known_places(known: Gazetteer) -> Iterator[_Place]:
    """Every name of a unit that has reports, itself or below it: today's, the usual short one, former ones."""
    totals = roll_up(count_by_region())
    for group in known.names.values():
        for place in group:
            for code in place.codes:
                if count := totals.get(code_prefix(code)):
                    unit = known.regions[code]
                    path = " › ".join(known.regions[above].name for above in reversed(known.above(code)))
                    former = place.literal if code in place.former else ""
                    yield _Place(code, unit.name, path, place.folded, spellings(place.folded), count, former)

"""Completion while typing: measures, regions that have reports, titles; by characters in either script and by pinyin.

The engine finds the titles. The names of regions are a table, built for each commit of the index (``tables``), whose size
is that of the gazetteer. A keystroke takes two database queries, for the measures and for the regions shown.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from django.urls import reverse
from django.utils.translation import gettext_noop

from archive.holdings.counts import count_by_region, roll_up
from archive.holdings.measures import count_names, names_of_measures, naming
from archive.languages import say
from archive.models import code_prefix
from archive.places.gazetteer import gazetteer
from archive.places.letters import spellings_of
from archive.places.shown import regions_by_code
from archive.suggesting.tables import current_table, store_table
from archive.web.addresses import search_address
from search.documents import IndexMissing, Query, QueryError
from search.engine import get_engine
from search.fold import fold
from search.invisible import without_invisible
from search.suggest.closeness import Closeness, closeness
from search.suggest.sounds import typed_letters

#: Characters of the typed text that are read; no name is longer.
LONGEST = 60
#: Completions of each kind, in the order shown.
MEASURES, REGIONS, TITLES = 5, 3, 5
_SHORTEST_LETTERS = 2
#: The word that is being typed begins behind the last of these.
_BORDER = re.compile(r"[\s()|（）:：\"“”]")
_KIND = "names of regions"
#: The beginning of a spelling or of initials is as good as the whole: a reader is still typing.
_AS_CLOSE = {Closeness.SOUND_BEGINS: Closeness.SOUND, Closeness.INITIALS_BEGIN: Closeness.INITIALS}

Kind = Literal["measure", "place", "title"]
KIND_WORDS: dict[Kind, str] = {
    "measure": gettext_noop("做法"),
    "place": gettext_noop("地区"),
    "title": gettext_noop("报告"),
}


@dataclass(frozen=True, slots=True)
class Completion:
    """A completion and the address it leads to. ``note`` tells it from others of its name."""

    text: str
    kind: Kind
    address: str
    count: int | None = None
    note: str = ""

    @property
    def kind_words(self) -> str:
        """Return the name of the kind, in Chinese."""
        return KIND_WORDS[self.kind]


@dataclass(frozen=True, slots=True)
class _RegionName:
    """A name that leads to a region with reports: its fold, its spellings in pinyin, and the number of reports.

    ``former`` is the name again if it is a former one, else "".
    """

    code: str
    name: str
    folded: str
    spelled: tuple[str, ...]
    count: int
    former: str


_building = threading.Lock()


def complete(typed: str) -> list[Completion]:
    """Return the completions of ``typed``, best first; [] for no text or without an index. Raises EngineUnavailable.

    Measures and regions complete the last word, titles the whole text.
    """
    typed = without_invisible(typed)[:LONGEST].lstrip()
    head_ends = max((match.end() for match in _BORDER.finditer(typed)), default=0)
    head, word = typed[:head_ends], fold(typed[head_ends:])
    letters = typed_letters(word)
    if len(letters) < _SHORTEST_LETTERS:
        letters = ""
    found: list[Completion] = []
    try:
        if word:
            found += _measures(head, word, letters)
            names = _newest_names()
            # In letters a name may be several words: Inner Mongolia.
            found += _regions(names, head, word, letters) or (
                _regions(names, "", fold(typed), whole) if head and (whole := typed_letters(typed)) else []
            )
        if text := fold(typed).strip():
            found += _titles(text)
    except (QueryError, IndexMissing):
        return []
    return found


def _measures(head: str, word: str, letters: str) -> list[Completion]:
    ranked: list[tuple[int, bool, int, str, str]] = []
    for names in names_of_measures():
        for number, (name, folded) in enumerate(zip(names.written, names.folded, strict=True)):
            if (close := _closeness(name, folded, word, letters)) is not None:
                ranked.append((close, number > 0, len(ranked), name, names.written[0] if number else ""))
    ranked.sort()
    counts = count_names(name for *_, name, _ in ranked)
    found: list[Completion] = []
    for *_, name, other in ranked:
        # A name that no report contains would lead nowhere.
        if len(found) < MEASURES and (count := counts[name]):
            query = Query(text=f"{head}{name}") if head else naming(name)
            found.append(Completion(name, "measure", search_address(query), count, other))
    return found


def _regions(names: tuple[_RegionName, ...], head: str, word: str, letters: str) -> list[Completion]:
    ranked = sorted(
        (close, bool(each.former), -each.count, each.code, number)
        for number, each in enumerate(names)
        if (close := _closeness(each.name, each.folded, word, letters, each.spelled)) is not None
    )
    chosen: dict[str, _RegionName] = {}
    for *_, number in ranked:
        chosen.setdefault(names[number].code, names[number])
        if len(chosen) == REGIONS:
            break
    # The names of the database: the table holds those of the program's files.
    regions = regions_by_code(chosen)
    rest = head.rstrip(' \u3000:：(（|"“')
    found: list[Completion] = []
    for name, region in ((name, regions[code]) for code, name in chosen.items() if code in regions):
        query = Query(text=rest, region=(region.prefix,))
        address = search_address(query) if rest else region.get_absolute_url()
        path = " › ".join(each.name for each in region.path[:-1])
        note = say("{0}，原{1}", path, name.former) if name.former and path else name.former or path
        found.append(Completion(region.name, "place", address, name.count, note))
    return found


def _closeness(
    name: str, folded: str, word: str, letters: str, spelled: Sequence[str] | None = None
) -> Closeness | None:
    close = closeness(name, word, letters, folded=folded, spelled=spelled, shortest_initials=_SHORTEST_LETTERS + 1)
    return _AS_CLOSE.get(close, close) if close is not None else None


def _titles(typed: str) -> list[Completion]:
    """Return reports whose title begins with the typed text, then those whose title contains it; each title once."""
    return [
        Completion(title, "title", reverse("report", args=[number]))
        for number, title in get_engine().titles(typed, TITLES)
    ]


def _newest_names() -> tuple[_RegionName, ...]:
    """Return the names of regions with the counts of the newest commit, or of one shortly before. Raises SearchError."""
    engine = get_engine()
    commit = engine.newest_commit()
    with _building:
        names: tuple[_RegionName, ...] | None = current_table(_KIND, engine, commit)
        if names is None:
            started = time.monotonic()
            names = tuple(_region_names())
            store_table(_KIND, names, engine=engine, commit=commit, started=started)
        return names


def _region_names() -> Iterator[_RegionName]:
    """Yield every name, of today or former, of each region that has reports itself or below it."""
    totals = roll_up(count_by_region())
    for group in gazetteer().names.values():
        for place in group:
            for code in place.codes:
                if count := totals.get(code_prefix(code)):
                    former = place.literal if code in place.former else ""
                    spelled = spellings_of(code, place.literal)
                    yield _RegionName(code, place.literal, place.folded, spelled, count, former)

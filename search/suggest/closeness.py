"""How close what was typed is to a name, by its characters, its pinyin or its initials."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from search.suggest.sounds import initials, spellings


class Closeness(IntEnum):
    """The closest first."""

    WHOLE = 0
    BEGINNING = 1
    SOUND = 2
    SOUND_BEGINS = 3
    INITIALS = 4
    INITIALS_BEGIN = 5
    INSIDE = 6


def closeness(
    name: str,
    typed: str,
    letters: str,
    *,
    folded: str,
    spelled: Sequence[str] | None = None,
    shortest_initials: int = 2,
) -> Closeness | None:
    """Return how close ``typed``, a folded text, is to ``name``, whose fold is ``folded``; None if they are unlike.

    ``letters``: what was typed as pinyin (``typed_letters``), "" if it is none. ``spelled``: the name's spellings in
    pinyin, where the caller has them. Fewer letters than ``shortest_initials`` are no initials; one character alone
    stands inside too many names to count.
    """
    if folded.startswith(typed):
        return Closeness.WHOLE if folded == typed else Closeness.BEGINNING
    if letters:
        ways = spellings(name) if spelled is None else spelled
        if letters in ways:
            return Closeness.SOUND
        if any(way.startswith(letters) for way in ways):
            return Closeness.SOUND_BEGINS
        if len(letters) >= shortest_initials and (first := initials(name)).startswith(letters):
            return Closeness.INITIALS if first == letters else Closeness.INITIALS_BEGIN
    return Closeness.INSIDE if len(typed) > 1 and typed in folded else None

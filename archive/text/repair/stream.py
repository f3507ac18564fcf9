"""Visible characters as the GBK bytes they came from, decoded again with a lost byte put back in front.

From a cut on, every visible character is made of the last byte of one character and the first of the next, until a
last byte below 0x80 shows as a letter, or a byte finds no partner and is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import NamedTuple

from archive.text.edits import LOST_CHARACTER
from archive.text.repair.readings import LETTERS, is_key, is_toned, plain_reading, readings

LONGEST_SHIFT = 200  # characters; the longest real one had 31

# A reading as the converter wrote it, whole or with its opening bracket joined to the byte before it.
_WHOLE_READING = re.compile(rf"[(（]([{LETTERS}]{{1,8}})[)）]")
_EATEN_READING = re.compile(rf"[?？\ufffd]?[(（]?([{LETTERS}]{{1,8}})[)）]")
_LOST_SIGNS = "?？\ufffd"
# Two bytes that look like a full-width sign: the converter wrote the half-width one in their place.
SIGN_LEADS = {";": 0xBB, "；": 0xBB, "?": 0xBF, "？": 0xBF, "!": 0xA1, "！": 0xA1, ":": 0xBA, "：": 0xBA}
SIGN_FIRST_BYTE = 0xA3


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of visible text put back into step: its text, and where it ends in the visible text.

    ``whole`` if no byte is missing. If not, one character behind ``text`` is unknown, and ``choices`` are the
    characters that its bytes and its reading still allow.
    """

    text: str
    end: int
    whole: bool
    choices: tuple[str, ...] = ()


def bytes_of(character: str) -> bytes:
    """Return two bytes of GBK (private use characters stand for its user-defined pairs), one for ASCII, else none."""
    try:
        encoded = character.encode("gb18030")
    except UnicodeEncodeError:
        return b""
    return encoded if len(encoded) <= 2 else b""


def character_of(first: int, second: int) -> str:
    """Return the character of two GBK bytes, or "" if there is none."""
    return _gbk().characters.get((first, second), "")


def characters_after(first: int) -> tuple[str, ...]:
    """Return all Han characters whose first byte is ``first``."""
    return _gbk().after.get(first, ())


def characters_before(second: int) -> tuple[str, ...]:
    """Return all characters whose last byte is ``second``."""
    return _gbk().before.get(second, ())


class _Gbk(NamedTuple):
    """The characters of GBK by both bytes, the Han characters by the first, all by the last."""

    characters: dict[tuple[int, int], str]
    after: dict[int, tuple[str, ...]]
    before: dict[int, tuple[str, ...]]


@cache
def _gbk() -> _Gbk:
    """Return the table of GBK. Read once a process: a constant of the program."""
    characters: dict[tuple[int, int], str] = {}
    after: dict[int, list[str]] = {}
    before: dict[int, list[str]] = {}
    for first, second in product(range(0x81, 0xFF), range(0x40, 0xFF)):
        character = bytes((first, second)).decode("gbk", "ignore")
        if len(character) != 1 or character == chr(second):  # no character, or an ASCII byte left by itself
            continue
        characters[first, second] = character
        before.setdefault(second, []).append(character)
        if "\u3400" <= character <= "\u9fff":
            after.setdefault(first, []).append(character)
    return _Gbk(
        characters,
        {first: tuple(found) for first, found in after.items()},
        {second: tuple(found) for second, found in before.items()},
    )


def stretches(text: str, at: int, pending: int, done: str = "") -> Iterator[Stretch]:
    """Yield the ways to read on from ``at`` with the byte ``pending`` in front: one, and one more for each sign."""
    for place in range(at, min(len(text), at + LONGEST_SHIFT)):
        shown = text[place]
        if place < (end := _skipped_reading(text, place)):
            yield from stretches(text, end, pending, done)
            return
        if shown == "€":  # the byte 0x80 by itself
            yield _closed(done, character_of(pending, 0x80), place + 1, pending)
            return
        encoded = bytes_of(shown)
        if len(encoded) == 2:
            character = character_of(pending, encoded[0])
            if not character:
                yield Stretch(done, place, False)
                return
            done += character
            pending = encoded[1]
            if pending < 0x80:  # no character begins with it: it was a letter
                yield Stretch(done + chr(pending), place + 1, True)
                return
            continue
        if len(encoded) == 1 and "\x40" <= shown <= "\x7e":
            yield _contradicted(text, place, done, pending) or _closed(
                done, character_of(pending, ord(shown)), place + 1, pending
            )
            return
        if shown in SIGN_LEADS and character_of(pending, SIGN_FIRST_BYTE):
            # A sign that was made across two characters leaves the stretch out of step.
            yield from stretches(text, place + 1, SIGN_LEADS[shown], done + character_of(pending, SIGN_FIRST_BYTE))
        yield _broken(text, place, pending, done)
        return
    if at >= len(text):
        yield Stretch(done, len(text), False, characters_after(pending))


def _closed(done: str, character: str, end: int, pending: int) -> Stretch:
    if character:
        return Stretch(done + character, end, True)
    return Stretch(done, end - 1, False, characters_after(pending))


def _contradicted(text: str, place: int, done: str, pending: int) -> Stretch | None:
    """Return the stretch if a reading behind the last letter is not its character's: pairs in between vanished."""
    match = _WHOLE_READING.match(text, place + 1)
    letter = ord(text[place])
    if not match or not is_toned(reading := plain_reading(match[1])):
        return None
    if reading in readings(character_of(pending, letter)):
        return None
    named = tuple(other for other in characters_before(letter) if is_key(other, reading))
    return Stretch(done + LOST_CHARACTER, match.end(), False, named) if named else None


def _broken(text: str, place: int, pending: int, done: str) -> Stretch:
    """Return the stretch that ends where a byte found no partner; a reading behind it may still name the character."""
    match = _EATEN_READING.match(text, place)
    if match and is_toned(plain_reading(match[1])):
        reading = plain_reading(match[1])
        named = tuple(character for character in characters_after(pending) if is_key(character, reading))
        if named:
            return Stretch(done, match.end(), False, named)
    end = place + 1 if text[place] in _LOST_SIGNS else place
    choices = characters_after(pending)
    return Stretch(done, end, False, choices)


def _skipped_reading(text: str, place: int) -> int:
    """Return the end of a bracket with the reading of the character before it; ``place`` if there is none."""
    match = _WHOLE_READING.match(text, place)
    if match and place and plain_reading(match[1]) in readings(text[place - 1]):
        return match.end()
    return place

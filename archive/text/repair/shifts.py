"""Stretches that were decoded one byte out of step, and back into step.

The converter replaced two-byte keys in GBK bytes wherever they matched, across characters too. It cut
``D8 94 | B5 C8`` (財等) at the key 94 B5 (數) and wrote its reading there, ``財?shù)``; or it took A3 BB
inside ``A1 A3 | BB F9`` (。基) for ；, and wrote ``?;``. From the cut on every visible character is made of
the last byte of one character and the first of the next, until a last byte below 0x80 falls out as a letter.
Reading the bytes with the lost one put back in front undoes that exactly.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from archive.text.edits import Edit
from archive.text.repair.readings import HAN, LETTERS, is_toned, plain_reading, readings
from search.analysis import load_jieba
from search.fold import fold

UNKNOWN = "□"  # stands for a character whose bytes are lost
_LONGEST_SHIFT = 200  # characters; the longest real one had 31
_CONTEXT = 4  # characters on each side that help to judge
# Log probability a character: prose has -3 to -6, shifted text -8 to -13.
_READS_BETTER = 2.0
_READS_WELL = -7.0
_READS_FAR_BETTER = 4.0  # where the lost byte left no `?`, so that a semicolon alone is all the evidence
_CLEAR_FIRST = 3.0  # 。 leads by 4 and more where it stood, 上海 over 上。 by 1
_CLEARLY_BEST = 4.0  # natural logarithm, over the next best first character

_READING = re.compile(rf"([{HAN}])[?？]([{LETTERS}]{{1,8}})[)）]")
_STOP = re.compile(rf"[?？]([;；?？!！])(?=[{HAN}@-~])|([;；?？!！])(?=[{HAN}])")
_HAN_RUN = re.compile(rf"[{HAN}]+")
_LEADS = {";": 0xBB, "；": 0xBB, "?": 0xBF, "？": 0xBF, "!": 0xA1, "！": 0xA1}
_FULL_STOP_LOG = -4.0  # about one character in forty is a full stop
_CLOSING = "”’》）"
_BEFORE_CLOSING_LOG = -1.0  # before a closing quote it is every other one


@dataclass(frozen=True, slots=True)
class _Reading:
    """A stretch put back into step: what it says, and where it lies in the text (the signature left out)."""

    text: str
    start: int
    end: int


def mend_shifts(text: str) -> tuple[list[Edit], int]:
    """(edits with the rule ``byte-shift``, number of places that are damaged beyond repair).

    A stretch is mended only if it reads much better afterwards, by the word frequencies of jieba's
    dictionary; □ stands for a character that is lost.
    """
    edits: list[Edit] = []
    lost = 0
    for start, cut, readings_found in _candidates(text):
        if edits and start < edits[-1].end:
            continue
        before = text[max(0, start - _CONTEXT) : start]
        best = _best(text, before, cut, readings_found)
        if best:
            edits.append(Edit(start, text[start : best.end], best.text, "repair", "byte-shift"))
            lost += UNKNOWN in best.text
        elif readings_found and not cut:
            lost += 1
    return edits, lost


def _candidates(text: str) -> Iterator[tuple[int, str, list[_Reading]]]:
    """(where the damage starts, the sign of a cut or "", possible readings of it) in the order of the text."""
    found: list[tuple[int, str, list[_Reading]]] = []
    for match in _READING.finditer(text):
        reading = plain_reading(match[2])
        if is_toned(reading):
            last_byte = _gbk(match[1])[-1:]
            leads = [lead for lead in range(0x81, 0xFF) if reading in readings(_pair(last_byte, lead))]
            found.append((match.start(2) - 1, "", [_in_step(text, match.end(), lead) for lead in leads]))
    for match in _STOP.finditer(text):
        shifted = _in_step(text, match.end(), _LEADS[match[0][-1]])
        # Without the `?` only a stretch that comes back whole counts.
        if shifted.text and (len(match[0]) == 2 or (len(shifted.text) > 1 and UNKNOWN not in shifted.text)):
            found.append((match.start(), match[0], [shifted]))
    yield from sorted(found, key=lambda candidate: candidate[0])


def _best(text: str, before: str, cut: str, found: list[_Reading]) -> _Reading | None:
    """The reading to accept, or None; ``cut`` is ``?;`` or ``;``, or "" where a toned reading shows the damage.

    Rivals differ in their first character only: □ where two are as likely."""
    gain = _READS_BETTER if len(cut) == 2 else _READS_FAR_BETTER
    ranked: list[tuple[float, _Reading]] = []
    for reading in found:
        known = reading.text.rstrip(UNKNOWN)
        if not known:
            continue
        after = text[reading.end : reading.end + _CONTEXT]
        mended = log_probability(before + known + after)
        damaged = log_probability(before + text[reading.start : reading.end] + after)
        # A toned reading without its opening bracket is proof by itself; `?;` may be anyone's punctuation.
        mean = mended / (len(before) + len(known) + len(after))
        # A quote behind the cut costs as much as a rare sign but is what stands there most often.
        well = _READS_WELL - 1.5 * (known[0] in _CLOSING)
        if not cut or (mean > well and (mended - damaged) / len(known) > gain):
            ranked.append((mended, reading))
    ranked.sort(key=lambda pair: -pair[0])
    if not ranked:
        return next((reading for reading in found if reading.text and not cut), None)
    best = ranked[0][1]
    if cut:
        return replace(best, text=_first_character(before, best.text + text[best.end :]) + best.text)
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _CLEARLY_BEST:
        return replace(best, text=UNKNOWN + best.text[1:])
    return best


def _first_character(before: str, behind: str) -> str:
    """What stood in the cut: 。 (A1 A3), unless another character that ends in A3 (上海: BA A3) reads better.

    □ where two are about as likely: a guess is never written into a text.
    """
    head, tail = before[-_CONTEXT:], behind[:_CONTEXT].rstrip(UNKNOWN)
    rivals = [character for lead in range(0xB0, 0xF8) if (character := _pair(bytes([lead]), 0xA3))]
    scores = [(log_probability(head + rival + tail), rival) for rival in rivals]
    full_stop = _BEFORE_CLOSING_LOG if behind[0] in _CLOSING else _FULL_STOP_LOG
    scores.append((log_probability(head) + full_stop + log_probability(tail), "。"))
    scores.sort(reverse=True)
    return scores[0][1] if scores[0][0] - scores[1][0] > _CLEAR_FIRST else UNKNOWN


def _in_step(text: str, at: int, pending: int) -> _Reading:
    """Read on from ``at`` with the byte ``pending`` in front, until the shift ends."""
    pieces: list[str] = []
    for place in range(at, min(len(text), at + _LONGEST_SHIFT)):
        encoded = _gbk(text[place])
        character = _pair(bytes([pending]), encoded[0]) if encoded else ""
        if len(encoded) == 2 and character:
            pieces.append(character)
            pending = encoded[1]
            if pending < 0x80:  # no first byte of anything: it was a letter of its own
                return _Reading("".join(pieces) + chr(pending), at, place + 1)
        elif len(encoded) == 1 and character:
            return _Reading("".join(pieces) + character, at, place + 1)
        else:
            # One byte fell out here; a `?` may stand for it.
            end = place + 1 if text[place] in "?？" else place
            return _Reading("".join(pieces) + UNKNOWN, at, end)
    return _Reading("", at, at)


def log_probability(text: str) -> float:
    """Natural logarithm of the probability of the likeliest words, summed over the text; blanks are free."""
    # The process's one dictionary, folded as the text is; loaded only for texts that show such damage.
    words = load_jieba(None)
    total = 0.0
    folded = fold(text)
    for run in _HAN_RUN.findall(folded):
        route: dict[int, tuple[float, int]] = {}
        words.calc(run, words.get_DAG(run), route)
        total += route[0][0]
    for character in _HAN_RUN.sub("", folded):
        # Letters of other scripts and rare ideographs are as unlikely as a word that nobody uses.
        total += 0 if character.isspace() else _RARE_LOG if character > "\x7f" and character.isalpha() else _OTHER_LOG
    return total


_OTHER_LOG = math.log(1e-3)  # digits and punctuation are neither rare nor common
_RARE_LOG = -18.0  # a word with a count of one in jieba's dictionary


def _gbk(character: str) -> bytes:
    """Two bytes, one for ASCII, none for what GBK does not have."""
    try:
        return character.encode("gbk")
    except UnicodeEncodeError:
        return b""


def _pair(first: bytes, second: int) -> str:
    """The character of two GBK bytes, or "" if there is none."""
    try:
        found = (first + bytes([second])).decode("gbk")
    except UnicodeDecodeError:
        return ""
    return found if len(found) == 1 and first else ""

"""What did a converter with a table of readings do to a text? Its brackets go, and its shifts come back into step.

It wrote readings behind characters: 區(qū), 寿宁县(shòuníngxiàn), 村e(cuò)鎮. It also left stretches that are decoded one
byte out of step: it replaced two-byte keys in GBK bytes wherever they matched, across characters too. It cut ``D8 94 | B5
C8`` (財等) at the key 94 B5 (數) and wrote its reading there, ``財?shù)``; or it took A3 BB inside ``A1 A3 | BB F9`` (。基)
for ；, and wrote ``?;``. Reading the bytes with the lost one put back in front undoes that exactly. A character that
no byte determines becomes □, with candidates for the editor.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from archive.text.edits import LOST_CHARACTER, Edit, Gap
from archive.text.evidence import Candidate
from archive.text.repair.cut_stops import CONTEXT, OwnPairs, certain_first, first_characters
from archive.text.repair.dropped import dropped_pairs
from archive.text.repair.likelihood import frequency, is_common, log_probability, shares
from archive.text.repair.line_ends import StretchRepair, stops_at_line_ends
from archive.text.repair.readings import HAN, LETTERS, is_key, is_toned, plain_reading, readings, word_length
from archive.text.repair.stream import SIGN_LEADS, Stretch, bytes_of, character_of, stretches

_MOST_SUSPECTS = 3000  # a book of 300,000 characters that the converter ruined has fewer
_WINDOW = 24  # characters searched for the context, because readings stand between them
# Natural logarithms, compared with the damaged words: shifted prose gains about 4 a character.
_GAIN = 5.0
_GAIN_EACH = 1.2
_LEAST_GAIN = -3.0  # where the document shows the converter elsewhere
_GAIN_EACH_UNMARKED = 3.0  # where the lost byte left no `?`, and a semicolon is the only evidence
_READS_WELL = -8.5  # a character
_READS_BADLY = -8.0
_CLEARLY_BEST = 4.0  # over the next best character with the same reading
_QUOTES = "“”‘’《》"
_QUOTE_LOG = 4.0  # a quote costs as much as any sign, but it stands most often behind a cut

# A reading where a key matched across two characters; the first may have its own reading before it: 當(dāng)?shù).
_READING = re.compile(
    rf"([{HAN}])(?:[(（][{LETTERS}]{{1,8}}[)）](?=[?？\ufffd(（{LETTERS}]))?"
    rf"(?P<cut>[?？\ufffd]?[(（]?([{LETTERS}]{{1,8}})[)）])"
)
_BRACKET = re.compile(rf"[(（][{LETTERS}]{{1,8}}[)）]?")
_STOP = re.compile(
    r"[?？\ufffd]([;；?？!！:：])(?=[;?!]?[^\x00-\x3f\x7f\s])"
    rf"|(?<=[{HAN}’”》])([;?!；？！])(?=[{HAN}]{{1,60}}[@-~€])"
)
_LOST_BYTE = re.compile(r"[?？\ufffd]")
_HALF = re.compile(rf"[@-~€](?=[{HAN}])")
CUT_SIGN = re.compile(rf"[?？\ufffd](?:[;?!][^\x00-\x3f\x7f\s]|[!！][?？\ufffd]|[{LETTERS}]{{1,8}}[)）])")


def repair_shifts(text: str, *, is_converted: bool = False, is_suspected: bool = False) -> tuple[list[Edit], list[Gap]]:
    """Return (edits with the rule ``byte-shift``, gaps in the text that they make).

    A stretch is repaired only if it reads much better afterwards, by the word frequencies of jieba's dictionary; □
    stands for a lost character. ``is_converted`` says that the document shows the converter elsewhere, so that weaker
    signs count. ``is_suspected`` says that it may, so that unrepaired suspects are flagged.
    """
    edits: list[Edit] = []
    gaps: list[Gap] = []
    growth = 0
    for start, repair_from in _suspects(text, is_converted, is_suspected):
        if edits and start < edits[-1].end:
            continue
        repair = repair_from(edits[-1].end if edits else 0)
        if repair is None:
            continue
        quote = text[repair.start : repair.end]
        if repair.after == quote:  # unchanged, but suspect
            gaps += [Gap(start + growth, repair.end + growth, repair.unknown[0][1], quote)]
            continue
        edits.append(Edit(repair.start, quote, repair.after, "repair", "byte-shift"))
        for offset, candidates in repair.unknown:
            at = repair.start + growth + offset
            gaps.append(Gap(at, at + len(LOST_CHARACTER), candidates, quote))
        growth += len(repair.after) - len(quote)
    return edits, gaps


def _suspects(
    text: str, is_converted: bool, is_suspected: bool
) -> Iterator[tuple[int, Callable[[int], StretchRepair | None]]]:
    """Yield (where the damage starts, how to repair it) in the order of the text."""
    found: list[tuple[int, Callable[[int], StretchRepair | None]]] = []
    for match in _READING.finditer(text):
        if is_toned(plain_reading(match[3])):
            found.append((match.start("cut"), partial(_repair_reading, text, match, is_converted)))
    pairs = OwnPairs(text)
    for match in _STOP.finditer(text):
        found.append((match.start(), partial(_repair_stop, text, pairs, match, is_converted, is_suspected)))
    if is_converted:
        found += stops_at_line_ends(text)
    yield from sorted(found, key=lambda suspect: suspect[0])[:_MOST_SUSPECTS]


def _repair_reading(text: str, match: re.Match[str], is_converted: bool, floor: int) -> StretchRepair | None:
    """Repair ``財?shù)仁马椷M``: a key matched across two characters; its reading names the first byte that is lost."""
    reading = plain_reading(match[3])
    start = match.start("cut")
    whole_bracket = text[start] in "(（"
    if whole_bracket and (not is_converted or word_length(_BRACKET.sub("", text[max(0, start - 16) : start]), reading)):
        return None
    encoded = bytes_of(match[1])
    keys = {lead: character_of(encoded[-1], lead) for lead in range(0x81, 0xFF)} if encoded else {}
    leads = [lead for lead, key in keys.items() if is_key(key, reading)]
    leads = leads or [lead for lead, key in keys.items() if reading in readings(key)]
    before = _before(text, start, floor)
    scored: dict[Stretch, float] = {}
    for lead in leads:
        best = _best_stretch(text, match.end(), list(stretches(text, match.end(), lead)))
        if best and best[0].text:
            scored[best[0]] = log_probability(before + best[0].text + _behind(text, best[0].end))
    if not scored:
        # A character stood here, and its bytes are lost.
        if whole_bracket:
            return None
        return StretchRepair(start, match.end(), LOST_CHARACTER, ((0, ()),))
    ranked = sorted(scored, key=lambda stretch: -scored[stretch])
    best_stretch = ranked[0]
    if whole_bracket:
        damaged = log_probability(before + text[match.end() : best_stretch.end] + _behind(text, best_stretch.end))
        if scored[best_stretch] - damaged < max(_GAIN, _GAIN_EACH_UNMARKED * len(best_stretch.text)):
            return None
    context = before + best_stretch.text + _behind(text, best_stretch.end)
    if scored[best_stretch] < _READS_BADLY * len(context):
        # More than one byte is lost here: what this one gives back is no prose either. The next cut is judged by itself.
        cut = _LOST_BYTE.search(text, match.end(), best_stretch.end)
        end = cut.start() if cut else best_stretch.end
        return StretchRepair(start, end, text[start:end], ((0, ()),))
    firsts = {stretch.text[0]: scored[stretch] for stretch in reversed(ranked)}
    unknown: list[tuple[int, tuple[Candidate, ...]]] = []
    written = best_stretch.text
    if len(ranked) > 1 and scored[ranked[0]] - scored[ranked[1]] < _CLEARLY_BEST:
        quote = text[match.start() : best_stretch.end]
        unknown.append((0, _candidates(firsts, quote)))
        written = LOST_CHARACTER + written[1:]
    return _with_end(text, start, before, best_stretch, written, unknown)


def _repair_stop(
    text: str, pairs: OwnPairs, match: re.Match[str], is_converted: bool, is_suspected: bool, floor: int
) -> StretchRepair | None:
    """Repair ``?;鶎狱h``: a full stop lost its first byte to a sign made of its second byte and the next first one."""
    marked = match[1] is not None
    start = match.start()
    before = _before(text, start, floor)
    found = list(stretches(text, match.end(), SIGN_LEADS[match[0][-1]]))
    found = [each for each in found if not each.text and each.choices and text[each.end - 1] in ")）"] or found
    best = _best_stretch(text, match.end(), found)
    if best is None:
        return None
    stretch, score = best
    if not stretch.text and marked and text[stretch.end - 1] in ")）":
        # `???zǒng)`: the next character had its reading before the sign took its first byte.
        scores = {choice: log_probability(choice + _behind(text, stretch.end)) for choice in stretch.choices}
        name = _named(stretch.choices, scores)
        stretch, score = Stretch(name, stretch.end, bool(name)), scores.get(name, score)
    if not stretch.text or (not marked and (not stretch.whole or len(stretch.text) < 2)):
        return None
    damaged = log_probability(text[match.end() : stretch.end] + _behind(text, stretch.end))
    score += _QUOTE_LOG * (stretch.text[0] in _QUOTES)
    gain, length = score - damaged, len(stretch.text)
    suspect = None
    reads_badly = damaged < _READS_BADLY * (stretch.end - match.end() + len(_behind(text, stretch.end)))
    # A letter right behind the signs, with a word behind it, is half a character.
    is_half = stretch.end == match.end() + 1 and _HALF.match(text, match.end()) is not None
    if marked and ((is_converted and reads_badly) or (is_suspected and (reads_badly or is_half))):
        shown = text[start : stretch.end]
        suspect = StretchRepair(
            start, stretch.end, shown, ((0, (Candidate("。" + stretch.text, "byte-shift", shown, 0.0),)),)
        )
    if score / (length + len(_behind(text, stretch.end))) < _READS_WELL and not is_converted:
        return suspect
    if not marked:
        if gain < _GAIN_EACH_UNMARKED * length:
            return None
    elif gain < (_LEAST_GAIN if is_converted else max(_GAIN, _GAIN_EACH * length)):
        return suspect
    line = text[max(floor, start - _WINDOW) : start]
    behind = stretch.text + text[stretch.end : stretch.end + _WINDOW]
    firsts = first_characters(before, behind, line, pairs)
    first = certain_first(firsts, before, behind, line, pairs)
    unknown: list[tuple[int, tuple[Candidate, ...]]] = []
    if not first:
        unknown.append((0, _candidates(firsts, text[max(0, start - 2) : stretch.end])))
        first = LOST_CHARACTER
    return _with_end(text, start, before, stretch, first + stretch.text, unknown)


def _best_stretch(text: str, at: int, found: Sequence[Stretch]) -> tuple[Stretch, float] | None:
    """Return the stretch that reads best, and how well it reads with the following words; None if there is none."""
    if not found:
        return None
    farthest = max(stretch.end for stretch in found)
    scores = [
        log_probability(stretch.text + _BRACKET.sub("", text[stretch.end : farthest]) + _behind(text, farthest))
        for stretch in found
    ]
    best = max(range(len(found)), key=lambda index: scores[index])
    stretch = found[best]
    return stretch, log_probability(stretch.text + _behind(text, stretch.end))


def _with_end(
    text: str,
    start: int,
    before: str,
    stretch: Stretch,
    written: str,
    unknown: list[tuple[int, tuple[Candidate, ...]]],
) -> StretchRepair:
    """Return the repair of a stretch, with the candidates for its last character if that is lost."""
    last = ""
    scores: dict[str, float] = {}
    if not stretch.whole:
        head, tail = (before + written)[-CONTEXT:], _behind(text, stretch.end)
        scores = {choice: log_probability(head + choice + tail) for choice in stretch.choices if frequency(choice)}
        is_named = text[stretch.end - 1] in ")）" and stretch.end > start + 1
        last = _named(stretch.choices, scores) if is_named else ""
    if not any("\ue000" <= character <= "\uf8ff" for character in text[start : stretch.end]):
        # The page shows no pair without a character, so it may have dropped one.
        offset = len(written) - len(stretch.text)
        behind = last + _behind(text, stretch.end)
        for place, likely in dropped_pairs(before + written[:offset], stretch.text, behind):
            at = offset + place
            if written[at] != LOST_CHARACTER:
                written = written[:at] + LOST_CHARACTER + written[at + 1 :]
                unknown.append((at, likely))
    known = {offset for offset, _ in unknown}
    unknown += [(at, ()) for at, character in enumerate(written) if character == LOST_CHARACTER and at not in known]
    if not stretch.whole and not last:
        unknown.append((len(written), _candidates(scores, text[max(0, start - 1) : stretch.end])))
        last = LOST_CHARACTER
    return StretchRepair(start, stretch.end, written + last, tuple(unknown))


def _named(choices: Sequence[str], scores: dict[str, float]) -> str:
    """Return the one character among ``choices`` that a reading names beyond doubt, or ""."""
    common = [choice for choice in choices if is_common(choice)]
    if len(choices) == 1 or len(common) == 1:
        return (common or list(choices))[0]
    ranked = sorted((choice for choice in common or choices if choice in scores), key=lambda choice: -scores[choice])
    clear = len(ranked) > 1 and scores[ranked[0]] - scores[ranked[1]] > _CLEARLY_BEST
    return ranked[0] if clear else ""


def _candidates(scores: dict[str, float], quote: str) -> tuple[Candidate, ...]:
    return tuple(Candidate(value, "byte-shift", quote, share) for value, share in shares(scores))


def _before(text: str, at: int, floor: int) -> str:
    """Return the few characters before ``at``, readings left out, none before ``floor``."""
    return _BRACKET.sub("", text[max(floor, at - _WINDOW) : at])[-CONTEXT:]


def _behind(text: str, at: int) -> str:
    return _BRACKET.sub("", text[at : at + _WINDOW])[:CONTEXT]

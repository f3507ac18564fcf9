"""The character lost in a cut: its last byte, A3, made a sign with the first byte of the next character.

A full stop (A1 A3) ended half of the places; 保 海 校 停 and others the rest. No byte shows which one it was. The words
on both sides and the document's other words decide it, often beyond doubt. Where they do not, the editor is asked.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

from archive.text.repair.likelihood import frequency, is_common, log_probability, words_of
from archive.text.repair.readings import HAN
from archive.text.repair.stream import characters_before
from search.fold import fold

CONTEXT = 4  # characters on each side that help to judge
# How far the first character must lead, in logarithms. Measured on 2,187 places in sample reports, work reports and
# news: none of 872 stops and 586 other characters was written wrongly; for 36 stops the editor is asked.
_OVER_WORDS = 4.0  # a full stop over a character that makes a word with its neighbours
_OVER_LONE = 2.0  # a full stop over a character that makes no word there
_RIVAL_AHEAD = 5.4  # a character over all others
_COMMON_WORD_AHEAD = 4.0  # one that makes a word as common as 学校
_IN_SHORT_QUOTE = 8.0  # “標準海” is a coined name: no dictionary has it
_COMMON_WORD = 5000
_OWN_WORDS = 1.5  # for about each doubling of a pair that the document holds elsewhere
_NEVER_BEFORE_STOP = "、，,；;：:。“‘《（(！!？?—…"
_NEVER_BEHIND_STOP = "、。，·"
_FULL_STOP_LOG = -2.5  # one character in thirty is a full stop, and it ends clauses
_BEFORE_CLOSING_LOG = -1.0  # before a closing quote, one in two
_OPENINGS = {"”": "“", "’": "‘", "》": "《", "）": "（", ")": "("}
_SHORTEST_QUOTED_SENTENCE = 5
_NAMES_NO_SENTENCE = "》"
_NO_SENTENCE_ENDS = frozenset(
    "一二三四五六七八九十两把被和与在对将从向为以及或而且很更最个这那每各由让使若虽因"
)  # as words
_UNFINISHED_LOG = 4.0
# Single characters that end sentences; others are more often the first half of a word.
_MAY_END = frozenset(
    "了的呢吗吧啊呀着过好大小多少高低强弱快慢上下里内外中前后间等人事家处会来去到起走看说做干懂行圈花港本地心力线路区县镇村市省院站点面类钱水电房"
    "车年月日时次名户项种条份批件位倍成度率量额元"
)
_HALF_WORD_LOG = 2.0
_DEGREE = re.compile(r"[也很更太最较都不][大小多少高低强弱快慢好]$")  # 也大 ends a clause
_DEGREE_LOG = 2.0
_HALF_BEFORE_CLOSING_LOG = 1.0
_IN_NAMES = 50_000  # uses; a character used more often is a word of grammar
_NAME_LOG = 4.0  # two single characters in a row are a name more often than the end of a sentence
# Words of reports that jieba's dictionary lacks or hardly counts.
_WORDS_OF_REPORTS = frozenset(
    (
        "危化品",
        "三保",
        "六保",
        "居保",
        "技保",
        "欠保",
        "骗保",
        "海空域",
        "海空防",
        "涉海",
        "用海",
        "陆海",
        "经停",
        "住校",
        "肉牛",
    )
)
_OVER_WORDS_OF_REPORTS = 8.0
_REPORT_WORD_LOG = -11.0
# Nouns that begin no sentence alone: 科, 口 are the second half of 专科, 海口.
_NO_SENTENCE_STARTS = frozenset("科口空客课款库矿况框块颗棵克壳坑圾肌迹级绩籍婚魂伙货祸")
_HEADLESS_LOG = 3.0
_ENDS_HAN = re.compile(rf"[{HAN}]$")
_STARTS_HAN = re.compile(rf"[{HAN}]")
_COUNTED = re.compile(rf"[0-9XxＸ×*][{HAN}]$")
_COMMON_RIVAL = 5000
_RARE_RIVAL = 30  # uses in jieba's dictionary; a rarer character did not stand in the place of a full stop


def first_characters(before: str, behind: str, line: str, pairs: OwnPairs) -> dict[str, float]:
    """Return how well each character that may have stood in the cut reads there: 。 (A1 A3), or 海 (BA A3) after 上.

    Values are logarithms. ``line`` holds the characters before the cut on the same line. A pair that the document
    holds elsewhere (``pairs``) counts as a word. No stop stands behind a comma, nor before the closing mark of a few
    quoted words.
    """
    tail = behind[:CONTEXT]
    # 120家: a measure word makes no word with the next character (家常).
    is_counted = bool(_COUNTED.search(before))
    scores = {
        rival: log_probability(before) + log_probability(rival + tail)
        if is_counted
        else log_probability(before + rival + tail)
        for rival in _rivals()
        if _fits(before, rival, tail)
    }
    for rival in scores:
        for at, word in _reports_words(before, rival, tail):
            head, rest = before[: len(before) - at], tail[len(word) - at - 1 :]
            as_word = log_probability(head) + _REPORT_WORD_LOG + log_probability(rest)
            scores[rival] = max(scores[rival], as_word)
    if before:
        for rival in scores:
            times = pairs[before[-1] + rival] + pairs[rival + behind[0]]
            scores[rival] += _OWN_WORDS * math.log1p(times)
    if _may_stop(before, behind, line):
        scores["。"] = log_probability(before) + _stop_log(before, behind, is_counted) + log_probability(tail)
    return scores


def certain_first(scores: dict[str, float], before: str, behind: str, line: str, pairs: OwnPairs) -> str:
    """Return the character that stood in the cut if ``scores`` leave no other in question; else "".

    A character is in question beside 。 only if it makes a word there, or reads about as well.
    """
    (first, best), *others = sorted(scores.items(), key=lambda pair: -pair[1])
    if first != "。":
        lead = best - others[0][1] if others else math.inf
        is_common_word = any(frequency(word) >= _COMMON_WORD for word in (before[-1:] + first, first + behind[:1]))
        needed = _COMMON_WORD_AHEAD if is_common_word and "。" not in scores else _RIVAL_AHEAD
        return first if lead >= (_IN_SHORT_QUOTE if _quoted_length(behind, line) else needed) else ""
    for rival, score in others:
        if best - score < _needed_over(before, rival, behind, pairs):
            return ""
    return first


def _may_stop(before: str, behind: str, line: str) -> bool:
    if behind[0] in _NEVER_BEHIND_STOP or before.endswith(tuple(_NEVER_BEFORE_STOP)):
        return False
    if behind[0] == "—" and behind[1:2] != "—":
        return False
    return not _quoted_length(behind, line)


def _quoted_length(behind: str, line: str) -> int:
    """Return how many characters stand between a quote's opening and the cut before its closing mark.

    0 if they are enough for a sentence or hold a comma.
    """
    opening = _OPENINGS.get(behind[0])
    at = line.rfind(opening) if opening else -1
    quoted = line[at + 1 :]
    if at < 0 or len(quoted) >= _SHORTEST_QUOTED_SENTENCE or "," in quoted or "，" in quoted:
        return 0
    return len(quoted)


def _stop_log(before: str, behind: str, is_counted: bool) -> float:
    full_stop = _FULL_STOP_LOG
    if behind[0] in _OPENINGS:
        full_stop = _FULL_STOP_LOG - _UNFINISHED_LOG if behind[0] in _NAMES_NO_SENTENCE else _BEFORE_CLOSING_LOG
    units = list(words_of(before[-CONTEXT:])) if _ENDS_HAN.search(before) else []
    last = units[-1] if units else ""
    if last in _NO_SENTENCE_ENDS and not is_counted:
        full_stop -= _UNFINISHED_LOG
    elif len(last) == 1 and last not in _MAY_END and not is_counted:
        is_name = len(units) > 1 and all(len(unit) == 1 and frequency(unit) < _IN_NAMES for unit in units[-2:])
        full_stop -= _HALF_BEFORE_CLOSING_LOG if behind[0] in _OPENINGS else _NAME_LOG if is_name else _HALF_WORD_LOG
    full_stop += _DEGREE_LOG * bool(_DEGREE.search(fold(before)))
    start = next(iter(words_of(behind[:CONTEXT])), "") if _STARTS_HAN.match(behind) else ""
    return full_stop - _HEADLESS_LOG * (start in _NO_SENTENCE_STARTS)


def _needed_over(before: str, rival: str, behind: str, pairs: OwnPairs) -> float:
    """Return how far a full stop must lead over a character: more if that makes a word with its neighbours."""
    if any(_reports_words(before, rival, behind)):
        return _OVER_WORDS_OF_REPORTS
    is_word = any(frequency(word) for _, word in _words_with(before, rival, behind))
    is_own = bool(pairs[before[-1:] + rival] or pairs[rival + behind[:1]])
    return _OVER_WORDS if is_word or is_own else _OVER_LONE


def _reports_words(before: str, rival: str, behind: str) -> Iterator[tuple[int, str]]:
    return (found for found in _words_with(before, rival, behind) if fold(found[1]) in _WORDS_OF_REPORTS)


def _words_with(before: str, rival: str, behind: str) -> tuple[tuple[int, str], ...]:
    """Return (place of the character, word) for the two to four characters around it that could be one word."""
    head = "" if _COUNTED.search(before) else before
    ends = tuple((length, head[-length:] + rival) for length in (1, 2, 3) if len(head) >= length)
    starts = tuple((0, rival + behind[:length]) for length in (1, 2) if len(behind) >= length)
    across = ((1, head[-1] + rival + behind[:1]),) if head else ()
    return (*ends, *starts, *across)


@dataclass(frozen=True)
class OwnPairs:
    """How often each pair of neighbouring characters stands in ``text``, a whole document. Counted at the first use."""

    text: str

    def __getitem__(self, pair: str) -> int:
        return self._counts[pair]

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(map("".join, pairwise(self.text)))


def _fits(before: str, rival: str, behind: str) -> bool:
    """Return whether the character is a word alone or with its neighbours; all others read worse than 。."""
    if frequency(rival) >= _COMMON_RIVAL or any(_reports_words(before, rival, behind)):
        return True
    return any(frequency(word) for _, word in _words_with(before, rival, behind))


@cache
def _rivals() -> tuple[str, ...]:
    """Return the everyday characters whose last byte is A3. Read once a process: a constant of the program."""
    found = (character for character in characters_before(0xA3) if is_common(character))
    return tuple(character for character in found if frequency(character) >= _RARE_RIVAL)

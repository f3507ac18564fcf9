"""The words of a sentence with what each does: verbs, adverbs, what opens or ends a clause, numbers, the rest nouns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from archive.text.figures import lexicon
from archive.text.figures.figure import Amount
from archive.text.figures.masks import Mask
from archive.text.figures.units import METRICS, unit_at
from search.analysis import known_words

Part = Literal["noun", "verb", "either", "change", "having", "adverb", "opener", "stop", "of", "join", "mark", "number", "condition"]  # fmt: skip

_PIECE = re.compile(r"[^\W_]++|[^\w]|_")
#: A bracket of a few characters is part of a name: 村（居）书记.
_BRACKET = re.compile(r"（[\u4e00-\u9fffa-z、]{1,6}）")
#: Marks that part no clause.
_SILENT = frozenset("“”‘’\"' \t_")
#: Words of a clause that are looked at on either side of a number, so that a text without punctuation costs no square.
_MOST_WORDS = 40
_CLAUSE_ENDS = frozenset("，；：。！？\n,;!?…—")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the face at ``start``; ``number`` is the place of the amount in the sentence, -1 for all others."""

    text: str
    start: int
    end: int
    part: Part
    number: int = -1

    @property
    def ends_clause(self) -> bool:
        return self.part == "mark" and self.text in _CLAUSE_ENDS

    @property
    def is_nominal(self) -> bool:
        return self.part in ("noun", "either", "condition")

    @property
    def is_verbal(self) -> bool:
        return self.part in ("verb", "either", "change")

    def acts(self, unit: str) -> bool:
        """Return whether a subject does the deed and is not what is counted in ``unit``: 公安机关核查4件, 大片村安装43盏."""
        a_place = (
            self.text.endswith(("村", "镇", "乡", "县")) and unit not in METRICS and unit not in ("个", "家", "处")
        )
        return a_place or self.text.endswith(lexicon.AGENTS)


def clause_left(words: Sequence[Word], at: int) -> tuple[list[Word], Word | None]:
    """Return the words of the clause before the word ``at``, and what ended it on the left: a mark, a number or None.

    A list mark joins the items of one phrase, unless an item before it holds a number of its own.
    """
    least = max(0, at - _MOST_WORDS)
    first = at
    while first > least and words[first - 1].part not in ("number", "mark"):
        first -= 1
    ended = words[first - 1] if first > 0 else None
    if ended and ended.part == "number":
        joins = [place for place in range(first, at) if words[place].part == "join"]
        if joins:
            join = joins[-1] if joins[0] != first or _only_changes(words[joins[-1] + 1 : at]) else first
            return list(words[join + 1 : at]), words[join]
    return list(words[first:at]), ended


def _only_changes(words: Sequence[Word]) -> bool:
    """Return whether nothing stands there that could be counted: 、稳居前十、增长4.8%."""
    return bool(words) and all(word.part in ("change", "adverb", "having") for word in words)


def clause_right(words: Sequence[Word], at: int) -> list[Word]:
    """Return the words of the clause behind the word ``at``, up to a mark, a number, or a list mark before a number."""
    most = min(len(words), at + 1 + _MOST_WORDS)
    last = at + 1
    while last < most and words[last].part not in ("number", "mark"):
        last += 1
    found = list(words[at + 1 : last])
    while found and found[-1].part == "join":
        found.pop()
    return found


def words_of(
    shown: str, start: int, end: int, *, amounts: Sequence[Amount], conditions: Sequence[Amount], masks: Sequence[Mask]
) -> list[Word]:
    """Return the words of ``shown[start:end]``; the amounts, the conditions and the masks in it are one word each."""
    whole: list[tuple[int, int, Part, int]] = [
        *((each.opening, each.closing, "number", at) for at, each in enumerate(amounts)),
        *((each.opening, each.closing, "condition", -1) for each in conditions),
        *((mask.start, mask.end, _part_of(mask), -1) for mask in masks),
        *((match.start(), match.end(), "noun", -1) for match in _BRACKET.finditer(shown, start, end)),
    ]
    found: list[Word] = []
    at = start
    for first, last, part, number in sorted(whole, key=lambda each: (each[0], -each[3])):
        if first < at or last > end:
            continue
        if found and found[-1].part == "number" and first == at and shown[first] == "（" and unit_at(shown, first + 1):
            at = last  # 100条（个）
            continue
        found += _cut(shown, at, first)
        found.append(Word(shown[first:last], first, last, part, number))
        at = last
    return _compounds([*found, *_cut(shown, at, end)])


def _compounds(words: list[Word]) -> list[Word]:
    """Join words that jieba cuts and that do one thing: 办结 率, 调解 室, 占 比, 报 到, 总 投资; 表彰 了 is a verb."""
    found: list[Word] = []
    for word in words:
        last = found[-1] if found else None
        if last is None or last.end != word.start:
            found.append(word)
        elif part := _joined(last, word):
            found[-1] = Word(last.text + word.text, last.start, word.end, part)
        else:
            if word.text in ("了", "过") and last.part == "either":
                found[-1] = replace(last, part="verb")
            found.append(word)
    return found


def _joined(last: Word, word: Word) -> Part | None:
    """Return what two neighbouring words are as one, None if they stay two."""
    if len(last.text) == len(word.text) == 1 and last.text + word.text in lexicon.DEEDS:
        return part_of(last.text + word.text)
    if last.text + word.text in lexicon.NOUNS:
        return "noun"
    if last.text in lexicon.CAUSING and word.text in lexicon.REACHED:
        return "verb"
    if (last.text == "中" and word.text.startswith(lexicon.MIDDLES)) or (last.text == "实现" and word.text == "程度"):
        return "noun"
    if last.text in ("全", "我", "本", "该") and word.text in lexicon.LEVELS:
        return "opener"
    if (last.text == "可" and word.text in lexicon.ABLE) or (last.text == "全" and word.text in lexicon.WHOLES):
        return "noun"
    if last.text == "在" and word.text in lexicon.HELD:
        return "noun"
    if last.text + word.text in lexicon.TALLIES:
        return "opener"
    if word.text == "均" and last.text in ("村", "户", "人", "亩", "社"):
        return "adverb"
    if last.text in lexicon.PREFIXES and (word.part == "noun" or (last.text == "总" and word.part == "either")):
        return "noun"
    return "noun" if last.part in ("either", "verb", "change") and _makes_noun(last, word) else None


def _makes_noun(last: Word, word: Word) -> bool:
    if last.text == "占" and word.text == "比":
        return True
    return word.text in lexicon.SUFFIXES and len(last.text) > 1 and last.text not in lexicon.STATES


def _part_of(mask: Mask) -> Part:
    return "noun" if mask.kind == "name" else "mark" if mask.kind == "item" else "opener"


def _cut(shown: str, start: int, end: int) -> Iterator[Word]:
    for match in _PIECE.finditer(shown, start, end):
        piece = match[0]
        if len(piece) == 1 and not piece.isalnum():
            if piece not in _SILENT:
                yield Word(piece, match.start(), match.end(), "join" if piece == "、" else "mark")
            continue
        first = match.start()
        # Without guesses at unknown words, which glue 村 共 列 and 占 村 together.
        for text in known_words(piece):
            for word in _pieces(text):
                yield Word(word, first, first + len(word), part_of(word))
                first += len(word)


def _pieces(text: str) -> tuple[str, ...]:
    """Return a word of jieba's, or its two halves where the first is a deed: 整顿提升, 全年完成."""
    if len(text) == 4 and part_of(text) == "noun" and (text[:2] in lexicon.DEEDS or text[:2] in lexicon.OPENERS):
        return text[:2], text[2:]
    if len(text) == 2 and text[0] == text[1] and text[0] in "村户":
        return text[0], text[1]  # 21个村|村均增收
    if len(text) == 4 and part_of(text) == "noun" and text[2:] in lexicon.DEEDS and text[:2] in lexicon.ADVERBS:
        return (text,) if text[:2] in lexicon.MODIFIERS else (text[:2], text[2:])
    if len(text) == 4 and text[2:] in lexicon.CHANGES and part_of(text) == "noun":
        return text[:2], text[2:]
    if len(text) == 3 and part_of(text) == "noun" and text[0] in "新共均已再" and text[1:] in lexicon.DEEDS:
        return text[0], text[1:]
    if len(text) == 2 and (
        (text[1] == "有" and text[0] in "中里内都仍")
        or (text[0] in "再又共" and text[1] in lexicon.SHORT_DEEDS)
        or (text[1] in "中里内" and text[0] in "县村镇乡区市州")
    ):
        return text[0], text[1]
    if len(text) > 1 and text[0] in "由从把将是占比" and text not in lexicon.PREPOSED:
        return text[0], text[1:]
    return (text,)


def part_of(word: str) -> Part:
    """Return what a word of the face does by itself; `phrases.py` reads the doubtful ones by their place."""
    if part := _known_parts().get(word):
        return part
    if len(word) == 2 and word[1] in lexicon.RESULTS:
        return "verb"
    if word in lexicon.SHORT_DEEDS or (len(word) == 2 and word in lexicon.dictionary_verbs()):
        return "either"
    return "noun"


@cache
def _known_parts() -> dict[str, Part]:
    """Return the part of every word of the lexicon, of two lists the first; a constant of the program."""
    lists: tuple[tuple[frozenset[str], Part], ...] = (
        (lexicon.OF, "of"),
        (lexicon.JOINS, "join"),
        (lexicon.NOUNS, "noun"),
        (lexicon.EITHER, "either"),
        (lexicon.HAVING, "having"),
        (lexicon.CHANGES, "change"),
        (lexicon.DEEDS, "verb"),
        (lexicon.STATES, "change"),
        (lexicon.ADVERBS, "adverb"),
        (lexicon.STOPS, "stop"),
        (lexicon.CAUSES, "stop"),
        (lexicon.OPENERS, "opener"),
    )
    return {word: part for words, part in reversed(lists) for word in words}


def without_front(body: list[Word]) -> list[Word]:
    """Take times, scopes, connectives and adverbs off the front."""
    first = 0
    while (
        first < len(body)
        and not _is_attribute(body, first)
        and (
            body[first].part in ("opener", "adverb", "mark", "join", "of")
            or body[first].text in ("后", "前", "内", "里", "中", "以来", "上")
        )
    ):
        first += 1
    return body[first:]


def trimmed(noun: Sequence[Word]) -> list[Word]:
    found = list(noun)
    while (
        found
        and not _is_attribute(found, 0)
        and (
            found[0].text.isdigit()
            or found[0].part in ("of", "join", "opener", "adverb", "mark", "change")
            or found[0].text in lexicon.STOPS
        )
    ):
        found.pop(0)
    while found and (
        found[-1].part in ("of", "join", "adverb", "opener")
        or (found[-1].text == "集中" and found[1:])
        or (len(found) > 1 and found[-1].part == "change" and len(found[-1].text) > 1)
        or (found[-1].part == "stop" and len(found[-1].text) == 1)
    ):
        found.pop()
    return found


def _is_attribute(words: Sequence[Word], at: int) -> bool:
    """Return whether an adverb belongs to the noun behind it: 高标准农田, 综合产值, 正式党员."""
    return words[at].text in lexicon.MODIFIERS and at + 1 < len(words) and words[at + 1].part == "noun"


def leads_to_number(words: Sequence[Word], at: int) -> bool:
    """Return whether the clause of a number goes on to another one without a list: 42个村登记后备干部126名."""
    place = at + 1 + len(clause_right(words, at))
    return place < len(words) and words[place].part == "number"


def share_changes(words: Sequence[Word]) -> bool:
    """Return whether a share is what changed: 占生产总值比重提升1.5个百分点."""
    at = next((place for place, word in enumerate(words) if word.text in ("比重", "比例")), len(words))
    return any(word.text in lexicon.CHANGES for word in words[at:])


def is_change(left: Sequence[Word], at: int) -> bool:
    """Return whether a deed tells a change here: 普及率提升至, but not 整顿提升 and 新建改造."""
    grows = left[at].text in lexicon.GROWTHS and left[at + 1 : at + 2] and left[at + 1].text in ("到", "至")
    return (
        bool(left[at].text in lexicon.CHANGES or grows)
        and at > 0
        and left[at - 1].part == "noun"
        and left[-1].part != "of"
    )

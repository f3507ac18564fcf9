"""Words and strings beside hits, and the words of subsets, by brute force over texts; and texts in which some stand together."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from itertools import pairwise

from search.analysis import cut, is_run
from search.documents import UNKNOWN, Document
from search.fold import fold
from search.query import ParsedQuery
from search.statistics import log_dice, log_likelihood, log_ratio
from search.term_hits import fold_for_mode
from search.word_counts import FEWEST_HITS, FEWEST_REPORTS, SURE, KeyWord, Neighbour
from search.word_stream import LONGEST_STEP
from tests.search.lines import lines_of
from tests.search.trees import stretches

_WORDS = ["党组织", "黨組織", "整顿", "村", "支部", "会议", "2021年", "AB岗", "群众", "𠮷", "学习", "覆盖", "的"]
_MARKS = ["，", "。", "\n", "；", "、", " ", "！", "*"]
_REGIONS = ["", "620000", "621100", "520602", "110101"]
_LONGEST = 32


def make_texts(size: int, seed: int) -> list[Document]:
    """Documents in which 软弱涣散 mostly leads to 党组织, and 学习 stands in news more than elsewhere."""
    chance = random.Random(seed)

    def text(words: int, kind: str) -> str:
        written = []
        for _ in range(words):
            written.append(chance.choice(_WORDS))
            if chance.random() < 0.25:
                written.append("软弱涣散" + chance.choice(["党组织", "党组织", "黨組織", "", "，"]))
            if kind == "news" and chance.random() < 0.3:
                written.append("学习")
            if chance.random() < 0.3:
                written.append(chance.choice(_MARKS))
        return "".join(written)

    texts = []
    for number in range(1, size + 1):
        kind = chance.choice(["news", "summary", ""])
        title, body = text(3, kind), text(chance.randint(0, 40), kind)
        date = chance.choice(["", "2019", "2020-05", "2021-08-16"])
        texts.append(Document(number, title, body, chance.choice(_REGIONS), date, kind=kind))
    return texts


def tokens_of(text: str) -> list[tuple[str, int, int]]:
    """The words of a text as (folded, start, end), and its breaks as ("", at, at)."""
    words = [(word, at, at + len(word)) for word, at in cut(fold(text)) if len(word) <= _LONGEST]
    found = sorted(
        [*words, *(("", match.start(), match.start()) for match in re.finditer(r"[。！？!?；;\n\r]+", text))],
        key=_start,
    )
    assert all(after[1] - before[1] <= LONGEST_STEP for before, after in pairwise(found))
    return found


def _start(token: tuple[str, int, int]) -> int:
    return token[1]


def fields_of(document: Document, section: str) -> list[tuple[str, list[tuple[int, int]]]]:
    """The fields that count, each with the stretches of it that do: in a section the body's alone."""
    whole = [(name, [(0, len(getattr(document, name)))]) for name in ("title", "body")]
    return [("body", stretches(document, section))] if section else whole


def words_in(document: Document, section: str = "") -> Counter[str]:
    """How often each word occurs."""
    found: Counter[str] = Counter()
    for field, parts in fields_of(document, section):
        for word, start, end in tokens_of(getattr(document, field)):
            if word and any(first <= start and end <= last for first, last in parts):
                found[word] += 1
    return found


class _Places:
    """What stands beside hits: (document, field, start) of each string, and which of them stand before a hit."""

    def __init__(self) -> None:
        self.of: dict[str, set[tuple[int, str, int]]] = defaultdict(set)
        self.before: set[tuple[int, str, int]] = set()
        self.count = 0


def _nodes(
    documents: list[Document], parsed: ParsedQuery, section: str
) -> dict[tuple[int, str], list[tuple[int, int]]]:
    found = defaultdict(list)
    for line in lines_of(documents, parsed, section):
        found[line.id, line.field].append((line.start, line.end))
    return found


def words_beside(documents: list[Document], parsed: ParsedQuery, window: int, section: str) -> _Places:
    """The words within ``window`` words of a hit."""
    places = _Places()
    nodes = _nodes(documents, parsed, section)
    for document in documents:
        for field, parts in fields_of(document, section):
            hits = nodes.get((document.id, field), [])
            tokens = tokens_of(getattr(document, field))
            chosen: dict[int, bool] = {}
            for start, end in hits:
                left = [at for at, token in enumerate(tokens) if token[2] <= start and token[1] < start]
                right = [at for at, token in enumerate(tokens) if token[1] >= end]
                for side, before in ((left[::-1][:window], True), (right[:window], False)):
                    for at in side:
                        if not tokens[at][0]:
                            break
                        chosen[at] = chosen.get(at, False) or before
            for at, before in chosen.items():
                word, first, last = tokens[at]
                is_hit = any(first < end and last > start for start, end in hits)
                if not is_hit and any(low <= first and last <= high for low, high in parts):
                    _note(places, word, (document.id, field, first), before)
    return places


def _note(places: _Places, text: str, place: tuple[int, str, int], before: bool) -> None:
    places.of[text].add(place)
    places.count += 1
    if before:
        places.before.add(place)


def strings_beside(documents: list[Document], parsed: ParsedQuery, window: int, section: str) -> _Places:
    """The strings of two to four characters that stand within ``window`` characters of hits."""
    places = _Places()
    nodes = _nodes(documents, parsed, section)
    for document in documents:
        for field, parts in fields_of(document, section):
            text, hits = getattr(document, field), nodes.get((document.id, field), [])
            form = fold_for_mode(text, parsed.mode)
            chosen: dict[int, bool] = {}
            for start, end in hits:
                for side, before in (
                    (range(start - 1, start - window - 1, -1), True),
                    (range(end, end + window), False),
                ):
                    for at in side:
                        if not 0 <= at < len(text) or text[at] in "。！？!?；;\n\r":
                            break
                        chosen[at] = chosen.get(at, False) or before
            kept = {
                at: before
                for at, before in chosen.items()
                if is_run(form[at])
                and not any(start <= at < end for start, end in hits)
                and any(low <= at < high for low, high in parts)
            }
            places.count += len(kept)
            for at, before in kept.items():
                for length in (2, 3, 4):
                    if all(at + step in kept for step in range(length)):
                        places.of[form[at : at + length]].add((document.id, field, at))
                if before:
                    places.before.add((document.id, field, at))
    return places


def string_count(documents: list[Document], text: str, mode: str, section: str) -> int:
    """How often a string stands in the documents, places that overlap included."""
    count = 0
    for document in documents:
        for field, parts in fields_of(document, section):
            form = fold_for_mode(getattr(document, field), mode)
            for at in range(len(form)):
                inside = any(low <= at and at + len(text) <= high for low, high in parts)
                count += inside and form.startswith(text, at)
    return count


def neighbour(text, places, documents, nodes, total, sizes):
    """The row of a string, or None where it is not frequent or sure enough. ``sizes``: what stands beside hits, and in all."""
    of = places.of[text]
    reports = {place[0] for place in of}
    provinces = {documents[id_].region[:2] or UNKNOWN for id_ in reports} - {UNKNOWN}
    beside, whole = sizes
    ll = log_likelihood(len(of), beside, total - len(of), whole - beside)
    is_more = len(of) * (whole - beside) > (total - len(of)) * beside
    if len(of) < FEWEST_HITS or len(reports) < FEWEST_REPORTS or ll < SURE or not is_more:
        return None
    before = len(of & places.before)
    dice = log_dice(len(of), nodes, total)
    return Neighbour(text, len(of), before, len(reports), len(provinces), total, ll, dice)


def key_words(here: list[Document], there: list[Document], section: str = "") -> tuple[dict, dict, int, int]:
    """Return ({word: row} more frequent here, the same of there, the words of each)."""
    counted = [[words_in(document, section) for document in side] for side in (here, there)]
    totals = [sum((each for each in side), Counter()) for side in counted]
    sizes = [sum(total.values()) for total in totals]
    rows: tuple[dict, dict] = ({}, {})
    for word in totals[0] | totals[1]:
        often = [total[word] for total in totals]
        reports = [sum(word in each for each in side) for side in counted]
        ll = log_likelihood(often[0], sizes[0], often[1], sizes[1])
        for side in (0, 1):
            is_more = often[side] * sizes[1 - side] > often[1 - side] * sizes[side]
            if is_more and ll >= SURE and often[side] >= FEWEST_HITS and reports[side] >= FEWEST_REPORTS:
                ratio = log_ratio(often[0], sizes[0], often[1], sizes[1])
                rows[side][word] = KeyWord(word, *often, *reports, ll, ratio)
    return (*rows, *sizes)

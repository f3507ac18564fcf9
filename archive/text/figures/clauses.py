"""The clause around a number: where it ends, what is peeled off, and where its verb stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.text.figures import lexicon
from archive.text.figures.figure import Span
from archive.text.figures.units import listed
from archive.text.figures.words import Word, clause_left, is_change, trimmed, without_front

#: Behind the place or the time at which something is done: 从书记中选拔, 换届后调整.
_PEELED = listed("了 由 从 到 至 过 等 为 以 每 上 下")
_PLACED = listed("中 后 里 内 上 时")
#: Heads behind which nothing of a clause is left: 实施214个财政扶持壮大集体经济项目.
_HEADS = listed("项目 工程 任务 活动 行动 平台 机制 制度 示范点 基地")
#: Behind a verb of one character, which jieba's words do not tell from a noun: 牧民 困 在, 协议 贴 到.
_DIRECTIONS = listed("到 给 在 了 着 成 出 进 来 入 过 起 满 为 上 下")


def without_origin(left: list[Word], words: Sequence[Word], at: int) -> tuple[list[Word], bool]:
    """Take 由 or 从上届的 off the end, where the clause goes on to 下降至 and another number."""
    place = next(
        (place for place in range(len(left) - 1, max(-1, len(left) - 6), -1) if left[place].text in ("由", "从")), None
    )
    if place is None:
        return left, False
    behind: list[Word] = []
    for word in words[at + 1 : at + 8]:
        if word.ends_clause:
            break
        if word.part == "number" and any(each.text.endswith(("到", "至", "为", "达")) for each in behind):
            return left[:place], True
        behind.append(word)
    return left, False


def without_end(left: list[Word]) -> tuple[list[Word], Word | None, bool, Word | None]:
    """Take adverbs and words of change off the end; return the rest, the word of change, 到 behind it, and 有."""
    state: Word | None = None
    having: Word | None = None
    reaches = False
    end = len(left)
    while end:
        word = left[end - 1]
        if word.text in lexicon.SPEEDS and state is not None:
            left = [*left[: end - 1], replace(word, part="noun")]
            break
        if word.text == "在" and end > 1 and left[end - 2].text in lexicon.STATES:
            pass  # 稳定在, 保持在
        elif word.part == "change" or is_change(left, end - 1):
            reaches = reaches or word.text in ("到", "至", "达到", "达", "为") or word.text.endswith(("到", "至"))
            if state is None or state.text in lexicon.COPULAS or (word.text in lexicon.CHANGES and end > 1):
                state = word
        elif word.part == "having":
            having = having or word
            if end > 1 and left[end - 2].part not in ("adverb", "opener"):
                end -= 1
                break
        elif word.part not in ("adverb", "of") and word.text not in _PEELED:
            break
        end -= 1
    return left[:end], state, reaches, having


def without_comparison(body: list[Word]) -> tuple[list[Word], Span | None, Word | None]:
    """Take 比上年, 较去年同期, 高于全国 out of the clause; return the rest, what is compared with, and 高于."""
    for at, word in enumerate(body):
        if word.text in ("比", "较") or (word.text == "与" and body[-1].text in ("相比", "比")):
            behind = [each for each in body[at + 1 :] if each.text not in ("相比", "比", "同期相比")]
            while behind and behind[-1].part == "adverb":
                behind.pop()
            if behind:
                return body[:at], Span(behind[0].start, behind[-1].end), None
        elif at + 1 < len(body) and (word.text in lexicon.COMPARED or _exceeds(body, at)):
            return body[:at], Span(body[at + 1].start, body[-1].end), word
    return body, None, None


def _exceeds(body: Sequence[Word], at: int) -> bool:
    known = body[at + 1].part == "opener" or body[-1].text in lexicon.LEVELS_MET
    return body[at].text in lexicon.EXCEEDING and known and not any(word.part == "of" for word in body[at:])


@dataclass(frozen=True, slots=True)
class Deed:
    """``body[first:last]`` is the verb, a run of verbs as one."""

    first: int
    last: int


def find_deed(body: Sequence[Word]) -> Deed | None:
    """Return the verb nearest to the number, where no 的 makes it the attribute of a noun (获得荣誉的党员)."""
    best: Deed | None = None
    at = 0
    while at < len(body):
        if not _is_verb(body, at):
            at += 1
            continue
        last = at + 1
        while last < len(body) and _goes_on(body, last):
            last += 1
        deed = Deed(at, last)
        # 通过验收的村 and 获得的荣誉: an attribute, if there is a verb before it.
        attribute = any(word.part == "of" for word in body[last:])
        weak = body[at].text in ("包括", "含", "包含", "含有")
        name = best is not None and len(body) - last == 1 and body[-1].text.endswith(lexicon.MEASURES)
        if best is None or not (attribute or weak or name):
            best = deed
        at = last
    if best is None or (best.first == 0 and body[best.last - 1].text in lexicon.CAUSES):
        return _deed_of_a_subject(body, best.last if best else 0) or best
    return best


def _deed_of_a_subject(body: Sequence[Word], first: int) -> Deed | None:
    """Return the verb of 工程方面走访农户 and 帮助党员销售农产品: a deed between nouns that is rarely the name of one."""
    for at in range(len(body) - 2, first, -1):
        if (
            body[at].text in lexicon.STRONG
            and body[at + 1].part == "noun"
            and len(body[at + 1].text) > 1
            and body[at - 1].is_nominal
        ):
            return Deed(at, at + 1)
    return None


def _is_verb(body: Sequence[Word], at: int) -> bool:
    word = body[at]
    if at + 1 < len(body) and body[at + 1].part == "of":
        return False
    if at and word.text in lexicon.HELP and body[at + 1 :] and body[at + 1].text in lexicon.MEANS:
        return not any(each.is_verbal for each in body[:at])  # 送达慰问物资
    if 0 < at < len(body) - 1 and body[at + 1].text in lexicon.ORGANS and word.text not in lexicon.FOUNDING:
        return body[at - 1].part == "adverb"
    if word.part in ("verb", "having"):
        return True
    if word.part == "change":
        moves = word.text in lexicon.DEEDS and at + 1 < len(body) and body[at + 1].part == "noun"  # 决定减少贫困人口
        return moves or (word.text in lexicon.CHANGES and at == 0) or body[at - 1].part in ("adverb", "stop")
    if word.part != "either":
        return False
    if at + 1 == len(body) and word.text in ("增收", "创收"):
        return True
    if at and at + 1 == len(body) and word.text in lexicon.MONEY:
        return any(each.text in ("为", "给", "让", "使") for each in body[:at])  # 为村集体增收7万元
    if len(word.text) == 1 and at + 1 < len(body) and body[0].text in ("为", "给", "对", "向"):
        return at > 1  # 为群众办实事
    if at == 0:
        return len(word.text) > 1 or at + 1 < len(body) or word.text in lexicon.SHORT_DEEDS
    previous = body[at - 1]
    if previous.text == "集中" and at > 1 and not any(each.text in lexicon.HOSTS for each in body[:at]):
        return True  # 党委集中轮训
    if previous.text in _PLACED or previous.text in lexicon.COPULAS or previous.part in ("adverb", "opener"):
        return True
    return previous.text in lexicon.CAUSES and previous.part == "stop"


def _goes_on(body: Sequence[Word], at: int) -> bool:
    """Return whether the word at ``at`` goes on with the verb before it: 新建 改建, but 开展 培训 is a verb and its object."""
    word, previous = body[at], body[at - 1]
    if at + 1 < len(body) and body[at + 1].part == "of":
        return False
    if word.part == "verb" or (previous.text == "集中" and word.part == "either" and at + 1 == len(body)):
        return True
    if previous.text == "组织" and word.text in lexicon.STRONG and at + 1 < len(body) and body[at + 1].part == "noun":
        return True  # 组织排查入境人员
    if word.part != "either" or previous.text in lexicon.HOSTS or word.text not in lexicon.JOINING:
        return False
    if word.text in lexicon.HELP and at + 1 < len(body) and body[at + 1].text in lexicon.MEANS:
        return False
    # 新建培训基地 is a verb and its object; 排查整顿 goes on, before an object or at the end.
    return at + 1 == len(body) or (body[at + 1].part == "noun" and word.text not in ("培训", "培育", "培养"))


def without_basis(body: list[Word]) -> list[Word]:
    """Return 生产总值预计完成 of 生产总值根据省里的结果预计完成; all of 县委根据省里的部署选派干部."""
    at = next((at for at, word in enumerate(body) if at and word.text in lexicon.BASES), 0)
    if not at or body[at - 1].part not in ("noun", "either") or body[-1].part not in ("verb", "adverb", "change"):
        return body
    last = len(body) - 1
    while last > at + 1 and body[last - 1].part == "adverb":
        last -= 1
    return [*body[:at], *body[last:]]


def before_place(noun: list[Word]) -> list[Word]:
    """Return 干部 of 干部到村任职, where a noun stands before 到."""
    at = next((place for place, word in enumerate(noun) if place and word.text in lexicon.TOWARDS), len(noun))
    return noun[:at] if any(word.is_nominal for word in noun[:at]) else noun


def clause_before(words: Sequence[Word], at: int) -> list[Word]:
    """Return the subject of the clause before the one that holds ``words[at]``: 集体收入翻了一番，达到46万元."""
    _left, ended = clause_left(words, at)
    if ended is None or ended.text != "，":
        return []
    comma = next(place for place in range(at, -1, -1) if words[place].start == ended.start)
    body = without_front(clause_left(words, comma)[0])
    ends = (at for at, word in enumerate(body) if word.part in ("change", "verb", "having") or word.text[0] == "翻")
    return trimmed(body[: next(ends, 0)])


def behind_condition(noun: list[Word], *, alone: bool = True) -> list[Word]:
    """Return 村 of 年收入20万元以上的村; the condition where nothing follows it, or if not ``alone`` 党员 of 党员60岁以上的."""
    for at in range(len(noun) - 1, -1, -1):
        if noun[at].part == "condition":
            before = [] if alone else noun[:at]
            while before and (before[-1].part != "noun" or before[-1].text in ("年龄", "其中")):
                before.pop()
            return trimmed(noun[at + 1 :]) or trimmed(before) or noun[at:]
    return noun


def behind_preposition(noun: list[Word]) -> list[Word]:
    """Return 后备干部 of 从后备干部中: whom the deed takes out of or does something to."""
    for at, word in enumerate(noun):
        if word.text in ("从", "对", "为", "将", "把", "向", "给", "在"):
            if at == 0 and word.text == "从" and noun[-1].text not in ("中", "里", "内"):
                return []  # 从县直单位选派23人: where they come from
            return trimmed(noun[at + 1 :]) if at == 0 else noun[:at]
    return noun


def _goes_on_to_verb(rest: Sequence[Word]) -> bool:
    """Return whether a noun and then a verb follow: 新增 债券项目 获得."""
    return bool(rest) and rest[0].is_nominal and any(word.part in ("verb", "change") for word in rest[1:])


def noun_behind(right: Sequence[Word], *, has_verb: bool, is_object: bool = False) -> list[Word]:
    """Return the words of the noun phrase that begins the clause behind a number, [] if a verb or a mark begins it.

    ``has_verb``: the verb of the clause stands before the number. ``is_object``: the verb follows the noun, as behind 为 and 对.
    """
    start = 1 if right and right[0].part == "of" else 0
    if start and len(right) > 1 and right[1].text == "基础":
        return []  # 在安装43盏的基础上
    ends_in_noun = bool(right) and right[-1].is_nominal
    last = start
    for at in range(start, len(right)):
        word = right[at]
        rest = right[at + 1 :]
        if word.part in ("noun", "condition"):
            if len(word.text) == 1 and last > start and rest and rest[0].text in _DIRECTIONS:
                break
            if word.text[0] in '“‘"' and last > start and not (rest and rest[0].is_nominal):
                break
            last = at + 1
        elif word.part == "either":
            if last > start and rest and rest[0].text in ("了", "到", "在", "为", "成", *lexicon.NEGATIONS):
                break
            if is_object and last > start and word.text in lexicon.DEEDS and rest:
                break
            if not has_verb and last > start and word.text not in lexicon.EITHER and rest and rest[0].is_nominal:
                break
            last = at + 1
        elif word.part in ("of", "join"):
            if last == start:
                break
        elif word.part == "adverb":
            if word.text in ("能", "可") and rest and rest[0].part == "noun":
                continue  # 抽水蓄能电站
            if (
                word.text in lexicon.NEGATIONS
                or not (rest and rest[0].part in ("noun", "either"))
                or (last > start and word.text not in lexicon.MODIFIERS)
            ):
                break
        elif word.part == "verb":
            # A relative clause: 解决3个群众反映强烈的问题, 4名参与经营的村干部. Elsewhere this is the verb of the clause.
            attribute = ends_in_noun and any(each.part == "of" for each in rest)
            if (
                last == start
                and rest
                and (rest[0].text in lexicon.ORGANS or (word.text in lexicon.ATTRIBUTIVE and _goes_on_to_verb(rest)))
            ):
                continue
            named = has_verb and right[-1].text in _HEADS and (last > start or len(rest) == 1)
            if not named and not (attribute and (has_verb or last == start)):
                break
            if last == start and any(each.part == "of" for each in rest):
                last = next(place for place in range(at, len(right)) if right[place].part == "of")
        elif (word.part == "opener" and last == start) or (
            word.text in ("等", "以上", "以下") and last > start and rest and rest[0].is_nominal
        ):
            continue
        else:
            break
    found = list(right[start:last])
    while found and found[0].part in ("opener", "of", "join"):
        found.pop(0)
    return found

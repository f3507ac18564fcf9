"""What does a number count, and which deed? Read from the words of its clause, left and right of it.

A metric (元, %, 公里) stands behind its thing: 固定资产投资完成157.5亿元. A count stands before it (选派56名干部) or behind
it, where nothing follows (选派干部56名). Source of the order of rules: measured on labelled reports, docs/readings.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from archive.text.figures import lexicon
from archive.text.figures.clauses import (
    Deed,
    before_place,
    behind_condition,
    behind_preposition,
    clause_before,
    find_deed,
    noun_behind,
    without_basis,
    without_comparison,
    without_end,
    without_origin,
)
from archive.text.figures.figure import Amount, Phrase, Span
from archive.text.figures.units import METRICS, RATES, listed, may_share
from archive.text.figures.words import (
    Word,
    clause_left,
    clause_right,
    leads_to_number,
    share_changes,
    trimmed,
    without_front,
)

_TIMES = listed("次 人次 期 场 轮 堂 节 回 遍 趟")
_TASKS = listed("工作 任务 行动 活动 工程")


def read_phrase(words: Sequence[Word], at: int, amount: Amount, before: Phrase | None) -> Phrase:
    """Return what the number at ``words[at]`` counts; ``before`` is the phrase of the number before it, if there is one."""
    left, ended = clause_left(words, at)
    right = clause_right(words, at)
    left, opens = without_origin(left, words, at)
    body, state, reaches, having = without_end(left)
    body, base, compared = without_comparison(without_basis(body))
    body, state = without_front(body), state or compared
    seen = Phrase(
        base=base,
        state=state.text if state else "",
        reaches=reaches,
        opens=opens,
        aims=bool(left) and left[-1].text in ("为", "对", "给", "向", "使", "让"),
    )
    if (share := _share(left, before)) and amount.unit in RATES:
        return replace(share, opens=opens)
    deed = find_deed(body)
    if deed and deed.first and left[-1].text == "等" and body[deed.first].part == "either":
        deed = None  # 能源发展集团等6家企业
    phrase = None
    if amount.unit not in RATES or (right and right[0].part == "of"):
        seen = replace(seen, leads=deed is None and leads_to_number(words, at))
        phrase = _right(body, deed, right, amount, seen, state)
    if phrase is None:
        phrase = _left(body, deed, right, amount, seen, state, before)
    if not phrase.noun and (state or opens) and before is None and (subject := clause_before(words, at)):
        phrase = replace(phrase, noun=_span(subject), rule="clause-before")
    phrase = _with_action(phrase, body, right, state, having, amount)
    free = phrase.action is None and state is None
    if free and before and ended and ended.part == "number" and before.side == "right" and before.action:
        phrase = replace(phrase, action=before.action)  # 选派三批第一书记189名
    elif free and before and ended and _goes_on_listing(phrase, words, at, ended, before, amount):
        phrase = replace(phrase, action=before.action, sure=phrase.sure and ended.part == "join")
    return replace(phrase, metric=amount.unit in METRICS, unit=amount.unit)


def _right(
    body: list[Word], deed: Deed | None, right: list[Word], amount: Amount, seen: Phrase, state: Word | None
) -> Phrase | None:
    """Return the phrase of a number whose noun stands behind it; None if none does."""
    if not right or right[0].part in ("join", "stop", "change", "having") or right[0].text in ("将", "把"):
        return None
    if len(right) > 1 and right[1].text in lexicon.PACES:
        return None  # 4项推进顺利
    noun = noun_behind(right, has_verb=deed is not None, is_object=seen.aims or seen.leads)
    if not noun:
        return None
    if seen.opens or (amount.unit in ("户", "名", "人", "家") and all(word.part == "either" for word in noun)):
        return None  # 带动1.2万户增收
    metric = amount.unit.split("/")[0] in METRICS
    whole = right[0].part == "of" and amount.unit in RATES  # 覆盖全省93%的建制镇
    owned = bool(body) and deed is None and body[-1].text.endswith(("村", "镇", "乡", "县"))  # 某村150亩菌菇基地
    if (
        metric
        and _nominal(body, deed)
        and not owned
        and not whole
        and not (right[0].part == "noun" and deed and deed.first == 0)
    ):
        return None
    if metric and state is not None:
        return None
    if not metric and right[0].part == "either" and len(noun) == 1 and len(right) > 1 and right[1].is_nominal:
        return None
    action = _action(body[deed.first : deed.last]) if deed else None
    light = deed is None or body[deed.last - 1].text in lexicon.LIGHT
    if light and (task := _task(noun, times=amount.unit in _TIMES)):
        noun, action = task
    return replace(seen, noun=_span(noun), action=action, side="right", rule="behind")


def _task(noun: list[Word], *, times: bool) -> tuple[list[Word], Span] | None:
    """Return noun and deed of 13个村的整顿工作 and 15个项目建设; None if no deed stands behind the noun."""
    end = len(noun)
    if end > 2 and noun[-1].text in _TASKS:
        end -= 1
    last = noun[end - 1]
    if (
        last.part not in ("either", "verb")
        or end < 2
        or (last.text not in lexicon.DEEDS and last.text not in lexicon.EITHER)
    ):
        return None
    rest = noun[: end - 1]
    if rest[-1].part == "of":
        return rest[:-1], _action([last])
    if times or end < len(noun) or rest[-1].part != "noun" or last.text not in lexicon.DEEDS:
        return None
    return rest, _action([last])


def _left(
    body: list[Word],
    deed: Deed | None,
    right: list[Word],
    amount: Amount,
    seen: Phrase,
    state: Word | None,
    before: Phrase | None,
) -> Phrase:
    """Return the phrase of a number whose noun stands before it, in this clause or an earlier one."""
    noun = body
    action: Span | None = None
    rule = "before"
    if deed and (_is_a_name(body, deed) or _is_what_changed(body, deed, state)):
        deed = None
    if deed is not None:
        behind = body[deed.last :]
        if state is None or deed.first == 0:
            action = _action(body[deed.first : deed.last])
        if any(word.is_nominal for word in behind):
            done = len(behind) == 1 and behind[0].text in lexicon.DEEDS and amount.unit not in METRICS and action
            goes_on = done and before is not None and before.noun and before.unit == amount.unit
            noun = [] if goes_on and amount.unit not in _TIMES else before_place(behind)  # 问题25个，完成整改19个
        else:
            noun, rule = behind_preposition(without_front(body[: deed.first])), "subject"
            brings = body[deed.last - 1].text in lexicon.MONEY and amount.unit == "元"
            noun = body[deed.first : deed.last] if brings else trimmed(noun)
            if noun and state is None and noun[-1].acts(amount.unit):
                noun = []
    if state is not None and (state.text not in lexicon.COPULAS or (seen.base and state.text in lexicon.EXCEEDING)):
        action = _action([state])
    if amount.before.startswith("突破") and (state is None or state.text not in lexicon.CHANGES):
        action, seen = Span(amount.opening, amount.opening + 2), replace(seen, state=seen.state or "突破")
    noun = behind_condition(trimmed(noun), alone=False)
    if noun:
        return replace(seen, noun=_span(noun), action=action, rule=rule)
    if (
        deed is not None
        and (body[deed.last - 1].part == "either" or body[-1].text in lexicon.OBJECTS)
        and (amount.unit in _TIMES or before is None or amount.unit in METRICS or body[-1].text in lexicon.OBJECTS)
    ):
        return replace(seen, noun=_span([body[deed.last - 1]]), action=action, rule="deed")
    if (
        before is not None
        and before.noun
        and may_share(amount.unit, before.unit)
        and not (
            action is not None
            and state is None
            and (before.rule == "deed" or (amount.unit == "元" and not before.metric))
        )
    ):
        return replace(seen, noun=before.noun, action=action, side="above", rule="above", sure=before.sure)
    return replace(seen, noun=(), action=action, side="above", rule="none", sure=False)


def _with_action(
    phrase: Phrase, body: list[Word], right: list[Word], state: Word | None, having: Word | None, amount: Amount
) -> Phrase:
    """Return the phrase with its deed, where none stands before the number: behind it, 突破, 有, or the word of state."""
    if phrase.action is not None:
        return phrase
    named = phrase.rule == "before" and len(body) > 1 and state is None and amount.unit not in METRICS
    if named and phrase.noun and body[-1].end == phrase.noun[-1].end and body[-1].text in lexicon.DEEDS:
        return replace(phrase, action=_action([body[-1]]))  # 旱厕改造477户
    if verb := _verb_behind(right, phrase):
        return replace(phrase, action=_action([verb]))
    if having is not None:
        return replace(phrase, action=_action([having]))
    if state is not None and state.text not in lexicon.COPULAS:
        return replace(phrase, action=_action([state]))
    return phrase


def _goes_on_listing(
    phrase: Phrase, words: Sequence[Word], at: int, ended: Word, before: Phrase, amount: Amount
) -> bool:
    """Return whether the number goes on with the list of the one before it: 选派书记56名，其中女性9名."""
    if ended.text not in ("、", "，", "：", "和", "及", "（") or before.is_share or before.state:
        return False
    if ended.part == "join":
        return True
    left, _ended = clause_left(words, at)
    if any(word.part == "opener" and word.text[0] in "全我该本" for word in left):
        return False  # 全市1886名书记: a subject of its own
    metric = amount.unit in METRICS
    total = bool(phrase.noun) and any(word.start == phrase.noun[0].start and word.text[0] == "总" for word in left)
    return metric == before.metric and not total and not (metric and amount.unit in ("岁", "%"))


def _verb_behind(right: Sequence[Word], phrase: Phrase) -> Word | None:
    """Return the first verb behind the number and its noun."""
    end = phrase.noun[-1].end if phrase.side == "right" and phrase.noun else -1
    rest = [word for word in right if word.start >= end]
    if phrase.side == "right" and rest and rest[0].text in ("中", "里", "内", "上", "间"):
        return None  # 在全省91个县中: a place, and the verb is another subject's
    for at, word in enumerate(rest):
        if word.part == "of":
            return None
        if word.part == "verb" or (word.part == "either" and word.text in lexicon.DEEDS):
            return word
        if word.part == "either" and (at == 0 or rest[at - 1].part in ("adverb", "stop")) and len(word.text) > 1:
            return word
    return None


def _share(left: list[Word], before: Phrase | None) -> Phrase | None:
    """Return the phrase of X占Y的41%: X is the noun, Y the base; None where nothing takes a share."""
    at = next((place for place in range(len(left) - 1, -1, -1) if left[place].text in ("占", "约占", "占到")), None)
    if at is None or share_changes(left[at:]):
        return None
    noun = behind_condition(trimmed(without_front(left[:at])))
    deed = find_deed(noun)
    if deed is not None and deed.last < len(noun) and not _is_a_name(noun, deed):
        noun = noun[deed.last :]
    behind = [
        word
        for word in left[at + 1 :]
        if word.part not in ("of", "change", "adverb") and word.text not in ("比例", "比重", "了", "到")
    ]
    base = Span(behind[0].start, behind[-1].end) if behind else None
    action = _action([left[at]])
    seen = Phrase(action=action, base=base, state="占", is_share=True, rule="share")
    if noun:
        return replace(seen, noun=_span(noun))
    return replace(seen, noun=before.noun if before else (), side="above", sure=bool(before))


def _is_a_name(body: Sequence[Word], deed: Deed) -> bool:
    """Return whether a noun-like verb is part of the name of an amount: 整改完成率, 粮食播种面积; not 带动销售金额."""
    verb = body[deed.first]
    return (
        verb.part == "either"
        and verb.text not in lexicon.CAUSES
        and (verb.text in lexicon.EITHER or not body[-1].text.endswith(("费", "收益")))
        and deed.last < len(body)
        and body[-1].text.endswith(lexicon.MEASURES)
    )


def _is_what_changed(body: Sequence[Word], deed: Deed, state: Word | None) -> bool:
    """Return whether a verb is part of what changed: 研发投入增长, 脱贫地区收入增长; not 推动收入增长."""
    if state is None or state.text not in lexicon.CHANGES:
        return False
    verb = body[deed.first].text
    return (deed.last == len(body) and deed.first > 0) or (
        deed.first == 0 and verb not in lexicon.LIGHT | lexicon.HOSTS | lexicon.CAUSES
    )


def _nominal(body: Sequence[Word], deed: Deed | None) -> bool:
    return any(word.is_nominal for word in (body[deed.last :] if deed else body))


def _action(words: Sequence[Word]) -> Span:
    """Return the verb, of 共有 and 现有 the 有."""
    last = words[-1]
    if len(words) == 1 and last.part == "having" and last.text in lexicon.ADVERBIAL_HAVING:
        return Span(last.end - 1, last.end)
    return Span(words[0].start, last.end)


def _span(words: Sequence[Word]) -> tuple[Span, ...]:
    return (Span(words[0].start, words[-1].end),) if words else ()

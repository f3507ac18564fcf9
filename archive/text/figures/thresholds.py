"""Which numbers are conditions or norms (20万元以上的村, 每村不少于3名), and say of no thing how many there are?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.text.figures.figure import Amount
from archive.text.figures.units import METRICS, RATES, listed, unit_at

_BOUNDS_BEHIND = ("以上", "以下", "以内", "及以上", "及以下")
_NORM_BEFORE = re.compile(r"(?:要求|每[\u4e00-\u9fff]|[必须应需]|规定|原则上|不得|严禁)[^，。；：\n]{0,12}$")
_MUST = re.compile(r"(?:应当?|必?须|需|要求|不得)(?:要|当)?(?:达到|在|为|到)?$|刚过$|[凡对]年满$")
_DONE = re.compile(r"(?:已|累计|共|先后|了)[^，。；\n]{0,12}$")
_LEAST = re.compile(r"(?:至少|不少于|不得少于|不低于)[\u4e00-\u9fff]{0,6}$")
_NORMS = ("不少于", "不低于", "至少", "不超过", "至多", "最多")
#: 每月开展1次: a rhythm, no count of what was done.
_RHYTHM = re.compile(r"每(?:[年月周日天]|季度?|半年|[两三]年|个月|半个?月|星期|学期|逢)[^，。；：\n]{0,14}$")
_TIMES = listed("次 场 期 堂 轮 回 遍 节 天 篇 份")
#: Units whose number tells how an act was divided (分3批入户), where a deed follows and nothing is counted before it.
_MANNERS = listed("批 批次 轮 轮次 路 组")
_DIVIDED = re.compile(r"(?:[分共按成]|^)$")
#: Behind N元: what has this size, or what is done about it. 投资超10亿元的项目, 超过三次的村, 满意率不到九成的不予销号.
_SIZED = re.compile(r"的(?=[\u4e00-\u9fff，])(?!目标|任务)")
#: Behind 50头以上: who has so many, and their number.
_HOLDERS = re.compile(r"[\u4e00-\u9fff]{1,8}?(?:大户|户|家|村|企业|项目|支部|组织|单位|党员|合作社|干部)\d")
#: 无连片2亩以上抛荒: none of that size.
_NONE_OF = re.compile(r"(?:无|没有|未(?:发生|出现|发现))[\u4e00-\u9fff]{0,6}$")
#: What they bring about is counted, 以上 or not: 创办10家以上的合作社.
_CREATES = re.compile(r"(?:创办|领办|培育|打造|建成|新建|新增|引进|创建|组建|培养|选树|评选|发展)$")
_LOOK_BACK = 24


def thresholds_of(shown: str, amounts: Sequence[Amount], sentence_start: int) -> list[Amount]:
    """Return the conditions and norms among the amounts of a sentence; brackets before one in a list are conditions too."""
    found: list[Amount] = []
    for at in range(len(amounts) - 1, -1, -1):
        amount = amounts[at]
        listed = bool(found) and at + 1 < len(amounts) and found[-1] is amounts[at + 1]
        bounded = amount.behind in _BOUNDS_BEHIND or amount.bound == "range"
        if is_threshold(shown, amount, sentence_start) or (
            listed
            and bounded
            and amount.unit == found[-1].unit
            and shown[amount.closing : found[-1].opening].strip() in ("、", "和", "及", "")
        ):
            found.append(amount)
    return found[::-1]


def is_threshold(shown: str, amount: Amount, sentence_start: int) -> bool:
    """Return whether the number is a condition or a norm; it is then no row of a table."""
    before = shown[max(sentence_start, amount.opening - _LOOK_BACK) : amount.opening]
    clause = re.split("[，；：。\n]", before)[-1]
    behind = shown[amount.closing : amount.closing + 8]
    if amount.unit == "岁" and amount.behind in _BOUNDS_BEHIND and not clause.endswith(("到", "至", "达", "为")):
        return True
    made = _CREATES.search(clause) and amount.unit not in METRICS
    if (amount.behind in _BOUNDS_BEHIND and behind[:1] == "的" and not made) or (
        amount.behind and _names_a_thing(behind, amount)
    ):
        return True
    if amount.behind in _BOUNDS_BEHIND and _NONE_OF.search(clause):
        return True
    if amount.behind in _BOUNDS_BEHIND and amount.unit not in RATES and _HOLDERS.match(shown, amount.closing):
        return True
    if amount.unit == "岁" and amount.bound == "range" and re.match("[\u4e00-\u9fff]", behind):
        return not clause.endswith(("到", "至", "达", "为"))  # 31—45岁党员
    bracket = amount.bound == "range" and amount.unit in METRICS - RATES
    if _SIZED.match(behind) and not amount.redacted and (bracket or amount.before in ("超", "超过", "不到", "不足")):
        return True
    if (amount.before in _NORMS or _LEAST.search(clause)) and not _DONE.search(clause):
        return True
    if _MUST.search(clause) or (amount.behind in _BOUNDS_BEHIND and _NORM_BEFORE.search(clause) is not None):
        return True
    if amount.unit in _TIMES and _RHYTHM.search(clause):
        return True
    if amount.unit in _MANNERS and _DIVIDED.search(clause[-1:]) and _is_deed(behind):
        return True
    # 5万-10万元32个村: the bracket of the number that follows.
    return amount.bound == "range" and amount.unit in METRICS and _opens_number(shown, amount.closing)


def _names_a_thing(behind: str, amount: Amount) -> bool:
    """Return whether 以上 is followed by a noun without 的: 50人以上企业, 3名以上党员的村."""
    return amount.behind in _BOUNDS_BEHIND and bool(
        re.match(
            r"(?:正式)?(?:党员|老人|村|人员|企业|干部|支部|党组织|学历|文化|单位|组织|项目|群众|家庭|工业|住宅|建筑|林地|灌溉)",
            behind,
        )
    )


def _is_deed(behind: str) -> bool:
    return bool(re.match(r"[\u4e00-\u9fff]", behind)) and not behind.startswith(
        ("党", "人", "干", "学", "项", "资", "物", "志")
    )


def _opens_number(shown: str, at: int) -> bool:
    match = re.compile(r"(?:的村)?(\d{1,6})").match(shown, at)
    return bool(match and unit_at(shown, match.end()))

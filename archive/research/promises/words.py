"""What the reading of a promise beside its result says, in words."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from archive.languages import say

#: In the order of the page: those that compare, those that could not, those without a result.
REMARKS = {
    "kept": gettext_noop("达到"),
    "beyond": gettext_noop("超出"),
    "missed": gettext_noop("未达到"),
    "scope": gettext_noop("范围不同"),
    "period": gettext_noop("时段不同"),
    "several": gettext_noop("结果不一"),
    "vague": gettext_noop("难以比较"),
    "redacted": gettext_noop("计划数有隐去"),
    "unmatched": gettext_noop("次年未提"),
    "no_report": gettext_noop("次年无报告"),
}
#: Why, behind the word.
REASONS = {
    "kept": gettext_noop("地区、对象、时段都相同，结果不低于计划，或不超过所限"),
    "beyond": gettext_noop("地区、对象、时段都相同，结果多于计划的数"),
    "missed": gettext_noop("地区、对象、时段都相同，结果没有到计划的数"),
    "scope": gettext_noop("两边说的不全是同一件事，不判"),
    "period": gettext_noop("一年对几年、累计或半年，或没有写明哪一年，不判"),
    "several": gettext_noop("次年几处说法不一，不判"),
    "vague": gettext_noop("约数、隐去，或相差三倍以上，恐不是同一口径，不判"),
    "redacted": gettext_noop("原文隐去了计划的数，本库不补"),
    "unmatched": gettext_noop("次年有此地的报告，没有读出同一对象的数"),
    "no_report": gettext_noop("本馆没有此地次年的报告"),
}
#: Readings with a verdict.
JUDGED = ("kept", "beyond", "missed")


def needs_place() -> str:
    """Return why nothing is read without a place."""
    return say("计划与结果逐地对照，请选一个地区（region），或一篇报告（report）。")


def too_many(planned: int, most: int) -> str:
    """Return why a question is not answered, and what to do."""
    if planned > most:
        return say("此条件下有计划 {0:,} 项，一次至多对照 {1:,} 项。请缩到下一级地区，或加年份、对象。", planned, most)
    return say("次年报告里的数太多，未读完，不给数。请缩到下一级地区，或加年份。")

"""The answer of check_quotation: a verdict, where the words stand, and what differs, in words that cannot be misread."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from archive.exporting.told import absolute, report_head
from archive.models import Report
from archive.quotations.checking import CheckedQuotation
from archive.quotations.differences import KINDS, OF_FORM, Difference, differences, unknown_signs
from archive.quotations.nearest import most_changes
from archive.quotations.place import Passage
from archive.quotations.words import squeeze

#: Differences that an answer tells one by one.
MOST_DIFFERENCES = 60

_CUT = re.compile(r"…|⋯|\.{3,}|。{3,}")

VERDICTS = {"exact": "exact", "form": "same_but_for_form", "near": "near", "none": "not_found"}


def answer_of(checked: CheckedQuotation, report: Report | None = None) -> dict[str, Any]:
    """Return the answer as programs get it; ``report``: the one that alone was looked at."""
    return {
        "verdict": VERDICTS[checked.verdict],
        "conclusion": _conclusion(checked, report.pk if report else None),
        "checked_words": checked.words,
        "searched": f"第 {report.pk} 号报告" if report else "全部馆藏",
        "reports_with_it": checked.reports,
        "may_be_more": checked.may_be_more,
        "sure_up_to": checked.changes if checked.verdict in ("near", "none") else None,
        "passages": [_passage(passage, checked.words) for passage in checked.passages],
    }


def _passage(passage: Passage, words: str) -> dict[str, Any]:
    """Return a passage with its place and all that differs from the words."""
    found = differences(words, passage.whole, passage.start, passage.end)
    unknown = unknown_signs(passage.whole, passage.start, passage.end)
    headings = [line.number for line in passage.lines if line.level]
    return {
        "words": passage.words,
        "in": passage.field,
        "paragraphs": passage.paragraphs,
        **({"headings": headings} if headings else {}),
        "times": passage.times,
        "quotation_address": absolute(passage.address),
        "text_fragment_address": absolute(passage.fragment),
        "changed_characters": passage.distance,
        "differences": [_difference(each) for each in found[:MOST_DIFFERENCES]],
        "more_differences": max(0, len(found) - MOST_DIFFERENCES),
        **({"unknown_characters": unknown} if unknown else {}),
        "source": report_head(passage.report),
    }


def _difference(each: Difference) -> dict[str, Any]:
    return {"at": each.at, "given": each.given, "archive": each.archive, "kind": each.kind, "note": KINDS[each.kind]}


def _conclusion(checked: CheckedQuotation, report: int | None) -> str:
    """Return what was found in Chinese sentences."""
    first = checked.passages[0] if checked.passages else None
    said: list[str] = []
    match checked.verdict:
        case "exact":
            said.append(f"一字不差：见{_where(first)}。")
        case "form":
            said.append(f"字句相同，只有写法不同（{_kinds(checked)}）：见{_where(first)}。照引请用馆藏的写法。")
        case "near":
            said.append(
                f"没有一字不差的。最近的一处差 {first.distance if first else 0} 字：见{_where(first)}。这不是原话，不要当作引文。"
            )
        case "none":
            where = f"第 {report} 号报告里" if report else "馆藏里"
            said.append(f"没有找到：{where}没有这段话，也没有找到相近的。")
    if checked.verdict in ("exact", "form") and checked.reports > 1:
        said.append(f"共 {checked.reports} 篇{'或更多' if checked.may_be_more else ''}有这段话。")
    if first and checked.verdict != "near" and unknown_signs(first.whole, first.start, first.end):
        said.append("其中有隐去或缺字的符号，所代的原字不明。")
    if checked.verdict in ("near", "none") and _CUT.search(checked.words):
        said.append("引文里有省略号：请把前后的话分开来查。")
    said += _how_sure(checked)
    return "".join(said)


def _where(passage: Passage | None) -> str:
    if passage is None:
        return ""
    if passage.field == "title":
        return f"第 {passage.report.pk} 号报告的题名"
    numbers = passage.paragraphs
    paragraphs = (
        f"第 {numbers[0]} 段" if len(numbers) == 1 else f"第 {numbers[0]}–{numbers[-1]} 段" if numbers else "的标题"
    )
    return f"第 {passage.report.pk} 号报告{paragraphs}"


def _kinds(checked: CheckedQuotation) -> str:
    passage = checked.passages[0]
    found = differences(checked.words, passage.whole, passage.start, passage.end)
    counted = Counter(each.kind for each in found if each.kind in OF_FORM)
    return "、".join(f"{KINDS[kind]} {count} 处" for kind, count in counted.items())


def _how_sure(checked: CheckedQuotation) -> list[str]:
    """Return what may have been missed, in sentences."""
    said = []
    if checked.unread:
        said.append(f"另有 {checked.unread} 篇刚有改动、索引还没有写入，没有核对，请稍后再查一次。")
    if checked.verdict in ("near", "none") and not checked.unread:
        if checked.changes < 0:
            said.append("像它的报告太多，没有读完：没有找到，不等于没有。请多引或少引几个字再查。")
        elif checked.changes >= most_changes(len(squeeze(checked.words))):
            said.append(f"差 {checked.changes} 字以内的段落都已比对。")
        elif checked.changes:
            said.append(f"差 {checked.changes} 字以内的段落都已比对；差得更多的，只比对了最可能的一些。")
        else:
            said.append("一字不差的肯定没有；相近的只比对了最可能的一些，可能有漏。")
    return said

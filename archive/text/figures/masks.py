"""Digits that are no numbers of things: dates, ordinals, list numbers, numbers of documents, slogans, names.

Each expression begins where a run of digits begins, or with a character of its own, so that it stays linear.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

HAN_DIGITS = "零〇○一二三四五六七八九十百千两"
_ONE = "一二三四五六七八九十"
_MASKED = "*×x_"

MaskKind = Literal["time", "order", "item", "name"]


class Mask(NamedTuple):
    """A stretch of the face whose digits count nothing; ``name`` may be (part of) what a number counts."""

    start: int
    end: int
    kind: MaskKind


_YEAR = rf"(?<![\d.])(?:[12]\d{{3}}|\d{{2}}|[12][\d{_MASKED}]{{3}}|[{_MASKED}]{{2,4}}|[一二][〇零○九]?[〇零○一二三四五六七八九]{{2}})(?:-[12]\d{{3}})? ?年"
_MONTH = rf"(?:\d{{1,2}}|[{_MASKED}]{{1,2}}|十?[一二]|[三四五六七八九十])月(?!度)"
_DAY = rf"(?:\d{{1,2}}|[{_MASKED}]{{1,2}}|[一二三]?十?[{_ONE}])[日号]"
_WORDS_OF_TIME = "(?:度|底|末|初|以来|上半年|下半年|中旬|上旬|下旬|份|间)?"
#: What hides every digit: times and the like are no part of a noun.
_TIMES = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR}(?:{_MONTH}(?:{_DAY})?)?{_WORDS_OF_TIME}",
        rf"(?<![\d.]){_MONTH}(?:{_DAY})?{_WORDS_OF_TIME}",
        r"(?<![\d.])[12]\d{3} ?[-—~至到]{1,2} ?[12]\d{3}年?",
        r"(?<!\d)[12]\d{3}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)",
        r"(?<![\d.])(?:19|20)\d{2}(?=农村|全[国省市区县镇乡年]|[-—~]|年)",
        r"(?<![\d：])\d{1,2}：\d{2}(?:：\d{2})?(?!\d)",
        r"(?<![\d.])(?:\d{1,2}|[三]?[一二三四五六七八九十]{1,2})[日号](?=[，。、；在上下至起前 \n]|为|$)",
        r"(?<![\d.])\d{1,2}[时点](?:\d{1,2}分|半|许|左右|整)",
        r"“?十[一二三四五]五”?(?:时期|期间|规划|末|初)?",
        r"(?<![\d.])[12]\d{3}(?:级|届)",
        rf"[{_ONE}两](?:年|个月|周年|个季度|季度|周|天|日)(?:来|间|内|里|前|后|期|多|以来)?",
        r"(?<![\d.])\d{1,3}(?:年|个月|周年|个季度|季度|周(?!岁)|日)(?:来|间|内|里|前|后|期|多|以来)?",
        r"(?<![\d.])24小时(?=[\u4e00-\u9fff])",
        r"(?:本|上|[一二三四五六七八九十两])(?:世纪|年代)|星期[一二三四五六日天]|周[一二三四五六日](?![边围岁年转期])",
    )
)
#: Numbers of items, which part what stands before them from what follows.
_ITEMS = tuple(
    re.compile(form)
    for form in (
        r"(?m:^)[ \u3000]{0,8}(?:\d{1,2}(?=[.、，：）. ])(?![.]\d)|（\d{1,2}）)",
        rf"(?m:^)[ \u3000]{{0,8}}(?:（[{_ONE}]{{1,3}}）|[{_ONE}]{{1,3}}[、，：.])",
        r"（(?:\d{1,2}|[一二三四五六七八九十]{1,3})）",
        r"(?<=[。；：])\d{1,2}[.、](?!\d)",
        rf"[{_ONE}两][{_ONE}两]?分(?:法|明)|[{_ONE}]{{1,2}}(?:是|要|方面|则)(?=[，、：\u4e00-\u9fff])",
    )
)
#: Orders, codes and addresses.
_ORDERS = tuple(
    re.compile(form)
    for form in (
        r"https?：//[^\s）”\"]{1,300}",
        rf"第(?!一书记) ?(?:\d{{1,4}}|[{HAN_DIGITS}]{{1,5}}|[{_MASKED}]{{1,4}})[-—至]?(?:届|次|批|期|位|名|年|条|个|章|轮|季度|步|件|阶段|产业|卷|站|版|三方|代|类|种|组|款|项|部分)?",
        rf"[{_ONE}]{{1,3}}届(?:[{_ONE}]{{1,3}}次)?(?:、[{_ONE}]{{1,2}}次)*",
        rf"(?<=[届、])[{_ONE}]{{1,2}}中全会",
        r"[\[〔［]\d{1,4}[\]〕］](?:第?\d{1,5}号)?",
        r"(?<![\d.])\d{1,5}号(?!召)",
        r"(?<![a-z])(?!x{1,3}\d)[a-z]{1,3}-?\d{1,5}(?!\d|\.\d|[万亿元%])",
        r"(?<![\d.])\d{1,5}(?!(?:mw|kw|km|kg)(?![a-z\d]))[a-wyz][a-z]{0,4}(?![a-z])",
        r"(?<![\d.a-z])\d{1,3}(?:\+[\dnx]{1,3})+",
        r"(?<![\d.])\d{1,4}(?:\.\d{1,4})?：\d{1,4}(?:\.\d{1,4})?(?![\d：])",
        r"红十字|十字(?:路口|架|绣)",
        r"(?<![\d.])\d{1,4}(?:\.\d{1,2})?[百千万]?(?:吨|千瓦|千伏|标箱|米|公里)级(?!别)",
        rf"前百分之[{HAN_DIGITS}]{{1,6}}|百分之百",
        r"[两二三四]轮(?=车|摩托|电动|驱动|承包|延包)",
        r"[一二三四五六七八九十两][\u4e00-\u9fff][一二三四五六七八九十两][\u4e00-\u9fff](?=(?:制度|工程|机制|模式|工作法|法|行动|活动|目标|战略|方针|原则))",
    )
)
_TITLE = re.compile(r"[《〈<][^》〉>\n]{1,60}[》〉>]")
_QUOTE = re.compile(r"[“‘\"'][^”’\"'“‘\n]{1,14}[”’\"']")
#: A quote of this kind quotes a number: “亩产增收200元”.
_A_NUMBER = re.compile(r"\d(?:万元|亿元|元|公里|%|个百分点|亩|户|名)")


def find_masks(shown: str) -> list[Mask]:
    """Return the masks of a face in order, none within another."""
    found = [Mask(*match.span(), "name") for match in _TITLE.finditer(shown)]
    found += [Mask(*match.span(), "name") for match in _QUOTE.finditer(shown) if not _A_NUMBER.search(match[0])]
    for kind, forms in (("time", _TIMES), ("order", _ORDERS), ("item", _ITEMS)):
        for form in forms:
            found += [Mask(*match.span(), kind) for match in form.finditer(shown) if match.end() > match.start()]  # type: ignore[arg-type]
    return _without_overlaps(found)


def _without_overlaps(found: list[Mask]) -> list[Mask]:
    """Return the masks in order; of two that overlap, the one that begins first, and of those the longer one."""
    kept: list[Mask] = []
    for mask in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or mask.start >= kept[-1].end:
            kept.append(mask)
        elif mask.end > kept[-1].end and kept[-1].kind == mask.kind != "name":
            kept[-1] = Mask(kept[-1].start, mask.end, mask.kind)
    return kept

"""Whose number is it? A scope word (全市, 我县, 该区) or a region's whole name before it in the sentence.

Short names and patterns such as …区 are no witnesses: reports write 宜居宜业和美乡 and 建成区. No village is ever guessed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from archive.text.figures import lexicon
from archive.text.figures.figure import Scope, Span
from archive.text.places import Gazetteer, find_mentions

_WORD = re.compile(
    r"[全我本该](?P<level>国(?!有[企资独控名关效]|[家民务产籍庆情文歌际前第首平均最领先唯一百十])|[省市区县州盟旗镇乡村](?![民级域容情志]))"
    r"|(?P<hidden>[*×x]{1,4}[省市县区州盟旗镇乡村])(?![民级])"
)
#: Not whose number it is but what it is compared with, or in what it has a rank: 超过全省0.4个百分点, 居全市第一, 全市最大的.
_COMPARED = re.compile(r"(?:[比较与同占居列]|[高低快慢优多少好]于|超过|高出|超出|位次?在)$")
_RANKED = re.compile(
    r"平均(?:水平|数|值|线)|最(?![终后近])|第[\d一二三四五六七八九十]|首[位家个创]|前[列茅\d一二三四五六七八九十]|领先|率先|唯一|[百十]强|十佳|之首"
)
#: A place in the name of a firm or a school: 铜川市某某科技有限公司支部.
_OF_A_FIRM = re.compile(r"[\u4e00-\u9fff]{0,12}?(?:有限公司|集团|支行|银行|大学|学院|医院|中学|小学)")
#: A township's name ends so; the longest one of the table has this many characters before.
_TOWNSHIP = re.compile(r"镇|乡(?![村镇贤风亲土情愁])|街道")
_LONGEST_TOWNSHIP = 6


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    scope: Scope


class Scopes:
    """The scope words and names of one text in their order."""

    def __init__(
        self, text: str, shown: str, *, region: str | None, dated: int | None, gazetteer: Gazetteer | None
    ) -> None:
        """Read the scopes of a text. ``region`` is the report's own, ``dated`` its year; without a gazetteer no name is known."""
        self._whole = Scope(region, "report")
        found = [_Place(match.start(), _of_word(match, region, gazetteer)) for match in _WORD.finditer(shown)]
        if gazetteer is not None:
            found += _named(text, shown, region, dated, gazetteer)
        found = [place for place in found if not _only_compares(shown, place)]
        self._places = sorted(found, key=lambda place: place.start)
        self._starts = [place.start for place in self._places]

    def of(self, sentence_start: int, at: int) -> Scope:
        """Return the scope nearest before ``at`` in the sentence, else the report's own region."""
        place = bisect_left(self._starts, at)
        if place and self._starts[place - 1] >= sentence_start:
            return self._places[place - 1].scope
        return self._whole


def _only_compares(shown: str, place: _Place) -> bool:
    words = place.scope.words
    return words is not None and bool(
        _COMPARED.search(shown, max(0, words.start - 3), words.start)
        or (_OF_A_FIRM if place.scope.how == "named" else _RANKED).match(shown, words.end)
    )


def _of_word(match: re.Match[str], region: str | None, gazetteer: Gazetteer | None) -> Scope:
    """Return the scope of 全县 (the region of this level at or above the report's) or of a redacted name (none)."""
    words = Span(*match.span())
    if match["hidden"]:
        return Scope(None, "named", words)
    if region is None or gazetteer is None or region not in gazetteer.regions:
        return Scope(None, "word", words)
    upward = (region, *gazetteer.above(region))
    code = next((code for code in upward if gazetteer.regions[code].tail == match["level"]), None)
    return Scope(code, "word", words)


def _named(text: str, shown: str, region: str | None, dated: int | None, gazetteer: Gazetteer) -> Iterator[_Place]:
    """Yield the regions and townships that the text names by their whole names."""
    for mention in find_mentions(text, gazetteer, (dated,) if dated else ()):
        if mention.form == "full" and not mention.is_outlet:
            codes = [code for code in mention.codes if region and _is_near(code, region, gazetteer)] or mention.codes
            code = codes[0] if len(codes) == 1 else None
            yield _Place(mention.start, Scope(code, "named", Span(mention.start, mention.end)))
    for match in _TOWNSHIP.finditer(shown):
        for length in range(_LONGEST_TOWNSHIP, 0, -1):
            start = match.start() - length
            name = shown[max(0, start) : match.end()]
            if start < 0 or name not in gazetteer.townships or _is_a_word(name, match[0]):
                continue
            if region is None or any(_is_near(county, region, gazetteer) for county in gazetteer.townships[name]):
                yield _Place(start, Scope(None, "named", Span(start, match.end())))
                break


def _is_a_word(name: str, tail: str) -> bool:
    """Return whether a township's name is a verb before 镇 and 乡: 加快建设镇村道路."""
    head = name.removesuffix(tail)
    return head in lexicon.DEEDS or head in lexicon.EITHER or len(head) < 2


def _is_near(code: str, region: str, gazetteer: Gazetteer) -> bool:
    known = code in gazetteer.regions and region in gazetteer.regions
    return known and (code == region or gazetteer.related(code, region))

"""The meaning of a mention in its text: homonyms get their region, and unsupported names are dropped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from archive.text.places.common_words import COMMON_SHORT_NAMES, DISTRICTS_OF_THEIR_CITY, GENERIC_NAMES
from archive.text.places.gazetteer import Gazetteer
from archive.text.places.mentions import Mention
from search.fold import fold

ORGAN_BEHIND = re.compile(
    r"[省市县区州盟旗]?(?:委|人民政府|政府|人大|政协|纪委|直机关|公安局|教育局|农业农村局|民政局|供稿)"
)
_AWAY = re.compile(
    r"(?:赴|前往|[开驶运飞]往[\u4e00-\u9fff]{0,3}|走进|走出|奔赴|远赴|[东南西北](?:邻|接|连|靠|临|与)|毗邻|对标|援助|支援|学习|借鉴|来自|考察|视察)$"
)
# 甘肃重要讲话 and a wire agency's 成都8月16日电 do not place the report either.
_AND_SUCH_PLACES = re.compile(
    r"(?:[开驶运飞]?往[\u4e00-\u9fff]{2}|方向|至[\u4e00-\u9fff]{2,3}(?:[一二三四]级公路|公路|高速|铁路)|时?的?(?:重要讲话|重要指示)|[0-9]{1,2}月[0-9]{1,2}日(?:电|消息))|[,和及与]?[\u4e00-\u9fff,]{0,16}(?:接壤|毗邻|相邻|交界|相连|为邻)|等?(?:地|省|市)?(?:务工|打工|经商)|(?:[,和及与][\u4e00-\u9fff,]{1,12})?[0-9两二三四五六七八九]地(?![级市区块处方])|[,和及与]?[\u4e00-\u9fff,]{0,12}等(?:地|省|市|发达|先进|城市|沿海|兄弟)"
)

# 某区某镇委员一行到某街考察: the visitors' place is not the report's. Exceptions are a county's own leaders, and a visit
# to a village of the same county.
_OWN_LEADER = re.compile(r"[省市县区州盟旗]?(?:委|政府)?(?:副?书记|副?[省市县区州盟旗]长|领导|四大)")
_DELEGATION = re.compile(
    r"[^.;!?]{0,60}?(?:一行|考察团|参观团|代表团|学习团)[\u4e00-\u9fff0-9,]{0,6}?(?:到|来|赴|前往|莅临|走进)(?P<aim>[^,.;!?]{0,24})"
)
_OWN_VILLAGE = re.compile(r"[镇乡村]|街道|社区|企业|基层|各地|项目")
_GUESTS_BEFORE = re.compile(r"(?:调研组|考察组|考察团|参观团|代表团|一行)[\u4e00-\u9fff]{0,4}$")
# 记者从某省教育厅获悉: the informant's place, not the place of the events.
_FROM = re.compile(r"从[\u4e00-\u9fff]{0,3}$")
_TOLD_BY = re.compile(r"[\u4e00-\u9fff]{0,12}(?:获悉|了解到|得知|获知)")


@dataclass(frozen=True, slots=True)
class ResolvedMention:
    """A mention with the regions that it may mean here, and where it stood.

    ``once`` are regions that had the name in other years, if the text names no year; ``beside`` is the code of the
    region above that is named right before it.
    """

    codes: tuple[str, ...]
    mention: Mention
    line: str
    section: str
    number: int
    is_quiet: bool
    once: tuple[str, ...] = ()
    beside: str = ""

    @property
    def quote(self) -> str:
        """Return the words around the mention, literally, within its line."""
        return self.line[max(0, self.mention.start - 6) : self.mention.end + 8].strip()


@dataclass(frozen=True, slots=True)
class _Context:
    """The evidence of the whole text that tells one region of a name from another.

    ``whole``: regions named unmistakably by a full name. ``named``: these, those above them, and provinces and cities
    by their short names. ``homes``: regions of the outlet. ``cities``: cities by any name of their own. ``times``: how
    often each full name stands there; ``short_times``: each short one. ``townships``: how many townships of a county
    are named.
    """

    whole: frozenset[str]
    named: frozenset[str]
    homes: frozenset[str]
    cities: frozenset[str]
    times: Mapping[tuple[str, ...], int]
    short_times: Mapping[tuple[str, ...], int]
    townships: Mapping[str, float]


def resolve_mentions(
    found: list[tuple[str, str, int, Mention]], gazetteer: Gazetteer, townships: Mapping[str, float]
) -> list[ResolvedMention]:
    """Give homonyms their meaning, and drop short names without support.

    A parent right before decides; then a parent that is named elsewhere; then a township that only one of them has;
    then the outlet's home. A short name means the highest region that has it. A county's short name needs the
    county's whole name or a township of it somewhere, its parent, the title, or three mentions.
    """
    context = _context(found, gazetteer, townships)
    resolved: list[ResolvedMention] = []
    previous: tuple[int, str, Mention, tuple[str, ...]] | None = None
    for section, line, number, mention in found:
        beside: tuple[str, ...] = ()
        if previous and previous[0] == number and line[previous[2].end : mention.start].strip(" 　·") == "":
            beside = tuple(
                code for code in mention.codes if any(above in previous[3] for above in gazetteer.above(code))
            )
        codes = beside or _meant(mention, context, gazetteer)
        codes, once = _of_today(codes, mention, gazetteer)
        higher = ""
        if beside and previous and resolved and resolved[-1].mention is previous[2]:
            # 贵州省铜仁市碧江区 means 碧江区; the regions before it only say which one
            last = resolved.pop()
            higher = last.codes[0] if len(last.codes) == 1 else ""
        is_supported = bool(beside) or _is_supported(mention, codes, section, line, context, gazetteer)
        previous = (number, section, mention, codes)
        if is_supported:
            is_guest = _is_guest(line, mention)
            section = "body" if is_guest else section  # a guest's place never counts as the title's
            is_quiet = is_guest or _is_away(line, mention)
            resolved.append(ResolvedMention(codes, mention, line, section, number, is_quiet, once, higher))
    return resolved


def _context(
    found: list[tuple[str, str, int, Mention]], gazetteer: Gazetteer, townships: Mapping[str, float]
) -> _Context:
    clear = [(section, m) for section, _, _, m in found if len(m.codes) == 1]
    whole = {m.codes[0] for section, m in clear if m.form == "full" and section != "outlet"}
    named = whole | {code for one in whole for code in gazetteer.above(one)}
    named |= {
        m.codes[0]
        for section, m in clear
        if section != "outlet" and gazetteer.regions[m.codes[0]].level != "county" and not _is_common(m, gazetteer)
    }
    homes = {m.codes[0] for section, m in clear if section == "outlet" and not _is_common(m, gazetteer)}
    homes |= {code for one in homes for code in gazetteer.above(one)}
    return _Context(
        frozenset(whole),
        frozenset(named),
        frozenset(homes),
        frozenset(m.codes[0] for _, m in clear if gazetteer.regions[m.codes[0]].level == "city"),
        Counter(m.codes for _, _, _, m in found if m.form == "full"),
        Counter(m.codes for section, _, _, m in found if m.form == "short" and section != "outlet"),
        townships,
    )


def _meant(mention: Mention, context: _Context, gazetteer: Gazetteer) -> tuple[str, ...]:
    codes = mention.codes
    if len(codes) == 1:
        return codes
    if mention.form == "short":
        heights = {code: len(gazetteer.above(code)) for code in codes}
        highest = min(heights.values())
        if highest < 2 and sum(height == highest for height in heights.values()) == 1:
            return tuple(code for code in codes if heights[code] == highest)
    if own := tuple(code for code in codes if code in context.named):
        codes = own
    inside = tuple(code for code in codes if any(above in context.named for above in gazetteer.above(code)[:1]))
    inside = inside or tuple(code for code in codes if any(above in context.named for above in gazetteer.above(code)))
    codes = inside or codes
    if len(codes) > 1:
        most = max(context.townships.get(code, 0.0) for code in codes)
        if most >= 1.0:
            codes = tuple(code for code in codes if context.townships.get(code, 0.0) == most)
    if len(codes) > 1:
        codes = tuple(code for code in codes if any(above in context.homes for above in gazetteer.above(code))) or codes
    return codes


def _of_today(
    codes: tuple[str, ...], mention: Mention, gazetteer: Gazetteer
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return (codes of today, codes of parts that once had the name): 铜仁市 without a year."""
    today = tuple(code for code in codes if code not in mention.former)
    once = tuple(
        code for code in codes if code in mention.former and any(gazetteer.related(code, one) for one in today)
    )
    return (tuple(code for code in codes if code not in once), once) if once else (codes, ())


def _is_common(mention: Mention, gazetteer: Gazetteer) -> bool:
    region = gazetteer.regions[mention.codes[0]]
    return mention.form == "short" and region.short in COMMON_SHORT_NAMES


def _is_supported(
    mention: Mention, codes: tuple[str, ...], section: str, line: str, context: _Context, gazetteer: Gazetteer
) -> bool:
    region = gazetteer.regions[codes[0]]
    if mention.form != "short":
        if region.name in GENERIC_NAMES:
            # 城东区 in a text on 西宁 is the district; 新城区 and 矿区 are parts of any city.
            return region.name in DISTRICTS_OF_THEIR_CITY and any(
                code in context.cities for code in gazetteer.above(codes[0])
            )
        is_word = region.short in COMMON_SHORT_NAMES and region.level == "county"
        before = line[max(0, mention.start - 2) : mention.start]
        return (
            not is_word
            or context.times[mention.codes] >= 2
            or before == "中共"
            or mention.start == 0
            or any(context.townships.get(code, 0.0) >= 1.0 for code in codes)
            or bool(ORGAN_BEHIND.match(line, mention.end))
        )
    if any(code in context.whole for code in codes):
        return True
    if region.short in COMMON_SHORT_NAMES:
        return section == "title" and mention.start == 0 and line[mention.end : mention.end + 1] in (":", "：")
    if region.level != "county" or section in ("title", "outlet"):
        return True
    if any(context.townships.get(code, 0.0) >= 1.0 for code in codes):
        return True
    times = context.short_times[mention.codes]
    is_inside = any(above in context.named for code in codes for above in gazetteer.above(code))
    return times >= (2 if is_inside else 3)


def _is_away(line: str, mention: Mention) -> bool:
    """Return whether people only went there, or it is one of several: 赴青岛市研修, 到上海、成都等发达地区."""
    before = fold(line[max(0, mention.start - 6) : mention.start])
    behind = fold(line[mention.end : mention.end + 24])
    return bool(
        _AWAY.search(before)
        or _AND_SUCH_PLACES.match(behind, 0, 16)
        or (_FROM.search(before) and _TOLD_BY.match(behind))
    )


def _is_guest(line: str, mention: Mention) -> bool:
    """Return whether visitors came from there: 某区某局局长一行到某街考察."""
    before = fold(line[max(0, mention.start - 8) : mention.start])
    behind = fold(line[mention.end : mention.end + 100])
    if _GUESTS_BEFORE.search(before):
        return True
    visit = _DELEGATION.match(behind)
    return visit is not None and not _OWN_LEADER.match(behind) and not _OWN_VILLAGE.search(visit["aim"])

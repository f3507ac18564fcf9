"""Which line at the head of a page is the report's title? Each candidate with what speaks for it.

The head ends at the first paragraph. A title stands above the source line, is said twice, or is borne out by the words of
the body. Of two title-like lines that stand together the first is the title, the second its subtitle; a longer row is a menu.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from archive.text.clean.cleaned import Cleaned
from archive.text.evidence import Candidate
from archive.text.lines import FoldedLine, bare, bare_of
from archive.text.metadata.title_units import (
    REACH,
    TITLE_RULE,
    TITLE_WORD,
    Unit,
    announced,
    below_issue,
    block_of,
    body_at,
    is_source_line,
    prose_at,
    shown_lines,
    title_units,
    without_labels_behind,
)
from archive.text.titles.halves import ENDS_TITLE, opening_title
from archive.text.titles.refused import FEWEST_HAN, LONGEST, is_byline, is_column, is_motto, is_never_a_title
from search.fold import fold

#: Shares of a title's pairs of characters that the body holds: below the first none to speak of, from the last on much.
LITTLE, SOME, MUCH = 0.12, 0.2, 0.5

_NEAR = 12  # shown lines; further below a title needs a source line, a byline or a repetition
_LARGEST_BLOCK = 3  # kicker, title and subtitle
_SHORTEST_KICKER = 5  # characters; a column's name is shorter
_SHORT = 7  # characters; a name of a place or a column is as short
_LONGEST_ENTRY = 8  # characters of a menu's entry
_LONGEST_NAMED = 10  # characters of a place and a name
_LONGEST_BETWEEN = 36  # characters of an author's line between title and source line
_TITLE_END = re.compile(rf"{ENDS_TITLE}(?:\(.{{1,12}}\))?$")
_ORGAN_ONLY = re.compile(
    r"^(?!.*(?:探索|设立|成立|组建|建[起成立强]|变示范|打造|推进|推动|召开|举行|走进|试点|有了|[把为]))[□◎●■○ ]*[\u4e00-\u9fff]{2,20}"
    r"(?:委员会|组织部|宣传部|办公室|学院|大学|党校|研究[院所]|党工委|党委|支部|党组|县委|市委|区委|人民政府|文件)$"
)
# 石岭日报讯(何小禾), 本报讯(记者 何小禾): a report begins below its title.
_DISPATCH = re.compile(r"^[\u4e00-\u9fff]{2,12}(?:讯|消息) ?\([^()]{2,30}\)")
# 石岭大学驻石岭村工作队队长、第一书记何小禾 above the title: of whom it tells.
_OF_WHOM = re.compile(r"(?:书记|队长|主任|院长|校长|镇长|乡长|村长|主席|党员|干部)[\u4e00-\u9fff]{2,3}$")
# 【夜校篇1】, 【茶山纪事之三】 below the name of the series.
_PART_OF_SERIES = re.compile(r"^[\[(](?:[^\])]{1,10}(?:篇|之) ?[\d一二三四五六七八九十]{0,3}|[上中下]|系列.{0,6})[\])]")
_COUNTED = re.compile(r"^2 ?[、.,]")
_CHAPTER = re.compile(r"^第[一二三四五六七八九十\d]{1,3}[章节篇][ :]{1,3}")
_SHORTEST_DOCUMENT = 60


@dataclass(frozen=True, slots=True)
class Head:
    """The candidates at the head of a page; ``signs`` by the bare form of their values, ``body`` the bare text below."""

    candidates: tuple[Candidate, ...]
    signs: dict[str, tuple[str, ...]]
    body: str


@dataclass(frozen=True, slots=True)
class _Weight:
    """What a unit weighs beside its signs: its rank in the head and in its block of lines, and how the body bears it out."""

    below: str
    is_said_twice: bool
    order: int
    place: int
    support: float
    is_weak: bool
    is_kicker: bool
    is_outborne: bool


def read_head(page: list[FoldedLine], lines: list[FoldedLine], cleaned: Cleaned) -> Head:
    """Return the title candidates of a page (lines of the repaired text); ``lines`` are those of the cleaned text."""
    shown = shown_lines(page, lines, cleaned)
    end = body_at(page, shown)
    body = bare_of([page[at] for at in shown if at >= end], 3000)
    twice = _said_twice(page, cleaned)
    units = list(title_units(page, shown, end))
    # The office in the head of a briefing comes before the title and leaves it the first place.
    units = [unit for unit in units if bare(unit.text) in twice or not _ORGAN_ONLY.match(fold(unit.text))] or units
    units = [unit for unit in units if not _is_caption_of(unit, units)]
    weak_from = prose_at(page, shown, end)
    candidates: list[Candidate] = []
    signs: dict[str, tuple[str, ...]] = {}
    borne = [support(bare(unit.text), body) for unit in units]
    for order, unit in enumerate(units):
        block = block_of(units, order)
        # A column's name or a site's motto above the title shares few words with the body.
        leading = [
            each
            for each in block
            if len(block) <= _LARGEST_BLOCK
            and len(bare(each.text)) >= _SHORTEST_KICKER
            and borne[units.index(each)] >= SOME
        ]
        leads = unit in leading
        below = _below(page, block[-1] if leads else unit, end)
        seen = {
            "below-source": any(is_source_line(line) for line in page[: unit.at]) and not below_issue(page, unit.at),
            "above-body": not any(other.at >= unit.end for other in units[order + 1 :]),
            "top-of-page": unit.at == 0,
            "crowded": len(units) > _LARGEST_BLOCK,
            "short": len(bare(unit.text)) <= _SHORT,
        }
        signs[bare(unit.text)] = tuple(sign for sign, holds in seen.items() if holds)
        weight = _Weight(
            below=below,
            # A menu's entry said twice is the column in which the reader is.
            is_said_twice=bare(unit.text) in twice
            and (borne[order] >= LITTLE or not _in_menu(page, unit.at))
            and not (order and _heads_a_part(page, unit, end)),
            order=order,
            place=sum(each.at < unit.at and not _OF_WHOM.search(fold(each.text)) for each in leading),
            support=max(borne[units.index(each)] for each in block) if leads else borne[order],
            is_weak=shown.index(unit.at) >= _NEAR or unit.at > weak_from or _in_menu(page, unit.at),
            is_kicker=unit is not block[-1]
            and (
                unit.text.startswith(("[", "【"))
                or (leads and bool(_OF_WHOM.search(fold(unit.text))))
                or bool(_PART_OF_SERIES.match(fold(block[block.index(unit) + 1].text)))
            ),
            is_outborne=borne[order] < LITTLE and max(borne) >= MUCH,
        )
        if candidate := _weighed(unit, seen, weight):
            candidates.append(candidate)
    if not units and end < len(page):
        candidates += _opening(page, end)
        candidates += _chapter(page, shown)
    return Head(tuple(candidates), signs, body)


def support(title: str, body: str) -> float:
    """Return the share of a bare title's pairs of characters that the bare body holds, 0 to 1."""
    pairs = {title[at : at + 2] for at in range(len(title) - 1)}
    return sum(pair in body for pair in pairs) / len(pairs) if pairs else 0.0


def ends_as_title(title: str) -> bool:
    """Return whether a title ends in the word for a kind of document: 报告, 总结, 讲话."""
    return bool(_TITLE_END.search(fold(title)))


def _said_twice(page: list[FoldedLine], cleaned: Cleaned) -> set[str]:
    """Return the bare forms of what the page says twice, or in pieces and whole."""
    twice = {bare(removal.text) for removal in cleaned.removed if removal.rule == TITLE_RULE}
    twice |= {said for said, times in Counter(line.bare for line in page[:REACH]).items() if times > 1}
    twice |= announced(page)
    return twice | {bare("".join(removal.text for removal in cleaned.removed if removal.rule == "split-title"))}


def _is_caption_of(unit: Unit, units: list[Unit]) -> bool:
    """Return whether a short line is the end of a longer one above it: whom the picture below the title shows."""
    said = bare(unit.text)
    return len(said) <= _LONGEST_NAMED and any(
        other.at < unit.at and len(bare(other.text)) > len(said) and bare(other.text).endswith(said) for other in units
    )


def _heads_a_part(page: list[FoldedLine], unit: Unit, end: int) -> bool:
    """Return whether a line is said again in the text alone: a heading that a box above the text names too."""
    said = bare(unit.text)
    return all(at >= end for at, line in enumerate(page[:REACH]) if line.bare == said and at != unit.at)


def _below(page: list[FoldedLine], unit: Unit, end: int) -> str:
    """Return ``source`` where the source line follows, at once or behind a line of authors; ``byline`` for these alone."""
    last = page[unit.end - 1]
    if without_labels_behind(last.text) != last.text:
        return "source"
    found = ""
    for line in page[unit.end : min(unit.end + 2, end + 1)]:
        if is_source_line(line):
            return "source"
        if not found and _DISPATCH.match(line.folded):
            return "byline"
        tells_who = is_byline(line.text, line.folded)
        # 石岭发布 is the account that published, as a column's name is the page's.
        if len(line.text) > _LONGEST_BETWEEN or not (
            tells_who or _ORGAN_ONLY.match(line.folded) or is_column(line.folded)
        ):
            return found
        found = "byline" if tells_who else found
    return found


def _in_menu(page: list[FoldedLine], at: int) -> bool:
    """Return whether a line is one of four or more very short ones in a row."""
    first = last = at
    while first > 0 and len(page[first - 1].text) <= _LONGEST_ENTRY:
        first -= 1
    while last + 1 < len(page) and len(page[last + 1].text) <= _LONGEST_ENTRY:
        last += 1
    return len(page[at].text) <= _LONGEST_ENTRY and last - first >= _LARGEST_BLOCK


def _weighed(unit: Unit, seen: dict[str, bool], weight: _Weight) -> Candidate | None:
    """Return the unit as a candidate, or None if nothing speaks for it."""
    folded = fold(unit.text)
    borne = weight.support
    rule, behind = unit.rule, weight.place
    if rule == "dispatch":
        return Candidate(unit.text, rule, unit.quote, 0.96)
    if rule == "labelled":
        sure = 0.95
    elif weight.is_said_twice:
        rule, sure = "repeated-title", 0.94 if borne >= LITTLE else 0.55 if weight.is_outborne else 0.75
    elif weight.below == "source" and not _ORGAN_ONLY.match(folded):
        rule, sure = "above-source", 0.95 if borne >= SOME else 0.72
    elif weight.below == "byline" and not _ORGAN_ONLY.match(folded):
        rule, sure = "above-byline", 0.9 if borne >= SOME else 0.7
    elif weight.is_weak or _ORGAN_ONLY.match(folded) or is_motto(folded):
        return None
    elif borne >= LITTLE or _TITLE_END.search(folded):
        sure = 0.6 + 0.25 * min(1.0, borne / 0.6) - (0.2 if seen["crowded"] else 0.0)
        behind = weight.order
    elif weight.order == 0:
        rule, sure = "top-line", 0.55 if seen["above-body"] else 0.4
    else:
        return None
    sure += 0.05 if TITLE_WORD.search(folded) else 0.0
    sure += 0.05 if "\n" in unit.quote else 0.0
    sure -= 0.4 if _ORGAN_ONLY.match(folded) else 0.0
    sure -= 0.15 if seen["below-source"] and rule in ("first-line", "top-line") else 0.0  # often a heading of the text
    sure -= 0.3 if weight.is_kicker else 0.0  # 【特别报道】 and its promise above the title
    return Candidate(unit.text, rule, unit.quote, round(max(0.05, min(0.96, sure) - 0.1 * behind), 2))


def _chapter(page: list[FoldedLine], shown: list[int]) -> Iterator[Candidate]:
    """Yield the heading of a chapter that is a page's first line, with nothing else above the text: a section of a book."""
    line = page[shown[0]] if shown else FoldedLine("", "")
    number = _CHAPTER.match(line.folded) if len(line.text) <= LONGEST else None
    heading = line.text[number.end() :] if number else ""
    if heading and not is_never_a_title(heading, fold(heading)):
        yield Candidate(line.text, "top-line", line.text, 0.55)


def _opening(page: list[FoldedLine], at: int) -> Iterator[Candidate]:
    """Yield the title at the head of a document that the copy has in one line."""
    line = page[at]
    is_counted = any(_COUNTED.match(below.folded) for below in page[at + 1 : at + 3])
    is_document = len(line.text) > _SHORTEST_DOCUMENT
    title = opening_title(line.text, line.folded, is_counted=is_counted) if is_document else ""
    title = "" if is_byline(title, fold(title)) else title
    if title and len(title) <= LONGEST and sum("\u3400" <= sign <= "\u9fff" for sign in title) >= FEWEST_HAN:
        yield Candidate(title, "opening", title, 0.75 if ends_as_title(title) else 0.55)

"""What a row says of itself in words: what it rests on, what is doubtful, why it is no addend, what it may hold of another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.html import format_html
from django.utils.translation import gettext_noop

from archive.languages import own, say
from archive.models.readings import written
from archive.places.shown import ListedRegion, region_name
from archive.research.figures.found import FoundFigure
from archive.research.figures.sums import Bar, Overlap, Trait

#: Which rule of archive/text/figures read the noun.
RULES = {
    "behind": gettext_noop("数后面的名词"),
    "before": gettext_noop("数前面、动词之后的名词"),
    "subject": gettext_noop("数前面、动词之前的名词"),
    "above": gettext_noop("本句没有写，取前一个数的对象"),
    "clause-before": gettext_noop("前一分句的名词"),
    "deed": gettext_noop("所做的事本身"),
    "share": gettext_noop("占比的主语"),
    "list": gettext_noop("并列的几个数共用"),
    "shared-head": gettext_noop("几个数共用一个中心词"),
    "respectively": gettext_noop("“分别”之前依次所列"),
    "from-to": gettext_noop("由、从……到……，前后同一对象"),
    "none": gettext_noop("没有读出"),
}
SECTIONS = {
    "overview": gettext_noop("概况"),
    "measures": gettext_noop("做法"),
    "problems": gettext_noop("问题"),
    "next": gettext_noop("下一步"),
    "lessons": gettext_noop("启示"),
}
KINDS = {"share": gettext_noop("占比"), "change": gettext_noop("增减")}
ROLES = {"from": gettext_noop("变化之前"), "to": gettext_noop("变化之后")}
#: What the columns of a file say.
NATURES = {
    "count": gettext_noop("计数"),
    "metric": gettext_noop("计量"),
    "share": gettext_noop("占比"),
    "change": gettext_noop("增减"),
}
STANDINGS = {"value": gettext_noop("所数"), "change": gettext_noop("增减"), "share": gettext_noop("占比"), **ROLES}
BOUNDS = {
    "exact": gettext_noop("确数"),
    "more": gettext_noop("以上"),
    "about": gettext_noop("约"),
    "range": gettext_noop("区间"),
}
YEAR_HOWS = {
    "sentence": gettext_noop("本句"),
    "paragraph": gettext_noop("据段首"),
    "report": gettext_noop("据报告日期"),
    "none": gettext_noop("年份不明"),
}
SCOPE_HOWS = {
    "named": gettext_noop("句中地名"),
    "word": gettext_noop("句中“全县”一类"),
    "report": gettext_noop("报告的地区"),
}
LEVELS = {"province": gettext_noop("省级"), "city": gettext_noop("地级"), "county": gettext_noop("县级")}
TRAITS: dict[Trait, str] = {
    "level": gettext_noop("级别"),
    "year": gettext_noop("年份"),
    "unit": gettext_noop("单位"),
    "status": gettext_noop("做到或打算"),
}
STATUSES = {"done": gettext_noop("做到"), "planned": gettext_noop("打算")}
#: Why a row cannot be ticked; also what a file says.
BARS: dict[Bar, str] = {
    "": "",
    "redacted": gettext_noop("原文隐去，不入求和"),
    "vague": gettext_noop("原文没有写确数，不入求和"),
    "range": gettext_noop("原文是一个区间，不入求和"),
    "paragraph": gettext_noop("年份只据段首，不入求和"),
    "undated": gettext_noop("年份不明，不入求和"),
    "period": gettext_noop("是几年合计的数，不入求和"),
    "unplaced": gettext_noop("地区不明，不入求和"),
    "share": gettext_noop("占比不能相加"),
    "change": gettext_noop("增减的数，不与总数相加"),
    "from": gettext_noop("是变化之前的数，不入求和"),
    "rate": gettext_noop("比率与平均数不能相加"),
}


def number_words(value: Decimal | None) -> str:
    """Return 1,234.5, "" for none."""
    whole, dot, rest = (written(value) or "").partition(".")
    return f"{int(whole):,}{dot}{rest}" if whole else ""


def year_words(row: FoundFigure) -> str:
    """Return 2020, 2016–2020, or "" for an unknown year."""
    if row.year is None:
        return ""
    return f"{row.year}–{row.year_until}" if row.year_until and row.year_until != row.year else str(row.year)


def evidence_of_row(row: FoundFigure, place: ListedRegion | None) -> Iterator[tuple[str, str]]:
    """Yield (label, words): how the number, its noun, year, place and standing were read."""
    yield say("数"), _number_evidence(row)
    if row.noun:
        yield say("对象"), format_html(say("“{0}”：{1}"), own(row.noun), say(RULES.get(row.rule, row.rule)))
    if row.action:
        yield say("做法词"), format_html(say("“{0}”"), own(row.action))
    if row.base:
        yield say("基数"), format_html(say("“{0}”"), own(row.base))
    yield say("年份"), _year_evidence(row)
    yield say("范围"), _scope_evidence(row, place)
    yield (
        say("做到或打算"),
        say("{0}；在“{1}”一段", say(STATUSES[row.status]), say(SECTIONS.get(row.section, row.section))),
    )


def _number_evidence(row: FoundFigure) -> str:
    if row.redacted:
        return format_html(say("原文写“{0}”，数字隐去，本库不补"), own(row.written))
    if row.value is None:
        return format_html(say("原文写“{0}”，没有确数"), own(row.written))
    number = number_words(row.value) + (f"–{number_words(row.high)}" if row.high is not None else "")
    return format_html(say("原文写“{0}”，读作 {1} {2}"), own(row.written), number, own(row.unit))


def _year_evidence(row: FoundFigure) -> str:
    if row.year is None:
        return say("句中没有写，前文也没有")
    words = year_words(row)
    if row.year_how == "paragraph":
        return say("{0}，据段首：本句没有写，本段前面一句以这一年开头", words)
    if row.year_how == "report":
        return say("{0}，句中说今年、去年一类，按报告的日期推得", words)
    return say("{0}，本句写明", words)


def _scope_evidence(row: FoundFigure, place: ListedRegion | None) -> str:
    if row.scope_how == "report":
        return (
            format_html(say("句中没有写，按报告的地区：{0}"), region_name(place))
            if place
            else say("句中没有写，报告的地区也未注明")
        )
    if place is None:
        return format_html(say("句中写“{0}”，不能定为哪一个地区"), own(row.scope_words))
    if row.scope_how == "word":
        return format_html(say("句中写“{0}”，即{1}"), own(row.scope_words), region_name(place))
    return format_html(say("句中写明{0}"), region_name(place))


def doubts_of_row(row: FoundFigure) -> list[str]:
    """Return what may be wrong in a row, as sentences; [] where nothing speaks against it."""
    said = []
    if not row.noun and row.kind != "change":
        said.append(say("对象没有读出"))
    elif not row.sure:
        said.append(say("对象取自句中较远处，可能不对"))
    if row.year_how == "paragraph":
        said.append(say("年份只据段首"))
    if row.year_how == "report" and "date" in row.report_doubts:
        said.append(say("报告的日期存疑，年份随之存疑"))
    if row.scope_how == "report" and "region" in row.report_doubts:
        said.append(say("报告的地区存疑"))
    if row.is_recognised:
        said.append(say("全文由文字识别得来，数字可能认错"))
    if row.is_sample:
        said.append(say("示例，不是史料"))
    return said


def trait_words(trait: Trait, value: str) -> str:
    """Return a value of a trait as a reader says it: 县级, 2020 年, 个, 做到; a unit is marked as Chinese."""
    if trait == "year":
        return say("{0} 年", value)
    named: Mapping[str, str] = {"level": LEVELS, "status": STATUSES}.get(trait, {})
    return say(named[value]) if value in named else own(value)


#: Of two rows that may hold the same, behind their names.
_WHY = {
    "near": gettext_noop("出自近似的两篇，恐是同一件事"),
    "sentence": gettext_noop("出自同样的一句话，恐是同一件事"),
    "beside": gettext_noop("在同一句里，其一或含于另一"),
    "again": gettext_noop("地区、年份、对象都相同，恐是同一件事"),
}


def row_words(row: FoundFigure, places: Mapping[str, ListedRegion]) -> str:
    place = places.get(row.code)
    number = format_html("{} {}", number_words(row.value), own(row.unit))
    return format_html("{} {}", region_name(place), number) if place else number


def overlap_words(
    found: Overlap, row: FoundFigure, named: Mapping[str, FoundFigure], places: Mapping[str, ListedRegion]
) -> str:
    """Return how the row meets a ticked one."""
    other = named[found.whole if found.part == row.key else found.part]
    if found.why == "within":
        if found.whole == row.key:
            return format_html(say("范围含{0}，与所选重计"), row_words(other, places))
        return format_html(say("在{0}的范围之内，与所选重计"), row_words(other, places))
    return format_html(say("与所选的 {0} {1}"), row_words(other, places), say(_WHY[found.why]))


def pair_words(found: Overlap, named: Mapping[str, FoundFigure], places: Mapping[str, ListedRegion]) -> str:
    part, whole = named[found.part], named[found.whole]
    if found.why == "within":
        return format_html(say("{0}的范围含{1}。"), row_words(whole, places), row_words(part, places))
    return format_html(say("{0}与{1}{2}。"), row_words(whole, places), row_words(part, places), say(_WHY[found.why]))

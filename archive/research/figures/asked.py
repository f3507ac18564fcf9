"""The question of the list of figures in words, what its conditions are without one, and how many reports were read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from archive.languages import UNKNOWN_LABEL, listed, say
from archive.models import ReadReport, Region, Report, full_code
from archive.places.shown import ListedRegion, region_words, regions_by_code
from archive.publishing.samples import samples_beside
from archive.research.figures.found import Finder, Nouns
from archive.research.figures.question import LAST_ROW, Question
from archive.research.figures.words import SECTIONS, STATUSES
from archive.searching.corpora.names import name_of
from search.documents import UNKNOWN


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition in words, with the list without it. ``is_own``: its value is as typed, in the language of the reports."""

    label: str
    value: str
    without: Question
    is_own: bool = False

    @property
    def address(self) -> str:
        return self.without.address()


@dataclass(frozen=True, slots=True)
class Reading:
    """How many reports of the holdings have been read, and how many have not yet; ``beside``: samples that stand aside."""

    read: int
    waiting: int
    beside: int


def conditions_of(question: Question, title: str = "") -> list[Condition]:
    """Return the conditions of a question in the order of its form; ``title`` is that of the report. One query for regions."""
    return list(_conditions(question, title, regions_by_code(full_code(code) for code in question.regions)))


def _conditions(question: Question, title: str, regions: dict[str, ListedRegion]) -> Iterator[Condition]:
    def condition(label: str, value: str, is_own: bool = False, **changes: Any) -> Condition:
        return Condition(label, value, question.asking(**changes), is_own)

    if question.report is not None:
        yield condition(say("报告"), title or str(question.report), True, report=None)
    if question.noun:
        yield condition(say("对象"), question.noun, True, noun="")
    if question.action:
        yield condition(say("做法词"), question.action, True, action="")
    for code in question.regions:
        rest = tuple(each for each in question.regions if each != code)
        region = regions.get(full_code(code))
        yield condition(say("地区"), region_words(region) if region else _unknown(code), regions=rest)
    for year in question.years:
        yield condition(say("年份"), _unknown(year), years=tuple(each for each in question.years if each != year))
    if question.first or question.last:
        first, last = question.first or say("最早"), question.last or say("最近")
        yield condition(say("年份"), f"{first}–{last}" if first != last else str(first), first=None, last=None)
    if question.unit:
        yield condition(say("单位"), question.unit, True, unit="")
    if question.status:
        yield condition(say("做到或打算"), say(STATUSES[question.status]), status="")
    if question.corpus:
        yield condition(say("语料库"), name_of(question.corpus), corpus="", among=None)
    if question.section:
        yield condition(say("段落"), say(SECTIONS[question.section]), section="")
    if question.redacted:
        yield condition(say("数"), say("隐去"), redacted=False)


def _unknown(value: str) -> str:
    return say(UNKNOWN_LABEL) if value == UNKNOWN else value


def title_of(conditions: list[Condition]) -> str:
    """Return the question as a citation names it: 软弱涣散，整顿，甘肃省，2018–2022."""
    return say("，").join(condition.value for condition in conditions)


def words_of(question: Question, conditions: list[Condition]) -> str:
    """Return the conditions for a file: 对象=软弱涣散；地区=甘肃省."""
    values: dict[str, list[str]] = {}
    for condition in conditions:
        values.setdefault(condition.label, []).append(condition.value)
    said = [f"{label}={listed(words)}" for label, words in values.items()]
    said.append(say("近似篇各计一次") if question.fold else say("近似篇逐篇列出"))
    return "；".join(said + ([say("含示例")] if question.samples else []))


def wider(conditions: list[Condition], nouns: Nouns) -> list[tuple[Condition, int]]:
    """Return the conditions without which there are rows, with their number, the fewest first. A few queries for each.

    A number of LAST_ROW stands for so many or more. ``nouns``: what the question with all conditions found (``Finder``).
    """
    if len(conditions) < 2:
        return []
    counted = [(each, Finder(each.without, nouns=nouns).rows_up_to(LAST_ROW)) for each in conditions]
    return sorted((pair for pair in counted if pair[1]), key=lambda pair: pair[1])


def regions_below(question: Question) -> list[Region]:
    """Return the regions just below the one that is asked for, which may narrow it; [] unless it is one. One query."""
    if len(question.regions) != 1 or question.regions[0] == UNKNOWN:
        return []
    return list(Region.objects.filter(parent=full_code(question.regions[0])))


def count_read() -> Reading:
    """Return how far the holdings have been read. Three queries, which read indexes alone."""
    held = Report.objects.held().count()
    beside = samples_beside()
    read = ReadReport.objects.exclude(report__in=beside).count()
    return Reading(min(read, held), max(0, held - read), len(beside))

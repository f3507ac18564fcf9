"""The pages of research (研究), in the order of their row: each is known by the name of its address."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop

from archive.web.addresses import address_of


@dataclass(frozen=True, slots=True)
class ResearchPage:
    """``name``: of the address. ``term``: the parameter that takes the words of a search, ``t`` or ``q``.

    ``needs_place``: it answers nothing until a region is chosen.
    """

    name: str
    label: str
    gloss: str
    term: str = "q"
    needs_place: bool = False

    @property
    def path(self) -> str:
        return address_of(self.name)


PAGES = (
    ResearchPage("trends", gettext_noop("趋势"), gettext_noop("某词在多少篇报告里出现，逐年、逐省"), term="t"),
    ResearchPage("concordance", gettext_noop("语境"), gettext_noop("每处一行，词居中，按左右邻字排")),
    ResearchPage("neighbours", gettext_noop("邻词"), gettext_noop("常在某词近旁的词，比别处多多少")),
    ResearchPage("figures", gettext_noop("数字"), gettext_noop("报告里的数，连同原句、年份与依据")),
    ResearchPage(
        "promises", gettext_noop("计划与结果"), gettext_noop("某地某年的打算，次年的报告怎么说"), needs_place=True
    ),
    ResearchPage(
        "compare-words", gettext_noop("并列"), gettext_noop("同一检索式，两处至四处分栏看；也可并列两年、两个来源")
    ),
    ResearchPage("reuse", gettext_noop("相同文字"), gettext_noop("两篇里逐字相同、又不是各处都用的句子")),
)
#: Lists of their own, and what studies leave behind, at the end of the row: these pages ask nothing themselves.
SHELVES = (
    ResearchPage("formulas", gettext_noop("提法"), gettext_noop("报告里加引号的提法：谁先用，谁接着用，传到几省")),
    ResearchPage(
        "corpora", gettext_noop("语料库"), gettext_noop("编者定名的一部分报告，各有自己的篇数，可在其中检索和研究")
    ),
    ResearchPage(
        "packs", gettext_noop("研究包"), gettext_noop("一次所问所得的清单，编号就是它的摘要值；可下载、可引用、可重跑")
    ),
)
_BY_NAME = {page.name: page for page in (*PAGES, *SHELVES)}


def research_page(name: str) -> ResearchPage:
    """Return the page of this name. Raises KeyError."""
    return _BY_NAME[name]


def research_shelves() -> tuple[ResearchPage, ...]:
    """Return the pages of what studies leave behind, in the order of the row."""
    return SHELVES


def research_pages() -> tuple[ResearchPage, ...]:
    """Return all pages, in the order of their row."""
    return PAGES

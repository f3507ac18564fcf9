"""Which promises does an address ask for? One form for the page, its files and the API."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from django.utils.translation import gettext_noop

from archive.languages import say
from archive.research.figures.question import LAST_ROW, PAGE_SIZE, FiguresForm, parameters_beside
from archive.research.figures.question import Question as FiguresQuestion
from archive.research.promises.words import REMARKS
from archive.web.addresses import address_of, with_parameters
from archive.web.fields import choice_field
from search.documents import UNKNOWN


@dataclass(frozen=True, slots=True)
class PromisesQuestion:
    """What is asked. ``regions`` are prefixes of codes, of the places that the plans are about; without one nothing is asked.

    ``years``, ``first`` and ``last`` are those of the reports that plan, ``noun``, ``action`` and ``unit`` words of the plans.
    ``remark`` keeps the pairs with one reading. ``corpus``, ``among``, ``fold`` and ``samples`` as in the list of figures.
    """

    noun: str = ""
    action: str = ""
    regions: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    first: int | None = None
    last: int | None = None
    unit: str = ""
    report: int | None = None
    remark: str = ""
    corpus: str = ""
    among: tuple[int, ...] | None = None
    fold: bool = True
    samples: bool = False
    page: int = 1
    size: int = PAGE_SIZE

    @property
    def is_open(self) -> bool:
        """Whether no place and no report is asked for: promises are read place by place."""
        return not self.regions and self.report is None

    def asking(self, **changes: Any) -> PromisesQuestion:
        """Return the question with changes, from its first page on."""
        return replace(self, **{"page": 1, **changes})

    def of_figures(self) -> FiguresQuestion:
        """Return the question to the list of figures whose rows are the plans, whatever the years of their reports."""
        return FiguresQuestion(
            noun=self.noun, action=self.action, regions=self.regions, unit=self.unit, status="planned",
            report=self.report, corpus=self.corpus, among=self.among, fold=self.fold, samples=self.samples,
        )  # fmt: skip

    def parameters(self, **changes: Any) -> dict[str, str | list[str]]:
        """Return the parameters from which PromisesForm reads this question, some fields changed, on its first page."""
        return parameters_beside(self.asking(**changes), PromisesQuestion())

    def address(self, *, ending: str = "", **changes: Any) -> str:
        """Return the address of the page, or of its file with this ``ending``."""
        path = address_of("promises-export", ending) if ending else address_of("promises")
        return with_parameters(path, self.parameters(**changes))


class PromisesForm(FiguresForm):
    """Parameters of ``/promises/`` and of ``/api/v1/promises``: those of figures, years being those of the reports that plan."""

    remark = choice_field(gettext_noop("读法（remark）"), tuple(REMARKS.items()))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if UNKNOWN in cleaned.get("region", ()):
            self.add_error("region", say("地区不明的计划无从与次年比较，地区（region）请选一处。"))
        if UNKNOWN in cleaned.get("year", ()):
            self.add_error("year", say("没有日期的报告无从与次年比较，年份（year）请写作 2021。"))
        return cleaned

    def to_promises(self, *, fold: bool) -> PromisesQuestion:
        """Return the question of a valid form; ``fold``: whether near duplicates are folded if the address does not say."""
        asked = self.to_question(fold=fold)
        names = {each.name for each in fields(PromisesQuestion)} & {each.name for each in fields(asked)}
        return PromisesQuestion(
            **{name: getattr(asked, name) for name in names}, remark=self.cleaned_data["remark"] or ""
        )


__all__ = ["LAST_ROW", "PAGE_SIZE", "PromisesForm", "PromisesQuestion"]

"""What the pages of reuse ask: how long a run must be, from which page on, and what counts as a set phrase."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext_noop

from archive.languages import say_later
from archive.models import Report
from archive.research.form import SubsetForm
from archive.web.fields import GREATEST_ID, choice_field, number_field
from search.documents import Query
from search.reuse.found import LEAST, WIDE, ReuseRule

LEASTS = ((str(LEAST), gettext_noop("24 字以上")), (str(WIDE), gettext_noop("放宽到 16 字")))
PAGE_SIZE, MAX_SIZE = 50, 100
_MAX_PAGE = 10_000


class LeastForm(SubsetForm):
    """The parameter that all pages of reuse have."""

    least = choice_field("字数（least）", LEASTS)
    page = number_field("页码（page）", _MAX_PAGE)  # type: ignore[assignment]
    size = number_field("每页对数（size）", MAX_SIZE)  # type: ignore[assignment]

    def to_query(self, *, fold: bool = False, samples: str = "1") -> Query:
        """Return the query of the subset: pages of pairs are no pages of a list."""
        return replace(super().to_query(fold=fold, samples=samples), page=1, size=Query().size)

    @property
    def rule(self) -> ReuseRule:
        """What a set phrase is. One query."""
        return rule_of(int(self.cleaned_data["least"] or LEAST))


class ReuseForm(LeastForm):
    """Parameters of ``/reuse/``: ``with`` names the place of the other side of each pair."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        # Not in the class body: ``with`` is a keyword of Python.
        self.fields["with"] = forms.RegexField(
            r"\A(?a:\d{2}(\d{2}(\d{2})?)?|none)\Z",
            required=False,
            error_messages={"invalid": say_later("对方地区（with）须是地区代码，如 52，或 none（地区未注明）。")},
        )


class ReportReuseForm(LeastForm):
    """Parameters of ``/reports/<id>/reuse/``: ``with`` names the other report."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["with"] = number_field("另一篇（with）", GREATEST_ID)


def rule_of(least: int) -> ReuseRule:
    """Return the rule with the central documents of the archive. One query."""
    return ReuseRule(frozenset(Report.objects.central().values_list("pk", flat=True)), least)


@dataclass(frozen=True, slots=True)
class AskedReuse:
    """``beside``: the value of ``with``, "" for none."""

    rule: ReuseRule
    beside: str = ""
    page: int = 1
    size: int = PAGE_SIZE

    def parameters(self, **changes: Any) -> Mapping[str, str]:
        """Return the parameters of the address, some changed; without those at their default."""
        beside, least, page = (
            changes.get(name, value)
            for name, value in (("beside", self.beside), ("least", self.rule.least), ("page", 1))
        )
        named = {"with": str(beside or ""), "least": "" if int(least) == LEAST else str(least)}
        return {name: value for name, value in named.items() if value} | ({"page": str(page)} if page > 1 else {})


def asked_of(form: LeastForm) -> AskedReuse:
    """Return what a valid form asks. One query."""
    given = form.cleaned_data
    return AskedReuse(form.rule, str(given["with"] or ""), given["page"] or 1, given["size"] or PAGE_SIZE)

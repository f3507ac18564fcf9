"""The question of a pack: a search with its filters, or a list of figures; in one spelling, whoever asks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from archive.languages import say
from archive.models import Corpus
from archive.research.figures.asked import conditions_of, title_of
from archive.research.figures.question import FiguresForm, Question
from archive.research.form import SubsetForm
from archive.research.subset import Subset, read_subset
from archive.web.addresses import address_of, pairs_of

REPORTS, FIGURES = "reports", "figures"


class PackRefused(Exception):
    """No pack can be made of what is asked; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class PackQuestion:
    """``of``: ``reports`` with a ``subset``, or ``figures`` with the ``figures`` asked for. ``pairs``: its parameters, in one order."""

    of: str
    pairs: tuple[tuple[str, str], ...]
    subset: Subset | None = None
    figures: Question | None = None

    @property
    def parameters(self) -> str:
        return urlencode(self.pairs)

    @property
    def address(self) -> str:
        """Return the page that shows what the pack holds: lines of a concordance, figures, or a list without words."""
        name = "figures" if self.figures else "concordance" if self.subset and self.subset.query.text else "search"
        pairs = self.pairs if name != "search" or not self.subset else tuple(pairs_of(self.subset.parameters))
        return f"{address_of(name)}?{urlencode(pairs)}" if pairs else address_of(name)

    @property
    def written(self) -> dict[str, Any]:
        """Return the question as a manifest holds it; a corpus with what it is made of."""
        found: dict[str, Any] = {"of": self.of, "parameters": [list(pair) for pair in self.pairs]}
        if slug := dict(self.pairs).get("corpus"):
            corpus = Corpus.objects.filter(slug=slug).first()
            found["corpus"] = {"slug": slug, "definition": corpus.definition if corpus else ""}
        return found

    @property
    def words(self) -> str:
        """Return the question in the language of the page: 软弱涣散，地区=甘肃省."""
        if self.figures:
            return say("，").join((say("数字"), title_of(conditions_of(self.figures)) or say("不限")))
        assert self.subset is not None  # noqa: S101  one of the two
        words = [self.subset.query.text.strip(), self.subset.words]
        return say("，").join(each for each in words if each) or say("全部报告")


def read_question(of: str, parameters: QueryDict) -> PackQuestion:
    """Return the question of an address. Raises PackRefused with the sentence of its page."""
    if of == FIGURES:
        form = FiguresForm(parameters)
        if not form.is_valid():
            raise PackRefused(form.error_sentence)
        question = form.to_question(fold=True).asking(order="region", size=Question().size)
        return PackQuestion(of, _ordered(pairs_of(question.parameters())), figures=question)
    if of not in ("", REPORTS):
        raise PackRefused(say("研究包（of）只能是 {0} 或 {1}，不能是“{2}”。", REPORTS, FIGURES, of[:40]))
    subset_form = SubsetForm(parameters)
    if not subset_form.is_valid():
        raise PackRefused(subset_form.error_sentence)
    subset = read_subset(subset_form)
    return PackQuestion(REPORTS, _ordered(pairs_of(subset.parameters)), subset=subset)


def question_of(written: dict[str, Any]) -> PackQuestion:
    """Return the question of a manifest, as it reads today. Raises PackRefused."""
    return read_question(written["of"], QueryDict(urlencode([tuple(pair) for pair in written["parameters"]])))


def _ordered(pairs: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(pairs))

"""The options of a report's page, which its address names (``/reports/7/?q=…&script=hant``)."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Literal
from urllib.parse import parse_qsl

from django import forms
from django.utils.translation import gettext_lazy, gettext_noop

from archive.languages import say_later
from archive.languages.scripts import ReadScript
from archive.layout.passage import MAX_CONTEXT, MAX_QUOTE
from archive.searching.form import SearchForm, section_field, sentences
from archive.text.sections import SECTION_NAMES
from archive.web.addresses import CARRIED, MAX_RESULTS
from archive.web.fields import number_field
from search.documents import MatchMode

_YES = (("1", "是"), ("0", "否"))


def _choice(label: str, choices: tuple[tuple[str, str], ...]) -> forms.ChoiceField:
    allowed = "、".join(value for value, _ in choices)
    message = say_later("{0}只能是 {1}，不能是“%(value)s”。", gettext_lazy(label), allowed)
    return forms.ChoiceField(choices=choices, required=False, error_messages={"invalid_choice": message})


def _quote_field() -> forms.CharField:
    return forms.CharField(
        required=False,
        max_length=MAX_QUOTE,
        error_messages={
            "max_length": say_later("所引的话（quote）至多 {0} 字；长的写作“开头…结尾”。", MAX_QUOTE),
            "null_characters_not_allowed": gettext_lazy("所引的话（quote）里不能有空字符（NUL）。"),
        },
    )


def _context_field(label: str) -> forms.CharField:
    name = gettext_lazy(label)
    return forms.CharField(
        required=False,
        max_length=MAX_CONTEXT,
        error_messages={
            "max_length": say_later("{0}至多 {1} 字。", name, MAX_CONTEXT),
            "null_characters_not_allowed": say_later("{0}里不能有空字符（NUL）。", name),
        },
    )


class ReadingForm(forms.Form):
    """Parameters of a report's page. Errors are Chinese sentences that say what is allowed."""

    q = SearchForm.base_fields["q"]
    mode = SearchForm.base_fields["mode"]
    term = number_field("检索词序号（term）", 99, 0)
    marks = _choice("是否标出（marks）", _YES)
    edits = _choice("标出哪些修改（edits）", (("1", "全部"), ("repair", "修复"), ("clean", "删去"), ("0", "不标")))
    numbers = _choice("是否显示段落编号（numbers）", _YES)
    script = _choice("阅读字形（script）", (("hans", "简体"), ("hant", "繁體")))
    quote = _quote_field()
    exact = _quote_field()  # as the W3C calls it
    prefix = _context_field(gettext_noop("前文（prefix）"))  # type: ignore[assignment]  # a field, which Django takes out of the class
    suffix = _context_field(gettext_noop("后文（suffix）"))
    p = number_field("段落编号（p）", 999_999)
    part = number_field("部分（part）", 9_999)
    results = forms.CharField(required=False, max_length=MAX_RESULTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["in"] = section_field()  # not in the class body: ``in`` is a keyword of Python

    @property
    def error_sentence(self) -> str:
        """Return all errors as one paragraph."""
        return sentences(self)


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How a page shows a report.

    ``term`` counts from 0, None for all; ``script`` "" is the report's own; ``section``: the kind of sections in which hits
    are marked, "" for all; ``results``: the parameters, besides those of CARRIED, of the list that the reader came from.
    """

    q: str = ""
    mode: MatchMode = "folded"
    term: int | None = None
    marks: str = ""
    edits: str = ""
    numbers: str = ""
    script: ReadScript | Literal[""] = ""
    quote: str = ""
    prefix: str = ""
    suffix: str = ""
    p: int | None = None
    part: int | None = None
    results: str = ""
    section: str = ""

    @classmethod
    def of(cls, form: ReadingForm) -> ReadingOptions:
        """Return the options of a valid form."""
        named = {name: value for name, value in form.cleaned_data.items() if value not in ("", None)}
        exact, section = named.pop("exact", ""), named.pop("in", "")
        return cls(**{**({"quote": exact} if exact else {}), **named, "section": section})

    def parameters(self, **changes: Any) -> dict[str, str]:
        """Return the parameters of an address for these options, some changed; defaults are left out."""
        wanted = replace(self, **changes)
        usual = ReadingOptions()
        names = [each.name for each in fields(self) if getattr(wanted, each.name) != getattr(usual, each.name)]
        written = {name: str(getattr(wanted, name)) for name in names}
        if section := written.pop("section", ""):
            written["in"] = SECTION_NAMES[section]
        return written

    @property
    def shown_edits(self) -> frozenset[str]:
        """Return the kinds of the edits to show: repairs with an editor's edits, cleaned words."""
        kinds = {"1": ("repair", "editor", "clean"), "repair": ("repair", "editor"), "clean": ("clean",)}
        return frozenset(kinds.get(self.edits, ()))

    def list_parameters(self) -> dict[str, list[str]]:
        """Return the parameters of the result list that the reader came from; unknown ones are dropped."""
        known = SearchForm().fields
        found: dict[str, list[str]] = {}
        if self.q:
            found["q"] = [self.q]
        if self.mode != "folded":
            found["mode"] = [self.mode]
        if self.q and self.section:
            found["in"] = [SECTION_NAMES[self.section]]
        for name, value in parse_qsl(self.results):
            if name in known and (name not in CARRIED or (name == "in" and not self.q)):
                found.setdefault(name, []).append(value)
        return found

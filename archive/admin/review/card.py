"""The card of a report as a form: for each card field its value, the other candidates, and an input."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError

from archive.admin.review.words import value_in_words
from archive.desk.editing import BY_EDITOR, FLAGS
from archive.intake.cards.typed import ValueRefused, date_of, region_of
from archive.languages import UNKNOWN_LABEL
from archive.languages.labels import FIELDS, LOOKED_IN, certainty, evidence_rule_label, sign_labels
from archive.models import Region, Report
from archive.models.card import EVIDENCED, card_value, evidence_of
from archive.text.dates import PartialDate
from archive.text.evidence import Candidate

#: Card fields with a fixed list of values; the script is never unknown.
OPTIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "kind": (*((kind.value, str(kind.label)) for kind in Report.Kind), ("", UNKNOWN_LABEL)),
    "script": tuple((script.value, str(script.label)) for script in Report.Script),
}

_CODE = re.compile(r"[0-9]{2,6}")


class CardForm(forms.Form):
    """The card fields as ``correct_card`` expects them; errors are sentences that say what is allowed."""

    title = forms.CharField(
        label=FIELDS["title"], max_length=300, error_messages={"required": "题名不能为空。原文没有题名的，请拟一个。"}
    )
    region = forms.CharField(label=FIELDS["region"], max_length=100, required=False)
    date = forms.CharField(label=FIELDS["date"], max_length=20, required=False)
    source = forms.CharField(label=FIELDS["source"], max_length=100, required=False)
    author = forms.CharField(label=FIELDS["author"], max_length=100, required=False)
    kind = forms.ChoiceField(label=FIELDS["kind"], choices=OPTIONS["kind"], required=False)
    script = forms.ChoiceField(label=FIELDS["script"], choices=OPTIONS["script"])
    is_redacted = forms.BooleanField(label="有隐去", required=False)
    is_truncated = forms.BooleanField(label="不完整", required=False)
    is_damaged = forms.BooleanField(label="有缺损", required=False)
    central = forms.BooleanField(label="中央文件", required=False)

    def clean_region(self) -> Region | None:
        return find_region(self.cleaned_data["region"])

    def clean_date(self) -> PartialDate | None:
        return read_date(self.cleaned_data["date"])


def field_label(name: str) -> str:
    """Return the Chinese label of a card field, a flag or the text."""
    return "正文" if name == "text" else str(CardForm.base_fields[name].label)


def find_region(words: str) -> Region | None:
    """Return the region of a code (``621100``, ``621100 定西市``) or name (``定西``, ``甘肃省 定西市``); None for "".

    Raise ValidationError with the remedy if there is no region, or more than one.
    """
    words = unicodedata.normalize("NFKC", words).strip()
    code = _CODE.match(words)
    try:
        return region_of(code[0] if code else words) if words else None
    except ValueRefused as refused:
        raise ValidationError(str(refused)) from None


def read_date(words: str) -> PartialDate | None:
    """Read a date of any precision; None for "". Raise ValidationError with the remedy."""
    try:
        return date_of(words) if words.strip() else None
    except ValueRefused as refused:
        raise ValidationError(str(refused)) from None


@dataclass(frozen=True, slots=True)
class CardChoice:
    """One candidate to choose: its value in the form, its words, and its evidence."""

    value: str
    words: str
    quote: str
    rule: str
    certainty: str
    chosen: bool
    signs: str = ""


@dataclass(frozen=True, slots=True)
class CardFormRow:
    """One card field with its candidates.

    ``own`` is the text of the editor's input, ``was`` its text before the editor typed.
    """

    name: str
    label: str
    was: str
    own: str
    choices: tuple[CardChoice, ...]
    options: tuple[tuple[str, str], ...]
    errors: tuple[str, ...]
    is_open: bool
    is_doubtful: bool = False


def submitted_values(post: Mapping[str, str], report: Report) -> dict[str, object]:
    """Return the submitted values by name: a typed value wins over a chosen one, and both over the old one."""
    values: dict[str, object] = {}
    for name in EVIDENCED:
        was = post.get(f"was_{name}", "")
        own = post.get(f"own_{name}", was).strip()
        values[name] = own if own != was else post.get(f"pick_{name}", card_value(report, name))
    if "has_flags" in post:
        values |= {name: name in post for name in FLAGS}
    else:
        values |= {name: getattr(report, name) for name in FLAGS}
    return values


def confirmed_names(post: Mapping[str, str]) -> tuple[str, ...]:
    """Return the fields whose value the editor found right."""
    return tuple(name for name in EVIDENCED if f"confirm_{name}" in post)


def card_rows(report: Report, form: CardForm | None = None) -> list[CardFormRow]:
    """Return the rows of the card, in its order, with the values and errors of ``form`` if there is one."""
    codes = {card_value(report, "region"), *_proposed(report, "region")}
    regions = Region.objects.select_related("parent__parent").in_bulk(codes - {""})
    return [_row(report, name, form, regions) for name in EVIDENCED]


def _certainty(candidate: Candidate) -> str:
    """Return the confidence in a word; "" for an unknown value and for an editor's."""
    if not candidate.value or not candidate.confidence or candidate.rule == BY_EDITOR:
        return ""
    return certainty(candidate.confidence)[1]


def _reason(name: str, candidate: Candidate) -> str:
    """Return the rule in words; for an unknown value also the places that were searched."""
    if not candidate.rule:
        return ""
    looked = f"，找过{LOOKED_IN[name]}" if candidate.rule == "not-found" else ""
    return f"{evidence_rule_label(candidate.rule)}{looked}"


def _proposed(report: Report, name: str) -> list[str]:
    return [rival.value for rival in evidence_of(report, name).rivals]


def _row(report: Report, name: str, form: CardForm | None, regions: dict[str, Region]) -> CardFormRow:
    field = CardForm.base_fields[name]
    was = card_value(report, name)
    wanted = str(form.data[name]) if form else was
    evidence = evidence_of(report, name)
    current = Candidate(was, evidence.rule, evidence.quote, evidence.confidence)
    candidates = {current.value: current}
    for rival in evidence.rivals:
        candidates.setdefault(rival.value, rival)
    if name not in ("title", "script"):
        candidates.setdefault("", Candidate("", ""))
    errors = tuple(map(str, form.errors.get(name, ()))) if form else ()
    typed = wanted not in candidates
    shown = f"{was} {report.region.name}" if name == "region" and report.region else was
    return CardFormRow(
        name=name,
        label=str(field.label),
        was=shown,
        own=wanted if typed else shown,
        choices=tuple(
            CardChoice(
                value=each.value,
                words=value_in_words(name, each.value, regions),
                quote=each.quote,
                rule=_reason(name, each),
                certainty=_certainty(each),
                chosen=each.value == (was if typed else wanted),
                signs="、".join(sign_labels(evidence.signs)) if each is current and was else "",
            )
            for each in candidates.values()
        ),
        options=OPTIONS.get(name, ()),
        errors=errors,
        is_open=bool(errors) or typed or (not was and name in ("region", "date")),
        is_doubtful=name in report.doubts_of_card,
    )

"""Which figures does an address ask for? One form for the page, its files and the API."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from django import forms
from django.utils.translation import gettext_noop

from archive.languages import say
from archive.models import Region, code_prefix, full_code
from archive.research.figures.sums import MOST_TICKED
from archive.searching.form import (
    MAX_SIZE,
    MAX_VALUES,
    NEAR,
    CorpusField,
    QueryField,
    corpus_numbers,
    section_field,
    sentences,
)
from archive.text.figures.units import UNITS, plain_unit
from archive.web.addresses import address_of, with_parameters
from archive.web.fields import GREATEST_ID, ValuesField, choice_field, number_field, whole_number
from search.documents import UNKNOWN
from search.fold import fold
from search.query.dates import read_date

Order = Literal["region", "newest", "oldest", "largest"]

#: The orders of the list, as a reader calls them.
ORDERS: tuple[tuple[Order, str], ...] = (
    ("region", gettext_noop("按地区")),
    ("newest", gettext_noop("新到旧")),
    ("oldest", gettext_noop("旧到新")),
    ("largest", gettext_noop("数大到小")),
)
STATUSES = (("done", gettext_noop("做到")), ("planned", gettext_noop("打算")))
REDACTED = (("1", gettext_noop("只要隐去的")), ("0", gettext_noop("不拘")))
SAMPLES = (("1", gettext_noop("含示例")), ("0", gettext_noop("不含")))
#: Rows of a page, and the last row that pages lead to: files hold what lies behind it.
PAGE_SIZE, LAST_ROW = 50, 10_000
#: Characters of a noun or an action.
LONGEST = 40
_KEY = "."


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. ``noun`` and ``action`` as typed; ``regions`` are prefixes of codes or ``none``, any of which will do.

    ``years`` are single years or ``none`` (the year is unknown), any of which will do; ``first`` and ``last`` the ends of
    a span, None for open. ``unit`` is a stored spelling. ``section``: the kind of section where a number stands. ``report``
    asks for the figures of one report alone. ``fold``: of near duplicates that have such figures only those of the smallest number. ``samples``: made-up reports are in.
    ``redacted``: only rows whose number is redacted. ``corpus``: a corpus, whose reports ``among`` numbers, None for all.
    """

    noun: str = ""
    action: str = ""
    regions: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    first: int | None = None
    last: int | None = None
    unit: str = ""
    status: str = ""
    section: str = ""
    report: int | None = None
    redacted: bool = False
    corpus: str = ""
    among: tuple[int, ...] | None = None
    order: Order = "region"
    fold: bool = True
    samples: bool = False
    page: int = 1
    size: int = PAGE_SIZE

    @property
    def needles(self) -> tuple[str, ...]:
        """Return the folded words that a noun must hold, each of them."""
        return tuple(dict.fromkeys(fold(self.noun).split()))

    @property
    def is_open(self) -> bool:
        """Whether nothing is asked but all figures there are."""
        usual = Question()
        names = (each.name for each in fields(self) if each.name not in _NO_CONDITIONS)
        return all(getattr(self, name) == getattr(usual, name) for name in names)

    def asking(self, **changes: Any) -> Question:
        """Return the question with changes, from its first page on."""
        return replace(self, **{"page": 1, **changes})

    def parameters(self, **changes: Any) -> dict[str, str | list[str]]:
        """Return the parameters from which FiguresForm reads this question, some fields changed, on its first page."""
        return parameters_beside(self.asking(**changes), Question())

    def address(self, *, picks: tuple[str, ...] = (), ending: str = "", **changes: Any) -> str:
        """Return the address of the list, or of its file with this ``ending``; ``picks`` are the keys of ticked rows."""
        named = self.parameters(**changes)
        path = address_of("figures-export", ending) if ending else address_of("figures")
        return with_parameters(path, named | ({"pick": list(picks)} if picks else {}))


_NAMES = {
    "noun": "q",
    "regions": "region",
    "years": "year",
    "first": "from",
    "last": "to",
    "section": "in",
    "order": "sort",
}


def parameters_beside(asked: Any, usual: Any) -> dict[str, str | list[str]]:
    """Return the parameters of a question, a dataclass of fields as Question has them: what it asks otherwise than ``usual``."""
    found: dict[str, str | list[str]] = {}
    for each in fields(asked):
        value = getattr(asked, each.name)
        if value == getattr(usual, each.name) or each.name == "among":
            continue
        if each.name == "fold":
            found["near"] = "all"
        else:
            name = _NAMES.get(each.name, each.name)
            found[name] = list(value) if isinstance(value, tuple) else "1" if value is True else str(value)
    return found


#: What makes the list no shorter, or only together with another field.
_NO_CONDITIONS = frozenset(("order", "fold", "samples", "page", "size", "among"))


class FiguresForm(forms.Form):
    """Parameters of ``/figures/`` and of ``/api/v1/figures``. Errors are Chinese sentences that say what is allowed."""

    q = QueryField(required=False)
    noun = QueryField(required=False)
    action = QueryField(required=False)
    region = ValuesField(label="region")
    year = ValuesField(label="year")
    unit = QueryField(required=False)
    status = choice_field(gettext_noop("做到或打算（status）"), STATUSES)
    report = number_field(gettext_noop("报告编号（report）"), GREATEST_ID)
    redacted = choice_field(gettext_noop("只要隐去的（redacted）"), REDACTED)
    corpus = CorpusField()
    sort = choice_field(gettext_noop("排序（sort）"), ORDERS)
    near = choice_field(gettext_noop("近似篇（near）"), NEAR)
    samples = choice_field(gettext_noop("是否含示例（samples）"), SAMPLES)
    page = number_field(gettext_noop("页码（page）"), LAST_ROW)
    size = number_field(gettext_noop("每页行数（size）"), MAX_SIZE)
    pick = ValuesField(label="pick")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: What was put right in the parameters, as sentences; known once the form was checked.
        self.remarks: list[str] = []
        self._among: tuple[int, ...] | None = None
        # Not in the class body: ``from`` is a keyword of Python.
        self.fields |= {
            "from": forms.CharField(required=False),
            "to": forms.CharField(required=False),
            "in": section_field(),
        }
        for name in ("q", "noun", "action", "unit", "from", "to"):
            self.fields[name].error_messages["null_characters_not_allowed"] = say("{0} 里不能有空字符（NUL）。", name)

    def clean_q(self) -> str:
        return self._short("q", say("对象"))

    def clean_noun(self) -> str:
        return self._short("noun", say("对象"))

    def clean_action(self) -> str:
        return self._short("action", say("做法词"))

    def _short(self, name: str, label: str) -> str:
        words = " ".join(self.cleaned_data[name].split())
        if len(words) > LONGEST:
            raise forms.ValidationError(say("{0}（{1}）至多 {2} 字，请写短些。", label, name, LONGEST))
        return words

    def clean_corpus(self) -> str:
        """Return the short name, and note which reports it means today."""
        corpus = self.cleaned_data["corpus"]
        self._among = None if corpus is None else corpus_numbers(corpus)
        return "" if corpus is None else corpus.slug

    def clean_region(self) -> tuple[str, ...]:
        """Return the prefixes of the codes; ``none`` stays. One query at most."""
        codes = self.cleaned_data["region"]
        full = {code: full_code(code) for code in codes[: MAX_VALUES + 1] if code != UNKNOWN}
        known = set(Region.objects.filter(code__in=full.values()).values_list("code", flat=True)) if full else set()
        if wrong := [code for code, each in full.items() if each not in known]:
            raise forms.ValidationError(
                say(
                    "地区（region）须是行政区划代码的前两位、前四位或六位，或 {0}（未注明）；没有“{1}”。",
                    UNKNOWN,
                    wrong[0],
                )
            )
        return tuple(dict.fromkeys(code if code == UNKNOWN else code_prefix(code) for code in codes))

    def clean_year(self) -> tuple[str, ...]:
        years = {each: each if each == UNKNOWN else read_date(each) for each in self.cleaned_data["year"]}
        if wrong := [each for each, year in years.items() if len(year) != len("2021")]:
            raise forms.ValidationError(
                say("年份（year）须写作 2021，或 {0}（年份不明），不能是“{1}”。", UNKNOWN, wrong[0])
            )
        return tuple(sorted(set(years.values())))

    def clean_unit(self) -> str:
        """Return the spelling under which the unit is stored."""
        typed = fold(self.cleaned_data["unit"].strip())
        parts = [plain_unit(_UNITS.get(part, part)) for part in typed.split("/")]
        if typed and (len(parts) > 2 or parts[0] not in _UNITS.values()):
            raise forms.ValidationError(
                say("单位（unit）没有“{0}”。请写报告里数字后面的单位，如 个、名、户、万元写元、%。", typed[:10])
            )
        return "/".join(parts)

    def clean_pick(self) -> tuple[str, ...]:
        """Return the keys of ticked rows; whatever spells none is left out, for a row may be gone all the same."""
        keys = tuple(each for each in self.cleaned_data["pick"] if read_key(each))
        if len(keys) > MOST_TICKED:
            raise forms.ValidationError(say("一次至多勾选 {0} 行，请分几次求和。", MOST_TICKED))
        return keys

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("from", "to"):
            read = read_date(typed) if (typed := cleaned.get(name, "").strip()) else ""
            if typed and not read:
                self.add_error(name, say("年份（{0}）须写作 2021，不能是“{1}”。", name, typed[:20]))
            cleaned[name] = int(read[:4]) if read else None
        first, last = cleaned.get("from"), cleaned.get("to")
        if first and last and first > last:
            cleaned["from"], cleaned["to"] = last, first
            self.remarks.append(say("起始年份 {0} 晚于截止年份 {1}，已对调。", first, last))
        for name in ("region", "year"):
            if len(cleaned.get(name, ())) > MAX_VALUES:
                self.add_error(name, say("{0} 一次最多选 {1} 个，请减少。", name, MAX_VALUES))
        page, size = cleaned.get("page") or 1, cleaned.get("size") or PAGE_SIZE
        if (page - 1) * size >= LAST_ROW:
            self.add_error("page", say("页码（page）只到第 {0:,} 行为止。请加一个条件，或导出整份。", LAST_ROW))
        return cleaned

    @property
    def error_sentence(self) -> str:
        """Return all errors as one paragraph."""
        return sentences(self)

    def to_question(self, *, fold: bool) -> Question:
        """Return the question of a valid form; ``fold``: whether near duplicates are folded if the address does not say."""
        cleaned = self.cleaned_data
        near = cleaned["near"]
        return Question(
            noun=cleaned["q"] or cleaned["noun"],
            action=cleaned["action"],
            regions=cleaned["region"],
            years=cleaned["year"],
            first=cleaned["from"],
            last=cleaned["to"],
            unit=cleaned["unit"],
            status=cleaned["status"],
            section=cleaned["in"],
            report=cleaned["report"],
            redacted=cleaned["redacted"] == "1",
            corpus=cleaned["corpus"],
            among=self._among,
            order=cleaned["sort"] or "region",
            fold=near == "fold" if near else fold,
            samples=cleaned["samples"] == "1",
            page=cleaned["page"] or 1,
            size=cleaned["size"] or PAGE_SIZE,
        )

    @property
    def picks(self) -> tuple[str, ...]:
        return self.cleaned_data["pick"]


#: Folded spelling of a unit -> the spelling that figures have.
_UNITS = {fold(unit): unit for unit in UNITS}


def row_key(report: int, start: int) -> str:
    """Return what names a row in an address: the report and where the number begins, 12.345. It outlives a rebuild."""
    return f"{report}{_KEY}{start}"


def read_key(key: str) -> tuple[int, int] | None:
    """Return report and start that a key names, None if it is none."""
    report, _, start = key.partition(_KEY)
    one, other = whole_number(report, least=1), whole_number(start)
    return (one, other) if one is not None and other is not None else None

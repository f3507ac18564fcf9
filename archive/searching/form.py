"""The query that an address names: one form for the page and for the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.http import QueryDict
from django.utils.translation import gettext_lazy, gettext_noop

from archive.languages import UNKNOWN_LABEL, own, say, say_later, translated
from archive.models import Corpus, Region, Report, Source, code_prefix, full_code
from archive.publishing.samples import samples_beside
from archive.searching.corpora.members import members_of
from archive.text.sections import SECTION_NAMES
from archive.web.addresses import PARAMETERS
from archive.web.fields import DateField, ValueField, ValuesField, choice_field, choices_field, number_field
from search.documents import COMPLETE, UNKNOWN, IndexMissing, Query, QueryError, Sort
from search.fold import fold
from search.invisible import without_invisible
from search.query.dates import is_swapped, read_date

MODES = (
    ("folded", gettext_noop("繁简通")),
    ("script", gettext_noop("精确字形")),
    ("exact", gettext_noop("完全一致")),
)
SORTS: tuple[tuple[Sort, str], ...] = (
    ("relevance", gettext_noop("最相关")),
    ("newest", gettext_noop("新到旧")),
    ("oldest", gettext_noop("旧到新")),
    ("added", gettext_noop("新收录")),
)
#: The states of a text (文本), in the order of the facet.
QUALITIES = (
    (COMPLETE, gettext_noop("完整")),
    ("redacted", gettext_noop("有隐去")),
    ("truncated", gettext_noop("不完整")),
    ("damaged", gettext_noop("有缺损")),
)
#: Kinds of sections by their names: what ``in`` takes, in the order in which pages offer them.
SECTIONS = tuple(SECTION_NAMES.items())
#: Whether near duplicates are all listed or folded under one; by default the page folds them, the API lists all.
NEAR = (("all", "全部列出"), ("fold", "折叠"))
#: Whether samples are listed. The page of results lists them, the pages of research leave them out.
SAMPLES = (("1", "计入"), ("0", "不计"))
MAX_SIZE = 100
MAX_PAGE = 100_000

#: Kinds that a filter may name: those of a report, and none.
KINDS = (*((str(value), str(label)) for value, label in Report.Kind.choices), (UNKNOWN, UNKNOWN_LABEL))
#: Filters of which an address may name several values (``kind=news&kind=report``), in the order of the facets: what the
#: page calls each, and what it calls its values. Any source of the archive may be named.
FILTERS: dict[str, tuple[str, Mapping[str, str]]] = {
    "kind": (gettext_noop("类别"), dict(KINDS)),
    "source": (gettext_noop("来源"), {}),
    "script": (gettext_noop("字形"), {str(value): str(label) for value, label in Report.Script.choices}),
    "quality": (gettext_noop("文本"), dict(QUALITIES)),
}
MAX_VALUES = 20


class QueryField(forms.CharField):
    """A query, without its invisible characters; the validators see what was typed."""

    def clean(self, value: Any) -> str:
        return without_invisible(super().clean(value))


class SectionField(ValueField):
    """A kind of section by its name in either script, or as programs call it (in=问题, in=問題, in=problems)."""

    def to_python(self, value: Any) -> str:
        typed = fold(str(value or "").strip())
        return next((kind for kind, name in SECTIONS if typed in (kind, fold(name))), typed)


def section_field() -> SectionField:
    """Return the field of a kind of section."""
    allowed = "、".join(name for _, name in SECTIONS)
    return SectionField(SECTIONS, say_later("段落（in）只能是 {0}，不能是“%(value)s”。", allowed))


class CorpusField(forms.CharField):
    """A corpus by its short name, cleaned to the corpus; None for none. One query where there is one."""

    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: Any) -> Corpus | None:
        slug = str(value or "").strip()
        found = Corpus.objects.filter(slug=slug).first() if slug and "\0" not in slug else None
        if slug and found is None:
            raise forms.ValidationError(
                say("语料库（corpus）须是已有语料库的短名，没有“{0}”。语料库都列在 /corpora/。", slug[:40])
            )
        return found


class SearchForm(forms.Form):
    """Parameters of ``/search/`` and ``/api/v1/search``. Errors are Chinese sentences that say what is allowed."""

    q = QueryField(
        required=False,
        error_messages={"null_characters_not_allowed": gettext_lazy("检索式（q）里不能有空字符（NUL）。")},
    )
    mode = choice_field("匹配方式（mode）", MODES)
    region = ValuesField(label="region")
    year = ValuesField(label="year")
    undated = choice_field("是否含日期未注明（undated）", (("1", "含"), ("0", "不含")))
    source = ValuesField(label="source")
    kind = choices_field("类别（kind）", KINDS)
    script = choices_field("字形（script）", tuple(Report.Script.choices))
    quality = choices_field("文本（quality）", QUALITIES)
    near = choice_field("近似篇（near）", NEAR)
    corpus = CorpusField()
    samples = choice_field("示例（samples）", SAMPLES)
    sort = choice_field("排序（sort）", SORTS)
    page = number_field("页码（page）", MAX_PAGE)
    size = number_field("每页篇数（size）", MAX_SIZE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: What was put right in the parameters, and what they mean, as sentences; known once the form was checked.
        self.remarks: list[str] = []
        self._among: tuple[int, ...] | None = None
        # Not in the class body: ``from``, ``not`` and ``in`` are keywords of Python.
        self.fields |= {
            "from": DateField(required=False, label=gettext_lazy("起始日期（from）")),
            "to": DateField(required=False, label=gettext_lazy("截止日期（to）")),
            "not": ValuesField(label="not"),
            "in": section_field(),
        }

    def clean_region(self) -> tuple[str, ...]:
        """Return the prefixes of the codes, each of which means a region with all below it; ``none`` stays. One query at most."""
        codes = self.cleaned_data["region"]
        full = {code: full_code(code) for code in codes[: MAX_VALUES + 1] if code != UNKNOWN}
        known = Region.objects.in_bulk([each for each in full.values() if each]) if any(full.values()) else {}
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
        """Return the years, each in any form that people type, in their order; ``none`` stays, behind them."""
        typed = self.cleaned_data["year"]
        years = {each: read_date(each) for each in typed[: MAX_VALUES + 1] if each != UNKNOWN}
        if wrong := [each for each, year in years.items() if len(year) != len("2021")]:
            raise forms.ValidationError(
                say("年份（year）须写作 2021，或 {0}（未注明），不能是“{1}”。", UNKNOWN, wrong[0])
            )
        return (*sorted(set(years.values())), *((UNKNOWN,) if UNKNOWN in typed else ()))

    def clean_source(self) -> tuple[str, ...]:
        """Return the names of sources, of which the archive must have each; an old name leads to the one that is left."""
        settled = Source.objects.settled_names(self.cleaned_data["source"])
        names = tuple(dict.fromkeys(settled.values()))
        if missing := _unknown_sources(names):
            raise forms.ValidationError(
                say("来源（source）须是馆藏中已有的名称，或 {0}（未注明）；没有“{1}”。", UNKNOWN, missing[0])
            )
        return names

    def clean_corpus(self) -> str:
        """Return the short name, and note which reports it means today."""
        corpus = self.cleaned_data["corpus"]
        if corpus is None:
            return ""
        self._among = corpus_numbers(corpus)
        return corpus.slug

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["not"] = self._excluded(cleaned.get("not", ()))
        for name in ("region", "year", *FILTERS):
            if len(cleaned.get(name, ())) > MAX_VALUES:
                self.add_error(name, say("{0} 一次最多选 {1} 个，请减少。", name, MAX_VALUES))
        start, end = cleaned.get("from"), cleaned.get("to")
        if start and end and is_swapped(start, end):
            cleaned["from"], cleaned["to"] = end, start
            self.remarks.append(say("起始日期 {0} 晚于截止日期 {1}，已对调。", start, end))
        if section := cleaned.get("in"):
            name = say(SECTION_NAMES[section])
            self.remarks.append(
                say("只在“{0}”段落里找，题名和别的段落里的不算。段落由程序按标题和行文划分，可能有误。", name)
            )
        return cleaned

    def _excluded(self, values: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Return ``kind:academic`` as a pair; add an error for an unknown filter or value."""
        pairs = [(name, value) for name, _, value in (each.partition(":") for each in values)]
        settled = Source.objects.settled_names([value for name, value in pairs if name == "source"])
        pairs = [(name, settled[value] if name == "source" else value) for name, value in pairs]
        missing = _unknown_sources([value for name, value in pairs if name == "source"])
        wrong = [
            f"{name}:{value}"
            for name, value in pairs
            if name not in FILTERS or (value in missing if name == "source" else value not in FILTERS[name][1])
        ]
        if wrong or len(pairs) > MAX_VALUES:
            allowed = say(
                "排除（not）写作 kind:news、source:名称、script:hant 或 quality:truncated，值须是该项允许的，最多 {0} 个",
                MAX_VALUES,
            )
            self.add_error("not", allowed + (say("，不能是“{0}”。", wrong[0]) if wrong else say("。")))
        return tuple(pairs)

    @property
    def error_sentence(self) -> str:
        """Return all errors as one paragraph, for the page and for the API."""
        return sentences(self)

    def to_query(self, *, fold: bool = False, samples: str = "1") -> Query:
        """Return the query of a valid form.

        ``fold``: whether near duplicates are folded if the address does not say; ``samples``: the same of samples, as in
        SAMPLES. Samples that are left out are hidden while anything else is published, as in the holdings' numbers.
        """
        known = {field: self.cleaned_data[name] for name, field in PARAMETERS.items() if self.cleaned_data.get(name)}
        near = self.cleaned_data["near"]
        settled: dict[str, Any] = {"undated": known.get("undated") == "1", "fold": near == "fold" if near else fold}
        settled["among"] = self._among
        if (self.cleaned_data["samples"] or samples) == "0":
            return Query(**{**known, **settled, "samples": "0", "hidden": samples_beside()})
        return Query(**{**known, **settled, "samples": ""})


def corpus_numbers(corpus: Corpus) -> tuple[int, ...]:
    """Return the numbers of a corpus today, () without an index. Raises ValidationError with the reason."""
    try:
        return members_of(corpus, read_parameters)
    except QueryError as error:
        raise forms.ValidationError(translated(error)) from error
    except IndexMissing:
        return ()  # whatever asks the engine next says so


def read_parameters(parameters: str) -> Query:
    """Return the query of a search's parameters, of no corpus. Raises QueryError with all errors."""
    asked = QueryDict(parameters, mutable=True)
    asked.pop("corpus", None)
    form = SearchForm(asked)
    if not form.is_valid():
        raise QueryError(form.error_sentence)
    return form.to_query()


def answerable(form: SearchForm, parameters: QueryDict) -> SearchForm | None:
    """Return the form of all that can be answered of ``parameters``, without the refused values; None without a query.

    Of several values of one filter, the good ones stay.
    """
    rest = parameters.copy()
    for name in form.errors:
        values = rest.getlist(name)[:MAX_VALUES]
        good = [value for value in values if len(values) > 1 and SearchForm(_only(name, value)).is_valid()]
        rest.setlist(name, good)
    mended = SearchForm(rest)
    return mended if "q" not in form.errors and mended.is_valid() else None


def _only(name: str, value: str) -> QueryDict:
    parameters = QueryDict(mutable=True)
    parameters[name] = value
    return parameters


def value_label(labels: Mapping[str, str], value: str) -> str:
    """Return a value of a filter in the language of the page; ``labels``: those of FILTERS."""
    if value == UNKNOWN:
        return say(UNKNOWN_LABEL)
    return say(labels[value]) if value in labels else own(value)


def _unknown_sources(names: Sequence[str]) -> list[str]:
    """Return the names that are neither ``none`` nor a source's. One query, none without names.

    A source whose reports are all unpublished counts as unknown: its name would tell a stranger of a draft.
    """
    named = [name for name in names if name != UNKNOWN]
    reports = Report.objects.filter(source=OuterRef("pk"))
    public = Exists(reports.published()) | ~Exists(reports)
    known = set(Source.objects.filter(public, name__in=named).values_list("name", flat=True)) if named else set()
    return [name for name in named if name not in known]


def sentences(form: forms.BaseForm) -> str:
    """Return all errors of a form as one paragraph."""
    return "".join(str(error) for errors in form.errors.values() for error in errors)

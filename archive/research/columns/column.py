"""What stands in one column of a comparison: a place, a year or some years, a source or a kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from django import forms
from django.utils import timezone
from django.utils.safestring import SafeString

from archive.languages import UNKNOWN_LABEL, mixed, own, say
from archive.models import Region, Source, full_code
from archive.places.lookup import LONGEST, find_named
from archive.places.shown import region_words
from archive.research.form import SubsetForm
from archive.searching.form import KINDS, value_label
from archive.web.fields import ValuesField, choice_field
from search.documents import UNKNOWN, Query
from search.query.dates import read_period

MOST_COLUMNS = 4
#: Places that a refusal names where a name means several.
_NAMED = 6
_YEAR = len("2021")

Axis = Literal["region", "year", "source", "kind"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``value``: as the address writes it: 6211, 2019, 2015-2018, source:名称, kind:news.

    ``label`` and the names ``above`` it are in the language of the page; ``name`` is what a reader would type, in Chinese.
    """

    axis: Axis
    value: str
    label: str
    above: str = ""
    name: str = ""

    @property
    def key(self) -> str:
        """Return the value without the name of its axis."""
        return self.value.partition(":")[2] if self.axis in ("source", "kind") else self.value

    @property
    def span(self) -> range:
        """Return the years of a column of years."""
        first, _, last = self.key.partition("-")
        return range(int(first), int(last or first) + 1)

    @property
    def typed(self) -> str:
        """Return what stands in the column's field: ``read_column`` reads the same column from it."""
        return self.name or self.value

    @property
    def shown(self) -> SafeString:
        """Return the label for a page: a source's name is not the page's own words."""
        return own(self.label) if self.axis == "source" else mixed(self.label)

    def query(self, query: Query) -> Query:
        """Return the reports of this column among those of ``query``: its filter takes the place of one of the same axis."""
        match self.axis:
            case "region":
                return replace(query, region=(self.key,))
            case "source":
                return replace(query, source=(self.key,))
            case "kind":
                return replace(query, kind=(self.key,))
        first, _, last = self.key.partition("-")
        if last:
            return replace(query, years=(), date_from=first, date_to=last, undated=False)
        return replace(query, years=(first,), date_from="", date_to="", undated=False)


class CompareForm(SubsetForm):
    """The subset, and ``c``: the columns, as typed or as an address writes them; ``of``: whose strings are compared."""

    c = ValuesField(label="c")
    of = choice_field("看哪些报告（of）", (("term", "含此词的报告"), ("all", "全部报告")))

    def clean_c(self) -> tuple[Column, ...]:
        """Return the columns, each once, in their order. At most four queries a typed value."""
        typed = [each.strip() for each in self.cleaned_data["c"] if each.strip()]
        columns = {column.value: column for column in map(read_column, typed[: MOST_COLUMNS + 1])}
        if len(columns) > MOST_COLUMNS:
            raise forms.ValidationError(say("一次至多并列 {0} 栏，请减少。", MOST_COLUMNS))
        return tuple(columns.values())


def read_column(typed: str) -> Column:
    """Return the column that ``typed`` means. Raises ValidationError, which says what it may be."""
    for read in (_as_year, _as_named, _as_region, _as_source):
        if column := read(typed):
            return column
    raise forms.ValidationError(
        say("“{0}”不是馆藏中的地区、年份或来源。地区写全名或代码，年份写作 2019 或 2015-2018，来源写全名。", typed)
    )


def _as_year(typed: str) -> Column | None:
    period = read_period(typed, timezone.localdate())
    if period is None or {len(each) for each in period} != {_YEAR}:
        return None
    first, last = period
    if first == last:
        return Column("year", first, say("{0}年", first))
    return Column("year", f"{first}-{last}", say("{0}–{1}年", first, last))


def _as_named(typed: str) -> Column | None:
    """Read ``source:名称`` and ``kind:news``."""
    axis, mark, key = typed.partition(":")
    if not mark:
        return None
    if axis == "kind" and key in KINDS_BY_NAME:
        return Column("kind", typed, value_label(KINDS_BY_NAME, key))
    if axis == "source":
        return Column("source", typed, say("来源未注明")) if key == UNKNOWN else _as_source(key)
    return None


KINDS_BY_NAME = dict(KINDS)


def _as_region(typed: str) -> Column | None:
    if typed == UNKNOWN:
        return Column("region", UNKNOWN, say("地区{0}", say(UNKNOWN_LABEL)))
    found = find_named(typed) if len(typed) <= LONGEST else ()
    # 张掖 may be the city or its former county: a region of today whose whole name is typed is meant.
    today = [each for each in found if "（" not in each.label] or list(found)
    if not today:
        return None
    exact = [each for each in today if each.label.endswith(typed)]
    chosen = exact if len(exact) == 1 else today
    if len(chosen) > 1:
        named = "、".join(each.label for each in chosen[:_NAMED])
        raise forms.ValidationError(say("“{0}”有 {1} 处：{2}。请写上上级的名，或写代码。", typed, len(chosen), named))
    return region_column(Region.objects.select_related("parent__parent").get(code=full_code(chosen[0].prefix)))


def region_column(region: Region) -> Column:
    """Return the column of a region with all below it."""
    above = " › ".join(region_words(each) for each in region.path[:-1])
    name = "".join(each.name for each in region.path)
    return Column("region", region.prefix, region_words(region), above, name)


def _as_source(typed: str) -> Column | None:
    name = Source.objects.settled_names([typed])[typed]
    if not Source.objects.filter(name=name, reports__status="published").exists():
        return None
    return source_column(name)


def source_column(name: str) -> Column:
    return Column("source", f"source:{name}", name, say("来源"))


def without_axis(query: Query, columns: Sequence[Column]) -> Query:
    """Return the query without its filter of the columns' axis, if all have one: each brings its own."""
    axes = {column.axis for column in columns}
    if len(axes) != 1:
        return query
    if axes == {"year"}:
        return replace(query, years=(), date_from="", date_to="", undated=False)
    unfiltered: dict[str, Any] = {axes.pop(): ()}
    return replace(query, **unfiltered)


def together(query: Query, columns: Sequence[Column]) -> Query:
    """Return the reports of all columns together, if they have one axis; else those of ``query``."""
    axes = {column.axis for column in columns}
    if len(axes) != 1:
        return query
    if axes == {"year"}:
        years = {str(year) for column in columns for year in column.span}
        return replace(without_axis(query, columns), years=tuple(sorted(years)))
    filtered: dict[str, Any] = {axes.pop(): tuple(column.key for column in columns)}
    return replace(query, **filtered)


def values_of(columns: Iterable[Column]) -> list[str]:
    """Return the values of the parameter ``c``."""
    return [column.value for column in columns]

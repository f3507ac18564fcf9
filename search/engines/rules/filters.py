"""The filters of a query: which values each takes, what they mean, and the sentence for a value that it does not take."""

from __future__ import annotations

import re
from collections.abc import Iterable

from search.documents import COMPLETE, LARGEST_PAGE, QUALITIES, SECTIONS, UNKNOWN, Query, QueryError

MODES = ("folded", "script", "exact")
SORTS = ("relevance", "newest", "oldest", "added")

#: Filters of several values, of which a document has one or more; and the filters that can exclude values.
CHOICES = ("source", "kind", "script", "quality")
#: The number of the last day that a date filter without an end allows.
LAST_DAY = 99_999_999

_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_YEAR = re.compile(r"\d{4}", re.ASCII)
_REGION = re.compile(r"\d{1,6}")


def check_query(query: Query) -> None:
    """Refuse a mode, a section, a page or a size that there is not. Raises QueryError, TypeError for a filter that is no tuple."""
    if query.mode not in MODES:
        raise QueryError("检索方式只有folded(繁简通)、script(精确字形)和exact(完全一致)。")
    for name in CHOICES:
        if isinstance(getattr(query, name), str):
            raise TypeError(f"{name} takes a tuple of values")
    if query.section not in ("", *SECTIONS):
        raise QueryError(f"段落只有{'、'.join(SECTIONS)}。")
    if query.page < 1:
        raise QueryError("页码从1开始。")
    if not 1 <= query.size <= LARGEST_PAGE:
        raise QueryError(f"每页条数在1和{LARGEST_PAGE}之间。")


def unknown_sort() -> QueryError:
    """Return the error for an order that is none of SORTS."""
    return QueryError("排序只有relevance(相关度)、newest(最新)、oldest(最早)和added(收录)。")


def prefix_of(region: str) -> str:
    """Return the region prefix of a value of the region filter, which is not UNKNOWN. Raises QueryError."""
    if not _REGION.fullmatch(region):
        raise QueryError("地区应是行政区划代码,例如62、620000或621102。")
    return region_prefix(region)


def region_prefix(region: str) -> str:
    """Return the region prefix of a GB/T 2260 code: 620000 -> 62, 621100 -> 6211, 429004 as it is."""
    if len(region) == 6:
        while region.endswith("00") and len(region) > 2:
            region = region[:-2]
    return region


def days_of(query: Query) -> tuple[int, int]:
    """Return the first and the last day of the date filter, as numbers; 0 and LAST_DAY for no bound. Raises QueryError."""
    for date in (query.date_from, query.date_to):
        if date and not _DATE.fullmatch(date):
            raise QueryError("日期应写作2021、2021-08或2021-08-16。")
    first = date_number(first_day(query.date_from)) if query.date_from else 0
    last = date_number(last_day(query.date_to)) if query.date_to else LAST_DAY
    return first, last


def years_of(query: Query) -> list[int]:
    """Return the years of which a date must lie in one; [] for no such filter, or for UNKNOWN alone. Raises QueryError."""
    years = [year for year in query.years if year != UNKNOWN]
    if not all(_YEAR.fullmatch(year) for year in years):
        raise QueryError("年份应写作2021。")
    return [int(year) for year in years]


def takes_undated(query: Query) -> bool:
    """Return whether documents without a date pass the filters of dates, of which there is one."""
    return query.undated or (UNKNOWN in query.years and not (query.date_from or query.date_to))


def first_day(date: str) -> str:
    """Return the first day of a date of any precision: 2021-08 -> 2021-08-01."""
    return date + "-01-01"[len(date) - 4 :]


def last_day(date: str) -> str:
    """Return the last day of a date of any precision; every month counts 31 days."""
    return date + "-12-31"[len(date) - 4 :]


def date_number(date: str) -> int:
    """Return ``YYYY[-MM[-DD]]`` as a number of its digits, so that numbers have the order of the dates; "" as 0.

    2021 -> 20210000, 2021-08 -> 20210800, 2021-08-16 -> 20210816. ValueError for anything else.
    """
    if not date:
        return 0
    digits = date.replace("-", "")
    if len(date) not in (4, 7, 10) or len(digits) not in (4, 6, 8) or not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"not a date: {date!r}")
    return int(digits.ljust(8, "0"))


def check_excluded(query: Query) -> None:
    """Refuse to exclude values of a filter that is none of CHOICES. Raises QueryError."""
    if any(name not in CHOICES for name, _ in query.excluded):
        raise QueryError(f"能排除的只有{'、'.join(CHOICES)}的值。")


def check_qualities(values: Iterable[str]) -> None:
    """Refuse a quality that there is not. Raises QueryError."""
    if not {*values} <= {COMPLETE, *QUALITIES}:
        raise QueryError(f"文本状况只有{'、'.join((COMPLETE, *QUALITIES))}。")

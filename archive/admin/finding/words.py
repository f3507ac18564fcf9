"""The search box of the desk's list of reports. It reads the database, so it finds drafts, which no index holds."""

from __future__ import annotations

import re
import unicodedata

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from archive.models import Report
from archive.places.lookup import find_named
from archive.web.addresses import report_number
from archive.web.fields import whole_number
from search.fold import fold
from search.invisible import without_invisible

#: Words that are looked for; further ones are left out.
MOST_WORDS = 12
#: Columns that name a report; what they hold comes before what a text holds.
NAMES = ("title", "original__filename")
#: Columns of the card and the original beside them.
COLUMNS = (*NAMES, "source__name", "author", "original__address", "text")
_WORD = re.compile(r'["“”「」]([^"“”「」]+)["“”「」]|([^\s"“”「」]+)')


def words_of(typed: str) -> list[str]:
    """Return the words of a typed search; words in quotes are one."""
    found = (match[1] or match[2] for match in _WORD.finditer(without_invisible(typed)))
    return [word for word in map(str.strip, found) if word][:MOST_WORDS]


def find_reports(reports: QuerySet[Report], typed: str, *, by_rank: bool) -> QuerySet[Report]:
    """Return the reports that hold every word of ``typed``: in the card, the file name, the text, or as a place or number.

    A place finds the reports of all regions below it. ``by_rank`` puts the report of that number first, then what a title
    or a file name holds; the order of ``reports`` decides among equals. One or two queries a word.
    """
    words = words_of(typed)
    for word in words:
        reports = reports.filter(_about(word))
    if not (by_rank and words):
        return reports
    numbers = [number for number in map(_number, words) if number]
    named = Q()
    for word in words:
        named &= _any_of(NAMES, word)
    cases = [When(pk__in=numbers, then=0)] if numbers else []
    rank = Case(*cases, When(named, then=1), default=Value(2), output_field=IntegerField())
    return reports.order_by(rank, *reports.query.order_by)


def _about(word: str) -> Q:
    """Return the condition that a report has to do with ``word``."""
    condition = _any_of(COLUMNS, word)
    if number := _number(word):
        condition |= Q(pk=number)
    return condition | in_regions(word)


def in_regions(name: str) -> Q:
    """Return the condition that a report lies in a region that the whole name, or the code, may mean; else none is."""
    condition = Q(pk__in=())
    for region in find_named(name):
        condition |= Q(region_id__gte=region.prefix.ljust(6, "0"), region_id__lte=region.prefix.ljust(6, "9"))
    return condition


def _any_of(columns: tuple[str, ...], word: str) -> Q:
    condition = Q()
    for column in columns:
        condition |= Q(**{f"{column}__folded": word})
    return condition


def _number(word: str) -> int | None:
    """Return the number that a word is or names, in either width: 10, #10, 第10号, the address of a report's page."""
    return whole_number(fold(word)) or report_number(unicodedata.normalize("NFKC", word))

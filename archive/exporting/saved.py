"""The saved list (夹签): numbers of reports in an address, without an account."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse

from archive.languages import say
from archive.models import Report
from archive.web.fields import whole_number
from search.invisible import without_invisible
from search.sentences import one_line

#: Reports that one list may hold: its address stays under two thousand characters.
MOST = 200
#: Characters of a list's name.
LONGEST_NAME = 60
_BETWEEN = re.compile(r"[,，、\s]+")
_REPORT_ADDRESS = re.compile(r"/reports/([0-9]{1,19})/")


@dataclass(frozen=True, slots=True)
class SavedList:
    """``ids`` in the order of saving, each once; ``refused`` is a sentence about words that are no numbers, or "".

    ``name``: what the reader calls the list, "" for none.
    """

    ids: tuple[int, ...]
    refused: str = ""
    name: str = ""

    @property
    def address(self) -> str:
        return saved_address(self.ids, self.name)


def read_saved(parameters: Mapping[str, str]) -> SavedList:
    """Return the list of ``?ids=3,17,42``; ``add`` appends more, by their numbers or by the address of one."""
    words = [word for word in _BETWEEN.split(parameters.get("ids", "")) if word]
    added = parameters.get("add", "").strip()
    if added:
        found = _REPORT_ADDRESS.search(added)
        words += [found[1]] if found else [word for word in _BETWEEN.split(added) if word]
    wrong = [word for word in words if not _is_number(word)]
    ids = tuple(dict.fromkeys(int(word) for word in words if _is_number(word)))
    refused = ""
    if wrong:
        shown = "、".join(f"“{word[:20]}”" for word in wrong[:3])
        if len(wrong) > 3:
            shown = say("{0}等", shown)
        refused = say("夹签里只能写报告编号，用逗号隔开，如 3,17,42；{0}不是编号。", shown)
    if len(ids) > MOST:
        refused += say("一份夹签至多 {0} 篇，这里有 {1} 篇，只列出前 {0} 篇。请分成几份。", MOST, len(ids))
    name = without_invisible(one_line(parameters.get("name", "")))[:LONGEST_NAME].strip()
    return SavedList(ids[:MOST], refused, name)


def is_next_step(ids: tuple[int, ...], kept: tuple[int, ...]) -> bool:
    """Return whether ``ids`` is ``kept`` in another order, or in its order without one of its reports."""
    if len(ids) == len(kept):
        return ids != kept and set(ids) == set(kept)
    return len(ids) + 1 == len(kept) and ids == tuple(id_ for id_ in kept if id_ in set(ids))


def _is_number(word: str) -> bool:
    return whole_number(word, least=1) is not None


def saved_address(ids: Iterable[int], name: str = "") -> str:
    """Return ``/saved/?ids=3,17``; commas are not escaped, so that people can read the address."""
    numbers = ",".join(map(str, ids))
    written = "&".join(filter(None, (f"ids={numbers}" if numbers else "", f"name={quote(name)}" if name else "")))
    return reverse("saved") + (f"?{written}" if written else "")


@dataclass(frozen=True, slots=True)
class SavedReports:
    """The reports of a list in its order, and the numbers of those that cannot be shown."""

    reports: tuple[Report, ...]
    withdrawn: tuple[int, ...]
    unknown: tuple[int, ...]


def saved_reports(saved: SavedList) -> SavedReports:
    """Return the reports of a list. A draft counts as unknown, like a number that no report has. One query."""
    found = Report.objects.once_published().for_list().in_bulk(saved.ids)
    return SavedReports(
        tuple(found[id_] for id_ in saved.ids if id_ in found and found[id_].is_published),
        tuple(id_ for id_ in saved.ids if id_ in found and not found[id_].is_published),
        tuple(id_ for id_ in saved.ids if id_ not in found),
    )

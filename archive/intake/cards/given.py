"""Given cards: the values that a list of cards gives for one file, and how they win over what the text says.

The evidence of a given value has the rule ``given`` and quotes the list. What the text proposed stays as the first rival.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.dateparse import parse_datetime

from archive.intake.cards.typed import ValueRefused, date_of, kind_of, region_of
from archive.models import Region
from archive.text.dates import PartialDate
from archive.text.evidence import Candidate, Evidence
from archive.text.formats.packages.kinds import name_of_page
from archive.text.metadata import Description
from search.sentences import say

if TYPE_CHECKING:
    from archive.text.formats.packages.records import CapturedPage

#: What a list may give, with its name in sentences.
GIVEN = {
    "title": say("题名"), "region": say("地区"), "date": say("日期"), "source": say("来源"), "url": say("网址"), "author": say("作者"), "kind": say("类别"),
}  # fmt: skip
LONGEST = {"title": 300, "source": 100, "author": 100, "url": 500}
BY_LIST = "given"
_EMPTY_VALUES = frozenset({"", "-", "—", "null", "none", "未注明"})


class CardRefused(ValueError):
    """A value of a list has no meaning. The message is a Chinese sentence that names list, line and column."""


@dataclass(frozen=True, slots=True)
class GivenCard:
    """The checked values of one row; "" or None where it gives none. ``words`` are the row's own, by column.

    ``is_capture`` says that the file is a page of a web archive, fetched at ``captured``: no date of publication.
    """

    title: str = ""
    region: Region | None = None
    date: PartialDate | None = None
    source: str = ""
    url: str = ""
    author: str = ""
    kind: str = ""
    is_capture: bool = False
    captured: datetime | None = None
    words: Mapping[str, str] = field(default_factory=dict)

    def values(self) -> dict[str, str]:
        """Return the given values as evidence writes them, by card field. The address is no card field."""
        values = {
            "title": self.title,
            "region": self.region.code if self.region else "",
            "date": self.date.iso if self.date else "",
            "source": self.source,
            "author": self.author,
            "kind": self.kind,
        }
        return {name: value for name, value in values.items() if value}


def check_card(words: Mapping[str, str]) -> GivenCard:
    """Read the values of a row (``ListRow.to_dict``). Raise CardRefused, which names place and column."""
    place = words.get("place", "著录表")
    values: dict[str, object] = {}
    for column, label in GIVEN.items():
        typed = " ".join(str(words.get(column, "")).split())
        if typed.lower() in _EMPTY_VALUES:
            continue
        try:
            values[column] = _checked(column, typed)
        except ValueRefused as error:
            raise CardRefused(say("{0}，“{1}”（{2}）一栏：{3}", place, label, column, error.args[0])) from error
    if "captured" in words:
        values |= {"is_capture": True, "captured": parse_datetime(words["captured"]) if words["captured"] else None}
    return GivenCard(**values, words=dict(words))  # type: ignore[arg-type]


def page_card(page: CapturedPage, place: str) -> dict[str, str]:
    """Return ``ImportFile.given`` for a page of a web archive: its address, when it was fetched, a file name.

    The time of capture is no date of publication: it never becomes the date of the report.
    """
    captured = page.captured.isoformat() if page.captured else ""
    card = {"captured": captured, "name": name_of_page(page.address), "place": place[-LONGEST["url"] :]}
    return {**card, "url": page.address} if len(page.address) <= LONGEST["url"] else card


def with_given(description: Description, given: GivenCard) -> Description:
    """Return the description with the given values in front and the proposals of the text behind them."""
    values = given.values()
    changed = {
        name: _given_first(getattr(description, name), value, given.words.get(name, value))
        for name, value in values.items()
    }
    if "title" in values:
        description = replace(description, working_title_text="")
    return replace(description, **changed)  # type: ignore[arg-type]  # only fields that hold evidence are given


def _given_first(found: Evidence, value: str, quote: str) -> Evidence:
    proposed = (Candidate(found.value, found.rule, found.quote, found.confidence),) if found.value else ()
    rivals = tuple(rival for rival in (*proposed, *found.rivals) if rival.value != value)
    return Evidence(value, BY_LIST, " ".join(quote.split()), 1.0, rivals)


def _checked(column: str, typed: str) -> object:
    if len(typed) > LONGEST.get(column, len(typed)):
        raise ValueRefused(say("超过 {0} 字。请缩短。", LONGEST[column]))
    match column:
        case "region":
            return region_of(typed)
        case "date":
            return date_of(typed)
        case "kind":
            return kind_of(typed)
        case "url" if not typed.startswith(("http://", "https://")):
            raise ValueRefused(say("“{0}”不是网址。请写全，以 http:// 或 https:// 开头。", typed[:40]))
    return typed

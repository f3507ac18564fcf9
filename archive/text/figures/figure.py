"""What was read of one number, and what was seen of it on the way."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Bound = Literal["exact", "more", "about", "range"]
Kind = Literal["count", "metric", "share", "change", "threshold"]
Role = Literal["value", "from", "to", "change", "share"]
YearHow = Literal["sentence", "paragraph", "report", "none"]
Status = Literal["done", "planned"]
Side = Literal["left", "right", "above"]


@dataclass(frozen=True, slots=True)
class Span:
    """The slice ``text[start:end]`` of the report's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose number it is: ``code`` of GB/T 2260, or None where the words alone do not tell.

    ``how``: ``named`` by a whole name, by a scope ``word`` (全市, 我县), or nothing is said: the ``report`` 's own region.
    ``words`` are those of the text, None for ``report``.
    """

    code: str | None
    how: Literal["named", "word", "report"]
    words: Span | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit in the face of a text, before anybody asked what it counts.

    ``number`` begins at ``start``; the unit ends at ``end``; ``opening`` and ``closing`` hold 约 before and 以上 behind too.
    ``value`` is None where digits are redacted (``redacted``) or vague (数十).
    """

    opening: int
    start: int
    end: int
    closing: int
    value: Decimal | None
    high: Decimal | None
    unit: str
    unit_written: str
    bound: Bound
    redacted: bool
    before: str = ""
    behind: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """What was read around one number. ``side`` tells where the noun stands; ``above`` means in an earlier clause.

    ``state`` is the word of change or state before the number (增长, 达到), ``reaches`` whether 到 or 至 follows it,
    ``opens`` whether 由 or 从 begins a pair here, ``aims`` whether 为 or 对 does.
    """

    noun: tuple[Span, ...] = ()
    action: Span | None = None
    base: Span | None = None
    state: str = ""
    reaches: bool = False
    opens: bool = False
    aims: bool = False
    leads: bool = False
    is_share: bool = False
    metric: bool = False
    unit: str = ""
    side: Side = "left"
    rule: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a report and what it says; every span is a slice of the report's text.

    ``value`` and ``high`` are in ``unit`` (1.2亿元 is 120000000 元); ``high`` is the upper end of a range. ``noun`` is
    one span, or two where several numbers share a head (6个市级、11个县级示范点); empty if nothing was found.
    ``base`` is the whole of a share or what a change is measured against. ``year`` is a calendar year or the first of
    a period, ``year_until`` its last. A ``threshold`` (20万元以上的村) is a condition or a norm, never a row of a table.
    ``sure`` is False where a rule had to reach beyond the clause.
    """

    start: int
    end: int
    sentence: Span
    value: Decimal | None
    high: Decimal | None
    unit: str
    unit_written: str
    bound: Bound
    kind: Kind
    role: Role
    noun: tuple[Span, ...]
    action: Span | None
    base: Span | None
    year: int | None
    year_until: int | None
    year_how: YearHow
    scope: Scope
    status: Status
    section: str
    redacted: bool
    rule: str
    sure: bool

    def noun_in(self, text: str) -> str:
        """Return the words of what is counted, "" if none were found."""
        return "".join(span.of(text) for span in self.noun)

    def action_in(self, text: str) -> str:
        """Return the verb of the deed, "" if none was found."""
        return self.action.of(text) if self.action else ""

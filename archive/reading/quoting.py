"""The passage that the address of a report's page quotes: where it is now, and what a reader must know about that."""

from __future__ import annotations

from dataclasses import dataclass

from archive.layout.lines import lines_of
from archive.layout.parts import PartedText
from archive.layout.passage import LocatedPassage, TextQuote, locate_passage
from archive.models import Report
from archive.reading.choices import reading_address
from archive.reading.form import ReadingOptions

_MOST_NAMED = 8
_LONGEST = 60  # characters of the present words that a remark repeats


@dataclass(frozen=True, slots=True)
class ParagraphLink:
    number: int
    address: str


@dataclass(frozen=True, slots=True)
class QuotedPassage:
    """``words``: as the address quotes them. ``now``: what stands there instead, "" if that is not known.

    ``paragraphs``: links to the paragraphs that have the same words, at most a few. ``is_old``: the address names no
    surroundings.
    """

    located: LocatedPassage
    words: str
    now: str
    was: int
    is_old: bool
    paragraphs: tuple[ParagraphLink, ...]


def quoted_passage(report: Report, parted: PartedText | None, options: ReadingOptions) -> QuotedPassage | None:
    """Return the passage that the options name, None if they name none."""
    if not options.quote:
        return None
    starts = parted.paragraph_starts if parted else [line.start for line in lines_of(report.text) if not line.level]
    quote = TextQuote(options.quote, options.prefix, options.suffix, options.p or 0)
    located = locate_passage(report.text, quote, starts)
    numbers = located.places or ((located.paragraph,) if located.paragraph else ())
    now = report.text[slice(*located.changed)] if located.changed else ""
    return QuotedPassage(
        located=located,
        words=options.quote,
        now=now if len(now) <= _LONGEST else f"{now[:_LONGEST]}…",
        was=options.p or 0,
        is_old=not (options.prefix or options.suffix),
        paragraphs=tuple(
            ParagraphLink(number, _address(report, parted, options, number))
            for number in numbers[:_MOST_NAMED]
            if number
        ),
    )


def _address(report: Report, parted: PartedText | None, options: ReadingOptions, number: int) -> str:
    """Return the address of a paragraph: on this page its anchor, of a long report that of its part."""
    plain = {"quote": "", "prefix": "", "suffix": "", "part": None}
    page = reading_address(report, options, p=number, **plain) if parted else ""
    return f"{page}#p{number}"

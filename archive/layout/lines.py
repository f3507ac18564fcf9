"""The layout of a report for reading: numbered paragraphs, headings with an outline, hits with places.

Pure: the module knows the text, the marks and the edits, and no database. Offsets count code points of the report's
text, so that the page, a quotation and the search agree.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from archive.layout.runs import Inserted, Layers, PartKind, Removed, Run, cut_runs, masked_spans
from archive.layout.told_sections import sections_of_lines
from archive.text.edits import Edit
from archive.text.sections import Section
from search.hits import Mark
from search.invisible import without_invisible

HEADING_LENGTH = 40  # a longer line that begins with 一、 is a sentence
#: How headings of level 2 and of level 3 begin.
CHAPTER = r"[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}[章节節编編部篇]"
SECTION = r"[（(][一二三四五六七八九十]{1,3}[）)]"
_CHAPTER, _SECTION = re.compile(CHAPTER), re.compile(SECTION)
_SENTENCE = re.compile(r"[。；;！!？?]")
_LINE = re.compile(r"[^\n]+")

STRIP_WIDTH = 1000  # units of the strip's own coordinates
#: Hits, edits, lines that edits removed, and masks that a page draws of each; a text of a million characters may have
#: 200,000, which would take seconds.
MOST_DRAWN = 5_000
_TICKS = 250  # places that the eye can tell apart on a strip of 684 px


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A line of the report: a heading, a paragraph, or a line that cleaning removed.

    ``level`` is 2 or 3 for a heading and 0 for a paragraph. ``number`` counts headings and paragraphs apart, from 1.
    ``kind`` is ``text`` or ``removed``; ``rule`` is the rule that removed the line. ``section``: the kind of the section
    in which it stands, "" for one that is not told; ``opens``: it is the first that the page shows of it.
    """

    kind: str
    number: int = 0
    level: int = 0
    start: int = 0
    end: int = 0
    runs: tuple[Run, ...] = ()
    text: str = ""
    rule: str = ""
    section: str = ""
    opens: bool = False


@dataclass(frozen=True, slots=True)
class TextPart:
    """What a page shows of a long text: ``text[start:end]``, cut into ``lines``.

    ``paragraphs`` and ``headings`` count those before it. ``titles`` are the offsets of all headings of the text.
    """

    start: int
    end: int
    lines: tuple[ReportLine, ...]
    paragraphs: int
    headings: int
    titles: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A heading in the contents, with the number of hits under it before the next one.

    ``section``: the kind of the section that begins with it, "" for none.
    """

    number: int
    level: int
    text: str
    hits: int
    section: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on the strip: ``x`` of STRIP_WIDTH, ``number`` of the first hit there (0 for a heading)."""

    x: int
    number: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class ReportLayout:
    """The lines, headings and hits of a report's text that its page shows.

    ``hits`` and ``ticks`` are those of the whole text, ``left_out``: only the first MOST_DRAWN.
    """

    lines: tuple[ReportLine, ...]
    hits: int
    outline: tuple[OutlineEntry, ...] = ()
    ticks: tuple[Tick, ...] = ()
    heading_ticks: tuple[Tick, ...] = field(default=())
    left_out: bool = False


def lay_out(
    text: str,
    marks: Sequence[Mark] = (),
    edits: Sequence[Edit] = (),
    *,
    shown: str = "",
    quoted: tuple[int, int] | None = None,
    edit_kinds: Collection[str] = ("repair", "clean", "editor"),
    masked: Sequence[tuple[int, int, PartKind]] | None = None,
    part: TextPart | None = None,
    sections: Sequence[Section] = (),
) -> ReportLayout:
    """Return the layout of ``text``, or of one ``part`` of it, with its hits and edits.

    ``edits`` are all those that led to ``text``; the page shows those whose kind is in ``edit_kinds``. Without edits
    the text is plain. ``shown`` and ``quoted`` as in Layers; ``masked`` are ``masked_spans(text)``, None to find them.
    ``sections``: those of the text.
    """
    inserted, removed = shown_changes(edits, edit_kinds)
    masked = masked_spans(text) if masked is None else masked
    drawn = _first_lines(removed)
    left_out = max(len(marks), len(inserted), len(masked)) > MOST_DRAWN or drawn != removed
    marks, inserted, masked = marks[:MOST_DRAWN], inserted[:MOST_DRAWN], masked[:MOST_DRAWN]
    shown_part = part or TextPart(0, len(text), tuple(lines_of(text)), 0, 0, ())
    lines, end = shown_part.lines, shown_part.end
    if part:
        is_last = end == len(text)
        drawn = [each for each in drawn if part.start <= each.at and (each.at < end or is_last)]
    words = shown or text
    whole, inline = _whole_lines(drawn, lines)
    layers = Layers(text, marks, True, masked, inserted, inline, shown, quoted)
    laid: list[ReportLine] = []
    paragraphs, headings, waiting = shown_part.paragraphs, shown_part.headings, 0
    told = sections_of_lines(lines, sections)
    for line, (section, opens) in zip(lines, told, strict=True):
        while waiting < len(whole) and whole[waiting].at <= line.start:
            laid += _removed_lines(whole[waiting])
            waiting += 1
        if line.level:
            headings += 1
        else:
            paragraphs += 1
        number = headings if line.level else paragraphs
        runs = cut_runs(layers, line.start, line.end)
        laid.append(replace(line, number=number, runs=runs, section=section, opens=opens))
    for each in whole[waiting:]:
        laid += _removed_lines(each)
    titles = [line for line in laid if line.level]
    places = [_place(title.start, text) for title in titles]
    if part:
        places = list(dict.fromkeys(_place(start, text) for start in part.titles))
    return ReportLayout(
        tuple(laid),
        len(marks),
        tuple(_outline(words, titles, marks, end)) if len(titles) > 1 else (),
        tuple(strip_ticks(marks, words)),
        tuple(Tick(place, 0) for place in places),
        left_out,
    )


def is_seen(before: str, after: str) -> bool:
    """Return whether a page shows a change: one of blanks or invisible characters alone has nothing to show."""
    return bool(without_invisible(before).strip() or after.strip())


def shown_changes(
    edits: Sequence[Edit], edit_kinds: Collection[str] = ("repair", "clean", "editor")
) -> tuple[list[Inserted], list[Removed]]:
    """Return the edits of the kinds ``edit_kinds``, in offsets of the text that all edits led to.

    A change of blanks or invisible characters alone is not shown.
    """
    inserted: list[Inserted] = []
    removed: list[Removed] = []
    shift = 0
    for edit in edits:
        at = edit.start + shift
        words = without_invisible(edit.before)  # a mark of direction would turn the words around it
        if words.strip() and edit.kind in edit_kinds:
            removed.append(Removed(at, words, edit.rule))
        if edit.after.strip() and edit.kind in edit_kinds:
            inserted.append(Inserted(at, at + len(edit.after), edit.rule))
        shift += len(edit.after) - len(edit.before)
    return inserted, removed


def strip_ticks(marks: Sequence[Mark], text: str) -> Iterator[Tick]:
    """Yield one tick for each place, however many hits share it."""
    last = -1
    for index, mark in enumerate(marks):
        place = _place(mark.start, text)
        if place != last:
            yield Tick(place, index + 1, text[mark.start : mark.end])
        last = place


def _place(offset: int, text: str) -> int:
    step = STRIP_WIDTH // _TICKS
    return offset * (_TICKS - 1) // max(1, len(text)) * step


def lines_of(text: str) -> list[ReportLine]:
    """Return the lines of ``text`` that are not blank, with level and place, without the blanks around them."""
    return _leveled(list(_lines(text)))


def _lines(text: str) -> Iterator[ReportLine]:
    for match in _LINE.finditer(text):
        line = match[0]
        bare = line.strip()
        if not bare:
            continue
        start = match.start() + len(line) - len(line.lstrip())
        yield ReportLine("text", level=level_of(bare), start=start, end=start + len(bare))


def level_of(line: str) -> int:
    """Return 2 for 一、… and 第一章, 3 for （一）…, if the line is short and holds no sentence; else 0."""
    if len(line) > HEADING_LENGTH or _SENTENCE.search(line):
        return 0
    return 2 if _CHAPTER.match(line) else 3 if _SECTION.match(line) else 0


def _leveled(lines: list[ReportLine]) -> list[ReportLine]:
    """Raise headings that stand below a missing level: a text with （一） alone has them as its chapters."""
    if any(line.level == 2 for line in lines):
        first = next(index for index, line in enumerate(lines) if line.level == 2)
        early = [replace(line, level=2) if line.level else line for line in lines[:first]]
        return early + lines[first:]
    return [replace(line, level=2) if line.level else line for line in lines]


def _whole_lines(removed: Sequence[Removed], lines: Sequence[ReportLine]) -> tuple[list[Removed], list[Removed]]:
    """Divide the removed words into (those between paragraphs, those inside a paragraph)."""
    starts = [line.start for line in lines]
    whole: list[Removed] = []
    inline: list[Removed] = []
    for at, together in groupby(removed, key=lambda each: each.at):
        here = list(together)
        index = bisect_left(starts, at + 1) - 1
        holder = lines[index] if index >= 0 else None
        breaks = [number for number, each in enumerate(here) if "\n" in each.text]
        first, last = 0, len(here)  # the removals inside the paragraph
        if holder is None or at > holder.end:
            last = 0
        elif breaks and at == holder.start:  # words before a removed line break belong to another line
            first = breaks[-1] + 1
        elif breaks and at == holder.end:  # and so do words behind one
            last = breaks[0]
        inline += here[first:last]
        whole += here[:first] + here[max(first, last) :]
    return whole, inline


def _first_lines(removed: list[Removed]) -> list[Removed]:
    """Return the removed words as far as they are MOST_DRAWN lines; one edit may remove 250,000."""
    room = MOST_DRAWN
    for index, each in enumerate(removed):
        lines = each.text.count("\n") + 1
        if lines > room:
            begun = [replace(each, text="\n".join(each.text.split("\n", room)[:room]))] if room else []
            return [*removed[:index], *begun]
        room -= lines
    return removed


def _removed_lines(removed: Removed) -> Iterator[ReportLine]:
    for line in removed.text.split("\n"):
        if line.strip():
            yield ReportLine("removed", text=line.strip(), rule=removed.rule)


def _outline(text: str, titles: Sequence[ReportLine], marks: Sequence[Mark], last: int) -> Iterator[OutlineEntry]:
    starts = [mark.start for mark in marks]
    for index, title in enumerate(titles):
        end = titles[index + 1].start if index + 1 < len(titles) else last
        hits = bisect_left(starts, end) - bisect_left(starts, title.start)
        yield OutlineEntry(
            title.number, title.level, text[title.start : title.end], hits, title.section if title.opens else ""
        )

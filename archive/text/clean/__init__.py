"""Which lines of a text did a web page put around the report? They are removed, and never a sentence of the report.

Each rule is a small function from a Page to the Cuts it makes. The rules run in the order of RULES, each on the text
that the rules before it left. Rules look at folded lines, so both scripts are one. Every cut becomes an edit with its
rule, so that an editor can undo it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence

from archive.text.clean.appeals import (
    appeals,
    bare_counts,
    datelines,
    reader_replies,
    stamped_lists,
    teasers_behind_editor,
    tool_rows,
    topics,
)
from archive.text.clean.blocks import (
    document_site_boxes,
    footers,
    hotlines,
    paper_mill_lines,
    related_news,
    withheld_text,
)
from archive.text.clean.cleaned import RULE_LABELS, TRUNCATED, Cleaned, Removal
from archive.text.clean.edges import (
    clippings,
    contents,
    menus,
    paths,
    repeated_titles,
    search_words,
    slogans,
    split_titles,
    toolbars,
)
from archive.text.clean.layout import above_path, behind_editor, button_runs, headline_lists
from archive.text.clean.marks import (
    captions,
    counters,
    ends_in_mid_sentence,
    is_one_of_several_pages,
    last_names,
    pagers,
    watermarks,
)
from archive.text.clean.mastheads import baits, mastheads
from archive.text.clean.page import Cut, Page, letters_of, page_of, page_without
from archive.text.clean.panels import scan_lines, self_descriptions
from archive.text.edits import Edit, apply_edits, compose_edits

__all__ = ["RULES", "RULE_LABELS", "TRUNCATED", "Cleaned", "Removal", "clean_text", "drop_title"]

RULES: Sequence[Callable[[Page], Iterable[Cut]]] = (
    baits,
    reader_replies,
    stamped_lists,
    teasers_behind_editor,
    document_site_boxes,
    related_news,
    withheld_text,
    appeals,
    tool_rows,
    footers,
    hotlines,
    headline_lists,
    above_path,
    paper_mill_lines,
    button_runs,
    toolbars,
    paths,
    clippings,
    contents,
    pagers,
    behind_editor,
    mastheads,
    self_descriptions,
    scan_lines,
    counters,
    bare_counts,
    datelines,
    topics,
    menus,
    captions,
    search_words,
    slogans,
    watermarks,
    split_titles,
    repeated_titles,
    self_descriptions,
    last_names,
)

_BLANK_RUN = re.compile(r"\n(?:[^\S\n]*\n){2,}")
_BLANK_START = re.compile(r"(?:[^\S\n]*\n)+")


def clean_text(text: str, *, title_hint: str = "") -> Cleaned:
    """Return ``text`` without boilerplate and with at most one blank line in a row; see Cleaned.

    ``title_hint`` is a title known from elsewhere (the page's headline): a line that equals it is never boilerplate.
    The first title line stays in the text; ``drop_title`` removes it once the title is decided.
    """
    edits: list[Edit] = []
    page = page_of(text, title_hint)
    is_part = is_one_of_several_pages(page)
    for rule in RULES:
        if found := _edits_of(page.text, rule(page)):
            edits = compose_edits(edits, found, text) if edits else found
            page = page_without(page, apply_edits(text, edits))
    removed = tuple(Removal(edit.rule, edit.before.strip()) for edit in edits)
    edits = compose_edits(edits, _blank_lines(page.text, edits), text)
    is_part |= any(removal.rule == "truncation" for removal in removed) or ends_in_mid_sentence(page)
    notes = (TRUNCATED,) if is_part else ()
    return Cleaned(apply_edits(text, edits), tuple(edits), notes, removed)


def drop_title(text: str, title: str) -> list[Edit]:
    """Return the edit (rule ``title-line``) that removes the first line if it equals ``title``, blanks and signs apart.

    The page shows the title by itself. A sentence (…。) is never taken out. Offsets count in ``text``; empty if the first
    line is another one. The edit ends with its own line, so that a cut behind it stays an edit of its own; a blank line
    there is another.
    """
    page = page_of(text, title)
    if not page.lines or not page.title or page.lines[0].letters != letters_of(title):
        return []
    line = page.lines[0]
    if line.words.endswith("。"):
        return []
    edits = [Edit(line.start, text[line.start : line.end], "", "clean", "title-line")]
    if len(page.lines) > 1 and page.lines[1].start > line.end:
        edits.append(Edit(line.end, text[line.end : page.lines[1].start], "", "clean", "blank-lines"))
    return edits


def _edits_of(text: str, cuts: Iterable[Cut]) -> list[Edit]:
    """Return the edits of a rule's cuts: sorted, and of two that overlap the first."""
    edits: list[Edit] = []
    for cut in sorted(set(cuts), key=lambda cut: (cut.start, -cut.end)):
        if (not edits or cut.start >= edits[-1].end) and cut.end > cut.start:
            edits.append(Edit(cut.start, text[cut.start : cut.end], "", "clean", cut.rule))
    return edits


def _blank_lines(text: str, edits: Sequence[Edit]) -> list[Edit]:
    """Return edits that collapse blank lines, split where an earlier removal stood so that each keeps its own rule."""
    seams, shift = [], 0
    for edit in edits:
        seams.append(edit.start + shift)
        shift += len(edit.after) - len(edit.before)
    outer = [(len(text.rstrip()), len(text))]
    if opening := _BLANK_START.match(text):
        outer.append(opening.span())
    # The first and the last line break of a run make the one blank line that stays.
    inner = [(match.start() + 1, match.end() - 1) for match in _BLANK_RUN.finditer(text)]
    found: list[Edit] = []
    for start, end in sorted(outer + inner):
        for left, right in _between(start, end, seams):
            if not found or left >= found[-1].end:
                found.append(Edit(left, text[left:right], "", "clean", "blank-lines"))
    return found


def _between(start: int, end: int, seams: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the stretch from ``start`` to ``end``, divided at the seams inside it."""
    left = start
    for seam in seams[bisect_left(seams, start) :]:
        if seam >= end:
            break
        if seam > left:
            yield left, seam
            left = seam
    if end > left:
        yield left, end

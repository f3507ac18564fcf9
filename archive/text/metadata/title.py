"""The title: the page's own title, or the first short line that the body confirms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from archive.text.clean.cleaned import Cleaned
from archive.text.evidence import Candidate, Evidence, choose
from archive.text.lines import FoldedLine, bare, read_newsprint
from archive.text.metadata.title_head import LITTLE, MUCH, Head, ends_as_title, read_head, support
from archive.text.metadata.title_units import is_source_line
from archive.text.titles.refused import LONGEST, is_column, is_never_a_title
from archive.text.titles.site import (
    behind_site,
    cut_at_line,
    decoded,
    is_site,
    site_behind,
    without_site_name,
)
from search.fold import fold

__all__ = ["describe_title", "first_sentence", "site_behind", "without_site_name", "working_title"]

WORKING_TITLE_LENGTH = 30

# 《某镇工作要点.docx》由用户分享: the box of a file shop names the file.
_SHARED_FILE = re.compile(r"^[<\"](?P<title>[^<>\"]{6,64})\.(?:docx?|pdf|wps|txt|pptx?)[>\"]")
_JUNK_HINT = re.compile(r"^(?:microsoft word|文档|新建|无标题|untitled|powerpoint|幻灯片|默认)", re.IGNORECASE)
_CRUMB = re.compile(r"^(?:当前|您的|你的|所在|您现在的|您所在的)位置")
_STEP = re.compile(r"[>＞»›→]")
_SENTENCE_END = re.compile(r"[。！？；!?;]")
_PAUSE = re.compile(r"[，,、：:]")
# 01.某镇总结(定稿) (2): what a folder adds to a name.
_NUMBERED = re.compile(
    r"^(?:\d{1,4}|[a-z]\d{1,4})[-_.、 ]+(?=[^\d])|[ _-]{0,2}(?:\(\d{1,2}\)|副本|终稿|定稿)$", re.IGNORECASE
)
# A line that holds the address of the page alone, with a label or without.
_ADDRESS_ALONE = re.compile(r"^(?:[\u4e00-\u9fff]{2,6} ?: ?)?(?:https?://|www\.)[!-~]+$")
# （原标题：某题名） is what another paper called it.
_LABEL_AT_FOOT = re.compile(r"^[(\[]?(?:本文|文章|原文)?(?:原?标题|题目) ?: ?")
_FOOT = 4  # lines
_NARROW = 6
_SEPARATORS = ("_", "-", "|", "·")


def describe_title(
    page: list[FoldedLine],
    lines: list[FoldedLine],
    cleaned: Cleaned,
    *,
    hint: str = "",
    site_name: str = "",
    filename: str = "",
) -> Evidence:
    """Return the title as the copy spells it, or None with rule ``working-title`` and the first sentence as quote.

    ``page`` are the lines of the repaired text, ``lines`` those of the cleaned text. A line right above the source
    line is a title even if the body never repeats its words. A subtitle on the next line (——) belongs to the title.
    Signs: below-source, above-body, top-of-page, crowded (more than three lines could be it), short, support-high,
    support-low, title-word.
    """
    head = read_head(page, lines, cleaned)
    candidates = [
        *_from_hint(behind_site(decoded(hint)), site_name, page, head, cleaned),
        *head.candidates,
        *_from_filename(filename, page, head),
        *(() if head.candidates else _from_crumb(page, cleaned)),
        *_printed(page),
        *_shared_file(page),
        *_at_the_foot(page),
    ]
    if candidates:
        chosen = choose(candidates)
        return replace(chosen, signs=(*chosen.signs, *_signs(chosen.value or "", head)))
    sentence = first_sentence(lines)
    return Evidence(None, "working-title" if sentence else "not-found", sentence, 0.2 if sentence else 0.0)


def first_sentence(lines: list[FoldedLine]) -> str:
    """Return the first sentence, whole and literal, of the first line with a dozen word characters or more."""
    lines = [line for line in lines if line.bare and not is_address(line.text)] or lines[:1]
    # 各位领导: or the authors' names are no sentence.
    first = next((line for line in lines if len(line.bare) >= 12), lines[0] if lines else None)
    if first is None:
        return ""
    end = _SENTENCE_END.search(first.text)
    return first.text[: end.end()] if end else first.text


def is_address(line: str) -> bool:
    """Return whether a line is an address of the web and no words; such a line is no title and no sentence."""
    return bool(_ADDRESS_ALONE.match(fold(line.strip())))


def working_title(sentence: str) -> str:
    """Make a title: the sentence up to its last pause within 30 characters, without final punctuation."""
    sentence = _SENTENCE_END.split(sentence)[0].strip()
    if len(sentence) <= WORKING_TITLE_LENGTH:
        return sentence
    pauses = [pause.start() for pause in _PAUSE.finditer(sentence, 12, WORKING_TITLE_LENGTH + 1)]
    return sentence[: pauses[-1]] if pauses else sentence[:WORKING_TITLE_LENGTH] + "…"


def _signs(title: str, head: Head) -> tuple[str, ...]:
    borne = support(bare(title), head.body)
    also = {"support-high": borne >= MUCH, "support-low": borne < LITTLE, "title-word": ends_as_title(title)}
    return (*head.signs.get(bare(title), ()), *(sign for sign, holds in also.items() if holds))


def _from_hint(hint: str, site_name: str, page: list[FoldedLine], head: Head, cleaned: Cleaned) -> Iterator[Candidate]:
    """Yield the page's own title without its site, in the text's spelling if a line of the page says it."""
    if not hint:
        return
    spelt = {bare(removal.text): removal.text.strip() for removal in cleaned.removed if "\n" not in removal.text}
    spelt |= {line.bare: line.text for line in reversed(page)}
    spelt |= {bare(candidate.value): candidate.value for candidate in head.candidates}
    title = cut_at_line(hint, spelt.keys())
    # A copy may show its page's whole title, site and all.
    if not title or title == hint.strip():
        title = without_site_name(hint, site_name)
    is_shown = bare(title) in spelt
    if len(bare(title)) < 4 or _JUNK_HINT.search(title) or is_column(fold(title)) or is_site(title):
        return
    if is_shown and spelt[bare(title)].endswith(_SEPARATORS):
        title = without_site_name(hint, site_name)  # a page breaks its title where its site begins
        yield Candidate(title, "page-title", hint, 0.9)
        return
    if is_shown:
        yield Candidate(spelt[bare(title)], "page-title", hint, 0.97)
        return
    # The text has a shorter title, and the page's goes on with its site; or a narrow print breaks a whole one.
    for line, following in pairwise(page[: _NARROW + 1]):
        if len(line.bare) >= 6 and len(line.text) <= LONGEST and bare(title).startswith(line.bare):
            is_broken = bool(following.bare) and bare(title).startswith(line.bare + following.bare[:2])
            yield Candidate(title if is_broken else line.text, "page-title", hint, 0.95)
            return
    if support(bare(title), head.body) >= 0.3:
        yield Candidate(title, "page-title-alone", hint, 0.9)


def _from_crumb(page: list[FoldedLine], cleaned: Cleaned) -> Iterator[Candidate]:
    """Yield the last step of 当前位置 above the source line, if cleaning took a line with the same words for a menu's."""
    removed = {bare(line): line.strip() for removal in cleaned.removed for line in removal.text.split("\n")}
    for line, below in pairwise(page[: _NARROW + 1]):
        step = bare(_STEP.split(line.text)[-1]) if _CRUMB.search(line.folded) else ""
        title = removed.get(step, "")
        if len(step) > _NARROW and is_source_line(below) and not is_never_a_title(title, fold(title)):
            yield Candidate(title, "repeated-title", title, 0.75)
            return


def _printed(page: list[FoldedLine]) -> Iterator[Candidate]:
    if printed := read_newsprint(page):
        is_first_half = any(line.bare == bare(printed.names) for line in page[:6]) and bool(printed.names)
        title = f"{printed.names} {printed.title}" if is_first_half else printed.title
        yield Candidate(title, "newsprint", printed.quote, 0.97 if is_first_half else 0.93)


def _at_the_foot(page: list[FoldedLine]) -> Iterator[Candidate]:
    """Yield the title that a site names below the text: 标题：…."""
    for line in page[2:][-_FOOT:]:
        if label := _LABEL_AT_FOOT.match(line.folded):
            title = line.text[label.end() :].strip(" \t\u3000)）")
            if not is_never_a_title(title, fold(title), is_marked=True):
                yield Candidate(title, "labelled", line.text, 0.7)


def _shared_file(page: list[FoldedLine]) -> Iterator[Candidate]:
    for line in page[:3]:
        if match := _SHARED_FILE.match(line.folded):
            title = line.text[slice(*match.span("title"))].strip()
            yield Candidate(title, "document-site", line.text[: match.end()], 0.9)


def _from_filename(filename: str, page: list[FoldedLine], head: Head) -> Iterator[Candidate]:
    """Yield the file's name: a doubtful title where the body bears it out, a better one where a line says it too."""
    name = _NUMBERED.sub("", re.split(r"[/\\]", filename)[-1].rsplit(".", 1)[0].strip())
    name = without_site_name(name).strip()
    if sum("\u4e00" <= character <= "\u9fff" for character in name) < 6:
        return
    borne = support(bare(name), head.body)
    if borne >= 0.4:
        yield Candidate(name, "filename", filename, round(0.45 + 0.3 * min(1.0, borne / 0.8), 2))

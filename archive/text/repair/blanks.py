"""Which blanks, line breaks and commas did copying put into the text?

No-break blanks shown as ``?``, blanks between all characters, breaks inside sentences as dumps of documents have
them, doubled commas.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from archive.text.edits import Edit
from archive.text.repair.clauses import breaks_inside
from archive.text.repair.likelihood import words_of
from archive.text.repair.readings import HAN

_FEWEST = 2  # one `?` or one spaced word may be intended

_INDENT = re.compile(rf"(?:(?<=\n)|(?<![\s\S]))[ \u3000]*\?{{1,8}}(?=[ \u3000]*[{HAN}\d“《（(])")
# Indents of lines that a page joined: `。 ????近年来`.
_INDENT_INSIDE = re.compile(rf"(?:(?<=[。！”’）)] )\?{{2,8}}|(?<=[^\s?？] )\?{{4,8}})(?=[ \u3000]?[{HAN}\d“《（(])")
_INNER = re.compile(r"(?<=\d)\?(?=\d|[年月日号号時时分个個名万萬亿億元户戶人次村])|(?<=[月年])\?(?=\d)")

# A blank and a no-break blank by turns: `A? ? ? [文章编号]? 1009`, `[摘? 要]`.
_BY_TURNS = re.compile(r"\?(?: +\?)+ *|(?<=[\]】]) ?\? +|(?<=[\[【][摘关關])\? +(?=[要鍵键])")

_SPACED = re.compile(rf"(?<![{HAN}])[{HAN}](?:[ \u3000\xa0][{HAN}，。、；：“”（）《》]){{3,}}(?![{HAN}])")
_BLANK = re.compile(r"[ \u3000\xa0]")
_NUMERALS = re.compile(r"[一二三四五六七八九十]{4}")
_LONG_RUN = 6
_IN_WORDS = 0.6

_TWICE = re.compile(
    rf"(?<=[{HAN}”’》）)%\d])(?:([,，、；;])\1(?=[{HAN}“‘《（(\d])|[,，、；;]+(?=。)|(?<!。)。(?=。(?!。))"
    r"|(?<!…)[,，、](?=[,，、；;](?![,，、])))"
)

_LINE = re.compile(r"[^\n]*")
_FEWEST_BREAKS = 3
_NARROWEST, _WIDEST = 16, 80  # characters in a full line
_SLACK = 2  # a line may end early: the next sign did not fit, or may not begin a line
_ENDS = re.compile(r"[。！？；：…!?;:.”’」』》）)\]】]$")
_OPEN = re.compile(rf"[{HAN}，,、“‘《（(\w%]$")
_COMMA = re.compile(r"[，,、]$")
_SENTENCE_END = re.compile(r"[。！？；：!?;:][”’」』》）)]*$")
_NEW_PIECE = re.compile(
    r"^(?:[ \t\u3000]|[(（]?[一二三四五六七八九十百\d]{1,3}[)）、.．,，是要]|第[一二三四五六七八九十百\d]{1,3}[章节節条條部篇，,、是]"
    r"|[●◆■▲★※○◎•·\-—*#>|]|[①-⑳]|[（(]?[a-zA-Z][.)、）]|[首其再最]先|(?:附|注|表|图|圖)[件：:\d]"
    r"|(?:来源|來源|作者|责任编辑|責任編輯|编辑|记者|記者|时间|時間|日期|发布|發布|关键词)[：: ])"
)
_DATE_LINE = re.compile(r"^[ \u3000]*(?:[12]\d{3}|二[〇○零]..)年.{1,8}[日月]?[ \u3000]*$")
_TABLE = re.compile(r"\t|[|│┃]|\S {2,}\S|\S\u3000+\S")
_TEXT_START = re.compile(rf"^[{HAN}\da-zA-Z“‘《（(、，,。；]")


def repair_question_marks(text: str) -> list[Edit]:
    """Return edits (``nbsp-question``) for no-break blanks shown as ``?`` at the start of lines or between digits."""
    if "?" not in text:
        return []
    indents = [Edit(match.start(), match[0], "", "repair", "nbsp-question") for match in _INDENT.finditer(text)]
    indents += [Edit(match.start(), match[0], "", "repair", "nbsp-question") for match in _INDENT_INSIDE.finditer(text)]
    inner = [Edit(match.start(), "?", " ", "repair", "nbsp-question") for match in _INNER.finditer(text)]
    turns = [Edit(match.start(), match[0], " ", "repair", "nbsp-question") for match in _BY_TURNS.finditer(text)]
    found: list[Edit] = []
    for edit in sorted(indents + inner + turns, key=lambda edit: edit.start):
        if not found or edit.start >= found[-1].end:
            found.append(edit)
    clear = any(edit.before.count("?") >= 2 for edit in indents)
    return found if clear or len(found) >= _FEWEST else []


def repair_spaced_characters(text: str) -> list[Edit]:
    """Return edits (``spaced``) that remove blanks inside runs of single characters that make words (社 区 以)."""
    runs = [match for match in _SPACED.finditer(text) if _reads_as_words(_BLANK.sub("", match[0]))]
    if len(runs) < _FEWEST and not any(len(run[0]) > 2 * _LONG_RUN for run in runs):
        return []
    return [
        Edit(run.start() + blank.start(), blank[0], "", "repair", "spaced")
        for run in runs
        for blank in _BLANK.finditer(run[0])
    ]


def repair_doubled_commas(text: str) -> list[Edit]:
    """Return edits (``doubled-comma``) for the first of two commas or full stops, and for a comma before 。."""
    return [
        Edit(match.start(), match[0][:1] if match[1] else match[0], "", "repair", "doubled-comma")
        for match in _TWICE.finditer(text)
    ]


def repair_broken_lines(text: str) -> list[Edit]:
    """Return edits (``line-break``) that drop a break behind a full line or a comma where the next line goes on.

    Where the document shows it: FEWEST_BREAKS such lines or more, all of one width or all at commas, in groups that
    end as sentences do. And a single break inside a word or clause of prose. Headings, entries of lists, signatures
    and tables stay lines.
    """
    lines = [(match.start(), match[0].rstrip()) for match in _LINE.finditer(text) if match[0] or not match.end()]
    full = _full_width(lines)
    breaks = [at for at in range(len(lines) - 1) if _goes_on(lines, at, full)]
    breaks = _ended_groups(lines, breaks)
    if len(breaks) < (_FEWEST_BREAKS if full else 2):
        breaks = []
    edits: list[Edit] = []
    for at in sorted(
        {*breaks, *breaks_inside(lines, lambda at: _may_go_on(lines, at) and _are_neighbours(text, lines, at))}
    ):
        start = lines[at][0] + len(lines[at][1])
        end = lines[at + 1][0]
        between = " " if _is_latin(lines[at][1][-1]) and _is_latin(lines[at + 1][1][0]) else ""
        edits.append(Edit(start, text[start:end], between, "repair", "line-break"))
    return edits


def _reads_as_words(joined: str) -> bool:
    """Return whether most characters belong to words of two or more: names in a row do not."""
    counted = _NUMERALS.search(joined)
    return not counted and sum(len(word) for word in words_of(joined) if len(word) > 1) >= _IN_WORDS * len(joined)


def _full_width(lines: Sequence[tuple[int, str]]) -> float:
    """Return the width at which most unfinished lines were broken; 0 if they end anywhere."""
    widths = Counter(round(width) for _, words in lines if (width := _width(words)) and not _ENDS.search(words))
    widths = Counter({width: count for width, count in widths.items() if _NARROWEST <= width <= _WIDEST})
    if not widths:
        return 0.0
    best = max(widths, key=lambda width: (sum(widths[width - step] for step in range(_SLACK + 1)), -width))
    near = sum(widths[best - step] for step in range(_SLACK + 1))
    longer = sum(_width(words) > best + 1 for _, words in lines)
    return float(best) if near >= _FEWEST_BREAKS and near * 2 > widths.total() and longer <= near // 4 else 0.0


def _goes_on(lines: Sequence[tuple[int, str]], at: int, full: float) -> bool:
    words = lines[at][1]
    if not _may_go_on(lines, at):
        return False
    if full:
        return (
            full - _SLACK - 0.5 <= _width(words) <= full + 1 and not _ENDS.search(words) and bool(_OPEN.search(words))
        )
    return bool(_COMMA.search(words)) and len(words) >= 12


def _may_go_on(lines: Sequence[tuple[int, str]], at: int) -> bool:
    """Return whether the next line is no line of its own by its form: no blank line between, no entry, no table."""
    words, following = lines[at][1], lines[at + 1][1]
    if not words or not following or lines[at + 1][0] - lines[at][0] > len(words) + 3:
        return False
    if _TABLE.search(words) or _TABLE.search(following) or _NEW_PIECE.match(following) or _DATE_LINE.match(following):
        return False
    return bool(_TEXT_START.match(following))


def _are_neighbours(text: str, lines: Sequence[tuple[int, str]], at: int) -> bool:
    """Return whether no blank line stands between: a paragraph ends there."""
    return text.count("\n", lines[at][0], lines[at + 1][0]) == 1


def _ended_groups(lines: Sequence[tuple[int, str]], breaks: Sequence[int]) -> list[int]:
    """Return the breaks of groups whose last line ends as a sentence does: couplets and headings do not."""
    ended: list[int] = []
    group: list[int] = []
    for at in breaks:
        if group and at != group[-1] + 1:
            ended += group if _SENTENCE_END.search(lines[group[-1] + 1][1]) else []
            group = []
        group.append(at)
    if group and _SENTENCE_END.search(lines[group[-1] + 1][1]):
        ended += group
    return ended


def _width(words: str) -> float:
    """Return the width in Han characters; letters and digits count half."""
    narrow = sum(map(words.count, "0123456789")) + len(re.findall(r"[a-zA-Z.,:;%() -]", words))
    return len(words) - narrow / 2


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()

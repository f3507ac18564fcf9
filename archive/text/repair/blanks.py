"""Blanks that turned into question marks, blanks between all characters, and doubled commas."""

from __future__ import annotations

import re

from archive.text.edits import Edit
from archive.text.repair.likelihood import words_of
from archive.text.repair.readings import HAN

_FEWEST = 2  # one `?` or one spaced word may be intended

_INDENT = re.compile(rf"(?:(?<=\n)|(?<![\s\S]))[ \u3000]*\?{{1,8}}(?=[ \u3000]*[{HAN}\d“《（(])")
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


def repair_question_marks(text: str) -> list[Edit]:
    """Return edits (``nbsp-question``) for no-break blanks shown as ``?`` at the start of lines or between digits."""
    if "?" not in text:
        return []
    indents = [Edit(match.start(), match[0], "", "repair", "nbsp-question") for match in _INDENT.finditer(text)]
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


def _reads_as_words(joined: str) -> bool:
    """Return whether most characters belong to words of two or more: names in a row do not."""
    counted = _NUMERALS.search(joined)
    return not counted and sum(len(word) for word in words_of(joined) if len(word) > 1) >= _IN_WORDS * len(joined)

"""The page's own lines as a reader sees them: without buttons, and with each label beside its value.

A page copied out of its layout has 来源： on one line and the paper's name on the next, and thirteen buttons between the
title and both. A page states its card fields in its first and last eight lines.
"""

from __future__ import annotations

import re

from archive.text.clean.cleaned import Cleaned
from archive.text.metadata.lines import HEAD_LINES, FoldedLine, bare, read_lines

_FURNITURE = ("share", "navigation", "caption")
_LONGEST_BUTTON = 16
_LABEL_ALONE = re.compile(
    r"^\[?(?:(?:文章|信息|稿件|新闻|内容|本文)?来源|稿源|作者|时间|日期|(?:发布|发表|更新|成文)(?:时间|日期)|供稿) ?:$"
)
_LONGEST_VALUE = 40
_FURTHEST_TITLE = 60


def read_page(text: str, cleaned: Cleaned) -> list[FoldedLine]:
    """Return the lines of the repaired ``text`` without short ones that cleaning removed, labels joined to values."""
    buttons = {
        line.strip()
        for removal in cleaned.removed
        if removal.rule in _FURNITURE
        for line in removal.text.split("\n")
        if (len(line.strip()) <= _LONGEST_BUTTON and not line.rstrip().endswith((":", "：")))
        or line.lstrip().startswith(("![", "<center>="))
    }
    joined: list[FoldedLine] = []
    for line in read_lines(text):
        if line.text in buttons:
            continue
        before = joined[-1] if joined else None
        if (
            before
            and len(line.text) <= _LONGEST_VALUE
            and _LABEL_ALONE.match(before.folded)
            and ":" not in line.folded[:6]
        ):
            joined[-1] = FoldedLine(f"{before.text} {line.text}", f"{before.folded} {line.folded}")
        else:
            joined.append(line)
    return joined


def below_furniture(lines: list[FoldedLine], title: str) -> list[FoldedLine]:
    """Return the lines from the title on, if more short ones stand above it than a page's head has; else all.

    The log-in box, the columns and the path of a saved page stand there, and push the source line out of the head.
    """
    wanted = bare(title)
    at = next((at for at, line in enumerate(lines[:_FURTHEST_TITLE]) if wanted and line.bare == wanted), 0)
    is_furniture = at >= HEAD_LINES - 2 and all(len(line.text) <= _LONGEST_VALUE for line in lines[:at])
    return lines[at:] if is_furniture else lines

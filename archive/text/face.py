"""The face of a text: what the readers of numbers and headings look at. Same length, so that offsets stay.

Words are those of the fold (one form for both scripts and all widths), but punctuation is kept: the fold writes 。 as a
full stop, and a reader of numbers could not tell it from the point of 12.5.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

from search.fold import fold

#: Marks of one meaning in either script: quotes of 「」 and “”, the middle stroke of a range, the comma of a list.
_MARKS = {"「": "“", "」": "”", "『": "‘", "』": "’", "﹐": "，", "﹑": "、", "﹔": "；", "﹕": "：", "˙": "·"}
#: Half-width twins of marks that a text without full-width ones writes; 。 has none, since . is also a point.
_PLAIN = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）", "﹪": "%", "％": "%", "～": "~", "〜": "~", "＊": "*", "＋": "+", "／": "/", "∶": "：", "．": "."}  # fmt: skip

#: 計畫 and 規畫 of one script are 计划 and 规划 of the other; the fold keeps 画 and 划 apart.
_PLANS = re.compile("(?<=[计规策筹谋企])画")


def face(text: str) -> str:
    """Return the text with folded words, line ends as ``\\n`` and one form for each punctuation mark; same length."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    words = np.frombuffer(fold(text).encode("utf-32-le", "surrogatepass"), "<u4")
    kept, forms = _punctuation()
    inside = codes < len(kept)
    marks = np.where(inside, codes, 0)
    shown = (
        np.where(inside & kept[marks], forms[marks], words).astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    )
    return _PLANS.sub("划", shown)


@cache
def _punctuation() -> tuple[NDArray[np.bool_], NDArray[np.uint32]]:
    """Return for each code point below U+10000 whether it keeps its own form, and which; a constant of the program."""
    kept = np.zeros(0x10000, dtype=bool)
    forms = np.arange(0x10000, dtype="<u4")
    for code in range(0x10000):
        char = chr(code)
        if unicodedata.category(char)[0] not in "PS" and char != "\n":
            continue
        kept[code] = True
        shown = _MARKS.get(char) or _PLAIN.get(char) or unicodedata.normalize("NFKC", char)
        shown = _PLAIN.get(shown, shown)
        if len(shown) == 1 and not shown.isspace():
            forms[code] = ord(shown)
    return kept, forms

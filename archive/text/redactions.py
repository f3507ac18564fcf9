"""Redactions (有隐去): places and numbers that were masked before the text reached the archive.

They are neither junk nor values: ``**区`` is no place, ``****年`` no date. They stay in the text literally, so that
copying, offsets and search agree.
"""

from __future__ import annotations

import re

#: Runs of asterisks with the dots and percent signs of masked numbers (``**.*%``),
#: and X or × in the place of a name (XX县, X乡X村, ××市). A lone ``*`` counts only inside
#: a sentence: before a Han character, and not at the start of a line, where it is a bullet.
REDACTION = re.compile(
    r"[*＊]{2,}(?:\.[*＊]+)?"
    r"|[*＊](?:\.[*＊]+)"
    r"|(?<=[\u4e00-\u9fff\d，,。、；;：:“（(])[*＊](?=[\u4e00-\u9fff%])"
    r"|(?<![A-Za-zＸ×])[XxＸ×]{1,4}(?=[省市区區县縣乡鄉镇鎮村旗州盟])"
    r"|[〇○●]{3,}"
)

#: Every redaction holds one of these. Most titles and excerpts hold none, and this test takes a tenth of the time.
_MASKS = re.compile("[*＊XxＸ×〇○●]")


def find_redactions(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of every redaction, in code points of ``text``."""
    if not _MASKS.search(text):
        return []
    return [match.span() for match in REDACTION.finditer(text)]


def is_redacted(text: str) -> bool:
    return REDACTION.search(text) is not None

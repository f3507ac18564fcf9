"""Reading a text in the other script (读作繁體, 读作简体): phrase-level OpenCC, for display only.

Every entry of the lists that s2tw and t2s use is as long as what it replaces, so a converted text has the length of
its original and every offset (mark, edit, paragraph, passage) means the same place in both. Should a list break that,
the clause in question is shown as it stands. Conversion costs 5 to 8 µs a character: clauses are kept, in a bounded store.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal

from opencc import OpenCC

ReadScript = Literal["hans", "hant"]
#: s2tw writes 裡 and 群 as readers of 繁體 expect; s2t would give 裏 and 羣.
_LISTS: dict[str, str] = {"hans": "t2s", "hant": "s2tw"}
_CLAUSE = re.compile(r"[^，。、；：？！\n]+")  # no phrase of the lists reaches across these
_KEPT_CLAUSES = 20_000  # of some ten characters: a few megabytes


def read_in(text: str, script: ReadScript) -> str:
    """``text`` in the other script, of the same length in code points. Redactions and □ stay as they are."""
    return _CLAUSE.sub(lambda clause: _converted(clause[0], script), text)


def _converted(clause: str, script: ReadScript) -> str:
    # A clause without a comma may be a whole table: not to be kept in memory.
    return _kept(clause, script) if len(clause) <= 200 else _convert(clause, script)


def _convert(clause: str, script: ReadScript) -> str:
    shown = _converter(script).convert(clause)
    return shown if len(shown) == len(clause) else clause


@lru_cache(maxsize=_KEPT_CLAUSES)
def _kept(clause: str, script: ReadScript) -> str:
    return _convert(clause, script)


@cache
def _converter(script: ReadScript) -> OpenCC:
    return OpenCC(_LISTS[script])

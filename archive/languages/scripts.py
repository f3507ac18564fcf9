"""A text in the other script (读作繁體, 读作简体): OpenCC by phrases, and our own over them, for display only.

Every entry of the lists that s2tw and t2s use is as long as what replaces it. So a converted text has the length of its
original, and every offset (mark, edit, paragraph, passage) means the same place in both. A clause whose length a list
would change stays as it is.
"""

from __future__ import annotations

import re

from archive.languages.lists import ReadScript, by_lists
from archive.languages.phrases import with_phrases
from search.cache import ByteBoundedCache

#: A longer clause, without a comma anywhere, is cut: OpenCC's time grows with the square of a clause of masks.
_LONGEST = 1_000
_CLAUSE = re.compile(rf"[^，。、；：？！\n]{{1,{_LONGEST}}}")  # no phrase of the lists reaches across these
#: A clause without a comma may be a whole table: longer ones are converted each time.
_LONGEST_CACHED = 200
#: Bytes in each process: some 20,000 clauses.
CONVERSION_BYTES = 8 * 1024 * 1024
#: The cache of script conversion: converting takes 5 to 8 µs a character.
#: Bound: CONVERSION_BYTES; the clauses that were not used longest go first. Key: script and clause.
#: No invalidation: the lists of OpenCC and our tables are constant.
_conversions = ByteBoundedCache(CONVERSION_BYTES)


def to_script(text: str, script: ReadScript) -> str:
    """Return ``text`` in the other script, of the same length in code points. Redactions and □ stay as they are."""
    return _CLAUSE.sub(lambda clause: _converted(clause[0], script), text)


def _converted(clause: str, script: ReadScript) -> str:
    if len(clause) > _LONGEST_CACHED:
        return _convert(clause, script)
    return _conversions.get_or_make((script, clause), lambda: _convert(clause, script), _cost)


def _cost(clause: str) -> int:
    """Return the bytes of an entry, roughly: both clauses, their key and its place in the cache."""
    return 400 + 4 * len(clause)


def _convert(clause: str, script: ReadScript) -> str:
    return with_phrases(clause, by_lists(clause, script), script)

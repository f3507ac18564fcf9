"""The words of a quotation: without the marks around them, and in the form in which they are compared. Pure.

The form is the fold (search/fold.py) without blanks and invisible characters, so that a quotation from the other script,
or over a line end, compares equal. □ and ＊ stand for unknown characters and are equal to nothing but themselves.
"""

from __future__ import annotations

from search.fold import fold
from search.invisible import invisible_runs, without_invisible
from search.query.lexer import QUOTES

#: Characters of a quotation, blanks not counted at the lower end.
LEAST, MOST = 5, 2_000
#: Marks at either end of given words that are no part of them.
_MARKS = frozenset(QUOTES | set("'‘’"))


class QuotationRefused(Exception):
    """The words cannot be checked; the sentence says what is allowed."""


def given_words(typed: str) -> str:
    """Return the words without blanks, invisible characters and quotation marks at either end. Raises QuotationRefused."""
    if len(typed) > 2 * MOST:
        raise QuotationRefused(f"引文至多 {MOST} 字，现在是 {len(typed)} 字。请分段核对。")
    hidden = {at for start, run in invisible_runs(typed) for at in range(start, start + len(run))}
    first, last = 0, len(typed)
    while first < last and _is_around(typed, first, hidden):
        first += 1
    while last > first and _is_around(typed, last - 1, hidden):
        last -= 1
    words = typed[first:last]
    if len(words) > MOST:
        raise QuotationRefused(f"引文至多 {MOST} 字，现在是 {len(words)} 字。请分段核对。")
    if len(squeeze(words)) < LEAST:
        raise QuotationRefused(f"引文至少 {LEAST} 字，太短的话到处都有，核对不出什么。请多引几个字。")
    return words


def _is_around(typed: str, at: int, hidden: set[int]) -> bool:
    return typed[at].isspace() or typed[at] in _MARKS or at in hidden


def squeeze(text: str) -> str:
    """Return the form in which a text is compared."""
    return "".join(fold(without_invisible(text)).split())


def places(text: str) -> list[int]:
    """Return for each character of ``squeeze(text)`` its offset in ``text``."""
    hidden = {at for start, run in invisible_runs(text) for at in range(start, start + len(run))}
    form = fold(text)
    return [at for at, character in enumerate(form) if not character.isspace() and at not in hidden]

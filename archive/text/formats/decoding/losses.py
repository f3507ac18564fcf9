"""How many characters of a text may be broken, and how is it told?"""

from __future__ import annotations

from search.sentences import say

#: Share of the characters beyond ASCII that may be broken: a page with cut titles has one in twenty.
MOST_BROKEN = 1 / 12
_FEW_BROKEN = 3


def bearable(text: str) -> float:
    """Return how many characters of a text may be broken."""
    return max(_FEW_BROKEN, MOST_BROKEN * sum(letter > "\x7f" for letter in text))


def losses(broken: int) -> tuple[str, ...]:
    return (say("有 {0} 处字节无法辨认，以 {1} 表示。", broken, "\ufffd"),) if broken else ()

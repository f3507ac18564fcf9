"""A passage that an address names by its words (``?quote=…&p=3``), so that the link survives corrections elsewhere.

Pure. Words are compared folded and without blanks, so that a quotation from the other script or over a line end
matches. A long passage is named by its two ends, ``开头…结尾``.
"""

from __future__ import annotations

from search.fold import fold

MAX_QUOTE = 300
_LONGEST = 5_000  # characters between the two ends of a passage
_CUT = "…"


def find_passage(text: str, quote: str, near: int = 0) -> tuple[int, int] | None:
    """Return start and end in ``text``, in code points; None if the passage is not there.

    Of several places the one nearest to offset ``near`` wins.
    """
    form = fold(text)
    places = [offset for offset, character in enumerate(form) if not character.isspace()]
    squeezed = "".join(form[offset] for offset in places)
    found = _whole(squeezed, places, quote, near) or _by_its_ends(squeezed, places, quote, near)
    return (places[found[0]], places[found[1] - 1] + 1) if found else None


def _whole(squeezed: str, places: list[int], quote: str, near: int) -> tuple[int, int] | None:
    needle = _squeezed(quote)
    start = _nearest(squeezed, places, needle, near)
    return None if start is None else (start, start + len(needle))


def _by_its_ends(squeezed: str, places: list[int], quote: str, near: int) -> tuple[int, int] | None:
    head, cut, tail = quote.partition(_CUT)
    head, tail = _squeezed(head), _squeezed(tail)
    if not (cut and head and tail):
        return None
    start = _nearest(squeezed, places, head, near)
    if start is None:
        return None
    last = squeezed.find(tail, start + len(head), start + _LONGEST)
    return (start, last + len(tail)) if last >= 0 else None


def _nearest(squeezed: str, places: list[int], needle: str, near: int) -> int | None:
    """Return the beginning of the nearest match; one at or behind ``near`` goes before one in front of it."""
    best: int | None = None
    at = squeezed.find(needle) if needle else -1
    while at >= 0:
        best = at
        if places[at] >= near:
            break
        at = squeezed.find(needle, at + 1)
    return best


def _squeezed(words: str) -> str:
    return "".join(character for character in fold(words) if not character.isspace())

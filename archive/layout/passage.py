"""A passage that an address names by its words (``?quote=…&prefix=…&suffix=…&p=3``), so that the link survives corrections elsewhere.

Pure. The form is the text quote of the W3C's Web Annotation model: the exact words, and some characters in front of and
behind them, which tell the passage from the same words elsewhere. ``p`` is the paragraph at the time of quoting. Words are
compared folded and without blanks, so that a quotation from the other script or over a line end matches. A long passage is
named by its two ends, ``开头…结尾``.

Sentences of this genre repeat. So a passage is marked only where its surroundings stand as well; the same words in another
place are named, and never marked as the passage.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from search.fold import fold

MAX_QUOTE = 300
#: Characters of a prefix or a suffix.
MAX_CONTEXT = 40
_LONGEST = 5_000  # characters between the two ends of a passage
_MOST_PLACES = 1_000
_CUT = "…"
#: From this share of equal characters on, a paragraph holds a corrected form of the words.
_ALIKE = 0.7

#: found; moved to another paragraph; doubled: several places fit; lookalike: the words stand only where the surroundings
#: differ; changed: other words stand between the surroundings; lost.
PassageState = Literal["found", "moved", "doubled", "lookalike", "changed", "lost"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TextQuote:
    """What an address says of a passage; "" and 0 for what it does not say."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class LocatedPassage:
    """Where a passage is now. ``span``: start and end of what is to be marked, None for nothing.

    ``paragraph``: the number of the paragraph of ``span``. ``places``: those of all places that have the words, each once.
    ``changed``: start and end of the words that stand now between the surroundings, None if that is not known.
    """

    state: PassageState
    span: Span | None = None
    paragraph: int = 0
    places: tuple[int, ...] = ()
    count: int = 0
    changed: Span | None = None


class _Squeezed:
    """A text folded and without blanks, with the offset of each character in the text."""

    def __init__(self, text: str) -> None:
        form = fold(text)
        self.places = [offset for offset, character in enumerate(form) if not character.isspace()]
        self.form = "".join(form[offset] for offset in self.places)

    def span(self, found: Span) -> Span:
        """Return start and end in the text of a span of the form."""
        return self.places[found[0]], self.places[found[1] - 1] + 1


def find_passage(text: str, quote: str, near: int = 0) -> Span | None:
    """Return start and end in ``text``, in code points; None if the passage is not there.

    Of several places the one nearest to offset ``near`` wins.
    """
    squeezed = _Squeezed(text)
    return _nearest([squeezed.span(match) for match in _matches(squeezed.form, quote)], near)


def locate_passage(text: str, quote: TextQuote, paragraphs: Sequence[int]) -> LocatedPassage:
    """Return where the passage is now. ``paragraphs``: the offsets where paragraphs 1, 2, … begin, in order."""
    squeezed = _Squeezed(text)
    prefix, suffix = _squeezed(quote.prefix), _squeezed(quote.suffix)
    matches = _matches(squeezed.form, quote.exact)
    fitting = [match for match in matches if _fits(squeezed.form, match, prefix, suffix)]
    spans = [squeezed.span(match) for match in fitting]

    def number(span: Span) -> int:
        return bisect_right(paragraphs, span[0])

    if prefix or suffix:
        if len(spans) == 1:
            return _found(spans[0], number(spans[0]), quote)
        if not spans:
            return _without_its_surroundings(squeezed, matches, prefix, suffix, quote, number)
        here = [span for span in spans if number(span) == quote.paragraph]
        span = here[0] if len(here) == 1 else None
    elif not spans:
        return LocatedPassage("lost")
    elif len(spans) == 1:
        if number(spans[0]) != quote.paragraph and _was_corrected(text, quote, paragraphs):
            return LocatedPassage("lookalike", places=(number(spans[0]),), count=1)
        return _found(spans[0], number(spans[0]), quote)
    else:
        start = paragraphs[min(quote.paragraph, len(paragraphs)) - 1] if quote.paragraph and paragraphs else 0
        span = _nearest(spans, start)
    numbers = tuple(dict.fromkeys(map(number, spans)))
    return LocatedPassage("doubled", span, number(span) if span else 0, numbers, len(spans))


def _found(span: Span, number: int, quote: TextQuote) -> LocatedPassage:
    has_moved = quote.paragraph and number != quote.paragraph
    return LocatedPassage("moved" if has_moved else "found", span, number, (number,), 1)


def _without_its_surroundings(
    squeezed: _Squeezed,
    matches: Sequence[Span],
    prefix: str,
    suffix: str,
    quote: TextQuote,
    number: Callable[[Span], int],
) -> LocatedPassage:
    """Return what can be said where no place has the words with their surroundings; nothing is marked."""
    changed = _between(squeezed, prefix, suffix, quote)
    if matches:
        spans = [squeezed.span(match) for match in matches]
        numbers = tuple(dict.fromkeys(map(number, spans)))
        return LocatedPassage("lookalike", places=numbers, count=len(spans), changed=changed)
    return LocatedPassage("changed", paragraph=number(changed), changed=changed) if changed else LocatedPassage("lost")


def _between(squeezed: _Squeezed, prefix: str, suffix: str, quote: TextQuote) -> Span | None:
    """Return the words between prefix and suffix, if one place alone has both near one another."""
    if not (prefix and suffix):
        return None
    longest = _LONGEST if _CUT in quote.exact else 2 * len(quote.exact) + 20
    found: list[Span] = []
    at = squeezed.form.find(prefix)
    while at >= 0 and len(found) < 2:
        start = at + len(prefix)
        end = squeezed.form.find(suffix, start, start + longest + len(suffix))
        if end > start:
            found.append((start, end))
        at = squeezed.form.find(prefix, at + 1)
    return squeezed.span(found[0]) if len(found) == 1 else None


def _fits(form: str, match: Span, prefix: str, suffix: str) -> bool:
    start, end = match
    return form[max(0, start - len(prefix)) : start] == prefix and form.startswith(suffix, end)


def _matches(form: str, quote: str) -> list[Span]:
    """Return all places of the words, of a passage named by its ends if nothing has the words as they are."""
    whole = _squeezed(quote)
    found = [(at, at + len(whole)) for at in _places(form, whole)]
    if found:
        return found
    head, cut, tail = quote.partition(_CUT)
    head, tail = _squeezed(head), _squeezed(tail)
    if not (cut and head and tail):
        return []
    for at in _places(form, head):
        last = form.find(tail, at + len(head), at + _LONGEST)
        if last >= 0:
            found.append((at, last + len(tail)))
    return found


def _places(form: str, needle: str) -> list[int]:
    places: list[int] = []
    at = form.find(needle) if needle else -1
    while at >= 0 and len(places) < _MOST_PLACES:
        places.append(at)
        at = form.find(needle, at + 1)
    return places


def _nearest(spans: Sequence[Span], near: int) -> Span | None:
    """Return the nearest span; one at or behind ``near`` goes before one in front of it."""
    return next((span for span in spans if span[0] >= near), spans[-1] if spans else None)


def _was_corrected(text: str, quote: TextQuote, paragraphs: Sequence[int]) -> bool:
    """Return whether the paragraph that the address names holds words like the quoted ones: then these were meant."""
    if not 0 < quote.paragraph <= len(paragraphs):
        return False
    start = paragraphs[quote.paragraph - 1]
    end = paragraphs[quote.paragraph] if quote.paragraph < len(paragraphs) else len(text)
    form = _squeezed(text[start:end])
    ends = [_squeezed(part) for part in quote.exact.split(_CUT)]
    return any(part and _distance(part, form) <= (1 - _ALIKE) * len(part) for part in ends)


def _distance(words: str, form: str) -> int:
    """Return the fewest single changes that make ``words`` a stretch of ``form`` (Myers 1999, bits of one number)."""
    masks: dict[str, int] = {}
    for place, character in enumerate(words):
        masks[character] = masks.get(character, 0) | 1 << place
    everything, last = (1 << len(words)) - 1, 1 << len(words) - 1
    plus, minus, score = everything, 0, len(words)
    best = score
    for character in form:
        equal = masks.get(character, 0)
        carried = ((equal & plus) + plus) ^ plus | equal | minus
        up, down = minus | ~(carried | plus) & everything, plus & carried
        score += bool(up & last) - bool(down & last)
        best = min(best, score)
        up, down = up << 1 & everything, down << 1 & everything
        vertical = equal | minus
        plus, minus = down | ~(vertical | up) & everything, up & vertical
    return best


def _squeezed(words: str) -> str:
    return "".join(character for character in fold(words) if not character.isspace())

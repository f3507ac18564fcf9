"""Chinese sentences for a reader that keep their template and values, so that a page can translate them.

A sentence is a str; the API, logs and tests read it as it stands. A page in another language translates ``sentence``
and fills in ``values`` again (archive/languages/page.py); this package knows no other language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any

#: Of parts from elsewhere: a template with nothing but slots, and how deep sentences stand in each other.
_TEMPLATE = re.compile(r"(?:[^{}]|\{[0-9]\})*")
_DEEPEST = 6
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f\u2028\u2029]+")


class Sentence(str):
    """A sentence with its values filled in; ``sentence`` has {0}, {1} ... in their places."""

    __slots__ = ("sentence", "values")

    sentence: str
    values: tuple[Any, ...]

    def __new__(cls, sentence: str, *values: Any) -> Sentence:
        filled = super().__new__(cls, sentence.format(*values) if values else sentence)
        filled.sentence, filled.values = sentence, values
        return filled


#: A short name for frequent use; scripts/messages.py finds the sentences by it.
say = Sentence


def shortened(sentence: str, longest: int) -> str:
    """Return at most ``longest`` characters; a sentence still knows all its parts."""
    if len(sentence) <= longest:
        return sentence
    if not isinstance(sentence, Sentence):
        return sentence[:longest]
    short = str.__new__(Sentence, sentence[:longest])
    short.sentence, short.values = sentence.sentence, sentence.values
    return short


def to_parts(words: Any) -> Any:
    """Return a sentence as plain data for JSON, [its template, its values ...]; other values come back unchanged."""
    return [words.sentence, *map(to_parts, words.values)] if isinstance(words, Sentence) else words


def of_parts(parts: Any, longest: int, depth: int = 0) -> str:
    """Return the sentence of ``to_parts``, or its words if they are longer; whoever wrote the parts is not trusted.

    Raise ValueError or TypeError for what are no parts.
    """
    if not isinstance(parts, list):
        return str(parts)[:longest]
    if not parts or depth > _DEEPEST or not _TEMPLATE.fullmatch(parts[0]):
        raise ValueError("no sentence")
    values = [of_parts(each, longest, depth + 1) for each in parts[1:]]
    try:
        sentence = Sentence(parts[0][:longest], *values)
    except IndexError as error:
        raise ValueError("a value is missing") from error
    return sentence if len(sentence) <= longest else str(sentence)[:longest]


def enumerated(words: Iterable[str]) -> str:
    """Return 甲、乙 of the words, which may be sentences; "" for none."""
    first, *rest = (*words,) or ("",)
    return reduce(lambda some, one: say("{0}、{1}", some, one), rest, first)


def first_of(words: Sequence[Any], most: int) -> str:
    """Return 甲、乙、丙等 of words or numbers: the first ``most``, and a sign that there are more."""
    named = enumerated(map(str, words[:most]))
    return say("{0}等", named) if len(words) > most else named


def together(sentences: Iterable[str]) -> str:
    """Return the sentences, one behind the other; "" for none. Empty ones are left out."""
    first, *rest = (*filter(None, sentences),) or ("",)
    return reduce(lambda some, one: say("{0}{1}", some, one), rest, first)


def shown(text: str) -> str:
    """Return ``text`` in quotes, without characters that cannot be sent to a browser."""
    return f"“{text.encode('utf-8', 'replace').decode('utf-8')}”"


def one_line(text: str) -> str:
    """Return the text without line ends and control characters, which have a meaning in RIS and in headers."""
    return _BLANKS.sub(" ", text).strip()

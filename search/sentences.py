"""Chinese sentences for a reader that keep their template and values, so that a page can translate them.

A sentence is a str; the API, logs and tests read it as it stands. A page in another language translates ``sentence``
and fills in ``values`` again (archive/languages/page.py); this package knows no other language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import reduce
from typing import Any

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


def enumerated(words: Iterable[str]) -> str:
    """Return 甲、乙 of the words, which may be sentences; "" for none."""
    first, *rest = (*words,) or ("",)
    return reduce(lambda some, one: say("{0}、{1}", some, one), rest, first)


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

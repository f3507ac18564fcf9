"""What the engine room says to a reader: a Chinese sentence that still knows its parts.

It is a str, read as it stands by the API, logs and tests. A page in another language translates ``sentence`` and puts
the ``values`` in again (archive/languages/saying.py); this room knows of no language but its own.
"""

from __future__ import annotations

from typing import Any


class Sentence(str):
    """``sentence`` with {0}, {1} ... for ``values``, filled in."""

    __slots__ = ("sentence", "values")

    sentence: str
    values: tuple[Any, ...]

    def __new__(cls, sentence: str, *values: Any) -> Sentence:
        made = super().__new__(cls, sentence.format(*values) if values else sentence)
        made.sentence, made.values = sentence, values
        return made


#: Short, because each sentence of the room is said so; scripts/messages.py finds them by this name.
say = Sentence

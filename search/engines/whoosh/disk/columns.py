"""The file of columns of a segment: an array of numbers for each property, mapped into memory.

Strings of few different values (region, source, author, kind, script) are ordinals into a list of values.
A date is a number of its digits (``date_number``), 0 if unknown. The faults of a text are one number, a bit for each of QUALITIES.
The sections of all documents stand one behind another, as many of each as its number in the column ``sections``.

    8 bytes       magic
    u4            length of the table of contents, JSON: {"arrays": {name: [type, offset, size]}, "values": {name: [...]}}
    ...           the arrays, each at a multiple of eight bytes
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.documents import QUALITIES, SECTIONS

COLUMNS_EXT = ".col"
#: Columns of ordinals into a list of values.
NAMED = ("region", "source", "author", "kind", "script")
#: name: type. ``_length`` counts words, ``_chars`` characters. text_at is the byte where a document's text begins in
#: the file of texts; wide tells whether a character takes four bytes there.
NUMBERS = {
    "id": "<i8",
    "title_length": "<u4",
    "body_length": "<u4",
    "title_chars": "<u4",
    "body_chars": "<u4",
    "text_at": "<i8",
    "wide": "<u1",
    "date": "<i4",
    "quality": "<u1",
    "group": "<i8",
    "digest": "S16",
    "sections": "<u4",
}
#: A section: its kind as an ordinal of SECTIONS, and offsets into the body.
SECTION = np.dtype([("kind", "<u4"), ("start", "<u4"), ("end", "<u4")])
#: The array of sections; each number is a value of its own in the file.
_SECTION_VALUES = "section_values"
_MAGIC = b"jc-cols1"
_LENGTH = struct.Struct("<I")


@dataclass(frozen=True, slots=True)
class Columns:
    """``arrays``: one value a document, ordinals for the NAMED. ``values``: the values of the ordinals.

    ``sections``: those of all documents, of SECTION.
    """

    arrays: Mapping[str, NDArray]
    values: Mapping[str, list[str]]
    sections: NDArray[np.void]

    def __len__(self) -> int:
        return len(self.arrays["id"])


def make_columns(
    numbers: Mapping[str, Sequence | NDArray], names: Mapping[str, Sequence[str]], sections: NDArray[np.void]
) -> Columns:
    """Return columns of the given values, one for each document, and their sections."""
    arrays = {name: np.array(numbers[name], dtype) for name, dtype in NUMBERS.items()}
    values = {}
    for name in NAMED:
        values[name] = sorted(set(names[name]))
        ordinals = {value: ordinal for ordinal, value in enumerate(values[name])}
        arrays[name] = np.array([ordinals[value] for value in names[name]], "<u4")
    return Columns(arrays, values, sections)


def join_columns(parts: Sequence[tuple[Columns, NDArray]]) -> Columns:
    """Return the given rows of several segments, one after another, without values that no row has."""
    numbers: dict[str, Sequence | NDArray] = {
        name: np.concatenate([part.arrays[name][rows] for part, rows in parts] or [np.zeros(0, dtype)])
        for name, dtype in NUMBERS.items()
    }
    names = {
        name: [part.values[name][ordinal] for part, rows in parts for ordinal in part.arrays[name][rows].tolist()]
        for name in NAMED
    }
    sections = [np.zeros(0, SECTION), *(_sections_of(part, rows) for part, rows in parts)]
    return make_columns(numbers, names, np.concatenate(sections))


def _sections_of(columns: Columns, rows: NDArray) -> NDArray[np.void]:
    """Return the sections of some documents, in their order."""
    counts = columns.arrays["sections"].astype(np.int64)
    firsts, chosen = np.cumsum(counts) - counts, counts[rows]
    ends = np.cumsum(chosen)
    return columns.sections[np.arange(int(chosen.sum())) + np.repeat(firsts[rows] - (ends - chosen), chosen)]


def section_rows(sections: Sequence[tuple[str, int, int]], length: int) -> list[tuple[int, int, int]]:
    """Return a document's sections as rows of SECTION. ValueError for others than Document.sections may be.

    ``length``: that of the body.
    """
    reached = 0
    for _kind, start, end in sections:
        if not reached <= start < end <= length:
            raise ValueError(f"sections out of order or beyond the text: {sections!r}")
        reached = end
    return [(SECTIONS.index(kind), start, end) for kind, start, end in sections]


def encode_columns(columns: Columns) -> bytes:
    """Return the content of the file."""
    contents: dict[str, list] = {}
    body = bytearray()
    for name, column in (*columns.arrays.items(), (_SECTION_VALUES, columns.sections.view("<u4"))):
        body.extend(b"\0" * (-len(body) % 8))
        contents[name] = [column.dtype.str, len(body), len(column)]
        body.extend(column.tobytes())
    head = json.dumps({"arrays": contents, "values": columns.values}).encode("ascii")
    head += b" " * (-(len(_MAGIC) + _LENGTH.size + len(head)) % 8)
    return _MAGIC + _LENGTH.pack(len(head)) + head + bytes(body)


def read_columns(raw: bytes | memoryview) -> Columns:
    """Return columns that point into ``raw``. ValueError if it is no file of columns."""
    if bytes(raw[:8]) != _MAGIC:
        raise ValueError("not a file of columns")
    (length,) = _LENGTH.unpack_from(raw, len(_MAGIC))
    start = len(_MAGIC) + _LENGTH.size
    head = json.loads(bytes(raw[start : start + length]))
    arrays = {
        name: np.frombuffer(raw, dtype, size, start + length + offset)
        for name, (dtype, offset, size) in head["arrays"].items()
    }
    sections = arrays.pop(_SECTION_VALUES).view(SECTION)
    if len(sections) != int(arrays["sections"].sum(dtype=np.int64)):
        raise ValueError("the sections are not those of the documents")
    return Columns(arrays, head["values"], sections)


def quality_number(quality: Sequence[str]) -> int:
    """Return some of QUALITIES as a number with a bit for each. ValueError for another word."""
    return sum(1 << QUALITIES.index(name) for name in set(quality))

"""The texts of a segment as they are displayed, title and body of each document in one row.

A character takes two bytes, or four in a document with a character beyond U+FFFF, so that its offset gives its place.
The strict match modes compare characters here, at the places that the pairs gave.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.disk.columns import Columns
from search.lines import Side

TEXTS_EXT = ".txt"
_AT_ONCE = 2048  # documents read in one step
_FEW = 4  # so many characters are compared one by one; more are looked up in a table


def code_points(text: str) -> NDArray[np.uint32]:
    """Return one number a character, lone surrogates included."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def encode_text(title: str, body: str) -> tuple[bytes, bool]:
    """Return (title and body as bytes, a multiple of four; whether a character takes four bytes)."""
    points = code_points(title + body)
    wide = bool(len(points)) and int(points.max()) > 0xFFFF
    raw = points.tobytes() if wide else points.astype("<u2").tobytes()
    return raw + b"\0" * (-len(raw) % 4), wide


def read_text(raw: memoryview, columns: Columns, number: int, field: str) -> str:
    """Return title or body of document ``number`` of the segment."""
    arrays = columns.arrays
    title_size, size = int(arrays["title_chars"][number]), int(arrays[f"{field}_chars"][number])
    skipped = title_size if field == "body" else 0
    wide = bool(arrays["wide"][number])
    dtype = np.dtype("<u4" if wide else "<u2")
    start = int(arrays["text_at"][number]) + skipped * dtype.itemsize
    points = np.frombuffer(raw, dtype, size, start).astype("<u4")
    return points.tobytes().decode("utf-32-le", "surrogatepass")


def characters_at(
    raw: memoryview, columns: Columns, field: str, numbers: NDArray[np.int64], offsets: NDArray[np.int64]
) -> NDArray[np.uint32]:
    """Return the character at each offset of each document's title or body."""
    arrays = columns.arrays
    wide = arrays["wide"][numbers].astype(bool)
    places = offsets + arrays["title_chars"][numbers] if field == "body" else offsets
    places = (arrays["text_at"][numbers] >> np.where(wide, 2, 1)) + places
    narrow_view = np.frombuffer(raw, "<u2", len(raw) // 2)
    if not wide.any():
        return narrow_view[places].astype(np.uint32)
    wide_view = np.frombuffer(raw, "<u4", len(raw) // 4)
    found = np.empty(len(places), np.uint32)
    found[wide] = wide_view[places[wide]]
    found[~wide] = narrow_view[places[~wide]]
    return found


def characters_beside(
    raw: memoryview,
    columns: Columns,
    is_body: NDArray[np.uint8],
    numbers: NDArray[np.int64],
    offsets: NDArray[np.int32],
    side: Side,
    width: int,
) -> NDArray[np.uint32]:
    """Return a row of ``width`` characters beside each offset, the nearest first; 0 beyond the end of title or body.

    ``is_body``: of each place 0 for the title, 1 for the body. A row on the right begins at the offset itself.
    """
    arrays = columns.arrays
    titles = arrays["title_chars"][numbers].astype(np.int64)
    skipped = np.where(is_body, titles, 0)
    first = (arrays["text_at"][numbers] >> np.where(arrays["wide"][numbers], 2, 1)) + skipped
    steps = np.arange(width)
    inside = offsets[:, None] + (steps if side == "right" else -1 - steps)
    sizes = np.where(is_body, arrays["body_chars"][numbers], titles)
    there = (inside >= 0) & (inside < sizes[:, None])
    places = first[:, None] + inside
    found = np.zeros(places.shape, np.uint32)
    wide = arrays["wide"][numbers].astype(bool)
    for dtype, shift, rows in (("<u2", 1, ~wide), ("<u4", 2, wide)):
        if rows.any():
            read = there & rows[:, None]
            found[read] = np.frombuffer(raw, dtype, len(raw) >> shift)[places[read]]
    return found


def find_characters(
    raw: memoryview,
    columns: Columns,
    field: str,
    numbers: NDArray[np.int32],
    characters: str,
    check: Callable[[], None],
    stretches: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None,
) -> NDArray[np.int64]:
    """Return the keys (``document << 32 | offset``) of the characters in title or body of the documents (ascending).

    Every text is read, or of each entry of ``numbers``, which may then recur, the stretch from one offset to another;
    ``check`` is called between steps of some milliseconds and may raise.
    """
    arrays = columns.arrays
    begins, lasts = stretches or (np.zeros(len(numbers), np.int64), arrays[f"{field}_chars"][numbers].astype(np.int64))
    wide = arrays["wide"][numbers].astype(bool)
    found = [np.zeros(0, np.int64)]
    for dtype, shift, chosen in (("<u2", 1, np.flatnonzero(~wide)), ("<u4", 2, np.flatnonzero(wide))):
        view = np.frombuffer(raw, dtype, len(raw) >> shift)
        points = [ord(char) for char in characters if shift == 2 or ord(char) <= 0xFFFF]
        for first in range(0, len(chosen) if points else 0, _AT_ONCE):
            check()
            some = chosen[first : first + _AT_ONCE]
            rows, begin, sizes = numbers[some], begins[some], lasts[some] - begins[some]
            starts = (
                (arrays["text_at"][rows] >> shift) + (arrays["title_chars"][rows] if field == "body" else 0) + begin
            )
            ends = (starts + sizes).tolist()
            joined = np.concatenate([view[start:end] for start, end in zip(starts.tolist(), ends, strict=True)])
            at = np.flatnonzero(_is_any(joined, points))
            borders = np.cumsum(sizes)
            row = np.searchsorted(borders, at, side="right")
            found.append((rows[row].astype(np.int64) << 32) + begin[row] + at - (borders - sizes)[row])
    keys = np.concatenate(found)
    return np.sort(keys) if wide.any() else keys


def _is_any(joined: NDArray, points: list[int]) -> NDArray[np.bool_]:
    if len(points) > _FEW:
        return np.isin(joined, np.array(points, joined.dtype))
    found = joined == points[0]
    for point in points[1:]:
        found |= joined == point
    return found

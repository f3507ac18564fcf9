"""Lines of text in an image, by rapidocr: its models lie in its package, and nothing is fetched."""

from __future__ import annotations

import math
import os
from functools import cache
from typing import Any

from archive.text.formats.recognised.found import FoundLine
from archive.text.formats.recognised.images import Pixels

#: A line below is a stain, a seal or a stamp more often than words.
LEAST = 0.3
#: A page that is read with less lies on its side or upside down, and so does a character in it.
_UPRIGHT = 0.75
_MOST_THREADS = 4
#: How far a box reaches beyond the core of its line, in units of the program, whose own value is 1.6: then the full
#: stop at the end of a line is cut off. Wider boxes lost no character more, with lines set as close as 1.2 either.
_REACH = 2.2
#: Share of a box's height that this adds at each side; boxes are stored without it, close to their line.
_ADDED = (_REACH - 1.6) / (2 * (1 + _REACH))


def find_lines(pixels: Pixels, *, may_turn: bool = True) -> tuple[list[FoundLine], int]:
    """Return the lines of an image, and by how many degrees (0, 90, 180, 270) it had to be turned to the left.

    Corners count in the turned image. A page that lies on its side or stands on its head is read again, turned.
    """
    import numpy as np

    best, turned = _read(pixels), 0
    standing = sum(len(line.words) for line in best if line.is_standing)
    letters = sum(len(line.words) for line in best)
    if not (may_turn and letters) or (2 * standing <= letters and _certainty(best) >= _UPRIGHT):
        return best, turned
    for degrees in (90, 180, 270):
        found = _read(np.ascontiguousarray(np.rot90(pixels, degrees // 90)))
        # A line on its side is read too, but a page of them is in no order.
        if _lying_and_sure(found) > _lying_and_sure(best):
            best, turned = found, degrees
    return best, turned


def _lying_and_sure(lines: list[FoundLine]) -> int:
    """Return how many characters were read well in lines that run across the page."""
    return sum(each >= _UPRIGHT for line in lines if not line.is_standing for each in line.sure)


def _certainty(lines: list[FoundLine]) -> float:
    """Return the mean confidence of all characters; 0 for none."""
    sure = [each for line in lines for each in line.sure]
    return sum(sure) / len(sure) if sure else 0.0


def _read(pixels: Pixels) -> list[FoundLine]:
    rows, _ = _program()(pixels[:, :, ::-1], use_cls=False, return_word_box=True, text_score=0.0, unclip_ratio=_REACH)
    lines = []
    for corners, words, confidence, _boxes, characters, sure in rows or ():
        if len(sure) != len(words):  # never seen; the line's own then stands for each
            sure = [confidence] * len(words)
        if not words.strip() or len("".join(characters)) != len(words):
            continue
        line = FoundLine(words, _close(corners), tuple(round(float(each), 3) for each in sure))
        if line.confidence >= LEAST:
            lines.append(line)
    return lines


def _close(corners: Any) -> tuple[tuple[int, int], ...]:
    """Return the corners, each moved into the box by what the reach has added to the program's own box."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = corners
    width, height = math.hypot(x1 - x0, y1 - y0), math.hypot(x3 - x0, y3 - y0)
    inset = _ADDED * min(width, height)
    if not inset:
        return tuple((round(x), round(y)) for x, y in corners)
    across = (inset * (x1 - x0) / width, inset * (y1 - y0) / width)
    down = (inset * (x3 - x0) / height, inset * (y3 - y0) / height)
    moved = ((x0, y0, 1, 1), (x1, y1, -1, 1), (x2, y2, -1, -1), (x3, y3, 1, -1))
    return tuple(
        (round(x + a * across[0] + d * down[0]), round(y + a * across[1] + d * down[1])) for x, y, a, d in moved
    )


@cache
def _program() -> Any:
    """Return the program with its models loaded: a second."""
    from rapidocr_onnxruntime import RapidOCR

    return RapidOCR(intra_op_num_threads=max(1, min(_MOST_THREADS, os.cpu_count() or 1)), inter_op_num_threads=1)

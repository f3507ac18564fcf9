"""Lines of text in an image, by rapidocr: its models lie in its package, and nothing is fetched."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

from archive.text.formats.recognised.found import FoundLine
from archive.text.formats.recognised.images import Pixels

#: A line below is a stain, a seal or a stamp more often than words.
LEAST = 0.3
#: A page that is read with less is upside down.
_UPRIGHT = 0.75
_MOST_THREADS = 4


def find_lines(pixels: Pixels, *, may_turn: bool = True) -> tuple[list[FoundLine], int]:
    """Return the lines of an image, and by how many degrees (0, 90, 180, 270) it had to be turned to the left.

    Corners count in the turned image. A page that lies on its side or stands on its head is read again, turned.
    """
    import numpy as np

    best, turned = _read(pixels), 0
    standing = sum(len(line.words) for line in best if line.is_standing)
    letters = sum(len(line.words) for line in best)
    tries: tuple[int, ...] = ()
    if not may_turn:
        pass
    elif 2 * standing > letters:
        tries = (90, 270)
    elif letters and _certainty(best) < _UPRIGHT:
        tries = (180,)
    for degrees in tries:
        found = _read(np.ascontiguousarray(np.rot90(pixels, degrees // 90)))
        # A line on its side is read too, but a page of them is in no order.
        if _certainty(found) > _certainty(best) or (degrees == 90 and _certainty(found) > _UPRIGHT):
            best, turned = found, degrees
    return best, turned


def _certainty(lines: list[FoundLine]) -> float:
    """Return the mean confidence of all characters; 0 for none."""
    sure = [each for line in lines for each in line.sure]
    return sum(sure) / len(sure) if sure else 0.0


def _read(pixels: Pixels) -> list[FoundLine]:
    rows, _ = _program()(pixels[:, :, ::-1], use_cls=False, return_word_box=True, text_score=0.0)
    lines = []
    for corners, words, confidence, _boxes, characters, sure in rows or ():
        if len(sure) != len(words):  # never seen; the line's own then stands for each
            sure = [confidence] * len(words)
        if not words.strip() or len("".join(characters)) != len(words):
            continue
        places = tuple((round(x), round(y)) for x, y in corners)
        line = FoundLine(words, places, tuple(round(float(each), 3) for each in sure))
        if line.confidence >= LEAST:
            lines.append(line)
    return lines


@cache
def _program() -> Any:
    """Return the program with its models loaded: a second."""
    from rapidocr_onnxruntime import RapidOCR

    return RapidOCR(intra_op_num_threads=max(1, min(_MOST_THREADS, os.cpu_count() or 1)), inter_op_num_threads=1)

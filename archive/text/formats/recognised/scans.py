"""Is a PDF a scan: pages that are pictures, with no text of their own?"""

from __future__ import annotations

import re

import pypdfium2
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

#: Letters of a page below which it may be a scan: scanners stamp their name and a page number on each page.
FEW_LETTERS = 30
#: Share of a page that its pictures cover if it is one.
COVERED = 0.6
#: A longer PDF is judged by its first pages.
_LOOKED_AT = 50
_LETTER = re.compile(r"\w")


def is_scan(data: bytes) -> bool:
    """Return whether the pages of a PDF are pictures that cover them, with next to no text over them.

    False for a PDF that does not open, or that shows nothing at all: its reader says why. Words may stand on pages
    without a text of their own, as notes typed upon them.
    """
    try:
        with pypdfium2.PdfDocument(data) as document:
            is_covered = False
            for at in range(min(len(document), _LOOKED_AT)):
                page = document[at]
                letters = len(_LETTER.findall(page.get_textpage().get_text_range()))
                if letters >= FEW_LETTERS:
                    return False
                is_covered = is_covered or _covered(page) >= COVERED
            return is_covered
    except (pypdfium2.PdfiumError, ValueError):
        return False


def _covered(page: pypdfium2.PdfPage) -> float:
    """Return the share of the page that its pictures cover, at most 1; overlaps count twice."""
    width, height = page.get_size()
    area = 0.0
    for picture in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = picture.get_bounds()
        across = min(right, width) - max(left, 0)
        upward = min(top, height) - max(bottom, 0)
        area += max(0.0, across) * max(0.0, upward)
    return min(1.0, area / max(1.0, width * height))

"""How alike are two texts? A fingerprint finds equal ones, a signature proposes pairs that a comparison decides.

Passages show the differences.
"""

from archive.text.near.passages import Passage, compare, compare_beginnings, count_differences, similarity
from archive.text.near.rows import ComparedRow, ComparedWords, lay_side_by_side
from archive.text.near.signature import BANDS, SHINGLE, Signature, signature, text_fingerprint

__all__ = [
    "BANDS",
    "SHINGLE",
    "ComparedRow",
    "ComparedWords",
    "Passage",
    "Signature",
    "compare",
    "compare_beginnings",
    "count_differences",
    "lay_side_by_side",
    "signature",
    "similarity",
    "text_fingerprint",
]

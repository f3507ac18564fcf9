"""How alike are two texts? A short signature proposes pairs, an exact comparison decides, passages show differences."""

from archive.text.near.passages import Passage, compare, count_differences, similarity
from archive.text.near.rows import ComparedRow, ComparedWords, lay_side_by_side
from archive.text.near.signature import BANDS, SHINGLE, Signature, signature

__all__ = [
    "BANDS",
    "SHINGLE",
    "ComparedRow",
    "ComparedWords",
    "Passage",
    "Signature",
    "compare",
    "count_differences",
    "lay_side_by_side",
    "signature",
    "similarity",
]

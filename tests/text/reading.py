"""Reading a file in a test, and the sentence with which it is refused."""

from __future__ import annotations

import pytest

from archive.text.edits import apply_edits
from archive.text.formats import FormatError, cut_edits, extract_text


def read(data: bytes) -> str:
    """What the intake has of a file: its text without what its reader cut."""
    extracted = extract_text(data, "报告")
    return apply_edits(extracted.text, cut_edits(extracted))


def refusal(data: bytes) -> str:
    with pytest.raises(FormatError) as caught:
        extract_text(data, "报告")
    return str(caught.value)

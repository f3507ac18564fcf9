"""Reading a file in a test, and the sentence with which it is refused."""

from __future__ import annotations

import pytest

from archive.text.formats import FormatError, extract_text


def read(data: bytes) -> str:
    return extract_text(data, "报告").text


def refusal(data: bytes) -> str:
    with pytest.raises(FormatError) as caught:
        extract_text(data, "报告")
    return str(caught.value)

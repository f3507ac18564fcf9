"""Redactions are seen where somebody masked something, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.redactions import REDACTION, find_redactions, is_redacted


def spans(text: str) -> list[str]:
    return [text[start:end] for start, end in find_redactions(text)]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("**区****年整顿", ["**", "****"]),
        ("提高至**.*%，收入*.*万元", ["**.*", "*.*"]),
        ("更换第一书记*人、队员*人", ["*", "*"]),
        ("公开比选，*名落选者", ["*"]),
        ("XX县X乡X村", ["XX", "X", "X"]),
        ("××市××區", ["××", "××"]),
    ],
)
def test_what_is_masked_is_found(text, masked):
    assert spans(text) == masked


@pytest.mark.parametrize("text", ["* 一是抓基础", "3*4=12", "XXL村口", "党员 * 群众", "“5+X”模式", "A区B区"])
def test_bullets_products_and_letters_are_not_redactions(text):
    assert not is_redacted(text)


@given(st.text(st.sampled_from("*＊XxＸ×〇○●市县年人，。%5.A "), max_size=12))
def test_a_text_that_is_not_looked_through_holds_no_redaction(text):
    assert bool(find_redactions(text)) == (REDACTION.search(text) is not None)

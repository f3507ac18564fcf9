"""check_quotation agrees with brute force over all texts, for true, changed and made-up quotations alike.

SLOW_TESTS=1 asks for 500 quotations in 60 texts, and 500 in 400, where not all candidates are read.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest
from rapidfuzz.distance import Levenshtein

from archive.quotations.checking import MOST_PASSAGES, CheckedQuotation, check_quotation
from archive.quotations.differences import differences
from archive.quotations.nearest import most_changes
from archive.quotations.place import Passage
from archive.quotations.words import LEAST, QuotationRefused, given_words
from tests.archive.quotations.oracle import KINDS, Oracle, Truth, form_of, quotations, texts_of_archive

pytestmark = pytest.mark.django_db
SLOW = os.environ.get("SLOW_TESTS") == "1"
SIZES = [(60, 500), (400, 500)] if SLOW else [(20, 4 * len(KINDS))]


@pytest.mark.parametrize(("size", "count"), SIZES)
def test_the_answer_is_that_of_brute_force(make_report, size, count):
    texts = texts_of_archive(size, seed=20)
    with make_report.together():
        reports = [make_report(title=title, text=text) for title, text in texts]
    oracle = Oracle({report.pk: (report.title, report.text) for report in reports})
    verdicts: Counter[str] = Counter()
    for typed in quotations(texts, count, seed=2026):
        try:
            words = given_words(typed)
        except QuotationRefused:
            assert len(form_of(typed).strip("\"'")) < LEAST
            continue
        truth, answer = oracle.look(words), check_quotation(typed)
        verdicts[agree(words, truth, answer)] += 1
        for passage in answer.passages:
            assert_stands_there(words, passage, answer.verdict)
    assert verdicts.pop("unsure", 0) <= (count // 20 if size > 60 else 0)
    assert verdicts.keys() == {"exact", "form", "near", "none"}


def agree(words: str, truth: Truth, answer: CheckedQuotation) -> str:
    """The verdict, "unsure" where the answer itself says that passages so far away may be missing."""
    near = truth.distance <= most_changes(len(form_of(words)))
    expected = "exact" if truth.exact else "form" if truth.form else "near" if near else "none"
    missed = answer.verdict != expected or (expected == "near" and answer.passages[0].distance != truth.distance)
    if missed and expected in ("near", "none"):
        assert truth.distance > answer.changes, (words, truth, answer)
        return "unsure"
    assert answer.verdict == expected, (words, truth, answer)
    if holders := truth.exact or truth.form:
        named = {passage.report.pk for passage in answer.passages}
        assert named <= holders
        assert len(named) == min(MOST_PASSAGES, len(holders)), (words, holders, answer)
        assert answer.reports == len(holders) or answer.may_be_more
    return expected


def assert_stands_there(words: str, passage: Passage, verdict: str) -> None:
    """The passage is the report's own, as far away as it says, and the differences lead from the one to the other."""
    passage.report.refresh_from_db(fields=["title", "text"])
    assert (
        passage.words
        == (passage.report.title if passage.field == "title" else passage.report.text)[passage.start : passage.end]
    )
    assert Levenshtein.distance(form_of(words), form_of(passage.words)) == passage.distance
    assert (verdict == "exact") == (words == passage.words)
    assert (passage.distance == 0) == (verdict in ("exact", "form"))
    rewritten, at = "", 0
    for each in differences(words, passage.whole, passage.start, passage.end):
        assert words[each.at : each.at + len(each.given)] == each.given != each.archive
        rewritten += words[at : each.at] + each.archive
        at = each.at + len(each.given)
    assert rewritten + words[at:] == passage.words

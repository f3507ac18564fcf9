"""Hostile words through query language, engine, highlighter and the intake's reading: an answer or a sentence, in time."""

from __future__ import annotations

import itertools
import os
import time
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.intake.drafts import prepare_text
from archive.text.formats import ExtractedText
from search.documents import Document, Query, QueryError
from search.engines.whoosh.engine import WhooshEngine
from search.fold import fold
from search.hits import find_marks, snippets
from search.query import parse_query
from tests.security.hostile import WORDS

MEGABYTE = 1_000_000
#: Bytes of a line that is taken in; a megabyte is two hundred reports long, and has seconds in proportion.
LINE_SIZE = int(os.environ.get("LINE_SIZE", "50000"))
LONGEST_INTAKE = 1 + 20 * LINE_SIZE / MEGABYTE
HOSTILE = [
    word.decode("utf-8", "surrogatepass" if b"\xed" in word else "replace")
    for word in WORDS
    if b"\xed\xa0\x80" not in word
]
TEXTS = st.one_of(
    st.text(st.characters(categories=None), max_size=200),
    st.lists(st.sampled_from(HOSTILE), max_size=4).map("".join),
    st.lists(st.sampled_from("软弱涣散党建()\"“*?-|:。 \u202e\u0300\ud800\x00"), max_size=80).map("".join),
)  # fmt: skip
MODES = st.sampled_from(["folded", "script", "exact"])
#: One long line each, of what rules look for: blanks, brackets, pinyin, dates, places, marks, redactions.
PATTERNS = [
    "软", "软弱涣散", "a", " ", "　", "\x00", "\t", "(", "（qū）", "区(qū)", "?;", "?", "，，", "。", "*", "**区", "****年", "□", "1", "１", "2021年", "2021-08-16 ",
    "第1页 共2页", "省", "通渭县", "中共通渭县委", "来源:", "来源：日报 ", "责任编辑:", "首页 > ", " > ", "|", "_", "—", "◆", "一、", "(一)", "社 区 ", "村村", "\u202e",
    "\u0300", "\u200b", "\ud83d", "\U0001f600", "http://a.example/", "@", "ICP备", "=", "<", "<b>", "&amp;", "&#", "\\", "锟斤拷", "ï¼\x8c", "â€œ", "“", "《", "》《", "%", "-", "O",
]  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An index of hostile texts."""
    engine = WhooshEngine(tmp_path_factory.mktemp("hostile") / "index")
    clean = (word.encode("utf-8", "replace").decode() for word in HOSTILE)
    engine.rebuild([Document(number, text[:50], f"{text}整顿{text}") for number, text in enumerate(clean, 1)])
    return engine


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(TEXTS, MODES)
def test_any_question_is_answered_or_refused_with_a_sentence_in_time(made, text, mode):
    started = time.thread_time()
    try:
        made.search(Query(text=text, mode=mode))
    except QueryError as error:
        sentence = str(error)
    else:
        sentence = "。"
    assert sentence.endswith("。")
    assert time.thread_time() - started < 6


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(TEXTS, TEXTS, MODES)
def test_marks_and_snippets_of_any_question_are_pieces_of_any_text(text, asked, mode):
    assert len(fold(text)) == len(text)
    try:
        parsed = parse_query(asked, mode)
    except QueryError:
        return
    marks = find_marks(text, parsed, mode)
    assert all(0 <= mark.start < mark.end <= len(text) for mark in marks)
    assert all(one.end <= other.start for one, other in itertools.pairwise(marks))
    for snippet in snippets(text, marks):
        assert text[snippet.start : snippet.start + len(snippet.text)] == snippet.text


@pytest.mark.parametrize("asked", ["软弱", "软*", "软?涣", "软 NEAR/9 弱", '"软弱涣散" OR 软', "-软"])
def test_a_line_of_a_megabyte_is_marked_in_time(asked):
    text = "软弱涣散" * (MEGABYTE // 4)
    started = time.thread_time()
    snippets(text, find_marks(text, parse_query(asked), "folded"))
    assert time.thread_time() - started < 15  # one or two on a quiet machine


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_very_long_line_is_taken_in_in_time(pattern):
    text = (pattern * (LINE_SIZE // len(pattern.encode("utf-8", "replace")))).encode("utf-8", "replace").decode()
    started = time.thread_time()
    prepare_text(ExtractedText(text, "text/plain", "utf-8"), filename="a.txt", today=date(2025, 1, 1))
    assert time.thread_time() - started < LONGEST_INTAKE

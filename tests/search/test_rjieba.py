"""rjieba cuts exactly the words that jieba, the reference, cuts with the same dictionary."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from itertools import islice

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jieba import finalseg

from benchmarks.corpus import make_corpus
from search import analysis
from search.analysis import cut, is_run, known_words, load_jieba, runs, words
from search.fold import fold
from search.guesses import guess_words
from tests.conftest import PROJECT

needs_rjieba = pytest.mark.skipif(analysis.rjieba is None, reason="rjieba is not installed")
slow = pytest.mark.skipif(not os.environ.get("SLOW_TESTS"), reason="a minute: SLOW_TESTS=1 runs it")

#: One of each block where rjieba and jieba do not agree what a Han character is, and others that nearly are.
ODD = "䶮㔉\u9fd6\u9fff\uf900\ufaff𠮷𫛸\U0002f800\U00030000〇々éЖあ①\ud800\x00"


@cache
def dictionary() -> tuple[str, ...]:
    """The words of the folded dictionary and their beginnings; a constant."""
    return tuple(load_jieba(None).FREQ)


@st.composite
def mixed_texts(draw: st.DrawFn) -> str:
    """Words of the dictionary, whole and in parts, beside each other, with letters, digits, marks and odd characters."""
    known = dictionary()
    piece = st.one_of(
        st.integers(0, len(known) - 1).map(known.__getitem__),
        st.text("党的建设工作一是了在软弱涣散整顿覆蓋蓋三会一课村两委0123456789abAB", max_size=6),
        st.text("+#&._%-,。 \r\n\t*" + ODD, max_size=2),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    )
    return "".join(draw(st.lists(piece, max_size=12)))


def as_jieba_itself(folded: str) -> tuple[list[tuple[str, int]], list[tuple[str, int]], list[str]]:
    """What jieba's own functions give for ``words``, ``cut`` and ``known_words``."""
    jieba = load_jieba(None)
    search, default = (
        [(word, start + at) for start, run in runs(folded) for word, at, _ in jieba.tokenize(run, mode=mode)]
        for mode in ("search", "default")
    )
    return [found for found in search if len(found[0]) <= 32], default, list(jieba.cut(folded, HMM=False))


def check(text: str) -> None:
    folded = fold(text)
    assert (words(folded), cut(folded), known_words(folded)) == as_jieba_itself(folded)


@given(mixed_texts())
@example("有𧏖可乘,镂冰㔉雪")
@example("降水量看作常在等下方")  # of two guesses at 常在等 one is better by a ten-millionth
@example("1.2-3%和a+b&c#d_e.5\r\n\r\n12%")
@example("a" * 40 + "二〇二五年")
@settings(max_examples=1000 if os.environ.get("SLOW_TESTS") else 80)
def test_any_text_has_the_same_words_by_both(text):
    check(text)


@needs_rjieba
def test_what_rjieba_is_not_asked_for_is_what_it_would_cut_otherwise():
    assert (
        analysis.rjieba.cut("有𧏖可乘", False)
        != known_words("有𧏖可乘")
        == list(load_jieba(None).cut("有𧏖可乘", HMM=False))
    )


@given(
    st.text(
        st.one_of(st.sampled_from("常在等的一是了不人有中a1〇é"), st.characters(min_codepoint=0x4DF0)),
        min_size=1,
        max_size=9,
    )
)
@example("常在等")
@settings(max_examples=5000 if os.environ.get("SLOW_TESTS") else 150)
def test_guesses_are_those_of_jieba(text):
    for piece in re.findall("[\u4e00-\u9fd5a-z0-9]+", text):
        assert guess_words(piece) == list(finalseg.cut(piece))


def test_no_word_of_the_dictionary_is_letters_and_digits_alone():
    # rjieba gives those joined which jieba hands to its guesses one by one.
    frequency = load_jieba(None).FREQ
    assert not [
        word for word, times in frequency.items() if times and len(word) > 1 and word.isascii() and word.isalnum()
    ]


def sample_texts() -> Iterator[str]:
    for path in sorted((PROJECT / "fixtures" / "samples").glob("*.[th]*")):
        yield path.read_bytes().decode("utf-8", "ignore")  # one is GB 18030


def test_the_sample_reports_have_the_same_words_by_both():
    for text in islice(sample_texts(), 0, None, 1 if os.environ.get("SLOW_TESTS") else 5):
        check(text)


def test_made_documents_have_the_same_words_by_both():
    for document in make_corpus(2_000 if os.environ.get("SLOW_TESTS") else 15):
        check(f"{document.title}\n{document.body}")


@slow
def test_the_real_texts_of_the_tests_have_the_same_words_by_both():
    for path in sorted((PROJECT / "tests" / "data").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            check(json.dumps(json.loads(line), ensure_ascii=False))


@slow
def test_every_word_character_has_the_same_words_around_it_by_both():
    for number in range(sys.maxunicode + 1):
        if is_run(character := fold(chr(number))):
            check(f"工作{character}a1 {character}党建{character}")


def test_a_machine_without_rjieba_finds_the_same_words(monkeypatch):
    text = fold("整顿软弱涣散党组织,落实“三会一课”制度,二〇二五年7月共12个村。")
    with_it = words(text), cut(text), known_words(text)
    monkeypatch.setitem(sys.modules, "rjieba", None)  # an import of it fails now
    spec = spec_from_file_location("analysis_without_rjieba", analysis.__file__)
    alone = module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, alone)
    spec.loader.exec_module(alone)
    alone._tokenizer = load_jieba(None)  # not parsed once more
    assert alone.rjieba is None
    assert (alone.words(text), alone.cut(text), alone.known_words(text)) == with_it
    assert alone.analysis_version() == analysis.analysis_version()

"""Words, pairs and singles of a folded text."""

from __future__ import annotations

import jieba
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import analysis
from search.analysis import cut, is_run, load_jieba, pairs, runs, singles, words
from search.fold import fold

HAN = st.text(alphabet="党建工作软弱涣散组织整顿279AB岗,。 \n〇𠮷覆盖", max_size=40)


def test_a_domain_term_is_cut_into_its_words():
    assert words("整顿软弱涣散党组织")[:3] == [("整顿", 0), ("软弱", 2), ("涣散", 4)]


def test_a_long_word_comes_with_the_words_inside_it():
    found = dict(words("中华人民共和国"))
    assert {"中华", "人民", "共和国", "中华人民共和国"} <= found.keys()


def test_the_dictionary_is_folded_like_the_text():
    assert words(fold("覆盖")) == [(fold("覆盖"), 0)]


@given(HAN)
def test_a_word_stands_where_its_offset_says(text):
    folded = fold(text)
    for word, offset in words(folded):
        assert folded[offset : offset + len(word)] == word
        assert is_run(word)


@given(HAN)
def test_the_cut_loses_no_word_character(text):
    folded = fold(text)
    assert "".join(word for word, _ in cut(folded)) == "".join(run for _, run in runs(folded))


@given(st.text())
def test_pairs_are_all_neighbouring_word_characters(text):
    expected = [(text[i : i + 2], i) for i in range(len(text) - 1) if is_run(text[i]) and is_run(text[i + 1])]
    assert list(pairs(text)) == expected


def test_singles_are_all_characters_punctuation_too():
    assert singles("**区,\ud800 ") == {"*", "区", ",", "\ud800", " "}


@pytest.mark.parametrize("char", "党𠮷〇々a9éあ①")
def test_letters_and_digits_of_any_script_are_word_characters(char):
    assert is_run(char)


@pytest.mark.parametrize("char", [" ", "*", "□", "_", "·", "%", "\u0301", "\ud800", "\ue000", "\x00"])
def test_marks_blanks_and_surrogates_are_not(char):
    assert not is_run(char)


def test_punctuation_cuts_a_word_even_where_jieba_would_glue_it():
    assert [word for word, _ in words("12.5%和2021-2023年")] == ["12", "5", "和", "2021", "2023", "年"]


def test_an_endless_token_is_no_word():
    assert words("a" * 1000) == []


@pytest.fixture
def small_dictionary(monkeypatch):
    monkeypatch.setattr(analysis, "_dictionary_bytes", lambda: "覆盖 3 v\n覆蓋 2 v\n三会一课 5 n\n".encode())


def test_folding_joins_words_of_the_dictionary_and_their_frequencies(small_dictionary):
    frequency, total = analysis._dictionary(None)
    assert (frequency["复盖"], frequency["三会"], frequency["三会一课"], total) == (5, 0, 5, 10)


def test_the_dictionary_is_kept_in_a_private_folder_and_read_again(tmp_path, small_dictionary):
    folder = tmp_path / "jieba"
    parsed = analysis._dictionary(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.suffix for path in folder.iterdir()] == [".cache"]
    assert analysis._dictionary(folder) == parsed


def test_a_broken_cache_is_made_again(tmp_path, small_dictionary):
    parsed = analysis._dictionary(tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:20])
    assert analysis._dictionary(tmp_path) == parsed
    assert kept.stat().st_size > 20


def test_jieba_itself_is_pointed_away_from_the_shared_folder(tmp_path):
    load_jieba(tmp_path)
    assert jieba.dt.tmp_dir == str(tmp_path)

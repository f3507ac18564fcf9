"""The words and the titles of an index, for suggestions."""

from __future__ import annotations

from search.documents import Document
from search.fold import fold
from tests.search.corpus import CORPUS


def test_words_come_with_the_number_of_documents_that_hold_them(engine):
    engine.rebuild([Document(1, "整顿", "软弱涣散，软弱涣散"), Document(2, "换届", "整顿软弱涣散")])
    words = engine.vocabulary()
    assert words["涣散"] == 2
    assert words["整顿"] == 1
    assert words["换届"] == 1


def test_words_are_folded(engine):
    engine.rebuild([Document(1, "換屆", "")])
    assert "换届" in engine.vocabulary()


def test_words_of_all_segments_are_added_up(engine):
    engine.apply(upserts=[Document(1, "", "整顿")])
    engine.apply(upserts=[Document(2, "", "整顿")])
    assert engine.vocabulary()["整顿"] == 2


def test_digits_letters_and_single_characters_are_no_words(engine):
    engine.rebuild([Document(1, "2021 ABC 的", "2021 ABC 的")])
    assert engine.vocabulary() == {}


def test_an_empty_index_has_no_words(engine):
    assert engine.vocabulary() == {}


# Titles


def test_titles_that_begin_with_a_string_come_before_those_that_hold_it_and_new_ones_before_old(engine):
    titles = ["整顿一年", "一年的整顿", "換屆整頓", "整頓記", "党建"]
    engine.rebuild([Document(number, title, "整顿") for number, title in enumerate(titles, 1)])
    assert engine.titles("整顿", 9) == [(4, "整頓記"), (1, "整顿一年"), (3, "換屆整頓"), (2, "一年的整顿")]
    assert engine.titles("整顿", 3) == engine.titles("整頓", 9)[:3]
    assert engine.titles("整", 9) == [(4, "整頓記"), (1, "整顿一年")]
    assert engine.titles("换届整顿", 9) == [(3, "換屆整頓")]
    assert engine.titles("年", 9) == engine.titles("没有", 9) == engine.titles("*", 9) == engine.titles("\n", 9) == []


def test_a_title_of_several_documents_stands_once_by_its_newest(engine):
    engine.rebuild([Document(number, "工作总结", "") for number in range(1, 6)] + [Document(9, "我的工作总结", "")])
    assert engine.titles("工作", 5) == [(5, "工作总结"), (9, "我的工作总结")]


def test_titles_are_those_of_the_newest_commit(engine):
    engine.apply(upserts=[Document(1, "党建记", ""), Document(2, "党建志", "")])
    engine.apply(upserts=[Document(2, "换届志", ""), Document(3, "党建录", "")], deletes=[1])
    assert engine.titles("党", 5) == engine.titles("党建", 5) == [(3, "党建录")]


def test_the_titles_of_any_beginning_are_those_that_begin_so(full, chance):
    for _ in range(40):
        title = fold(chance.choice(CORPUS).title)
        start = chance.randrange(len(title))
        text = title[start : start + chance.randint(1, 4)]
        begins = [d for d in CORPUS if fold(d.title).startswith(text)]
        holds = [d for d in CORPUS if text in fold(d.title) and d not in begins and len(text) > 1]
        expected = {}
        for document in (*sorted(begins, key=lambda d: -d.id), *sorted(holds, key=lambda d: -d.id)):
            expected.setdefault(document.title, document.id)
        assert full.titles(text, 1000) == [(id_, title) for title, id_ in expected.items()], text

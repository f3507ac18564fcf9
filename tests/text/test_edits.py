import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.text.edits import Edit, EditError, apply_edits, compose_edits, edits_between, undo_edits
from tests.slowness import is_within

LETTERS = "党建区，。\n"
TEXTS = st.text(alphabet=LETTERS, max_size=30)


@st.composite
def edits_on(draw, text: str, kind: str = "repair") -> list[Edit]:
    """Sorted, non-overlapping edits that fit ``text``, insertions and empty changes among them."""
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    spans = zip(cuts[::2], cuts[1::2], strict=False)
    return [Edit(a, text[a:b], draw(st.text(alphabet=LETTERS, max_size=4)), kind, f"rule-{a}") for a, b in spans]


@st.composite
def two_steps(draw) -> tuple[str, list[Edit], list[Edit]]:
    text = draw(TEXTS)
    first = draw(edits_on(text))
    return text, first, draw(edits_on(apply_edits(text, first), "clean"))


@given(st.data())
def test_undoing_all_edits_gives_the_extracted_text_back(data):
    text = data.draw(TEXTS)
    edits = data.draw(edits_on(text))
    assert undo_edits(apply_edits(text, edits), edits) == text


@settings(max_examples=400)
@given(two_steps())
def test_composed_edits_do_what_both_lists_do(steps):
    text, first, second = steps
    composed = compose_edits(first, second, text)
    assert apply_edits(text, composed) == apply_edits(apply_edits(text, first), second)


@given(two_steps())
def test_composed_edits_are_sorted_and_apart_and_undoable(steps):
    text, first, second = steps
    composed = compose_edits(first, second, text)
    assert all(a.end <= b.start for a, b in pairwise(composed))
    assert undo_edits(apply_edits(text, composed), composed) == text


def test_edits_on_different_words_keep_their_own_rules():
    text = "碧江區(qū)黨建\n版權聲明"
    first = [Edit(3, "(qū)", "", "repair", "pinyin-bracket")]
    second = [Edit(5, "\n版權聲明", "", "clean", "copyright")]
    assert compose_edits(first, second, text) == [first[0], Edit(9, "\n版權聲明", "", "clean", "copyright")]


def test_a_removed_line_swallows_the_repairs_in_it():
    text = "網(wǎng)站訪問"
    first = [Edit(1, "(wǎng)", "", "repair", "pinyin-bracket")]
    second = [Edit(0, "網站訪問", "", "clean", "counter")]
    assert compose_edits(first, second, text) == [Edit(0, text, "", "clean", "counter")]


def test_a_change_that_is_taken_back_leaves_no_edit():
    first = [Edit(0, "区", "區", "editor", "hand")]
    assert compose_edits(first, [Edit(0, "區", "区", "editor", "hand")], "区委") == []


def test_an_edit_that_does_not_fit_the_text_is_refused():
    with pytest.raises(EditError):
        apply_edits("区委", [Edit(0, "县", "", "clean", "share")])


def test_overlapping_edits_are_refused():
    with pytest.raises(EditError):
        apply_edits("区委办", [Edit(0, "区委", "", "clean", "share"), Edit(1, "委办", "", "clean", "share")])


def test_undoing_edits_that_were_never_made_is_refused():
    with pytest.raises(EditError):
        undo_edits("区委", [Edit(0, "县", "市", "editor", "hand")])


def test_an_edit_survives_the_way_through_plain_values():
    edit = Edit(3, "(qū)", "", "repair", "pinyin-bracket")
    assert Edit.from_dict(edit.to_dict()) == edit


@given(TEXTS, TEXTS)
def test_edits_between_two_texts_lead_from_one_to_the_other(before, after):
    edits = edits_between(before, after, kind="editor", rule="hand")
    assert apply_edits(before, edits) == after
    assert undo_edits(after, edits) == before
    assert all(a.end < b.start for a, b in pairwise(edits))


def test_an_editors_single_letter_is_a_single_letter_edit():
    before = "第一行,全县97个软弱涣散党组织。\n第二行。"
    assert edits_between(before, before.replace("97", "98"), kind="editor", rule="hand") == [
        Edit(7, "7", "8", "editor", "hand")
    ]


def test_a_long_line_with_changes_at_both_ends_is_compared_quickly():
    clauses = [f"第{number}项措施整顿软弱涣散党组织{number * 7919 % 10007}个," for number in range(900)]
    before = "".join(clauses)
    clauses[3], clauses[-4] = "改写的开头,", "改写的结尾,"
    started = time.process_time()
    edits = edits_between(before, "".join(clauses), kind="editor", rule="hand")
    assert len(before) > 18_000
    assert sum(len(edit.before) for edit in edits) < 60
    assert is_within(time.process_time() - started, 2)

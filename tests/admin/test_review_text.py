"""The text on the desk: repairs in the line, removed lines on their own, blanks listed apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.admin.review.text import ReviewedText, review_text
from archive.text.edits import Edit, apply_edits, edits_between


def _plain(reviewed: ReviewedText) -> list[str]:
    """The paragraphs as the page of the report has them."""
    paragraphs = []
    for block in reviewed.blocks:
        if block.kind == "paragraph":
            words = "".join(span.edit.after if span.edit else span.words for span in block.spans)
            paragraphs += [line for line in words.split("\n") if line.strip()]
    return paragraphs


def test_a_removed_line_is_a_block_with_its_rule():
    reviewed = review_text("首页 > 正文\n党建引领。", [Edit(0, "首页 > 正文\n", "", "clean", "navigation")])
    removed, paragraph = reviewed.blocks
    assert (removed.kind, removed.spans[0].edit.lines, removed.spans[0].edit.label) == (
        "removed", "首页 > 正文", "导航"
    )  # fmt: skip
    assert paragraph.spans[0].words == "党建引领。"


def test_a_repair_stays_in_its_line():
    reviewed = review_text("我區(qū)党建。", [Edit(2, "(qū)", "", "repair", "pinyin-bracket")])
    assert [span.edit.before if span.edit else span.words for span in reviewed.blocks[0].spans] == [
        "我區", "(qū)", "党建。"
    ]  # fmt: skip
    assert (reviewed.repaired, reviewed.removed) == (1, 0)


def test_a_counter_inside_a_line_is_not_a_removed_line():
    reviewed = review_text("来源 点击量：3 党建", [Edit(3, "点击量：3", "", "clean", "counter")])
    assert [block.kind for block in reviewed.blocks] == ["paragraph"]


def test_changes_of_blanks_are_listed_with_the_words_around():
    reviewed = review_text("一、党建\n\n\n二、引领", [Edit(4, "\n\n\n", "\n", "clean", "blank-lines")])
    assert [(blank.left, blank.right) for blank in reviewed.blanks] == [("一、党建", "二、引领")]
    assert _plain(reviewed) == ["一、党建", "二、引领"]


def test_invisible_characters_taken_out_are_listed_and_shown_nowhere():
    reviewed = review_text("党\u202e建，引\u202d领。", [Edit(1, "\u202e", "", "repair", "invisible")])
    assert [(blank.left, blank.right, blank.edit.before) for blank in reviewed.blanks] == [("党", "建，引领。", "")]
    assert reviewed.repaired == 0


TEXTS = st.text("党建，。 \n(ū)", max_size=30)


@given(extracted=TEXTS, text=TEXTS)
def test_what_is_drawn_holds_exactly_the_lines_of_the_text(extracted, text):
    edits = edits_between(extracted, text, kind="editor", rule="editor")
    shown = "".join("".join(_plain(review_text(extracted, edits))).split())
    assert shown == "".join(apply_edits(extracted, edits).split())


@given(extracted=TEXTS, text=TEXTS)
def test_every_edit_can_be_reached(extracted, text):
    edits = edits_between(extracted, text, kind="editor", rule="editor")
    reviewed = review_text(extracted, edits)
    shown = [span.edit.index for block in reviewed.blocks for span in block.spans if span.edit]
    assert sorted([*shown, *(blank.edit.index for blank in reviewed.blanks)]) == list(range(len(edits)))

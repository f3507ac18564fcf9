"""A text laid out: paragraphs, headings, hits, masks and edits, each where it stands."""

from hypothesis import given
from hypothesis import strategies as st

from archive.layout.lines import lay_out
from archive.layout.runs import marked_runs, masked_spans
from archive.text.edits import Edit, apply_edits
from archive.text.redactions import find_redactions
from search.hits import Mark, find_marks
from search.query import parse_query


def marks_of(text: str, query: str) -> list[Mark]:
    return find_marks(text, parse_query(query), "folded", field="body")


def words(runs) -> str:
    return "".join(piece.text for run in runs for piece in run.parts if piece.change != "del")


def test_lines_become_paragraphs_numbered_from_one_and_blank_lines_nothing():
    reading = lay_out("第一段。\n\n　　第二段。\n")
    assert [(line.number, words(line.runs)) for line in reading.lines] == [(1, "第一段。"), (2, "第二段。")]


def test_short_numbered_lines_are_headings_of_two_levels():
    reading = lay_out("一、病根怎么找\n（一）不摊比例\n以往下摊。\n二、怎么定\n一是先选人。")
    assert [line.level for line in reading.lines] == [2, 3, 0, 2, 0]


def test_a_numbered_sentence_is_no_heading():
    text = "一、全县排查出软弱涣散村党组织十九个，逐村定策。\n（二）再把事摆明。每月一张清单。"
    assert [line.level for line in lay_out(text).lines] == [0, 0]


def test_headings_of_the_lower_kind_alone_are_chapters():
    assert [line.level for line in lay_out("（一）选人\n正文。\n（二）立制\n正文。").lines] == [2, 0, 2, 0]


def test_an_outline_needs_two_headings_and_counts_the_hits_below_each():
    text = "一、整顿\n整顿了三次。\n二、以后\n再整顿。"
    assert [(entry.text, entry.hits) for entry in lay_out(text, marks_of(text, "整顿")).outline] == [
        ("一、整顿", 2),
        ("二、以后", 1),
    ]
    assert lay_out("一、整顿\n正文。").outline == ()


def test_a_hit_that_crosses_a_paragraph_is_one_hit_in_two_places():
    text = "先整\n顿后。"
    reading = lay_out(text, [Mark(1, 4, 0)])
    assert [[(run.number, words([run])) for run in line.runs if run.underline] for line in reading.lines] == [
        [(1, "整")],
        [(0, "顿")],
    ]


def test_masked_names_and_lost_characters_are_told_apart():
    kinds = {piece.text: piece.kind for run in marked_runs("**区有□□个村") for piece in run.parts}
    assert (kinds["**"], kinds["□□"]) == ("redaction", "lost")


def test_a_mark_over_a_mask_stays_one_mark():
    (mark,) = [run for run in marked_runs("全区**区社区", [Mark(2, 5, 0)]) if run.underline]
    assert [(piece.text, piece.kind) for piece in mark.parts] == [("**", "redaction"), ("区", "")]


def test_a_repaired_word_shows_what_stood_there():
    extracted = "我區(qū)排查。"
    edits = [Edit(2, "(qū)", "", "repair", "pinyin-bracket")]
    (line,) = lay_out(apply_edits(extracted, edits), edits=edits).lines
    pieces = [(piece.text, piece.change) for run in line.runs for piece in run.parts]
    assert pieces == [("我區", ""), ("(qū)", "del"), ("排查。", "")]


def test_a_replaced_word_shows_both():
    edits = [Edit(1, "錯", "对", "editor", "editor")]
    (line,) = lay_out("写对了", edits=edits).lines
    assert [(piece.text, piece.change) for run in line.runs for piece in run.parts] == [
        ("写", ""),
        ("錯", "del"),
        ("对", "ins"),
        ("了", ""),
    ]


def test_a_removed_line_stands_between_the_paragraphs_with_its_rule():
    extracted = "首页 > 党建\n正文一。\n点击量：37\n正文二。\n版权所有"
    edits = [
        Edit(0, "首页 > 党建\n", "", "clean", "navigation"),
        Edit(13, "点击量：37\n", "", "clean", "counter"),
        Edit(24, "\n版权所有", "", "clean", "copyright"),
    ]
    text = apply_edits(extracted, edits)
    shown = [(line.kind, line.text or words(line.runs), line.rule) for line in lay_out(text, edits=edits).lines]
    assert shown == [
        ("removed", "首页 > 党建", "navigation"),
        ("text", "正文一。", ""),
        ("removed", "点击量：37", "counter"),
        ("text", "正文二。", ""),
        ("removed", "版权所有", "copyright"),
    ]


pieces_of_text = st.lists(
    st.sampled_from(["整顿", "**", "□", "支部", "\n", " ", "一、", "。", "甲", "XX县"]), max_size=30
)


@given(pieces_of_text, st.sampled_from(["整顿", "支部 整顿", "部 整", '"** 整"', "县"]))
def test_nothing_is_lost_or_doubled_between_the_text_and_the_page(parts, query):
    text = "".join(parts)
    reading = lay_out(text, marks_of(text, query))
    assert [words(line.runs) for line in reading.lines] == [line.strip() for line in text.split("\n") if line.strip()]


@given(
    st.text(alphabet="软弱軟涣散党建。,\n a", max_size=60),
    st.text(alphabet="软弱涣党 ", max_size=6),
)
def test_the_runs_of_a_marked_text_put_together_are_the_text(text, query):
    assert words(marked_runs(text, marks_of(text, query))) == text


@given(pieces_of_text, st.data())
def test_the_removed_and_the_kept_together_are_the_original(parts, data):
    original = "".join(parts)
    edits, at = [], 0
    while at < len(original) and data.draw(st.booleans()):
        start = data.draw(st.integers(at, len(original) - 1))
        end = data.draw(st.integers(start + 1, len(original)))
        edits.append(Edit(start, original[start:end], "", "clean", "share"))
        at = end
    reading = lay_out(apply_edits(original, edits), edits=edits)
    shown = "".join(
        line.text or "".join(piece.text for run in line.runs for piece in run.parts) for line in reading.lines
    )
    assert "".join(shown.split()) == "".join(original.split())


@given(st.integers(0, 3000))
def test_the_strip_never_has_more_ticks_than_the_eye_can_tell_apart(hits):
    text = "整顿" * hits
    reading = lay_out(text, [Mark(2 * at, 2 * at + 2, 0) for at in range(hits)])
    assert len(reading.ticks) <= min(hits, 250)
    assert all(0 <= tick.x < 1000 for tick in reading.ticks)


@given(st.text("*＊XxＸ×〇○●□.%县村，甲a ", max_size=12))
def test_no_redaction_and_nothing_lost_is_overlooked(text):
    found = [(start, end) for start, end, kind in masked_spans(text) if kind == "redaction"]
    assert found == find_redactions(text)
    assert sum(end - start for start, end, kind in masked_spans(text) if kind == "lost") == text.count("□")

"""How alike two texts are, where they differ, and what their signatures say of it."""

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.near import (
    BANDS,
    ComparedRow,
    ComparedWords,
    Passage,
    compare,
    compare_beginnings,
    count_differences,
    lay_side_by_side,
    signature,
    similarity,
)
from tests.slowness import is_within

HANS = (
    "按照市委统一部署，我区自2019年3月起，对全区XX个社区党组织逐一排查，列入软弱涣散整顿对象的共有7个，其中XX街道2个。"
)
HANT = "按照市委統一部署,我區自****年3月起,對全區**個社區黨組織逐一排查,列入軟弱渙散整頓對象的共有*個,其中**街道*個。"

#: Few characters, so that two texts share some; line breaks and wide blanks; an invisible
#: one; both scripts of one word.
words = st.text(alphabet="党黨建设設村，。,\n　 \u200bA1", max_size=40)


def bare(text: str) -> str:
    return re.sub("[\\s\u200b]", "", text)


def differing(left: str, right: str) -> list[tuple[str, str]]:
    return [(passage.left, passage.right) for passage in compare(left, right) if passage.kind == "differs"]


def agreeing(left: str, right: str) -> int:
    pairs = zip(signature(left).bands, signature(right).bands, strict=True)
    return sum(one == other for one, other in pairs if one is not None)


def shingles(text: str) -> set[str]:
    bare = re.sub(r"\W", "", text)
    return {bare[at : at + 5] for at in range(len(bare) - 4)}


def numbered(count: int, skip: int = 0) -> str:
    """A text of ``count`` different sentences; every ``skip``-th has another end."""
    return "".join(
        f"第{number}村查账{number * 7919 % 1009}笔，整改{number * 31 % 97}条"
        + ("，另行上报。\n" if skip and number % skip == 0 else "。\n")
        for number in range(count)
    )


# Where two texts differ


def test_each_place_that_differs_is_told_apart():
    assert differing(HANT, HANS) == [("****", "2019"), ("**", "XX"), ("*", "7"), ("**", "XX"), ("*", "2")]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("軟弱渙散黨組織", "软弱涣散党组织"),
        ("整顿３个，“好”", '整顿3个,"好"'),
        ("一、查账。\n二、整改。", "一、查账。二、 整改。\n"),
    ],
)
def test_script_width_and_line_breaks_are_no_difference(left, right):
    assert similarity(left, right) == 1.0
    assert compare(left, right) == [Passage("same", left, right)]


def test_a_sentence_that_only_one_has_is_one_place():
    assert differing("查了账。群众满意。再整改。", "查了账。再整改。") == [("群众满意。", "")]


def test_a_chance_character_between_two_changes_belongs_to_them():
    left, right = "甲村查清了多年的旧账目", "甲村换掉了全部老班子"
    assert differing(left, right) == [("查清了多年的旧账目", "换掉了全部老班子")]


def test_a_lone_date_keeps_its_month_between_two_changed_numbers():
    assert differing("于3月5日验收完毕", "于4月6日验收完毕") == [("3", "4"), ("5", "6")]


def test_a_change_gives_back_what_both_its_sides_end_with():
    left, right = "年底作了总结。", "年底作了测评、述职、议事总表彰和一次总结。"
    assert differing(left, right) == [("", "测评、述职、议事总表彰和一次")]


def test_a_sentence_that_is_missing_is_marked_from_its_beginning():
    left, right = "真派：派人对症。真治：一次一块。真教：扶上一程。", "真派：派人对症。真教：扶上一程。"
    assert differing(left, right) == [("真治：一次一块。", "")]
    assert differing(right, left) == [("", "真治：一次一块。")]


def test_the_number_of_places_is_counted():
    assert count_differences(compare(HANT, HANS)) == 5


@given(words, words)
def test_the_passages_joined_are_the_texts(left, right):
    passages = compare(left, right)
    assert "".join(passage.left for passage in passages) == left
    assert "".join(passage.right for passage in passages) == right


@given(words, words)
def test_kinds_alternate_and_same_passages_say_the_same(left, right):
    passages = compare(left, right)
    kinds = [passage.kind for passage in passages]
    assert all(one != other for one, other in pairwise(kinds))
    assert all(similarity(each.left, each.right) == 1.0 for each in passages if each.kind == "same")


@given(words, words)
def test_similarity_is_symmetric_and_the_share_of_unmarked_characters(left, right):
    value = similarity(left, right)
    assert value == similarity(right, left)
    passages = compare(left, right)
    everything = sum(len(bare(passage.left + passage.right)) for passage in passages)
    marked = sum(len(bare(each.left + each.right)) for each in passages if each.kind == "differs")
    assert value == pytest.approx((everything - marked) / everything if everything else 1.0)


@given(words, words, st.floats(0, 1))
def test_a_limit_changes_no_similarity_that_reaches_it(left, right, least):
    value = similarity(left, right)
    assert similarity(left, right, least=least) in ({value} if value >= least else {value, 0.0})


def test_two_reports_on_other_matters_are_not_alike():
    left = "春耕前，村里把水渠清了一遍，放水的次序贴在井房门上，谁家先浇、谁家后浇，一看便知。"
    right = "老旧小区没有物业，党员轮流值守，楼道灯坏了不过夜，垃圾不落地，住户交费也痛快。"
    assert similarity(left, right) < 0.2


def test_texts_too_long_for_every_pair_of_characters_are_cut_at_their_own_clauses():
    left, right = numbered(1200), numbered(1200, skip=100)
    assert len(left) * len(right) > 100_000_000
    assert count_differences(compare(left, right)) == 12
    assert similarity(left, right) == pytest.approx(1 - 12 * 5 / (2 * len(left.replace("\n", ""))), rel=0.01)


def test_two_long_texts_are_compared_in_linear_time():
    started = time.process_time()
    assert similarity(numbered(12_000), numbered(12_000, skip=50)) > 0.9
    assert is_within(time.process_time() - started, 10)


# Signatures


def test_a_signature_has_all_bands_of_a_text_of_ordinary_length():
    assert len(signature(numbered(100)).filled) == BANDS == len(signature("").bands)


def test_both_scripts_have_one_signature():
    assert signature("对全区社区党组织逐一排查，整顿。") == signature("對全區社區黨組織\n逐一排查!整頓")


def test_a_text_of_four_characters_has_an_empty_signature():
    assert signature("一、查账").filled == {}
    assert signature("一、整改账目").filled != {}


def test_bands_agree_as_often_as_shingles_are_shared():
    """Over 40 pairs, 1,920 bands: 3 standard deviations are 0.035."""
    agreed = shared = 0.0
    for turn in range(40):
        left = "".join(f"{turn}组{number}号{number * 7 % 83}" for number in range(90))
        right = "".join(f"{turn}组{number}号{number * 7 % 83}" for number in range(30, 120))
        agreed += agreeing(left, right) / BANDS / 40
        shared += len(shingles(left) & shingles(right)) / len(shingles(left) | shingles(right)) / 40
    assert 0.4 < shared < 0.7
    assert agreed == pytest.approx(shared, abs=0.035)


# Rows of the side-by-side view


def test_paragraphs_stand_beside_each_other():
    rows = lay_side_by_side(compare("一、查账。\n二、整改三条。\n", "一、查賬。\n二、整改七条。"))
    assert rows == [
        ComparedRow((ComparedWords("一、查账。"),), (ComparedWords("一、查賬。"),)),
        ComparedRow(
            (ComparedWords("二、整改"), ComparedWords("三", 1), ComparedWords("条。")),
            (ComparedWords("二、整改"), ComparedWords("七", 1), ComparedWords("条。")),
        ),
    ]
    assert rows[1].numbers == (1,)


def test_a_paragraph_that_one_side_lacks_has_a_row_of_its_own():
    rows = lay_side_by_side(compare("查账。\n整改。", "查账。\n群众满意。\n整改。"))
    assert rows[1] == ComparedRow((), (ComparedWords("群众满意。", 1),))
    assert len(rows) == 3


def test_a_paragraph_that_begins_like_the_next_has_a_row_of_its_own():
    rows = lay_side_by_side(compare("查账。\n真治一次。\n真教一程。", "查账。\n真教一程。"))
    assert rows[1] == ComparedRow((ComparedWords("真治一次。", 1),), ())
    assert len(rows) == 3


def test_a_paragraph_joined_in_the_other_copy_stays_beside_its_words():
    rows = lay_side_by_side(compare("查账。\n整改。", "查账。整改。"))
    assert rows == [
        ComparedRow((ComparedWords("查账。"),), (ComparedWords("查账。"),)),
        ComparedRow((ComparedWords("整改。"),), (ComparedWords("整改。"),)),
    ]


@given(words, words)
def test_rows_lose_no_character_but_blanks(left, right):
    rows = lay_side_by_side(compare(left, right))
    assert bare("".join(piece.text for row in rows for piece in row.left)) == bare(left)
    assert bare("".join(piece.text for row in rows for piece in row.right)) == bare(right)


@given(words, words)
def test_every_differing_place_has_its_number_in_a_row(left, right):
    passages = compare(left, right)
    shown = {number for row in lay_side_by_side(passages) for number in row.numbers}
    assert shown == set(range(1, count_differences(passages) + 1))


# The five real reports


def test_a_real_report_in_the_other_script_is_the_same_and_near_none_of_the_others(seeds):
    texts = [path.read_text(encoding="utf-8") for path in sorted(seeds.glob("*.txt"))]
    assert len(texts) == 5
    for index, text in enumerate(texts):
        others = texts[:index] + texts[index + 1 :]
        assert max(similarity(text, other) for other in others) < 0.2
        assert max(agreeing(text, other) for other in others) < 4


@given(st.text("党建整顿，。\n", max_size=40), st.text("党建整顿，。\n", max_size=40), st.integers(1, 30))
def test_beginnings_that_are_compared_end_with_words_that_both_share(left, right, most):
    passages, is_cut = compare_beginnings(left, right, most)
    assert left[:most].startswith("".join(passage.left for passage in passages))
    assert right[:most].startswith("".join(passage.right for passage in passages))
    assert is_cut == (max(len(left), len(right)) > most)
    if not is_cut:
        assert passages == compare(left, right)
    elif len(passages) > 1:
        assert passages[-1].kind == "same"

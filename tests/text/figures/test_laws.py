"""What holds of every text: slices, no digit out of a mask, both scripts alike, work that grows with the length."""

from __future__ import annotations

import sys
from dataclasses import fields
from functools import cache

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from opencc import OpenCC

from archive.text.face import face
from archive.text.figures import Span, lexicon, read_figures, units
from archive.text.sections import split_sections

PIECES = (
    "选派", "驻村", "干部", "软弱涣散", "村党组织", "整顿转化", "分别", "由", "提高到", "占", "其中", "比上年", "达到", "增长", "的", "每村", "不少于",
    "全市", "我县", "2021年", "今年", "计划", "一、", "存在问题", "下一步", "共有", "以上", "余", "约", "万元", "名", "个", "%", "个百分点", "、", "，", "。",
    "\n", "；", "（", "）", "“", "”", "3", "12", "1,234", "5.6", "二千六百", "九成", "***", "**.*", "XX", "—", "第", "届", "百分之", "十", "□", "会議記録", "𠀀", "\ud800", "A", "人次", "期",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
SENTENCES = (
    "今年以来，全区选派驻村第一书记56名，其中女性9名，平均年龄38.5岁。",
    "年内完成13个软弱涣散村党组织的整顿工作，计划新建阵地4个。",
    "村集体经济年收入20万元以上的村达到113个，占58.2%。",
    "办结诉求三百六十五件，办结率百分之九十八点六。",
    "书记大专以上学历占41%，比上届提高12个百分点。",
    "二、存在的问题\n一是干部队伍老化，45岁以上的占七成。\n三、下步打算\n规划建设党群服务中心12处，面积由60平方米扩大到220平方米。",
)


def spans_of(figure) -> list[Span]:
    named = [figure.action, figure.base, figure.scope.words, figure.sentence, Span(figure.start, figure.end)]
    return [span for span in (*figure.noun, *named) if span is not None]


@given(TEXTS)
def test_all_that_a_figure_shows_is_a_slice_of_the_text(text):
    assert len(face(text)) == len(text)
    found = read_figures(text, sections=split_sections(text), dated=2021)
    assert all(0 <= span.start < span.end <= len(text) for each in found for span in spans_of(each))
    assert [each.start for each in found] == sorted({each.start for each in found})


@given(TEXTS)
def test_sections_are_the_whole_text_in_order(text):
    found = split_sections(text)
    assert "".join(text[each.start : each.end] for each in found) == (text if text.strip() else "")
    assert all(each.start <= start < end <= each.end for each in found if each.heading for start, end in [each.heading])


@given(TEXTS)
def test_a_value_is_never_made_of_a_mask(text):
    for figure in read_figures(text):
        written = face(text[figure.start : figure.end])
        assert figure.redacted == any(mask in written for mask in "*×x")
        assert not figure.redacted or (figure.value is None and figure.high is None)


@given(st.sampled_from(SENTENCES), st.randoms(use_true_random=False))
def test_masked_digits_change_nothing_but_the_value(sentence, random):
    masked = "".join("*" if char.isdigit() and random.random() < 0.5 else char for char in sentence)
    before, after = read_figures(sentence), read_figures(masked)
    assert len(before) == len(after)
    for one, other in zip(before, after, strict=True):
        assert (one.noun, one.action, one.unit, one.base) == (other.noun, other.action, other.unit, other.base)


@cache
def _converter() -> OpenCC:
    return OpenCC("s2t")


@given(TEXTS, st.sampled_from(SENTENCES))
def test_both_scripts_of_a_text_give_the_same_figures_and_sections(text, sentence):
    for simplified in (text, sentence):
        traditional = _converter().convert(simplified)
        assume(len(traditional) == len(simplified))
        assert read_figures(traditional, dated=2021) == read_figures(simplified, dated=2021)
        assert split_sections(traditional) == split_sections(simplified)


@pytest.mark.parametrize("taiwan", ["計畫選派幹部170名。", "規畫建設陣地12處。"])
def test_the_spellings_of_taiwan_are_read_too(taiwan):
    assert read_figures(taiwan)[0].status == "planned"


def test_every_word_of_the_lexicon_is_met_in_either_script():
    lists = [value for module in (lexicon, units) for value in vars(module).values() if isinstance(value, frozenset)]
    words = sorted({word for each in lists for word in each if isinstance(word, str)})
    assert len(words) > 1000
    assert [word for word in words if face(_converter().convert(word)) != face(word)] == []
    assert [word for word in words if face(word) != word] == []


def calls(text: str) -> int:
    """Return how many functions are called to read a text."""
    count = 0

    def note(_frame, event, _argument):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        read_figures(text)
        split_sections(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "unit",
    [
        "1个", "1个、", "分别1个、2个", "从1个到2个", "5个通过的", "一二三，个名人*x%约近余多以上的", "2019年3个", "比上年", "一、存在问题\n", "占1%",
        "全市3个", "其中3名", "党员", "由", "（", "“", "百分之", "1,111", "3万-5万元以上、",
    ],
)  # fmt: skip
def test_the_work_grows_with_the_length_alone(unit):
    read_figures("选派3名干部。")  # the constants of the program
    short, long = (calls(unit * times) for times in (60, 240))
    assert long < 5 * short + 2000


@pytest.mark.parametrize("char", ["1", "一", "*", "万", "分之"])
def test_a_long_run_of_digits_is_read_at_once(char):
    assert calls(char * 20_000) < 200_000


def test_a_figure_is_frozen():
    (figure,) = read_figures("选派3名干部。")
    assert hash(figure)
    assert {field.name for field in fields(figure)} >= {
        "value",
        "high",
        "unit",
        "bound",
        "kind",
        "role",
        "rule",
        "sure",
    }

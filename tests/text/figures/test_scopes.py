"""Whose number it is."""

from __future__ import annotations

import pytest

from archive.text.figures import Figure, Span, read_figures
from tests.text.gazetteer import GAZETTEER


def scopes(text: str, region: str | None = "621121") -> list[tuple[str | None, str, str]]:
    """Return (words, code or "", how) of each figure's scope."""
    found: tuple[Figure, ...] = read_figures(text, region=region, gazetteer=GAZETTEER)
    return [
        (each.scope.words.of(text) if each.scope.words else None, each.scope.code or "", each.scope.how)
        for each in found
    ]


def test_the_nearest_scope_before_the_number_holds():
    assert scopes("据全国统计，此类支部超过4万个；我县有27个。") == [("全国", "", "word"), ("我县", "621121", "word")]


@pytest.mark.parametrize(
    ("word", "code"), [("全省", "620000"), ("全市", "621100"), ("全县", "621121"), ("全镇", ""), ("全国", "")]
)
def test_a_scope_word_means_the_region_of_its_level(word, code):
    assert scopes(f"{word}新建支部37个。") == [(word, code, "word")]


def test_without_a_scope_word_it_is_the_report_s_own_region():
    assert scopes("新建支部37个。") == [(None, "621121", "report")]
    assert scopes("新建支部37个。", region=None) == [(None, "", "report")]


def test_a_scope_of_another_sentence_does_not_hold():
    assert scopes("全市召开会议。新建支部37个。") == [(None, "621121", "report")]


def test_a_whole_name_is_a_scope_and_a_redacted_one_has_no_code():
    assert scopes("通渭县整顿支部14个，**县整顿支部9个。", region="621100") == [
        ("通渭县", "621121", "named"),
        ("**县", "", "named"),
    ]


def test_a_township_is_named_without_a_code():
    (township, *_) = sorted(
        name for name, counties in GAZETTEER.townships.items() if "621121" in counties and len(name) == 3
    )
    assert scopes(f"{township}新建支部37个。") == [(township, "", "named")]
    assert scopes(f"{township}新建支部37个。", region="350102") == [(None, "350102", "report")]


@pytest.mark.parametrize(
    "text",
    [
        "国有企业和全国有名的村12个。",
        "加快建设镇村道路12公里。",
        "打造和美乡村示范点12个。",
        "建成区绿地12亩。",
        "返乡人员12名。",
    ],
)
def test_words_that_look_like_names_are_no_scope(text):
    assert [scope[2] for scope in scopes(text)] == ["report"]


def test_a_scope_is_a_slice_of_the_text():
    (figure,) = read_figures("通渭縣整頓支部14個。", region="621100", gazetteer=GAZETTEER)
    assert figure.scope.words == Span(0, 3)


@pytest.mark.parametrize(
    "text",
    [
        "增速超过全省0.4个百分点。",
        "占全省比重83%。",
        "建成全市最大的基地12个。",
        "在全国率先建成站点12个。",
        "高于全省平均水平0.4个百分点。",
        "设立通渭县某某科技有限公司支部2个。",
    ],
)
def test_what_is_compared_with_or_ranked_in_is_no_scope(text):
    assert [scope[2] for scope in scopes(text, region="621100")] == ["report"]


def test_a_verb_behind_a_scope_word_ends_no_scope():
    assert scopes("全国有支部37个。") == [("全国", "", "word")]

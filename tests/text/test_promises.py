"""Promises against results: one indicator, one span, and a verdict only where nothing differs."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.text.promises import Statement, pair
from archive.text.sections import split_sections
from tests.text.figures.read import figures


def statements(text: str, year: int, status: str, month: int | None = 1) -> list[Statement]:
    """Return the figures of one status of a report of ``year`` as statements."""
    sections = split_sections(text)
    found = []
    for each in figures(text, sections=sections, dated=year):
        if each.status != status or each.role == "from":
            continue
        section = next(one for one in sections if one.start <= each.start < one.end)
        heading = text[slice(*section.heading)] if section.heading else ""
        found.append(
            Statement(
                noun=each.noun_in(text), action=each.action_in(text), value=each.value, high=each.high, unit=each.unit,
                bound=each.bound, kind=each.kind, redacted=each.redacted, year=each.year, until=each.year_until,
                reported=year, month=month, rule=each.rule, sentence=each.sentence.of(text),
                at=each.start - each.sentence.start, end=each.end - each.sentence.start,
                before=text[max(0, each.sentence.start - 600) : each.sentence.start], heading=heading,
            )
        )  # fmt: skip
    return found


def remarks(plan: str, result: str, **given) -> list[str]:
    """Return the remarks on the promises of a report of 2021 beside the results of one of 2022."""
    planned = statements(f"一、下一步打算\n{plan}", 2021, "planned", **given)
    done = statements(f"一、主要做法\n{result}", 2022, "done", **given)
    return [each.remark for each in pair(planned, done)]


@pytest.mark.parametrize(
    ("plan", "result", "remark"),
    [
        ("2021年整顿软弱涣散村党组织20个。", "2021年整顿软弱涣散村党组织20个。", "kept"),
        ("2021年整顿软弱涣散村党组织20个以上。", "2021年整顿软弱涣散村党组织26个。", "kept"),
        ("2021年整顿软弱涣散村党组织20个。", "2021年整顿软弱涣散村党组织26个。", "beyond"),
        ("2021年整顿软弱涣散村党组织20个。", "2021年整顿软弱涣散村党组织14个。", "missed"),
        ("全市城镇新增就业3万人以上。", "新增城镇就业3.2万人。", "kept"),
        ("地区生产总值增长6%左右。", "生产总值增长5.8%。", "vague"),
        ("地区生产总值增长6%左右。", "生产总值增长4.1%。", "missed"),
        ("固定资产投资增长5%。", "固定资产投资下降2%。", "missed"),
        ("城镇登记失业率控制在4%以内。", "城镇登记失业率3.5%。", "kept"),
        ("城镇登记失业率控制在4%以内。", "城镇登记失业率4.5%。", "missed"),
        ("城镇登记失业率4%左右。", "城镇登记失业率3.5%。", "vague"),
        ("规模以上工业增加值增长5%—6%。", "规上工业增加值增长5.5%。", "kept"),
        ("建设高标准农田30万亩。", "建成高标准农田超过20万亩。", "vague"),
        ("建设高标准农田30万亩。", "建成高标准农田480万亩。", "vague"),
        ("建设高标准农田2000公顷。", "建成高标准农田3万亩。", "kept"),
        ("全县城镇化率超过60%。", "全县城镇化率60%。", "vague"),
        ("整顿软弱涣散村党组织**个。", "整顿软弱涣散村党组织14个。", "redacted"),
        ("整顿软弱涣散村党组织20个。", "整顿软弱涣散村党组织**个。", "vague"),
        ("整顿软弱涣散村党组织20个。", "调解矛盾纠纷14件。", "unmatched"),
    ],
)  # fmt: skip
def test_two_numbers_of_one_indicator_and_span_are_compared(plan, result, remark):
    assert remarks(plan, result)[0] == remark


@pytest.mark.parametrize(
    ("plan", "result"),
    [
        ("2021年生产总值增长6%。", "2021年海洋生产总值增长7%。"),
        ("2021年城镇居民人均可支配收入增长6%。", "2021年居民人均可支配收入增长7%。"),
        ("2021年固定资产投资增长6%。", "扣除房地产开发投资后，2021年固定资产投资增长7%。"),
        ("2021年创建三星级党支部20个。", "2021年创建五星级党支部20个。"),
        ("2021年新建和改造农村户厕200户。", "2021年改造农村户厕210户。"),
    ],
)
def test_a_qualifier_of_one_side_alone_is_another_scope_and_no_verdict(plan, result):
    assert remarks(plan, result) == ["scope"]


@pytest.mark.parametrize(
    ("plan", "result"),
    [
        ("2021年整顿软弱涣散村党组织20个。", "2019年整顿软弱涣散村党组织26个。"),
        ("2021年整顿软弱涣散村党组织20个。", "五年来整顿软弱涣散村党组织26个。"),
        ("2021年整顿软弱涣散村党组织20个。", "累计整顿软弱涣散村党组织26个。"),
        ("2021年生产总值增长6%。", "生产总值年均增长7%。"),
        ("每年整顿软弱涣散村党组织20个。", "整顿软弱涣散村党组织26个。"),
        ("整顿软弱涣散村党组织20个。", "过去五年，成绩来之不易。整顿软弱涣散村党组织26个。"),
        ("整顿软弱涣散村党组织20个。", "上半年整顿软弱涣散村党组织26个。"),
    ],
)
def test_another_span_of_time_is_said_and_no_verdict(plan, result):
    assert remarks(plan, result) == ["period"]


def test_a_heading_of_several_years_leaves_the_year_open():
    plan = statements("一、下一步打算\n整顿软弱涣散村党组织20个。", 2021, "planned")
    done = statements("一、“十三五”时期工作回顾\n整顿软弱涣散村党组织26个。", 2022, "done")
    assert [each.remark for each in pair(plan, done)] == ["period"]


def test_a_report_of_december_plans_the_next_year_and_tells_its_own():
    plan, done = "整顿软弱涣散村党组织20个。", "整顿软弱涣散村党组织26个。"
    assert remarks(plan, done, month=12) == ["beyond"]
    assert remarks(plan, done, month=None) == ["period"]  # the year of the report alone does not tell


def test_several_numbers_behind_respectively_are_compared_each_with_its_own():
    plan = "2021年城乡居民人均可支配收入分别增长6%和8%。"
    assert remarks(plan, "2021年城乡居民人均可支配收入分别增长6%和7%。") == ["kept", "missed"]


def test_results_that_disagree_get_no_verdict():
    results = "2021年整顿软弱涣散村党组织26个。\n2021年整顿软弱涣散村党组织14个。"
    assert remarks("2021年整顿软弱涣散村党组织20个。", results) == ["several"]


def test_without_a_report_of_the_next_year_that_is_said_of_each_promise():
    planned = statements("一、下一步打算\n整顿村党组织20个，培训党员300人。", 2021, "planned")
    assert [each.remark for each in pair(planned, [], reported=False)] == ["no_report"] * 2
    assert [each.remark for each in pair(planned, [])] == ["unmatched"] * 2


_COUNT = st.integers(1, 999)


@settings(max_examples=25, deadline=None)
@given(_COUNT, _COUNT, st.sampled_from(["个", "个以上"]))
def test_a_verdict_follows_the_order_of_the_numbers_alone(aim, got, unit):
    (remark,) = remarks(f"2021年整顿软弱涣散村党组织{aim}{unit}。", f"2021年整顿软弱涣散村党组织{got}个。")
    if remark == "vague":
        assert aim > 3 * got or got > 3 * aim
    else:
        expected = "missed" if got < aim else "kept" if got == aim or unit != "个" else "beyond"
        assert remark == expected


def test_both_scripts_of_a_text_pair_alike():
    assert remarks("2021年整頓軟弱渙散村黨組織20個以上。", "2021年整顿软弱涣散村党组织26个。") == ["kept"]
    assert remarks("全縣城鎮化率超過60%。", "全县城镇化率60%。") == ["vague"]


def test_each_promise_has_one_pair_and_its_places_are_those_of_the_lists():
    plan = statements("一、下一步打算\n整顿村党组织20个，培训党员300人，修路8公里。", 2021, "planned")
    done = statements("一、主要做法\n培训党员310人。整顿村党组织20个。", 2022, "done")
    found = pair(plan, done)
    assert [each.promise for each in found] == [0, 1, 2]
    assert [each.result for each in found] == [1, 0, None]


def test_the_labels_are_those_that_the_guide_counts():
    lines = Path("tests/data/promises.jsonl").read_text(encoding="utf-8").splitlines()
    labels = [json.loads(line) for line in lines]
    counted = {look: Counter(each["right"] for each in labels if each["look"] == look) for look in ("first", "second")}
    assert counted["first"] == {True: 28, False: 2}
    guide = Path("docs/research.md").read_text(encoding="utf-8")
    assert "28 = .933 (.79–.98)" in guide
    assert f"{counted['second'][True]} = 1 (" in guide
    assert sum(each["look"] == "tuned" for each in labels) == 84

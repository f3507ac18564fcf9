"""The specification of ranking, tests/data/ranking.toml, held by the engine over the sample reports."""

from __future__ import annotations

import tomllib

import pytest

from benchmarks.ndcg import SPEC, JudgedQuery, ndcg, ours, read_spec, to_documents
from search.query import parse_query

JUDGED = read_spec()
#: What the order came to when the constants were chosen; less means that readers lose something that no row names.
REACHED = 0.99


@pytest.fixture(scope="module")
def found(samples, tmp_path_factory):
    """The order of the sample reports for a judged query."""
    return ours(to_documents(samples), tmp_path_factory.mktemp("ranking"))


def complaint(judged: JudgedQuery, order: list[str]) -> str:
    """What is wrong with an order, "" if nothing is."""
    at = 0
    for number, group in enumerate(judged.top, 1):
        places = set(order[at : at + len(group)])
        if places != group:
            wanted = "、".join(sorted(group))
            return f"group {number} of the top should be {wanted}, in places {at + 1} to {at + len(group)}"
        at += len(group)
    if judged.last and set(order[-len(judged.last) :]) != judged.last:
        return f"the last should be {'、'.join(sorted(judged.last))}"
    return ""


@pytest.mark.parametrize("judged", JUDGED, ids=[f"{number}-{row.text}" for number, row in enumerate(JUDGED, 1)])
def test_readers_find_on_top_what_they_expect(found, judged):
    order = list(found(judged))
    wrong = complaint(judged, order)
    assert not wrong, f"{judged.text} ({judged.mode}): {wrong}; the order is {' '.join(order)}"


def test_the_order_of_all_rows_agrees_with_the_grades(found):
    assert ndcg(found, JUDGED) >= REACHED


def test_there_are_eighty_rows_and_more_and_no_query_twice_in_a_mode():
    assert len(JUDGED) >= 80
    assert len({(row.text, row.mode) for row in JUDGED}) == len(JUDGED)


def test_the_rows_name_sample_reports_and_known_keys_alone(samples):
    rows = tomllib.loads(SPEC.read_text("utf-8"))["query"]
    assert {key for row in rows for key in row} <= {"text", "mode", "need", "top", "last", "grades"}
    assert {name for row in JUDGED for name in (*row.grades, *row.last)} <= samples.keys()


def test_every_row_expects_something_that_an_order_can_miss(found):
    idle = [row.text for row in JUDGED if not row.top and not row.last]
    assert idle == []
    assert [row.text for row in JUDGED if not parse_query(row.text, row.mode).terms] == []


def test_a_wrong_order_is_complained_of():
    judged = next(row for row in JUDGED if row.text == "流动党员 积分入学")
    first, second = (next(iter(group)) for group in judged.top)
    assert complaint(judged, [first, second]) == ""
    assert "group 1" in complaint(judged, [second, first])


def test_ndcg_is_one_for_the_order_of_the_grades_and_less_for_any_other():
    judged = next(row for row in JUDGED if row.text == "流动党员 积分入学")
    best = sorted(judged.grades, key=judged.grades.__getitem__, reverse=True)
    assert ndcg(lambda row: best, [judged]) == 1
    assert ndcg(lambda row: best[::-1], [judged]) < 1
    assert ndcg(lambda row: [], [judged]) == 0

"""Words that a program presents as a quotation, checked by the API as the assistants' tool checks them."""

from __future__ import annotations

import pytest

from archive.models import Report
from archive.quotations.answer import answer_of
from archive.quotations.checking import check_quotation
from tests.counting import use_away_engine

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/quotations"


@pytest.fixture
def report(make_report):
    return make_report(text="全市整顿软弱涣散党组织二百七十九个，成效明显。")


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("“软弱涣散党组织二百七十九个”", "exact"),
        ("軟弱渙散黨組織二百七十九個", "same_but_for_form"),
        ("软弱涣散党组织二百七十六个", "near"),
        ("没有人写过这样一句", "not_found"),
    ],
)
def test_the_answer_is_that_of_the_tool(client, report, text, verdict):
    answer = client.get(ADDRESS, {"text": text})
    assert answer.status_code == 200
    assert answer.json() == answer_of(check_quotation(text))
    assert answer.json()["verdict"] == verdict


def test_one_report_can_be_asked_alone_and_one_that_nobody_may_read_is_told_as_ever(client, report, make_report):
    other = make_report(text="另一篇的正文在这里。")
    ask = {"text": "软弱涣散党组织二百七十九个"}
    assert client.get(ADDRESS, {**ask, "report": report.pk}).json()["verdict"] == "exact"
    assert client.get(ADDRESS, {**ask, "report": other.pk}).json()["verdict"] == "not_found"
    draft = make_report(text="草稿里才有的一句话。", status="draft")
    assert client.get(ADDRESS, {"text": "草稿里才有的一句话"}).json()["verdict"] == "not_found"
    assert client.get(ADDRESS, {"text": "草稿里才有的一句话", "report": draft.pk}).status_code == 404
    Report.objects.filter(pk=other.pk).update(status="withdrawn")
    assert client.get(ADDRESS, {**ask, "report": other.pk}).status_code == 410


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"text": "党"},
        {"text": "字" * 2001},
        {"text": "软弱涣散党", "report": "七"},
        {"text": "软弱涣散党", "report": "9" * 30},
    ],
)
def test_words_or_a_number_that_cannot_be_checked_are_refused_with_a_sentence(client, report, parameters):
    answer = client.get(ADDRESS, parameters)
    assert (answer.status_code, answer.json()["error"].endswith("。")) == (400, True)


def test_what_is_broken_is_503_and_never_not_found(client, db, monkeypatch):
    answer = client.get(ADDRESS, {"text": "没有人写过这样一句"})
    assert (answer.status_code, "这不等于没有找到" in answer.json()["error"]) == (503, True)
    use_away_engine(monkeypatch).away |= {"search", "search_many"}
    assert client.get(ADDRESS, {"text": "没有人写过这样一句"}).status_code == 503

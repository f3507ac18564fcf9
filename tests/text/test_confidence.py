"""What may be written of a card: a sure value, a doubtful one, or none with candidates; and how the weights are fitted."""

from __future__ import annotations

import math

import pytest

from archive.text.confidence import OFFERED, SURE, WRITTEN, features, is_doubtful, likelihood, offered, settle
from archive.text.evidence import Candidate, Evidence, choose
from scripts.fit_confidence import BELIEF, fit, least_sure, loss


@pytest.fixture
def rule_alone(monkeypatch):
    """The table of weights says only what the rules say themselves."""
    monkeypatch.setattr("archive.text.confidence._WEIGHTS", {"title": BELIEF})


def evidence(confidence: float, *rivals: str) -> Evidence:
    return Evidence(
        "抓党建促振兴", "first-line", "抓党建促振兴", confidence, tuple(Candidate(each, "r") for each in rivals)
    )


@pytest.mark.parametrize(
    ("confidence", "is_written", "is_sure"), [(0.95, True, True), (0.7, True, False), (0.4, False, False)]
)
def test_a_value_is_written_doubtful_or_offered_by_its_confidence(rule_alone, confidence, is_written, is_sure):
    settled = settle("title", evidence(confidence))
    assert (settled.value is not None) == is_written
    assert (is_written and not is_doubtful(settled.confidence)) == is_sure


def test_an_unlikely_value_is_not_written_and_heads_the_candidates(rule_alone):
    settled = settle("title", evidence(0.3, "另一题", "又一题", "另一题"))
    assert (settled.value, settled.rule) == (None, "unsure")
    assert offered(settled) == ("抓党建促振兴", "另一题", "又一题")


def test_no_candidate_is_offered_for_a_value_that_is_written(rule_alone):
    assert offered(settle("title", evidence(0.95, "另一题"))) == ()
    assert len(offered(settle("title", evidence(0.1, *(f"第{number}题" for number in range(9)))))) == OFFERED


def test_an_unknown_value_and_a_field_without_weights_stay_as_they_are(rule_alone):
    unknown = Evidence(None, "redacted", "**区")
    assert settle("title", unknown) is unknown
    script = Evidence("hans", "differing-characters", "", 0.1)
    assert settle("script", script) is script


def test_two_rules_that_agree_are_a_sign_and_one_rule_that_says_it_twice_is_none():
    twice = [Candidate("甘肃日报", "labelled", confidence=0.9), Candidate("甘肃日报", "labelled", confidence=0.8)]
    assert choose(twice).signs == ()
    assert choose([*twice, Candidate("甘肃日报", "dispatch", confidence=0.7)]).signs == ("agreed",)
    assert "sign agreed" in features(choose([*twice, Candidate("甘肃日报", "dispatch", confidence=0.7)]))


def test_the_evidence_of_a_value_is_stored_with_its_signs():
    row = Evidence("甘肃日报", "labelled", signs=("agreed",)).to_dict()
    assert row["signs"] == ["agreed"]
    assert "signs" not in Evidence("甘肃日报", "labelled").to_dict()


def test_without_a_fit_a_value_is_as_likely_as_its_rule_says():
    assert likelihood(BELIEF, features(evidence(0.8))) == 0.8


def test_the_fit_learns_that_a_rule_is_seldom_right_and_keeps_the_belief_in_a_rule_it_hardly_saw():
    def seen(rule: str, confidence: float, right: bool):
        return features(Evidence("某题", rule, "", confidence)), right

    examples = [seen("filename", 0.8, at % 4 == 0) for at in range(40)] + [
        seen("labelled", 0.8, at % 20 > 0) for at in range(40)
    ]
    weights = fit(examples)
    assert likelihood(weights, seen("filename", 0.8, True)[0]) == pytest.approx(0.25, abs=0.08)
    assert likelihood(weights, seen("labelled", 0.8, True)[0]) >= SURE
    assert loss(weights, examples) < loss(BELIEF, examples)
    assert math.isclose(sum(fit([seen("rare", 0.8, True)]).get(name, 0.0) for name in ("rule rare",)), 0.0)


def test_a_likely_value_is_sure_only_where_so_few_false_ones_were_seen():
    strict = {**BELIEF, "sure": 3.0}
    assert likelihood(BELIEF, features(evidence(0.93))) == 0.93
    assert likelihood(strict, features(evidence(0.93))) == 0.89
    assert likelihood(strict, features(evidence(0.96))) == 0.96
    assert likelihood(strict, features(evidence(0.6))) == 0.6


def test_the_bar_of_the_sure_is_as_low_as_the_false_values_among_them_allow():
    seen = [(4.0, True), (3.0, True), (2.5, False), (2.0, True), (1.0, False), (0.5, True)]
    assert least_sure(seen, allowed=0) == pytest.approx(2.75)
    assert least_sure(seen, allowed=1) == pytest.approx(1.5)
    assert least_sure(seen, allowed=2) is None


def test_the_bands_are_those_of_the_contract():
    assert (SURE, WRITTEN) == (0.9, 0.5)

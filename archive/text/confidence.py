"""How likely is the value of a card field right, and may it be written?

A rule's own confidence says how strong its witness is among the rules of one field; it does not say how often such a value
is right. ``confidence.json`` holds, for each field, the weights of a logistic model, fitted on labelled pages by
``scripts/fit_confidence.py``: the strength of the rule, which rule it is, its lead over the best rival, and the signs
that the field's own module names. Three bands follow: ``SURE`` and above is written; ``WRITTEN`` and above is
written as doubtful; below, nothing is written, and the value is a candidate for the editor.

``sure`` in the table is the least log odds at which so few false values were seen among the sure ones as the archive
allows; a likely value below it stays doubtful.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from archive.text.evidence import Candidate, Evidence

#: A value at least this likely is written without a doubt.
SURE = 0.9
#: A value less likely than this is not written.
WRITTEN = 0.5
#: Rule of an unknown value whose best candidate was too unlikely to be written.
UNSURE = "unsure"
#: Card fields of which a written value may be doubtful, in the order of the card. The script is counted, not judged.
JUDGED = ("title", "region", "date", "source", "author", "kind")
#: Rules of values that a person set; they are never doubtful.
BY_HAND = frozenset({"editor", "given"})
#: Candidates that are offered for one field.
OFFERED = 5

_Weights = Mapping[str, float]
_WEIGHTS: Mapping[str, _Weights] = json.loads(Path(__file__).with_name("confidence.json").read_text("utf-8"))
_EXTREME = 0.02


def settle(field: str, evidence: Evidence) -> Evidence:
    """Return the evidence with a calibrated confidence; with value None and rule ``unsure`` if that is below WRITTEN.

    ``field`` is a name of ``Description.FIELDS``; one without weights comes back as it is, and so does an unknown value.
    """
    if evidence.value is None or field not in _WEIGHTS:
        return evidence
    confidence = likelihood(_WEIGHTS[field], features(evidence))
    if confidence >= WRITTEN:
        return replace(evidence, confidence=confidence)
    refused = Candidate(evidence.value, evidence.rule, evidence.quote, confidence)
    return Evidence(None, UNSURE, evidence.quote, 0.0, (refused, *evidence.rivals))


def is_doubtful(confidence: float) -> bool:
    """Return whether a written value of this confidence has to be shown as doubtful."""
    return confidence < SURE


def doubtful_fields(evidence: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """Return the fields of JUDGED whose written value may be wrong and was set by no hand.

    ``evidence`` maps the name of a field to a row of ``Evidence.to_dict``.
    """
    rows = ((name, evidence.get(name) or {}) for name in JUDGED)
    return tuple(
        name
        for name, row in rows
        if row.get("value") and row.get("rule") not in BY_HAND and is_doubtful(row.get("confidence") or 0.0)
    )


def offered(evidence: Evidence) -> tuple[str, ...]:
    """Return the values that an editor may choose from for an unknown field: at most OFFERED, best first, each once."""
    if evidence.value is not None:
        return ()
    return tuple(dict.fromkeys(rival.value for rival in evidence.rivals))[:OFFERED]


def features(evidence: Evidence) -> dict[str, float]:
    """Return the named features of a chosen value: strength (log odds), lead (-1 to 1), rule and signs (1 each)."""
    strength = min(1 - _EXTREME, max(_EXTREME, evidence.confidence))
    rival = max((rival.confidence for rival in evidence.rivals), default=0.0)
    return {
        "bias": 1.0,
        "strength": math.log(strength / (1 - strength)),
        "lead": evidence.confidence - min(1.0, rival),
        f"rule {evidence.rule}": 1.0,
        **{f"sign {sign}": 1.0 for sign in evidence.signs},
    }


def log_odds(weights: _Weights, values: Mapping[str, float]) -> float:
    """Return the log odds that a value with these features is right. A feature without weight counts nothing."""
    return sum(weights.get(name, 0.0) * value for name, value in values.items())


def likelihood(weights: _Weights, values: Mapping[str, float]) -> float:
    """Return how likely a value with these features is right, 0 to 1, two decimals; below SURE unless it passes ``sure``."""
    odds = log_odds(weights, values)
    likely = round(logistic(odds), 2)
    return likely if odds >= weights.get("sure", -math.inf) else min(likely, SURE - 0.01)


def logistic(odds: float) -> float:
    """Return the probability of log odds, which count from -30 to 30 at most."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))

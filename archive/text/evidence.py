"""Evidence: why a card field has its value, and which other values were possible.

Nothing is guessed silently. A value without evidence is no value; an unknown value has a reason and the words that
show it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible value with the rule that proposes it.

    ``quote`` is literally in the text; ``confidence`` is how likely the value is right, 0 to 1.
    """

    value: str
    rule: str
    quote: str = ""
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """The chosen value of one card field, or None, with its rivals, best first.

    For an unknown value, ``rule`` names the reason (``redacted``, ``not-found``, ``ambiguous``, ``unsure``,
    ``refused-...``) and ``quote`` the words that show it. ``signs`` name what else speaks for or against the value
    (``archive.text.confidence`` weighs them): ``agreed`` where two rules propose it.
    """

    value: str | None
    rule: str
    quote: str = ""
    confidence: float = 0.0
    rivals: tuple[Candidate, ...] = ()
    signs: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """Return plain data for JSON: keys value, rule, quote, confidence, rivals; signs only where there are any."""
        row = {**asdict(self), "rivals": [asdict(rival) for rival in self.rivals]}
        signs = list(row.pop("signs"))
        return {**row, "signs": signs} if signs else row


def choose(candidates: list[Candidate], *, unknown: str = "not-found") -> Evidence:
    """Return the most confident candidate (the first of equals) as Evidence, the rest as rivals."""
    if not candidates:
        return Evidence(None, unknown)
    ranked = sorted(candidates, key=lambda candidate: -candidate.confidence)
    best = ranked[0]
    rivals = tuple(rival for rival in ranked[1:] if rival.value != best.value)
    agrees = any(each.value == best.value and each.rule != best.rule for each in ranked[1:])
    return Evidence(best.value, best.rule, best.quote, best.confidence, rivals, ("agreed",) if agrees else ())

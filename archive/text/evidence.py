"""Evidence: why a value stands on a report's card, and what else it could be.

Nothing is guessed silently. A value without evidence is no value, and
a value that is not known says why, and where it was looked for.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible value: the rule that proposed it, the words it came from
    (a literal quote of the text), and how sure the rule is (0 to 1)."""

    value: str
    rule: str
    quote: str = ""
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """The chosen value of one field, or None, with its rivals, best first.

    For an unknown, ``rule`` names the reason (``redacted``, ``not-found``,
    ``ambiguous``, ``refused-...``) and ``quote`` the words that show it.
    """

    value: str | None
    rule: str
    quote: str = ""
    confidence: float = 0.0
    rivals: tuple[Candidate, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """Plain data for JSON: keys value, rule, quote, confidence, rivals."""
        return {**asdict(self), "rivals": [asdict(rival) for rival in self.rivals]}


def choose(candidates: list[Candidate], *, unknown: str = "not-found") -> Evidence:
    """The most confident candidate (the first of equals) as Evidence, the rest as rivals."""
    if not candidates:
        return Evidence(None, unknown)
    ranked = sorted(candidates, key=lambda candidate: -candidate.confidence)
    best = ranked[0]
    rivals = tuple(rival for rival in ranked[1:] if rival.value != best.value)
    return Evidence(best.value, best.rule, best.quote, best.confidence, rivals)

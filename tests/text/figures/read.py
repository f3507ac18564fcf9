"""Figures as a test reads them: the words instead of the spans."""

from __future__ import annotations

from archive.text.figures import Figure, read_figures


def figures(text: str, **given) -> list[Figure]:
    """Return the figures without the thresholds."""
    return [figure for figure in read_figures(text, **given) if figure.kind != "threshold"]


def rows(text: str, **given) -> list[tuple[str, str, str, str]]:
    """Return (number, unit, noun, action) of each figure; "" for a number that is not known."""
    return [
        ("" if each.value is None else str(each.value), each.unit, each.noun_in(text), each.action_in(text))
        for each in figures(text, **given)
    ]

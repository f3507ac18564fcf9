"""Sets of report numbers as text, short where numbers follow each other: 3,17-42 (pure)."""

from __future__ import annotations

from collections.abc import Iterable


def write_numbers(numbers: Iterable[int]) -> str:
    """Return the set of positive ``numbers`` as ascending runs: {3, 17, 18, 19} is ``3,17-19``; "" for none."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def read_numbers(text: str) -> set[int]:
    """Return the set that ``write_numbers`` wrote. Raises ValueError for any other text."""
    numbers: set[int] = set()
    for run in filter(None, text.split(",")):
        first, _, last = run.partition("-")
        numbers.update(range(int(first), int(last or first) + 1))
    return numbers

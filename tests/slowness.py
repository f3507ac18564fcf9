"""How much slower is the machine now than the one on which the bounds of processor time were set?

A bound in seconds says something about our code only beside a peer: shared and loaded machines take several times as
long for the same work. So a test that went over its bound asks how long a fixed piece of work takes right then.
"""

from __future__ import annotations

import re
import statistics
import time

#: Seconds of processor for ``_peer`` on an idle machine of 2 cores, CPython 3.11, 2026-11-30: the median of ten.
_PEER_SECONDS = 0.0087
_TEXT = "软弱涣散村级党支部整顿党建工作党员〔3〕□人，" * 2000
_PATTERN = re.compile(r"党[员支]|\d+|[^，]{3}，")


def is_within(seconds: float, most: float) -> bool:
    """Return whether ``seconds`` of processor are fewer than ``most``, on this machine as loaded as it is now."""
    return seconds < most or seconds < most * slowness()


def slowness() -> float:
    """Return how many times as long as usual a fixed piece of work takes now, 1 at least: the median of five."""
    return max(1.0, statistics.median(_peer() for _ in range(5)) / _PEER_SECONDS)


def _peer() -> float:
    """Return the processor seconds of expressions, dictionaries and strings over 46,000 characters."""
    started = time.thread_time()
    ends = sum(found.end() for found in _PATTERN.finditer(_TEXT))
    places: dict[str, list[int]] = {}
    for at, character in enumerate(_TEXT):
        places.setdefault(character, []).append(at)
    page = "".join(f"<b>{character}</b>" for character in _TEXT)
    assert ends
    assert len(page) > len(places)
    return time.thread_time() - started

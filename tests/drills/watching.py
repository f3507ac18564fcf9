"""What an answer must hold while reports are changed, and for how long one said otherwise."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Watch:
    """Compares answers with what must be found.

    ``states`` is {report: (is it public, since when)}, None while it is being changed; whoever changes a report alone sets it.
    A wrong answer's time is that since the change, or since the same worker's last answer that was not wrong.
    """

    states: dict[int, tuple[bool, float] | None]
    searches: int = 0
    wrong: int = 0
    longest: float = 0.0
    worst: str = ""
    faults: list[str] = field(default_factory=list)
    #: {(worker, report): when it last answered rightly, or not at all}.
    _sound: dict[tuple[int, int], float] = field(default_factory=dict)

    def judge(self, worker: int, asked: float, before: dict, found: set[int], total: int) -> None:
        """Count an answer; ``before`` is a copy of ``states`` that was made before the question.

        Pages show public reports alone: one that was withdrawn and is found makes ``total`` larger than what is shown.
        """
        self.searches += 1
        now = time.monotonic()
        self.faults += [f"{number} is no report of this question" for number in found - self.states.keys()]
        for report, state in before.items():
            if state is None or self.states[report] is not state:
                continue  # it was changed meanwhile: both are right
            self._note(worker, report, asked, now, state[1], is_right=(report in found) is state[0])
        if all(state is not None and self.states[report] is state for report, state in before.items()):
            latest = max(state[1] for state in before.values())
            self._note(worker, 0, asked, now, latest, is_right=total == len(found))

    def _note(self, worker: int, report: int, asked: float, now: float, changed: float, *, is_right: bool) -> None:
        if is_right:
            self._sound[worker, report] = now
            return
        self.wrong += 1
        took = max(0.0, asked - max(changed, self._sound.get((worker, report), 0.0)))
        if took > self.longest:
            self.longest = took
            self.worst = f"{f'report {report}' if report else 'the number'}, worker {worker}"

    def no_answer(self, worker: int) -> None:
        """Note that a worker said that it cannot search."""
        now = time.monotonic()
        self._sound |= {(worker, report): now for report in (0, *self.states)}


class Stalls:
    """The longest time that a mere sleep of ten milliseconds took: a busy machine is told from a slow index."""

    def __init__(self) -> None:
        self.longest = 0.0
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        while True:
            begun = time.monotonic()
            time.sleep(0.01)
            self.longest = max(self.longest, time.monotonic() - begun - 0.01)


class Silences:
    """How often and how long each worker could not search."""

    def __init__(self) -> None:
        self.count, self.longest = 0, 0.0
        self._since: dict[int, float] = {}

    def note(self, worker: int, *, answers: bool) -> None:
        now = time.monotonic()
        if not answers:
            self.count += 1
            self._since.setdefault(worker, now)
        if worker in self._since:
            self.longest = max(self.longest, now - self._since[worker])
        if answers:
            self._since.pop(worker, None)


def summarised(watches: Iterable[Watch], changes: int, stalls: Stalls, *silences: Silences) -> dict:
    watches = list(watches)
    worst = max(watches, key=lambda watch: watch.longest)
    return {
        "changes": changes,
        "searches": sum(watch.searches for watch in watches),
        "wrong": sum(watch.wrong for watch in watches),
        "longest": worst.longest,
        "worst": worst.worst,
        "stalled": stalls.longest,
        "no_answers": sum(each.count for each in silences),
        "longest_without_answer": max(each.longest for each in silences),
        "faults": [fault for watch in watches for fault in watch.faults],
    }

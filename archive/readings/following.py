"""Reading what changed: behind the last public change that was read, in the order of their numbers.

The place moves in the transaction that writes the rows, so a kill at any moment repeats work and loses none. Rows are written
for a state of a report that no waiting note is about to change, so that the last change of a report is read, whatever
came between.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from django.db import transaction

from archive.models import PublicChange, ReadingState, ReadReport
from archive.publishing.changes import changes_after, newest_number, number_waiting, series_mark
from archive.readings.formulas import count_stale
from archive.readings.pool import Readers
from archive.readings.reading import Readings, ReadingSource
from archive.readings.rows import delete_readings, has_rows, known_regions, source_of, write_readings
from archive.readings.version import rules_version
from archive.storage.processes import lock_path, try_lock
from search.sentences import say

logger = logging.getLogger(__name__)

#: Changes that are asked for at once, and reports whose rows one transaction writes: an editor waits for it.
_ASKED, _WRITTEN = 500, 10

#: A change with what is to be done: rows to write, or None; whether rows are to be deleted.
_Step = tuple[PublicChange, tuple[ReadingSource, Readings | None] | None, bool]


class ReadingsBusy(Exception):
    """Another process reads just now. The message is a sentence (search/sentences.py)."""


def waiting_changes() -> int:
    """Return the number of changes that are to be looked at; all of them if the rules or the series are others."""
    return PublicChange.objects.filter(number__gt=place_of_reading()).count()


def place_of_reading() -> int:
    """Return the number of the last change that was read by these rules, 0 if reading is to begin anew."""
    number_waiting()
    state = ReadingState.objects.filter(pk=ReadingState.ONLY).first()
    return state.number if state and _holds(state) else 0


def follow_changes(
    *,
    progress: Callable[[int], None] = lambda done: None,
    is_enough: Callable[[], bool] = lambda: False,
    processes: int | None = None,
) -> int:
    """Read all changes that wait, or as many as until ``is_enough``; return how many they were.

    Raise ReadingsBusy, and DatabaseError where the database cannot be written. A report that is being changed again and
    again is left for the next time.
    """
    with _reading_lock():
        state = adopt_rules()
        regions = known_regions()
        done = 0
        is_stuck = False
        with Readers(processes) as readers:
            while not is_enough() and (changes := changes_after(state.number, _ASKED)):
                before = state.number
                for number in _followed(state, changes, readers, regions):
                    done += number
                    progress(done)
                    if is_enough():
                        return done
                if is_stuck := state.number == before:
                    break
        count_stale(is_enough=is_enough)
        if state.rebuilt_to is not None and not is_enough() and not is_stuck:
            state.rebuilt_to = None
            state.save(update_fields=["rebuilt_to"])
        return done


def begin_rebuild() -> bool:
    """Let every report be read again; a rebuild that was stopped is gone on with. Return whether it is a new one."""
    with _reading_lock(), transaction.atomic():
        state = adopt_rules()
        if is_new := state.rebuilt_to is None:
            ReadReport.objects.update(source_digest="")
            state.rebuilt_to = newest_number()
            state.number = 0
            state.save()
        return is_new


def read_again(numbers: Collection[int], *, processes: int | None = None) -> None:
    """Read these reports, whatever was noted of them; one that is not published loses its rows. Raise as ``follow_changes``."""
    with _reading_lock():
        rules, regions = rules_version(), known_regions()

        def sources() -> Iterator[ReadingSource]:
            for number in sorted(numbers):
                source, _ = source_of(number)
                if source:
                    yield source
                else:
                    with transaction.atomic():
                        delete_readings(number)

        with Readers(processes) as readers:
            for source, readings in readers.read(sources()):
                with transaction.atomic():
                    write_readings(source, readings, rules=rules, regions=regions)
        count_stale()


def adopt_rules() -> ReadingState:
    """Return the state, set back to the first change if it is of other rules or of another series.

    A start and a command do it. Whoever just reads by other rules can move the place no more.
    """
    state, _ = ReadingState.objects.get_or_create(pk=ReadingState.ONLY)
    if not _holds(state):
        state.series, state.rules, state.number = series_mark(), rules_version(), 0
        state.save(update_fields=["series", "rules", "number"])
    return state


def is_read_by_other_rules() -> bool:
    """Return whether another version of the program, on this machine or another, has taken the reading over."""
    return ReadingState.objects.exclude(rules__in=("", rules_version())).exists()


@contextmanager
def _reading_lock() -> Iterator[None]:
    with try_lock(lock_path("readings")) as is_ours:
        if not is_ours:
            raise ReadingsBusy(say("另一个进程正在读数字和段落，等着的改动也由它读。"))
        yield


def _holds(state: ReadingState) -> bool:
    return state.rules == rules_version() and state.series == series_mark()


def _followed(
    state: ReadingState, changes: Sequence[PublicChange], readers: Readers, regions: Collection[str]
) -> Iterator[int]:
    """Yield the number of changes that each transaction settled; end early before a report that is being changed."""
    steps = _steps(changes, readers, state.rules)
    while some := list(islice(steps, _WRITTEN)):
        settled, place = 0, state.number
        with transaction.atomic():
            for change, read, is_gone in some:
                if read and not write_readings(*read, rules=state.rules, regions=regions):
                    break
                if is_gone:
                    delete_readings(change.report_id)
                state.number = change.number
                settled += 1
            if settled:
                _move(state, place)
        yield settled
        if settled < len(some):
            return


def _move(state: ReadingState, place: int) -> None:
    """Move the place of reading from ``place``. Raise ReadingsBusy, which takes the rows back, if it is no longer there."""
    as_begun = ReadingState.objects.filter(pk=state.pk, series=state.series, rules=state.rules, number=place)
    if not as_begun.update(number=state.number):
        raise ReadingsBusy(say("读到一半，另一个版本的程序或另一次重读接过去了。"))


def _steps(changes: Sequence[PublicChange], readers: Readers, rules: str) -> Iterator[_Step]:
    """Yield the changes in order, each with what is to be done; reports that are as read need nothing."""
    ahead: deque[tuple[PublicChange, bool]] = deque()

    def sources() -> Iterator[ReadingSource]:
        for change in changes:
            source, read_from = source_of(change.report_id)
            ahead.append((change, source is None and has_rows(change.report_id)))
            if source and read_from != source.digest(rules):
                yield source

    for source, readings in readers.read(sources()):
        while ahead[0][0].report_id != source.number:
            change, is_gone = ahead.popleft()
            yield change, None, is_gone
        yield ahead.popleft()[0], (source, readings), False
    for change, is_gone in ahead:
        yield change, None, is_gone

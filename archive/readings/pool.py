"""Many reports read, in as many processes as there are cores, in the order given.

The processes are forks, so that they share jieba's dictionary and the gazetteer; they use neither files nor the database.
A few reports are read in this process, which must be where there are other threads.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from pathlib import Path

from django.conf import settings

from archive.places.gazetteer import gazetteer
from archive.readings.reading import Readings, ReadingSource, read_source
from search.analysis import load_jieba

logger = logging.getLogger(__name__)

#: Reports that are not worth a process.
_WITHOUT_FORK = 60
#: A batch has so many reports or characters, whichever comes first; with _AHEAD it bounds the memory.
_BATCH, _BATCH_CHARACTERS = 20, 200_000
_AHEAD = 2  # batches that a process may be ahead of whoever writes the rows

#: A report, and what was read in it; None where the rules failed.
Read = tuple[ReadingSource, Readings | None]


class Readers:
    """Reads reports for one run. ``processes`` 1 reads all of them in this process."""

    def __init__(self, processes: int | None = None) -> None:
        """Take as many processes as there are cores unless told; they start when there is work for them."""
        self._processes = processes or _cores()
        self._left = _WITHOUT_FORK
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *failure: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def read(self, sources: Iterable[ReadingSource]) -> Iterator[Read]:
        """Yield each report with its readings, in order. Raise what ``sources`` raises, and BrokenProcessPool."""
        remaining = iter(sources)
        few = self._left if self._processes > 1 else None
        for source in islice(remaining, few):
            self._left -= 1
            yield source, _read_or_none(source)
        pending: deque[tuple[list[ReadingSource], Future[list[Readings | None]]]] = deque()
        batches = _batches(remaining)
        while True:
            for batch in islice(batches, max(self._processes * _AHEAD - len(pending), 0)):
                pending.append((batch, self._forks().submit(_read_batch, batch)))
            if not pending:
                return
            batch, future = pending.popleft()
            yield from zip(batch, future.result(), strict=True)

    def _forks(self) -> ProcessPoolExecutor:
        if self._pool is None:
            _read_or_none(ReadingSource(0, "共1个", None, None))  # load what they share before the fork
            context = multiprocessing.get_context("fork")
            self._pool = ProcessPoolExecutor(self._processes, context, initializer=_begin, initargs=(os.getpid(),))
        return self._pool


def _cores() -> int:
    if "fork" not in multiprocessing.get_all_start_methods():
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _batches(sources: Iterator[ReadingSource]) -> Iterator[list[ReadingSource]]:
    batch: list[ReadingSource] = []
    characters = 0
    for source in sources:
        batch.append(source)
        characters += len(source.text)
        if len(batch) >= _BATCH or characters >= _BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _begin(parent: int) -> None:
    """End when the parent is killed: a fork would hold its locks."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()


def _read_batch(batch: list[ReadingSource]) -> list[Readings | None]:
    return [_read_or_none(source) for source in batch]


def _read_or_none(source: ReadingSource) -> Readings | None:
    load_jieba(Path(settings.JIEBA_CACHE_DIR))  # from its cache, unless it is loaded
    try:
        return read_source(source, gazetteer())
    except MemoryError:
        raise
    except Exception:  # a fault of a rule at one text must not keep the others out
        logger.exception("the rules cannot read report %s", source.number)
        return None

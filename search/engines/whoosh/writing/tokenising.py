"""Many texts cut into words, in as many processes as there are cores.

jieba takes nine tenths of the time of a rebuild. The processes are forks, so that they share its dictionary; they
use neither files nor the database.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice

from search.analysis import words
from search.documents import Document
from search.engines.whoosh.disk.schema import Tokenised, tokenise
from search.engines.whoosh.disk.storage import forget_locks

_WITHOUT_FORK = 500  # documents that are not worth a process
_BATCH = 50
_AHEAD = 4  # batches that a process may be ahead of the writer: bounds memory


def tokenise_all(documents: Iterable[Document]) -> Iterator[Tokenised]:
    """Yield every document tokenised, in order. Raises what ``documents`` raises."""
    remaining = iter(documents)
    for document in islice(remaining, _WITHOUT_FORK):
        yield tokenise(document)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    batches = iter(lambda: list(islice(remaining, _BATCH)), [])
    first = next(batches, None)
    if first is None:
        return
    if cores < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(tokenise, first)
        yield from map(tokenise, remaining)
        return
    words("")  # load the dictionary before the fork
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(cores, context, initializer=_begin_process, initargs=(os.getpid(),)) as processes:
        pending: deque[tuple[list[Document], Future[list[dict]]]] = deque()

        def submit(batch: list[Document] | None) -> None:
            if batch:
                pending.append((batch, processes.submit(_words_of, batch)))

        submit(first)
        for batch in islice(batches, cores * _AHEAD):
            submit(batch)
        while pending:
            batch, future = pending.popleft()
            for document, counted in zip(batch, future.result(), strict=True):
                yield Tokenised(document, counted)
            submit(next(batches, None))


def _begin_process(parent: int) -> None:
    """Close the parent's locks, and end when the parent is killed."""
    forget_locks()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _words_of(batch: list[Document]) -> list[dict]:
    return [tokenise(document).words for document in batch]

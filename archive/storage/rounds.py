"""Who does what nobody asks for, round after round? A thread of one worker of each machine."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from django.db import connection

from archive.storage.processes import lock_path, try_lock

logger = logging.getLogger(__name__)


def start_rounds(name: str, do_round: Callable[[], bool], *, every: float, after_failure: float) -> None:
    """Start the thread ``name`` that calls ``do_round`` for ever; call this once in each worker, after the fork.

    The worker that has the lock of this name works, the others stand by. ``every`` and ``after_failure``: seconds between
    two rounds, and after one that returned False or failed; then the lock is free for another worker meanwhile.
    """
    threading.Thread(target=_go_round, args=(name, do_round, every, after_failure), name=name, daemon=True).start()


def _go_round(name: str, do_round: Callable[[], bool], every: float, after_failure: float) -> None:
    while True:
        got_on = True
        try:
            with try_lock(lock_path(name), of_machine=True) as is_ours:
                while is_ours and got_on:
                    got_on = do_round()
                    connection.close()  # a round is short and the next one a while away
                    time.sleep(every)
        except Exception:
            logger.exception("%s failed", name)
            got_on = False
        connection.close()
        time.sleep(every if got_on else after_failure)

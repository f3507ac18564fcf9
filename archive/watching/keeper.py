"""Who sends the letters when nobody asks? A thread of one worker of each machine; the queue has a lock of all machines.

Where EMAIL_SENDER=0, or no server of ours runs, ``manage.py watch send`` does the same, from cron or a timer.
"""

from __future__ import annotations

import logging
import threading
import time

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from archive.storage.machine import refusal
from archive.storage.processes import lock_path, try_lock
from archive.watching.offered import letters_are_sent
from archive.watching.sending import SendingBusy, is_anything_due, send_letters
from search.documents import SearchError

logger = logging.getLogger(__name__)

#: Seconds between two rounds, and after one that failed.
ROUND_SECONDS, PAUSE_SECONDS = 15.0, 120.0


def start_letters_keeper() -> None:
    """Start the thread where letters are sent; call it once in each worker, after the fork."""
    if letters_are_sent() and settings.EMAIL_SENDER:
        threading.Thread(target=_keep, name="letters-keeper", daemon=True).start()


def _keep() -> None:
    while True:
        got_on = True
        try:
            with try_lock(lock_path("letters-keeper"), of_machine=True) as is_ours:
                while is_ours and got_on:
                    got_on = keep_letters()
                    connection.close()  # a round is short and the next one a while away
                    time.sleep(ROUND_SECONDS)
        except Exception:
            logger.exception("the keeper of the letters failed")
            got_on = False
        connection.close()
        time.sleep(ROUND_SECONDS if got_on else PAUSE_SECONDS)


def keep_letters() -> bool:
    """Send what is due. Return False if it failed, so that the next round had better wait."""
    if refusal():
        return True  # this machine may not serve
    try:
        return not is_anything_due(timezone.now()) or not send_letters().away
    except SendingBusy:
        return True
    except (DatabaseError, SearchError, OSError) as error:
        logger.warning("letters wait: %s", error)
        return False

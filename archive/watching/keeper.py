"""Who sends the letters when nobody asks? A thread of one worker of each machine; the queue has a lock of all machines.

Where EMAIL_SENDER=0, or no server of ours runs, ``manage.py watch send`` does the same, from cron or a timer.
"""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from archive.storage.machine import refusal
from archive.storage.rounds import start_rounds
from archive.watching.offered import letters_are_sent
from archive.watching.sending import SendingBusy, is_anything_due, send_letters
from search.documents import SearchError

logger = logging.getLogger(__name__)

#: Seconds between two rounds, and after one that failed.
ROUND_SECONDS, PAUSE_SECONDS = 15.0, 120.0


def start_letters_keeper() -> None:
    """Start the thread where letters are sent; call it once in each worker, after the fork."""
    if letters_are_sent() and settings.EMAIL_SENDER:
        start_rounds("letters-keeper", keep_letters, every=ROUND_SECONDS, after_failure=PAUSE_SECONDS)


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

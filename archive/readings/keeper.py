"""Who reads what changed when nobody asks? A thread of one worker of all machines; a long backlog gets a process of its own.

No request waits for it: it looks every few seconds, after the commits.
"""

from __future__ import annotations

import logging

from django.db import DatabaseError
from django.db.models import Sum
from django.db.models.functions import Length

from archive.models import PublicChange, Report
from archive.readings.following import ReadingsBusy, follow_changes, is_read_by_other_rules, place_of_reading
from archive.storage.machine import refusal
from archive.storage.processes import start_command
from archive.storage.rounds import start_rounds

logger = logging.getLogger(__name__)

#: Seconds between two rounds, and after one that failed.
ROUND_SECONDS, PAUSE_SECONDS = 5.0, 60.0
#: Changes that a worker reads itself, and characters of texts that are read in about a second, in which its pages are slower.
FEW, SHORT = 20, 300_000
_COMMAND_SECONDS = 6 * 3600.0


def start_readings_keeper() -> None:
    """Start the thread; call it once in each worker, after the fork."""
    start_rounds("readings-keeper", keep_readings, every=ROUND_SECONDS, after_failure=PAUSE_SECONDS)


def keep_readings() -> bool:
    """Read the changes that wait: a few here, many in a process of its own; return when that is done.

    Return False if it failed, so that the next round had better wait.
    """
    if refusal():
        return True  # this machine may not serve
    try:
        if is_read_by_other_rules():
            return True  # this program is older, or was not prepared: its start takes the reading over
        if is_short_backlog(FEW):
            follow_changes(processes=1)  # no change in most rounds
            return True
        place = place_of_reading()
        start_command("readings", "apply", "--nice")(_COMMAND_SECONDS)
        return place_of_reading() != place
    except ReadingsBusy:
        return True  # whoever reads now reads these too
    except (DatabaseError, OSError) as error:
        logger.warning("figures and sections wait: %s", error)
        return False


def is_short_backlog(most: int) -> bool:
    """Return whether at most ``most`` changes wait, with texts that are read in about a second. Three or four queries."""
    waiting = PublicChange.objects.filter(number__gt=place_of_reading()).order_by()
    numbers = list(waiting.values_list("report_id", flat=True)[: most + 1])
    if len(numbers) > most:
        return False
    sizes = Report.objects.filter(pk__in=numbers).order_by().aggregate(sum=Sum(Length("text")))
    return (sizes["sum"] or 0) <= SHORT

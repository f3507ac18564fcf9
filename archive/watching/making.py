"""Letters are made: for each watch whose morning has come, of what was published since the last one.

One transaction writes the letter, notes its reports as told, and moves the watch on, so that a kill at any moment makes a
letter or none. What was told once is never told again, whatever becomes of a report or of its letter.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.http import QueryDict

from archive.models import Letter, Watch
from archive.watching.found import Publication, found_among, published_between, settled_until
from archive.watching.numbers import read_numbers, write_numbers
from archive.watching.schedule import next_letter
from archive.watching.searched import SearchRefused, read_search
from search.documents import QueryError

logger = logging.getLogger(__name__)

#: Publications this much older than the last look are looked at again: a report's time is set before its transaction
#: ends. Those that were told are known.
LOOKED_BACK = timedelta(days=1)
#: Watches read at a time.
_AT_ONCE = 200


def make_letters(now: datetime) -> int:
    """Make the letters of all watches that are due, and return how many. Raises IndexMissing, EngineUnavailable.

    A watch with a letter in the queue waits until that is sent.
    """
    made = 0
    queued = Letter.objects.filter(watch=OuterRef("pk"), state__in=(Letter.State.WAITING, Letter.State.SENDING))
    due = Watch.objects.filter(~Exists(queued), next_at__lte=now).order_by("pk")
    last = 0
    while watches := list(due.filter(pk__gt=last)[:_AT_ONCE]):
        since = min(_since(watch) for watch in watches)
        until = settled_until(since, now)
        publications = published_between(since, until)
        for watch in watches:
            made += _make_letter(watch, publications, until, now)
        last = watches[-1].pk
    return made


def _since(watch: Watch) -> datetime:
    return max(watch.confirmed_at, watch.covered_to - LOOKED_BACK)


def _make_letter(watch: Watch, publications: dict[int, Publication], until: datetime, now: datetime) -> bool:
    since, told = _since(watch), read_numbers(watch.sent)
    fresh = {number for number, each in publications.items() if each.at > since and number not in told}
    try:
        found = found_among(read_search(QueryDict(watch.search)).query, fresh) if fresh else set()
    except (SearchRefused, QueryError) as error:
        # A region or a source that is no more. Nothing is lost: the watch looks at the same time again the next morning.
        logger.warning("watch %s cannot be answered: %s", watch.pk, error)
        Watch.objects.filter(pk=watch.pk).update(next_at=next_letter(watch.frequency, now))
        return False
    moved = {
        "covered_to": max(until, watch.covered_to),
        "next_at": next_letter(watch.frequency, now),
        "sent": write_numbers(told | found),
    }
    try:
        with transaction.atomic():
            as_read = Watch.objects.filter(pk=watch.pk, covered_to=watch.covered_to, next_at=watch.next_at)
            if not as_read.update(**moved) or not found:
                return False  # another machine was faster, the reader left, or there is nothing to tell
            Letter.objects.create(
                watch=watch, reports=write_numbers(found), made_at=now, changed_at=now, next_try_at=now
            )
    except IntegrityError:
        return False  # another machine's letter is in the queue
    return True

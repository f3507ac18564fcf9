"""The queue is sent: by one process of all machines at a time, each letter once.

A letter is noted as being sent, and that is committed, before its text goes out. After a kill it stands so: then nobody
knows whether it was taken, and it counts as sent, in doubt. A letter that surely was not taken waits for another try.
"""

from __future__ import annotations

import logging
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from archive.languages import say
from archive.models import Letter, Watch
from archive.storage.processes import lock_path, try_lock
from archive.watching.asking import forget_yesterday
from archive.watching.links import CONFIRM_DAYS
from archive.watching.making import make_letters
from archive.watching.numbers import read_numbers, write_numbers
from archive.watching.offered import letters_are_sent
from archive.watching.post import LetterInDoubt, LetterRefused, Post, PostUnavailable, open_post
from archive.watching.words import confirmation_letter, news_letter, told_by
from search.documents import SearchError

logger = logging.getLogger(__name__)

#: Days for which the list of what a letter told can be opened, and one in doubt stands on the status page.
KEPT_DAYS = 90
#: Letters of one round.
MOST_A_ROUND = 200
#: Times between two tries of a letter that was refused for now; after the last it is given up.
PAUSES = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), timedelta(hours=24), timedelta(hours=48))
#: After so many letters in a row that were refused for good, an address is taken to be gone.
MOST_REFUSALS = 3


class SendingBusy(Exception):
    """Another process sends just now."""


class SendingOff(Exception):
    """This archive sends no letters."""


@dataclass(slots=True)
class Round:
    """What one round did. ``away``: why the mail server took nothing more, "" if it did."""

    made: int = 0
    sent: int = 0
    doubt: int = 0
    refused: int = 0
    away: str = ""


def send_letters(now: datetime | None = None) -> Round:
    """Make the letters that are due and send what waits. Raises SendingBusy, SendingOff, IndexMissing, EngineUnavailable.

    Confirmations and letters that wait already go out even if the index cannot be asked.
    """
    if not letters_are_sent():
        raise SendingOff(say("没有设置邮件服务器（EMAIL_HOST），或这是须登录的文库：本库不寄信。"))
    now = now or timezone.now()
    with try_lock(lock_path("letters")) as is_ours:
        if not is_ours:
            raise SendingBusy(say("另一个进程正在寄信，等着的信也由它寄。"))
        done = Round(doubt=_put_in_doubt(now))
        _clear(now)
        try:
            done.made = make_letters(now)
        except SearchError:
            _send(done, now)
            raise
        _send(done, now)
    return done


def is_anything_due(now: datetime) -> bool:
    """Return whether a round would have work. Three short queries."""
    return (
        Letter.objects.due(now).exists()
        or Watch.objects.filter(next_at__lte=now).exists()
        or Letter.objects.filter(state=Letter.State.SENDING).exists()
    )


def _put_in_doubt(now: datetime) -> int:
    """Call in doubt what a process was sending when it died; whoever holds the lock knows that none is sending."""
    left = Letter.objects.filter(state=Letter.State.SENDING)
    return left.update(state=Letter.State.DOUBT, changed_at=now, address="", token="", reason="stopped")


def _clear(now: datetime) -> None:
    """Delete what is no longer needed: old letters, confirmations whose link has expired, marks of yesterday."""
    forget_yesterday(now)
    ended = (Letter.State.SENT, Letter.State.DOUBT, Letter.State.FAILED)
    Letter.objects.filter(state__in=ended, changed_at__lte=now - timedelta(days=KEPT_DAYS)).delete()
    Letter.objects.waiting().filter(watch=None, made_at__lte=now - timedelta(days=CONFIRM_DAYS)).delete()


def _send(done: Round, now: datetime) -> None:
    numbers = list(Letter.objects.due(now).values_list("pk", flat=True)[:MOST_A_ROUND])
    if not numbers:
        return
    with ExitStack() as stack:
        try:
            post = stack.enter_context(open_post())
            for number in numbers:
                _send_one(number, post, done, now)
        except PostUnavailable as error:
            done.away = error.code
            waiting = Letter.objects.waiting().filter(pk__in=numbers)
            waiting.update(reason=error.code)
            logger.warning("the mail server takes no letters: %s", error.code)


def _send_one(number: int, post: Post, done: Round, now: datetime) -> None:
    """Send a letter and note what became of it. Raises PostUnavailable, after the letter was put back."""
    try:
        claimed = _claim(number, now)
    except Exception:
        logger.exception("letter %s cannot be written", number)
        Letter.objects.waiting().filter(pk=number).update(next_try_at=now + PAUSES[1])
        return
    if claimed is None:
        return
    letter, address, written = claimed
    try:
        post.hand_over(address, written)
    except PostUnavailable as error:
        _put_back(letter, now, error.code, next_try_at=now, tries=letter.tries)
        raise
    except LetterInDoubt:
        done.doubt += 1
        _note(letter, Letter.State.DOUBT, now, reason="no-answer")
    except LetterRefused as error:
        done.refused += 1
        if error.is_permanent or letter.tries >= len(PAUSES):
            _give_up(letter, now, error)
        else:
            pause = PAUSES[letter.tries]
            _put_back(letter, now, error.code, next_try_at=now + pause, tries=letter.tries + 1)
    else:
        done.sent += 1
        _note(letter, Letter.State.SENT, now)
        Watch.objects.filter(letters=letter).exclude(refusals=0).update(refusals=0)


def _claim(number: int, now: datetime) -> tuple[Letter, str, bytes] | None:
    """Note that a letter is being sent, and return it with its address and bytes; None if it needs not be sent any more.

    It tells what is public at this moment. What was withdrawn meanwhile counts as not told.
    """
    with transaction.atomic():
        letter = Letter.objects.select_for_update(of=("self",)).filter(pk=number, state=Letter.State.WAITING).first()
        if letter is None:
            return None
        if letter.watch is None:
            address, written = letter.address, confirmation_letter(letter)
        else:
            told = told_by(letter)
            public = {*told.titles, *(number for members in told.batches.values() for number in members)}
            if gone := read_numbers(letter.reports) - public:
                letter.reports = write_numbers(public)
                _take_back(letter.watch, gone)
            if not public:
                letter.delete()
                return None
            address, written = letter.watch.address, news_letter(letter, letter.watch, told)
        letter.state, letter.changed_at = Letter.State.SENDING, now
        letter.save(update_fields=["state", "changed_at", "reports"])
        return letter, address, written


def _take_back(watch: Watch, gone: set[int]) -> None:
    """Note that these reports were not told after all."""
    locked = Watch.objects.select_for_update().get(pk=watch.pk)
    locked.sent = write_numbers(read_numbers(locked.sent) - gone)
    locked.save(update_fields=["sent"])


def _note(letter: Letter, state: Letter.State, now: datetime, *, reason: str = "") -> None:
    """Note how the sending ended. Of a confirmation that was sent nothing is kept; in doubt, that there was one.

    Another machine may have called it in doubt meanwhile, when the database lost this one's lock; this one knows better.
    """
    at_work = Letter.objects.filter(pk=letter.pk, state__in=(Letter.State.SENDING, Letter.State.DOUBT))
    if letter.watch_id is None and state == Letter.State.SENT:
        at_work.delete()
        return
    at_work.update(state=state, changed_at=now, reason=reason, address="", token="")


def _put_back(letter: Letter, now: datetime, reason: str, *, next_try_at: datetime, tries: int) -> None:
    """Let a letter that was surely not taken wait again, with the same Message-ID."""
    at_work = Letter.objects.filter(pk=letter.pk, state=Letter.State.SENDING)
    waiting = {"state": Letter.State.WAITING, "changed_at": now, "reason": reason}
    at_work.update(**waiting, next_try_at=next_try_at, tries=tries)


def _give_up(letter: Letter, now: datetime, error: LetterRefused) -> None:
    _note(letter, Letter.State.FAILED, now, reason=error.code)
    if letter.watch_id is None or not error.is_permanent:
        return
    watch = Watch.objects.filter(pk=letter.watch_id).first()
    if watch is None:
        return
    if watch.refusals + 1 >= MOST_REFUSALS:
        logger.warning("watch %s has ended: its mail server refused %s letters", watch.pk, MOST_REFUSALS)
        watch.delete()
    else:
        Watch.objects.filter(pk=watch.pk).update(refusals=watch.refusals + 1)

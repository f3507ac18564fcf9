"""Which machines use this database, and may this one serve it? Each tells by its heartbeat, a row of its own.

Several machines may serve one PostgreSQL if they share what a machine keeps for itself otherwise: an engine that is no
machine's own, the originals, and SECRET_KEY. Where they do not, the one that came first goes on, and the other is refused.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from archive.models.machines import LIVE_SECONDS, Machine
from archive.storage.advisory import is_shared
from archive.storage.machine import (
    index_place,
    key_mark,
    machine_name,
    machine_token,
    note_refusal,
    originals_place,
    refusal,
)
from search.documents import IndexBusy
from search.sentences import say

logger = logging.getLogger(__name__)

BEAT_SECONDS = 15.0
_ONE_AT_A_TIME = 0x6A69_6365_6E67  # "jiceng": the key of the lock of transactions that beat


class SecondMachine(IndexBusy):
    """Another machine serves this database, and this one may not. The message is a Chinese sentence with the remedy."""


def start_heart() -> None:
    """Start the thread that beats; call it once in each worker, after the fork. On SQLite there is none."""
    if is_shared():
        threading.Thread(target=_beat_for_ever, name="heart", daemon=True).start()


def _beat_for_ever() -> None:
    while True:
        try:
            before, found = refusal(), beat()
            if found and not before:
                logger.error("this machine is refused: %s", found)
        except Exception:
            logger.exception("the heart of this machine missed a beat")
        finally:
            connection.close()
        time.sleep(BEAT_SECONDS)


def beat() -> str:
    """Note that this machine lives, for all to see; return why it may not serve this database, "" if it may."""
    if not is_shared():
        return ""
    with transaction.atomic():
        with connection.cursor() as cursor:  # of two that begin together, one sees the other
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
        now = Machine.objects.now()
        own = _own_row(now)
        others = list(Machine.objects.live(now).exclude(pk=own.pk))
    found = why_refused(own, others)
    note_refusal(found)
    return found


def refuse_second_machine() -> None:
    """Raise SecondMachine if another machine serves this database and this one may not. Two reads where the heart beats."""
    if not is_shared():
        return
    now = Machine.objects.now()
    live = list(Machine.objects.live(now))
    own = next((each for each in live if each.token == machine_token()), None)
    is_fresh = own is not None and now - own.seen_at < timedelta(seconds=2 * BEAT_SECONDS)
    found = why_refused(own, [each for each in live if each != own]) if own and is_fresh else beat()
    if found:
        raise SecondMachine(found)


def sign_off() -> None:
    """Let this machine count as gone at once, so that another may take its place."""
    if is_shared():
        try:
            long_ago = Machine.objects.now() - timedelta(seconds=2 * LIVE_SECONDS)
            Machine.objects.filter(token=machine_token()).update(seen_at=long_ago)  # its name stays known
        except (DatabaseError, OSError):
            logger.exception("this machine did not sign off")


def why_refused(own: Machine, others: Sequence[Machine]) -> str:
    """Return why ``own`` may not serve beside those of the other live machines that were there before; "" if it may."""
    for other in others:
        if (other.since, other.pk) > (own.since, own.pk):
            continue
        if own.engine != other.engine:
            return say(
                "这个数据库已由另一台机器 {0} 在用，而两台的索引不是同一个（内嵌检索引擎 ENGINE=whoosh 的索引只在一台机器上），这台的跟不上，所以没有启用。"
                "请只开一台，停下的那台一分钟后不再算数；要几台一起服务，请都设 ENGINE=opensearch 和同一个索引（OPENSEARCH_INDEX）。",
                other.name,
            )
        if own.originals != other.originals:
            return say(
                "这个数据库已由另一台机器 {0} 在用，而两台的原件不在同一处，彼此取不到，所以这台没有启用。"
                "要几台一起服务，请都设 ORIGINALS=s3 和同一个存储桶；否则请只开一台。",
                other.name,
            )
        if own.key_mark != other.key_mark:
            return say(
                "这个数据库已由另一台机器 {0} 在用，而两台的 SECRET_KEY 不同，编者换到另一台就要重新登录，所以这台没有启用。"
                "请给两台设同一个 SECRET_KEY。",
                other.name,
            )
    return ""


def _own_row(now: datetime) -> Machine:
    """Write and return the row of this machine. After a silence it counts as new: another may have come meanwhile."""
    found = Machine.objects.filter(token=machine_token()).first() or Machine(token=machine_token(), since=now)
    if found.seen_at and now - found.seen_at > timedelta(seconds=LIVE_SECONDS):
        found.since = now
    found.seen_at = now
    found.name, found.engine, found.version = machine_name()[:300], index_place()[:100], settings.VERSION
    found.originals, found.key_mark = originals_place()[:500], key_mark()
    found.save()
    return found

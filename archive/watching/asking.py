"""A reader asks, confirms and leaves; and what keeps a stranger from flooding anybody with letters.

An address gets one letter of confirmation a day, whatever was asked for it and by whom, and the answer is the same either way:
it tells nobody which addresses are known here. The letter holds no word of whoever filled the form in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from archive.languages import say
from archive.models import AskedToday, Letter, Watch
from archive.models.watching.watch import new_key
from archive.watching.links import Asked, confirm_token, read_confirm_token, read_leave_token
from archive.watching.schedule import next_letter
from search.invisible import without_invisible

#: Letters of confirmation a day for the network of one client, and of the whole archive.
MOST_OF_A_CLIENT, MOST_A_DAY = 20, 500
#: Watches of one address, and of the archive.
MOST_OF_AN_ADDRESS, MOST_WATCHES = 20, 5_000
_DAY = timedelta(days=1)
_LONGEST_ADDRESS = 254
#: Of what a mail server may take, the plain form: no quotes, no comments, no address in brackets, ASCII alone.
_PLAIN = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]+", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


class AskRefused(Exception):
    """What was asked cannot be done; the sentence says why and what to do, in the language of the page."""


@dataclass(frozen=True, slots=True)
class Left:
    """What leaving ended: ``watches`` of one address."""

    watches: int


def read_address(typed: str) -> str:
    """Return an address with its host in lower case. Raises AskRefused."""
    address = typed.strip()
    try:
        if len(address) > _LONGEST_ADDRESS or not _PLAIN.fullmatch(address):
            raise ValidationError("")
        validate_email(address)
    except ValidationError:
        raise AskRefused(say("这不像一个邮箱地址。请写成 name@example.com 的样子。")) from None
    name, _, host = address.rpartition("@")
    return f"{name}@{host.lower()}"


def read_remark(typed: str) -> str:
    """Return a remark on one line, without what nobody sees. Raises AskRefused for one that is too long."""
    remark = " ".join(_CONTROL.sub(" ", without_invisible(typed)).split())
    if len(remark) > Watch.LONGEST_REMARK:
        raise AskRefused(say("附注至多 {0} 字，现在有 {1} 字。", Watch.LONGEST_REMARK, len(remark)))
    return remark


def ask(
    address: str, *, search: str, frequency: str, language: str, remark: str, client: str, now: datetime | None = None
) -> None:
    """Put a letter into the queue that asks ``address`` to confirm; nothing if it was asked within a day.

    ``client`` is the network of whoever asks. Raises AskRefused where it, or the archive, has asked enough for today.
    """
    now = now or timezone.now()
    forget_yesterday(now)
    mark, by = _mark(_one_mailbox(address), "address"), _mark(client, "client")
    if AskedToday.objects.filter(address_mark=mark).exists():
        return
    if AskedToday.objects.filter(client_mark=by).count() >= MOST_OF_A_CLIENT:
        raise AskRefused(say("您的网络今天请本库寄过 {0} 封确认信，不再多寄。请明天再来。", MOST_OF_A_CLIENT))
    if AskedToday.objects.count() >= MOST_A_DAY or Watch.objects.count() >= MOST_WATCHES:
        raise AskRefused(say("今天请求确认的人太多，本库暂不再寄信。请明天再来，或改用 Atom 订阅。"))
    asked = Asked(new_key(), address, search, frequency, language, remark)
    try:
        with transaction.atomic():
            AskedToday.objects.create(address_mark=mark, client_mark=by, at=now)
            Letter.objects.create(
                address=address,
                language=language,
                token=confirm_token(asked),
                made_at=now,
                changed_at=now,
                next_try_at=now,
            )
    except IntegrityError:
        return  # another request for the same address was a moment earlier


def forget_yesterday(now: datetime) -> None:
    """Delete the marks of more than a day ago."""
    AskedToday.objects.filter(at__lte=now - _DAY).delete()


def confirm(token: str, *, now: datetime | None = None) -> Watch:
    """Return the watch that a link to confirm makes; a second click returns the same. Raises LinkRefused, AskRefused."""
    now = now or timezone.now()
    asked = read_confirm_token(token)
    try:
        with transaction.atomic():
            return _confirm(asked, now)
    except IntegrityError:
        return Watch.objects.get(address=asked.address, search=asked.search)  # the other of two clicks was faster


def _confirm(asked: Asked, now: datetime) -> Watch:
    first = next_letter(asked.frequency, now)
    watch = Watch.objects.filter(address=asked.address, search=asked.search).first()
    if watch:  # the last word counts, and what it was told stays known
        if watch.frequency != asked.frequency:
            watch.frequency, watch.next_at = asked.frequency, first
        watch.remark, watch.language = asked.remark, asked.language
        watch.save(update_fields=["remark", "language", "frequency", "next_at"])
        return watch
    if Watch.objects.filter(address=asked.address).count() >= MOST_OF_AN_ADDRESS:
        raise AskRefused(say("这个地址已有 {0} 条关注，不能再多。请先退订几条。", MOST_OF_AN_ADDRESS))
    if Watch.objects.count() >= MOST_WATCHES:
        raise AskRefused(say("本库的关注已满 {0} 条。请改用 Atom 订阅。", MOST_WATCHES))
    return Watch.objects.create(
        key=asked.key,
        address=asked.address,
        search=asked.search,
        frequency=asked.frequency,
        language=asked.language,
        remark=asked.remark,
        confirmed_at=now,
        covered_to=now,
        next_at=first,
    )


def watch_to_leave(token: str) -> Watch | None:
    """Return the watch of a link to leave, None if it is no longer there. Raises LinkRefused."""
    return Watch.objects.filter(key=read_leave_token(token)).first()


def leave(token: str, *, all_of_address: bool = False) -> Left:
    """Delete the watch of a link, or all of its address, with address, search, remark and letters. Raises LinkRefused."""
    watch = watch_to_leave(token)
    if watch is None:
        return Left(0)
    return forget(watch.address) if all_of_address else _delete(Watch.objects.filter(pk=watch.pk))


def forget(address: str) -> Left:
    """Delete all watches of an address, in whatever case it is written, and the letters that would ask it to confirm."""
    Letter.objects.filter(address__iexact=address).delete()
    return _delete(Watch.objects.filter(address__iexact=address))


def _delete(watches: QuerySet[Watch]) -> Left:
    return Left(watches.delete()[1].get("archive.Watch", 0))


def _one_mailbox(address: str) -> str:
    """Return one form for the spellings that many hosts deliver to one mailbox: case, dots, and what stands behind a plus."""
    name, _, host = address.lower().rpartition("@")
    return f"{name.partition('+')[0].replace('.', '')}@{host}"


def _mark(words: str, kind: str) -> str:
    """Return a digest that whoever has the database alone cannot turn back or look up."""
    return salted_hmac(f"archive.watching.{kind}", words, algorithm="sha256").hexdigest()

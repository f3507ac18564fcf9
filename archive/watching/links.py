"""Signed links of letters: to confirm, to leave, and to the list of what a letter told.

A link to confirm holds all that is confirmed, so that nothing of an address is kept before it is: it expires. The other two
name a row by its key of 128 random bits, and are good as long as the row is there.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.conf import settings
from django.core import signing

from archive.languages import say
from archive.web.addresses import address_of, with_parameters

#: The parameter of a signed link: in the query, which no log holds.
TOKEN = "t"  # noqa: S105  its name
#: Days that a link to confirm is good for.
CONFIRM_DAYS = 3
_CONFIRM, _LEAVE, _LETTER = (f"archive.watching.{purpose}.1" for purpose in ("confirm", "leave", "letter"))
#: Characters of the longest token that is looked at: with the longest search and remark it has some 3,500.
_LONGEST = 6000


class LinkRefused(Exception):
    """A link is not ours, is too old, or leads to what is no longer there; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked for an address. ``key`` names the watch that it becomes, so that two clicks make one."""

    key: str
    address: str
    search: str
    frequency: str
    language: str
    remark: str = ""


def confirm_token(asked: Asked) -> str:
    """Return what a link to confirm says."""
    return signing.dumps(asdict(asked), salt=_CONFIRM, compress=True)


def read_confirm_token(token: str) -> Asked:
    """Return what was asked. Raises LinkRefused."""
    try:
        if not _is_one(token):
            raise signing.BadSignature
        return Asked(**signing.loads(token, salt=_CONFIRM, max_age=CONFIRM_DAYS * 86400))
    except signing.SignatureExpired:
        raise LinkRefused(say("这个确认链接已过期（{0} 天内有效）。请再填一次。", CONFIRM_DAYS)) from None
    except (signing.BadSignature, TypeError):
        raise LinkRefused(say("这个链接不完整，或不是本库发的。请从信里整行复制链接，粘到浏览器的地址栏。")) from None


def confirm_address(token: str) -> str:
    """Return the absolute address of a link to confirm."""
    return _absolute("watch-confirm", token)


def leave_address(key: str) -> str:
    """Return the absolute address at which the watch ``key`` is left."""
    return _absolute("watch-leave", signing.Signer(salt=_LEAVE).sign(key))


def letter_address(key: str, **more: int) -> str:
    """Return the absolute address of the list of what the letter ``key`` told; ``more``: further parameters."""
    return _absolute("watch-letter", signing.Signer(salt=_LETTER).sign(key), **more)


def _absolute(name: str, token: str, **more: int) -> str:
    return settings.SITE_URL + with_parameters(address_of(name), {TOKEN: token, **{k: str(v) for k, v in more.items()}})


def read_leave_token(token: str) -> str:
    """Return the key of a watch. Raises LinkRefused."""
    return _key(token, _LEAVE)


def read_letter_token(token: str) -> str:
    """Return the key of a letter. Raises LinkRefused."""
    return _key(token, _LETTER)


def _key(token: str, salt: str) -> str:
    try:
        if _is_one(token):
            return signing.Signer(salt=salt).unsign(token)
    except signing.BadSignature:
        pass
    raise LinkRefused(say("这个链接不完整，或不是本库发的。请从信里整行复制链接，粘到浏览器的地址栏。"))


def _is_one(token: str) -> bool:
    return len(token) <= _LONGEST and token.isascii()

"""Tokens (令牌) of editors: how one is made, found, used for the first time and revoked. The desk's log tells of each."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from archive.models import ApiToken
from archive.models.access.tokens import BEGINNING, UPLOADS, token_digest

#: Tokens in force that one account may have; who needs more has forgotten some.
MOST_TOKENS = 20
#: The time of a use is written no more often than this, so that a program that asks every second writes nothing.
_USE_SECONDS = 60
#: Of random bytes; more than anybody can guess.
_BYTES = 32
#: The permission that an owner must have for each scope, as at the desk.
_PERMISSIONS = {UPLOADS: "archive.add_report"}


@sensitive_variables("secret")
def make_token(owner: User, *, name: str, days: int) -> tuple[ApiToken, str]:
    """Make a token for uploads and return its row and the token itself, which is stored nowhere."""
    secret = f"jct_{secrets.token_urlsafe(_BYTES)}"
    token = ApiToken.objects.create(
        owner=owner,
        name=name,
        digest=token_digest(secret),
        beginning=secret[:BEGINNING],
        expires_at=timezone.now() + timedelta(days=days),
    )
    _log(token, owner, ADDITION, f"做成，{timezone.localtime(token.expires_at):%Y-%m-%d} 到期。")
    return token, secret


def revoke_token(token: ApiToken, *, by: User) -> bool:
    """Revoke a token for good; return False if it was revoked before."""
    return bool(revoke_tokens(ApiToken.objects.filter(pk=token.pk), by=by, why="停用。"))


def revoke_tokens(tokens: QuerySet[ApiToken], *, by: User, why: str) -> int:
    """Revoke those of ``tokens`` that are not revoked yet, with a line in the log for each; return their number."""
    with transaction.atomic():
        found = list(tokens.select_for_update().filter(revoked_at=None))
        ApiToken.objects.filter(pk__in=[token.pk for token in found]).update(revoked_at=timezone.now())
        for token in found:
            _log(token, by, CHANGE, why)
    return len(found)


def note_use(token: ApiToken, address: str | None) -> None:
    """Write when a token was used last, to the minute; its first use is a line in the log."""
    now = timezone.now()
    if token.last_used_at and (now - token.last_used_at).total_seconds() < _USE_SECONDS:
        return
    with transaction.atomic():
        is_first = ApiToken.objects.filter(pk=token.pk, last_used_at=None).update(last_used_at=now)
        if is_first:
            _log(token, token.owner, CHANGE, f"第一次使用，来自 {address or '不明的地址'}。")
        else:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def fault_of(token: ApiToken) -> str:
    """Return the sentence why a token is no longer in force, "" if it is. A closed account stops its tokens at once."""
    owner = token.owner
    if token.revoked_at:
        return "这个令牌已停用。请在编辑台的“令牌”页另做一个。"
    if token.is_expired:
        return "这个令牌已过期。请在编辑台的“令牌”页另做一个。"
    if not (owner.is_active and owner.is_staff and owner.has_usable_password()):
        return "这个令牌的账号已停用。请管理员处理。"
    return ""


def may(token: ApiToken, scope: str) -> bool:
    """Return whether a token in force was made for ``scope``, and its owner still has the right to it."""
    return token.allows(scope) and token.owner.has_perm(_PERMISSIONS[scope])


def has_room(owner: User) -> bool:
    """Return whether an account may make one more token."""
    return ApiToken.objects.filter(owner=owner).in_force(timezone.now()).count() < MOST_TOKENS


class TokensEndWithPassword:
    """Revoke all tokens of an account whose password changes: who changes it may fear that a stranger knows it.

    Django asks password validators for their opinion and tells them of each change, however it is made.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Accept every password."""

    def get_help_text(self) -> str:
        """Return the sentence beside the fields of a new password."""
        return "密码一改，这个账号的令牌全部停用。"

    def password_changed(self, password: str, user: User) -> None:
        """Revoke the tokens, if the account is stored."""
        if user.pk:
            revoke_tokens(ApiToken.objects.filter(owner=user), by=user, why="密码改了，随之停用。")


def _log(token: ApiToken, by: User, flag: int, words: str) -> None:
    """Write a line of the desk's log, which the audit page shows."""
    LogEntry.objects.log_actions(by.pk, [token], flag, change_message=words, single_object=True)

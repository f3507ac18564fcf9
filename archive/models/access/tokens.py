"""Tokens (令牌): what a program sends in the place of an editor's login, for one scope and for a time."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

#: ``jct_`` and 32 random bytes in base64url, 256 bits.
TOKEN_FORM = re.compile(r"jct_[A-Za-z0-9_-]{43}", re.ASCII)
#: The one scope so far: send files, and follow what becomes of them.
UPLOADS = "uploads"
#: As whose login the tables of axes count a token that nobody has; no account may have such a name.
NO_ACCOUNT = "（令牌）"
#: Characters of a token that the desk shows, so that its owner knows which one it is.
BEGINNING = 8


def token_digest(token: str) -> str:
    """Return the SHA-256 of a token in hex, all that is stored of it.

    A slow hash as for passwords buys nothing: it makes the guessing of words dear, and nobody guesses 256 random bits.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def of_secret(self, token: str) -> ApiToken | None:
        """Return the row of a token that a client sent, None for what is none.

        The database looks up a digest, so the time of an answer tells nothing of the characters of a token.
        """
        if not TOKEN_FORM.fullmatch(token):
            return None
        return self.select_related("owner").filter(digest=token_digest(token)).first()

    def in_force(self, now: datetime) -> ApiTokenQuerySet:
        """Return those that are neither revoked nor expired."""
        return self.filter(revoked_at=None, expires_at__gt=now)


class ApiToken(models.Model):
    """A token of an editor. The row stays when it is revoked, so that batches and the log keep its name."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens", verbose_name="编者")
    name = models.CharField("名称", max_length=60)
    digest = models.CharField("SHA-256", max_length=64, unique=True, editable=False)
    beginning = models.CharField("开头", max_length=BEGINNING, editable=False)
    scopes = models.CharField("用途", max_length=200, default=UPLOADS, editable=False)
    created_at = models.DateTimeField("做成时间", auto_now_add=True)
    expires_at = models.DateTimeField("到期时间")
    last_used_at = models.DateTimeField("最近一次使用", null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = "令牌"

    def __str__(self) -> str:
        return self.name

    @property
    def is_expired(self) -> bool:
        """Whether its time is over."""
        return self.expires_at <= timezone.now()

    def allows(self, scope: str) -> bool:
        """Return whether the token was made for ``scope``."""
        return scope in self.scopes.split()

"""A watch (关注): a search, and the address that is told of its new reports."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models


def new_key() -> str:
    """Return the name of a watch or a letter in addresses: 128 random bits, 22 characters."""
    return secrets.token_urlsafe(16)


class Watch(models.Model):
    """A search that an address asked to be told of, and confirmed. All that is kept of a reader; leaving deletes the row.

    ``search``: the parameters of the list, as its address writes them. ``covered_to``: publications until then were looked
    at. ``sent``: numbers of all reports that a letter told or will tell, as ``archive/watching/numbers.py`` writes them.
    """

    LONGEST_SEARCH = 2000
    LONGEST_REMARK = 200

    class Frequency(models.TextChoices):
        DAILY = "daily", "每天"
        WEEKLY = "weekly", "每周"

    key = models.CharField(max_length=22, unique=True, default=new_key)
    address = models.EmailField("地址", db_index=True)
    search = models.CharField("检索", max_length=LONGEST_SEARCH)
    remark = models.CharField("附注", max_length=LONGEST_REMARK, blank=True)
    frequency = models.CharField("多久一封", max_length=6, choices=Frequency)
    #: Of its letters.
    language = models.CharField("语言", max_length=7, choices=settings.LANGUAGES)
    confirmed_at = models.DateTimeField("确认时间")
    covered_to = models.DateTimeField("看到")
    next_at = models.DateTimeField("下一封", db_index=True)
    sent = models.TextField("寄过的报告", blank=True)
    #: Letters in a row that its mail server refused for good.
    refusals = models.PositiveSmallIntegerField("连着退回", default=0, db_default=0)

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = "关注"
        default_permissions = ()  # nobody reads addresses on the desk
        constraints = [
            models.UniqueConstraint(fields=["address", "search"], name="one_watch_of_a_search"),
        ]

    def __str__(self) -> str:
        return f"关注 {self.pk}"

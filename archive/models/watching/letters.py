"""Letters of watches, from the queue to the page that lists what one told; and who was asked to confirm today."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from archive.models.watching.watch import Watch, new_key


class LetterQuerySet(models.QuerySet["Letter"]):
    def waiting(self) -> LetterQuerySet:
        return self.filter(state=Letter.State.WAITING)

    def due(self, now: datetime) -> LetterQuerySet:
        """Return those that may be sent now, confirmations first."""
        return self.waiting().filter(next_try_at__lte=now).order_by(models.F("watch").asc(nulls_first=True), "id")


class Letter(models.Model):
    """A letter (信): the queue, and later what it told. One without a watch asks an address to confirm.

    A letter is ``sending`` from the commit before its bytes go out. Whoever finds it so, and holds the lock of sending,
    knows that its sender died: nobody knows whether it arrived, so it counts as sent and is in doubt (存疑).
    Its Message-ID is made of ``key``, and never changes.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待寄"
        SENDING = "sending", "正在寄"
        SENT = "sent", "已寄"
        DOUBT = "doubt", "存疑"
        FAILED = "failed", "没寄成"

    key = models.CharField(max_length=22, unique=True, default=new_key)
    watch = models.ForeignKey(Watch, models.CASCADE, null=True, related_name="letters", verbose_name="关注")
    #: Of a confirmation alone, and gone when it was sent: where it goes, the language, and what its link says.
    address = models.EmailField("地址", blank=True)
    language = models.CharField("语言", max_length=7, blank=True)
    token = models.TextField("链接", blank=True)
    #: Numbers of the reports that it tells, as ``archive/watching/numbers.py`` writes them.
    reports = models.TextField("报告", blank=True)
    state = models.CharField("状态", max_length=7, choices=State, default=State.WAITING)
    made_at = models.DateTimeField("做成时间")
    #: When its state last changed.
    changed_at = models.DateTimeField("状态改于")
    next_try_at = models.DateTimeField("何时寄")
    tries = models.PositiveSmallIntegerField("已试次数", default=0)
    #: Why it was not sent, without words of the mail server, which may name the address: 421, or no-answer.
    reason = models.CharField("缘由", max_length=20, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = "信"
        default_permissions = ()
        indexes = [models.Index(fields=["state", "next_try_at"], name="letters_that_wait")]
        constraints = [
            # Whatever two machines do at once: a watch has one letter in the queue.
            models.UniqueConstraint(
                fields=["watch"], condition=models.Q(state__in=("waiting", "sending")), name="one_letter_in_the_queue"
            ),
        ]

    def __str__(self) -> str:
        return f"信 {self.pk}"


class AskedToday(models.Model):
    """That an address was asked to confirm, for a day: its mark and that of the client, keyed digests that name nobody.

    A mark of an address stands once, so that of two requests at the same moment one makes a letter.
    """

    address_mark = models.CharField(max_length=64, unique=True)
    client_mark = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField("时间", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "今天请过确认的"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"

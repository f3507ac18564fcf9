"""The machines that share a PostgreSQL, each known by its heartbeat."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, models

#: Seconds without a heartbeat after which a machine counts as gone; it beats four times as often.
LIVE_SECONDS = 60


class MachineQuerySet(models.QuerySet["Machine"]):
    def live(self, now: datetime) -> MachineQuerySet:
        """Return the machines whose heart beat lately, the one that has been there longest first."""
        return self.filter(seen_at__gt=now - timedelta(seconds=LIVE_SECONDS)).order_by("since", "pk")

    def of(self, token: str) -> tuple[str, bool]:
        """Return the name of the machine with this token, and whether it is live."""
        name = self.filter(token=token).values_list("name", flat=True).first()
        return name or token[:8], self.live(self.now()).filter(token=token).exists()

    def now(self) -> datetime:
        """Return the time by the clock of the database, which all machines share."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            now: datetime = cursor.fetchone()[0]
            return now


class Machine(models.Model):
    """A DATA_DIR whose processes use this database (机器)."""

    token = models.CharField("标记", max_length=32, unique=True)
    name = models.CharField("名称", max_length=300)
    engine = models.CharField("索引在", max_length=100)
    originals = models.CharField("原件在", max_length=500)
    key_mark = models.CharField("密钥的标记", max_length=16)
    version = models.CharField("版本", max_length=20)
    since = models.DateTimeField("从何时起")
    seen_at = models.DateTimeField("最近一次心跳", db_index=True)

    objects = MachineQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        verbose_name = verbose_name_plural = "机器"

    def __str__(self) -> str:
        return self.name

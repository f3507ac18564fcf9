"""Packs are stored once by their digest. What readers make stays while there is room; what an editor keeps stays."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone

from archive.models import Pack, PackReport
from archive.research.citing import holdings_version
from archive.research.packs.contents import PackContents

#: Packs that no editor keeps: so many, so many bytes and so many days at most. The oldest make room.
MOST_WAITING, MOST_BYTES, MOST_DAYS = 200, 64 * 1024 * 1024, 30
_AT_ONCE = 500


def store_pack(contents: PackContents) -> Pack:
    """Return the pack of these contents, stored if it was not. One transaction: a kill leaves the whole pack, or none.

    Of two that store the same at once one stores it, and both get it.
    """
    size = contents.size
    with transaction.atomic():
        made = {
            "manifest": contents.manifest,
            "made_at": timezone.now(),
            "version": holdings_version(),
            "reports": len(contents.entries),
            "size": size,
        }
        pack, is_new = Pack.objects.get_or_create(digest=contents.digest, defaults=made)
        if is_new:
            _make_room(pack)
            rows = (PackReport(pack=pack, report_id=number, entry=entry) for number, entry in contents.entries.items())
            PackReport.objects.bulk_create(rows, batch_size=_AT_ONCE)
    return pack


def stored_contents(pack: Pack) -> PackContents:
    """Return what a pack holds. One query."""
    return PackContents(pack.manifest, dict(pack.entries.values_list("report_id", "entry")))


def _make_room(new: Pack) -> None:
    """Delete the oldest packs that nobody keeps, as many as are too many beside the new one. In the caller's transaction."""
    waiting = Pack.objects.filter(kept_at=None).exclude(pk=new.pk).order_by("made_at", "digest")
    waiting.filter(made_at__lt=new.made_at - timedelta(days=MOST_DAYS)).delete()
    sums = waiting.aggregate(packs=Count("pk"), bytes=Sum("size"))
    packs, size = sums["packs"] + 1, (sums["bytes"] or 0) + new.size
    if packs <= MOST_WAITING and size <= MOST_BYTES:
        return
    dropped = []
    for digest, its_size in waiting.values_list("pk", "size"):
        if packs <= MOST_WAITING and size <= MOST_BYTES:
            break
        dropped.append(digest)
        packs, size = packs - 1, size - its_size
    Pack.objects.filter(pk__in=dropped).delete()

"""Fill a data folder with generated reports: ``python -m benchmarks.fill DIR --reports 10000``. Serve it with DATA_DIR=DIR.

The reports are those of ``benchmarks.corpus``, written in bulk and indexed by one rebuild. Some drafts are for the editor
of the load test to publish. Near duplicates are not searched for. A stopped run continues; a filled folder
stays as it is.
"""

from __future__ import annotations

import argparse
import os
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.progress import track

from benchmarks.corpus import make_corpus
from benchmarks.progress import progress_bar
from search.documents import Document

#: Enough for an editor who publishes one a second for two minutes.
DRAFTS = 200
_BATCH = 500


def main() -> None:
    """Fill the folder of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.fill", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="the data folder (DATA_DIR); created if it is not there")
    parser.add_argument("--reports", type=int, default=10_000, help="published reports (%(default)s)")
    options = parser.parse_args()
    set_up(options.folder)
    fill(options.reports)


def set_up(folder: Path) -> None:
    """Set Django up on this data folder, which is created if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ |= {"DATA_DIR": str(folder.resolve()), "DJANGO_SETTINGS_MODULE": "config.settings", "LOAD_SAMPLES": "0"}
    import django

    django.setup()


def fill(reports: int) -> None:
    """Write ``reports`` published reports and DRAFTS drafts, with originals and index."""
    from django.conf import settings
    from django.core.management import call_command

    from archive.models import Region, Report, Source
    from archive.places.table import load_regions, regions_are_loaded
    from archive.publishing.checking import check_index
    from archive.publishing.outbox import rebuild_index

    call_command("migrate", interactive=False, verbosity=0)
    if not regions_are_loaded(settings.REGIONS_FILE):
        load_regions(settings.REGIONS_FILE)
    wanted, present = reports + DRAFTS, Report.objects.count()
    regions = dict(Region.objects.values_list("code", "pk"))
    generated = islice(make_corpus(wanted), present, None)
    for _ in track(range(present, wanted, _BATCH), "reports"):
        batch = list(islice(generated, _BATCH))
        Source.objects.bulk_create(
            [Source(name=name) for name in {each.source for each in batch} - {""}], ignore_conflicts=True
        )
        sources = dict(Source.objects.values_list("name", "pk"))
        _write(batch, regions, sources, published=reports)
    with progress_bar(Console(), "index", reports) as advance:
        if present < wanted or not _is_indexed(reports):
            rebuild_index(progress=advance)
    call_command("prepare")  # so that the first start takes seconds
    print(f"{Report.objects.published().count()} published, index agrees: {check_index().agrees}")


def _write(documents: list[Document], regions: dict[str, int], sources: dict[str, int], *, published: int) -> None:
    from django.db import transaction
    from django.utils import timezone

    from archive.models import NearBand, Original, Report
    from archive.storage.originals import keep_original
    from archive.text.dates import PartialDate
    from archive.text.near import text_fingerprint

    originals, reports = [], []
    for each in documents:
        content = f"{each.title}\n第{each.id}号\n{each.body}".encode()
        original = Original(
            sha256=keep_original(content, durable=False), filename=f"{each.id}.txt", media_type="text/plain", encoding="utf-8", size=len(content)
        )  # fmt: skip
        report = Report(
            original=original,
            title=each.title or f"第{each.id}号",
            text=each.body,
            extracted_text=each.body,
            text_fingerprint=text_fingerprint(each.body),
            region_id=regions.get(each.region),
            source_id=sources.get(each.source),
            kind=each.kind or "other",
            script=each.script,
            status=Report.Status.PUBLISHED if each.id <= published else Report.Status.DRAFT,
            published_at=timezone.now() if each.id <= published else None,
        )
        report.partial_date = PartialDate.from_iso(each.date) if each.date else None
        originals.append(original)
        reports.append(report)
    with transaction.atomic():
        Original.objects.bulk_create(originals)
        for report, original in zip(reports, originals, strict=True):
            report.original_id = original.pk
        Report.objects.bulk_create(reports)
        # A band that no other report has: real signatures would take longer than everything else together.
        NearBand.objects.bulk_create(NearBand(report=report, band=0, digest=report.pk) for report in reports)


def _is_indexed(reports: int) -> bool:
    from search.documents import IndexMissing, Query
    from search.engine import get_engine

    try:
        return get_engine().search(Query(size=1)).total >= reports
    except IndexMissing:
        return False


if __name__ == "__main__":
    main()

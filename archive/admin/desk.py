"""The models on the review desk, each with its page."""

from __future__ import annotations

from django.contrib import admin

from archive.admin.access.tokens import TokenAdmin
from archive.admin.batches import ImportBatchAdmin
from archive.admin.measures import MeasureAdmin
from archive.admin.others import IndexChangeAdmin, OriginalAdmin, RegionAdmin
from archive.admin.reports import ReportAdmin
from archive.admin.sources import SourceAdmin
from archive.admin.studies.corpora import CorpusAdmin
from archive.admin.studies.packs import PackAdmin
from archive.models import ApiToken, Corpus, ImportBatch, IndexChange, Measure, Original, Pack, Region, Report, Source


def register_archive(site: admin.AdminSite) -> None:
    """Register every model of the archive on ``site``."""
    site.register(Report, ReportAdmin)
    site.register(ImportBatch, ImportBatchAdmin)
    site.register(Original, OriginalAdmin)
    site.register(Source, SourceAdmin)
    site.register(Region, RegionAdmin)
    site.register(Measure, MeasureAdmin)
    site.register(Corpus, CorpusAdmin)
    site.register(Pack, PackAdmin)
    site.register(ApiToken, TokenAdmin)
    site.register(IndexChange, IndexChangeAdmin)

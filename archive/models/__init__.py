"""What does the archive store? The database is the truth; the index follows it.

Reads are QuerySet methods. A change to one object is a method of its model; a change to several is a function in
``intake``, ``publishing`` or ``desk``.
"""

from archive.models.access.tokens import ApiToken
from archive.models.card import RegionCandidate, note_candidates
from archive.models.changes import ChangeNote, ChangeSeries, PublicChange
from archive.models.changes.noted import note_regions
from archive.models.folded import Folded
from archive.models.history import ErasedReport
from archive.models.intake import ImportBatch, ImportFile, Original, Source
from archive.models.machines import Machine
from archive.models.measures import Measure, MeasureQuerySet
from archive.models.near import NearBand, NearPair
from archive.models.outbox import IndexChange
from archive.models.readings import (
    FigureRow,
    FigureRowQuerySet,
    Formula,
    FormulaUse,
    ReadingState,
    ReadReport,
    SectionRow,
)
from archive.models.regions import (
    FormerRegion,
    Region,
    RegionQuerySet,
    code_below_province,
    code_prefix,
    codes_down_to,
    full_code,
)
from archive.models.reports import Report, ReportQuerySet
from archive.models.research import Corpus, Pack, PackReport, digest_of_words
from archive.models.scans import ScannedPage, ScannedPageQuerySet, doubtful_spans
from archive.models.watching import AskedToday, Letter, LetterQuerySet, Watch

__all__ = [
    "ApiToken",
    "AskedToday",
    "ChangeNote",
    "ChangeSeries",
    "Corpus",
    "ErasedReport",
    "FigureRow",
    "FigureRowQuerySet",
    "Folded",
    "FormerRegion",
    "Formula",
    "FormulaUse",
    "ImportBatch",
    "ImportFile",
    "IndexChange",
    "Letter",
    "LetterQuerySet",
    "Machine",
    "Measure",
    "MeasureQuerySet",
    "NearBand",
    "NearPair",
    "Original",
    "Pack",
    "PackReport",
    "PublicChange",
    "ReadReport",
    "ReadingState",
    "Region",
    "RegionCandidate",
    "RegionQuerySet",
    "Report",
    "ReportQuerySet",
    "ScannedPage",
    "ScannedPageQuerySet",
    "SectionRow",
    "Source",
    "Watch",
    "code_below_province",
    "code_prefix",
    "codes_down_to",
    "digest_of_words",
    "doubtful_spans",
    "full_code",
    "note_candidates",
    "note_regions",
]

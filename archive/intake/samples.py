"""The sample reports (示例): raw files under fixtures/, taken in through the real intake."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from archive.intake.files import ImportedFile, find_report_files, import_files
from archive.models import ImportBatch, Original, Report
from archive.storage.originals import sha256_of


def missing_samples() -> list[Path]:
    """Sample files that are not in the archive yet; none once it holds reports of its own."""
    if Report.objects.filter(is_sample=False).exists():
        return []
    here = set(Original.objects.values_list("sha256", flat=True))
    paths = find_report_files([Path(settings.SAMPLES_DIR)]).paths
    return [path for path in paths if sha256_of(path.read_bytes()) not in here]


def load_samples(paths: list[Path]) -> Iterator[ImportedFile]:
    """Publish the samples, one after the other, marked as such."""
    batch = ImportBatch.objects.create(label="示例", is_sample=True)
    yield from import_files(paths, batch=batch, publish=True)

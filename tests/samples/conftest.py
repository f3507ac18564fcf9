"""The sample reports as the real intake prepares them, once for all tests of this folder."""

from __future__ import annotations

import csv
from datetime import date

import pytest
from django.conf import settings

from archive.intake.drafts import PreparedText, prepare_text
from archive.intake.packages.folders import find_report_files
from archive.text.formats import extract_text
from tests.conftest import PROJECT


@pytest.fixture(scope="session")
def samples() -> dict[str, PreparedText]:
    """Prepared texts by file name."""
    return {
        path.name: prepare_text(
            extract_text(path.read_bytes(), path.name), filename=path.name, today=date(2026, 11, 22)
        )
        for path in find_report_files([settings.SAMPLES_DIR]).paths
    }


@pytest.fixture(scope="session")
def cards() -> dict[str, dict[str, str]]:
    """What a careful librarian writes on the card of each sample; "" where the copy does not say."""
    with (PROJECT / "tests" / "data" / "sample-cards.csv").open(encoding="utf-8", newline="") as file:
        return {row["path"]: row for row in csv.DictReader(file)}

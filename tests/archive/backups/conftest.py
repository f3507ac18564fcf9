"""A backup to look at."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.backups.packing import write_backup
from archive.models import Report
from tests.archives import tables_made_once


@pytest.fixture(scope="session")
def tables() -> dict[tuple, sqlite3.Connection]:
    """Databases that migrations have made, each by its plan."""
    return {}


@pytest.fixture(autouse=True)
def same_tables(tables) -> Iterator[None]:
    """Of many restores the first makes its tables by migrations."""
    with tables_made_once(tables):
        yield


@pytest.fixture
def backup(make_report, tmp_path) -> Path:
    """A backup of two reports, one of them a draft."""
    make_report(
        title="定西市谋深抓实基层党建",
        text="整顿软弱涣散村党组织。",
        region="621100",
        date="2021-08",
        source="陇中晨讯",
    )
    make_report(status=Report.Status.DRAFT)
    write_backup(tmp_path / "backup.tar")
    return tmp_path / "backup.tar"

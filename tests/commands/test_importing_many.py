"""An import of very many small files keeps rows, not reports: under 400 MB at 40,000 files. SLOW_TESTS=1 runs it, for an hour."""

from __future__ import annotations

import io
import os

import pytest
from django.core.management import call_command

from archive.management.commands import import_reports
from tests import warm
from tests.archives import blank_archive
from tests.commands import importing_many
from tests.own_database import own_database
from tests.serving import environment

FILES = int(os.environ.get("IMPORTED_FILES", "40000"))
MOST_MEGABYTES = 400


@pytest.mark.skipif(os.environ.get("SLOW_TESTS") != "1", reason="takes an hour: SLOW_TESTS=1 runs it")
def test_forty_thousand_small_files_come_in_under_four_hundred_megabytes(tmp_path, tmp_path_factory):
    with own_database() as database:
        variables = environment(blank_archive(tmp_path / "var", tmp_path_factory), LOAD_SAMPLES="0", **database)
        found = warm.call(importing_many.run, tmp_path, FILES, variables=variables)
    assert found["reports"] == FILES
    assert found["peak_mb"] < MOST_MEGABYTES


@pytest.mark.django_db(transaction=True)
def test_the_table_of_very_many_files_is_printed_in_parts_while_they_come_in(regions, engine, tmp_path, monkeypatch):
    monkeypatch.setattr(import_reports, "ROWS_A_TABLE", 3)
    folder = tmp_path / "in"
    importing_many.write_small_reports(folder, 7)
    printed = io.StringIO()
    call_command("import_reports", str(folder), stdout=printed)
    tables = printed.getvalue().split("题名或原因")
    assert [table.count(".txt") for table in tables] == [0, 3, 3, 1]
    assert tables[-1].rstrip().endswith("已入库 7，重复 0，失败 0")

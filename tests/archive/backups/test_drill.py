"""A backup taken while the archive changes, restored elsewhere and compared field by field.

BACKUP_REPORTS=10000 makes the archive as large as the one that the design was accepted with; SLOW_TESTS=1 takes 2,000.
"""

from __future__ import annotations

import os

from tests import warm
from tests.archive.backups import drill
from tests.archives import blank_archive
from tests.own_database import own_database
from tests.serving import environment

SLOW = os.environ.get("SLOW_TESTS") == "1"
REPORTS = int(os.environ.get("BACKUP_REPORTS", "2000" if SLOW else "60"))


def test_a_backup_taken_under_load_restores_field_by_field(tmp_path, tmp_path_factory):
    with own_database() as database, own_database() as other:
        blank_archive(tmp_path / "from", tmp_path_factory)
        source = environment(tmp_path / "from", LOAD_SAMPLES="0", **database)
        target = environment(tmp_path / "to", LOAD_SAMPLES="0", **other)
        found = warm.call(drill.run, tmp_path, REPORTS, source, target, variables=source)
    assert found["changes_meanwhile"] > 0, "nothing was written while the backup ran"
    assert found["differing"] == []
    assert found["told_wrong"] == []
    assert (found["unsound"], found["orphans"], found["index_agrees"]) == (0, 0, True)
    assert found["found"] == found["expected"]

"""A backup taken while the archive changes, restored elsewhere and compared field by field."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.conftest import PROJECT
from tests.own_database import own_database
from tests.serving import warm

LARGE = int(os.environ.get("BACKUP_REPORTS", "60"))


def test_a_backup_taken_under_load_restores_field_by_field(tmp_path, tmp_path_factory):
    """BACKUP_REPORTS=10000 makes it as large as the issue asks."""
    warm(tmp_path / "from", tmp_path_factory)
    with own_database() as source, own_database() as target:
        variables = {**os.environ, **source}
        variables.pop("DATA_DIR", None)
        if target:
            variables["TARGET_DATABASE_URL"] = target["DATABASE_URL"]
        done = subprocess.run(
            [sys.executable, "-m", "tests.archive.backups.drill", str(tmp_path), "--reports", str(LARGE)],
            cwd=PROJECT, env=variables, capture_output=True, text=True,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["changes_meanwhile"] > 0, "nothing was written while the backup ran"
    assert told["differing"] == []
    assert (told["unsound"], told["orphans"], told["index_agrees"]) == (0, 0, True)
    assert told["found"] == told["expected"]

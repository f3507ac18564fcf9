"""The matrix of damages, by an account that is not root: a DATA_DIR of its own, every file of it, every damage."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pytest

from tests import PROJECT
from tests.own_database import own_database
from tests.warm import FORGOTTEN

pytestmark = pytest.mark.skipif(
    os.environ.get("SLOW_TESTS") != "1", reason="the matrix of damages takes an hour: SLOW_TESTS=1"
)


def account() -> tuple[dict[str, object], list[str]]:
    """Return for subprocess.run an account that does not read everything, and what stands before its command.

    It is this one if it is not root; else nobody's, or root without its capabilities where nobody may not run this Python.
    """
    if os.getuid():
        return {}, []
    nobody = pwd.getpwnam("nobody")
    user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    try:
        subprocess.run([sys.executable, "-c", ""], check=True, capture_output=True, **user)
    except (OSError, subprocess.CalledProcessError):
        return {}, ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
    return user, []


def test_every_damage_is_survived_named_and_mended(capsys):
    """DAMAGE_SHARE=10 takes every tenth case, DAMAGE_ONLY=index/ the files of one folder, DAMAGE_ALL=1 no samples."""
    user, prefix = account()
    folder = Path(tempfile.mkdtemp(prefix="damages-"))
    try:
        if user:
            os.chown(folder, user["user"], user["group"])
        variables = {name: value for name, value in os.environ.items() if name not in FORGOTTEN}
        command = [
            *prefix, sys.executable, "-m", "tests.drills.damage_matrix", str(folder),
            "--share", os.environ.get("DAMAGE_SHARE", "1"), "--only", os.environ.get("DAMAGE_ONLY", ""),
            *(["--every-file"] if os.environ.get("DAMAGE_ALL") == "1" else []),
        ]  # fmt: skip
        variables |= {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONWARNINGS": "ignore"}
        with own_database() as database:
            done = subprocess.run(
                command, cwd=PROJECT, env=variables | database, capture_output=True, text=True, **user
            )
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        assert done.returncode == 0, done.stderr[-3000:]
    finally:
        subprocess.run(["chmod", "-R", "u+rwX", str(folder)], check=False)
        shutil.rmtree(folder, ignore_errors=True)
    with capsys.disabled():
        print(*table(rows), sep="\n")
    assert rows
    assert [(row["path"], row["damage"], row["wrong"]) for row in rows if row["wrong"]] == []


def table(rows: list[dict]) -> list[str]:
    """Return the counts by top folder and damage, and those of all."""
    cells = Counter((row["path"].split("/")[0].split(".")[0], row["damage"], outcome(row)) for row in rows)
    lines = [f"{count:5}  {folder:15}  {damage:32}  {said}" for (folder, damage, said), count in sorted(cells.items())]
    return [
        *lines,
        f"{len({row['path'] for row in rows})} files, {len(rows)} damages: {dict(Counter(map(outcome, rows)))}",
    ]


def outcome(row: dict) -> str:
    if row["wrong"]:
        return "WRONG"
    if not row["is_covered"] and not row["faults"]:
        return "nothing lost, or listed as not found"
    return row["remedy"] if row["remedy"] == "said lost" else f"named, mended: {row['remedy']}"

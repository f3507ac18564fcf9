"""Which commit of a folder is the newest, and is it the one that was seen before?"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

INDEX_NAME = "MAIN"
#: The name of a table of contents, one for each commit.
TOC_NAME = re.compile(rf"_{INDEX_NAME}_(\d{{1,9}})\.toc")


def latest_commit(folder: Path) -> int:
    """Return the number of the newest commit, from the folder's list. FileNotFoundError if it is gone or empty.

    Readers check the folder's time instead (reading/snapshot_cache.py); a writer must not, since two commits may
    bear one time.
    """
    commits = [int(match.group(1)) for name in os.listdir(folder) if (match := TOC_NAME.fullmatch(name))]
    if not commits:
        raise FileNotFoundError(folder)
    return max(commits)


class CommitId(NamedTuple):
    """A commit, and what tells it from another with the same number: the folder may be deleted, or put back."""

    number: int
    inode: int
    changed: int
    size: int


def latest_commit_id(folder: Path) -> CommitId:
    """Return the newest commit of the folder. FileNotFoundError if it is gone or empty."""
    number = latest_commit(folder)
    state = (folder / toc_name(number)).stat()
    return CommitId(number, state.st_ino, state.st_mtime_ns, state.st_size)


def toc_name(commit: int) -> str:
    """Return the file name of a commit's table of contents."""
    return f"_{INDEX_NAME}_{commit}.toc"

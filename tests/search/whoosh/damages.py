"""What can happen to a file of an index, and what an engine answers before and after."""

from __future__ import annotations

import os
import random
from contextlib import suppress
from dataclasses import replace

import pytest

from search.documents import IndexMissing, Query, QueryError
from search.engines.whoosh.disk.storage import live_folder
from tests.search.corpus import CORPUS

DOCUMENTS = [replace(each, sections=(("problems", 0, len(each.body) // 2),)) for each in CORPUS[:12]]
QUESTIONS = ["", "党建", "软弱涣散", "党", "支部", "村 NEAR/5 党", "软?涣散", "整顿 OR 学习"]
FILES = ["CURRENT", ".toc", ".trm", ".pst", ".col", ".txt", ".tok", ".fpr"]


def gone(path):
    path.unlink()


def empty(path):
    os.truncate(path, 0)


def halved(path):
    os.truncate(path, path.stat().st_size // 2)


def zeroed(path):
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 3] + bytes(min(4096, len(raw) - len(raw) // 3)) + raw[len(raw) // 3 + 4096 :])


def flipped(path):
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1 << random.randrange(8)
    path.write_bytes(raw)


def a_folder(path):
    path.unlink()
    path.mkdir()


def unreadable(path):
    path.chmod(0)
    with suppress(PermissionError), path.open("rb"):
        pytest.skip("this account reads everything")


DAMAGES = [gone, empty, halved, zeroed, flipped, a_folder, unreadable]


def file_of(index_dir, kind):
    if kind == "CURRENT":
        return index_dir / "CURRENT"
    return max(live_folder(index_dir).glob(f"*{kind}"), key=lambda path: path.stat().st_size)


def answers(engine):
    given = []
    for text in QUESTIONS:
        for mode, section in (("folded", ""), ("exact", ""), ("folded", "problems")):
            try:
                results = engine.search(Query(text=text, mode=mode, sort="newest", section=section))
            except QueryError:
                raise
            except IndexMissing as error:
                given.append(str(error))
                continue
            given.append(([hit.id for hit in results.hits], results.facets, results.total))
    return given

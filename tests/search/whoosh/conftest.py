"""What stands inside the embedded engine: its files, segments, caches and bounds."""

from __future__ import annotations

import shutil

import pytest

from search.analysis import load_jieba
from tests.search.engines import whoosh
from tests.search.whoosh.damages import DOCUMENTS


@pytest.fixture(scope="module", autouse=True)
def open_engine():
    """Return a function that opens the embedded engine on a folder."""
    with whoosh() as opened:
        yield opened


@pytest.fixture(scope="module")
def sound_index(open_engine, tmp_path_factory):
    """Return the folder of an index of twelve documents in two commits; no test changes it."""
    load_jieba(None)
    folder = tmp_path_factory.mktemp("sound") / "index"
    made = open_engine(folder)
    made.rebuild(DOCUMENTS[:10])
    made.apply(upserts=DOCUMENTS[10:])
    return folder


@pytest.fixture
def index_dir(sound_index, tmp_path):
    """Return a copy of it, to damage."""
    return shutil.copytree(sound_index, tmp_path / "index")

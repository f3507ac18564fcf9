"""A new index for each test, and the whole corpus once in a module."""

from __future__ import annotations

import random
import shutil

import pytest

from search.analysis import load_jieba
from search.documents import Document
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.reading import phrases
from search.query import use_regions
from search.query.regions import by_code
from tests.search.corpus import CORPUS
from tests.search.damages import DOCUMENTS


@pytest.fixture(scope="module", autouse=True)
def _codes_alone():
    """Look regions up by code alone; their names come from the archive."""
    from archive.places.lookup import find_named

    use_regions(by_code)
    yield
    use_regions(find_named)


@pytest.fixture(scope="module", autouse=True)
def _looked_up():
    """Look strings up in the small indexes of these tests, as in large ones.

    A scan finds the same (test_scanning.py), and tests outside this folder scan.
    """
    usual, phrases.MAX_SCANNED_CHARACTERS = phrases.MAX_SCANNED_CHARACTERS, -1
    yield
    phrases.MAX_SCANNED_CHARACTERS = usual


@pytest.fixture
def engine(tmp_path):
    """Return an engine with an empty index."""
    made = WhooshEngine(tmp_path / "index")
    made.rebuild([])
    return made


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """Return an engine with the corpus in two segments, a deleted and a replaced document; tests only read it."""
    made = WhooshEngine(tmp_path_factory.mktemp("full") / "index")
    made.rebuild([*CORPUS[:49], Document(50, "旧题", "旧文")])
    made.apply(upserts=CORPUS[49:])
    made.apply(upserts=[Document(99, "多余软弱", "多余软弱涣散")])
    made.apply(deletes=[99])
    return made


@pytest.fixture(params=["fixed", "fresh"])
def chance(request):
    """Random numbers from a fixed and from a fresh seed; the fresh one is shown when a test fails."""
    seed = 20210816 if request.param == "fixed" else random.SystemRandom().randrange(10**9)
    print("seed", seed)
    return random.Random(seed)


@pytest.fixture(scope="module")
def sound_index(tmp_path_factory):
    """Return the folder of an index of twelve documents in two commits; no test changes it."""
    load_jieba(None)
    made = WhooshEngine(tmp_path_factory.mktemp("sound") / "index")
    made.rebuild(DOCUMENTS[:10])
    made.apply(upserts=DOCUMENTS[10:])
    return made._index_dir


@pytest.fixture
def index_dir(sound_index, tmp_path):
    """Return a copy of it, to damage."""
    return shutil.copytree(sound_index, tmp_path / "index")

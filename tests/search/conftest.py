"""A new index for each test, and the whole corpus once in a module; ``open_engine`` says of which engine."""

from __future__ import annotations

import random

import pytest

from search.documents import Document
from search.query import use_regions
from search.query.regions import by_code
from tests.search.corpus import CORPUS


@pytest.fixture(scope="module", autouse=True)
def _codes_alone():
    """Look regions up by code alone; their names come from the archive."""
    from archive.places.lookup import find_named

    use_regions(by_code)
    yield
    use_regions(find_named)


@pytest.fixture
def engine(open_engine, tmp_path):
    """Return an engine with an empty index."""
    made = open_engine(tmp_path / "index")
    made.rebuild([])
    return made


@pytest.fixture(scope="module")
def full_folder(tmp_path_factory):
    """Return the folder of ``full``, for another handle on it."""
    return tmp_path_factory.mktemp("full") / "index"


@pytest.fixture(scope="module")
def full(open_engine, full_folder):
    """Return an engine with the corpus in two segments, a deleted and a replaced document; tests only read it."""
    made = open_engine(full_folder)
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

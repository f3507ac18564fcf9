"""What the tests share: an index in a folder of its own, reports made in one line, the seeds."""

from __future__ import annotations

import gc
import itertools
import os
import shutil
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings as django_settings

from tests import DICTIONARY, PROJECT
from tests.browsing import running_browser
from tests.making import ReportMaker, insert_regions

SEEDS = PROJECT.parent / "shared" / "seeds"

# How long an example takes, or its making, says how busy the machine is. The examples are the same in each run, so that
# whoever changes something else is not stopped by a new one; HYPOTHESIS_PROFILE=explore looks for new ones.
_patient = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("jiceng", derandomize=True, max_examples=50, **_patient)
hypothesis.settings.register_profile("explore", derandomize=False, max_examples=1000, **_patient)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "jiceng"))

#: Files that share what is dear, each group for one worker of the run: a served archive, a live server, the warm parent, a crawl.
TOGETHER = (
    ("journeys", "monitoring/test_under_gunicorn.py", "security/test_slow_clients.py"),
    ("security/test_scripts_in_a_browser.py", "admin/test_desk_in_a_browser.py"),
    (
        "security/test_power_cut.py", "archive/test_indexing_under_fire.py", "security/test_reload.py", "commands/test_killed.py",
        "archive/backups/test_drill.py", "archive/machines/test_two_machines.py", "commands/test_damaged.py", "test_warm.py",
        "assistants/test_processes.py",
    ),
    ("pages/test_every_page.py", "pages/test_languages.py"),
    ("drills",),
)  # fmt: skip
#: What takes longest begins, and the many short files fill up.
LONG = [*itertools.chain(*TOGETHER), "security/test_uploads.py", "archive/test_parsing.py", "security"]


def pytest_configure(config) -> None:
    """This process and those that tests start keep bytecode: each would spend seconds on compiling, five of them on tests.

    This one does not wait for the disk, twenty thousand times: what a power cut leaves is asked of real processes.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    os.fsync = lambda descriptor: None


def pytest_sessionstart(session) -> None:
    """Load the dictionary from its cache before the first module of tests asks for a word."""
    from search.analysis import load_jieba

    load_jieba(DICTIONARY)


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Look for no garbage among the tests while they are gathered: all of it lives on. That took a third of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish(session) -> None:
    """Leave what is loaded to no further collection of garbage, which took a tenth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_unconfigure(config) -> None:
    """The suite's own folder goes with it; the workers of a parallel run end without atexit."""
    folder = Path(os.environ.get("DATA_DIR", ""))
    if folder.name.startswith("jiceng-tests-"):
        shutil.rmtree(folder, ignore_errors=True)


def pytest_collection_modifyitems(items) -> None:
    """Long files first; the others keep their order."""

    def place(item) -> int:
        path = item.nodeid.removeprefix("tests/")
        return next((number for number, long in enumerate(LONG) if path.startswith(long)), len(LONG))

    items.sort(key=place)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """A file to a worker, in the order above; those of a group to the same."""
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            for files in TOGETHER:
                if nodeid.removeprefix("tests/").startswith(files):
                    return files[0]
            return super()._split_scope(nodeid)

    config.option.loadscopereorder = False
    return Scheduling(config, log)


@pytest.fixture
def seeds() -> Path:
    """The folder of the five real reports; tests that need it skip where it is missing."""
    if not SEEDS.is_dir():
        pytest.skip("../shared/seeds is not on this machine")
    return SEEDS


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """Debian's chromium, for all tests of this process; skips visibly where there is none, unless REQUIRE_BROWSER=1."""
    with running_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator:
    """A real server with the sample reports, one for all tests of this process that look at it from outside."""
    from tests.archives import shared_server

    with shared_server(tmp_path_factory) as server:
        yield server


@pytest.fixture(scope="session", autouse=True)
def seeded_measures() -> None:
    """Measures live through the flush that ends a transactional test, as the groups do."""
    from django.apps import apps
    from django.db import connections
    from django.db.models.signals import post_migrate

    write_seed = import_module("archive.migrations.0005_measures").write_seed

    def seed(using, **_) -> None:
        if not apps.get_model("archive", "Measure").objects.using(using).exists():
            write_seed(apps, connections[using].schema_editor())

    post_migrate.connect(seed, sender=apps.get_app_config("archive"), weak=False)


@pytest.fixture(autouse=True)
def own_data_dir(tmp_path, settings, monkeypatch):
    """Originals, index and locks of each test lie in its own folder."""
    from archive.suggesting import tables
    from search.engine import get_engine

    settings.DATA_DIR = tmp_path
    settings.ORIGINALS_DIR = tmp_path / "originals"
    settings.INDEX_DIR = tmp_path / "index"
    settings.THROTTLE = False  # all tests ask from one address
    # A table that took long to build serves on for a while; in tests that would tell how busy the machine is.
    monkeypatch.setattr(tables, "SERVES", 0)
    get_engine.cache_clear()
    yield
    get_engine.cache_clear()


@pytest.fixture
def engine(db, own_data_dir):
    """The real engine with an empty index."""
    from search.engine import get_engine

    get_engine().rebuild([])
    return get_engine()


@pytest.fixture(scope="session")
def kept_regions(django_db_setup, django_db_blocker) -> dict[str, str]:
    """{table of the regions: its columns}; their rows, loaded once from the file, lie in ``kept_<table>``."""
    from django.db import connection, transaction

    from archive.models import FormerRegion, Region
    from archive.places.table import load_regions

    tables = {}
    with django_db_blocker.unblock(), transaction.atomic(), connection.cursor() as cursor:
        load_regions(django_settings.REGIONS_FILE)
        for model in (Region, FormerRegion):
            table = model._meta.db_table
            names = [field.column for field in model._meta.concrete_fields if field.column != "id"]
            tables[table] = ", ".join(connection.ops.quote_name(name) for name in names)
            cursor.execute(f"DROP TABLE IF EXISTS kept_{table}")
            cursor.execute(f"CREATE TABLE kept_{table} AS SELECT {tables[table]} FROM {table}")
        for table in reversed(tables):
            cursor.execute(f"DELETE FROM {table}")
    return tables


@pytest.fixture
def regions(kept_regions, db):
    """The whole region table, as an installation has it."""
    insert_regions(kept_regions)


@pytest.fixture
def make_report(engine) -> ReportMaker:
    """A function that makes a published, indexed report of the fields it is given."""
    return ReportMaker(engine)

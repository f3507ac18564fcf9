"""Three nodes with one replica: what is lost, and what is not, when some of them are killed.

``SLOW_TESTS=1 make test-opensearch`` starts them.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from scripts import opensearch
from search.documents import Document, EngineUnavailable, IndexBusy, Query, SearchError
from tests.cluster.engines import opened_engines

pytestmark = [
    pytest.mark.skipif(
        not (os.environ.get("SLOW_TESTS") and os.environ.get("OPENSEARCH_URLS")),
        reason="starts three nodes: SLOW_TESTS=1 make test-opensearch runs it",
    ),
    pytest.mark.skipif(bool(opensearch.missing()), reason="Java and Maven start the nodes"),
]

#: A page may fail so long after a node was killed.
LONGEST_FAILURE = 5.0
GREEN_SECONDS = 240
DOCUMENTS = [
    Document(number, f"第{number}篇", f"整顿软弱涣散党组织之{number}。", kind=("report", "news")[number % 2])
    for number in range(1, 301)
]


@pytest.fixture(scope="module")
def nodes(tmp_path_factory):
    """Three nodes beside those of OPENSEARCH_URLS, in a folder of their own."""
    server = opensearch.install()
    usual, folder = (opensearch.FOLDER, opensearch.PORT), Path(f"{opensearch.FOLDER}-three")
    opensearch.FOLDER, opensearch.PORT = folder, opensearch.PORT + 30
    folder.mkdir(exist_ok=True)
    if not (folder / server.name).exists():
        (folder / server.name).symlink_to(server.resolve())
    try:
        opensearch.up(3)
        yield tuple(opensearch.urls(3))
    finally:
        opensearch.down()
        opensearch.FOLDER, opensearch.PORT = usual


@pytest.fixture
def open_engine(nodes):
    made = []

    def open_one(folder, **options):
        context = opened_engines(urls=nodes, **options)
        made.append(context)
        return context.__enter__()(folder)

    yield open_one
    for number in (1, 2, 3):
        opensearch.start(number, 3)
    for context in made:
        context.__exit__(None, None, None)


def kill(*numbers: int) -> None:
    for number in numbers:
        opensearch.stop(number, signal.SIGKILL)


def wait_for_green(engine) -> None:
    end = time.monotonic() + GREEN_SECONDS
    while time.monotonic() < end:
        try:
            found = engine._cluster.ask("GET", "/_cluster/health")
            if found["status"] == "green" and found["number_of_nodes"] == 3:
                return
        except SearchError:
            pass
        time.sleep(0.5)
    raise AssertionError(
        engine._cluster.ask(
            "GET",
            "/_cat/shards",
            params={"v": "true", "h": "index,shard,prirep,state,node,unassigned.reason,unassigned.details"},
        )
    )


def digests(documents) -> dict[int, str]:
    return {document.id: document.digest() for document in documents}


def answer_of(engine) -> tuple:
    results = engine.search(Query("软弱涣散"))
    return results.total, tuple(hit.id for hit in results.hits), tuple(results.facets["kind"].items())


class Work:
    """Threads that read and publish until ``end``: what they were told."""

    def __init__(self, engine) -> None:
        self.engine = engine
        self.right = answer_of(engine)
        self.answers, self.wrong, self.failed = 0, [], []
        self.published: list[Document] = []
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=each) for each in (self._read, self._read, self._publish)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _read(self) -> None:
        while not self._ended.is_set():
            try:
                found = answer_of(self.engine)
            except EngineUnavailable:
                self.failed.append(time.monotonic())
                time.sleep(0.1)
                continue
            self.answers += 1
            if found != self.right:
                self.wrong.append(found)

    def _publish(self) -> None:
        number = 1000
        while not self._ended.is_set():
            document = Document(number, f"新篇{number}", "三会一课。")
            try:
                self.engine.apply(upserts=[document])
            except (EngineUnavailable, IndexBusy):
                time.sleep(0.2)  # the row waits in the outbox
                continue
            self.published.append(document)
            number += 1

    def wait(self, what, more: int, seconds: float = 120) -> None:
        """Wait until there is ``more`` of what ``what`` counts."""
        goal, end = what() + more, time.monotonic() + seconds
        while what() < goal:
            assert time.monotonic() < end, "the work does not go on"
            time.sleep(0.05)


@pytest.mark.parametrize("number", [1, 3])
def test_a_killed_node_costs_no_wrong_answer_and_no_publication(open_engine, tmp_path, number):
    engine = open_engine(tmp_path, shards=3, replicas=1)
    engine.rebuild(DOCUMENTS)
    wait_for_green(engine)
    with Work(engine) as work:
        work.wait(lambda: len(work.published), 5)
        killed = time.monotonic()
        kill(number)
        work.wait(lambda: len(work.published), 10)
        work.wait(lambda: work.answers, 50)
        assert engine.health() in ("ok", "degraded")
        opensearch.start(number, 3)
        wait_for_green(engine)
        work.wait(lambda: len(work.published), 5)
    print(f"{work.answers} answers, {len(work.failed)} failed, {len(work.published)} published; last failure after",
          max(work.failed, default=killed) - killed)  # fmt: skip
    assert work.wrong == []
    assert max(work.failed, default=killed) - killed < LONGEST_FAILURE
    assert dict(engine.digests()) == digests([*DOCUMENTS, *work.published])
    assert engine.search(Query("三会一课")).total == len(work.published)


def test_a_lost_shard_is_an_error_and_never_a_smaller_list(open_engine, tmp_path):
    engine = open_engine(tmp_path, shards=3, replicas=0)
    engine.rebuild(DOCUMENTS)
    right = answer_of(engine)
    kill(2)
    seen = set()
    end = time.monotonic() + 60
    while len(seen) < 40 and time.monotonic() < end:
        try:
            assert answer_of(engine) == right
        except EngineUnavailable:
            seen.add(time.monotonic())
        with pytest.raises(SearchError):
            engine.apply(upserts=[Document(number, "改", "改") for number in range(1, 60)])
    assert len(seen) > 20
    time.sleep(1.1)  # its health is kept for a second
    assert engine.health() == "failed"
    opensearch.start(2, 3)
    wait_for_green(engine)
    changed = [Document(number, "改", "改") for number in range(1, 60)]
    engine.apply(upserts=changed)
    assert dict(engine.digests()) == digests([*changed, *DOCUMENTS[59:]])


def test_two_of_three_dead_and_back_again_is_green_and_equal(open_engine, tmp_path):
    engine = open_engine(tmp_path, shards=3, replicas=1)
    engine.rebuild(DOCUMENTS)
    wait_for_green(engine)
    right = answer_of(engine)
    kill(2, 3)
    failed = 0
    for number in range(10):
        try:
            assert answer_of(engine) == right
        except EngineUnavailable:
            failed += 1
        with pytest.raises(SearchError):
            engine.apply(upserts=[Document(2000 + number, "无主", "三会一课。")])
    assert failed
    opensearch.start(2, 3)
    opensearch.start(3, 3)
    wait_for_green(engine)
    waiting = [Document(2000 + number, "无主", "三会一课。") for number in range(10)]
    engine.apply(upserts=waiting)
    assert dict(engine.digests()) == digests([*DOCUMENTS, *waiting])
    assert answer_of(engine) == right

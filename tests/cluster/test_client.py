"""What the client makes of the answers of a cluster that is busy, lost in part, silent, or not the one it should be."""

from __future__ import annotations

import base64
import json
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from search.documents import Document, EngineUnavailable, IndexBusy, Query, QueryError
from search.engines.opensearch import client, kept
from search.engines.opensearch.client import Cluster, ClusterSettings
from search.engines.opensearch.engine import OpenSearchEngine
from search.engines.opensearch.writing.changes import write_rows
from search.engines.opensearch.writing.rows import make_row
from search.engines.opensearch.writing.state import State, write_state
from tests.cluster.fake import Asked, fake_node, make_certificate

WHOLE = {"_shards": {"total": 3, "successful": 3, "failed": 0}, "hits": {"total": {"value": 600}, "hits": []}}
#: What OpenSearch 2.19.6 answers by itself with one of three shards lost.
PART = {"_shards": {"total": 3, "successful": 2, "failed": 0}, "hits": {"total": {"value": 406}, "hits": []}}
BUSY = {"error": {"type": "es_rejected_execution_exception"}, "status": 429}


@pytest.fixture
def waits(monkeypatch):
    """The seconds that the client waited, without the waiting."""
    waited: list[float] = []
    monkeypatch.setattr(client.time, "sleep", waited.append)
    return waited


def cluster_of(*nodes, **options) -> Cluster:
    return Cluster(ClusterSettings(tuple(node.url for node in nodes), **options))


def in_turn(*answers):
    """Return what answers with each of the answers, and with the last one ever after."""
    left = list(answers)
    return lambda asked: left.pop(0) if len(left) > 1 else left[0]


@pytest.mark.parametrize("many", [False, True])
def test_an_answer_of_some_shards_is_an_error_and_never_a_smaller_list(many):
    with fake_node(lambda asked: (200, {"responses": [WHOLE, PART]} if many else PART)) as node:
        ask = cluster_of(node).search_many if many else cluster_of(node).search
        with pytest.raises(EngineUnavailable, match="一部分不可用"):
            ask("jiceng", [{}, {}] if many else {})


def test_an_answer_that_ran_out_of_time_says_so():
    with fake_node(lambda asked: (200, WHOLE | {"timed_out": True})) as node, pytest.raises(QueryError, match="费时"):
        cluster_of(node).search("jiceng", {})


def test_a_busy_cluster_is_asked_again_each_time_later_and_then_said_to_be_busy(waits):
    with fake_node(lambda asked: (429, BUSY)) as node:
        with pytest.raises(EngineUnavailable, match="太忙"):
            cluster_of(node).search("jiceng", {})
        assert len(node.asked) == 4
    assert len(waits) == 3
    assert waits[0] < waits[1] < waits[2] < 2


@pytest.mark.parametrize("body", [BUSY, {"responses": [WHOLE, BUSY]}])
def test_a_cluster_that_is_busy_for_a_moment_answers_after_it(waits, body):
    status = body.get("status", 200)
    with fake_node(in_turn((status, body), (200, {"responses": [WHOLE, WHOLE]}))) as node:
        assert cluster_of(node).search_many("jiceng", [{}, {}]) == [WHOLE, WHOLE]
        assert len(node.asked) == 2
    assert len(waits) == 1


def test_a_write_that_is_turned_away_is_sent_again_and_then_waits_in_the_outbox(waits):
    written = {"items": [{"index": {"_id": "1", "status": 200}}, {"index": {"_id": "2", "status": 429}}]}
    rows = [make_row(Document(1, "整顿", "整顿")), make_row(Document(2, "整改", "整改"))]
    with fake_node(lambda asked: (200, written)) as node:
        with pytest.raises(IndexBusy):
            write_rows(cluster_of(node), "jiceng-1", rows, (), 7)
        assert len(node.asked) == 8
        assert len({asked.body for asked in node.asked}) == 1
    assert sum(waits) < 30


def test_a_document_too_large_for_the_cluster_is_refused_and_the_others_are_written():
    def answer(asked: Asked):
        if "超大" in asked.body:
            return 413, {}
        numbers = [json.loads(line)["index"]["_id"] for line in asked.body.splitlines()[::2]]
        return 200, {"items": [{"index": {"_id": number, "status": 201}} for number in numbers]}

    rows = [make_row(Document(number, "题", "超大" if number == 2 else "整顿")) for number in (1, 2, 3)]
    with fake_node(answer) as node:
        assert list(write_rows(cluster_of(node), "jiceng-1", rows, (), 7)) == [2]
        assert len(node.asked) == 4


def test_a_node_that_is_gone_is_left_out_and_the_next_one_answers():
    with fake_node(lambda asked: (200, WHOLE)) as gone:
        pass
    with fake_node(lambda asked: (200, WHOLE)) as node:
        cluster = cluster_of(gone, node)
        assert [cluster.search("jiceng", {}) for _ in range(3)] == [WHOLE] * 3


@pytest.mark.parametrize(
    ("status", "kind"), [(503, "cluster_block_exception"), (500, "node_not_connected_exception"), (502, "")]
)
def test_a_node_that_lost_the_others_is_passed_over(status, kind):
    with (
        fake_node(lambda asked: (status, {"error": {"root_cause": [{"type": kind}]}})) as lost,
        fake_node(lambda asked: (200, WHOLE)) as node,
    ):
        cluster = cluster_of(lost, node)
        assert [cluster.search("jiceng", {}) for _ in range(3)] == [WHOLE] * 3


def test_a_node_that_hangs_costs_one_deadline_and_is_left_out_then():
    with fake_node(lambda asked: (200, {"ok": 1})) as node, fake_node(lambda asked: None) as hanging:
        hanging.answer = hanging.hang
        cluster = cluster_of(hanging)
        with pytest.raises(EngineUnavailable, match="连接不上"):
            cluster.ask("GET", "/", seconds=0.2)
        assert len(hanging.asked) == 1
        cluster = cluster_of(hanging, node)
        answers = []
        for _ in range(6):
            try:
                answers.append(cluster.ask("GET", "/", seconds=0.2))
            except EngineUnavailable:
                answers.append(None)
        assert answers.count(None) <= 1
        assert len(hanging.asked) <= 2


def test_pages_wait_once_for_a_cluster_that_hangs(monkeypatch):
    monkeypatch.setattr(client, "_READ_SECONDS", 0.2)
    monkeypatch.setattr(kept, "KEPT_SECONDS", 1000.0)
    monkeypatch.setattr(Cluster.ask, "__kwdefaults__", {**Cluster.ask.__kwdefaults__, "seconds": 0.2})
    with fake_node(lambda asked: None) as node:
        node.answer = node.hang
        engine = OpenSearchEngine(ClusterSettings((node.url,)), lambda ids: {})
        for ask in (engine.newest_commit, engine.vocabulary, lambda: engine.search(Query("整顿")), engine.status):
            with pytest.raises(EngineUnavailable):
                ask()
        assert len(node.asked) == 1
        assert engine.health() == engine.health() == "failed"
        assert len(node.asked) == 2


def test_a_state_that_a_lost_node_wrote_is_known_as_ones_own():
    held: dict[str, dict] = {}

    def answer(asked: Asked):
        if asked.method == "GET":
            return 200, {"found": True, "_source": held["state"], "_seq_no": 8, "_primary_term": 1}
        if not held:
            held["state"] = json.loads(asked.body)
            return None  # it wrote, and is lost before it answers
        return 409, {"error": {"type": "version_conflict_engine_exception"}}

    with fake_node(answer) as node:
        written = write_state(cluster_of(node, node), State("jiceng-1", 1, 1, read=(7, 1)), State("jiceng-1", 2, 2))
        assert written.read == (8, 1)
        with pytest.raises(IndexBusy):
            write_state(cluster_of(node, node), State("jiceng-1", 1, 1, read=(7, 1)), State("jiceng-1", 2, 2))


def test_no_log_holds_what_readers_search_for(caplog):
    with fake_node(in_turn((200, WHOLE), (500, {}))) as node, caplog.at_level("DEBUG"):
        cluster = cluster_of(node)
        body = {"query": {"match_phrase": {"body_f2": "软弱涣散"}}}
        cluster.search("jiceng", body)
        with pytest.raises(EngineUnavailable):
            cluster.search("jiceng", body)
    assert caplog.records
    assert "软弱涣散" not in caplog.text
    assert "软弱涣散".encode("unicode_escape").decode() not in caplog.text


def test_threads_keep_their_connections_to_a_node(caplog):
    with fake_node(lambda asked: (200, WHOLE)) as node, ThreadPoolExecutor(8) as pool:
        cluster = cluster_of(node)
        assert list(pool.map(lambda _: cluster.search("jiceng", {}), range(80))) == [WHOLE] * 80
    assert "pool is full" not in caplog.text


def test_the_user_is_sent_and_a_refused_one_is_told_to_the_administrator():
    with fake_node(in_turn((200, WHOLE), (401, {}))) as node:
        cluster = cluster_of(node, user="jiceng", password="口令")
        cluster.search("jiceng", {})
        sent = node.asked[0].headers["authorization"].removeprefix("Basic ")
        assert base64.b64decode(sent).decode() == "jiceng:口令"
        with pytest.raises(EngineUnavailable, match="用户名、口令或证书"):
            cluster.search("jiceng", {})


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificates of this test")
def test_only_a_cluster_of_the_right_name_that_the_right_authority_vouches_for_is_asked(tmp_path):
    right = make_certificate(tmp_path, "right", "IP:127.0.0.1")
    foreign = make_certificate(tmp_path, "foreign", "IP:127.0.0.1")
    misnamed = make_certificate(tmp_path, "misnamed", "DNS:elsewhere.example")
    with fake_node(lambda asked: (200, WHOLE), right) as node:
        settings = {"user": "jiceng", "password": "secret"}
        assert cluster_of(node, ca=str(right), **settings).search("jiceng", {}) == WHOLE
        assert len(node.asked) == 1
        for ca in (str(foreign), ""):
            with pytest.raises(EngineUnavailable):
                cluster_of(node, ca=ca, **settings).search("jiceng", {})
        assert len(node.asked) == 1
    with fake_node(lambda asked: (200, WHOLE), misnamed) as node:
        with pytest.raises(EngineUnavailable):
            cluster_of(node, ca=str(misnamed), **settings).search("jiceng", {})
        assert node.asked == []

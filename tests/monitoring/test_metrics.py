"""/metrics: on a switch, for a token or for this machine; what it counts."""

from __future__ import annotations

import pytest
from prometheus_client.parser import text_string_to_metric_families

from archive.models import ImportBatch, ImportFile, Report
from archive.monitoring.metrics import count_request, instruments


@pytest.fixture
def metrics(settings, client, engine):
    """The numbers as {name: {labels: value}}."""
    settings.METRICS = True
    instruments.cache_clear()

    def read() -> dict[str, dict[tuple, float]]:
        found: dict[str, dict[tuple, float]] = {}
        for family in text_string_to_metric_families(client.get("/metrics").content.decode()):
            for sample in family.samples:
                found.setdefault(sample.name, {})[tuple(sorted(sample.labels.items()))] = sample.value
        return found

    yield read
    instruments.cache_clear()


def test_without_the_switch_there_is_no_such_page(client, db):
    assert client.get("/metrics").status_code == 404


def test_this_machine_may_read_without_a_token(client, metrics):
    assert client.get("/metrics", REMOTE_ADDR="127.0.0.1").status_code == 200


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
def test_who_comes_through_the_proxy_may_not(client, metrics, header):
    assert client.get("/metrics", headers={header: "203.0.113.9"}).status_code == 403


@pytest.mark.parametrize("address", ["203.0.113.9", "::ffff:8.8.8.8", "", "nonsense"])
def test_another_machine_may_not(client, metrics, address):
    assert client.get("/metrics", REMOTE_ADDR=address).status_code == 403


def test_the_token_opens_from_anywhere(client, metrics, settings):
    settings.METRICS_TOKEN = "钥匙-7"
    given = {"REMOTE_ADDR": "203.0.113.9"}
    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer 钥匙-7", **given).status_code == 200
    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer other", **given).status_code == 403


def test_with_a_token_this_machine_needs_it_too(client, metrics, settings):
    settings.METRICS_TOKEN = "key"
    assert client.get("/metrics").status_code == 403


def test_requests_are_counted_by_view_and_status(client, metrics):
    client.get("/healthz")
    client.get("/nowhere/")
    counted = metrics()["jiceng_requests_total"]
    assert counted[(("status", "200"), ("view", "healthz"))] == 1
    assert counted[(("status", "404"), ("view", "none"))] == 1


def test_addresses_that_are_guessed_make_no_new_label(client, metrics):
    for number in range(20):
        client.get(f"/guess-{number}/")
    assert len(metrics()["jiceng_requests_total"]) <= 2


def test_durations_are_measured_by_view(client, metrics):
    client.get("/healthz")
    assert metrics()["jiceng_request_seconds_count"][(("view", "healthz"),)] == 1


def test_what_was_throttled_is_counted(metrics):
    count_request("search", 429, 0.001)
    assert metrics()["jiceng_throttled_total"] == {(("view", "search"),): 1}


def test_searches_and_those_without_a_hit_are_counted_by_face(client, metrics, make_report):
    make_report(text="整顿软弱涣散党组织。")
    client.get("/search/", {"q": "软弱涣散"})
    client.get("/search/", {"q": "并无此词"})
    client.get("/api/v1/search", {"q": "并无此词"})
    found = metrics()
    assert found["jiceng_searches_total"] == {(("face", "page"),): 2, (("face", "api"),): 1}
    assert found["jiceng_searches_without_hit_total"] == {(("face", "page"),): 1, (("face", "api"),): 1}


def test_reports_and_uploads_are_told_by_status_zeros_too(metrics, make_report):
    make_report()
    make_report(status=Report.Status.DRAFT)
    batch = ImportBatch.objects.create()
    ImportFile.objects.create(batch=batch, path="坏.docx", status=ImportFile.Status.FAILED)
    found = metrics()
    assert found["jiceng_reports"] == {
        (("status", "discarded"),): 0,
        (("status", "draft"),): 1,
        (("status", "published"),): 1,
        (("status", "withdrawn"),): 0,
    }
    assert found["jiceng_uploaded_files"][(("outcome", "failed"),)] == 1


def test_the_index_is_told_with_its_lag(metrics):
    found = metrics()
    assert found["jiceng_index_pending_changes"] == found["jiceng_index_lag_seconds"] == {(): 0}
    assert found["jiceng_ready"] == {(): 1}


def test_without_an_index_the_numbers_still_come(client, db, settings):
    settings.METRICS = True
    assert b"jiceng_ready 0.0" in client.get("/metrics").content

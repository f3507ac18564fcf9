"""Which machines may serve one database together, and which one is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

from archive.models import IndexChange, Machine
from archive.publishing.machines import SecondMachine, beat, refuse_second_machine, sign_off, why_refused
from archive.publishing.outbox import apply_index_changes, rebuild_index
from archive.storage.machine import machine_token, note_refusal, refusal

on_postgres = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="another database: SQLite lies on one machine"
)
THEN = datetime(2026, 11, 30, tzinfo=UTC)


def machine(name: str, seconds: int = 0, **fields: str) -> Machine:
    common = {"engine": "opensearch jiceng", "originals": "s3 one", "key_mark": "k"}
    return Machine(pk=len(name), name=name, since=THEN + timedelta(seconds=seconds), **{**common, **fields})


def test_machines_that_share_all_serve_together():
    assert why_refused(machine("后来", 9), [machine("先来")]) == ""


@pytest.mark.parametrize(
    ("own", "other", "remedy"),
    [
        ({"engine": "whoosh 1"}, {"engine": "whoosh 2"}, "ENGINE=opensearch"),
        ({}, {"engine": "whoosh 1"}, "ENGINE=opensearch"),
        ({"engine": "opensearch other"}, {}, "OPENSEARCH_INDEX"),
        ({"originals": "disk 1"}, {"originals": "disk 2"}, "ORIGINALS=s3"),
        ({"key_mark": "x"}, {}, "同一个 SECRET_KEY"),
    ],
)
def test_the_one_that_came_later_is_refused_with_a_remedy_and_the_first_goes_on(own, other, remedy):
    later, first = machine("后来", 9, **own), machine("先来的那台", **other)
    assert remedy in why_refused(later, [first])
    assert "先来的那台" in why_refused(later, [first])
    assert why_refused(first, [later]) == ""


def test_an_archive_on_sqlite_has_no_heart_and_asks_nothing(db, django_assert_num_queries, settings):
    if connection.vendor != "sqlite":
        pytest.skip("another database: PostgreSQL has hearts")
    with django_assert_num_queries(0):
        assert beat() == ""
        refuse_second_machine()
        sign_off()
    assert machine_token() == ""
    assert not (settings.DATA_DIR / "machine-id").exists()


@on_postgres
@pytest.mark.django_db
class TestHearts:
    """Machines of one PostgreSQL."""

    def test_one_machine_alone_serves_as_always(self, at):
        with at("a"):
            assert beat() == beat() == ""
            assert refusal() == ""
            assert machine_token() == machine_token() != ""
        assert Machine.objects.count() == 1

    def test_the_index_of_a_second_machine_is_refused_and_the_first_goes_on(self, at):
        with at("a"):
            beat()
        with at("b"):
            assert "内嵌检索引擎" in beat()
            assert refusal() == str(beat())
        with at("a"):
            assert beat() == ""
            refuse_second_machine()

    def test_a_refused_machine_neither_applies_nor_rebuilds_and_the_rows_wait_for_the_first(self, at, make_report):
        report = make_report()
        with at("a"):
            beat()
        IndexChange.objects.create(report_id=report.pk)
        with at("b"):
            for write in (apply_index_changes, rebuild_index):
                with pytest.raises(SecondMachine, match="另一台机器"):
                    write()
            with pytest.raises(CommandError, match="另一台机器"):
                call_command("index", "apply", stdout=StringIO())
        assert IndexChange.objects.count() == 1

    def test_a_start_beside_the_first_ends_in_the_sentence_and_leaves_no_claim(self, at):
        with at("a"):
            beat()
        with at("b"), pytest.raises(CommandError, match="请只开一台"):
            call_command("prepare", stdout=StringIO(), stderr=StringIO())
        assert [each.name.endswith("/a") for each in Machine.objects.live(Machine.objects.now())] == [True]

    def test_a_machine_that_was_silent_for_a_minute_has_lost_its_place(self, at):
        with at("a"):
            beat()
        Machine.objects.update(seen_at=F("seen_at") - timedelta(seconds=61))
        with at("b"):
            assert beat() == ""
        with at("a"):
            assert "另一台机器" in beat()

    def test_a_machine_that_signs_off_frees_its_place_at_once_and_a_restart_keeps_it(self, at):
        with at("a"):
            beat()
            before = Machine.objects.get().since
            beat()
            assert Machine.objects.get().since == before
            sign_off()
        with at("b"):
            assert beat() == ""

    def test_two_machines_that_share_engine_originals_and_key_both_serve(self, at, shared, settings):
        for name in ("a", "b", "a"):
            with at(name):
                assert beat() == ""
        settings.SECRET_KEY = "another" * 10
        with at("b"):
            assert "SECRET_KEY" in beat()

    def test_a_fresh_heart_costs_a_publication_two_reads(self, at, django_assert_num_queries):
        with at("a"):
            beat()
            with django_assert_num_queries(2):
                refuse_second_machine()

    @pytest.mark.parametrize("lost", ["machine-id", "locks/machine-id"])
    @pytest.mark.parametrize("damage", ["gone", "empty", "half", "another"])
    def test_a_machine_keeps_its_token_and_its_place_when_one_of_its_two_files_is_lost_or_damaged(
        self, at, settings, lost, damage
    ):
        with at("a"):
            beat()
            token, path = machine_token(), settings.DATA_DIR / lost
            sound = path.read_text()
            path.write_text(
                {"empty": "", "half": sound[:16], "another": f"{int(sound[0] == '0')}{sound[1:]}"}.get(damage, "")
            )
            if damage == "gone":
                path.unlink()
            assert machine_token() == token
            assert beat() == ""
            assert path.read_text() == sound
            assert len(list(settings.DATA_DIR.rglob("machine-id*"))) == 2

    def test_a_machine_of_an_earlier_version_keeps_its_token_and_gets_the_second_file(self, at, settings):
        with at("a"):
            token = "0123456789abcdef" * 2
            (settings.DATA_DIR / "machine-id").write_text(f"{token}\n")
            assert machine_token() == token
            assert (settings.DATA_DIR / "locks" / "machine-id").read_text().startswith(f"{token} ")

    def test_a_machine_that_lost_both_files_counts_as_another(self, at, settings):
        with at("a"):
            token = machine_token()
            for path in settings.DATA_DIR.rglob("machine-id"):
                path.write_text("half")
            assert machine_token() == machine_token() != token

    def test_pages_of_a_refused_machine_answer_503_and_supervisors_hear_why(self, client, engine):
        assert client.get("/").status_code == 200
        note_refusal("这个数据库已由另一台机器在用。")
        for address in ("/", "/search/?q=党建", "/api/v1/reports/1", "/admin/"):
            response = client.get(address)
            assert response.status_code == 503, address
            assert "文库由另一台机器在服务" in response.content.decode(), address
        assert client.get("/healthz").status_code == 200
        told = client.get("/readyz")
        assert told.status_code == 503
        assert "another machine serves this database, and this one may not: see the log" in told.json()["reasons"]
        note_refusal("")
        assert client.get("/").status_code == 200

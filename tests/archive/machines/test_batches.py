"""Uploads that wait on the machine that took them, while another machine uses the same database."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection

from archive.backups.fsck import find_faults
from archive.backups.packing import write_backup
from archive.intake import workers
from archive.intake.batches import work_through_batch
from archive.intake.uploads import Upload, store_batch
from archive.intake.workers import adopt_batches, resume_unfinished, start_worker, take_up_waiting
from archive.models import ImportBatch, ImportFile
from archive.publishing.machines import beat, sign_off
from archive.storage.incoming import BatchBusy
from tests.api.uploading import Program, made_editor

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="another database: SQLite lies on one machine"),
    pytest.mark.usefixtures("shared"),
]
TEXT = "某县整顿村党组织\n\n2021年8月，某县选派第一书记整顿软弱涣散村党组织，成效明显，群众十分满意。\n"


@pytest.fixture
def batch(at, monkeypatch) -> ImportBatch:
    """A batch that machine a took; nothing starts a process."""
    monkeypatch.setattr(workers, "start_command", lambda *words, **_: started.append(words) or (lambda seconds: True))
    started: list[tuple[str, ...]] = []
    with at("a"):
        beat()
        batch = store_batch([Upload("甲.txt", len(TEXT.encode()), [TEXT.encode()])])
    batch.started = started
    return batch


def test_another_machine_leaves_the_batch_to_its_own(batch, at):
    with at("b"):
        with pytest.raises(BatchBusy):
            work_through_batch(batch.pk)
        assert list(workers.work_through_batches(batch.pk)) == []
        assert resume_unfinished() == []
        start_worker(batch)
        take_up_waiting({})
    assert batch.started == []
    assert ImportFile.objects.get().status == "waiting"


def test_its_own_machine_takes_it_up_and_pauses_after_a_failure(batch, at):
    tried: dict[int, float] = {}
    with at("a"):
        take_up_waiting(tried)
        take_up_waiting(tried)
        assert batch.started == [("run_batch", str(batch.pk))]
        assert work_through_batch(batch.pk) == 1
        take_up_waiting(tried)
    assert tried == {}
    assert ImportFile.objects.get().status == "created"


def test_the_desk_of_another_machine_says_where_the_files_are(batch, at, client):
    client.force_login(User.objects.create_superuser("admin"))
    address = f"/admin/archive/importbatch/{batch.pk}/change/"
    with at("a"):
        assert "另一台机器" not in client.get(address).content.decode()
    with at("b"):
        assert "文件在另一台机器" in client.get(address).content.decode()
        assert "由它入库" in client.get(address).content.decode()
    with at("a"):
        sign_off()
    with at("b"):
        assert "它现在没有应答" in client.get(address).content.decode()


def test_the_check_of_another_machine_finds_the_upload_lost_only_when_its_machine_is_gone(batch, at):
    with at("b"):
        assert [fault for fault in find_faults() if fault.kind == "upload-lost"] == []
    with at("a"):
        sign_off()
    with at("b"):
        (fault,) = (fault for fault in find_faults() if fault.kind == "upload-lost")
        assert "没有应答" in fault.sentence


def test_a_backup_on_another_machine_says_what_it_does_not_hold(batch, at, tmp_path):
    with at("b"):
        manifest = write_backup(tmp_path / "b.tar")
        assert (manifest.lost_uploads, manifest.uploads_elsewhere) == ((), (f"{batch.pk}/00001",))
        out = StringIO()
        with pytest.raises(SystemExit):
            call_command("backup", str(tmp_path / "c.tar"), stdout=out)
        assert "待入库的文件有 1 个在另一台机器上" in out.getvalue()
    with at("a"):
        assert write_backup(tmp_path / "a.tar").counts["uploads"] == 1


def test_a_batch_of_a_version_before_is_its_own_machines_from_the_next_start_on(batch, at):
    ImportBatch.objects.update(machine="")
    with at("b"):
        adopt_batches()
        assert ImportBatch.objects.get().machine == ""
    with at("a"):
        adopt_batches()
        assert ImportBatch.objects.get().is_here
    with at("b"):
        assert not ImportBatch.objects.get().is_here


def test_what_a_program_sent_to_one_machine_is_told_and_not_doubled_by_another(at, monkeypatch):
    started: list[tuple[str, ...]] = []
    monkeypatch.setattr(workers, "start_command", lambda *words, **_: started.append(words) or (lambda seconds: True))
    program = Program(made_editor())
    with at("a"):
        beat()
        sent = program.send(("甲.txt", TEXT), key="4f1c")
        number = str(sent.json()["id"])
    with at("b"):
        beat()
        assert program.send(("甲.txt", TEXT), key="4f1c").json()["id"] == sent.json()["id"]
        assert program.ask(sent["Location"]).json()["counts"] == {"waiting": 1}
    assert started == [("run_batch", number)]
    with at("a"):
        assert work_through_batch(int(number)) == 1
    with at("b"):
        (file,) = program.ask(sent["Location"]).json()["files"]
    assert file["state"] == "imported"
    assert ImportBatch.objects.count() == 1

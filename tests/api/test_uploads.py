"""Uploads by programs: what a token sends becomes a batch as the desk's would, and its progress is told."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from archive.intake.batches import stop_batch, work_through_batch
from archive.intake.uploads import store_batch
from archive.models import ImportBatch, ImportFile, Report
from archive.publishing.publish import publish_report
from tests.api.uploading import REPORT, UPLOADS, Program, made_editor
from tests.text.made_files import zip_file

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(200)
SECOND = REPORT.replace("渭源", "漳县").replace("十一个", "九个")


def test_files_become_a_batch_of_the_owner_and_the_answer_comes_before_they_are_read(program, editor, started):
    answer = program.send(("甲.txt", REPORT), ("乙.txt", SECOND), label="县里寄来", REMOTE_ADDR="203.0.113.7")
    batch = ImportBatch.objects.get()
    assert answer.status_code == 202
    assert answer["Location"] == f"{UPLOADS}/{batch.pk}"
    assert (batch.started_by, batch.token, batch.started_from) == (editor, program.token, "203.0.113.7")
    assert started == [batch.pk]
    told = answer.json()
    assert (told["id"], told["label"], told["token"], told["state"]) == (batch.pk, "县里寄来", "同步脚本", "waiting")
    assert told["desk_url"] == f"/admin/archive/importbatch/{batch.pk}/change/"
    assert told["counts"] == {"waiting": 2}
    assert [(file["name"], file["state"]) for file in told["files"]] == [("甲.txt", "waiting"), ("乙.txt", "waiting")]
    assert not Report.objects.exists()


def test_the_progress_tells_what_became_of_each_file(program, editor, started, regions):
    answer = program.send(("a.txt", REPORT), ("picture.docx", PICTURE), ("copy.txt", REPORT))
    work_through_batch(answer.json()["id"])
    told = program.ask(answer["Location"]).json()
    assert told["state"] == "finished"
    assert program.ask(answer["Location"])["Cache-Control"] == "no-store"
    assert told["counts"] == {"imported": 1, "duplicate": 1, "refused": 1}
    files = {file["name"]: file for file in told["files"]}
    report = Report.objects.get()
    assert report.original.received_by == editor
    draft = {"id": report.pk, "status": "draft", "url": f"/admin/archive/report/{report.pk}/change/"}
    assert files["a.txt"]["report"] == draft
    assert files["copy.txt"]["report"] == draft
    assert "逐字节相同" in files["copy.txt"]["reason"]
    assert files["picture.docx"]["reason"].endswith("。")
    assert files["picture.docx"]["report"] is None


def test_a_draft_is_named_to_those_alone_who_may_see_it(started, regions, engine):
    blind = Program(made_editor("chuansong", may=("add_report",)))
    answer = blind.send(("a.txt", REPORT), ("copy.txt", REPORT))
    work_through_batch(answer.json()["id"])
    told = blind.ask(answer["Location"])
    files = {file["name"]: file for file in told.json()["files"]}
    report = Report.objects.get()
    assert [file["report"] for file in files.values()] == [None, None]
    assert f"第 {report.pk} 号" not in told.content.decode()
    assert "同样的文件" in files["copy.txt"]["reason"]
    publish_report(report)
    (first, _) = blind.ask(answer["Location"]).json()["files"]
    assert first["report"] == {"id": report.pk, "status": "published", "url": f"/reports/{report.pk}/"}


def test_nobody_asks_for_batches_of_another_account_or_of_the_desk(program, editor, started):
    other = Program(made_editor("xinren"))
    address = program.send(("a.txt", REPORT))["Location"]
    of_the_desk = store_batch([], by=editor)
    assert other.ask(address).status_code == 404
    assert program.ask(f"{UPLOADS}/{of_the_desk.pk}").status_code == 404
    assert program.ask(f"{UPLOADS}/{10**25}").status_code == 404
    assert Program(editor, "另一个").ask(address).status_code == 200


def test_a_stopped_batch_says_so(program, started):
    answer = program.send(("a.txt", REPORT))
    stop_batch(ImportBatch.objects.get())
    assert program.ask(answer["Location"]).json()["state"] == "stopped"


def test_thousands_of_files_come_in_pages_and_the_queries_do_not_grow(program, django_assert_max_num_queries):
    batch = ImportBatch.objects.create(token=program.token)
    ImportFile.objects.bulk_create(
        ImportFile(batch=batch, path=f"{number:04d}.txt", status="failed") for number in range(1100)
    )
    address, names = f"{UPLOADS}/{batch.pk}", []
    program.ask(address)
    with django_assert_max_num_queries(21):
        while address:
            told = program.ask(address).json()
            names += [file["name"] for file in told["files"]]
            address = told["next"]
    assert names == [f"{number:04d}.txt" for number in range(1100)]


@pytest.mark.parametrize("page", ["0", "-1", "zwei", "1" * 4400, "1.5", "1000000"])
def test_a_page_that_is_none_is_a_bad_request(program, started, page):
    address = program.send(("a.txt", REPORT))["Location"]
    answer = program.ask(address, QUERY_STRING=f"page={page}")
    assert answer.status_code == 400
    assert "page" in answer.json()["error"]


def test_a_package_is_taken_apart_and_a_label_says_where_it_came_from(program, started, regions):
    packed = zip_file({"a.txt": REPORT.encode(), "b.txt": SECOND.encode()})
    answer = program.send(("一批.zip", packed))
    work_through_batch(answer.json()["id"])
    assert program.ask(answer["Location"]).json()["counts"] == {"imported": 2}


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({}, "没有文件"),
        ({"label": "只有说明"}, "没有文件"),
        ({"file": SimpleUploadedFile("a.txt", b"x")}, "没有文件"),
        ({"files": SimpleUploadedFile("a.txt", b"x"), "label": "长" * 201}, "200"),
        ({"files": SimpleUploadedFile("a.txt", b"x"), "label": "a\0b"}, "空字符"),
    ],
)
def test_what_is_missing_or_wrong_is_named_and_nothing_is_stored(program, form, sentence):
    answer = Client().post(UPLOADS, form, headers=program.headers)
    assert answer.status_code == 422
    assert sentence in answer.json()["error"]
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("media_type", ["application/json", "application/x-www-form-urlencoded", "text/plain", ""])
def test_another_form_than_that_of_files_is_refused(program, media_type):
    answer = Client().generic("POST", UPLOADS, b"{}", content_type=media_type, headers=program.headers)
    assert answer.status_code == 415
    assert "multipart/form-data" in answer.json()["error"]


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("multipart/form-data", b"--x\r\n"),
        ("multipart/form-data; boundary=", b"x"),
        ("multipart/form-data; boundary=" + "x" * 300, b"x"),
        (
            "multipart/form-data; boundary=x",
            b"".join(b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' for _ in range(1100))
            + b"--x--\r\n",
        ),
    ],
)
def test_a_body_that_cannot_be_read_is_a_bad_request_in_json(program, media_type, body):
    answer = Client().generic("POST", UPLOADS, body, content_type=media_type, headers=program.headers)
    assert answer.status_code == 400
    assert "没有收下" in answer.json()["error"]


def test_too_many_files_too_large_ones_and_a_full_disk_are_told_as_on_the_desk(program, started, settings, monkeypatch):
    settings.MAX_UPLOAD_BYTES = 1024 * 1024
    large = program.send(("大文件.txt", "党" * 400_000), ("a.txt", REPORT)).json()
    assert [file["state"] for file in large["files"]] == ["refused", "waiting"]
    assert "1 MB" in large["files"][0]["reason"]
    settings.MAX_UPLOAD_FILES = settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    many = program.send(*((f"{number}.txt", REPORT) for number in range(3)))
    assert many.status_code == 413
    assert "最多上传 2 个文件" in many.json()["error"]
    monkeypatch.setattr("archive.storage.incoming.shutil.disk_usage", lambda path: type("Usage", (), {"free": 0})())
    full = program.send(("a.txt", REPORT))
    assert full.status_code == 507
    assert "磁盘" in full.json()["error"]
    assert ImportBatch.objects.count() == 1


def test_the_same_key_names_the_same_batch_and_starts_no_second_worker(program, started):
    first = program.send(("a.txt", REPORT), label="九月", key="4f1c-1")
    again = program.send(("a.txt", REPORT), label="九月", key="4f1c-1")
    assert again.status_code == 202
    assert again.json() == first.json()
    assert started == [first.json()["id"]]
    assert program.send(("a.txt", REPORT), label="九月", key="4f1c-2").json()["id"] != first.json()["id"]
    assert Program(program.token.owner, "另一个").send(("a.txt", REPORT), label="九月", key="4f1c-1").status_code == 202
    assert ImportBatch.objects.count() == 3


@pytest.mark.parametrize(
    ("files", "label"),
    [([("a.txt", SECOND)], "九月"), ([("b.txt", REPORT)], "九月"), ([("a.txt", REPORT)], "十月"), ([("a.txt", REPORT)] * 2, "九月")],
)  # fmt: skip
def test_other_files_under_a_used_key_are_refused_and_not_swallowed(program, started, files, label):
    program.send(("a.txt", REPORT), label="九月", key="4f1c")
    answer = program.send(*files, label=label, key="4f1c")
    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.json()["error"]
    assert ImportBatch.objects.count() == 1


def test_of_two_equal_requests_at_once_one_makes_the_batch(program, started, monkeypatch):
    from archive.desk import receiving

    first = program.send(("a.txt", REPORT), key="4f1c").json()
    earlier, asked = receiving._earlier, []

    def too_early(token, **names):
        asked.append(names)
        return None if len(asked) == 1 else earlier(token, **names)

    monkeypatch.setattr(receiving, "_earlier", too_early)
    assert program.send(("a.txt", REPORT), key="4f1c").json()["id"] == first["id"]
    assert len(asked) == 2
    assert ImportBatch.objects.count() == 1
    assert ImportFile.objects.count() == 1


@pytest.mark.parametrize("key", ["x" * 256, "有汉字", "a b", "a\tb", ""])
def test_a_key_that_is_none_is_a_bad_request(program, key):
    answer = Client().post(UPLOADS, {}, headers=program.headers | {"Idempotency-Key": key})
    assert answer.status_code == 400
    assert not ImportBatch.objects.exists()


def test_a_new_right_counts_at_once(started, regions):
    blind = Program(made_editor("chuansong", may=("add_report",)))
    answer = blind.send(("a.txt", REPORT))
    work_through_batch(answer.json()["id"])
    blind.token.owner.user_permissions.add(Permission.objects.get(codename="view_report"))
    (file,) = blind.ask(answer["Location"]).json()["files"]
    assert file["report"]["id"] == Report.objects.get().pk

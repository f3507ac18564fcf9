"""Hostile uploads through the real form, the real batch and the parsers apart. UPLOADS=2000 sends more than the suite's 40."""

from __future__ import annotations

import os
import resource
import tempfile
import time
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive.intake import parsing
from archive.intake.batches import work_through_batch
from archive.models import ImportBatch, ImportFile, Report
from tests.security.hostile_files import KINDS, hostile_file

UPLOADS = int(os.environ.get("UPLOADS", "40"))
A_BATCH = 20
#: Kilobytes that this process, which reads no foreign format, may grow by.
MOST_GROWTH = 600 * 1024


def files_outside(inside: Path) -> set[str]:
    """What lies where a stray file would land, but for what others leave there meanwhile: hidden folders, scratch files."""
    shared = Path(tempfile.gettempdir())
    places = [shared, Path.home(), Path("/etc/cron.d"), Path.cwd(), Path("/")]
    return {
        str(path)
        for place in places
        if place.is_dir()
        for path in place.iterdir()
        if "jiceng-out" in path.name or (place != shared and not path.name.startswith(".") and path.is_file())
    }


@pytest.fixture
def desk(client, engine, regions, monkeypatch):
    monkeypatch.setattr("archive.admin.uploads.start_and_wait", lambda batch, seconds: work_through_batch(batch.pk))
    client.force_login(User.objects.create_superuser("root", password="x"))
    yield client
    parsing.end_parsers()


@pytest.mark.parametrize("start", range(0, UPLOADS, A_BATCH))
def test_every_hostile_upload_is_taken_or_refused_with_a_sentence_and_nothing_lands_outside(start, desk, tmp_path):
    before = files_outside(tmp_path)
    files = [hostile_file(number) for number in range(start, min(start + A_BATCH, UPLOADS))]
    sent = [SimpleUploadedFile("x", content) for _, _, content in files]
    for file, (_, name, _) in zip(sent, files, strict=True):
        file.name = name if name.strip(" ./\\\x00\r\n") else "x"
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.monotonic()
    answer = desk.post(reverse("admin:archive_report_upload"), {"files": sent})
    assert answer.status_code == 302
    rows = list(ImportFile.objects.order_by("pk"))
    assert len(rows) >= 1
    assert ImportBatch.objects.get().finished_at
    for row in rows:
        assert row.status in {"created", "duplicate", "failed", "list", "unchanged", "passed"}, row.path
        assert row.status != "failed" or row.error.endswith(("。", "”")), (row.path, row.error)
        assert "程序出错" not in row.error, [kind for kind, _, _ in files]
    page = desk.get(answer["Location"])
    assert page.status_code == 200
    assert b"<script>alert" not in page.content
    for report in Report.objects.all():
        assert "\x00" not in report.text
        assert desk.get(reverse("admin:archive_report_change", args=[report.pk])).status_code == 200
    assert files_outside(tmp_path) == before
    assert {path.name for path in tmp_path.iterdir()} <= {"originals", "incoming", "index", "logs", "cache", "locks", "outbox.lock", "machine-id", "recognition"} | {path.name for path in tmp_path.glob("*.lock")}  # fmt: skip
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < MOST_GROWTH
    assert time.monotonic() - begun < 2 * (parsing.START_SECONDS + parsing.WALL_SECONDS) * len(files)


def test_the_first_files_show_every_kind():
    assert {hostile_file(number)[0] for number in range(len(KINDS))} == {kind.__name__ for kind in KINDS}

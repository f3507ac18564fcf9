"""Every command on a damaged archive: it ends, and says in a sentence what is wrong, and shows no traceback."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import secret_key
from tests import PROJECT, warm
from tests.archives import blank_archive
from tests.commands.killing import write_reports
from tests.serving import environment

pytestmark = pytest.mark.skipif(
    bool(os.environ.get("DATABASE_URL")), reason="another database: the files of PostgreSQL are its server's to check"
)


def commands(folder: Path) -> list[list[str]]:
    """Each command of the archive, those that repair last."""
    new = str(folder.parent / "more" / "00009.txt")
    return [
        ["fsck"], ["fsck", "--jsonl"], ["check_originals"], ["backup"], ["backup", str(folder.parent / "out.tar")],
        ["backup", "--verify", str(folder.parent / "sound.tar")], ["restore", str(folder.parent / "sound.tar")],
        ["index", "status"], ["index", "check"], ["index", "apply"], ["near", "rebuild"], ["run_batch", "1"],
        ["import_reports", new, "--publish"], ["import_reports", new, "--jsonl"], ["load_regions"],
        ["index", "rebuild"], ["fsck", "--fix"], ["near", "rebuild", "--all"], ["migrate"], ["prepare"],
    ]  # fmt: skip


def run_all(all_commands: list[list[str]]) -> list[tuple[list[str], int, str]]:
    """Run the commands in this process, as manage.py does; return each with its code and what it printed."""
    import manage

    done = []
    for words in all_commands:
        printed, code = io.StringIO(), 0
        sys.argv = ["manage.py", *words]
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            try:
                manage.main()
            except SystemExit as stop:
                code = stop.code if isinstance(stop.code, int) else 1
                printed.write(str(stop.code))
            except BaseException:
                code = -1
                traceback.print_exc()
        done.append((words, code, printed.getvalue()))
    return done


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Path:
    """A small archive of three reports, and a backup of it beside it."""
    folder = tmp_path_factory.mktemp("sound") / "var"
    blank_archive(folder, tmp_path_factory)
    write_reports(folder.parent / "reports", 3)
    variables = environment(folder, LOAD_SAMPLES="0")
    warm.manage(variables, "import_reports", str(folder.parent / "reports"), "--publish")
    warm.manage(variables, "backup", str(folder.parent / "sound.tar"))
    with contextlib.closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


def gone(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def halved(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def zeroed(path: Path) -> None:
    content = path.read_bytes()
    middle = len(content) // 2 // 4096 * 4096
    path.write_bytes(content[:middle] + bytes(min(4096, len(content) - middle)) + content[middle + 4096 :])


def headless(path: Path) -> None:
    path.write_bytes(bytes(4096) + path.read_bytes()[4096:])


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def unparsable(path: Path) -> None:
    """Make the edits of a report no JSON, as one flipped bit does."""
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA ignore_check_constraints = ON")
        database.execute("UPDATE archive_report SET edits = '[{', evidence = 'x'")


DATABASE = "db.sqlite3"
DAMAGES = [
    *((DATABASE, damage) for damage in (gone, empty, halved, zeroed, headless, unparsable)),
    *(("originals/*/*/*", damage) for damage in (gone, empty)),
    *(("locks/*", damage) for damage in (gone, a_folder)),
    *(("cache/*/*", damage) for damage in (gone, halved)),
    *(("static/.gathered", damage) for damage in (empty, zeroed)),
]


#: All commands for all damages take half a minute; else each damage meets every tenth command, and each command some damage.
ALWAYS = (["fsck"], ["backup"])
STEP = 1 if os.environ.get("SLOW_TESTS") == "1" else 10


def test_each_command_meets_some_damage():
    assert len(DAMAGES) >= STEP


@pytest.mark.parametrize(("name", "damage"), DAMAGES, ids=lambda each: getattr(each, "__name__", str(each)))
def test_each_command_ends_in_a_sentence(sound, tmp_path, name: str, damage: Callable[[Path], None]):
    folder = tmp_path / "var"
    shutil.copytree(sound, folder)
    shutil.copy(sound.parent / "sound.tar", tmp_path)
    write_reports(tmp_path / "more", 10)
    damaged = [path for path in folder.glob(name) if path.is_file()]
    assert damaged
    for path in damaged:
        path.chmod(0o600)
        damage(path)
    turn = DAMAGES.index((name, damage))
    some = [words for at, words in enumerate(commands(folder)) if words in ALWAYS or (at + turn) % STEP == 0]
    done = warm.call(run_all, some, variables=environment(folder, LOAD_SAMPLES="0"))
    assert [(words, printed) for words, code, printed in done if code == -1 or "Traceback" in printed] == []
    for words, code, printed in done:
        assert not code or printed.strip(), words
    if name == DATABASE or name.startswith("originals"):
        words, code, printed = done[0]
        assert code == 1, f"fsck calls it sound: {printed}"
    if name == DATABASE and damage in (halved, headless):
        backup = next(each for each in done if each[0] == ["backup"])
        assert backup[1] == 1
        assert "没有写成备份" in backup[2]


def ask_pages(folder: Path, content: dict[str, bytes | None]) -> dict[str, list[tuple[str, int, str]]]:
    """Put each content in the place of the database, None for no file; return address, status and page of each answer."""
    from django.db import connections
    from django.test import Client

    answers = {}
    for name, written in content.items():
        connections.close_all()
        for ending in ("", "-wal", "-shm"):
            (folder / f"{DATABASE}{ending}").unlink(missing_ok=True)
        if written is not None:
            (folder / DATABASE).write_bytes(written)
        client = Client(raise_request_exception=False, headers={"host": "localhost"})
        answers[name] = []
        for address in (
            "/", "/regions/", "/regions/621121/", "/search/?q=整顿", "/reports/1/?q=整顿", "/reports/1/original", "/feed.atom",
            "/search/export.csv?q=整顿", "/measures/", "/api/v1/reports/1", "/api/v1/search?q=整顿", "/sitemap-reports-1.xml",
            "/readyz", "/healthz", "/about/", "/admin/", "/login/",
        ):  # fmt: skip
            response = client.get(address)
            content = b"".join(response.streaming_content) if response.streaming else response.content
            answers[name].append((address, response.status_code, content.decode(errors="replace")))
    connections.close_all()
    return answers


def test_without_a_sound_database_pages_answer_503_with_a_sentence(sound, tmp_path):
    folder = tmp_path / "var"
    shutil.copytree(sound, folder)
    whole = (folder / DATABASE).read_bytes()
    unreadable_date = whole.replace(b"2021-09-02", b"2021+09-02").replace(b"2021-09-01", b"2021+09-01")
    unparsable_edits = whole.replace(b'[{"start"', b'[{"start\x01')
    contents = {
        "gone": None, "empty": b"", "halved": whole[: len(whole) // 2], "headless": bytes(4096) + whole[4096:],
        "no date": unreadable_date, "no JSON": unparsable_edits,
    }  # fmt: skip
    answers = warm.call(
        ask_pages, folder, contents, variables=environment(folder, THROTTLE="off", LOG_LEVEL="CRITICAL")
    )
    for name, given in answers.items():
        statuses = {address: status for address, status, _ in given}
        assert not [address for address, status in statuses.items() if status in (500, 507)], (name, statuses)
        assert statuses["/healthz"] == 200
        for address, status, page in given:
            if status == 503 and address not in ("/readyz", "/api/v1/search?q=整顿"):
                assert "数据库现在答不出" in page, (name, address, page[:300])
        if name not in ("no date", "no JSON"):
            asked = ("/", "/regions/621121/", "/reports/1/original", "/search/export.csv?q=整顿", "/readyz")
            assert {address: statuses[address] for address in asked} == dict.fromkeys(asked, 503), name


@pytest.mark.parametrize("content", [b"", b"\x00" * 60, b"\xff\xfe" * 30, b"k" * 33])
def test_a_damaged_secret_key_is_named_with_its_remedy(tmp_path, content):
    (tmp_path / "originals").mkdir()
    (tmp_path / "secret-key").write_bytes(content)
    variables = {**environment(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run(
        [sys.executable, "manage.py", "fsck"], cwd=PROJECT, env=variables, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "secret-key" in done.stderr
    assert "请删去它" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_secret_key_that_the_account_may_not_read_is_named_with_its_remedy(tmp_path, monkeypatch):
    def closed(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.delenv("SECRET_KEY", raising=False)
    (tmp_path / "secret-key").write_text("k" * 67)
    monkeypatch.setattr(Path, "read_text", closed)
    with pytest.raises(ImproperlyConfigured, match="chmod 600"):
        secret_key(tmp_path)

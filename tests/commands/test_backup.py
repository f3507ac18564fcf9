"""manage.py backup and restore: what they say, and with which exit code."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command


def run(*words: str) -> tuple[str, int]:
    """What the command printed, and its exit code."""
    out = io.StringIO()
    try:
        call_command(*words, stdout=out)
    except SystemExit as stop:
        return out.getvalue(), int(stop.code or 0)
    return out.getvalue(), 0


def test_a_backup_says_where_it_is_and_what_it_holds(make_report, tmp_path):
    make_report()
    said, code = run("backup", str(tmp_path / "backup.tar"))
    assert code == 0
    assert f"备份已写好：{tmp_path / 'backup.tar'}" in said
    assert "报告 1 篇（已发布 1），原件 1 件" in said


def test_without_a_name_it_lies_in_data_dir(db, tmp_path):
    run("backup")
    assert [path.suffix for path in (tmp_path / "backups").iterdir()] == [".tar"]


def test_a_missing_original_is_named_and_the_exit_code_is_1(make_report, tmp_path):
    original = make_report().original
    original.path.unlink()
    said, code = run("backup", str(tmp_path / "backup.tar"))
    assert code == 1
    assert f"原件缺失或有变：{original.sha256}" in said


def test_a_sound_backup_is_said_to_be_sound(make_report, tmp_path):
    make_report()
    run("backup", str(tmp_path / "backup.tar"))
    said, code = run("backup", "--verify", "--quick", str(tmp_path / "backup.tar"))
    assert (f"备份完好：{tmp_path / 'backup.tar'}" in said, code) == (True, 0)


def test_a_damaged_backup_is_an_error_with_the_remedy(make_report, tmp_path):
    make_report()
    path = tmp_path / "backup.tar"
    run("backup", str(path))
    path.write_bytes(path.read_bytes()[:-12_000])
    with pytest.raises(CommandError, match="请换一份备份"):
        call_command("backup", "--verify", "--quick", str(path))


def test_verifying_needs_a_file(db):
    with pytest.raises(CommandError, match="请写明要核对哪个文件"):
        call_command("backup", "--verify")


@pytest.mark.parametrize("command", [("backup", "--verify"), ("restore",)])
def test_a_file_that_is_not_there_is_a_sentence(db, tmp_path, command):
    with pytest.raises(CommandError, match=r"读不出.*请核对文件名"):
        call_command(*command, str(tmp_path / "none.tar"))


def test_an_archive_in_use_is_not_restored_over(make_report, tmp_path):
    make_report()
    run("backup", str(tmp_path / "backup.tar"))
    with pytest.raises(CommandError, match="空的 DATA_DIR"):
        call_command("restore", str(tmp_path / "backup.tar"))

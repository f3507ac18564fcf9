"""Static files are gathered when they changed, and at no other start."""

from __future__ import annotations

import os

import pytest

from archive.web.static_files import (
    STAMP,
    StaticFilesMiddleware,
    collect_static_files,
    damaged_static_files,
)


@pytest.fixture
def sources(settings, tmp_path):
    """One source of style, and a place to gather it."""
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "site.css").write_text("a{}")
    settings.STATICFILES_DIRS = [folder]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "static"
    return folder


def test_a_second_start_gathers_nothing(sources):
    assert collect_static_files()
    assert not collect_static_files()


def test_a_changed_source_is_gathered_again(sources, settings):
    collect_static_files()
    (sources / "site.css").write_text("b{}")
    os.utime(sources / "site.css", ns=(2**62, 2**62))
    assert collect_static_files()
    assert (settings.STATIC_ROOT / "site.css").read_text() == "b{}"


def test_what_was_stopped_in_the_middle_is_gathered_again(sources, settings, monkeypatch):
    collect_static_files()
    (sources / "print.css").write_text("c{}")

    def stopped(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("archive.web.static_files.call_command", stopped)
        with pytest.raises(KeyboardInterrupt):
            collect_static_files()
    assert not (settings.STATIC_ROOT / STAMP).exists()
    assert collect_static_files()
    assert (settings.STATIC_ROOT / "print.css").exists()


def change_a_byte(path):
    path.write_bytes(b"x" + path.read_bytes()[1:])


def zero_a_name(path):
    path.write_bytes(path.read_bytes().replace(b"site", bytes(4)))


def test_a_list_of_collected_files_that_is_gone_or_holds_nul_is_damaged(sources, settings):
    assert damaged_static_files() == []  # before the first start
    collect_static_files()
    for damage in (zero_a_name, lambda path: path.unlink()):
        damage(settings.STATIC_ROOT / STAMP)
        assert damaged_static_files() == [STAMP]
        assert collect_static_files()
        assert damaged_static_files() == []


@pytest.mark.parametrize("name", ["site.css", STAMP])
@pytest.mark.parametrize(
    "damage", [change_a_byte, lambda path: path.write_bytes(b""), lambda path: path.write_bytes(bytes(70))]
)
def test_a_damaged_file_is_named_and_the_next_start_mends_it(sources, settings, name, damage):
    collect_static_files()
    assert damaged_static_files() == []
    damage(settings.STATIC_ROOT / name)
    assert damaged_static_files() == [name]
    assert collect_static_files()
    assert damaged_static_files() == []
    assert (settings.STATIC_ROOT / "site.css").read_text() == "a{}"


def test_a_file_that_went_while_the_archive_serves_is_a_503_in_words(sources, settings, rf):
    collect_static_files()
    middleware = StaticFilesMiddleware(lambda request: None, settings=settings)
    assert middleware(rf.get("/static/site.css")).status_code == 200
    (settings.STATIC_ROOT / "site.css").unlink()
    assert damaged_static_files() == ["site.css"]
    answer = middleware(rf.get("/static/site.css"))
    assert (answer.status_code, "manage.py prepare" in answer.content.decode()) == (503, True)


def test_the_stamp_of_an_earlier_version_is_no_damage_and_is_written_anew(sources, settings):
    collect_static_files()
    stamp = settings.STATIC_ROOT / STAMP
    stamp.write_text(stamp.read_text().splitlines()[0])
    assert damaged_static_files() == []
    assert collect_static_files()
    assert len(stamp.read_text().splitlines()) == 2

"""Static files are gathered when they changed, and at no other start."""

from __future__ import annotations

import os

import pytest

from archive.web.static_files import STAMP, collect_static_files


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

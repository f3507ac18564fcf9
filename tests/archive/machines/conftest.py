"""Two machines in one process: DATA_DIRs between which a test goes back and forth."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager

import pytest

from archive.publishing import machines


@pytest.fixture
def at(settings, tmp_path) -> Callable[[str], AbstractContextManager]:
    """``with at("b"):`` the block runs on machine b, which has its own DATA_DIR, originals and index."""

    @contextmanager
    def on_machine(name: str):
        before = settings.DATA_DIR, settings.ORIGINALS_DIR, settings.INDEX_DIR
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        settings.DATA_DIR, settings.ORIGINALS_DIR, settings.INDEX_DIR = folder, folder / "originals", folder / "index"
        try:
            yield
        finally:
            settings.DATA_DIR, settings.ORIGINALS_DIR, settings.INDEX_DIR = before

    return on_machine


@pytest.fixture
def shared(engine, settings, monkeypatch) -> None:
    """What several machines need to serve one database: originals in one place, and an engine of none of them by name."""
    settings.ENGINE = "opensearch"  # the handle of ``engine`` is open already
    monkeypatch.setattr(machines, "originals_place", lambda: "s3 one bucket")

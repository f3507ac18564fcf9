"""What the tests of uploads by programs share."""

from __future__ import annotations

import pytest

from tests.api.uploading import Program, made_editor


@pytest.fixture
def editor(db):
    return made_editor()


@pytest.fixture
def program(editor) -> Program:
    return Program(editor)


@pytest.fixture
def started(monkeypatch) -> list[int]:
    """Numbers of the batches for which a worker was started; none does anything."""
    numbers: list[int] = []
    monkeypatch.setattr("archive.api.uploads.start_worker", lambda batch: numbers.append(batch.pk))
    return numbers

"""Many reports read by several processes: in order, in bounds of memory, and as one process reads them."""

from __future__ import annotations

import jieba
import pytest

from archive.readings import pool
from archive.readings.pool import Readers
from archive.readings.reading import ReadingSource


def made(count: int, length: int = 1) -> list[ReadingSource]:
    text = "2020年全县整顿软弱涣散村党组织{}个。\n"
    return [ReadingSource(number, text.format(number) * length, 2020, None) for number in range(1, count + 1)]


@pytest.fixture
def pulled(monkeypatch):
    """Return a function that reads with two forks, and tells the most reports and characters that were held at once."""
    monkeypatch.setattr(pool, "_WITHOUT_FORK", 2)

    def read(sources):
        held: list[ReadingSource] = []
        most = [0, 0]

        def counted():
            for source in sources:
                held.append(source)
                most[:] = max(most[0], len(held)), max(most[1], sum(len(each.text) for each in held))
                yield source

        found = []
        with Readers(2) as readers:
            for source, readings in readers.read(counted()):
                assert held.pop(0) is source  # in order
                found.append(readings)
        return found, most

    return read


def test_forks_read_as_one_process_does_and_hold_a_bounded_number_of_reports(pulled, monkeypatch):
    monkeypatch.setattr(pool, "_BATCH", 3)
    sources = made(60)
    found, (reports, _) = pulled(sources)
    with Readers(1) as alone:
        assert found == [readings for _, readings in alone.read(sources)]
    assert [len(each.figures) for each in found] == [1] * 60
    assert reports <= (2 * pool._AHEAD + 1) * 3


def test_long_texts_make_small_batches(pulled, monkeypatch):
    monkeypatch.setattr(pool, "_BATCH_CHARACTERS", 1000)
    sources = made(20, length=60)
    _, (_, characters) = pulled(sources)
    assert characters <= (2 * pool._AHEAD + 1) * (1000 + len(sources[-1].text))


def test_reading_loads_no_second_dictionary(monkeypatch):
    """jieba's own one takes 75 MB of a worker beside that of the search."""
    monkeypatch.setattr(jieba.dt, "initialized", False)
    for owner in (jieba, jieba.dt):
        monkeypatch.setattr(owner, "initialize", lambda *_: pytest.fail("a second dictionary"))
    source = ReadingSource(1, "隆重庆祝，甘肃省定西市通渭县整顿后进村5个，示范县乡3个。", 2020, "621121")
    with Readers(1) as readers:
        ((_, readings),) = readers.read([source])
    assert len(readings.figures) == 2

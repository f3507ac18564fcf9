"""Near duplicates are found when a file comes in, and by a rebuilding."""

import pytest

from archive.intake.near_duplicates import rebuild_near
from archive.models import ImportBatch, NearBand, Report
from tests.archive.test_near import copy_of, pairs, words
from tests.archive.uploading import stored


def receive(text: str, name: str) -> Report:
    return stored(text.encode(), name, ImportBatch.objects.create())


def test_a_report_that_comes_in_is_set_beside_its_twin(db):
    body = "".join(f"第{number}件事办成以后，村里把账目贴在墙上，{number * 31}户看过都点头。\n" for number in range(30))
    first = receive("村务公开的做法\n" + body, "1.txt")
    second = receive("村务公开的做法\n" + body + "今年又把台账交给群众来评。\n", "2.txt")
    assert pairs() == [(first.pk, second.pk)]


def test_rebuilding_finds_the_pairs_of_reports_from_before(make_report):
    first, second = make_report(text=words("黄泥坡")), make_report(text=copy_of(words("黄泥坡")))
    assert rebuild_near() == 2
    assert pairs() == [(first.pk, second.pk)]
    assert rebuild_near() == 0


def test_a_rebuilding_that_was_stopped_goes_on_where_it_was(make_report):
    for number in range(4):
        make_report(text=words("黄泥坡") + f"第{number}份。")

    def stop(done: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild_near(progress=stop)
    assert NearBand.objects.values("report").distinct().count() == 2
    assert rebuild_near() == 2
    assert len(pairs()) == 6

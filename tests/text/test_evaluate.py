"""The script that judges the intake counts as a careful reader would; the labels that it reads are sound."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from pathlib import Path

import pytest

from archive.text.dates import PartialDate
from archive.text.places import load_gazetteer
from scripts.evaluate_intake import REGIONS, describe_text, judge, table

LABELS = Path(__file__).resolve().parents[1] / "data" / "labels-a.jsonl"
TEXT = (
    "通渭县整顿软弱涣散村党组织\n2021-08-16 来源：陇中晨讯\n"
    + "通渭县把整顿软弱涣散村党组织抓在手上，全县一盘棋。\n" * 3
)


@pytest.fixture(scope="module")
def card():
    return describe_text(TEXT.encode(), "1.txt", "", load_gazetteer(REGIONS), date(2026, 11, 22))


@pytest.mark.parametrize(
    ("label", "outcome"),
    [
        ({"region": "621121"}, "exact"),
        ({"region": "621100"}, "wrong"),
        ({"region": None}, "invented"),
        ({"author": None}, "null kept null"),
        ({"author": "龚利军"}, "missed"),
        ({"source": "《陇中晨訊》"}, "exact"),
    ],
)
def test_a_value_is_judged_against_its_label(card, label, outcome):
    assert [each.outcome for each in judge("001", label, card)] == [outcome]


def test_the_table_gives_shares_of_what_is_shown_and_of_what_is_not(card):
    judged = [*judge("001", {"region": "621121", "author": None}, card), *judge("002", {"region": "621100"}, card)]
    lines = {line.split()[0]: line.split() for line in table(judged).splitlines()[1:]}
    assert lines["region"][-2:] == ["50.0%", "-"]
    assert lines["author"][-2:] == ["-", "100.0%"]


def test_every_label_has_a_code_of_the_table_and_a_date_of_the_calendar():
    with REGIONS.open(encoding="utf-8", newline="") as lines:
        levels = {row["code"]: row["level"] for row in csv.DictReader(lines)}
    labels = [json.loads(line) for line in LABELS.read_text("utf-8").splitlines()]
    assert len(labels) >= 80
    assert len({label["id"] for label in labels}) == len(labels)
    for label in labels:
        assert label["region"] is None or levels[label["region"]] == label["region_level"]
        assert label["date"] is None or PartialDate.from_iso(label["date"])
        assert re.fullmatch(r"hans|hant|mixed", label["script"])

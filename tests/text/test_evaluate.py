"""The script that judges the intake counts as a careful reader would; the labels that it reads are sound."""

from __future__ import annotations

import csv
import hashlib
import re
import subprocess
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from archive.text.dates import PartialDate
from scripts.evaluate_intake import reliability, table
from scripts.judging import describe_text, half_of, judge, read_labels, text_of, wilson

ROOT = Path(__file__).resolve().parents[2]
REGIONS = ROOT / "fixtures/regions.csv"
FOLDER = ROOT / "tests/data"
PAGES = FOLDER / "pages"
TEXT = (
    "通渭县整顿软弱涣散村党组织\n2021-08-16 来源：陇中晨讯\n"
    + "通渭县把整顿软弱涣散村党组织抓在手上，全县一盘棋。\n" * 3
)


@pytest.fixture(scope="module")
def card():
    return describe_text(TEXT.encode(), "1.txt", "", date(2026, 11, 22))


@pytest.mark.parametrize(
    ("label", "outcome"),
    [
        ({"region": "621121"}, "right"),
        ({"region": "621100"}, "wrong"),
        ({"region": None}, "invented"),
        ({"author": None}, "null"),
        ({"author": "龚利军"}, "missed"),
        ({"source": "《陇中晨訊》"}, "right"),
    ],
)
def test_a_value_is_judged_against_its_label(card, label, outcome):
    assert [each.outcome for each in judge("001", label, card)] == [outcome]


def test_the_table_gives_shares_of_what_is_shown_and_of_what_is_not(card):
    judged = [*judge("001", {"region": "621121", "author": None}, card), *judge("002", {"region": "621100"}, card)]
    lines = {line.split("|")[1].strip(): line.split("|") for line in table(judged).splitlines()[2:]}
    assert [lines["region"][at].strip().split(" ")[0] for at in (2, 3, 4)] == ["1/1/0", "0/0", "50.0"]
    assert [lines["author"][at].strip().split(" ")[0] for at in (3, 4, 7)] == ["1/0", "-", "100.0"]


def test_a_false_value_that_was_written_without_a_doubt_is_told_apart(card):
    sure = replace(card, region=replace(card.region, confidence=0.95))
    unsure = replace(card, region=replace(card.region, confidence=0.7))
    (silent,), (doubtful,) = (judge("001", {"region": "621100"}, each) for each in (sure, unsure))
    assert silent.is_silent_failure
    assert not doubtful.is_silent_failure
    assert "0 of 1" in reliability([silent]).splitlines()[3]
    assert "0 of 1" in reliability([doubtful]).splitlines()[6]


def test_a_label_may_accept_several_values_and_none_and_hide_a_name(card):
    hidden = "sha256:" + hashlib.sha256("陇中晨讯".encode()).hexdigest()
    label = {"region": None, "source": hidden, "kind": ["news", card.kind.value], "accept": {"region": ["621121"]}}
    assert {each.field: each.outcome for each in judge("001", label, card)} == dict.fromkeys(
        ("region", "source", "kind"), "right"
    )


def test_the_interval_of_a_share_is_wilsons():
    # Of 10 of 10 the lower end is n / (n + z^2), of 1 of 2 the middle is a half.
    assert wilson(10, 10)[0] == pytest.approx(10 / (10 + 1.96**2))
    assert sum(wilson(1, 2)) == pytest.approx(1)
    assert wilson(0, 0) == (0, 1)


@pytest.mark.parametrize(
    "path",
    [FOLDER / "real-pages.jsonl", FOLDER / "real-pages-2.jsonl", FOLDER / "real-texts.jsonl", PAGES / "labels.jsonl"],
    ids=["pages", "more pages", "texts", "made"],
)
def test_every_label_has_a_code_of_the_table_and_a_date_of_the_calendar(path):
    with REGIONS.open(encoding="utf-8", newline="") as lines:
        codes = {row["code"] for row in csv.DictReader(lines)}
    labels = read_labels(path)
    assert len(labels) >= 80
    assert len({label["id"] for label in labels}) == len(labels)
    for label in labels:
        assert label.get("region") is None or label["region"] in codes
        assert label.get("date") is None or PartialDate.from_iso(label["date"])
        assert re.fullmatch(r"hans|hant|mixed", label["script"])


def test_a_text_is_found_by_its_id_whatever_its_ending(tmp_path):
    (tmp_path / "R001.html").write_bytes(b"<p>")
    assert text_of(tmp_path, {"id": "R001"}) == ("R001.html", b"<p>")
    assert text_of(tmp_path, {"id": "R002", "repo": "某人/某库", "commit": "HEAD", "path": "1.txt"}) is None


def test_a_text_is_read_from_a_clone_at_its_commit_and_between_its_characters(tmp_path):
    clone = tmp_path / "someone+reports"
    for command in (
        ["git", "init", "-q", str(clone)],
        ["git", "-C", str(clone), "-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qm", "a", "--allow-empty"],
    ):
        subprocess.run(command, check=True)
    (clone / "表.csv").write_text("标题,正文党建\n", "utf-8")
    subprocess.run(["git", "-C", str(clone), "add", "."], check=True)
    subprocess.run(
        ["git", "-C", str(clone), "-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qm", "b"], check=True
    )
    label = {
        "id": "R7", "repo": "someone/reports", "commit": "HEAD", "path": "表.csv", "ext": "txt", "span": [3, 7]
    }  # fmt: skip
    assert text_of(tmp_path, label) == ("R7.txt", "正文党建".encode())


def test_odd_numbers_are_for_mending_unless_the_label_says_otherwise():
    assert [half_of({"id": "R001"}), half_of({"id": "R002"}), half_of({"id": "3", "split": "test"})] == [
        "dev",
        "test",
        "test",
    ]


#: Field -> least share of shown values read exactly, least share of nulls kept null. Below what was measured on the
#: pages held back while rules were written (2026-11-22), so that a rule that spoils others is noticed.
FLOORS = {"title": (0.9, 1.0), "region": (0.96, 1.0), "date": (0.95, 1.0), "source": (0.8, 0.95), "script": (0.97, 0)}


def test_pages_held_back_while_rules_were_written_are_read_as_well_as_measured():
    judged = []
    for label in read_labels(PAGES / "labels.jsonl"):
        if label["split"] == "test":
            name = f"{label['id']}.txt"
            card = describe_text((PAGES / name).read_bytes(), name, "", date(2026, 11, 22))
            judged += judge(label["id"], label, card)
    for field, (shown, unknown) in FLOORS.items():
        outcomes = Counter(each.outcome for each in judged if each.field == field)
        nulls = outcomes["null"] + outcomes["invented"]
        assert outcomes["right"] >= shown * (outcomes.total() - nulls), (field, outcomes)
        assert outcomes["null"] >= unknown * nulls, (field, outcomes)
    assert not [each for each in judged if each.field == "region" and each.outcome == "wrong"]

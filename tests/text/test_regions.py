"""The shipped region table keeps the rules that browsing and the gazetteer rest on."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from scripts.build_regions import short_name

TABLE = Path(__file__).resolve().parents[2] / "fixtures" / "regions.csv"


@pytest.fixture(scope="module")
def rows() -> dict[str, dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row for row in csv.DictReader(lines)}


def test_every_level_has_the_number_of_units_of_today(rows):
    assert Counter(row["level"] for row in rows.values()) == {"province": 34, "city": 333, "county": 2847}


def test_rows_are_sorted_by_code_and_no_code_stands_twice(rows):
    codes = [line.split(",")[0] for line in TABLE.read_text("utf-8").splitlines()[1:]]
    assert codes == sorted(rows)


def test_parents_stand_a_level_above_and_share_the_code_of_their_province(rows):
    for code, row in rows.items():
        if row["level"] == "province":
            assert row["parent"] == ""
        else:
            assert rows[row["parent"]]["level"] in ("province", "city")
            assert row["parent"][:2] == code[:2]


@pytest.mark.parametrize(("code", "parent"), [("110101", "110000"), ("429004", "420000"), ("520602", "520600")])
def test_a_placeholder_level_is_skipped(rows, code, parent):
    assert rows[code]["parent"] == parent


@pytest.mark.parametrize("placeholder", ["110100", "500200", "429000", "659000"])
def test_placeholders_have_no_row(rows, placeholder):
    assert placeholder not in rows


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("定西市", "定西"),
        ("凉山彝族自治州", "凉山"),
        ("积石山保安族东乡族撒拉族自治县", "积石山"),
        ("新疆维吾尔自治区", "新疆"),
        ("三都水族自治县", "三都"),
        ("乾县", "乾县"),
        ("万柏林区", "万柏林"),
        ("神农架林区", "神农架"),
        ("浦东新区", "浦东"),
        ("阿拉善左旗", "阿拉善左旗"),
        ("大兴安岭地区", "大兴安岭"),
        ("东乡族自治县", "东乡"),
    ],
)
def test_a_short_name_is_what_prose_says(name, short):
    assert short_name(name) == short


def test_the_table_holds_the_short_names_that_the_script_makes_except_井陉矿区(rows):
    assert [row["code"] for row in rows.values() if row["short"] != short_name(row["name"])] == ["130107"]


def test_every_former_name_leads_to_a_unit_of_today_that_bears_another_name(rows):
    with TABLE.with_name("regions-former.csv").open(encoding="utf-8", newline="") as lines:
        former = list(csv.DictReader(lines))
    assert len(former) > 400
    assert {row["code"] for row in former} <= rows.keys()
    assert all(rows[row["code"]]["name"] != row["name"] for row in former)

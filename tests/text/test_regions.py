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


@pytest.fixture(scope="module")
def former() -> list[dict[str, str]]:
    with TABLE.with_name("regions-former.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_former_unit_leads_to_one_of_today_and_is_not_that_unit(rows, former):
    assert len(former) > 4000
    assert {row["successor"] for row in former} <= rows.keys()
    assert not [row for row in former if rows.get(row["code"], {}).get("name") == row["name"]]


def test_former_units_ended_after_they_began_and_no_row_stands_twice(former):
    assert all(int(row["first_year"] or 1980) < int(row["last_year"]) <= 2026 for row in former)
    keys = Counter((row["name"], row["code"], row["successor"]) for row in former)
    assert keys.most_common(1)[0][1] == 1


@pytest.mark.parametrize(
    ("name", "code", "last", "successor"),
    [
        ("铜仁市", "522201", "2011", "520602"),
        ("铜仁地区", "522200", "2011", "520600"),
        ("胶南市", "370284", "2012", "370211"),
        ("顺德市", "440681", "2002", "440606"),
        ("富阳市", "330183", "2014", "330111"),
        ("通州市", "320683", "2009", "320612"),
        ("定西地区", "622400", "2003", "621100"),
        ("定西县", "622421", "2003", "621102"),
        ("毕节市", "522401", "2011", "520502"),
        ("渝北区", "500112", "2025", "500157"),
        ("邢台市", "132201", "1983", "130500"),
        ("太平区", "230105", "2004", "230104"),
        ("吉利区", "410306", "2021", "410308"),
    ],
)
def test_a_former_unit_ended_in_its_year_and_leads_on(former, name, code, last, successor):
    found = [(row["last_year"], row["successor"]) for row in former if (row["name"], row["code"]) == (name, code)]
    assert found == [(last, successor)]


@pytest.mark.parametrize(("code", "since"), [("520600", "2011"), ("520602", "2011"), ("621121", ""), ("110105", "")])
def test_a_unit_knows_since_when_it_bears_its_name(rows, code, since):
    assert rows[code]["since"] == since


def test_townships_lie_in_counties_of_today(rows):
    with TABLE.with_name("townships.csv").open(encoding="utf-8", newline="") as lines:
        townships = list(csv.DictReader(lines))
    assert {row["county"] for row in townships} <= rows.keys()
    assert sum(len(row["names"].split()) for row in townships) > 38_000

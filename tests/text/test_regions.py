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
        ("长乐县", "352423", "1982", "350112"),
        ("兰溪县", "332522", "1982", "330781"),
    ],
)
def test_a_former_unit_ended_in_its_year_and_leads_on(former, name, code, last, successor):
    found = [(row["last_year"], row["successor"]) for row in former if (row["name"], row["code"]) == (name, code)]
    assert found == [(last, successor)]


def test_a_district_that_was_divided_leads_to_both_heirs_in_its_own_city(former):
    assert [row["successor"] for row in former if row["code"] == "130103"] == ["130102", "130104"]


#: Counties that moved with all or a part of their prefecture, by the prefecture that they left; see regions.md.
MOVED_SINCE_1997 = """
2203 公主岭 3408 枞阳 3412 涡阳 蒙城 利辛 3414 庐江 无为 含山 和县 居巢 3415 寿县 3424 寿县 3426 庐江 无为 含山 和县 巢湖 3712 莱城 钢城
4104 襄城 4108 济源 4209 广水 4521 横县 宾阳 上林 隆安 马山 4522 鹿寨 融安 三江 融水 4524 岑溪 藤县 蒙山 5110 乐至 安岳 简阳
5111 仁寿 眉山 洪雅 彭山 青神 丹棱 5120 简阳 5139 简阳 5303 寻甸 5322 寻甸 6321 湟中 湟源 6403 中卫 中宁 灵武 6404 海原 6421 灵武 中卫 中宁
6422 海原 6523 米泉
"""


def test_a_county_that_ended_since_1997_leads_into_its_own_prefecture_unless_it_moved(rows, former):
    moved: set[tuple[str, str]] = set()
    prefecture = ""
    for word in MOVED_SINCE_1997.split():
        prefecture = word if word.isdecimal() else prefecture
        moved.add((prefecture, word[:2]))
    led: dict[str, set[str]] = {}
    for row in former:
        led.setdefault(row["code"], set()).add(row["successor"])
    astray = []
    for row in former:
        above = row["code"][:4] + "00"
        homes = led.get(above, set()) | ({above} & rows.keys())
        successor = rows[row["successor"]]
        is_county = row["level"] == successor["level"] == "county" and int(row["last_year"]) >= 1997
        # 海口 was no prefecture of 琼山, and 重庆 took counties of 四川 in 1997.
        is_of_a_city = homes and not {"460000", "500000"} & {successor["parent"], *homes} and row["code"][:4] != "4600"
        if is_county and is_of_a_city and successor["parent"] not in homes:
            astray.append((row["code"][:4], row["name"][:2]))
    assert not set(astray) - moved


@pytest.mark.parametrize(("code", "since"), [("520600", "2011"), ("520602", "2011"), ("621121", ""), ("110105", "")])
def test_a_unit_knows_since_when_it_bears_its_name(rows, code, since):
    assert rows[code]["since"] == since


def test_townships_lie_in_counties_of_today(rows):
    with TABLE.with_name("townships.csv").open(encoding="utf-8", newline="") as lines:
        townships = list(csv.DictReader(lines))
    assert {row["county"] for row in townships} <= rows.keys()
    assert sum(len(row["names"].split()) for row in townships) > 38_000

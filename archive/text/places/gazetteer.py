"""The table of regions, with its names in the order in which a text is searched for them, and those that are words."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from search.fold import fold

Form = Literal["full", "short", "former"]

#: Names that ended earlier stand in no report of the archive, but look like words (安县, 辽县).
FORMER_SINCE = 1997
#: 东市区, 郊区, 新区: a part of any town; the name does not place a text.
_PART_OF_A_TOWN = re.compile(r"^(?:[东西南北中新老旧][市城]?区|[郊城矿市]区)$")
_FORMER_TAIL = re.compile(r"(?<=..)(?:地区|[市县盟])$")

#: Short names that prose uses as words (乡村振兴, 文山会海). Found by comparing the region
#: table with the parts of speech in jieba's dictionary, and picked by hand.
_COMMON = """
资源 合作 和平 武功 比如 南部 解放 东方 前进 港口 公安 友好 通道 共和 城中 友谊 平安 中方 凤凰 安定 延长 光明
新兴 运河 万年 东风 红旗 光泽 南岸 城北 会同 工农 大名 富裕 清水 高明 前锋 复兴 长子 清新 宏伟 平定 芙蓉 洞口
太和 温泉 石门 向阳 振兴 三元 大同 大方 互助 新华 金台 建平 威信 莲花 平和 名山 宁远 黄龙 石林 六合 石柱 龙泉
白云 矿区 全州 桃源 古田 建华 白银 三门 大观 建安 永和 二七 五峰 台前 金山 凤山 丰满 永新 永福 石龙 双桥 九龙
二道 无为 河间 民权 小店 同心 元宝 宝塔 和田 平房 万安 太白 灯塔 白玉 大兴 木兰 天涯 七星 海棠 来宾 博爱 同仁
回民 钟楼 江岸 金门 天水 方正 弥勒 安居 黑水 龙凤 鼓楼 大通 白杨 安康 新民 高密 新野 富民 清流 水城 老城 金昌
建宁 爱民 新星 惠民 民和 和顺 上高 天台 阳明 开化 天心 天元 泰和 天柱 宝山 兴化 红塔 民乐 延寿 铜鼓 阳春 兴业
大厂 大安 金牛 三台 紫云 白塔 海伦 石台 安顺 三水 石鼓 静安 海安 小金 修水 白水 通化 集贤 清远 梨树 永丰 双塔
广元 政和 大化 文山 康乐 市北 市南 鸡冠 路南 路北 江华 永定 集美 乐平 天长 双峰 平顺 乐业 仁和 八步 万宁 大足
大竹 中山 朝阳 城关 长安 宝安 开放 昌盛 兴国 普安 兴安 仁寿 洪山 河东 河西 河北 江北 江南 江东 城东 城西 城南
西湖 东湖 南湖 西山 东山 南山 北山 龙山 青山 新城 新区 新市 海港 港北 港南 山阳 永昌 永安 永康 永宁 兴宁 长宁
长乐 长丰 昌宁 民勤 民丰 裕民 惠农 安宁 安全 崇礼 尚义 尚志 正安 正定 镇远 定远 怀远 志远 致远 青年 文化 文昌
文明 德州 建水 开远 师宗 新源 化州 南华 交口 明山 老边 社旗 东明 新龙 白沙 青龙 天等 天全 天峨 三江 三河 双江
双城 双河 五一 阿里 宁安 保安 安新 新安 新平 新建 新会 石泉 会理 得荣 革吉 加查 定结 扶余 东光 连山 团风 水富
绿园 站前 道外 道里 香坊 宽城 铁西 铁东 铁山 铁门关 船山 游仙 思明 明水 响水 卫东 西工 牧野 管城 金水 中原 大洼
东区 西区 城区 郊区 华容 岳阳楼 开平 开原 兴隆 昌平 隆安 定安 乐安 宁化 安化 武安 武定 顺平 平乐 信丰 安福 南康
磐石 石棉 麒麟 樟树 仙桃 海盐 盐田 龙口 紫金 高台 永年 文峰 月湖 莲池 碑林 五常 四会 双流 双牌 大悟 雨花 城厢 秀峰 富源
新乐 顺义 应城 当阳 云龙 云县 龙马 海门 相城 平原 高青 禹城 寿光 阳信 明光 古城 灵山 玉泉 赛罕 新巴 清河 长治
"""
COMMON_SHORT_NAMES = frozenset(_COMMON.split())

#: 新区, 老城区, 矿区: made of words for any part of a town. 东城区 and 西城区 are said of 北京 alone.
_PART = re.compile(r"[东西南北中新老旧]市?区|[城郊矿市]区|[新老旧]城区|[市近远城]郊区")
#: Whole names that mean a part of any town; they are places only behind the name of their city.
_GENERIC = """
城区 郊区 矿区 东区 西区 新城区 老城区 市中区 城中区 港口区 新市区 城北区 城东区 城西区 城关区 市北区 市南区 站前区
新华区 新建区 老边区 海港区 工农区 新兴区 中原区
"""
GENERIC_NAMES = frozenset(_GENERIC.split())

#: Those of them that prose never uses for any part of a town: districts wherever the text names their city.
DISTRICTS_OF_THEIR_CITY = frozenset(["城中区", "城北区", "城东区", "城西区", "城关区", "市北区", "市南区", "市中区"])


def is_generic(folded: str) -> bool:
    """Return whether a folded whole name is made of words for a part of any town."""
    return folded in GENERIC_NAMES or bool(_PART.fullmatch(folded))


@dataclass(frozen=True, slots=True)
class GazetteerRegion:
    """A region of GB/T 2260: six-digit ``code``; ``level`` province, city or county; ``parent`` a code or "".

    ``since``: the first year of its name, "" for 1980 or before.
    """

    code: str
    name: str
    short: str
    level: str
    parent: str
    since: str = ""

    @property
    def tail(self) -> str:
        """Return the word of its level, as in 全市 and 我县: 市 县 区 州 盟 旗 省."""
        return "区" if self.name.endswith("地区") else self.name[-1]


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A folded name, and all regions that have or had it. ``literal`` is the name as the table spells it.

    ``years`` are the first and last year in which each of ``codes`` had the name. ``former`` are those of ``codes``
    that have another name today.
    """

    folded: str
    literal: str
    form: Form
    codes: tuple[str, ...]
    years: tuple[tuple[int, int], ...]
    former: frozenset[str] = frozenset()

    def codes_in(self, years: tuple[int, ...]) -> tuple[str, ...]:
        """Return the regions that a text of these years may mean: 铜仁市 of 2009 is 碧江区, of 2015 the city of today."""
        if not years or len(self.codes) == 1:
            return self.codes
        possible = tuple(
            code
            for code, (first, last) in zip(self.codes, self.years, strict=True)
            if min(years) <= last and max(years) >= first
        )
        return possible or self.codes


@dataclass(frozen=True)
class Gazetteer:
    """``regions`` by code; ``names`` by their first two folded characters, longest first."""

    regions: Mapping[str, GazetteerRegion]
    names: Mapping[str, tuple[PlaceName, ...]]
    townships_file: Path = Path()

    @cached_property
    def townships(self) -> Mapping[str, tuple[str, ...]]:
        """Return {folded name: county codes}. Read once, at the first use: a constant of the program."""
        return _read_townships(self.townships_file) if self.townships_file.name else {}

    def above(self, code: str) -> tuple[str, ...]:
        """Return the codes of the regions that this one lies in, nearest first."""
        found = []
        while code := self.regions[code].parent:
            found.append(code)
        return tuple(found)

    def related(self, one: str, other: str) -> bool:
        """Return whether one of the two lies in the other."""
        return one in self.above(other) or other in self.above(one)


def load_gazetteer(path: Path | str) -> Gazetteer:
    """Read ``fixtures/regions.csv``, with ``regions-former.csv``, ``region-aliases.csv`` and ``townships.csv`` beside it.

    Aliases are names of what lies below the table's units: 嘉义县 stands for 台湾省. A file that is not there adds nothing.

    Takes some 40 ms: call it once. Raises OSError, and KeyError if columns are missing.
    """
    path = Path(path)
    regions = {
        row["code"]: GazetteerRegion(
            row["code"], row["name"], row["short"], row["level"], row["parent"], row.get("since") or ""
        )
        for row in _rows(path)
    }
    bearers: dict[tuple[str, Form], dict[str, tuple[int, int]]] = {}
    for region in regions.values():
        for name, form in _forms(region):
            first = int(region.since) if region.since and form == "full" else 0
            bearers.setdefault((name, form), {})[region.code] = (first, 9999)
    aliases = path.with_name("region-aliases.csv")
    for row in _rows(aliases) if aliases.exists() else []:
        as_form: Form = "short" if row["form"] == "short" else "full"
        bearers.setdefault((row["name"], as_form), {})[row["code"]] = (0, 9999)
    former = path.with_name("regions-former.csv")
    gone = _former_names(_rows(former), regions, bearers) if former.exists() else {}
    names: dict[str, list[PlaceName]] = {}
    for (name, form), years in bearers.items():
        folded = fold(name)
        place = PlaceName(
            folded, name, form, tuple(years), tuple(years.values()), frozenset(gone.get((name, form), ()))
        )
        names.setdefault(folded[:2], []).append(place)
    return Gazetteer(
        regions,
        {head: tuple(sorted(group, key=_longest_first)) for head, group in names.items()},
        path.with_name("townships.csv"),
    )


def _former_names(
    rows: Iterable[Mapping[str, str]],
    regions: Mapping[str, GazetteerRegion],
    bearers: dict[tuple[str, Form], dict[str, tuple[int, int]]],
) -> dict[tuple[str, Form], set[str]]:
    """Add former names to ``bearers``; return {(name, form): the codes that no longer have it}."""
    of_today = {name for name, _ in bearers}
    gone: dict[tuple[str, Form], set[str]] = {}
    for row in rows:
        name, code, last = row["name"], row["successor"], int(row["last_year"])
        if last < FORMER_SINCE or _PART_OF_A_TOWN.match(name) or regions[code].name == name:
            continue
        # 江北区 is in 宁波, and was in 重庆 too: homonyms, which a year or a parent decides.
        form: Form = "full" if (name, "full") in bearers else "former"
        short = _FORMER_TAIL.sub("", name)
        for called, as_form in ((name, form), (short, "short")):
            if as_form == "short" and (called == name or called in of_today or called.endswith("自治")):
                continue
            years = bearers.setdefault((called, as_form), {})
            had = years.get(code, (9999, 0))
            if had[1] != 9999:
                years[code] = (min(had[0], int(row["first_year"] or 0)), max(had[1], last))
                gone.setdefault((called, as_form), set()).add(code)
    return gone


def _longest_first(name: PlaceName) -> tuple[int, bool]:
    return -len(name.folded), name.form != "full"


def _forms(region: GazetteerRegion) -> Iterable[tuple[str, Form]]:
    """Yield 定西市 and 定西; 凉山彝族自治州, 凉山州, 凉山自治州 and 凉山."""
    yield region.name, "full"
    if region.short != region.name:
        yield region.short, "short"
    if "自治" in region.name:
        for tail in (region.name[-3:], region.name[-1]):
            # Prose writes 新疆自治区, but never 广西区 or 西藏区.
            if region.short + tail != region.name and not (region.level == "province" and len(tail) == 1):
                yield region.short + tail, "full"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _read_townships(path: Path) -> Mapping[str, tuple[str, ...]]:
    """Read ``fixtures/townships.csv`` (county, names) into {folded name: county codes}; {} without the file.

    Takes some 60 ms and 8 MB.
    """
    if not path.exists():
        return {}
    counties: dict[str, tuple[str, ...]] = {}
    for row in path.read_text(encoding="utf-8").split("\n")[1:]:
        code, _, names = row.partition(",")
        for name in fold(names).split():
            counties[name] = (*counties.get(name, ()), code)
    return counties

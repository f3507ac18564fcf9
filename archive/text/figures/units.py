"""Units of measure and words of counting, as reports write them, and the scales that stand before them."""

from __future__ import annotations

from decimal import Decimal


def listed(words: str) -> frozenset[str]:
    """Return the words of a list that is written with blanks between them."""
    return frozenset(words.split())


#: What is measured: the number says how much of something, and the thing stands to its left as a rule.
METRICS = listed(
    "% ‰ 个百分点 倍 元 美元 欧元 港元 亩 公顷 平方米 平方公里 立方米 公里 千米 里 米 厘米 岁 周岁 吨 公斤 千克 斤 克 千瓦 兆瓦 千瓦时 度 小时 分钟 天 学时 课时 升 毫米"
)
#: Of those the rates, of which a share or a change is told.
RATES = listed("% ‰ 个百分点 倍")
#: What is counted.
_COUNTS = listed(
    """
    人次 户次 场次 件次 班次 轮次 批次 车次 辆次 个 名 人 位 户 家 件 项 条 次 期 场 处 所 座 支 批 份 篇 本 册 套 台 辆 部 间 栋 幢 张 幅 块 面 门 堂 节 轮 届 类 种 对 组 队
    村 枚 颗 株 棵 头 只 匹 艘 架 列 宗 起 桩 笔 片 道 盏 口 眼 根 床 桌 票 尾 羽 袋 箱 盒 桶 瓶 枝 例 层 级 股 站 字 句 遍 回 趟 人份 标箱 组次 点 案 斗 盆 顶 件套 双 把 挺
    杆 垛 丛 户头 班 样
    """
)
#: Spellings of one unit.
_SAME = {
    "百分点": "个百分点", "平米": "平方米", "平": "平方米", "平方千米": "平方公里", "方": "立方米", "千米": "公里",
    "千克": "公斤", "周岁": "岁", "学时": "课时",
}  # fmt: skip
UNITS = METRICS | _COUNTS | frozenset(_SAME)
_LONGEST = max(map(len, UNITS))

#: Units that a word of another meaning begins with: 3个月, 2天, 5级, 1口, 两面性 behind a number in characters say nothing.
ONLY_WITH_DIGITS = listed(
    "里 度 天 小时 分钟 级 面 片 道 口 眼 股 回 点 层 字 句 平 方 头 只 节 样 门 起 案 斗 双 把 杆 站 班 级 对 顶 根 块 村 队 例 票 组 届"
)
#: 3级, 5点, 12层, 2届, 3站: with digits they name an order, no number of things.
NO_COUNT = listed("级 点 层 届 班 回 样 斗 丛 垛")

_SCALES = (
    ("万亿", 10**12), ("千亿", 10**11), ("百亿", 10**10), ("十亿", 10**9), ("千万", 10**7), ("百万", 10**6),
    ("十万", 10**5), ("亿", 10**8), ("万", 10**4), ("千", 10**3), ("百", 100),
)  # fmt: skip


def unit_at(shown: str, at: int) -> str:
    """Return the longest unit that stands in the face at this place, "" if there is none."""
    for length in range(_LONGEST, 0, -1):
        if (word := shown[at : at + length]) in UNITS and len(word) == length:
            return word
    return ""


def plain_unit(unit: str) -> str:
    """Return the spelling under which a unit is stored: 百分点 is 个百分点, 平米 is 平方米."""
    return _SAME.get(unit, unit)


def scale_at(shown: str, at: int) -> tuple[str, Decimal]:
    """Return the scale (万, 亿, 千万) that stands at this place and its factor; ("", 1) if there is none."""
    for word, factor in _SCALES:
        if shown.startswith(word, at):
            return word, Decimal(factor)
    return "", Decimal(1)

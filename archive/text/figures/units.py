"""Units of measure and words of counting, as reports write them, and the scales that stand before them."""

from __future__ import annotations

import re
from decimal import Decimal


def listed(words: str) -> frozenset[str]:
    """Return the words of a list that is written with blanks between them."""
    return frozenset(words.split())


#: What is measured: the number says how much of something, and the thing stands to its left as a rule.
METRICS = listed(
    "% ‰ 个百分点 倍 元 美元 欧元 港元 亩 公顷 平方米 平方公里 立方米 公里 千米 里 米 厘米 岁 周岁 吨 公斤 千克 斤 克 千瓦 兆瓦 千瓦时 度 小时 分钟 天 学时 课时 升 毫米 mw kw km kg"
)
#: Of those the rates, of which a share or a change is told.
RATES = listed("% ‰ 个百分点 倍")
#: What is counted.
_COUNTS = listed(
    """
    人次 户次 家次 场次 件次 班次 轮次 批次 车次 辆次 个 名 人 位 户 家 件 项 条 次 期 场 处 所 座 支 批 份 篇 本 册 套 台 辆 部 间 栋 幢 张 幅 块 面 门 堂 节 轮 届 类 种 对 组 队
    村 枚 颗 株 棵 头 只 匹 艘 架 列 宗 起 桩 笔 片 道 盏 口 眼 根 床 桌 票 尾 羽 袋 箱 盒 桶 瓶 枝 例 层 级 股 站 字 句 遍 回 趟 人份 标箱 组次 点 案 斗 盆 顶 件套 双 把 挺
    杆 垛 丛 户头 班 样 棚 乡 镇
    """
)
_PEOPLE = listed("名 人 位 户 人次")
#: Spellings of one unit.
_SAME = {
    "百分点": "个百分点", "平米": "平方米", "㎡": "平方米", "平": "平方米", "平方千米": "平方公里", "方": "立方米", "千米": "公里",
    "千克": "公斤", "周岁": "岁", "学时": "课时", "mw": "兆瓦", "kw": "千瓦", "km": "公里", "kg": "公斤",
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

#: Units that begin another word.
_GOES_ON: dict[str, tuple[str, ...]] = {
    "台": ("阶",), "部": ("门", "分", "署", "队"), "项": ("目",), "家": ("庭",), "场": ("所", "地"), "条": ("件", "例"), "口": ("径",),
    "名": ("单", "额"), "点": ("位",), "位": ("居", "于", "置"), "件": ("套",), "座": ("谈",), "门": ("槛",), "成": ("立",), "支": ("部",),
}  # fmt: skip
_ENCODED = re.compile(r"[0-9a-f]{2}")
_PLACE = re.compile(r"[河山江湖海沟湾岭坡坪][省市县区镇乡村街]")
#: What is held in 期: courses, and what is printed.
_HELD = re.compile(r"举办|开展|组织|培训|轮训|办班|研修|讲座|专栏|刊|班")
#: **乡**村 is a place with a redacted name, **把 begins words in bold.
_PLACES = frozenset("村组队站部把")
#: Behind 两人, 三家: 三人行, 两家人, 一部分.
_WORDS_OF_ONE = frozenset("行分门人")
#: Behind 三个: a way of counting in heads and slogans, no things.
_ABSTRACT = tuple(
    sorted(
        listed(
            """
    规定 禁令 纪律 注意 铁律 大局 大事 奇迹 部分 方面 环节 问题 意识 自信 维护 确立 责任 时期 时代 阶段 层面 维度 角度 原则 重点 关键 体系 标准 目标 全面 文明 坚持 转变 结合 统一 不 伟大 必须 导向 抓手 起来 月 星期 小时 季度 世纪 特点
    特征 优势 突出 转型 到位 层次 百分点 关系 过程 聚焦 着力 要素 严格 明确 强化 注重 带头 带 率先 融入 深化 加强 确保 一 能力 作用 效应 更 基本 先锋 有 务必 清单 定位 主体责任
    """
        )
    )
)
_NEVER_COUNTED = ("方面", "环节", "层面", "维度", "角度", "阶段", "月", "星期", "小时", "季度", "世纪", "起来")


def unit_at(shown: str, at: int) -> str:
    """Return the longest unit that stands in the face at this place, "" if there is none."""
    for length in range(_LONGEST, 0, -1):
        if (word := shown[at : at + length]) in UNITS and len(word) == length:
            return word
    return ""


def may_share(unit: str, other: str) -> bool:
    """Return whether a number may take its noun from one with the ``other`` unit: not 5名 from 3家."""
    return unit == other or unit in METRICS or not (unit in _PEOPLE or other in _PEOPLE)


def plain_unit(unit: str) -> str:
    """Return the spelling under which a unit is stored: 百分点 is 个百分点, 平米 is 平方米."""
    return _SAME.get(unit, unit)


def scale_at(shown: str, at: int) -> tuple[str, Decimal]:
    """Return the scale (万, 亿, 千万) that stands at this place and its factor; ("", 1) if there is none."""
    for word, factor in _SCALES:
        if shown.startswith(word, at):
            return word, Decimal(factor)
    return "", Decimal(1)


def is_unit(shown: str, unit: str, at: int, written: str, *, kind: str, scaled: bool, more: bool) -> bool:
    """Return whether the word behind a number is its unit: 三个方面 and 两手 are words, 5级 is a rank."""
    behind = shown[at + len(unit) : at + len(unit) + 4]
    if (unit in NO_COUNT and not scaled) or (kind == "red" and unit in _PLACES):
        return False
    if behind.startswith(_GOES_ON.get(unit, ())) and not behind.startswith("目标"):
        return False  # 5万亿台阶, 12部门
    if unit == "%" and _ENCODED.match(behind):
        return False  # of an address: 0%200%20201
    if unit == "期" and kind == "han" and len(written) == 1 and not _HELD.search(shown, max(0, at - 16), at - 1):
        return False  # 搬迁工程二期: a phase
    if unit == "村" and kind == "han":
        return False  # 牧业三村 is a name
    if unit in ("乡", "镇"):
        return kind == "digits" and (
            behind[:1].isdigit() or behind[:1] in ("，", "。", "、", "；", "（", "和", "")
        )  # 2乡2镇
    if unit in ("方", "平") and behind[:1] not in ("，", "。", "、", "；", "：", "）", ""):
        return False
    if unit in ("个", "种", "类", "项", "条", "个点") and behind.startswith(_ABSTRACT) and not scaled and not more:
        return kind != "han" and not behind.startswith(_NEVER_COUNTED)
    if kind != "han" or scaled or more:
        return not (unit == "元" and behind.startswith(("旦", "宵")))
    if unit in ONLY_WITH_DIGITS:
        # 十四道沟镇, 十里铺, 两面性, 狼烟四起: names and words.
        return behind[:1] in ("，", "。", "、", "；", "：", "") or (behind[:1] == "的" and unit in METRICS)
    if _PLACE.match(behind):
        return False  # 七台河市
    return not (unit in ("人", "家", "位", "部") and len(written) == 1 and behind[:1] in _WORDS_OF_ONE)

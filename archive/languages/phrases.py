"""What OpenCC's lists get wrong, laid over its answer: phrases of one length, and the names of all regions.

Its lists know the words of novels and of Taiwan, few of reports: 个中 is 箇中 even in 一个中心, 范 is 範 even in 范县, and
a word may be found across the border of two (牵头发展 as 头发). A phrase of the tables here is written as they say,
whatever the lists make of it and of its neighbours. The longest phrase at the first place wins, so 示范县 is 示範縣
although 范县 stands in it. Each character stays in its class of ``search.fold``: marks and hits stay the same.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

from archive.languages.lists import ReadScript, by_lists, in_doubt

#: Simplified phrases and how they are written in 繁體. A lone character gives the rule, longer phrases its exceptions.
TO_HANT = """
大余县:大余縣 制造:製造 机制造成:機制造成 体制造成:體制造成
个中:個中 个中滋味:箇中滋味 个中三昧:箇中三昧 个中原因:箇中原因 个中缘由:箇中緣由 个中奥秘:箇中奧秘
个中奥妙:箇中奧妙 个中道理:箇中道理 个中翘楚:箇中翹楚 个中高手:箇中高手 个中究竟:箇中究竟 个中玄机:箇中玄機
干预:干預 干涉:干涉 干扰:干擾 干系:干係 干犯:干犯 干政:干政 骨干预:骨幹預 干渠:幹渠 干支渠:幹支渠 杏干:杏乾
枣干:棗乾 笋干:筍乾 薯干:薯乾 肉干:肉乾 鱼干:魚乾 湿干:溼乾 干鲜:乾鮮 范:范 范围:範圍 范例:範例 范畴:範疇 范本:範本
范文:範文 范式:範式 范型:範型 规范:規範 模范:模範 示范:示範 典范:典範 师范:師範 防范:防範 风范:風範 垂范:垂範
失范:失範 就范:就範 轨范:軌範 懿范:懿範 样范:樣範 世范:世範 楷范:楷範 遗范:遺範 仪范:儀範 范长江:范長江
范文澜:范文瀾 范围绕:范圍繞 范本禹:范本禹 岳:岳 山岳:山嶽 五岳:五嶽 东岳:東嶽 西岳:西嶽 南岳:南嶽 北岳:北嶽
中岳:中嶽 河岳:河嶽 岱岳:岱嶽 岳麓:嶽麓 岳麓书院:嶽麓書院 名单只:名單只 渔船只能:漁船只能 船只有:船只有
船只是:船只是 船只能:船只能 单只有:單只有 单只是:單只是 统一只:統一只 唯一只:唯一只 第一只:第一只 不准:不准
拿不准:拿不準 摸不准:摸不準 把不准:把不準 找不准:找不準 看不准:看不準 说不准:說不準 算不准:算不準 吃不准:吃不準
抓不准:抓不準 对不准:對不準 瞄不准:瞄不準 定位不准:定位不準 底数不准:底數不準 情况不准:情況不準 数据不准:數據不準
方向不准:方向不準 掌握不准:掌握不準 准许:准許 批准:批准 核准:核准 获准:獲准 准予:准予 准入:准入 批准备案:批准備案
核准备案:核准備案 牵头发:牽頭發 带头发:帶頭發 龙头发:龍頭發 源头发:源頭發 街头发:街頭發 山头发:山頭發 码头发:碼頭發
苗头发:苗頭發 镇头发:鎮頭發 回头发:回頭發 埋头发:埋頭發 两头发:兩頭發 村头发:村頭發 地头发:地頭發 口头发:口頭發
巨头发:巨頭發 势头发:勢頭發 念头发:念頭發 家具:家具 坐标:坐標 伙夫:伙夫 编制造:編制造 手表彰:手表彰 手表决:手表決
手表态:手表態 手表现:手表現 手表达:手表達 手表示:手表示 手表扬:手表揚 水表:水表 电表:電表 气表:氣表 仪表:儀表
备注意:備注意 关注:關注 倾注:傾注 周边:周邊 上周边:上周邊 下周边:下周邊 一周边:一周邊 周围:周圍 四周围:四周圍
下面条件:下面條件 前面条:前面條 方面条:方面條 里面条:裡面條 全面条:全面條 后面条:後面條 上面条:上面條 墙面粉:牆面粉
地面粉:地面粉 路面粉:路面粉 外面粉:外面粉 立面粉:立面粉 全面食:全面食 方面食:方面食 相关系统:相關系統
有关系统:有關系統 无关系统:無關系統 机关系统:機關系統 攻关系列:攻關系列 公关系列:公關系列 关系统筹:關係統籌
联系统筹:聯繫統籌 联系统战:聯繫統戰 联系统一:聯繫統一 关系统一:關係統一 批复:批復 批复制:批復制 汇报:匯報 背包:背包
背包袱:背包袱 背负:背負 背带:背帶 折合:折合 娘家:娘家 倒霉:倒霉 团伙:團夥 朱色:朱色 朱红:朱紅 朱批:朱批 朱笔:朱筆
朱印:朱印 特征求:特徵求 应征求:應徵求 签批:簽批 会签:會簽 苏仙:蘇仙 徐汇:徐匯 浮梁:浮梁 石拐:石拐 紫云:紫雲
扶余:扶餘 凌河:凌河 沈北:瀋北 麟游:麟遊 新干县:新干縣 钟山县:鍾山縣 岳阳:岳陽 台州:台州 天台县:天台縣 于都县:于都縣
淳于:淳于 于谦:于謙 于右任:于右任 谷城县:穀城縣 韶山冲:韶山沖 骨干:骨幹 主干:主幹 若干:若干 树干:樹幹 实干:實幹
苦干:苦幹 能干预:能干預 能干涉:能干涉 能干扰:能干擾 标准:標準 精准:精準 水准:水準 基准:基準 不准确:不準確
不准时:不準時 人头发放:人頭發放 制作用:制作用 制作用于:製作用於 控制作业:控制作業 控制造价:控制造價
非法制作:非法製作 关联系统:關聯系統 海关系统:海關系統 公关系统:公關系統 开关系统:開關系統 里程:里程 熏陶:熏陶
熏染:熏染 有关系列:有關系列 机关系列:機關系列
""".split()  # noqa: SIM905  a list literal would take 300 lines
#: Traditional phrases and how they are written in 简体.
TO_HANS = """
批覆:批复 答覆:答复 回覆:回复 著:着 著名:著名 著作:著作 著书:著书 著書:著书 著述:著述 著称:著称 著稱:著称 著者:著者
著录:著录 著錄:著录 著有:著有 名著:名著 显著:显著 顯著:显著 卓著:卓著 昭著:昭著 原著:原著 论著:论著 論著:论著
编著:编著 編著:编著 专著:专著 專著:专著 巨著:巨著 译著:译著 譯著:译著 土著:土著 拙著:拙著 遗著:遗著 遺著:遗著
合著:合著 新著:新著 大著:大著 共著:共著 所著:所著 经典著:经典著 經典著:经典著 揹:背 狼藉:狼藉 慰藉:慰藉 蕴藉:蕴藉
蘊藉:蕴藉 枕藉:枕藉 瞭望:瞭望 鍾馗:钟馗 乾安:乾安 乾縣:乾县 乾县:乾县 乾州:乾州 乾潭:乾潭 乾务:乾务 乾務:乾务
乾元:乾元 乾陵:乾陵 乾隆:乾隆 乾坤:乾坤 乾乾:乾乾 康乾:康乾 乾旦:乾旦 乾卦:乾卦 乾清:乾清 乾嘉:乾嘉 乾道:乾道
乾某:乾某 乾乾净净:干干净净 乾乾淨淨:干干净净 乾乾脆脆:干干脆脆 宫商角徵羽:宫商角徵羽 宮商角徵羽:宫商角徵羽 藉:借
著《:著《 麻痺:麻痹
""".split()  # noqa: SIM905  a list literal would take 300 lines
#: Surnames that are written otherwise as words, as they are in 繁體, and what stands before them where they are words.
_SURNAMES = {
    "于": ("于", "位关关對对由属屬在基鉴鑒等处處用至终善便忙利甘勇敢乐急易难源始缘限低高大小多少优急趋陷归出长存现无取死生自有止安勤重务業业职落设建来见交寄期服居系屬过亚忠赖益"),
    "余": ("余", "业剩多其残盈结富空有课节宽年月日人名个百千万十元岁公里亩户项工"),
    "钟": ("鍾", "分点時时秒闹警撞敲编金鸣一二三两"),
    "涂": ("涂", "糊乱泥粉喷刷"),
    "郁": ("郁", "忧抑浓葱馥沉"),
    "朴": ("朴", "俭质纯淳简古"),
    "游": ("游", "旅导漫上中下周出春郊畅巡云浮同日夜环神梦深水生红境内外洄"),
}  # fmt: skip
_TITLES = (
    "书记|副书记|主任|副主任|县长|副县长|镇长|乡长|区长|市长|村长|局长|副局长|部长|副部长|科长|处长|所长|校长|院长|厂长|"
    "队长|组长|委员|主席|经理|总经理|老师|同志|先生|女士|老汉|大爷|大妈|大娘|大姐|大哥|师傅|支书|老板|医生|教授|警官|姓"
)
#: After these 某 names no person: 位于某地, 由于某些.
_NO_PERSON = "地时年月日天晚次种些个一项类单公企学校银医机部局厅处科所厂店班组县市镇乡村省区街州方人名位级集大小中"
_HAN = "\u3400-\u9fff"


Table = tuple[dict[str, str], re.Pattern[str]]


def with_phrases(text: str, converted: str, script: ReadScript) -> str:
    """Return ``converted``, what the lists made of ``text``, with the phrases of these tables as they should be.

    Both are of one length, and so is the result.
    """
    converted = _laid_over(converted, text, _phrases(script))
    if script == "hant":
        for found in _surnames().finditer(text):
            at = found.start()
            converted = converted[:at] + _SURNAMES[found[0]][0] + converted[at + 1 :]
    return converted


def _laid_over(converted: str, text: str, table: Table) -> str:
    phrases, pattern = table
    written: list[str] = []
    at = 0
    for found in pattern.finditer(text):
        written += converted[at : found.start()], phrases[found[0]]
        at = found.end()
    return "".join((*written, converted[at:])) if at else converted


@cache
def _phrases(script: ReadScript) -> Table:
    """Return {phrase: how it is written} and the pattern that finds the longest. Built once a process, some 30 ms.

    A region's name is a phrase of itself where one of its characters has several forms.
    """
    own = dict(pair.split(":") for pair in TO_HANT)
    table = own, _longest_first(own)
    names = {name: _laid_over(by_lists(name, "hant"), name, table) for name in _names_in_doubt()}
    if script == "hant":
        phrases = names | own
    else:
        phrases = {form: name for name, hant in names.items() for form in (name, hant)}
        phrases |= dict(pair.split(":") for pair in TO_HANS)
    return phrases, _longest_first(phrases)


def _longest_first(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(phrases, key=len, reverse=True)))


def _names_in_doubt() -> Iterator[str]:
    with Path(settings.REGIONS_FILE).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if not in_doubt().isdisjoint(row["name"]):
                yield row["name"]


@cache
def _surnames() -> re.Pattern[str]:
    """Return the pattern of a surname before 某, a title or a name and 同志. A constant of the program."""
    rules = (
        rf"(?<![{before}]){surname}(?=某(?![{_NO_PERSON}])|(?:{_TITLES})|[{_HAN}]{{1,2}}同志)"
        for surname, (_, before) in _SURNAMES.items()
    )
    return re.compile("|".join(rules))

"""Words that the reader of formulas knows: kinds of formulas, verbs before them, numerals, and what is none."""

from __future__ import annotations

import re

#: Numerals that a formula begins with or holds, as the face writes them.
NUMERALS = "一二三四五六七八九十百千万两双"

#: Words behind or at the end of a formula that say what it is, the longest first.
KINDS = (
    "工作机制", "工作体系", "工作模式", "工作制度", "工作要求", "工作流程", "服务机制", "服务模式", "治理体系", "治理模式", "治理机制",
    "管理模式", "管理机制", "责任体系", "工作法", "服务队", "责任制", "负责制", "先锋岗", "示范区", "示范带", "共同体", "积分制",
    "机制", "模式", "工程", "行动", "制度", "体系", "管理", "做法", "路径", "计划", "活动", "平台", "清单", "品牌", "理念", "要求",
    "标准", "原则", "举措", "规划", "战略", "格局", "布局", "目标", "思路", "方针", "教育", "改革", "政策", "治理", "课程", "方法",
    "办法", "措施", "任务", "专项", "载体", "联盟", "矩阵", "经验", "主题", "建设", "试点", "服务", "流程", "方案",
)  # fmt: skip

#: Deeds whose object in quotes is a formula: 推行“…”.
VERBS = (
    "推行", "打造", "探索", "深化", "实施", "开展", "落实", "推广", "创新", "建立", "完善", "构建", "实行", "创建", "形成", "健全",
    "践行", "贯彻", "坚持", "采取", "采用", "运用", "推进", "推动", "启动", "总结", "创设", "提出", "叫响",
)  # fmt: skip

#: Set phrases of the language that begin with a numeral or hold two: none of them is a formula.
_IDIOMS = (
    "一心一意 三心二意 一五一十 四面八方 五湖四海 千家万户 千方百计 一点一滴 一举一动 一言一行 一草一木 一朝一夕 千丝万缕 千山万水 "
    "千言万语 万众一心 七嘴八舌 三番五次 三三两两 一清二楚 一板一眼 一针一线 一砖一瓦 百花齐放 一年一度 五花八门 三下五除二 四通八达 "
    "五谷丰登 一帆风顺 千军万马 三言两语 三令五申 九牛一毛 十全十美 百发百中 一模一样 一步一步 三天两头 七上八下 一来二去 四平八稳 "
    "三长两短 百折不挠 独一无二 数一数二 接二连三 一唱一和 千锤百炼 一生一世 一分一秒 一丝一毫 万无一失 百里挑一 千变万化 成千上万 "
    "万水千山 十里八乡 五颜六色 千难万难 千差万别 一刀切 一言堂 一阵风 一把手 一把火 一窝蜂 一锅端 一锅粥 二传手 百事通 千里马 千里眼 "
    "万金油 万元户 万事通 一线 二线 三线 一家人 一家亲 一家子 两张皮 一股劲 一股绳 一条心 一条龙 一条线 一张网 一盘棋 一亩三分地 "
    "两头跑 半拉子 一对一 一站式 一本账 一体化 两难 双赢 双重 双方 双手 双向 双面 双边 双千 千年 百年 百姓 百花 万家 万象 万里 万物 "
    "一年 一天 一路 一流 一律 一再 一样 一般 一切 一生 一直 一时 一起 一等 一级 一带 一旦 一贯 一致 一同 一定 一些 一个 七夕 三峡 "
    "三国 三农问题 三星 九寨沟 五粮液 四合院 四川 三亚 双城 双鸭山 十堰 百色 万州 两会 一审 二审 三审 三甲 一本 二本 二手 一手 三角 "
    "一哄而上 一哄而散 一拥而上 一蹴而就 一劳永逸 一知半解 一成不变 一味 一团和气 百战百胜 一问三不知 三分钟热度 一言九鼎 一诺千金 "
    "一念之差 一马当先 一鸣惊人 一无所有 一无所知 一视同仁 一如既往 一鼓作气 一以贯之 一往无前 一叶知秋 两败俱伤 两袖清风 三思而行 "
    "四分五裂 四海为家 五彩缤纷 五味杂陈 六神无主 七零八落 八仙过海 九死一生 百年大计 百尺竿头 千载难逢 千钧一发 千篇一律 万象更新 "
    "一揽子 一碗水端平 一锤子买卖 三大球 一窝蜂 万家灯火 万马奔腾 一叶障目 一触即发 双喜临门 双管齐下"
)
IDIOMS = frozenset(_IDIOMS.split())

#: Words of speech: a quote with one of them is a sentence, no name.
SPEECH = frozenset("了吗呢吧啊呀嘛我你他她咱这那哪谁啥")
#: With one of these a quote without a numeral is no name.
LOOSE = SPEECH | frozenset("的是不没很都就也还吃")

#: Days and periods that stand in quotes: 十四五, 五一, 双十一.
_PERIOD = re.compile(
    rf"[{NUMERALS}〇零]+|双十[一二]|[{NUMERALS}]+大|[{NUMERALS}]+[届次]全会|[{NUMERALS}]+中全会|[{NUMERALS}]+(?:经|农|人)普"
)
#: An epithet: 万里长江第一隧.
_FIRST = re.compile(rf"第[{NUMERALS}]")
_COUNT = re.compile(
    rf"[{NUMERALS}]+(?:[年月日天岁元人名户次项条家亿亩公里届期号秒位件批分点口斤吨米秒]|小时|分钟|多[个名人户次项]).{{0,3}}"
)


def is_set_phrase(name: str) -> bool:
    """Return whether a name in quotes is an idiom, a day, a period or a count, and no formula."""
    return name in IDIOMS or bool(_PERIOD.fullmatch(name)) or bool(_COUNT.fullmatch(name)) or bool(_FIRST.search(name))

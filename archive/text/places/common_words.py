"""Names of places that are also words of the language, and need more evidence to count as places."""

from __future__ import annotations

import re

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

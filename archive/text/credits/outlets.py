"""Names of papers, sites and desks by their endings (报, 网, 先锋, 文库 ...); columns of a site end alike and are none.

All functions take folded text: simplified, half width, 《 as ``<`` and 、 as ``,``.
"""

from __future__ import annotations

import re

#: How the names of outlets end.
END = (
    r"(?:[日晚早晨时周商]报|报|新闻网|[报网][\u4e00-\u9fff]{2,4}新闻|网时刻(?:新闻)?|网|网站|在线|客户端|[周月旬]刊|学刊|学报|杂志|通讯社|新华社|电视台|卫视|广播电台|电台|广播|融媒体?(?:中心)?|(?:新闻|传媒)中心|(?:报业|传媒|广电)集团|报业|新媒体|先锋|观察|[党红]旗红"
    r"|[时晨快微]讯|头条|发布|之窗|视窗|之声|门户|学苑|驿站|文库|资料库|报告库|题库|素材库|范文|写作圈|文秘圈|组工|党建|财经|信息港|热线|手机报|公众号|微平台"
    r"|(?:网|电视台)[\u4e00-\u9fff]{2,6}(?:分?站|频道))"
)
#: A name that ends so, as short as possible; for other patterns.
NAME = rf"[\u4e00-\u9fff]{{1,12}}?{END}"
_IS_OUTLET = re.compile(rf"[\u4e00-\u9fff]{{1,14}}?{END}(?:[-/][\u4e00-\u9fff]{{2,8}})?")
_IS_COLUMN = re.compile(
    r"[日晚早晨]报|"
    r"(?:基层|农村|城市|社区|机关|国企|学校|非公|两新|党群|智慧|高校|乡村|抓|本|我|官方)?党建|.*(?:权威|最新|信息|新闻|通知|文件|消息|公开)发布"
    r"|(?:组织|干部|时政|前沿|热点|深度|今日|最新)(?:先锋|观察|快讯|头条)|(?:国内|国际|时政|金融|产业|今日|最新|民生)财经"
    r"|(?:.{0,4}[本我该][报网台]?.{0,3}|一[家些份]|各[家类]?|多家|有的|这家)[报网站刊]|(?:互联|因特|上|官|外|触)网"
    r"|.*(?:汇报|通报|申报|上报|简报|情报|预报|举报|海报|填报|回报|呈报|直报|捷报|喜报|墙报|板报|月报|年报)"
    r"|(?:人民|官方|政府|本单位)?网站|.*(?:联网|电网|路网|管网|关系网|服务网|上网|入网|防护网|天网)"
    r"|(?:服务|咨询|投诉|举报|联系|新闻|报料|监督|便民|政务|市民)?热线|(?:在线|免费|高清|官网)?(?:在线|观看)网站|(?:微信|官方|官方微信|本|我的)?(?:微信)?公众号"
)
# Parts of one name: 某日报·某客户端, 某网/某报, <某刊>新闻周刊.
_JOINT = re.compile(r"[·/&_—-]")
_TITLED = re.compile(
    r"<(?P<inner>[\u4e00-\u9fff]{2,14})>(?P<behind>[\u4e00-\u9fff]{0,4}(?:周刊|月刊|杂志|杂志社|报社|编辑部|期刊|栏目))?"
)
_LATIN = re.compile(r"[a-z][a-z0-9.]{0,14}[\u4e00-\u9fff]{0,6}(?:网|报|新闻|财经|资讯|客户端)")
_NEWS = re.compile(r"(?!综合|校园|学校|学院|本地|国内|国际|最新|今日|相关|更多|热点|图片)[\u4e00-\u9fff]{1,4}新闻")
_PLAIN = re.compile(r"[\u4e00-\u9fff]{2,14}")


def is_outlet(folded: str) -> bool:
    """Return whether a folded name is that of a paper, site or desk by its ending; a column of a page is not."""
    return bool(_IS_OUTLET.fullmatch(folded)) and not is_column(folded)


def is_column(folded: str) -> bool:
    """Return whether a name that ends like an outlet's is that of a column, or a plain word: 基层党建, 工作汇报."""
    return bool(_IS_COLUMN.fullmatch(folded))


def is_named_outlet(folded: str) -> bool:
    """Return whether a name in front of 讯 or 记者 is an outlet's: joined by ·, in 《》, latin, or ending 新闻 or 社 too."""
    titled = _TITLED.fullmatch(folded)
    if titled:
        return bool(titled["behind"]) or not is_column(titled["inner"])
    parts = _JOINT.split(folded)
    if len(parts) > 3 or not all(_PLAIN.fullmatch(part) or _LATIN.fullmatch(part) for part in parts):
        return False
    return any(_is_part(part) for part in parts)


def _is_part(folded: str) -> bool:
    return (
        is_outlet(folded)
        or bool(_LATIN.fullmatch(folded))
        or bool(_NEWS.fullmatch(folded))
        or (2 < len(folded) <= 5 and folded.endswith("社") and not folded.startswith(("本", "供", "合", "信", "旅")))
    )

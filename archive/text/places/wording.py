"""How is a place spoken of where it is named: as the actor, as a guest's home, as one of several, or as no place at all?

All functions take a folded line with the span of the name in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from archive.text.places.townships import find_townships

ORGAN_BEHIND = re.compile(
    r"[省市县区州盟旗]?(?:委|人民政府|政府|人大|政协|纪委|直机关|公安局|教育局|农业农村局|民政局|供稿)"
)
_AWAY = re.compile(
    r"(?:赴|前往|[开驶运飞]往[\u4e00-\u9fff]{0,3}|走进|走出|奔赴|远赴|[东南西北](?:邻|接|连|靠|临|与)|毗邻|对标|援助|支援|学习|借鉴|来自|考察|视察|距离?|远离|我们?在)$"
)
# 支部前往某区某社区开展活动 happens there; whoever goes to learn comes back.
_WORKS_THERE = re.compile(
    r"(?![^.;!?]{0,36}(?:考察|学习|参观|取经|研学|研修|培训|观摩|务工))[\u4e00-\u9fff]{1,10}(?:社区|村|镇|乡|街道)"
)
# 甘肃重要讲话 and a wire agency's 成都8月16日电 do not place the report either, nor do 上海代表团 and 台北报导.
_AND_SUCH_PLACES = re.compile(
    r"(?:[开驶运飞]?往[\u4e00-\u9fff]{2}|方向|至[\u4e00-\u9fff]{2,3}(?:[一二三四]级公路|公路|高速|铁路)|时?的?(?:重要讲话|重要指示)|"
    r"[0-9]{1,2}月[0-9]{1,2}日(?:电|消息)|报[导道](?:\)|$)|代表团|的?(?:游客|客商|旅客|老家|老乡|牌照|号牌|大?客车|大?货车|轿车)|籍)|[,和及与]?[\u4e00-\u9fff,]{0,16}(?:接壤|毗邻|相邻|交界|相连|为邻)|等?(?:地|省|市)?(?:务工|打工|经商)|(?:[,和及与][\u4e00-\u9fff,]{1,12})?[0-9两二三四五六七八九]地(?![级市区块处方])|[,和及与]?[\u4e00-\u9fff,]{0,12}等(?:地|省|市|发达|先进|城市|沿海|兄弟)"
)

# 某区某镇委员一行到某街考察: the visitors' place is not the report's. Exceptions are a county's own leaders, and a visit
# to a village of the same county.
_OWN_LEADER = re.compile(r"[省市县区州盟旗]?(?:委|政府)?(?:副?书记|副?[省市县区州盟旗]长|领导|四大)")
_DELEGATION = re.compile(
    r"[^.;!?]{0,60}?(?:一行|考察团|参观团|代表团|学习团)[\u4e00-\u9fff0-9,]{0,6}?(?:到|来|赴|前往|莅临|走进)(?P<aim>[^,.;!?]{0,24})"
)
_OWN_VILLAGE = re.compile(r"[镇乡村]|街道|社区|企业|基层|各地|项目")
_GUESTS_BEFORE = re.compile(r"(?:调研组|考察组|考察团|参观团|代表团|一行)[\u4e00-\u9fff]{0,4}$")
# 记者从某省教育厅获悉: the informant's place, not the place of the events.
# 总书记在某省考察时指出: said for the whole country.
_LEADER = re.compile(r"(?:总书记|国家主席|总理|习近平)[^.;!?]{0,60}(?:在|到|赴|来到)$")
_VISITED = re.compile(r"[\u4e00-\u9fff]{0,4}(?:考察|视察|调研)[\u4e00-\u9fff]{0,16}(?:时|期间|,)")
# 发言人4日在北京表示, 在某市召开全国…会: where somebody spoke is not what was spoken of.
_AT = re.compile(r"在$")
_SPOKE = re.compile(r"[\u4e00-\u9fff]{0,2}(?:表示|指出|强调|透露|介绍说|告诉记者)|(?:召开|举[行办])[^,.;]{0,6}全国")
# 甲地第八批援藏干部, 甲地12名援疆医生: they work elsewhere; 驻甲地办事处: an office of others.
_SENDS_AID = re.compile(
    r"[省市县区州]?(?:[\u4e00-\u9fff0-9]{0,2}第?[一二三四五六七八九十0-9]{1,4}[批名位])?(?:对口)?(?:支)?援(?:[藏疆青黔滇鄂外]|西藏|新疆|青海)"
)
_STATIONED = re.compile(r"驻$")
_OFFICE = re.compile(r"[省市县区州]?[\u4e00-\u9fff]{0,4}(?:特派|专员办|办事处|记者站|代表处|联络处|总领)")
# 党员们到某市参观: they came back. What leaders inspect (考察, 视察) is theirs, and is not meant here.
_WENT = re.compile(r"到$")
_LEARNS = re.compile(r"[\u4e00-\u9fff]{0,6}(?:参观|观摩|取经|研学|培训|学习(?!贯彻|宣传|传达|教育|型|强国))")
_FROM = re.compile(r"从[\u4e00-\u9fff]{0,3}$")
_TOLD_BY = re.compile(r"[\u4e00-\u9fff]{0,12}(?:获悉|了解到|得知|获知)")

#: Behind these a clause begins, or a word that takes a place: 近年来,某县…; 在某县; 3月5日某县….
_CLAUSE_BEFORE = re.compile(r"(?:^|[^\u4e00-\u9fff0-9a-z]|[在到由对往于日]|近年来|今年以来|目前|近日|日前|今年|去年)$")
_ACTS = re.compile(
    r" ?(?:[把将以在从由按对向为用有是位地抓建创办立推促强育聚用集选派走打下辖共现严深广大着]|各级|全面|全县|全区|全市|全力|全域|坚持|积极|认真|始终|持续|不断|充分|牢牢|紧[紧扣盯密]|"
    r"围绕|聚焦|立足|探索|实施|实行|实现|开展|组织|召开|举[行办]|依托|扎实|出台|印发|制[定订]|针对|结合|突出|注重|重点|落实|党员|干部|率先|启动|通过|采取|"
    r"发挥|发展|发动|加[快强大]|巩固|培[育养训]|多[措点方]|精[准心]|精细|整[合治顿]|统筹|完善|健全|优化|提[升高]|引[导领]|激[发活]|动员|鼓励|倡导|成[立为功]|"
    r"先后|近年|今年|去年|最近|目前|自|已|共|获|荣获|被|又|也|还|就|要|正|即|利用|借助|运用|构建|规范|严格|压实|夯实|筑牢|拓宽|盘活|总结|总共|划分|评选|表彰|选[派优拔]|"
    r"进[一行]|部署|安排|明确|要求|规定|设立|投入|投资|筹[集措]|争取|带[领动]|支持|帮助|累计|新[建增]|改[造进]|升级|打[造响好赢]|瞄准|抢抓|锚定|秉[持承]|贯彻|遵循|做[好到实]|做大|"
    r"因地制宜|以党建|第[一二三四五六七八九十])"
)
#: 某地示范区, 某地新区: an authority of the place, named after it.
_ZONE = re.compile(
    r"(?:[\u4e00-\u9fff]{0,4}(?:示范区|经济技术开发区|经济开发区|高新技术|开发区|工业园区)|新区|经开区|高新区)"
)
_QUOTED = ('"', "'")


def is_away(folded: str, start: int, end: int) -> bool:
    """Return whether people only went there, or it is one of several: 赴青岛市研修, 到上海、成都等发达地区."""
    before = folded[max(0, start - 8) : start]
    return bool(
        _SENDS_AID.match(folded, end, end + 24)
        or (_STATIONED.search(before) and _OFFICE.match(folded, end, end + 16))
        or (_WENT.search(before) and _LEARNS.match(folded, end, end + 16))
        or (_AWAY.search(before) and not _WORKS_THERE.match(folded, end, end + 40))
        or _AND_SUCH_PLACES.match(folded, end, end + 16)
        or (_FROM.search(before) and _TOLD_BY.match(folded, end))
        or (_AT.search(before) and _SPOKE.match(folded, end))
        or (_VISITED.match(folded, end) and _LEADER.search(folded, max(0, start - 80), start))
    )


def is_guest(folded: str, start: int, end: int) -> bool:
    """Return whether visitors came from there: 某区某局局长一行到某街考察."""
    if _GUESTS_BEFORE.search(folded, max(0, start - 8), start):
        return True
    behind = folded[end : end + 100]
    visit = _DELEGATION.match(behind)
    return visit is not None and not _OWN_LEADER.match(behind) and not _OWN_VILLAGE.search(visit["aim"])


def is_organ(folded: str, start: int, end: int) -> bool:
    """Return whether the party or the government of the place is named: 中共某县, 某县委."""
    return folded[max(0, start - 2) : start] == "中共" or bool(ORGAN_BEHIND.match(folded, end))


def acts(folded: str, start: int, end: int) -> bool:
    """Return whether the name begins a clause and does something: 近年来,某县坚持…."""
    return bool(_CLAUSE_BEFORE.search(folded, max(0, start - 4), start) and _ACTS.match(folded, end))


def is_quoted(folded: str, start: int, end: int) -> bool:
    """Return whether little but the name stands in quotation marks: a slogan's “滨城” or “新乡韵” is no place."""
    return start > 0 and folded[start - 1] in _QUOTED and any(mark in folded[end : end + 3] for mark in _QUOTED)


def is_joined(folded: str, start: int) -> bool:
    """Return whether 和 before 县 means "and": 县教育局和县直学校 does not name 和县."""
    return folded.startswith("和县", start) and "\u4e00" <= folded[start - 1 : start] <= "\u9fff"


def names_its_zone(folded: str, end: int) -> bool:
    """Return whether an authority of the place follows: 济源示范区."""
    return bool(_ZONE.match(folded, end))


def is_dateline(folded: str, start: int, end: int) -> bool:
    """Return whether a line begins with the place and 讯: 某某讯3月17日."""
    return start == 0 and folded.startswith(("讯", "消息"), end)


def township_behind(folded: str, end: int, counties: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the counties that have the township named right behind a place: 某区山河街道; () if none does."""
    found = find_townships(folded[end : end + 9].lstrip(" "), counties)
    return found[0].counties if found and found[0].start == 0 else ()

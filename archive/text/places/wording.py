"""What stands around a name that makes it a place of the report: an organ, an act, a township, a dateline?

All functions take a folded line with the span of the name in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from archive.text.places.townships import find_townships

ORGAN_BEHIND = re.compile(
    r"[省市县区州盟旗]?(?:委|人民政府|政府|人大|政协|纪委|直机关|公安局|教育局|农业农村局|民政局|供稿)"
)

#: Behind these a clause begins, or a word that takes a place: 近年来,某县…; 在某县; 3月5日某县….
_CLAUSE_BEFORE = re.compile(r"(?:^|[^\u4e00-\u9fff0-9a-z]|[在到由对往于日]|近年来|今年以来|目前|近日|日前|今年|去年)$")
_ACTS = re.compile(
    r" ?(?:[把将以在从由按对向为用有是抓建创办立推促强育聚用集选派走打下辖共现严深广大着]|各级|地处|位[于居]|全面|全县|全区|全市|全力|全域|坚持|积极|认真|始终|持续|不断|充分|牢牢|紧[紧扣盯密]|"
    r"围绕|聚焦|立足|探索|实施|实行|实现|开展|组织|召开|举[行办]|依托|扎实|出台|印发|制[定订]|针对|结合|突出|注重|重点|落实|党员|干部|率先|启动|通过|采取|"
    r"发挥|发展|发动|加[快强大]|巩固|培[育养训]|多[措点方]|精[准心]|精细|整[合治顿]|统筹|完善|健全|优化|提[升高]|引[导领]|激[发活]|动员|鼓励|倡导|成[立为功]|"
    r"先后|近年|今年|去年|最近|目前|自|已|共|获|荣获|被|又|也|还|就|要|正|即|利用|借助|运用|构建|规范|严格|压实|夯实|筑牢|拓宽|盘活|总结|总共|划分|评选|表彰|选[派优拔]|"
    r"进[一行]|部署|安排|明确|要求|规定|设立|投入|投资|筹[集措]|争取|带[领动]|支持|帮助|累计|新[建增]|改[造进]|升级|打[造响好赢]|瞄准|抢抓|锚定|秉[持承]|贯彻|遵循|做[好到实]|做大|"
    r"因地制宜|以党建|第[一二三四五六七八九十])"
)
#: 某市是…, 某市位于…, 在某市举行: nothing is done.
_BEING, _PLACED = frozenset("是有位地为被又也还举召成"), frozenset("在到")
#: 某地示范区, 某地新区: an authority of the place, named after it.
_ZONE = re.compile(
    r"(?:[\u4e00-\u9fff]{0,4}(?:示范区|经济技术开发区|经济开发区|高新技术|开发区|工业园区)|新区|经开区|高新区)"
)
#: Characters of the longest name that _ZONE finds, 经济技术开发区 with four before it.
LONGEST_ZONE = 11
_TOWNSHIP = re.compile(r"(?![各全])[\u4e00-\u9fff]{2,4}(?:[镇乡](?![镇村党])|街道)")
_VILLAGE = re.compile(r"(?![全各农乡新山])[\u4e00-\u9fff]{2,3}村(?![级民镇落寨])")
_PRESS = re.compile(r"[省市县区州]?(?:[日晚]报|融媒|发布|新闻|广播|电视)")
_OWN_DATELINE = re.compile(r"[\u4e00-\u9fff]{2,10}(?:网|报|台|发布|中心|客户端|融媒体?) ?讯")
# Some cities write 山河街 for 山河街道.
_STREET = re.compile(r"[\u4e00-\u9fff]{2,5}?街(?!道)")
_SEATED = re.compile(r"(?:中央|中|部|省|市|州)(?:[,和及]?[省市州]){1,2}(?:直|属)?驻$")
_QUOTED = ('"', "'")


def is_organ(folded: str, start: int, end: int) -> bool:
    """Return whether the party or the government of the place is named: 中共某县, 某县委."""
    return folded[max(0, start - 2) : start] == "中共" or bool(ORGAN_BEHIND.match(folded, end))


def acts(folded: str, start: int, end: int) -> bool:
    """Return whether the name begins a clause and does something: 近年来,某县坚持…."""
    return bool(_CLAUSE_BEFORE.search(folded, max(0, start - 4), start) and _ACTS.match(folded, end))


def leads(folded: str, start: int, end: int) -> bool:
    """Return whether the name begins a clause as one that does something, and not as where something is: 某市推行…."""
    return acts(folded, start, end) and folded[end : end + 1] not in _BEING and folded[start - 1 : start] not in _PLACED


def opens_a_clause(folded: str, start: int) -> bool:
    """Return whether a clause begins with the name, or a word that takes a place stands before it: 11日,某县…."""
    return bool(_CLAUSE_BEFORE.search(folded, max(0, start - 4), start))


def is_press(folded: str, end: int) -> bool:
    """Return whether the name is followed by words that only a paper or station of a place has: 某市日报, 某县融媒."""
    return bool(_PRESS.match(folded, end))


def is_own_dateline(folded: str) -> bool:
    """Return whether a line begins with an outlet and 讯: 某县网讯, 某县融媒讯."""
    return bool(_OWN_DATELINE.match(folded))


def is_quoted(folded: str, start: int, end: int) -> bool:
    """Return whether little but the name stands in quotation marks: a slogan's “滨城” or “新乡韵” is no place."""
    return start > 0 and folded[start - 1] in _QUOTED and any(mark in folded[end : end + 3] for mark in _QUOTED)


def is_joined(folded: str, start: int) -> bool:
    """Return whether 和 before 县 means "and": 县教育局和县直学校 does not name 和县."""
    return folded.startswith("和县", start) and "\u4e00" <= folded[start - 1 : start] <= "\u9fff"


def names_its_zone(folded: str, end: int) -> bool:
    """Return whether an authority of the place follows: 济源示范区."""
    return bool(_ZONE.match(folded, end))


def names_a_township(folded: str, end: int) -> bool:
    """Return whether words in the form of a township follow, be it on the list or not: 某县某某乡某某村."""
    return bool(_TOWNSHIP.match(folded, end))


def names_a_village(folded: str, end: int) -> bool:
    """Return whether a village follows right behind the name: 某地某某村."""
    return bool(_VILLAGE.match(folded, end))


def is_dateline(folded: str, start: int, end: int) -> bool:
    """Return whether a line begins with the place and 讯: 某某讯3月17日."""
    return start == 0 and folded.startswith(("讯", "消息"), end)


def seats_offices(folded: str, start: int) -> bool:
    """Return whether offices of those above sit in the place: 中央、省、市驻某县单位; whoever counts them is of the place."""
    return bool(_SEATED.search(folded, max(0, start - 10), start))


def township_behind(folded: str, end: int, counties: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the counties that have the township named right behind a place: 某区山河街道, 某区山河街; () if none does."""
    if (street := _STREET.match(folded, end)) and (known := counties.get(f"{street[0]}道")):
        return known
    found = find_townships(folded[end : end + 9].lstrip(" "), counties)
    return found[0].counties if found and found[0].start == 0 else ()

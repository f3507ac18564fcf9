"""Is a place named only in passing: as a visitor's or helper's home, as the aim of a journey, or as one of several?

All functions take a folded line with the span of the name in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.text.places.gazetteer import Gazetteer
from archive.text.places.townships import find_townships
from archive.text.places.wording import is_organ

#: So many provinces in a row are a list, parted by these alone.
LISTED, _PARTED_BY = 3, frozenset([",", "和", "与", "及", "省,", " "])
_AWAY = re.compile(
    r"(?:赴|前往|[开驶运飞]往[\u4e00-\u9fff]{0,3}|走进|走出|奔赴|远赴|对标|援助|支援|学习|借鉴|来自|考察|视察|距离?|离|(?<![过除失送寄拿])去|圣地|我们?在|(?:起?源|发源|起步|发端|始|兴起)于|源自)$"
)
_BORDERS = re.compile(r"(?:[东南西北](?:邻|接|连|靠|临|与|望|抵|毗|界)|毗邻)$")
# 支部前往某区某社区开展活动 happens there; whoever goes to learn comes back.
_WORKS_THERE = re.compile(
    r"(?![^.;!?]{0,36}(?:考察|学习|参观|取经|研学|研修|培训|观摩|务工))[\u4e00-\u9fff]{1,10}(?:社区|村|镇|乡|街道)"
)
# 甘肃重要讲话 and a wire agency's 成都8月16日电 do not place the report either, nor do 上海代表团 and 台北报导.
_AND_SUCH_PLACES = re.compile(
    r"(?:[开驶运飞]?往[\u4e00-\u9fff]{2}|方向|至[\u4e00-\u9fff]{2,3}(?:[一二三四]级公路|公路|高速|铁路)|时?的?(?:重要讲话|重要指示)|"
    r"[0-9]{1,2}月[0-9]{1,2}日(?:电|消息)|报[导道](?:\)|$)|代表团|的?(?:游客|客商|旅客|老家|老乡|牌照|号牌|大?客车|大?货车|轿车)|籍)|[,和及与]?[\u4e00-\u9fff,]{0,16}(?:接壤|毗邻|相邻|交界|交汇|交会|结合部|接合部|相连|为邻)|等?(?:地|省|市)?(?:务工|打工|经商)|(?:[,和及与][\u4e00-\u9fff,]{1,12})?[0-9两二三四五六七八九]地(?![级市区块处方])|[,和及与]?[\u4e00-\u9fff,]{0,12}等(?:地|省|市|发达|先进|城市|沿海|兄弟)"
)

# 某区某镇委员一行到某街考察: the visitors' place is not the report's. Exceptions are a county's own leaders, and a visit
# to a village of the same county. Whoever writes 赴 went himself, and his place is the report's.
_OWN_LEADER = re.compile(r"[省市县区州盟旗]?(?:委|政府)?(?:副?书记|副?[省市县区州盟旗]长|领导|四大)")
_DELEGATION = re.compile(
    r"[^.;!?]{0,60}?(?:一行|[考督巡调指检验][察查导研收][组团]|参观团|代表团|学习团)[\u4e00-\u9fff0-9,]{0,12}?(?:来到|深入|到(?![会场位岗])|来|莅临|赴(?=[我本][市县区州旗盟]))(?P<aim>[^,.;!?]{0,24})"
)
# 某省委统战部参观某某街道, 某市政协到某县调研: the organ of those above is a guest of the one that it comes to.
_ORGAN_COMES = re.compile(
    r"[省市州]?(?:自治[区州])?(?:党委|委|人民政府|政府|政协|人大|[\u4e00-\u9fff]{2,8}?[厅局])[\u4e00-\u9fff]{0,12}?(?:参观|来到?|莅临|深入|到(?![会场位岗])|赴)(?P<aim>[^,.;!?]{0,24})"
)
_NAMED = re.compile(r"(?![各全基])[\u4e00-\u9fff]{2,6}(?:街道|社区|[镇乡]|[县区旗])")
#: 某市政协主席率委员组赴我市调研: the place of whoever comes to us.
_US = re.compile(r"[我本][市县区州旗盟]")
#: 某市政协一行来我校座谈: the organ that comes to our school is, as a rule, our city's.
_OUR_INSTITUTION = re.compile(r"[我本](?:校|院|园|所|局|公司|集团|企业)")
_A_VILLAGE = re.compile(r"(?![全各])[\u4e00-\u9fff]{2,6}(?:[镇乡村]|街道|社区)")
_A_COUNTY = re.compile(r"(?![全各])[\u4e00-\u9fff]{1,7}[县区旗]")
#: What the visitors came for stands behind the place that they came to.
_PURPOSE = re.compile(r"参观|考察|学习|观摩|取经|交流|调研|检查|指导|视察|督导|督查|走访|慰问|开展|了解")
_OWN_VILLAGE = re.compile(r"[镇乡村]|街道|社区|企业|基层|各地|项目|一线|全|各")
_GUESTS_BEFORE = re.compile(r"(?:调研组|考察组|考察团|参观团|代表团|一行)[\u4e00-\u9fff]{0,4}$")
_ARRIVES, _COMES = re.compile(r"(?:到|来|莅临)$"), re.compile(r"(?:来到?|莅临)$")
# 甲区结对帮扶乙县, 甲区派出干部到乙县帮扶: told of whom they help.
_HELPS = re.compile(
    r"[\u4e00-\u9fff]{0,8}(?:结对|对口|定点|协作)(?:帮扶|支援|援建|协作)(?!工作|单位|干部|任务|村|户|责任|政策|机制|项目|点)[\u4e00-\u9fff]{1,10}?[^全各本该我贫困][市县区州旗]"
    r"|(?:派出?|选派|派驻)[^,.;!?]{0,24}?(?:到|赴|往)[\u4e00-\u9fff]{0,10}[^全各本该我贫困][市县区州旗](?![直委级里内])[^,.;!?]{0,12}(?:帮扶|挂职|支援|支教|驻村)"
)
# 记者从某省教育厅获悉: the informant's place, not the place of the events.
# 总书记在某省考察时指出: said for the whole country.
_LEADER = re.compile(r"(?:总书记|国家主席|总理|习近平)[^.;!?]{0,60}(?:在|到|赴|来到)$")
_VISITED = re.compile(r"[\u4e00-\u9fff]{0,4}(?:考察|视察|调研)[\u4e00-\u9fff]{0,16}(?:时|期间|,)")
# 发言人4日在北京表示, 在某市召开全国…会: where somebody spoke is not what was spoken of.
_AT = re.compile(r"在$")
_SPOKE = re.compile(
    r"[\u4e00-\u9fff]{0,2}(?:表示|指出|强调|透露|介绍说|告诉记者)|[\u4e00-\u9fff]{0,8}?(?:召开|举[行办])[^,.;]{0,6}全国"
)
# 甲地第八批援藏干部, 甲地12名援疆医生: they work elsewhere; 驻甲地办事处: an office of others.
_SENDS_AID = re.compile(
    r"[省市县区州]?(?:[\u4e00-\u9fff0-9]{0,2}第?[一二三四五六七八九十0-9]{1,4}[批名位])?(?:对口)?(?:支)?援(?:[藏疆青黔滇鄂外]|西藏|新疆|青海)"
)
_STATIONED = re.compile(r"驻$")
_OFFICE = re.compile(r"[省市县区州]?[\u4e00-\u9fff]{0,4}(?:特派|专员办|办事处|记者站|代表处|联络处|总领)")
# 党员们到某市参观: they came back. What leaders inspect (考察, 视察) is theirs, and is not meant here.
_WENT = re.compile(r"到$")
_LEARNS = re.compile(r"[\u4e00-\u9fff]{0,6}(?:参观|观摩|取经|研学|培训|学习(?!贯彻|宣传|传达|教育|型|强国))")
_FROM_ABOVE = re.compile(
    r"(?:^|[^\u4e00-\u9fff]|[0-9日午])(?P<above>国家|中央|全国|省|市)(?![\u4e00-\u9fff]?[0-9])(?:[^.;!?省市县区旗]|(?<=[社校园])区|[市县区旗](?=[长直委级领政])){2,40}(?:赴|到|来|深入|前往)$"
)
_LOOKS = re.compile(
    r"(?![^.;!?]{0,24}(?:学习|参观|取经|观摩|培训|交流))[^.;!?]{0,24}?(?:调研|督查|督导|检查|指导|视察|慰问|走访|巡察|评估|验收)"
)
# Up to the verb; no way back into the words.
_OWN_GOES = re.compile(
    r"(?:^|[^\u4e00-\u9fff]|[0-9日午])(?:我?[县区市旗州](?:委|政府|政协|人大|直|级|长|领导)?|我[县区市旗州])"
    r"(?:[^.;!?省市县区旗]|(?<=[社校园])区|[市县区旗](?=[长直委级领政])){1,40}+$"
)
_GOING = ("前往", "走进", "赴", "到")
_LEARNS_THERE = re.compile(r"[^.;!?]{0,24}?(?:考察|学习(?!贯彻|宣传)|参观|观摩|取经|交流|研学|培训)")
# 支部到某县某纪念馆重温誓词: whoever sees the sights of a place is of another.
_GOES = re.compile(r"(?<!记者)(?<!调研组)(?:到|赴|前往|来到|走进|奔赴|参观|瞻仰|走访|探访)(?:位于|了)?$")
_SIGHT = re.compile(
    r"[\u4e00-\u9fff0-9\"<>·,]{0,16}?(?:纪念[馆堂碑园塔]|旧[址居]|故居|故里|陵园|博物[馆院]|展[览陈示]馆|文化馆|(?:教育|革命|纪念|党性|红色|研学|廉政|警示|党建|培训|主题)[\u4e00-\u9fff]{0,6}(?:基地|馆|园)|革命老区)"
)
# 奔赴甲市某纪念馆和乙县某纪念馆: the second of two.
_GOES_ON = re.compile(
    r"(?<!记者)(?<!调研组)(?:赴|前往|来到|走进|奔赴|参观|瞻仰)[^.;!?]{2,30}(?:馆|堂|碑|园|塔|址|居|基地|陵)[,和与及]$"
)
_FROM = re.compile(r"从[\u4e00-\u9fff]{0,3}$")
_TOLD_BY = re.compile(r"[\u4e00-\u9fff]{0,12}(?:获悉|了解到|得知|获知)")
# 自某市某区2004年率先推行以来, 已在全国推广: where it began.
_SINCE = re.compile(r"(?:自从?|由)$")
_FIRST_THERE = re.compile(r"[^,.;]{0,16}?(?:率先|首创|首先|最早|最先)")
# 张三是甲省乙市人
_BORN, _NATIVE = re.compile(r"(?:是|系|为|来自)[\u4e00-\u9fff]{0,4}$"), re.compile(r"人(?:$|[,.;])")
# 2023年5月于北京, below a text: where its author wrote it.
_WRITTEN_AT, _ENDS_LINE = re.compile(r"(?:^|[写作记草稿改日月年 (])于$"), re.compile(r"[ 0-9年月日.,)]*$")
_SUCH_AS = re.compile(r"(?:例如|比如|譬如|诸如)[,: ]{0,2}(?:在)?$")
# 从八百里外的甲县到乙县任职
_FAR_FROM = re.compile(r"从[\u4e00-\u9fff0-9]{0,8}$")
_TO = re.compile(r"(?:来到|赶到|到|来|返|归)[\u4e00-\u9fff]")
# 考察团先后深入甲县、乙县: all of them are where others live.
_TOUR = re.compile(
    r"(?:考察团|考察组|参观团|学习团)[\u4e00-\u9fff]{0,4}先后(?:深入|来到|到|赴|考察|参观|走访|走进)[^.;!?]{0,120}$|(?:考察团|考察组|参观团|学习团)[\u4e00-\u9fff]{0,4}(?:到|赴|前往)(?:[\u4e00-\u9fff]{1,8}[县市区旗州],)+$"
)
# “…”总书记在某县同村民交谈时说: the place of a word that is said to all.
_SAID_TO_ALL = re.compile(
    r"[^.;!?]{0,40}(?<![彻实习])(?:习近平)?总书记[^.;!?]{0,4}(?:同|和|与|对|在)[^.;!?]{0,24}(?:说|指出|强调|嘱托)"
)
# 传达学习某省委全会精神: the meeting of those above.
_PASSED_ON = re.compile(r"传达[^.;!?]{0,48}$")
_SPIRIT = re.compile(r"[^.;!?]{0,40}?(?:全会|会议|大会|讲话|指示|两会)[^.;!?,]{0,8}精神")
# 学习某省第十三次党代会报告, 某省教育工委的指导意见: a paper of the province, which all below it study.
_OF_THE_PROVINCE = re.compile(
    r"(?<=省)第[一二三四五六七八九十]{1,3}次(?:党代会|党代表大会|代表大会)(?:报告|精神|决议)"
    r"|(?<=省)委[\u4e00-\u9fff]{0,8}?(?:的)?(?:指导意见|实施意见|全会精神|会议精神)"
)
# 被评为某省委年度先进支部: who gave the honour. 某省人大代表张三: what a person is.
_HONOURED = re.compile(r"(?:评为|评选为|荣获|获评|授予|命名为|表彰为)[\u4e00-\u9fff\"]{0,4}$")
_HONOUR = re.compile(r"(?:省|(?<=省))[\u4e00-\u9fff0-9\"]{0,14}?(?:先进|优秀|模范|示范|标兵|文明|称号)")
_POST = re.compile(
    r"(?:省|自治区|(?<=省)|(?<=自治区))(?:人大代表|党代表|政协委员|劳动模范|劳模|道德模范)"
    r"(?!们|团|和|,|履职|工作|联络|之家|活动|小组|建议)"
)
# 某省换届贿选案, in every warning to cadres; 占全某市四分之一: the whole of which the report's place is a part.
_CASE = re.compile(r"[\u4e00-\u9fff]{0,6}?(?:贿选|破坏选举)[\u4e00-\u9fff]{0,4}案")
_SHARE_OF = re.compile(r"(?:占了?全|乃至)$")
# 全市基层党建现场会在某区某镇举行: the city's meeting.
# 中央宣传部在某市发布: the country's.
_WHOLE = re.compile(
    r"(?:全[省市州盟][^.;!?]{2,48}|(?:中央[\u4e00-\u9fff]{2,6}[部委]|国务院|民政部|中组部|中宣部)[^.;!?]{0,20})在$"
)
_MEETS = re.compile(r"[\u4e00-\u9fff0-9]{0,16}?(?:举行|召开|举办|发布)")
# 刚从北京返回, 在北京开会: they are back.
_ATTENDED = re.compile(r"(?:开会|参会|参加|出席)")
_GONE_TO = re.compile(r"(?:赴|前往|走进|深入|来到|抵达|重访)[\u4e00-\u9fff]{0,8}$")
# 某市首个联盟在某区成立: the range of a comparison.
_FIRST_OF = re.compile(r"[省市县区州]?(?:首[个家支批座届]|第一[个家支批]|唯一)")


def is_away(folded: str, start: int, end: int, *, hosts: bool) -> bool:
    """Return whether people only went there, or it is one of several: 赴青岛市研修, 到上海、成都等发达地区.

    ``hosts``: visitors with a home of their own were named before in the line, and 到某县学习 leads to their hosts.
    """
    before = folded[max(0, start - 8) : start]
    if hosts and _ARRIVES.search(before):
        return False
    return bool(
        _SENDS_AID.match(folded, end, end + 24)
        or _SUCH_AS.search(before)
        or (_BORN.search(before) and _NATIVE.match(folded, end))
        or (_STATIONED.search(before) and _OFFICE.match(folded, end, end + 16))
        or (_WENT.search(before) and _LEARNS.match(folded, end, end + 16))
        or _BORDERS.search(before)
        or (_AWAY.search(before) and not _WORKS_THERE.match(folded, end, end + 40))
        or _AND_SUCH_PLACES.match(folded, end, end + 16)
        or (_FROM.search(before) and _TOLD_BY.match(folded, end))
        or (_WRITTEN_AT.search(before) and _ENDS_LINE.match(folded, end))
        or (_SINCE.search(before) and _FIRST_THERE.match(folded, end))
        or (_AT.search(before) and (_SPOKE.match(folded, end) or _ATTENDED.match(folded, end)))
        or (_VISITED.match(folded, end) and _LEADER.search(folded, max(0, start - 80), start))
        or _TOUR.search(folded, max(0, start - 140), start)
        or _SAID_TO_ALL.match(folded, end, end + 100)
        or _SHARE_OF.search(before)
        or _POST.match(folded, end)
        or _CASE.match(folded, end, end + 24)
        or (_HONOURED.search(folded, max(0, start - 12), start) and _HONOUR.match(folded, end, end + 28))
        or _OF_THE_PROVINCE.match(folded, end, end + 32)
        or (_SPIRIT.match(folded, end, end + 50) and _PASSED_ON.search(folded, max(0, start - 56), start))
        or (_AT.search(before) and _MEETS.match(folded, end) and _WHOLE.search(folded, max(0, start - 56), start))
    )


def is_guest(
    folded: str,
    start: int,
    end: int,
    codes: tuple[str, ...],
    gazetteer: Gazetteer,
    *,
    hosts: bool,
    has_part: bool,
) -> bool:
    """Return whether visitors or helpers came from there: 某区某局局长一行到某街考察, 某区结对帮扶某县.

    ``codes`` are the regions that the name may mean; a township that none of them has is elsewhere, and an organ of a
    city that comes to a county or to a township of it is a guest there. ``hosts``: other visitors were named before in
    the line, and 考察团来到 leads to their hosts; ``has_part``: the text names one county inside the region.
    """
    if _GUESTS_BEFORE.search(folded, max(0, start - 8), start):
        # Whoever writes 来 is there himself.
        is_host = _COMES.search(folded, max(0, start - 2), start)
        return not (is_host or (hosts and _ARRIVES.search(folded, max(0, start - 2), start)))
    if _HELPS.match(folded, end, end + 60):
        return True
    if _FAR_FROM.search(folded, max(0, start - 10), start) and _TO.match(folded, end):
        return True
    behind = folded[end : end + 110]
    is_higher = all(gazetteer.regions[code].level != "county" for code in codes)
    organ = _ORGAN_COMES.match(behind) if is_higher else None
    if organ and _NAMED.match(organ["aim"]):
        return True
    visit = _DELEGATION.match(behind)
    if visit and _US.match(visit["aim"]):
        return True
    if visit is None or _OWN_LEADER.match(behind):
        return False
    if _OUR_INSTITUTION.match(visit["aim"]) and is_organ(folded, start, end):
        return False
    aim = _PURPOSE.split(visit["aim"], maxsplit=1)[0]
    townships = find_townships(aim, gazetteer.townships)
    if townships:
        own = [
            county
            for county in townships[0].counties
            if any(code in (county, *gazetteer.above(county)) for code in codes)
        ]
        return not own or (is_higher and len(own) == 1)
    if is_higher and (_A_COUNTY.match(aim) or (has_part and _A_VILLAGE.match(aim))):
        return True
    return len(aim) >= 2 and not _OWN_VILLAGE.search(aim)


def listed(folded: str, spans: Sequence[tuple[int, int]]) -> set[int]:
    """Return the starts of those names that stand in a list of three or more: 安徽、湖南、云南等省. ``spans`` in order."""
    found: set[int] = set()
    run: list[tuple[int, int]] = []
    for span in spans:
        run = [*run, span] if run and folded[run[-1][1] : span[0]] in _PARTED_BY else [span]
        if len(run) >= LISTED:
            found.update(start for start, _ in run)
    return found


def sees_sights(folded: str, start: int, end: int) -> bool:
    """Return whether people went to a museum, a memorial or a school of cadres there: 到某县某纪念馆."""
    goes = _GOES.search(folded, max(0, start - 8), start) or _GOES_ON.search(folded, max(0, start - 40), start)
    return bool(goes and _SIGHT.match(folded, end, end + 30))


def comes_from_above(folded: str, start: int, end: int, level: str) -> bool:
    """Return whether an organ of those above, without a name, came to look: 省民政厅一行赴某市调研 is told by the city.

    ``level`` is that of the place, as in the table of regions.
    """
    found = _FROM_ABOVE.search(folded, max(0, start - 60), start)
    if found is None or not _LOOKS.match(folded, end, end + 40):
        return False
    return level == "county" or (level == "city" and found["above"] != "市")


def goes_to_learn(folded: str, start: int, end: int) -> bool:
    """Return whether an organ of the own place, without a name, went there to learn: 区委常委一行赴某区学习考察."""
    verb = next((verb for verb in _GOING if folded.endswith(verb, 0, start)), "")
    goes = verb and _OWN_GOES.search(folded, max(0, start - 100), start - len(verb))
    return bool(goes and _LEARNS_THERE.match(folded, end, end + 40))


def is_gone_to(folded: str, start: int) -> bool:
    """Return whether somebody goes to the place: 赴甲县某镇, 重访乙市丙县."""
    return bool(_GONE_TO.search(folded, max(0, start - 14), start))


def is_a_range(folded: str, end: int) -> bool:
    """Return whether the name is the range of a comparison: 某市首个."""
    return bool(_FIRST_OF.match(folded, end))

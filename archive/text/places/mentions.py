"""Where does a report name a region? In its title, head, paragraphs, signature or outlet.

Words that only look like a name are excluded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from operator import add

from archive.text.credits.surnames import COMMONEST
from archive.text.places.apparatus import Paragraph, is_caption
from archive.text.places.gazetteer import Form, Gazetteer, PlaceName
from archive.text.places.wording import names_its_zone
from search.analysis import known_words, load_jieba
from search.fold import fold


@dataclass(frozen=True, slots=True)
class Mention:
    """``text[start:end]`` names one of ``codes`` (several for homonyms).

    ``is_outlet``: it is part of the name of a newspaper or site (定西日报), whose home says little about the report.
    ``former`` are those of ``codes`` that had the name once and no longer have it.
    """

    start: int
    end: int
    codes: tuple[str, ...]
    form: Form
    is_outlet: bool = False
    former: frozenset[str] = frozenset()


# Behind a short name: a township, a street, a school, a landmark: 合水镇 is not 合水县.
_NOT_BEHIND_SHORT = re.compile(
    r"[\u4e00-\u9fff]{0,3}(?:博物馆|博物院|博物总馆|图书馆|美术馆|展览馆|规划馆|科技馆)|公交|地铁(?![0-9]{1,2}号线[\u4e00-\u9fff]{0,8}(?:项目|工程|标段|建设))|镇|乡(?![村镇贤风亲土情愁音域里邻绅间])|街道|街|大街|[东南西北中正横]大?街|[东南西北中]路|路(?!子|径|线)|村(?!级|民|两|党|干|集|里|组|居|社)|嘎查|苏木|屯(?![门垦溪昌留兵粮积驻])|[农林牧团]场|社区|大学(?!生)|学院|中学|第?[一二三四五六七八九十]小(?=$|[^\u4e00-\u9fff]|[学党支师校教开举])|小学|学校|党校|公园|机场|火车站|高速|(?:[一二三四]级)?公路|铁路|水库|国道|集团|"
    # 延安精神, 遵义会议, 浙江“千万工程”经验 are models for the whole country.
    r"精神|会议(?:旧|会)址|会议(?=精神|纪念)|整风|起义|会师|战役|时间|亚运会|冬奥会|\"千万工程|事务|同胞|海峡|当局|问题|"
    r"公司|银行|大道|广场|医院|大桥|河(?!长|流)|江(?!苏|西)|湖(?!南|北|泊|[\u4e00-\u9fff]{0,2}(?:村|镇|乡|社区))|山(?!东|西|区|村|乡|水|地)|人寿|石油|湾(?!沚|里|仔)|(?<=[河江])(?:[东南西北两沿]岸|[上中下]游|流域|岸边|畔)|(?:环球|世界)金融中心|大厦|岭(?!东)|坡(?!头)|[坝坪垭]|港(?![口区澳南北闸])|"
    r"[\u4e00-\u9fff]{1,6}(?:大学(?!生)|学院)|[省市县区州盟旗](?![域县])|(?![各全农城等的有和与两一在县区市乡镇村])[\u4e00-\u9fff]{1,2}(?:社区|小区|街道)|"
    # 甲地某某药业有限公司 sits there; what it did is told of another place.
    r"(?:(?![把在到由为对向从和与及的了是个家名各等以将被就所县市区村镇乡]|有(?!限))[\u4e00-\u9fff]){1,12}?(?:公司|集团)"
)
# Behind a whole name that ends in a level word: 合作市场, 中山区域, 平安县域 are words of their own.
_NOT_BEHIND_FULL = re.compile(
    r"[\u4e00-\u9fff]{0,3}(?:博物馆|博物院|博物总馆|图书馆|美术馆|展览馆|规划馆|科技馆)|(?:机场|火车站|高铁站|汽车站)(?![路街镇社片])|场|域|间|块|镇|街道|大学(?!生)|学院|(?<=县)(?:城市)|(?<=市)容"
)
#: 某省某某农业发展有限公司 sits anywhere in the province, and 上海市某某(集团)有限公司 in any of its districts.
_FIRM = re.compile(
    r"(?![把在到由为对向从和与及的了是个家名各等以将被就所级属管直])[\u4e00-\u9fff]{2,14}?(?:\([\u4e00-\u9fff]{2,4}\))?有限(?:责任)?公司"
)
# 中共乐山市委党校学报: where a school or journal sits is not where its papers' cases are.
_LEARNED = re.compile(
    r"[省市县区州]?委?(?:党校|行政学院|干部学院|学报|社科院|社会科学)|"
    # 某某大学某省某某研究中心: where the author works.
    r"(?:党的|(?![把在到由为对向从的了是个家名各等将被就])[\u4e00-\u9fff]){0,14}?研究(?:中心|院|所|会|基地)"
)
_OUTLET = re.compile(
    r"(?:日报|晚报|早报|晨报|时报|都市报|商报|农民报|法治报|工人报|发布|电视台|广播电视台|广播|电台|新闻网|新闻|"
    r"党建网|先锋网?|在线|融媒|网|文明网|机关党建|组工网?|共产党员网|云-|云客户端|电视报|观察(?:网|讯)|交通音乐)|"
    # With a word between, only endings that nothing else has: 某地长安网, 某地法治报社, 某地手机报, 某地时讯.
    r"[\u4e00-\u9fff]{0,4}?(?:[日晚晨早周]报|[时快]讯|手机报|法治报|法制报|政法报|工人报|农民报|青年报|教育报|商报|都市报|头条|客户端|长安网|平安网|政法网|党建网|"
    r"文明网|新闻网|组工网|先锋网|红网|电视台|广播台|电台|融媒体|报业|报社|新闻频道|广播频道|公众号)"
)
# 当代某地杂志, 今日某地客户端, 直播某地讯.
_OUTLET_BEFORE = re.compile(r"(?:今日|当代|直播|掌上|人民|中国)$")
_OUTLET_BEHIND = re.compile(r"[\u4e00-\u9fff]{0,2}(?:杂志|编辑|记者|客户端|讯|频道|网)")
#: A book, paper or programme in 《》 no longer than this is no place of the text: 《当代某地》, 《某县志》. A longer one may be
#: a paper of the place's own organ, with its whole name.
_LONGEST_TITLE, _LONGEST_BOOK = 12, 40
_BOOK = re.compile(rf"<[^<>]{{2,{_LONGEST_BOOK}}}>")
#: 何海明、金华元、高英: a list of persons.
_IS_A_PERSON = re.compile(r"(?![省市县区州盟旗籍人等地和及的])[\u4e00-\u9fff][, ]")
#: 陜西 is how converters and old type write 陕西; the fold leaves this sign as it is.
_VARIANT = ("陜", "陕")
#: 编辑:宁波 and 本网讯(宁波) are persons.
_CREDITED = re.compile(r"(?:(?:编辑|责编|记者|校对|审核|编审|摄影|作者|供稿)[: ]{1,2}|[报网站台刊社]讯\()$")
#: 副书记宋凌云: behind an office and a surname stands a person; 于, 任 and 向 are words there.
_OFFICE = re.compile(r"(?:书记|主任|主席|委员|组长|[校院厂处局部科所厅市县区镇乡村]长|经理|教授|老师|同志|记者)$")
_SURNAMES = COMMONEST - frozenset("于任向")
#: 某地正版资料, 某地和记娱乐场: what link farms strew into copied texts.
_ADVERTISED = re.compile(r"[\u4e00-\u9fff]{0,3}(?:正版|六合|开奖|彩票|博彩|赌场|赌城|娱乐城|娱乐场)")
#: 京西山区, 鄂东阳新县, 湘南宁远县: a part of a province, and what lies there; 西山区, 东阳 and 南宁 are not named.
_PART = re.compile(r"[京津冀晋豫鲁皖苏浙闽赣鄂湘粤桂琼川渝黔滇陕陇][东南西北中]")
_WINDOW = 8
_LEVEL_WORDS = frozenset("省市县区州盟旗")

#: Characters of a report that count as its head.
HEAD_LENGTH = 120
_VILLAGE_BEHIND = re.compile(
    r"的?[\u4e00-\u9fff]{2,7}?(?:镇|乡|街道|苏木)(?P<village>[\u4e00-\u9fff]{2,9}?(?:社区|嘎查|村(?!村|民|党|委|支|级)))"
)
_SIGNED = re.compile(r"[委部局办会组校室处]$|供稿|[0-9一二三四五六七八九]日[)）]?$")
# 通讯员 某市台办 张三 报道; (某县某镇 张三) at the end of the last lines.
_CONTRIBUTES = re.compile(r"\(?(?:本[报网])?(?:特约)?(?:通讯员|供稿|撰稿|作者)")
_CONTRIBUTOR = re.compile(
    r"\((?:通讯员|供稿|作者)? ?:? ?[\u4e00-\u9fff]{2,20}(?:[委部局办院校社处会镇乡]|街道) ?[\u4e00-\u9fff]{1,4}(?: ?[\u4e00-\u9fff]{1,4}){0,2}\)[.]?$"
)
#: 某某村党支部, 在某某村: a village, though the province of this name has 村级 and 村民.
_IS_VILLAGE = re.compile(
    r"村(?=$|[^\u4e00-\u9fff]|党支部|党总支|党委|村民|位于|位居|在|有[0-9]|面积|两委|地处|坐落|是|的|支部|支书|党群|第一书记|驻村)"
)


def find_mentions(text: str, gazetteer: Gazetteer, years: tuple[int, ...] = ()) -> list[Mention]:
    """Return all mentions in the order of the text; they do not overlap, the longest name wins.

    Works on the folded text, so that both scripts and converted names are found; offsets are those of ``text``.
    ``years`` is the year of the text, or those it speaks of; they select among the regions that ever had a name.
    """
    folded = fold(text).replace(*_VARIANT)
    found: list[Mention] = []
    names = gazetteer.names
    behind = 0  # the end of the last mention: they do not overlap
    for at in [at for at, pair in enumerate(map(add, folded, folded[1:])) if pair in names]:
        if at < behind:
            continue
        for name in names[folded[at : at + 2]]:
            if folded.startswith(name.folded, at) and (
                mention := _mention(text, folded, at, name, years, is_beside=_is_beside(found, at, name, gazetteer))
            ):
                found.append(mention)
                behind = mention.end
                break
    return found


def mentions_by_section(
    title: str, outlet: str, lines: list[Paragraph], years: tuple[int, ...], gazetteer: Gazetteer
) -> Iterator[tuple[str, str, int, Mention]]:
    """Yield (section, line, number, mention) for title (number -1), outlet (-2) and each paragraph, from 0.

    The section is title, outlet, head, body, signature, or home: the village of the whole report lies there.
    """
    source, folded_title = fold(outlet), fold(title)
    villages = _villages([folded_title, *(line.folded for line in lines)], gazetteer)
    if not is_caption(folded_title):
        for mention in find_mentions(title, gazetteer, years):
            if not _is_village(title, mention, villages):
                is_outlet = mention.is_outlet or _is_within(source, folded_title, mention)
                yield "outlet" if is_outlet else "title", title, -1, mention
    for mention in find_mentions(outlet, gazetteer, years):
        yield "outlet", outlet, -2, mention
    before, lead = 0, ""
    for number, line in enumerate(lines):
        is_last = number >= max(1, len(lines) - 3)
        is_short = number > 0 and len(line.text) <= 40
        is_signature = is_short and (
            bool(_CONTRIBUTES.match(line.folded)) or (is_last and bool(_SIGNED.search(line.text)))
        )
        for mention in find_mentions(line.text, gazetteer, years):
            if _is_village(line.text, mention, villages):
                continue
            is_outlet = mention.is_outlet or _is_within(source, line.folded, mention)
            is_signed = is_signature or (is_last and _contributed(line.folded, mention))
            section = "outlet" if is_outlet else "signature" if is_signed else "body"
            if section == "body" and not line.is_note and before + mention.start < HEAD_LENGTH:
                section = "head"
            if section == "body" and _leads_home(line.folded, mention, folded_title, lead):
                section = "home"
            yield section, line.text, number, mention
        before += 0 if line.is_note else len(line.text)
        if len(lead) < HEAD_LENGTH:
            lead = (lead + line.folded)[:HEAD_LENGTH]


def _leads_home(folded: str, mention: Mention, folded_title: str, lead: str) -> bool:
    """Return whether the village of the whole report follows: the title, the lead or the line itself named it before."""
    found = _VILLAGE_BEHIND.match(folded, mention.end)
    if found is None:
        return False
    return any(found["village"] in before for before in (folded_title, lead, folded[: mention.start]))


def _contributed(folded: str, mention: Mention) -> bool:
    """Return whether the name stands in the brackets of the contributor at the end of a line."""
    found = _CONTRIBUTOR.search(folded, max(0, len(folded) - 60))
    return found is not None and found.start() < mention.start


def _is_within(name: str, folded: str, mention: Mention) -> bool:
    """Return whether a mention stands in the name of the report's own outlet: 甲地 in 甲地法治报."""
    if len(name) < 3:
        return False
    at = folded.find(name, max(0, mention.end - len(name)), mention.start + len(name))
    return at >= 0


def _villages(folded_lines: list[str], gazetteer: Gazetteer) -> frozenset[str]:
    """Return the short names of regions that a text gives to a village: 湖南 in 走进湖南村, 湖南村位于…."""
    found = set()
    for line in folded_lines:
        for match in _IS_VILLAGE.finditer(line):
            for length in (2, 3):
                name = line[max(0, match.start() - length) : match.start()]
                if any(each.folded == name and each.form == "short" for each in gazetteer.names.get(name[:2], ())):
                    found.add(name)
    return frozenset(found)


def _is_village(text: str, mention: Mention, villages: frozenset[str]) -> bool:
    """Return whether a short name stands for the village of this name: 湖南村党员 where the text has 湖南村."""
    return (
        mention.form == "short"
        and text[mention.end : mention.end + 1] == "村"
        and fold(text[mention.start : mention.end]) in villages
    )


def _is_beside(found: list[Mention], at: int, name: PlaceName, gazetteer: Gazetteer) -> bool:
    """Return whether the region above stands right before: 宁夏固原因雪封路 names 固原, though 原因 is a word."""
    if not found or found[-1].end != at:
        return False
    above = {code for one in name.codes for code in gazetteer.above(one)}
    return not above.isdisjoint(found[-1].codes)


def _mention(
    text: str, folded: str, start: int, name: PlaceName, years: tuple[int, ...], *, is_beside: bool
) -> Mention | None:
    end = start + len(name.folded)
    if (
        (name.form == "short" and _ADVERTISED.match(folded, end))
        or _LEARNED.match(folded, end)
        or (name.form == "full" and name.codes[0].endswith("0000") and _FIRM.match(folded, end))
    ):
        return None
    longest = _LONGEST_BOOK if name.form == "short" else _LONGEST_TITLE
    is_outlet = bool(_OUTLET.match(folded, end)) or _is_in_a_books_name(folded, start, end, longest)
    if not is_outlet and (_NOT_BEHIND_SHORT if name.form == "short" else _NOT_BEHIND_FULL).match(folded, end):
        return None
    # 若干县 folds like 若乾縣; only 乾 as written, or as a converter left it behind 省 or 市, is the county.
    if name.folded != name.literal and text[start] != name.literal[0] and folded[start - 1 : start] not in ("省", "市"):
        return None
    is_open = bool(_OUTLET.match(folded, end)) or folded[end : end + 1] in _LEVEL_WORDS or names_its_zone(folded, end)
    if (name.form == "short" or end - start == 2) and not is_beside and not _is_cut_out(folded, start, end, is_open):
        return None
    if not is_beside and start and _PART.match(folded, start - 1):
        return None
    if (
        name.form == "short"
        and folded[start - 1 : start] in _SURNAMES
        and _OFFICE.search(folded, max(0, start - 4), start - 1)
    ):
        return None
    if name.form == "short" and _IS_A_PERSON.match(folded, end) and folded[start - 1 : start] in (",", " "):
        return None
    if (
        name.form == "short"
        and _CREDITED.search(folded, max(0, start - 6), start)
        and not folded[end : end + 1].strip(" ,)")
    ):
        return None
    codes = name.codes_in(years)
    return Mention(start, end, codes, name.form, is_outlet, name.former.intersection(codes))


def _is_in_a_books_name(folded: str, start: int, end: int, longest: int) -> bool:
    """Return whether a name stands in 《当代某地》 of at most so many characters, or in 今日某地客户端."""
    opened = folded.rfind("<", max(0, start - longest), start)
    if opened >= 0 and (book := _BOOK.match(folded, opened)) and end <= book.end() <= opened + longest + 2:
        return True
    return bool(_OUTLET_BEFORE.search(folded, max(0, start - 2), start) and _OUTLET_BEHIND.match(folded, end))


def _is_cut_out(folded: str, start: int, end: int, is_open: bool) -> bool:
    """Return whether words begin at ``start`` and end at ``end``: not in 隆|重庆|祝, 示|范县.

    ``is_open``: only the beginning counts; 苏州工业园区 and 宁波网 are words of the dictionary, and name the city.
    """
    at_end = not is_open
    if not _is_bridged(folded, start) and not (at_end and _is_bridged(folded, end)):
        return True
    window_start = max(0, start - _WINDOW)
    edges = {window_start}
    at = window_start
    for word in known_words(folded[window_start : end + _WINDOW]):
        # 定西市 or 贵州省 as one word of the dictionary still holds the name that it starts with.
        at += len(word)
        edges.add(at)
    return start in edges and (end in edges or not at_end)


def _is_bridged(folded: str, at: int) -> bool:
    """Return whether some word of the dictionary stands across ``at``; if none does, every cut has an edge there."""
    words = load_jieba(None).FREQ  # holds the beginnings of words too, with 0
    for start in range(max(0, at - _WINDOW), at):
        end = start + 1
        while end <= len(folded) and (times := words.get(folded[start:end])) is not None:
            if times and end > at:
                return True
            end += 1
    return False

"""What is a planned or a done figure about? Its indicator in one spelling, what narrows it, and its span of time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from archive.text.face import face
from archive.text.figures.units import listed
from search.fold import fold


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure with the words around it. ``sentence[at:end]`` is the number with its unit; ``before`` is what precedes it.

    ``before`` reaches back as far as the caller likes, over earlier lines too: a span of time may stand in a heading.
    ``noun`` and ``action`` are as written; ``value`` is in ``unit``; ``year`` and ``until`` are what the words before the
    number name. ``reported`` and ``month`` are those of the report's date, ``month`` None where only the year is known.
    """

    noun: str
    action: str
    value: Decimal | None
    high: Decimal | None
    unit: str
    bound: str
    kind: str
    redacted: bool
    year: int | None
    until: int | None
    reported: int
    month: int | None
    rule: str
    sentence: str
    at: int
    end: int
    before: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class ReadStatement:
    """What of a statement decides, worked out once.

    ``letters`` are those of the indicator, ``pairs`` its pairs of characters, ``core`` the indicator without its qualifiers; ``span`` its first and last year, None where
    the words leave that open. ``measure``: numbers with another one are never compared. ``low`` and ``high`` are below 0 for what falls.
    ``ceiling``: not more is promised; ``lower``: less is better, or nobody can tell. ``more``: 超过, the number itself is not enough.
    """

    letters: Counter[str]
    pairs: Counter[str]
    core: str
    qualifiers: frozenset[str]
    span: tuple[int, int] | None
    measure: str
    low: Decimal | None
    high: Decimal | None
    ceiling: bool
    lower: bool
    more: bool


#: Spellings of one indicator of the statistics, and words that say nothing of which one it is.
_SAME = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"^(?:全|我|本|该)(?:省|市|县|区|州|盟|旗|镇|乡|村|自治区)(?:的|共)?", ""),
        (r"地区生产总值|生产总值|gdp|经济增速|^经济(?:增长)?$|经济总量", "生产总值"),
        (r"规上", "规模以上"),
        (r"社零(?:总额)?|社会消费品零售(?!总额)", "社会消费品零售总额"),
        (r"(?:外贸|货物贸易?|货物)进出口|进出口贸易", "进出口"),
        (r"进出口(?:总额|总值|总量)", "进出口"),
        (r"固投", "固定资产投资"),
        (r"地方(?:一般公共预算|财政)", "一般公共预算"),
        (r"居民消费价格(?:总?水平|总?指数)?|cpi", "居民消费价格"),
        (r"全体(?:常住)?居民|常住居民", "居民"),
        (r"可支配收入", "收入"),
        (r"农民人均", "农村居民人均"),
        (r"城镇调查失业率|调查失业率", "城镇调查失业率"),
        (r"(?:总)?(?:人数|户数|个数|数量|规模|面积|里程|增速|增幅|涨幅|增长率|目标任务|任务|目标)$", ""),
        (r"的|各类|共", ""),
    )
)
#: Deeds that say no more than that there is a number, and those of one sense.
_PLAIN = listed(
    "有 达 达到 完成 实现 确保 保持 力争 争取 预计 计划 稳定 控制 突破 超过 增长 提高 提升 增加 下降 降低 减少 上升 上涨 为 是 占 落实 抓好 做好 推进 加快 全面"
)
_DEEDS = {
    "新建": "建", "建成": "建", "建设": "建", "新建成": "建", "建立": "建", "打造": "建", "建": "建", "创建": "建", "布局": "建", "建好": "建",
    "新增": "增", "净增": "增", "增设": "增", "新增加": "增",
    "开工": "始", "启动": "始", "新开工": "始", "动工": "始", "开工建设": "始",
    "改造": "改", "改建": "改", "改造提升": "改", "提升改造": "改", "更新": "改", "新建改造": "改建", "新改建": "改建", "新建改建": "改建",
    "培育": "育", "新培育": "育", "培养": "育", "引育": "育", "新认定": "育", "认定": "育",
    "竣工": "竣", "建成投产": "竣", "投产": "竣",
    "实施": "实", "组织实施": "实", "谋划实施": "实",
}  # fmt: skip
_DEED_BEFORE = re.compile("|".join(sorted((each for each in _DEEDS if len(each) > 1), key=len, reverse=True)))
_DEED_BEHIND = re.compile("(?:新建|建设|改造|改造提升|创建|培育)$")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
#: What narrows an indicator; it may stand before the noun in the clause.
_QUALIFIERS = re.compile(
    r"其中|农村|乡村|城镇|城市|市区|城区|主城|县域|沿海|海洋|数字经济|民营|民间|国有|央企|外资|外贸|规模以上|规上|工业|制造业|服务业|农业|高技术|高新技术|战略性新兴"
    r"|世界级|国家级|省级|市级|区级|县级|[一二三四五]星级|[345]a级|首批|本级|中央|人均|户均|日均|月均|亩均|单位|绿色|新能源|可再生|老旧|重点|重大|亿元以上|第[一二三]产业|[一二三]产"
    r"|高校毕业生|农民工|农村劳动力|脱贫|退役军人|残疾人|青年|儿童|老年|高层次|高技能|全国|税收|非税|出口|进口|服务贸易|跨境|限额以上|限上|网上|线上|商品房|房地产|基础设施|技改|技术改造"
    r"|[南北东西中]部|[东西南北]疆|地州|沿边|沿江|都市圈|城市群|开发区|自贸|保税|园区|学前|义务教育|高中|高等|中小学|公办|普惠"
)
_NARROWED = re.compile(r"(?:城镇|农村|全国|高校毕业生|农民工)新增")
_QUALIFIER_TWINS = {"规上": "规模以上", "乡村": "农村", "限上": "限额以上", "技术改造": "技改", "民间": "民营"}
#: On what terms a number was worked out; it may stand a clause before.
_TERMS = re.compile(r"扣除|剔除|不含|不包括|同口径|可比口径|可比价|名义|实际增长")
_CLAUSE = re.compile(r"[，。；：:;,!?！？\n]")
_DOWN = re.compile(r"下降|降低|减少|压减|下滑|缩减|削减|回落|降幅|负增长")
_UP = re.compile(r"增长|提高|提升|增加|上升|上涨|涨幅|增速|增幅|增至|扩大")
_AT_MOST_BEFORE = re.compile(
    r"(?:不超过|不高于|低于|控制在|控制到|压减[到至]|降[到至低]至?到?|下降[到至]|减少[到至]|至多)[^，。；]{0,4}$"
)
_AT_MOST_BEHIND = re.compile(r"(?:左右)?(?:以内|以下|之内|及以下)")
#: Of these less is better, or nobody can tell.
_LESS = re.compile(
    r"失业|价格|物价|能耗|负债|死亡|事故|发案|发病|贫困发生|缺口|强度下|逾期|不良率|赤字|pm|浓度|排放|成本|涨幅"
)
_FIVE = re.compile(
    r"(?:过去|这|近|今后|未来)(?:[二两三四五六七八九十]|\d{1,2})年(?!前)|(?:[二两三四五六七八九十]|\d{1,2})年(?:来|间)|年均|“?十[二三四五六]五”?(?:时期|期间|以来|末)|以来(?!最|首)|连续[三四五六七八九十\d]+年"
)
_ONE = re.compile(r"过去一年|一年来|去年|今年|(?:19|20)\d\d年|全年")
_PART = re.compile(r"每(?!百|千|万|个(?!月))|[一二三四]季度|上半年|下半年|前三季度|\d{1,2}月份?|[1-9]-\d{1,2}月")
_TOTAL = re.compile(r"累计|总数|总量达|已达|达到总")
_MULTIPLES: dict[str, tuple[str, Decimal]] = {
    "公斤": ("斤", Decimal(2)), "吨": ("斤", Decimal(2000)), "公顷": ("亩", Decimal(15)), "平方公里": ("亩", Decimal(1500)), "里": ("公里", Decimal("0.5")),
}  # fmt: skip
_UNITS = {"名": "人", "位": "人", "家": "个", "所": "个", "座": "个", "处": "个"}


def read_statement(statement: Statement, *, planned: bool) -> ReadStatement:
    """Return what a statement is about; ``planned``: whether it is a promise, which tells the year that 今 is silent about."""
    shown = face(statement.sentence)
    at, end = statement.at, statement.end
    clause = _CLAUSE.split(shown[:at])[-1]
    name = _indicator(statement, clause)
    unit, times = _MULTIPLES.get(statement.unit, (_UNITS.get(statement.unit, statement.unit), Decimal(1)))
    falls = statement.kind == "change" and _falls(clause)
    sign = -1 if falls else 1
    low, high = (None if value is None else value * times * sign for value in (statement.value, statement.high))
    less = bool(_LESS.search(name) or _LESS.search(clause))
    ceiling = bool(
        _AT_MOST_BEFORE.search(clause) or _AT_MOST_BEHIND.match(shown, end) or shown.endswith("不超过", 0, at)
    )
    return ReadStatement(
        letters=Counter(name),
        pairs=_pairs_of(name),
        core=_QUALIFIERS.sub("", name),
        qualifiers=frozenset(
            _qualifiers(clause + name + fold(statement.noun)) + _TERMS.findall(shown, max(0, at - 40), at)
        ),
        span=_span(statement, shown, planned=planned),
        measure=f"{unit}/{'change' if statement.kind == 'change' else 'share' if statement.kind == 'share' else ''}",
        low=low,
        high=high,
        ceiling=ceiling or falls,
        lower=less,
        more=clause.endswith(("超", "超过", "多于", "高于")),
    )


def words_in_common(nouns: Iterable[str]) -> frozenset[str]:
    """Return the pairs of characters of nouns in one spelling: figures without a common one never speak of one indicator."""
    return frozenset(words for noun in nouns for words in _pairs_of(_one_spelling(fold(noun))))


def _one_spelling(noun: str) -> str:
    for pattern, words in _SAME:
        noun = pattern.sub(words, noun)
    return noun


def _indicator(statement: Statement, clause: str) -> str:
    """Return the noun as a key: one spelling for one indicator, with the deed before it unless that says nothing."""
    noun, action = _one_spelling(fold(statement.noun)), fold(statement.action)
    deed = "" if action in _PLAIN else _DEEDS.get(action, action)
    if deed == "增" and (narrowed := _NARROWED.search(clause)) and clause.endswith(action + fold(statement.noun)):
        noun = narrowed[0].removesuffix("新增") + noun  # 城镇新增就业 and 新增城镇就业
    if (named := _DEED_BEFORE.match(noun)) and named.end() < len(noun):
        # 新建和改造农村户厕 is more than 改造农村户厕.
        noun, deed = (
            noun[named.end() :],
            (deed if action in _DEEDS and deed != _DEEDS[named[0]] else "") + _DEEDS[named[0]],
        )
    elif not deed and (named := _DEED_BEHIND.search(noun)) and named.start() > 1:
        noun, deed = noun[: named.start()], _DEEDS[named[0]]
    if deed == "增" and "新增" in noun:
        deed = ""
    return (deed + noun).replace("新增", "增") + _place_in_list(statement)


def _place_in_list(statement: Statement) -> str:
    """Return which of several numbers behind 分别 this is, "" where each has its own noun."""
    shown = face(statement.sentence[: statement.at])
    opens = shown.rfind("分别", max(0, len(shown) - 60))
    if opens < 0 or statement.rule == "respectively" or re.search("[；。]", shown[opens:]):
        return ""
    return f"#{len(_NUMBER.findall(shown, opens))}"


def _pairs_of(name: str) -> Counter[str]:
    return Counter(name[at : at + 2] for at in range(len(name) - 1)) or Counter([name])


def _qualifiers(words: str) -> list[str]:
    return [_QUALIFIER_TWINS.get(match[0], match[0]) for match in _QUALIFIERS.finditer(words)]


def _falls(clause: str) -> bool:
    """Return whether the number of a change tells by how much something fell."""
    down = max((match.start() for match in _DOWN.finditer(clause)), default=-1)
    up = max((match.start() for match in _UP.finditer(clause)), default=-1)
    return down > up


def _span(statement: Statement, shown: str, *, planned: bool) -> tuple[int, int] | None:
    """Return the first and last year that a number is about, None where the words leave that open."""
    said = shown[: statement.at]
    if statement.until and statement.until != statement.year:
        return statement.year or statement.until, statement.until
    if _PART.search(_CLAUSE.split(said)[-1]):
        return None
    many = _last(_FIVE, said)
    one = _last(_ONE, said)
    if many > one or _TOTAL.search(_CLAUSE.split(said)[-1]):
        return None
    if statement.year is not None:
        return statement.year, statement.year
    if statement.month is None:
        return None
    early = statement.month <= 6
    year = statement.reported + (0 if early else 1) if planned else statement.reported - (1 if early else 0)
    if one < 0:
        before = face(statement.before)
        many, one = _last(_FIVE, before), _last(_ONE, before)
        if many > one or (one < 0 and _FIVE.search(face(statement.heading))):
            return None
        if (
            one >= 0
            and (named := _ONE.match(before, one))
            and (told := _NUMBER.match(named[0]))
            and int(told[0]) != year
        ):
            return None
    return year, year


def _last(pattern: re.Pattern[str], words: str) -> int:
    return max((match.start() for match in pattern.finditer(words)), default=-1)

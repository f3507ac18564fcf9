"""Which part of a report tells what was done, what is wrong, what comes next, what was learnt?

A heading is a numbered or a short line without a final stop; its words class it. A problem or a plan may also open in
running text (同时也要看到不足, 下一步我们将). Measured on labelled lines: docs/readings.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from archive.text.face import face

SectionKind = Literal["overview", "measures", "problems", "next", "lessons"]


#: What readers call each kind, in the order in which pages offer them.
SECTION_NAMES: dict[str, str] = {
    "measures": "做法",
    "problems": "问题",
    "next": "下一步",
    "lessons": "启示",
    "overview": "概况",
}


@dataclass(frozen=True, slots=True)
class Section:
    """``text[start:end]``: whole lines of one kind. ``heading`` is the slice of its heading, None in running text.

    ``why`` names the rule: ``heading``, ``run-in`` (二、问题。一是…), ``turn`` (也要看到不足), ``plan``, ``sign-off``, ``start``.
    """

    kind: SectionKind
    start: int
    end: int
    heading: tuple[int, int] | None
    why: str


_HAN = "一二三四五六七八九十"
_NUMBERS = (
    (1, re.compile(rf"第[{_HAN}]{{1,3}}(?:部分|章|节|块|方面)[：、，. ]?|[{_HAN}]{{1,3}}[、.：，](?!是)")),
    (2, re.compile(rf"（[{_HAN}]{{1,3}}）[、.]?|[{_HAN}]{{1,3}}[是要][、，：]?|其[{_HAN}][、，：]?")),
    (3, re.compile(r"\d{1,2}(?:[.、：]|(?= ))(?!\d)|（\d{1,2}）[、.]?|[①-⑳]")),
)
_IS_POINT = re.compile(rf"[{_HAN}]{{1,3}}[是要]")
_STOPS = frozenset("。！？；…”!?;")
_LONGEST_HEADING, _LONGEST_PLAIN, _LONGEST_SPOKEN = 42, 30, 16
_LONGEST_RUN_IN = 24

_TROUBLE = "(?:问题|不足|短板|弱项|差距|困难|困境|难点|难题|瓶颈|薄弱环节|薄弱之处|毛病|缺点|欠缺|欠账|隐患|隐忧|矛盾|制约因素|症结|痛点|堵点|教训|挑战|遗憾|软肋)"
#: Words of trouble that a heading ends on, or that a reason, a plan or another trouble follows.
_PROBLEMS = re.compile(
    rf"(?:存在|面临|暴露|发现|看到|反映|查摆|检视|复查|梳理出)[^，。]{{0,10}}{_TROUBLE}|{_TROUBLE}(?:与|和|及|以及|、){_TROUBLE}|{_TROUBLE}(?:及|和|与|、)?(?:其|产生|形成)?的?(?:原因|成因|表现|建议|打算|反思|剖析|分析|整改|下[一]?步|根源|之处|所在)"
    rf"|(?:主要|突出|现实|共性|个性|几[点个]|一些|具体|工作中的?|目前的?|当前的?|自身的?)[^，。]{{0,4}}{_TROUBLE}|^{_TROUBLE}$|的{_TROUBLE}$|不足之处|{_TROUBLE}{_TROUBLE}|^[^，。]{{0,8}}(?:不足|短板|差距|困境|瓶颈|毛病|难点|挑战|困难|难题)$"
    r"|(?:软弱|涣散|落后|薄弱|后进|不良|违规|违纪)[^，。]{0,8}表现|认错|检讨|弯路|没做[成好到]|没[有能]?(?:办成|做完|干好)|做得不够|不够的地方|冷思考|反思$|凉意|泼冷水|欠了?什么|差在哪|难在哪|卡在哪|哪里不行|短在哪|原因分析|问题剖析"
)
_NO_PROBLEMS = re.compile(
    rf"问题的提出|问题导向|研究问题|问题清单|提出问题|问题意识|(?:^|，)[^，。]{{0,4}}(?:解决|破解|化解|聚焦|针对|围绕|直面|坚持|紧盯|紧扣|攻克|突破|补(?!充)|消除|打通|疏通|整治|整改|找准|瞄准|缩小|克服|着眼|回应|摸清|治理|啃下|跨越)[^。]{{0,14}}{_TROUBLE}|{_TROUBLE}(?:整改|整治|解决|化解|销号|清零)(?!打算|措施)"
)
_NEXT = re.compile(
    r"(?:下一?步|下阶段|下一阶段|今后|往后|未来|明年|来年|接下来|后续|下半年|下季度|下月|下一年度?)(?:的?[^，。]{0,8}(?:打算|安排|思路|计划|规划|工作|措施|重点|任务|方向|考虑|目标|举措|改|建议|怎么|怎样|如何)|$)"
    r"|(?:工作|整改|改进)(?:打算|安排|思路|计划|设想|措施|方向)|整改(?:要求|建议)$|下一?步(?:的?工作)?要求$|(?:打算|设想)$|说打算|努力方向|发展方向$|^(?:我们?)?怎么[办走改]$|往哪[里儿]?走|(?:20\d\d|[*×x]{2,4}|\d\d)年(?:的)?(?:重点|主要|各项)?(?:工作|任务|目标)(?:任务|安排|打算|重点|计划|思路|要点)|(?:20\d\d年|今年)(?:的)?(?:政府|全年)?(?:工作)?的?(?:总体要求|主要目标|预期目标)|^(?:工作)?总体要求(?:和|与|$)"
    r"|(?:20\d\d年|今年)(?:的)?(?:重点|主要|各项)?(?:工作|任务)$|(?:“?十[四五六]五”?(?:时期)?|今后[三五]年)[^，。]{0,12}(?:目标|任务|考虑|要求|重点|举措|思路)|关于20\d\d年工作|重点工作(?:任务|安排)?$|目标任务$|(?:前景|工作)?展望$|接着[干做]什么|还要[干做]"
)
#: A review is no plan, and neither is what is wrong with one (工作思路不清).
_LACK = re.compile(r"不[清强高够明实畅严到细多足]|缺乏|滞后|薄弱|欠缺|淡薄|弱化|单一$")
_NO_NEXT = re.compile(r"回顾|总结|成就|完成情况|发展成[绩就效]|主要成[绩效]|落实情况|开展情况|进展情况|执行情况")
_LESSONS = re.compile(
    r"启示|体会|感悟|几点(?:思考|建议|认识|经验)|(?:主要|基本|工作|几条|有益|宝贵|成功)经验|经验(?:与|和|启示|总结|$)|对策|(?:意见|工作)?建议$|的建议|思考与|收获$|悟到|学到"
)
_MEASURES = re.compile(
    r"做法|举措$|工作开展情况|开展情况|进展情况|完成情况|回顾|推进情况|落实情况|履职情况|成效|成绩|亮点|采取的?(?:主要)?措施|工作措施|具体措施|工作情况|具体工作|主要工作|怎么[做干抓]的|[做干抓]了(?:什么|哪些)|实践探索|探索与实践|工作举措|主要措施|^(?:主要|具体)?措施"
)
#: A heading that closes a text.
_CLOSING = re.compile(
    r"(?:结论|结语|结束语|小结|附[件表录]|其他(?:需要|应当?)?(?:报告|说明|公开|汇报)?的?(?:事项|情况))$"
)
#: Where running text turns to what is wrong.
_TURN = re.compile(
    rf"(?:清醒|同时|当然|但是?|不过|然而|也|仍|还)[^。]{{0,12}}(?:认识到|看到|意识到|正视|不能回避|不容回避|承认|反思)[^。]{{0,30}}(?:{_TROUBLE}|不够|不强|不平衡|差|滞后|薄弱|不到位)|(?:清醒|深刻)地?(?:认识到|看到|意识到)|^{_TROUBLE}(?:同样|也|仍|依然|还)"
    rf"|^[^。]{{0,16}}(?:仍有|仍存在|还有|还存在|存在|也存在|尚有|也有|仍面临|还面临)着?(?:一些|不少|几个|以下|诸多|许多|一定的?|不容忽视的)[^，。]{{0,6}}(?:{_TROUBLE}|薄弱)|^[^。]{{0,8}}(?:并非所有|难题也)|^(?:当然|不过)，[^。]{{0,20}}(?:不等于|并不)|(?:但|然而|不过)[^。]{{0,30}}存在着?(?:一些|不少|诸多|许多|一定的?|不容忽视的)[^，。]{{0,8}}{_TROUBLE}|还面临(?:一些|不少)|发展中?(?:还|仍)?(?:存在|面临)(?:一些|不少)"
    rf"|(?:当前|目前|尚|仍|还|也|普遍)[^，。]{{0,6}}存在着?[^。]{{2,75}}等(?:方面的?)?(?:突出|主要|实际)?{_TROUBLE}"
    rf"|(?:还|仍|尚|也|依然)(?:存在|面临|有)着?(?:很多|较多|较大|大量|不小)的?[^，。]{{0,6}}{_TROUBLE}|(?:但|但是|然而|不过)[^。]{{0,60}}存在着?[^，。]{{0,12}}{_TROUBLE}"
    rf"|{_TROUBLE}也?(?:日益|逐渐|逐步|越来越|愈加)(?:凸显|突出|显现|严重)"
    rf"|(?:^|[，。])[^，。]{{0,30}}存在着?(?:以下|如下)(?:几[个点方])?[^，。]{{0,6}}{_TROUBLE}|对[^，。]{{0,12}}{_TROUBLE}[^，。]{{0,6}}(?:剖析|检视|反思)[。，：](?:主要是|一是)"
    rf"|^(?:(?:目前|当前)?存在的)?(?:主要|突出|存在)的?{_TROUBLE}(?:是|有|：|，)|^[^。]{{0,14}}(?:与|同|对照|对标|距离?)[^。]{{2,20}}(?:相比|还有|尚有|仍有)[^。]{{0,10}}差距"
)
#: What is done about a trouble: a line that begins so tells of no trouble.
_MENDS = re.compile(r"(?:针对|解决|聚焦|破解|整改|整治|围绕|化解|克服|消除|补齐|纠正|发现)")
_TURN_REACH, _PLAN_REACH = 90, 80
_PLAN = re.compile(
    r"^(?:下一?步|接下来|今后|往后|明年|来年|下阶段|下一阶段|下半年|后续|未来|针对(?:这些|上述|以上|存在)|对剩下的|对此，|为此，我们?(?:将|要)|在? ?(?:20\d\d年|今后|新的一年)[^，。]{0,24}(?:工作)?中，[^。]{0,12}将(?=从|通过|采取|进一步|继续|重点|着力|不断)|20\d\d年(?:要|，?我们?将))[^。]{0,60}(?:将|要|需|打算|计划|明确|部署|先[做抓]|继续|拟|准备|力争|着力|重点|抓好|做好|加强|推动|围绕|坚持|改进)"
    r"|[，。](?:下一?步|接下来)，[^。]{0,20}将|(?:^|[，。])在?(?:以后|今后)的?(?:工作|学习)中，?[^，。]{0,12}将"
    r"|^(?:20\d\d年|今年|明年|今后[三五]年)?[^，。]{0,16}(?:总体要求|预期目标|奋斗目标|工作目标|主要目标)(?:是|为|：)"
)
_AIMS = re.compile(r"^(?:20\d\d年|今年|明年)[^，。]{0,16}(?:总体要求|预期目标|主要目标)(?:是|为|：)")
#: A line that goes on with the points of a turn before it.
_POINT = re.compile(rf"(?:首先|其次|再次|最后|此外|另外|第[{_HAN}]|[{_HAN}][是要]|[{_HAN}][、，]|（[{_HAN}]{{1,2}}）|\d{{1,2}}[.、])")  # fmt: skip
#: A numbered line that begins with what is lacking: 3.管理监督措施不够有力。
_LACKING = re.compile(rf"(?:（[{_HAN}]{{1,2}}）|[{_HAN}]{{1,2}}[是、]|\d{{1,2}}[.、]|（\d{{1,2}}）)[^，。；：]{{2,24}}(?:不够[^，。；：]{{0,6}}|不[强高严实深细]|不到位|不足|滞后|薄弱|缺乏|欠缺|偏差|不相?适应|淡薄|偏低|老化|单一)[。；：，]")  # fmt: skip
#: A title of a plan: the whole text is one.
_PLANS = re.compile(r"^(?!.*(?:总结|回顾|情况|报告|方案))[^，。；：]{0,24}(?:工作|任务|年度|重点)(?:计划|要点|安排|打算|思路)$")  # fmt: skip
#: A heading with its text behind it in one line, without a mark between: 二、存在的问题对照方案，梳理出.
_RUN_ON = re.compile(
    rf"[^，。：；]{{0,16}}(?:(?:存在的?[^，。：；]{{0,6}}|主要){_TROUBLE}(?:(?:和|与|及|、){_TROUBLE})?(?!整改|解决|清单|的)|下一?步(?:的?工作)?(?:打算|计划|安排|措施|思路))(?=[\u4e00-\u9fff（ ])"
)
#: Ends a line whose points are troubles: 同时，还存在两个不容忽视的问题：.
_ANNOUNCES_TROUBLE = re.compile(rf"(?:存在|面临|有|发现)[^。，]{{0,14}}{_TROUBLE}[^。，]{{0,8}}(?:，(?:主要|具体|集中)?(?:表现|体现|反映)[^。，]{{0,10}})?：$")  # fmt: skip
#: Ends a line that announces what follows: the plan goes on under the next headings.
_ANNOUNCES = re.compile(r"(?:以下|如下|下列|下面)[^。]{0,16}[：。]$")
_SIGN_OFF = re.compile(
    r"^(?:专此|特此|以上)(?:报告|述职|汇报|总结|说明)|^以上(?:报告|汇报|述职)?，?(?:如有|请|敬请|妥否)|^(?:妥否|敬请|请予?)[^，。]{0,8}(?:批评|审议|批示|指正|领导)|^谢谢|^(?:报告|汇报|述职)完毕"
    rf"|^[二〇○零一二三四五六七八九十\dx×*]{{2,4}}年[\dx×*{_HAN}]{{1,3}}月(?:[\dx×*{_HAN}]{{1,3}}日)?$|^[^，。：]{{2,18}}(?:党委|党组|党支部|党总支|党工委|组织部|县委|区委|市委|办公室|领导小组|委员会)$"
)
_LONGEST_SIGN_OFF = 24
#: Above the highest heading.
_ABOVE = 0.5


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank: where it stands, its face without blanks around, and what it is as a heading."""

    start: int
    at: int
    shown: str
    level: float
    kind: SectionKind | None
    run_in: bool = False
    spoken: bool = False


def split_sections(text: str) -> tuple[Section, ...]:
    """Return the sections of a text in order; together they are the whole text. () for a text without words."""
    lines = _lines(text)
    found: list[Section] = []
    for line, (kind, why) in zip(lines, _kinds(lines), strict=True):
        opens = line.level and why in ("heading", "run-in")
        if found and found[-1].kind == kind and not (opens and line.level <= 1):
            continue
        start = line.start if found else 0
        if found:
            found[-1] = _until(found[-1], start)
        heading = (line.at, line.at + len(line.shown)) if opens and not line.run_in else None
        found.append(Section(kind, start, len(text), heading, why))
    return tuple(found)


def stretches_of(text: str, kind: str) -> tuple[tuple[int, int], ...]:
    """Return (start, end) of each section of a kind, in order: where a search in such sections finds words."""
    return tuple((each.start, each.end) for each in split_sections(text) if each.kind == kind)


def _until(section: Section, end: int) -> Section:
    return Section(section.kind, section.start, end, section.heading, section.why)


def _lines(text: str) -> list[_Line]:
    rows: list[tuple[int, int, str]] = []
    start = 0
    for row in face(text).split("\n"):
        if shown := row.strip():
            rows.append((start, start + len(row) - len(row.lstrip()), shown))
        start += len(row) + 1
    top = _top([shown for _start, _at, shown in rows])
    numbered = any(_level(shown) == top and len(shown) <= _LONGEST_HEADING + 3 for _start, _at, shown in rows)
    return [_heading(place, *row, numbered=numbered, top=top) for place, row in enumerate(rows)]


def _top(rows: Sequence[str]) -> int:
    """Return the level of the highest headings: 1, or that of 1. where no 一、 stands and one of them tells its kind."""
    levels = {level for shown in rows if (level := _level(shown))}
    if not levels or 1 in levels:
        return 1
    first = [_bare(shown) for shown in rows if _level(shown) == min(levels) and not _IS_POINT.match(shown)]
    told = [kind_of_heading(re.split("[。：]", bare, maxsplit=1)[0][:_LONGEST_RUN_IN]) for bare in first]
    return min(levels) if len(first) > 1 and any(told) else 1


def _level(shown: str) -> int:
    return next((level for level, form in _NUMBERS if form.match(shown)), 0)


def _bare(shown: str) -> str:
    """Return a heading without its number and its last mark."""
    for _, form in _NUMBERS:
        if match := form.match(shown):
            shown = shown[match.end() :]
            break
    return shown.strip("： :。，").replace("“", "").replace("”", "")


def kind_of_heading(heading: str) -> SectionKind | None:
    """Return the kind that the words of a heading (a face without its number) tell, None if they tell none."""
    if _CLOSING.match(heading):
        return "overview"
    if _PROBLEMS.search(heading) and not _NO_PROBLEMS.search(heading):
        return "problems"
    if _NEXT.search(heading) and not _NO_NEXT.search(heading) and not _LACK.search(heading):
        return "next"
    if _NO_NEXT.search(heading):
        return "measures"
    if _LESSONS.search(heading):
        return "lessons"
    return "measures" if _MEASURES.search(heading) else None


def _heading(place: int, start: int, at: int, shown: str, *, numbered: bool, top: int) -> _Line:
    """Return the line with its level: 0 no heading, 1 the highest, 4 a short line among numbered headings."""
    level = _level(shown) and max(1, _level(shown) - top + 1)
    short = len(shown) <= _LONGEST_HEADING and shown[-1] not in _STOPS
    if level and short and not _IS_POINT.match(shown):
        return _Line(start, at, shown, level, kind_of_heading(_bare(shown)))
    if level == 1 and not _IS_POINT.match(shown):
        first = re.split("[。： ]", _bare(shown), maxsplit=1)[0]
        if len(first) > _LONGEST_RUN_IN and (run_on := _RUN_ON.match(first)):
            first = run_on[0]
        kind = kind_of_heading(first) if len(first) <= _LONGEST_RUN_IN else None
        return _Line(start, at, shown, 1, kind, run_in=True)
    if level or place == 0:
        return _Line(start, at, shown, 0, None)
    if short and len(shown) <= _LONGEST_PLAIN and shown[-1] not in "，：:,":
        kind = kind_of_heading(_bare(shown))
        if kind in ("overview", "problems", "next", "lessons"):
            return _Line(start, at, shown, 1, kind)
        return _Line(start, at, shown, 4 if numbered else 1.5, kind)
    if len(shown) <= _LONGEST_SPOKEN and (kind := kind_of_heading(_bare(shown))) in ("problems", "next"):
        return _Line(start, at, shown, 1, kind, spoken=True)
    return _Line(start, at, shown, 0, None)


def _kinds(lines: Sequence[_Line]) -> Iterator[tuple[SectionKind, str]]:
    """Yield the kind of each line and why: headings rule what follows them, turns of running text their paragraph."""
    numbered = any(line.level == 1 and not line.run_in for line in lines)
    kind: SectionKind = "overview"
    level: float = 9
    turned: SectionKind | None = None
    if len(lines) > 1 and _PLANS.match(_bare(lines[0].shown)):
        kind, level = "next", 1
    for place, line in enumerate(lines):
        if len(line.shown) <= _LONGEST_SIGN_OFF and _SIGN_OFF.search(line.shown):
            yield "overview", "sign-off"
            continue
        if line.run_in:
            kind, level = line.kind or ("next" if kind == "next" and level == 1 else "overview"), 1
            turned = None
            yield kind, "run-in"
            continue
        if line.level and not (line.spoken and kind in ("problems", "next") and line.kind == "problems"):
            kind, level = _under(line, kind, level)
            turned = None
            yield kind, "heading"
            continue
        turned = _turned(line.shown, kind) or (turned if turned and _POINT.match(line.shown) else None)
        if turned == "problems" and numbered:
            kind, level = "problems", 1
        elif turned == "next" and (_ANNOUNCES.search(line.shown[-30:]) or (kind == "overview" and level == 1 and _AIMS.search(line.shown))):  # fmt: skip
            kind, level = "next", 1
        yield (turned, "turn" if turned == "problems" else "plan") if turned else (kind, "start")
        end = re.split("[。；]", line.shown[:-1])[-1]
        if _ANNOUNCES.search(line.shown[-30:]) and _PLAN.search(end[:_PLAN_REACH]):
            kind, level, turned = "next", 1, "next"  # 针对上述问题，我们将采取以下措施：
        elif kind in ("overview", "measures") and not turned and _ANNOUNCES_TROUBLE.search(line.shown[-40:]):
            turned = "problems"
        if turned == "problems" and place + 1 < len(lines) and _ANNOUNCES_TROUBLE.search(line.shown[-40:]):
            following = lines[place + 1]
            if following.level == 1 and following.kind in (None, "problems") and not following.run_in:
                kind, level = "problems", _ABOVE  # the headings are the troubles


def _under(line: _Line, kind: SectionKind, level: float) -> tuple[SectionKind, float]:
    """Return the kind and level that hold from this heading on."""
    if line.kind == kind and line.level > level:
        return kind, level  # （一）存在的主要问题 below 一、存在问题 opens nothing
    if line.kind is not None:
        hidden = line.level >= 4 and kind in ("problems", "next", "lessons")
        below = line.level > level and (
            kind == "next" or (kind == "problems" and level > _ABOVE and line.kind in ("measures", "lessons"))
        )
        return (kind, level) if hidden or below else (line.kind, line.level)
    if line.level <= level:
        # A plan lasts to the end: its tasks often have headings of the same level.
        return ("next" if kind == "next" and level == 1 else "overview"), line.level
    return kind, level


def _turned(shown: str, kind: SectionKind) -> SectionKind | None:
    """Return the kind to which a line of running text turns, None if it goes on as before."""
    turn = _TURN.search(shown[:_TURN_REACH]) if kind in ("overview", "measures") and not _MENDS.match(shown) else None
    if turn and not _MENDS.search(shown, max(0, turn.start() - 3), turn.start()):
        return "problems"
    if kind in ("overview", "measures") and _LACKING.match(shown):
        return "problems"
    if kind != "next" and _PLAN.search(shown[:_PLAN_REACH]):
        return "next"
    return None

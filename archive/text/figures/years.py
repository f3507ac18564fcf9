"""Of which year is a number, and is it done or planned? The words before it in the sentence decide."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from archive.text.figures.figure import Status, YearHow
from archive.text.figures.numbers import han_value

#: A year in digits or characters, a redacted one, or a word that only the date of the report resolves.
_YEAR = re.compile(
    r"(?<![\d.])(?P<first>(?:19|20)\d{2})(?: ?[-—~至到]{1,2} ?(?P<last>(?:19|20)\d{2}))?(?: ?年|(?=农村|全[国省市区县镇乡]))"
    r"|(?P<han>[一二][九〇零○][〇零○一二三四五六七八九]{2})年"
    r"|(?P<hidden>[12]\d{0,2}[*×x_]{1,3}|[*×x_]{2,4}) ?年"
    r"|(?P<word>今年|本年度?|去年|上年度?|上一年度?|明年|来年|前年|(?<![一两三四五六半几\d])年内|近年来|近些年|近几年)"
)
_SHIFTS = {"今": 0, "本": 0, "年": 0, "去": -1, "上": -1, "明": 1, "来": 1, "前": -2}
#: What is compared with is no year of the number: 比2019年增加, 较上年, 与去年同期相比.
_COMPARED = re.compile(r"(?:比|较|与|同|对比|相比于?|高于|低于)$")
#: 是2015年的3.2倍: the year is what is compared with.
_TIMES = re.compile(r"(?:末|底)?的\d[\d.]{0,8}多?倍")
_OPENING = 8
#: Who says it, before what is said: 会议提到，去年新增, 据统计，2019年.
_SAYS = re.compile(r"[\u4e00-\u9fff]{0,8}(?:提到|指出|提出|强调|称|显示|统计|了解|悉|介绍|透露)，(?:预计|初步)?")
#: The year in which something came to be, behind which its present state is told: 于2013年2月撤地设市，辖94个乡镇.
_FOUNDED = re.compile(
    r"(?:\d{1,2}月)?(?:\d{1,2}日)?[^，。；]{0,8}(?:成立|设立|设[市县区镇乡]|建[市县区镇乡厂校村]|组建|合并|始建|挂牌)[^，。；]{0,6}"
    r"，(?:现[有辖]|全[村镇乡县市区]|总|下?辖|占地|区域|辖区|位于|拥?有|常住|户籍|共有)"
)
#: A title that accounts for a year: of a report that comes out early in the next one, 今年 is that year.
_ACCOUNT = re.compile(r"(?P<year>20\d{2}) ?年度?(?!第|上半年)[^，。\n]{0,16}(?:总结|小结|述职)")
_TITLE_LINES = 2
#: The time of the report itself, which ends that of an earlier year.
_NOW = re.compile(r"(?:据统计，)?(?:截至|截止)?(?:目前|当前|现在|如今|今日)")
_PLANNED = re.compile(
    r"(?<!行动)(?<!科技)(?<!支持)(?<!培养)(?<!人才)(?<!招生)(?<!培育)(?<!提升)计划(?=[\u4e00-\u9fff\d])(?![单生内外书指的]|项目|目标|新增|顺利|启动|实施)|力争|预计|(?<!稳)预期(?!寿命|性|收益)|拟(?![人定合])|打算|争取(?=在|到|用|年|[\d完实达])|确保|有望|可望|目标(?:是|为|：)|(?:将(?![全各这该其辖上原近])|(?<![主重需必首只不纪摘概])要(?!求))(?=[\u4e00-\u9fff]{1,6}$)|规划(?:建设|新建|投资)|届时"
)
_UNTIL = re.compile(r"到(20[2-9]\d)年")
_INTENDS = re.compile(r"(?:^|[，：])[^，：]{0,8}计划(?=[\u4e00-\u9fff\d])(?![单生内外书指])")
#: What a meeting or a plan asks for a year that has only begun.
_ASKS = re.compile(
    r"(?:会议|报告|方案|规划|意见|要求|计划)[^，。]{0,6}(?:提出|要求|明确|部署|安排)，(?:(?P<year>20\d{2})年|今年|明年|来年)"
)
_LASTING = re.compile(r"预计|力争|(?<!稳)预期(?!寿命|性|收益)|目标(?:是|为|：)")
#: In a review 预计 is an estimate of what was done, and 争取 and 确保 tell a deed; only these look ahead there.
_AHEAD = re.compile(
    r"力争|打算|拟(?![人定合])|有望|可望|届时|今年|明年|来年|[年月]底|到20|将|可(?=[达实完]|望)|计划(?:在|于|今|明|用|新|投)|要(?=[\u4e00-\u9fff]{1,6}$)"
)
_DONE = re.compile(r"已(?!经?知)|完成了|累计|截至")


@dataclass(frozen=True, slots=True)
class YearWord:
    """A year that the text names between ``start`` and ``end``; ``first`` is None where it is redacted or not resolved."""

    start: int
    end: int
    first: int | None
    last: int | None
    by_report: bool


@dataclass(frozen=True, slots=True)
class Dated:
    """The year of a number and how it is known."""

    year: int | None = None
    until: int | None = None
    how: YearHow = "none"


def year_words(shown: str, start: int, end: int, *, dated: int | None) -> list[YearWord]:
    """Return the years named in ``shown[start:end]``, without those that are only compared with. ``dated``: the report's year."""
    found = []
    for match in _YEAR.finditer(shown, start, end):
        if _COMPARED.search(shown, max(start, match.start() - 3), match.start()) or _TIMES.match(shown, match.end()):
            continue
        first = last = None
        by_report = match["word"] is not None
        if match["first"]:
            first, last = int(match["first"]), int(match["last"]) if match["last"] else None
        elif match["han"]:
            value = han_value(match["han"])
            first = int(value) if value is not None else None
        elif by_report and dated is not None and match["word"][0] in _SHIFTS:
            first = dated + _SHIFTS[match["word"][0]]
        found.append(YearWord(match.start(), match.end(), first, last, by_report))
    return found


def year_told(shown: str, dated: int | None) -> int | None:
    """Return the year that a report calls 今年: that of its date, or the one before if its title accounts for that one."""
    for line in shown[:200].split("\n")[:_TITLE_LINES]:
        if (match := _ACCOUNT.search(line)) is not None:
            return int(match["year"]) if dated == int(match["year"]) + 1 else dated
    return dated


class Years:
    """The years of one paragraph, sentence by sentence."""

    def __init__(self, *, dated: int | None) -> None:
        """Begin a paragraph of a report of the year ``dated``, None if it has no date."""
        self.dated = dated
        self._carried: YearWord | None = None
        self._words: list[YearWord] = []
        self._starts: list[int] = []

    def read(self, shown: str, start: int, end: int) -> None:
        """Read the next sentence of the paragraph; a year that opened the sentence before is carried on to it."""
        self._carried = self._opening_of_last
        self._words = year_words(shown, start, end, dated=self.dated)
        self._starts = [word.start for word in self._words]
        founded = [match.end() for word in self._words if (match := _FOUNDED.match(shown, word.end, end))]
        self._founded = founded[-1] if founded else end
        if (said := _SAYS.match(shown, start, end)) is not None:
            start = said.end()
        self._sentence = start
        carried = self._carried
        if carried and not carried.by_report and self.dated and carried.first and carried.first < self.dated:
            self._carried = None if _NOW.match(shown, start) else carried

    _sentence = 0
    #: Where the present state of what was founded begins in the sentence read last.
    _founded = 0

    @property
    def _opening_of_last(self) -> YearWord | None:
        """Return what the sentence read last hands on: its opening year, or the one it was given if it names none."""
        if not self._words:
            return self._carried
        opens = self._words[0].start - self._sentence <= _OPENING
        return self._words[-1] if opens else None

    def of(self, at: int) -> Dated:
        """Return the year of the number that begins at ``at`` in the sentence read last."""
        place = bisect_left(self._starts, at)
        if place:
            word = self._words[place - 1]
            if word.first is None or word.end <= self._founded <= at:
                return Dated()
            return Dated(word.first, word.last, "report" if word.by_report else "sentence")
        if self._carried is not None and self._carried.first is not None:
            return Dated(self._carried.first, self._carried.last, "paragraph")
        return Dated()

    def names_between(self, start: int, end: int) -> bool:
        """Return whether the sentence read last names a year there."""
        return bisect_left(self._starts, start) < bisect_left(self._starts, end)


def status_of(shown: str, sentence_start: int, at: int, *, section: str, dated: int | None) -> Status:
    """Return whether a number tells what is done or what is planned; ``dated`` is the year of the report."""
    planned_section = section == "next"
    before = shown[max(sentence_start, at - 60) : at]
    part = re.split("[；。]", before)[-1]
    clause = re.split("[，；。]", before)[-1]
    if any(int(match[1]) > (dated or 0) for match in _UNTIL.finditer(part)):
        return "planned"
    looks_ahead = section != "measures" or _AHEAD.search(part)
    if looks_ahead and (_PLANNED.search(clause) or _LASTING.search(part) or _INTENDS.search(part)):
        return "done" if _DONE.search(clause) and not _PLANNED.search(clause) else "planned"
    asks = _ASKS.search(shown, sentence_start, min(at, sentence_start + 60))
    if asks and dated and int(asks["year"] or dated) >= dated and not _DONE.search(clause):
        return "planned"
    if "年内" in part and not re.search(r"年内[^，]{0,8}(?:共|已|累计|先后|了)", part):
        return "planned"
    return "planned" if planned_section and not _DONE.search(clause) else "done"

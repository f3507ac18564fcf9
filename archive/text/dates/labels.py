"""The dates behind labels: 发布时间：2021-08-16, 更新日期, Published on, and labels on the line above their date."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.text.dates.forms import lone_date
from archive.text.dates.lines import HEAD_LINES, DatedLine
from archive.text.dates.partial import DATE, DAY, HAN_YEAR, MONTH, YEAR, FoundDate, found_date
from archive.text.evidence import Candidate

# Only behind a label: 日期:2021-08, 时间:2021年, 时间:2021.
_LABELLED_ONLY = re.compile(rf"(?P<year>{YEAR})(?:[-/.](?P<m>{MONTH})(?![0-9])|年|(?![0-9]))|(?P<hy>{HAN_YEAR})年")
_LABEL = re.compile(
    r"(?:(?P<strong>(?:首)?[发發][布佈表文稿]|首[发發]|刊[发發登]|登[载載])(?:[时時][间間]|日期)(?: ?: ?| (?=[12]))"
    # 某某 发表于 2024-3-18 08:13: the head of a post in a forum.
    r"|(?P<posted>(?<![\u3400-\u9fff])[发發](?:[布佈表帖]|文)[于於在] ?:? ?(?=[12]))"
    # When a document was signed, typed or loaded up: mostly the day of publication, and never against its label.
    r"|(?P<made>成文|上[传傳]|[录錄]入|[创創]建|添加|加入|收[录錄]|公[开開]|生成|建立|[转轉][载載]|撰[写寫]|[编編][辑輯]|整理|[发發]文)(?:[时時][间間]|日期) ?: ?"
    r"|(?P<update>更新|修改)(?:[时時][间間]|日期)? ?: ?"
    r"|(?P<plain>(?<![\u3400-\u9fff])(?:[时時][间間]|日期|[发發][布佈表]于?)) ?: ?"
    r"|(?P<late>(?<![A-Za-z])(?:last )?(?:updated|modified)(?: on| at)?) ?:? ?"
    r"|(?P<english>(?<![A-Za-z])(?:published(?: on| at)?|posted(?: on)?|publish(?:ed)? date|date)) ?:? ?(?=[12(]|[A-Z][a-z]{2,8}\.? [0-9]))",
    re.IGNORECASE,
)
_CONFIDENCE = {"strong": 0.97, "posted": 0.94, "made": 0.93, "plain": 0.94, "english": 0.92, "update": 0.8, "late": 0.8}
_OF_A_PLAN = re.compile(r"地点|地點|主持人?[:：]|参加人员|與會|与会人员")
_RANGE = re.compile(r" ?(?:[-—~～至到]+) ?(?:[0-9]{1,2}[月日]|(?:19|20)[0-9]{2})")
_PUBLISHED = re.compile(r"[发發][布佈](?:[时時][间間]|日期) ?: ?")
_UPDATED = re.compile(r"^ ?(?:last updated|(?:最[后後]|最近)?更新(?:[时時][间間]|日期)) ?: ?", re.IGNORECASE)
_DAY_ONLY = re.compile(rf"(?:日期|[时時][间間]) ?: ?{MONTH}(?:[-/]|月){DAY}日?(?![-/.0-9])")


def labelled(near: list[DatedLine]) -> Iterator[Candidate]:
    """Yield the dates behind labels in ``near`` lines; 时间 in the plan of a meeting is none."""
    for index, line in enumerate(near):
        # 时间:…,地点:… is the plan of a meeting.
        following = near[index + 1] if index + 1 < len(near) else None
        if _OF_A_PLAN.search(line.quote) or (following and _OF_A_PLAN.search(following.quote)):
            continue
        for label in _LABEL.finditer(line.narrow):
            kind = next(name for name, words in label.groupdict().items() if words)
            confidence = _CONFIDENCE[kind]
            rule = "updated" if kind in ("update", "late") else "labelled"
            value = date_at(line, label.end())
            if value and not (kind == "plain" and _RANGE.match(line.narrow, value.end)):
                yield Candidate(value.date.iso, rule, line.quote[label.start() : value.end], confidence)
            elif (
                not value
                and following
                and label.end() == len(line.narrow.rstrip())
                and (below := date_at(following, 0))
            ):
                yield Candidate(below.date.iso, rule, below.quote, confidence - 0.05)


def labelled_once(lines: list[DatedLine]) -> Iterator[Candidate]:
    """Yield the date behind 发布时间 or 更新时间, wherever it stands, if the page has no other behind such a label."""
    for label, rule, confidence in ((_PUBLISHED, "labelled", 0.9), (_UPDATED, "updated", 0.75)):
        found = [
            (value, line.quote[match.start() : value.end])
            for line in lines
            for match in label.finditer(line.narrow)
            if (value := date_at(line, match.end()))
        ]
        if len({value.date for value, quote in found}) == 1:
            yield Candidate(found[0][0].date.iso, rule, found[0][1], confidence)


def is_update(line: DatedLine) -> bool:
    """Return whether the line tells when the page was changed."""
    return any(match["update"] or match["late"] for match in _LABEL.finditer(line.narrow))


def date_at(line: DatedLine, start: int) -> FoundDate | None:
    """Return the date that stands at ``start``; a blank or bracket may stand before it."""
    while start < len(line.narrow) and line.narrow[start] in " \t\u3000([【":
        start += 1
    match = DATE.match(line.narrow, start) or _LABELLED_ONLY.match(line.narrow, start)
    exact = found_date(match, line.quote) if match else None
    if exact and exact.date.day:
        return exact
    return lone_date(line.narrow, line.quote, start) or exact


def day_only(lines: list[DatedLine]) -> str:
    """Return 日期:01-14, a day without a year, from the first lines; "" if none is."""
    near = ((line, found) for line in lines[: 2 * HEAD_LINES] if (found := _DAY_ONLY.search(line.narrow)))
    return next((line.quote[slice(*found.span())] for line, found in near), "")

"""Datelines: the outlet in front of 讯, 电, 消息 or 报道 at the start of a report.

某日报·某客户端12月23日讯; 某社澎湖县12日电; 【某网专讯】; 某财经3月27日北京报道; 据某社电. All patterns match folded lines.
"""

from __future__ import annotations

import re

from archive.text.credits.outlets import is_named_outlet

Span = tuple[int, int]

_OPENING = re.compile(
    r"(?:date )?(?:(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日? ?(?:\d{1,2}:\d\d(?::\d\d)?)? ?)?[\[(<■◆●▲★ ]{0,4}(?P<by>据)?"
)
_HEAD = re.compile(r"[\u4e00-\u9fffa-z][\u4e00-\u9fffa-z0-9.·/&<>_-]{1,30}")
# Behind the outlet: a place, a day, a place, and the word of the dispatch; then no more prose of the same clause.
_DISPATCH = re.compile(
    r"(?: ?/ ?| )?(?P<place>[\u4e00-\u9fff]{0,8}?)(?: ?(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日(?:[\u4e00-\u9fff]{2,6}?)?)?(?:综合|专|快|特)?"
    r"(?:(?:讯|(?<![供发用水火核光风充家送配停变机])电)(?![\u4e00-\u9fff]{0,2}[网话视力子器]|[息号商脑影台])|(?:消息|信息|报[道导])(?=[ :(\[,]|\]|$))"
)
_FURTHEST = 40
#: 某报讯 with what stands around it, in front of the names of those who wrote.
DISPATCHED = re.compile(
    r"^[\[( ]*(?:[\u4e00-\u9fff·]{2,12} )?[\u4e00-\u9fff·]{2,24}(?:\([\u4e00-\u9fff·]{2,12}\))?(?:\d{1,2}月\d{1,2}日)?[\u4e00-\u9fff]{0,6}(?:讯|电|消息)[\]):]? "
)
# Who wrote the text and took the pictures stands behind it.
_MADE_BOTH = re.compile(r"[□■◆◇●○▲★]? ?(?:文[/·、,]? ?[图摄]影?|图[/·、,]? ?文) ?[:/|]? ?")


def dateline_outlet(folded: str) -> Span | None:
    """Return the span of the outlet that a dateline at the start of the line names, or None; 本报讯 names none."""
    opening = _OPENING.match(folded)
    start = opening.end() if opening else 0
    head = _HEAD.match(folded, start)
    if not head or not re.search("[讯电息道导]", folded[start : start + _FURTHEST + 12]):
        return None
    # The longest outlet's name first: 某报业网讯 is not 某报's.
    for end in range(head.end(), start + 1, -1):
        name = folded[start:end].rstrip("/")
        if is_named_outlet(name) and (behind := _DISPATCH.match(folded, start + len(name))):
            # A name that goes on before its dispatch ends behind the last ending: 某晚报定西信息.
            return (start, start + len(name)) if behind.end() - start <= _FURTHEST else None
    return None


def row_of_role(folded: str, role: int) -> int:
    """Return where the row of names begins that has its 记者 at offset ``role``: behind a dispatch, a bracket or 文/摄.

    某报讯 王小明 记者李红; 某网讯(王小明 李红 通讯员 赵亮); □文/摄 王小明 本报记者 李红.
    """
    dispatched = DISPATCHED.match(folded, 0, role)
    begin = max(dispatched.end() if dispatched else 0, *(folded.rfind(mark, 0, role) + 1 for mark in "(["))
    made = _MADE_BOTH.match(folded, begin, role)
    return made.end() if made else begin

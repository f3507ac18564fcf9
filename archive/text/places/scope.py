"""Of which level does a report speak as its own? 全县 and 我市 as subject or place of an act; 市委 without a name.

A comparison with the province or an honour of it is no scope: 居全省前列, 全省先进, 向全省推广.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

_SCOPE = re.compile(
    r"(?<![向居列占超比是成为被供受予授获])(?<!走在)(?<!位于)(?<!占到)(?<!相当于)(?:全|我|该|本)(地区|省|市|县|区|州|盟|旗)"
    r"(?![\"']?(?:域|块|间|第|首|率先|领先|前[列茅]|平均|唯一|最|推广|推开|学习|先进|优秀|模范|示范|荣誉|十[佳大强]|百[佳强]|标[兵杆]|样板|试点|"
    r"文明单位|闻名|有名|五[一四]|劳[动模]|三八|各地|现场会|经验|一等奖|二等奖|总?人口))"
)
#: 市委, 县教育局, 区级 without a name before them: the report is of that level or below it.
_OWN_ORGAN = re.compile(
    r"(?:^|[^\u4e00-\u9fff]|[在由经对向据了和与])(市|县|区|州|盟|旗)(?:委|政府|纪委|直机关|人大|政协|公安局|教育局|农业农村局|民政局|财政局|消防|组织部)"
)

_INSTITUTION = re.compile(r"(?:大学|学院|学校|中学|小学|幼儿园|医院|公司|集团|研究[院所])$")
#: A school or the like speaks as 我校, 我院, 本公司.
_OF_ITSELF = re.compile(r"[我本](?:校|院|园|所|公司|集团|企业)(?![长务子区])")


def speaks_of_itself(folded_outlet: str, folded_lines: list[str]) -> bool:
    """Return whether the outlet is a school, a hospital or a firm, and the text speaks as it: 我校, 我院."""
    return bool(_INSTITUTION.search(folded_outlet)) and any(_OF_ITSELF.search(line) for line in folded_lines)


def scope_shares(folded_lines: list[str]) -> dict[str, float]:
    """Return the share of each level's word among 全县, 我市 ...; {} where there are none."""
    count = Counter(match[1][-1] for line in folded_lines for match in _SCOPE.finditer(line))
    total = sum(count.values())
    return {tail: times / total for tail, times in count.items()}


def own_level(folded_lines: list[str], scope: Mapping[str, float]) -> Mapping[str, float]:
    """Return ``scope``, or where there is none, the shares of 市委, 县政府 and the like that bear no name."""
    if scope:
        return scope
    count = Counter(match[1] for line in folded_lines for match in _OWN_ORGAN.finditer(line))
    total = sum(count.values())
    return {tail: times / total for tail, times in count.items()}


def first_scope(lines: list[tuple[str, str]]) -> str:
    """Return the first 我县 or the like of (line, folded line), as written; "" for none."""
    return next((line[slice(*found.span())] for line, folded in lines if (found := _SCOPE.search(folded))), "")

"""A report of our own, whole, for the tests of cleaning to put things around."""

from __future__ import annotations

from archive.text.clean import Cleaned

TITLE = "清河县整顿软弱涣散党组织的做法"
FIRST = "近年来,清河县把整顿软弱涣散党组织摆在突出位置,逐村会诊、一村一策,推动后进变先进。"
SECOND = "全县选派97名干部到村任第一书记,帮助完善制度、化解矛盾,群众满意度明显提升。"
BODY = f"{FIRST}\n{SECOND}"


def report(*, head: str = "", tail: str = "") -> str:
    return f"{TITLE}\n{head}\n{BODY}\n{tail}".strip("\n")


def fired(rule: str, words: str, cleaned: Cleaned) -> bool:
    """The rule took exactly the words out and the report stayed whole."""
    taken = "\n".join(removal.text for removal in cleaned.removed if removal.rule == rule)
    return taken == words and FIRST in cleaned.text and SECOND in cleaned.text and words not in cleaned.text

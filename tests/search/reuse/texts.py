"""Made texts for the reuse of passages: each sentence is new, but for set phrases and for what is planted."""

from __future__ import annotations

import random
from dataclasses import replace

from search.documents import Document

#: What every report says.
PHRASES = (
    "坚持以人民为中心的发展思想",
    "全面落实各项工作责任制",
    "推动各项任务落地见效、取得实实在在的成果",
    "切实把思想和行动统一到上级的决策部署上来",
)
PROVINCES = ("11", "13", "37", "41", "52", "62")
_CHARACTERS = "村镇党员书记支部组织干部群众工作田水路桥茶果林羊牛山河沟坝井灯门院碑亭会议账册章信访评议帮扶走访查看问答记写读讲听说定改种养修建挖铺搬迁合分早晚春夏秋冬老新大小高低"


def word(chance: random.Random) -> str:
    return "".join(chance.choice(_CHARACTERS) for _ in range(chance.choice((2, 2, 2, 3))))


def clause(chance: random.Random) -> str:
    return "".join(word(chance) for _ in range(chance.randint(4, 8)))


def sentence(chance: random.Random) -> str:
    parts = [clause(chance) for _ in range(chance.randint(2, 4))]
    if chance.random() < 0.5:
        parts[0] = chance.choice(PHRASES)
    return "，".join(parts) + "。"


def paragraph(chance: random.Random, characters: int = 120) -> str:
    made = ""
    while len(made) < characters:
        made += sentence(chance)
    return made


def changed(text: str, chance: random.Random, share: float) -> str:
    """Return a text of which a share of the words, two characters each, is replaced, dropped or has a word put in before it."""
    words = [text[at : at + 2] for at in range(0, len(text), 2)]
    for place in chance.sample(range(len(words)), round(share * len(words))):
        how = chance.randrange(3)
        words[place] = ("", word(chance), word(chance) + words[place])[how]
    return "".join(words)


def make_reports(size: int, seed: int, planted: int) -> tuple[list[Document], set[tuple[int, int]]]:
    """Return reports of several provinces and years, and the pairs of ids between which a paragraph was planted."""
    chance = random.Random(seed)
    reports = []
    for number in range(1, size + 1):
        body = "\n".join(paragraph(chance) for _ in range(4))
        region = f"{chance.choice(PROVINCES)}0000" if chance.random() < 0.8 else ""
        date = str(chance.randint(2015, 2022)) if chance.random() < 0.7 else ""
        reports.append(Document(number, f"第{number}篇", body, region=region, date=date))
    pairs = set()
    for _ in range(planted):
        one, other = sorted(chance.sample(range(size), 2))
        lines = reports[other].body.split("\n")
        lines[chance.randrange(len(lines))] = changed(chance.choice(reports[one].body.split("\n")), chance, 0.1)
        reports[other] = replace(reports[other], body="\n".join(lines))
        pairs.add((one + 1, other + 1))
    return reports, pairs

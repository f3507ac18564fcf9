"""Made-up documents in both scripts, and brute force as the oracle."""

from __future__ import annotations

import random

from opencc import OpenCC

from search.documents import Document, Query
from search.engine import SearchEngine
from search.query import And, Node, Not, Or, Term
from search.term_hits import fold_for_mode

_SUBJECTS = [
    "县委组织部",
    "各乡镇党委",
    "村党支部",
    "社区网格员",
    "驻村第一书记",
    "机关党员",
    "全市279个党组织",
    "AB岗人员",
    "“三会一课”小组",
]
_ACTS = ["整顿", "摸排", "复核", "督导", "培训", "调研", "公示", "评议", "结对帮扶", "轮训", "着力解决", "覆盖", "回访"]
_THINGS = [
    "软弱涣散党组织",
    "后进村",
    "集体经济薄弱村",
    "党员发展",
    "主题党日",
    "网格化管理",
    "乡村振兴",
    "为民服务",
    "信访积案",
    "换届选举",
    "流动党员",
    "党费收缴",
    "12.5%的经费",
    "2021-2023年规划",
    "**区试点",
    "X乡X村",
    "标准化建设",
]
_ENDS = ["。", ";", ",", "!", "、", "。\n", ",\n", "", ":"]
_REGIONS = ["", "620000", "621100", "621102", "520602", "429004", "110101"]
_DATES = ["", "2019", "2020-05", "2021-08-16", "2021-08", "2021", "2022-01-01", "2018-12-31"]
_SOURCES = ["", "定西日报", "组织人事报", "中國組織報"]
_KINDS = ["report", "news", "experience", ""]

_to_traditional = OpenCC("s2t").convert


def make_document(number: int, chance: random.Random) -> Document:
    """Return a document of 5 to 30 clauses; a third of them in traditional script, some with full-width forms."""
    clauses = [
        chance.choice(_SUBJECTS) + chance.choice(_ACTS) + chance.choice(_THINGS) + chance.choice(_ENDS)
        for _ in range(chance.randint(5, 30))
    ]
    title, body = chance.choice(_ACTS) + chance.choice(_THINGS), "".join(clauses)
    script = chance.choice(["hans", "hans", "hant"])
    if script == "hant":
        title, body = _to_traditional(title), _to_traditional(body)
    if chance.random() < 0.2:
        body = body.replace("2", "２").replace(",", "，").replace("%", "％")
    return Document(
        id=number,
        title=title,
        body=body,
        region=chance.choice(_REGIONS),
        date=chance.choice(_DATES),
        source=chance.choice(_SOURCES),
        author=chance.choice(["", "龚利", "李明"]),
        kind=chance.choice(_KINDS),
        script=script,
    )


def make_corpus(size: int, seed: int) -> list[Document]:
    chance = random.Random(seed)
    return [make_document(number, chance) for number in range(1, size + 1)]


def quoted(text: str) -> str:
    """Return a query that means exactly ``text``."""
    return '"' + "".join("\\" + char if char in '\\"“”„‟〝〞〟″＂「」『』«»' else char for char in text) + '"'


def some_substring(documents: list[Document], chance: random.Random) -> str:
    """One to eight characters of a title or body; one in ten is of no document."""
    document = chance.choice(documents)
    text = chance.choice([document.title, document.body, document.body, document.body])
    start = chance.randrange(len(text))
    found = text[start : start + chance.randint(1, 8)]
    return found[::-1] + found if chance.random() < 0.1 else found


def holds(document: Document, node: Node, mode: str = "folded") -> bool:
    """Whether the document answers the query: Python's ``in``."""
    match node:
        case Term(text, field):
            needle = fold_for_mode(text, mode)
            fields = [field] if field else ["title", "body"]
            return any(needle in fold_for_mode(getattr(document, name), mode) for name in fields)
        case And(children):
            return all(holds(document, child, mode) for child in children)
        case Or(children):
            return any(holds(document, child, mode) for child in children)
        case Not(child):
            return not holds(document, child, mode)
    raise TypeError(node)


def some_tree(documents: list[Document], chance: random.Random, depth: int = 3) -> tuple[Node, str]:
    """Return a random query as a tree and as text."""
    kind = chance.choice(["term", "and", "or", "not"]) if depth else "term"
    if kind == "term":
        text, field = some_substring(documents, chance)[:4], chance.choice(["", "", "", "title", "body"])
        return Term(text, field), (f"{field}:" if field else "") + quoted(text)
    if kind == "not":
        child, text = some_tree(documents, chance, depth - 1)
        return Not(child), chance.choice(["-", "NOT "]) + f"({text})"
    parts = [some_tree(documents, chance, depth - 1) for _ in range(chance.randint(2, 3))]
    joined = chance.choice([" ", " AND "]) if kind == "and" else " OR "
    tree = (And if kind == "and" else Or)(tuple(node for node, _ in parts))
    return tree, joined.join(f"({text})" for _, text in parts)


#: Sixty documents that the tests share; never changed.
CORPUS = make_corpus(60, seed=4)


def ids(engine: SearchEngine, text: str = "", **fields) -> list[int]:
    """Ids of all hits, in order."""
    results = engine.search(Query(text=text, size=1000, **fields))
    assert results.total == len(results.hits)
    return [hit.id for hit in results.hits]

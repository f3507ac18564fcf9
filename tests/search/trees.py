"""Random trees over small texts, and what they mean by brute force, character by character."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from itertools import pairwise

from hypothesis import strategies as st

from search.documents import SECTIONS, Document
from search.query import And, DateRange, InRegion, Near, Not, Or, Term, Wildcard
from search.query.lexer import LINE_ENDS
from search.query.regions import by_code
from search.term_hits import fold_for_mode

#: Few characters, so that much is found: two scripts, widths, a line end, a blank, punctuation, one beyond U+FFFF.
ALPHABET = "党黨组織织建軟软aＡ2２,，。* \n\u2028𠮷"
FIXED = "党黨组织建软aＡ2,𠮷"
REGIONS = ["", "620000", "621100", "621102", "110101"]
DATES = ["", "2019", "2020-05", "2021-08-16", "2021", "2018-12-31"]


def make_texts(size: int, seed: int) -> list[Document]:
    """Documents of up to sixty characters of ALPHABET; a third without any beyond U+FFFF."""
    chance = random.Random(seed)

    def text(longest: int) -> str:
        drawn = "".join(chance.choice(ALPHABET) for _ in range(chance.randint(0, longest)))
        return drawn.replace("𠮷", "") if chance.random() < 0.4 else drawn

    return [
        Document(
            id=number,
            title=text(8),
            body=text(60),
            region=chance.choice(REGIONS),
            date=chance.choice(DATES),
            source=text(6),
            author=chance.choice(["党组", "软建a", ""]),
        )
        for number in range(1, size + 1)
    ]


def with_sections(documents: list[Document], seed: int) -> list[Document]:
    """The documents with sections at random places: some touch, some leave a gap, some documents have none."""
    chance = random.Random(seed)

    def sections(length: int) -> tuple[tuple[str, int, int], ...]:
        cuts = sorted(chance.sample(range(length + 1), min(length + 1, chance.randint(0, 5))))
        found = pairwise(cuts)
        return tuple((chance.choice(SECTIONS[:3]), *each) for each in found if chance.random() < 0.8)

    return [replace(document, sections=sections(len(document.body))) for document in documents]


TERMS = st.text(FIXED + " 。", min_size=1, max_size=3).filter(lambda text: text.strip() != "")
FIELDS = st.sampled_from(["", "", "", "title", "body"])
ANY_FIELDS = st.sampled_from(["", "", "title", "body", "source", "author"])


@st.composite
def wildcards(draw, fields=ANY_FIELDS):
    parts = draw(st.lists(st.text(FIXED, min_size=1, max_size=2), min_size=2, max_size=3))
    text = parts[0]
    for part in parts[1:]:
        text += draw(st.sampled_from(["?", "*", "??", "?*", "？", "＊"])) + part
    return Wildcard(text, draw(fields))


def words(fields=ANY_FIELDS):
    return st.one_of(st.builds(Term, TERMS, fields), wildcards(fields))


@st.composite
def neighbours(draw):
    field = draw(FIELDS)
    fields = st.sampled_from(["", field])
    operand = st.one_of(words(fields), st.lists(words(fields), min_size=2, max_size=3).map(lambda w: Or(tuple(w))))
    operands = draw(st.lists(operand, min_size=2, max_size=3))
    distances = st.lists(st.integers(0, 8), min_size=len(operands) - 1, max_size=len(operands) - 1)
    return Near(tuple(operands), tuple(draw(distances)))


RANGES = st.sampled_from(
    [DateRange("2019", "2020"), DateRange("", "2019"), DateRange("2020-05-02", ""), DateRange("2021-08", "2021-08")]
)
PLACES = st.sampled_from(["62", "6211", "621102", "110000"]).map(
    lambda code: InRegion(code, tuple(region.prefix for region in by_code(code)))
)
LEAVES = st.one_of(words(), words(), wildcards(), neighbours(), neighbours(), RANGES, PLACES)


def _several(children):
    return st.lists(children, min_size=2, max_size=3).map(tuple)


TREES = st.recursive(
    LEAVES,
    lambda children: st.one_of(
        st.builds(And, _several(children)), st.builds(Or, _several(children)), st.builds(Not, children)
    ),
    max_leaves=5,
)


def spans_of(text: str, term: Term | Wildcard, mode: str) -> list[tuple[int, int]]:
    """Every place, overlapping ones too; of a wildcard the shortest hit from each place on."""
    form = fold_for_mode(text, mode)
    if isinstance(term, Term):
        needle = fold_for_mode(term.text, mode)
        return [(at, at + len(needle)) for at in range(len(form)) if form.startswith(needle, at)]
    kept = "".join(char if char in LINE_ENDS else plain for char, plain in zip(text, form, strict=True))
    pattern = term.pattern
    written = re.escape(fold_for_mode(pattern.parts[0], mode))
    for (fewest, most), part in zip(pattern.gaps, pattern.parts[1:], strict=True):
        written += f"[^{LINE_ENDS}]{{{fewest},{most}}}" + re.escape(fold_for_mode(part, mode))
    compiled = re.compile(written)
    found = []
    for start in range(len(kept)):
        if compiled.match(kept, start):
            found.append((start, next(end for end in range(len(kept) + 1) if compiled.fullmatch(kept, start, end))))
    return found


def stretches(document: Document, section: str) -> list[tuple[int, int]]:
    """The sections of a kind, those that touch as one."""
    found: list[tuple[int, int]] = []
    for kind, start, end in document.sections:
        if kind == section:
            before = found.pop()[0] if found and found[-1][1] == start else start
            found.append((before, end))
    return found


def places(document: Document, field: str, term: Term | Wildcard, mode: str, section: str) -> list[tuple[int, int]]:
    """Every place of a term in a field; with a section in the body within one, in the title if the term names it."""
    if term.field not in ("", field):
        return []
    found = spans_of(getattr(document, field), term, mode)
    if not section or term.field not in ("", "body"):
        return found
    inside = stretches(document, section) if field == "body" else []
    return [(start, end) for start, end in found if any(first <= start and end <= last for first, last in inside)]


def _is_near(document: Document, node: Near, field: str, mode: str, section: str) -> bool:
    def spans(operand):
        leaves = operand.children if isinstance(operand, Or) else (operand,)
        return [span for leaf in leaves for span in places(document, field, leaf, mode, section)]

    reached = spans(node.operands[0])
    for operand, distance in zip(node.operands[1:], node.distances, strict=True):
        reached = [
            (start, end)
            for start, end in spans(operand)
            if any(0 <= start - before <= distance or 0 <= after - end <= distance for after, before in reached)
        ]
    return bool(reached)


def answers(document: Document, node, mode: str, section: str = "") -> bool:
    """Whether the document answers the tree; that it has a section is another question."""
    match node:
        case Term(_, field) | Wildcard(_, field):
            fields = [field] if field else ["title", "body"]
            return any(places(document, name, node, mode, section) for name in fields)
        case Near():
            return any(_is_near(document, node, field, mode, section) for field in ("title", "body"))
        case InRegion(_, prefixes):
            return document.region.startswith(prefixes)
        case DateRange(first, last):
            date = document.date
            return bool(date) and (not first or date + "-99" * 2 >= first) and (not last or date <= last + "-99" * 2)
        case And(children):
            return all(answers(document, child, mode, section) for child in children)
        case Or(children):
            return any(answers(document, child, mode, section) for child in children)
        case Not(child):
            return not answers(document, child, mode, section)
    raise TypeError(node)

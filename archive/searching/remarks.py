"""Remarks on a query (按): how the archive read it, how often each written form occurs, and its other readings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext_noop

from archive.languages import listed, say, translated
from archive.languages.scripts import to_script
from archive.searching.counts import Counts
from archive.searching.form import MODES
from archive.web.addresses import list_address
from search.documents import MatchMode, Query, Results
from search.query import (
    And,
    DateRange,
    Everything,
    InRegion,
    Near,
    Node,
    Not,
    Or,
    ParsedQuery,
    SearchTerm,
    Term,
    Wildcard,
    query_text,
)

FORMS_SHOWN = 6
READINGS_SHOWN = 4
NEARBY = 20  # characters: within a sentence
_FIELDS = {
    "title": gettext_noop("题名"),
    "body": gettext_noop("正文"),
    "source": gettext_noop("来源"),
    "author": gettext_noop("作者"),
}
_NUMBERS = (
    gettext_noop("零"), gettext_noop("一"), gettext_noop("两"), gettext_noop("三"), gettext_noop("四"), gettext_noop("五"),
    gettext_noop("六"), gettext_noop("七"), gettext_noop("八"), gettext_noop("九"), gettext_noop("十"),
)  # fmt: skip
_NARROW: dict[str, str] = {
    "script": gettext_noop("只找所写的字形，繁简、异体不通"),
    "exact": gettext_noop("逐字相同，标点、全半角在内"),
}


@dataclass(frozen=True, slots=True)
class WrittenForm:
    """A term in one spelling, and the number of reports that contain it so, under the filters."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class ReadingLink:
    """Another reading of the query: its address, and the number of reports that it finds under the same filters.

    ``text``: its expression, "" where the expression is the same.
    """

    label: str
    text: str
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class Remarks:
    """``meaning``: the query in words, "" for an empty one; ``notes``: how its reading differs from what was typed."""

    meaning: str = ""
    notes: tuple[str, ...] = ()
    forms: tuple[WrittenForm, ...] = ()
    readings: tuple[ReadingLink, ...] = ()


def foresee_remarks(query: Query, parsed: ParsedQuery, counts: Counts) -> None:
    """Note what the remarks on a query count."""
    if not isinstance(parsed.root, Everything):
        for _, term, mode in _written(query, parsed):
            counts.foresee(*_alone(query, term, mode))
        for _, other in _readings(query, parsed):
            counts.foresee(other)


def remarks_on(query: Query, parsed: ParsedQuery, results: Results, counts: Counts) -> Remarks:
    """Return the remarks on a query and its results. The database is not asked."""
    if isinstance(parsed.root, Everything):
        return Remarks()
    foresee_remarks(query, parsed, counts)
    return Remarks(
        meaning(parsed.root),
        (
            *map(translated, parsed.explain),
            *(
                [say("{0}：{1}。", say(dict(MODES)[query.mode]), say(_NARROW[query.mode]))]
                if query.mode != "folded"
                else []
            ),
        ),
        tuple(_forms(query, parsed, counts)),
        tuple(_reading_links(query, parsed, results.total, counts)),
    )


def meaning(root: Node) -> str:
    """Return a tree in words of the page's language: 软弱涣散 且 整顿，两词在同一篇内，不拘先后."""
    words = _words(root)
    if isinstance(root, And) and all(isinstance(child, Term | Wildcard) for child in root.children):
        count = len(root.children)
        number = say(_NUMBERS[count]) if count < len(_NUMBERS) else str(count)
        return say("{0}，{1}词在同一篇内，不拘先后", words, number)
    return words


def _words(node: Node) -> str:
    match node:
        case Term(text, field) | Wildcard(text, field):
            return say("{0}含 {1}", say(_FIELDS[field]), text) if field else text
        case Near(operands, distances):
            joined = [say("（{0}）", _words(each)) if isinstance(each, Or) else _words(each) for each in operands]
            return say("{0} 相距{1}字以内", say(" 与 ").join(joined), listed(distances))
        case InRegion(name, _):
            return say("地区为 {0}", name)
        case DateRange(first, last):
            return (
                say("日期为 {0}", first)
                if first == last
                else say("日期从 {0} 到 {1}", first or say("最早"), last or say("最近"))
            )
        case Not(child):
            return say("不含 {0}", _inside(child))
        case And(children):
            return say(" 且 ").join(
                say("（{0}）", _words(each)) if isinstance(each, And | Or) else _words(each) for each in children
            )
        case Or(children):
            return say(" 或 ").join(map(_inside, children))
        case _:
            return say("全部")


def _inside(node: Node) -> str:
    return say("（{0}）", _words(node)) if isinstance(node, And | Or) else _words(node)


def _forms(query: Query, parsed: ParsedQuery, counts: Counts) -> Iterator[WrittenForm]:
    """Yield the counts of each form; nothing for a single one, as it has the total."""
    written = list(_written(query, parsed))
    if len(written) > 1:
        for text, term, mode in written[:FORMS_SHOWN]:
            if (count := counts(*_alone(query, term, mode))) is not None:
                yield WrittenForm(text, count)


def _written(query: Query, parsed: ParsedQuery) -> Iterator[tuple[str, SearchTerm, MatchMode]]:
    """Yield (expression, term, mode) of each term, by script where a term differs; some FORMS_SHOWN."""
    found = 0
    for term in parsed.terms:
        spelled = _spellings(term) if query.mode == "folded" and isinstance(term, Term) else ()
        if len(spelled) > 1:
            yield from ((query_text(each), each, "script") for each in spelled)
        else:
            yield query_text(term), term, query.mode
        found += max(1, len(spelled))
        if found >= FORMS_SHOWN:
            return


def _spellings(term: Term) -> Sequence[Term]:
    """Return the term as typed, in simplified and in traditional script, each once."""
    spellings = dict.fromkeys((term.text, to_script(term.text, "hans"), to_script(term.text, "hant")))
    return tuple(Term(text, term.field) for text in spellings)


def _alone(query: Query, term: SearchTerm, mode: MatchMode) -> tuple[Query, ParsedQuery]:
    """Return what asks for the reports that hold a term, under the filters of the query as every other count of the page."""
    return replace(query, text="", mode=mode, page=1), ParsedQuery(term, terms=(term,), mode=mode)


def _reading_links(query: Query, parsed: ParsedQuery, total: int, counts: Counts) -> Iterator[ReadingLink]:
    """Yield the other readings of the query that find another number of reports, and always the usual mode."""
    given = 0
    for label, other in _readings(query, parsed):
        if given == READINGS_SHOWN:
            return
        # A reading that finds nothing, or the same number, does not help.
        if (count := counts(other)) and (count != total or other.mode != query.mode):
            given += 1
            yield ReadingLink(label, "" if other.mode != query.mode else other.text, count, list_address(other))


def _readings(query: Query, parsed: ParsedQuery) -> Iterator[tuple[str, Query]]:
    """Yield (label, query) of every other reading."""
    first = replace(query, page=1)
    if query.mode != "folded":
        yield say("繁简通"), replace(first, mode="folded")
    root = parsed.root
    if isinstance(root, And) and len(root.children) == 2 and all(_is_plain_term(each) for each in root.children):
        yield say("相距{0}字以内", NEARBY), replace(first, text=query_text(Near(root.children, (NEARBY,))))
    for reading in parsed.other_readings:
        if (reading.mode, reading.text) != ("folded", query.text):
            yield translated(reading.label), replace(first, text=reading.text, mode=reading.mode)


def _is_plain_term(node: Node) -> bool:
    return isinstance(node, Term) and not node.field

"""A tree as text that reads back to the same tree. The advanced form shows it, and so teaches the query language."""

from __future__ import annotations

from search.analysis import has_word, is_run
from search.fold import fold
from search.query.lexer import FIELD_NAMES, QUOTES, Token, is_range, read_word, tokenize
from search.query.nodes import And, DateRange, Everything, InRegion, Near, Node, Not, Or, Term, Wildcard

#: A longer unquoted run of word characters is cut into words.
LONGEST_EXACT_RUN = 12

_PREFIX = {field: f"{name}:" for name, field in FIELD_NAMES.items()}
_PREFIX[""] = ""


def query_text(node: Node) -> str:
    """Return the text of a tree. TypeError for an unknown node.

    ``parse_query(query_text(node)).root == node`` for every tree that parse_query makes.
    """
    match node:
        case Everything():
            return ""
        case Term(text, field):
            return _PREFIX[field] + (text if _stands_bare(text) else quoted(text))
        case Wildcard(text, field):
            # A wildcard at the beginning is dropped, so a ? keeps "-" or "标题:" from being read as syntax.
            return _PREFIX[field] + (text if _is_one_word(text) else f"?{text}")
        case InRegion(name, _):
            return _PREFIX["region"] + (name if _is_one_word(name) else quoted(name))
        case DateRange(first, last):
            return f"{_PREFIX['date']}{first}" if first == last else f"{first}..{last}"
        case Near(operands, distances):
            texts = [_in_brackets(operand, Or) for operand in operands]
            links = [f" NEAR/{distance} " for distance in distances]
            return "".join(part for pair in zip(texts, [*links, ""], strict=True) for part in pair)
        case And(children):
            return " ".join(_in_brackets(child, And, Or) for child in children)
        case Or(children):
            return " OR ".join(_in_brackets(child, Or) for child in children)
        case Not(child):
            text = _in_brackets(child, And, Or)
            return f"-{text}" if has_word(text[0]) or text[0] in '("' else f"NOT {text}"
        case _:
            raise TypeError(f"not a node of a query: {node!r}")


def quoted(text: str) -> str:
    """Return a query that means exactly ``text``."""
    return '"' + "".join("\\" + char if char == "\\" or char in QUOTES else char for char in text) + '"'


def _in_brackets(node: Node, *kinds: type) -> str:
    text = query_text(node)
    return f"({text})" if isinstance(node, kinds) else text


def _is_one_word(text: str) -> bool:
    """Tell whether the text is read as one word beside others, and as no operator."""
    return tokenize(f"甲 {text}") == ([Token("word", "甲"), Token("word", text)], [])


def _stands_bare(text: str) -> bool:
    """Tell whether a term needs no quotes."""
    if not has_word(text) or not _is_one_word(text) or is_range(text) or "\\" in text:
        return False
    reading = read_word(text)
    is_short = len(text) <= LONGEST_EXACT_RUN or not is_run(fold(text))
    return is_short and not reading.dropped and not reading.pattern.gaps

"""Searching within results (结果中检索): each step a bracket of one expression, ``(软弱涣散) (整顿)``, so that the address
says it all and each step can be taken back."""

from __future__ import annotations

from dataclasses import replace

from archive.web.query_addresses import list_address
from search.documents import Query, QueryError
from search.lexer import QUOTES
from search.query import And, parse_query, query_text


def narrowed(text: str, words: str) -> str:
    """The expression that finds what both find: as typed in brackets, or as it was understood where brackets would
    not hold it together."""
    steps = [step for step in (*steps_of(text), words.strip()) if step.strip()]
    if len(steps) < 2:
        return "".join(steps)
    together = _bracketed(steps)
    if _stands_apart(together, steps):
        return together
    try:
        return query_text(And(tuple(parse_query(step).root for step in steps)))
    except QueryError:
        return together


def steps_of(text: str) -> list[str]:
    """The brackets that the expression is made of, without them; the whole expression where it is made otherwise."""
    steps: list[str] = []
    depth = start = 0
    quoted = False
    for at, char in enumerate(text):
        if char in QUOTES:
            quoted = not quoted
        elif quoted:
            continue
        elif char == "(":
            if not depth:
                start = at + 1
            depth += 1
        elif char == ")" and depth:
            depth -= 1
            if not depth:
                steps.append(text[start:at])
            continue
        if not depth and char != " " and char != "(":
            return [text]
    whole = not depth and not quoted and len(steps) > 1 and all(step.strip() for step in steps)
    return steps if whole and _stands_apart(text, steps) else [text]


def without_step(query: Query, dropped: int) -> str:
    """The address of the list without one of the steps of its expression, counted from 0."""
    rest = [step for place, step in enumerate(steps_of(query.text)) if place != dropped]
    text = rest[0] if len(rest) == 1 else _bracketed(rest)
    return list_address(replace(query, text=text, page=1))


def _bracketed(steps: list[str]) -> str:
    return " ".join(f"({step})" for step in steps)


def _stands_apart(text: str, steps: list[str]) -> bool:
    """Whether the expression asks for all the steps, each read by itself."""
    try:
        return parse_query(text).root == And(tuple(parse_query(step).root for step in steps))
    except QueryError:
        return False

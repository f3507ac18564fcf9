"""What the user typed, read as a tree. Lenient in input, strict in meaning.

    软弱涣散 整顿          both, anywhere           "软弱涣散党组织"    exactly this string
    党建 OR 党务, 党建|党务  either                   -范文, NOT 范文      not
    标题:换届  来源:日报   in one field             (a OR b) c          groups; AND binds before OR

Nothing typed is an error but too much of it: unbalanced quotes and dangling operators are
mended, and ``explain`` says so. The lexer is in search/lexer.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from search.analysis import cut, is_run
from search.documents import MatchMode, QueryError
from search.fold import fold, fold_width
from search.lexer import Token, tokenize

#: Limits, in code points, terms and nested groups.
MAX_LENGTH = 400
MAX_TERMS = 32
MAX_DEPTH = 16
#: A longer unquoted run of word characters is cut into words.
LONGEST_EXACT_RUN = 12


@dataclass(frozen=True, slots=True)
class Term:
    """A string that title or body holds; with ``field`` (title body source author) that one field.

    In mode "folded" ``fold(text)`` must stand in the field's fold, in mode "script"
    ``fold_width(text)`` in its ``fold_width``, in mode "exact" the text itself in the raw field.
    """

    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class And:
    """Every child, at least two."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any child, at least two."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Every document but those of the child."""

    child: Node


@dataclass(frozen=True, slots=True)
class Everything:
    """Every document; only of an empty query."""


Node = Term | And | Or | Not | Everything


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """``terms``: the distinct terms that a hit may be found by (none that is excluded), in order.

    ``explain``: Chinese sentences for the page, on what was folded, cut and mended.
    """

    root: Node
    explain: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()


def parse_query(text: str, mode: MatchMode = "folded") -> ParsedQuery:
    """Read ``text``; QueryError with a Chinese sentence above the limits, and never another error."""
    if len(text) > MAX_LENGTH:
        raise QueryError(f"检索式最长{MAX_LENGTH}字,现在是{len(text)}字,请缩短后再试。")
    stripped = text.strip()
    if not fold(stripped).strip():
        return ParsedQuery(Everything())
    parser = _Parser(stripped)
    root = parser.read() or Term(stripped)
    terms = tuple(dict.fromkeys(_wanted(root)))
    return ParsedQuery(root, (*_script_notes(terms, mode), *parser.notes), terms)


def _wanted(node: Node, wanted: bool = True) -> Iterator[Term]:
    """The terms under an even number of negations."""
    match node:
        case Term():
            if wanted:
                yield node
        case And(children) | Or(children):
            for child in children:
                yield from _wanted(child, wanted)
        case Not(child):
            yield from _wanted(child, not wanted)
        case Everything():
            pass
        case _:
            raise TypeError(f"not a node of a query: {node!r}")


def _script_notes(terms: tuple[Term, ...], mode: MatchMode) -> Iterator[str]:
    converted = [_shown(term.text) for term in terms if fold(term.text) != fold_width(term.text)]
    if converted and mode == "folded":
        yield f"繁体、简体和异体字一并检索:{'、'.join(dict.fromkeys(converted))}"


def _shown(text: str) -> str:
    """``text`` in quotes, without what cannot be sent to a browser."""
    return f"“{text.encode('utf-8', 'replace').decode('utf-8')}”"


class _Parser:
    """Recursive descent over the tokens of one query; ``notes`` collects what was mended."""

    def __init__(self, text: str) -> None:
        tokens, notes = tokenize(text)
        self.notes: list[str] = notes
        self._tokens = tokens
        self._at = 0
        self._terms = 0
        self._depth = 0
        self._field = ""
        self._negated = False

    def read(self) -> Node | None:
        parts = []
        while self._kind() != "end":
            parts.append(self._either())
            if self._kind() == ")":
                self._note("多出的右括号已略去")
                self._at += 1
        return _joined(And, parts)

    def _kind(self) -> str:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else "end"

    def _take(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)

    def _either(self) -> Node | None:
        parts = [self._all()]
        while self._kind() == "or":
            self._at += 1
            parts.append(self._all())
        if len(parts) > 1 and None in parts:
            self._note("“OR”的一边没有检索词,已略去")
        return _joined(Or, parts)

    def _all(self) -> Node | None:
        parts: list[Node | None] = []
        while self._kind() not in {"or", ")", "end"}:
            if self._kind() == "and":
                self._at += 1
                if not parts or self._kind() in {"or", "and", ")", "end"}:
                    self._note("“AND”的一边没有检索词,已略去")
                continue
            parts.append(self._one())
        return _joined(And, parts)

    def _one(self) -> Node | None:
        token = self._take()
        match token.kind:
            case "not":
                child = self._within(negated=not self._negated)
                if child is None:
                    self._note("“NOT”或“-”后面没有要排除的词,已略去")
                return child and Not(child)
            case "field":
                return self._within(field=token.text) or self._field_alone(token)
            case "(":
                return self._group()
            case "phrase":
                return self._term(token.text)
            case "word":
                return self._word(token.text)
            case _:
                raise TypeError(f"not a token of a query: {token!r}")

    def _within(self, *, field: str | None = None, negated: bool | None = None) -> Node | None:
        """The next operand, read inside a field or a negation."""
        if self._kind() in {"or", "and", ")", "end"}:
            return None
        outside = self._field, self._negated
        self._field = self._field if field is None else field
        self._negated = self._negated if negated is None else negated
        self._deeper()
        child = self._one()
        self._depth -= 1
        self._field, self._negated = outside
        return child

    def _field_alone(self, token: Token) -> Node | None:
        self._note(f"{_shown(token.typed)}后面没有词,按原样检索")
        return self._term(token.typed)

    def _group(self) -> Node | None:
        self._deeper()
        inside = self._either()
        self._depth -= 1
        if self._kind() == ")":
            self._at += 1
        else:
            self._note("括号没有成对,已补上右括号")
        if inside is None:
            self._note("空括号已略去")
        return inside

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise QueryError(f"括号和“NOT”最多套{MAX_DEPTH}层,请简化检索式。")

    def _word(self, text: str) -> Node | None:
        folded = fold(text)
        # What is excluded stays whole: "not all of its words" is not what a minus says.
        if len(text) <= LONGEST_EXACT_RUN or not is_run(folded) or self._negated:
            return self._term(text)
        spans = {folded[at : at + len(word)]: text[at : at + len(word)] for word, at in cut(folded)}
        parts = list(spans.values())
        self._note(f"{_shown(text)}较长,拆成{len(parts)}个词,须都出现:{' '.join(parts)};要整句检索请加引号")
        return _joined(And, [self._term(part) for part in parts])

    def _term(self, text: str) -> Term:
        self._terms += 1
        if self._terms > MAX_TERMS:
            raise QueryError(f"一次最多检索{MAX_TERMS}个词;要找整句话,请放进引号。")
        return Term(text, self._field)


def _joined(kind: type[And] | type[Or], parts: list[Node | None]) -> Node | None:
    kept = tuple(part for part in parts if part is not None)
    if len(kept) < 2:
        return kept[0] if kept else None
    return kind(kept)

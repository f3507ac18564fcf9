"""Recursive descent over the tokens of one query, with notes on what was corrected and how it was understood."""

from __future__ import annotations

import re

from search.analysis import cut, is_run
from search.documents import QueryError
from search.fold import fold
from search.query.dates import is_range, read_dates
from search.query.lexer import (
    LONGEST_EXACT_RUN,
    LONGEST_GAP,
    Token,
    WordReading,
    read_word,
    tokenize,
)
from search.query.nodes import And, DateRange, InRegion, Node, Not, Or, Term, Wildcard, make_near, query_text
from search.query.regions import find_regions
from search.sentences import say, shown

#: Limits: terms, nested groups, characters between neighbours, gaps with unknown characters.
MAX_TERMS = 32
MAX_DEPTH = 16
MAX_DISTANCE = 1000
MAX_GAPS = 8
#: The distance of a NEAR without a number.
USUAL_DISTANCE = 20
_SHOWN_REGIONS = 6
_ONE_STAR = re.compile(r"[*＊][^*＊]")  # masked words begin so; who types it means a wildcard as often
_ENDS = frozenset({"or", "and", ")", "end"})


class Parser:
    """Reads one text, once. ``notes`` collects sentences on what was corrected and how it was understood."""

    def __init__(self, text: str) -> None:
        tokens, notes = tokenize(text)
        self.notes: list[str] = notes
        self._tokens = tokens
        self._at = 0
        self._terms = 0
        self._gaps = 0
        self._depth = 0
        self._field = ""
        self._prefix = ""  # the field as typed
        self._stays_whole = False  # inside a negation or beside a NEAR

    def read(self) -> Node | None:
        """Return the tree, or None for a text without a term."""
        parts = []
        while self._kind() != "end":
            parts.append(self._either())
            if self._kind() == ")":
                self._note(say("多出的右括号已略去"))
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
            self._note(say("“OR”的一边没有检索词，已略去"))
        return _joined(Or, parts)

    def _all(self) -> Node | None:
        parts: list[Node | None] = []
        while self._kind() not in {"or", ")", "end"}:
            if self._kind() == "and":
                self._at += 1
                if not parts or self._kind() in _ENDS:
                    self._note(say("“AND”的一边没有检索词，已略去"))
                continue
            parts.append(self._chain())
        return _joined(And, parts)

    def _chain(self) -> Node | None:
        """Read one operand, or several with NEAR between them."""
        operands: list[Node | None] = [self._one()]
        distances: list[int] = []
        while self._kind() == "near":
            token = self._take()
            distance = self._distance(token)
            if self._kind() in _ENDS or self._kind() == "near":
                self._note(say("“{0}”的一边没有检索词，已略去", token.typed))
                continue
            whole, self._stays_whole = self._stays_whole, True
            operands.append(self._one())
            self._stays_whole = whole
            distances.append(distance)
        if not distances:
            return operands[0]
        near = make_near(operands, tuple(distances))
        if near is None:
            self._note(say("“NEAR”两边须是同一栏（标题或正文）里的词、短语或用OR连起来的词，现按“AND”检索"))
            return _joined(And, operands)
        spaces = "、".join(map(str, dict.fromkeys(distances)))
        self._note(say("{0}：先后不拘，中间最多隔{1}字（标点也算），须在同一栏里", shown(query_text(near)), spaces))
        return near

    def _distance(self, token: Token) -> int:
        if not token.text:
            self._note(say("“NEAR”没有写字数，按“NEAR/{0}”检索", USUAL_DISTANCE))
        distance = int(token.text or USUAL_DISTANCE)
        if distance > MAX_DISTANCE:
            raise QueryError(say("“NEAR”后的字数最大是{0}，现在是{1}，请改小后再试。", MAX_DISTANCE, distance))
        return distance

    def _one(self) -> Node | None:
        token = self._take()
        match token.kind:
            case "not":
                child = self._negated()
                if child is None:
                    self._note(say("“NOT”或“-”后面没有要排除的词，已略去"))
                return child and Not(child)
            case "field":
                return self._in_field(token) or self._field_alone(token)
            case "(":
                return self._group()
            case "phrase":
                return self._phrase(token.text)
            case "word":
                return self._word(token.text)
            case "near":
                self._distance(token)
                self._note(say("“{0}”的一边没有检索词，已略去", token.typed))
                return None
            case _:
                raise TypeError(f"not a token of a query: {token!r}")

    def _negated(self) -> Node | None:
        """Read the operand after a NOT; a chain of NEAR is one."""
        if self._kind() in _ENDS:
            return None
        whole, self._stays_whole = self._stays_whole, not self._stays_whole
        self._deeper()
        child = self._chain()
        self._depth -= 1
        self._stays_whole = whole
        return child

    def _in_field(self, token: Token) -> Node | None:
        if self._kind() in _ENDS or self._kind() == "near":
            return None
        outside = self._field, self._prefix
        self._field, self._prefix = token.text, token.typed
        self._deeper()
        child = self._one()
        self._depth -= 1
        self._field, self._prefix = outside
        return child

    def _field_alone(self, token: Token) -> Node | None:
        self._note(say("{0}后面没有词，按原样检索", shown(token.typed)))
        return self._term(token.typed)

    def _group(self) -> Node | None:
        self._deeper()
        inside = self._either()
        self._depth -= 1
        if self._kind() == ")":
            self._at += 1
        else:
            self._note(say("括号没有成对，已补上右括号"))
        if inside is None:
            self._note(say("空括号已略去"))
        return inside

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise QueryError(say("括号和“NOT”最多套{0}层，请简化检索式。", MAX_DEPTH))

    def _phrase(self, text: str) -> Node:
        match self._field:
            case "region":
                return self._region(text)
            case "date":
                return self._dates(text)
            case _:
                return self._term(text)

    def _word(self, typed: str) -> Node | None:
        if self._field in ("region", "date"):
            return self._phrase(typed)
        if not self._field and is_range(typed):
            return self._dates(typed)
        word = read_word(typed)
        if not word.text:
            # Wildcards alone: a question mark after a blank. As the whole query it is searched for as it stands.
            self._note(say("单独的{0}已略去；要检索这个字符请加引号", shown(typed)))
            return None
        if word.dropped:
            reason = say("按标点略去") if "?" in fold(word.dropped) else say("不改变结果，已略去")
            self._note(say("词首词尾的{0}{1}；要检索这个字符请加引号", shown(word.dropped), reason))
        if _ONE_STAR.match(word.text):
            self._note(say("词首的{0}按原文隐去的记号检索；要查任何开头的，请去掉它", shown(word.text[0])))
        if word.pattern.gaps:
            return self._wildcard(word)
        return self._words(word.pattern.parts[0])

    def _words(self, text: str) -> Node | None:
        folded = fold(text)
        # An excluded text stays whole: a minus does not say "not all of its words". So do the operands of NEAR.
        whole = self._stays_whole or self._kind() == "near"
        if whole or len(text) <= LONGEST_EXACT_RUN or not is_run(folded):
            return self._term(text)
        spans = {folded[at : at + len(word)]: text[at : at + len(word)] for word, at in cut(folded)}
        parts = list(spans.values())
        self._note(
            say("{0}较长，拆成{1}个词，须都出现：{2}；要整句检索请加引号", shown(text), len(parts), " ".join(parts))
        )
        return _joined(And, [self._term(part) for part in parts])

    def _wildcard(self, word: WordReading) -> Node:
        self._count()
        text, gaps = word.text, word.pattern.gaps
        self._gaps += len(gaps)
        if self._gaps > MAX_GAPS:
            raise QueryError(say("一次最多用{0}处通配符，请减少“?”和“*”。", MAX_GAPS))
        if max(most for _, most in gaps) > LONGEST_GAP:
            raise QueryError(say("一处通配最多代表{0}个字，请减少连写的“?”，或改用NEAR。", LONGEST_GAP))
        one = any(fewest for fewest, _ in gaps)
        many = any(fewest < most for fewest, most in gaps)
        if one and many:
            self._note(say("{0}：“?”代表一个字，“*”代表零到{1}个字，不跨行", shown(text), LONGEST_GAP))
        elif many:
            self._note(say("{0}：“*”代表零到{1}个字，不跨行", shown(text), LONGEST_GAP))
        else:
            self._note(say("{0}：“?”代表一个字，不跨行", shown(text)))
        return Wildcard(text, self._field, word.pattern)

    def _region(self, name: str) -> Node:
        found = find_regions(name)
        if not found:
            self._note(say("没有叫{0}的地区，按文字检索；可写全名、简称或行政区划代码", shown(name)))
            return self._literal(name)
        labels = [region.label for region in found]
        listed = "、".join(labels[:_SHOWN_REGIONS])
        if len(labels) > _SHOWN_REGIONS:
            listed = say("{0}等", listed)
        if len(found) > 1:
            self._note(say("{0}有{1}处，一并检索：{2}", shown(name), len(found), listed))
        elif listed != name:
            self._note(say("地区{0}：{1}，含所辖各地", shown(name), listed))
        return InRegion(name, tuple(dict.fromkeys(region.prefix for region in found)))

    def _dates(self, typed: str) -> Node:
        dates = read_dates(typed, single=self._field == "date")
        if dates is None:
            self._note(
                say("{0}不是日期范围，按文字检索；应写作2021、2021-08、2021-08-16或2019..2021，先早后晚", shown(typed))
            )
            return self._literal(typed)
        first, last = dates
        if first == last:
            period: str = first
        elif first and last:
            period = say("{0} 至 {1}", first, last)
        else:
            period = say("{0}以后", first) if first else say("{0}以前", last)
        self._note(say("{0}：日期在 {1} 的报告，日期未注明的不在其内", shown(typed), period))
        return DateRange(first, last)

    def _literal(self, text: str) -> Node:
        """Return a term of the prefix and the text, for a text that does not fit its field."""
        self._count()
        return Term(self._prefix + text)

    def _term(self, text: str) -> Term:
        self._count()
        return Term(text, "" if self._field in ("region", "date") else self._field)

    def _count(self) -> None:
        self._terms += 1
        if self._terms > MAX_TERMS:
            raise QueryError(say("一次最多检索{0}个词；要找整句话，请放进引号。", MAX_TERMS))


def _joined(kind: type[And] | type[Or], parts: list[Node | None]) -> Node | None:
    children = tuple(part for part in parts if part is not None)
    if len(children) < 2:
        return children[0] if children else None
    return kind(children)

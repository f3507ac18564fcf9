"""A typed query as tokens: words, phrases, brackets, operators, field names."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from search.analysis import has_word
from search.fold import fold, fold_width
from search.sentences import say

# 「 closes with 」 only; the others are mixed freely: “a”, ”a”, "a”.
_BRACKET_QUOTES = {"「": "」", "『": "』", "«": "»"}
_CLOSED_BY_ANY = frozenset('"“”„‟〝〞〟″＂')
QUOTES = _CLOSED_BY_ANY | _BRACKET_QUOTES.keys() | set(_BRACKET_QUOTES.values())
_MINUS = frozenset("-－﹣")
_OPERATORS = {"AND": "and", "OR": "or", "NOT": "not"}
_NEAR = re.compile(r"NEAR(?:/(\d+))?")
_FIELD = re.compile(r"(标题|正文|来源|作者|地区|日期|年|title|body|source|author|region|date|year):")
#: Chinese names of the fields; the English ones stand for themselves.
FIELD_NAMES = {"标题": "title", "正文": "body", "来源": "source", "作者": "author", "地区": "region", "日期": "date"}
_FIELDS = {**FIELD_NAMES, "年": "date", "year": "date"}


@dataclass(frozen=True, slots=True)
class Token:
    """One token.

    ``kind``: word phrase field and or not near ( ). ``text``: the word, phrase, field's name or NEAR's number.
    ``typed``: a field's prefix as typed, colon included.
    """

    kind: str
    text: str = ""
    typed: str = ""


def tokenize(text: str) -> tuple[list[Token], list[str]]:
    """Return the tokens of ``text``, and a Chinese sentence for each correction.

    Text without any word or quote is one word: a query of punctuation means that punctuation.
    """
    if not has_word(text) and not QUOTES.intersection(text):
        return [Token("word", text)], []
    lexer = _Lexer(text)
    lexer.read()
    return lexer.tokens, lexer.notes


class _Lexer:
    def __init__(self, text: str) -> None:
        self.tokens: list[Token] = []
        self.notes: list[str] = []
        self._text = text
        self._plain = fold_width(text)
        self._at = 0

    def read(self) -> None:
        while self._at < len(self._text):
            plain, char = self._plain[self._at], self._text[self._at]
            if plain == " ":
                self._at += 1
            elif plain in "()":
                self._add(plain)
            elif plain == "|":
                self._bar()
            elif char in QUOTES:
                self._phrase(char)
            elif char in _MINUS and self._begins_operand():
                self._minus()
            else:
                self._word()

    def _add(self, kind: str, length: int = 1, text: str = "", typed: str = "") -> None:
        self.tokens.append(Token(kind, text, typed))
        self._at += length

    def _note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)

    def _bar(self) -> None:
        bars = 1
        while self._plain.startswith("|", self._at + bars):
            bars += 1
        self._add("or", bars)

    def _begins_operand(self) -> bool:
        return self._at == 0 or self._plain[self._at - 1] in " (|"

    def _minus(self) -> None:
        following = self._plain[self._at + 1 : self._at + 2]
        if following == "-":
            self._word()
        elif following in {"", " ", ")", "|"}:
            self._note(say("单独的“-”后面没有要排除的词，已略去"))
            self._at += 1
        else:
            self._add("not")

    def _phrase(self, opening: str) -> None:
        if opening in _BRACKET_QUOTES.values():
            self._note(say("引号没有成对，已略去多出的一个"))
            self._at += 1
            return
        closing = _BRACKET_QUOTES.get(opening)
        content: list[str] = []
        at = self._at + 1
        while at < len(self._text):
            char = self._text[at]
            following = self._text[at + 1 : at + 2]
            if char == "\\" and following and (following == "\\" or following in QUOTES):
                content.append(following)
                at += 2
                continue
            if char == closing or (closing is None and char in _CLOSED_BY_ANY):
                break
            content.append(char)
            at += 1
        else:
            self._note(say("引号没有成对，已补到末尾"))
        if content:
            self.tokens.append(Token("phrase", "".join(content)))
        else:
            self._note(say("空引号已略去"))
        self._at = at + 1

    def _word(self) -> None:
        end = self._at
        while end < len(self._text) and self._plain[end] not in " ()|" and self._text[end] not in QUOTES:
            end += 1
        word = self._text[self._at : end]
        folded = fold(word)
        if field := _FIELD.match(folded):
            name = field.group(1)
            self._add("field", field.end(), _FIELDS.get(name, name), word[: field.end()])
            if field.end() < len(word):
                self._add("word", len(word) - field.end(), word[field.end() :])
            return
        operator = unicodedata.normalize("NFKC", word)
        if operator in _OPERATORS:
            self._add(_OPERATORS[operator], len(word))
            return
        if near := _NEAR.fullmatch(operator):
            self._add("near", len(word), near.group(1) or "", operator)
            return
        self._add("word", len(word), word)

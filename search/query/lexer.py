"""How is a query written? Its text as tokens, and what stands in one word: unknown characters, or dates.

Tokens are words, phrases, brackets, operators and field names. In a word ``?`` is exactly one unknown character, ``*``
none to twelve, never a line end:

    党?组织     one character between          软弱*组织    up to twelve between
    **区 李**   two stars in a row are a redaction, literally; so is a single star at the beginning (*区)
    软弱* 何为?  a wildcard at the end is dropped: a hit is any part of the text, so 软弱* says no more than 软弱
    \\* \\? \\\\  the character itself

Dates are 2019..2021, 2019-03..2020, ..2018, 2020.., and after 日期: a single date too.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from search.analysis import has_word
from search.fold import fold, fold_width
from search.sentences import say, shown

# 「 closes with 」 only; the others are mixed freely: “a”, ”a”, "a”.
_BRACKET_QUOTES = {"「": "」", "『": "』", "«": "»"}
_CLOSED_BY_ANY = frozenset('"“”„‟〝〞〟″＂')
QUOTES = _CLOSED_BY_ANY | _BRACKET_QUOTES.keys() | set(_BRACKET_QUOTES.values())
_MINUS = frozenset("-－﹣")
_OPERATORS = {"AND": "and", "OR": "or", "NOT": "not"}
_NEAR = re.compile(r"NEAR(?:/(\d+))?")
_FIELD = re.compile(r"(标题|题名|正文|来源|作者|地区|日期|年份|年|title|body|source|author|region|date|year):")
#: Chinese names of the fields; the English ones stand for themselves.
FIELD_NAMES = {"标题": "title", "正文": "body", "来源": "source", "作者": "author", "地区": "region", "日期": "date"}
_FIELDS = {**FIELD_NAMES, "题名": "title", "年": "date", "年份": "date", "year": "date"}
#: What cards, filters and other catalogues name, and no query can.
_NO_FIELD = re.compile(
    r"(类别|类型|体裁|种类|字形|文本|全文|内容|摘要|提要|关键[词字]|主题词?|标签|题目|篇名|文件名?|原件|编号|单位|机构|部门|网站|网址|链接|出处"
    r"|媒体|刊名|年度|时间|发布(?:日期|时间)|地[点方]|[省市县]|省份|城市|状态|上传者"
    r"|kind|type|script|quality|url|link|site|file|filename|id|text|content|abstract|subject|keywords?|tags?|place|province|city"
    r"|county|publisher|outlet|journal|status):."
)

#: A longer unquoted run of word characters is cut into words.
LONGEST_EXACT_RUN = 12
#: The most characters of one gap.
LONGEST_GAP = 12
LINE_ENDS = "\n\r\u2028\u2029"

# A word without these characters is a fixed text.
_SPECIAL = re.compile(r"[*?\\]")
# A redaction, an escape, a wildcard, any other character. Matched against the text in plain width.
_PIECE = re.compile(r"\*{2,}|\\[*?\\]|[*?]|[^*?]", re.DOTALL)


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


def split_no_field(word: str) -> tuple[str, str]:
    """Return name and value of a word like 类别:新闻, whose name is no field; ("", "") for any other word."""
    named = _NO_FIELD.match(fold(word))
    return (word[: named.end(1)], word[named.end(1) + 1 :]) if named else ("", "")


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
        if named := _NO_FIELD.match(folded):
            reason = say(
                "不是检索字段，按文字检索；字段有题名、正文、来源、作者、地区、日期，类别、字形、文本请在检索结果旁的筛选里选"
            )
            self._note(say("{0}{1}", shown(word[: named.end(1) + 1]), reason))
        operator = unicodedata.normalize("NFKC", word)
        if operator in _OPERATORS:
            self._add(_OPERATORS[operator], len(word))
            return
        if near := _NEAR.fullmatch(operator):
            self._add("near", len(word), near.group(1) or "", operator)
            return
        self._add("word", len(word), word)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Fixed ``parts``, at least one, and between them ``gaps``: (fewest, most) unknown characters."""

    parts: tuple[str, ...]
    gaps: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class WordReading:
    """A typed word as it is read: its pattern, its text without wildcards at either end, and the dropped ones."""

    pattern: Pattern
    text: str
    dropped: str


def read_word(word: str) -> WordReading:
    """Return how a typed word is read. A word of wildcards alone has no parts and an empty text."""
    plain = fold_width(word)
    if word and _SPECIAL.search(plain) is None:
        return WordReading(Pattern((word,), ()), word, "")
    pieces = _pieces(word, plain)
    first, last = 0, len(pieces)
    while first < last and pieces[first].fixed is None:
        first += 1
    while last > first and pieces[last - 1].fixed is None:
        last -= 1
    parts: list[str] = []
    gaps: list[tuple[int, int]] = []
    unknown = ""
    for piece in pieces[first:last]:
        if piece.fixed is None:
            unknown += piece.plain
        elif parts and not unknown:
            parts[-1] += piece.fixed
        else:
            if unknown:
                gaps.append(_gap(unknown))
            parts.append(piece.fixed)
            unknown = ""
    text = "".join(piece.typed for piece in pieces[first:last])
    dropped = "".join(piece.typed for piece in (*pieces[:first], *pieces[last:]))
    return WordReading(Pattern(tuple(parts), tuple(gaps)), text, dropped)


def _gap(unknown: str) -> tuple[int, int]:
    fewest = unknown.count("?")
    return fewest, max(fewest, LONGEST_GAP) if "*" in unknown else fewest


@dataclass(frozen=True, slots=True)
class _Piece:
    """``typed``: as typed; ``plain``: in plain width; ``fixed``: the literal text, None for a wildcard."""

    typed: str
    plain: str
    fixed: str | None


def _pieces(word: str, plain_word: str) -> list[_Piece]:
    pieces: list[_Piece] = []
    for match in _PIECE.finditer(plain_word):
        plain, typed = match.group(), word[match.start() : match.end()]
        if plain in ("*", "?") and not (plain == "*" and not pieces):
            pieces.append(_Piece(typed, plain, None))
        else:
            pieces.append(_Piece(typed, plain, typed[1:] if len(plain) == 2 and plain[0] == "\\" else typed))
    return pieces

"""Which words does a field of Word show? Its result; without one, what its code itself says (ECMA-376 Part 1, 17.16).

Word keeps no result for EQ (enclosed characters, combined characters, phonetic guides) and none for some SYMBOL fields:
it shows them by their code. The codes are the same in docx, doc and RTF.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from archive.text.formats.office.symbols import symbol

TICKS = ("□", "☑")
BEGIN, SEPARATE, END = "begin", "separate", "end"
_KEYWORD = re.compile(r"\s*([A-Za-z]+)\s*(.*)", re.DOTALL)
_FORMAT = re.compile(r'\\\*\s{0,4}(?:"[^"]{0,200}"|[^\s\\"]{1,100})\s*')
_CHARACTER = re.compile(r"(0x[0-9A-Fa-f]{1,6}|[0-9]{1,7})")
_FONT = re.compile(r'\\f\s{0,4}(?:"([^"]{1,100})"|([^\s\\"]{1,100}))')
# An element is a backslash and a letter; its options have two letters and a number, or a sign behind a backslash.
_SWITCH = re.compile(r"\\([A-Za-z])(?![A-Za-z])\s{0,4}")
_OPTION = re.compile(r"\\([A-Za-z]{2})\s{0,4}(?:-?[0-9]{1,6}|\\[^A-Za-z0-9\s])?\s{0,4}")
_ELEMENTS = frozenset("abdfilorsx")
_ENCLOSING = frozenset("○◯〇□◻▢△◇●■▲◆◎")
_MOST_LETTERS, _DEEPEST = 4_000, 40


@dataclass(slots=True)
class _Open:
    default: str = ""  # what it shows without a result, where the file says so beside the code
    code: list[str] = field(default_factory=list)
    has_result: bool = False


@dataclass(slots=True)
class Fields:
    """The fields that are open at a place of a story, the outermost first."""

    open: list[_Open] = field(default_factory=list)
    in_code: list[_Open] = field(default_factory=list)  # those of them whose result has not begun

    def shown(self, words: str) -> str:
        """Return the words if a reader sees them here; words inside the code of a field join that code."""
        if self.open and words.strip():
            self.open[-1].has_result = True
        if self.in_code:
            self.in_code[-1].code.append(words)
            return ""
        return words

    def code(self, words: str) -> None:
        """Take words of a code; outside any field they are dropped."""
        if self.open and self._is_in_code(self.open[-1]):
            self.open[-1].code.append(words)

    def tick(self, is_ticked: bool) -> None:
        """Take the state of a box to tick, if the innermost field is one; the first that the file tells counts."""
        if self.open and "".join(self.open[-1].code[:9]).strip().upper() == "FORMCHECKBOX":
            self.open[-1].default = self.open[-1].default or TICKS[is_ticked]

    def mark(self, kind: str, default: str = "") -> str:
        """Go over a mark (``begin``, ``separate`` or ``end``); return the words of a field that ends without a result.

        ``default`` are words that the file gives at the begin for a field without a result.
        """
        if kind == BEGIN:
            self.open.append(_Open(default))
            self.in_code.append(self.open[-1])
        elif self.open and kind in (SEPARATE, END):
            top = self.open[-1]
            if self._is_in_code(top):
                self.in_code.pop()
                top.has_result = False  # what came so far was its code
            if kind == SEPARATE:
                return ""
            self.open.pop()
            if not top.has_result:
                return self.shown(top.default or words_of_code("".join(top.code)))
            if self.open:
                self.open[-1].has_result = True
        return ""

    def _is_in_code(self, top: _Open) -> bool:
        return bool(self.in_code) and self.in_code[-1] is top


def paired(kinds: Iterable[str]) -> list[bool]:
    """Return for each mark of a story whether it counts: a begin without its separate or end would hide all that follows."""
    counts: list[bool] = []
    begun: list[int] = []
    for at, kind in enumerate(kinds):
        counts.append(kind != BEGIN)
        if kind == BEGIN:
            begun.append(at)
        elif begun:
            counts[begun[-1]] = True
            if kind == END:
                begun.pop()
        else:
            counts[at] = False
    return counts


def words_of_code(code: str) -> str:
    """Return the words that a field without a result shows: the characters of EQ, the sign of SYMBOL, else ""."""
    match = _KEYWORD.match(code[:_MOST_LETTERS])
    if not match:
        return ""
    keyword, rest = match[1].upper(), match[2]
    if keyword == "EQ":
        return _Equation(_FORMAT.sub("", rest)).read()
    if keyword == "SYMBOL" and (number := _CHARACTER.match(rest)):
        font = _FONT.search(rest)
        return symbol(font[1] or font[2] if font else "", int(number[1], 0) if "x" in number[1] else int(number[1]))
    return ""


@dataclass(slots=True)
class _Equation:
    """A reader of the elements of an EQ field, by Microsoft's reference of field codes."""

    code: str
    at: int = 0

    def read(self) -> str:
        return "".join(words for words, _ in self._argument(0, "")).strip()

    def _argument(self, depth: int, ends: str) -> list[tuple[str, str]]:
        """Read up to one of ``ends`` outside brackets; (words, "up", "down" or "" for level) for each piece."""
        pieces: list[tuple[str, str]] = []
        brackets = 0
        while self.at < len(self.code):
            letter = self.code[self.at]
            if letter in ends and not brackets:
                break
            element = self._element(depth) if letter == "\\" else None
            if element is None:
                self.at += letter == "\\"
                escaped, letter = letter == "\\", self.code[self.at : self.at + 1]
                if not escaped:
                    brackets = max(0, brackets + (letter == "(") - (letter == ")"))
                self.at += 1
                element = letter, ""
            pieces.append(element)
        return pieces

    def _element(self, depth: int) -> tuple[str, str] | None:
        """Read an element with its options and arguments; None where the backslash only escapes a sign."""
        switch = _SWITCH.match(self.code, self.at)
        if not switch or switch[1].lower() not in _ELEMENTS or depth > _DEEPEST:
            return None
        self.at = switch.end()
        level = ""
        while option := _OPTION.match(self.code, self.at):
            level = {"up": "up", "do": "down"}.get(option[1].lower(), level)
            self.at = option.end()
        if self.code[self.at : self.at + 1] != "(":
            return "", ""
        arguments: list[list[tuple[str, str]]] = []
        while self.code[self.at : self.at + 1] in ("(", ",", ";"):
            self.at += 1
            arguments.append(self._argument(depth + 1, ",;)"))
        self.at += 1
        return _element_words(switch[1].lower(), arguments), level


def _element_words(name: str, arguments: list[list[tuple[str, str]]]) -> str:
    words = ["".join(each for each, _ in argument).strip() for argument in arguments]
    if name == "o":
        return _overstruck(words, [{level for each, level in argument if each.strip()} for argument in arguments])
    if name == "r":
        return "√".join(words) if len(words) > 1 else "√" + words[0]
    if name == "b":
        return f"({''.join(words)})"
    if name == "i":
        return "∫" + "".join(words)
    return {"a": " ", "f": "/", "l": ","}.get(name, "").join(words)


def _overstruck(words: list[str], levels: list[set[str]]) -> str:
    """Return what is read of characters printed over each other: neither the ring around one nor the pinyin above."""
    inner = [(word, level) for word, level in zip(words, levels, strict=True) if word and word not in _ENCLOSING]
    if any(level == {""} for _, level in inner):
        inner = [(word, level) for word, level in inner if level != {"up"}]
    return "".join(word for word, _ in inner) or "".join(words)

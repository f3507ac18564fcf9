"""Which formulas (提法) does a report use? Names in quotes that begin with a numeral, codes, and names with a kind word.

Only quotes are harvested: without them a numeral before words says nothing (4 of 25 were formulas). The known formulas of
the centre are found without quotes too. Where else a harvested one stands, the exact search of the engine says.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from archive.text.face import face
from archive.text.formulas.lexicon import KINDS, LOOSE, NUMERALS, SPEECH, VERBS, is_set_phrase

#: Characters of a name in quotes, without its kind word.
SHORTEST, LONGEST = 2, 16
#: Characters of a gloss.
LONGEST_GLOSS = 200
#: A known formula of fewer characters is found in quotes alone: 四风 is a part of other words.
_KNOWN_BARE = 3

_QUOTED = re.compile(r"[“‘\"]([^”’\"“‘\n]{2,24})[”’\"]")
_NAME = re.compile(r"[㐀-鿿a-z0-9+·\-—]+")
_HAN = re.compile(r"[㐀-鿿]")
_BREAKS = re.compile(r"[、·\s]")
_CODE = re.compile(r"(?:\d|n|x)+(?:\+(?:\d|n|x)+)+|\d{3,5}")
_NUMERAL = re.compile(f"[{NUMERALS}]")
_GLOSS = re.compile(r"[，（(]?(?:即|是指|指的是|就是指|指)[：:]?")
_GLOSS_END = re.compile(r"[。；！？\n]")
_KIND = re.compile("|".join(KINDS))
_KIND_BEHIND = re.compile(f"(?:{'|'.join(KINDS)})$")
_VERB_BEFORE = re.compile(f"(?:{'|'.join(VERBS)})[了好的]?$")
#: Before the title of a song, a paper or an account.
_TITLE_BEFORE = re.compile(
    "(?:题为|名为|主题是|口号是|标语|口号|短片|歌曲|小品|话剧|电影|节目|文章|专栏|微信群|公众号)$"
)


@dataclass(frozen=True, slots=True)
class FormulaUse:
    """One place of a formula: ``text[start:end]`` is its name as written, without a kind word.

    ``key`` is one for all spellings. ``type``: numbered, code, quoted, known (without quotes, the first place of a report).
    ``kind``: the word that says what it is, "" for none. ``is_sure``: of tier 1; the others count once a second report has
    them. ``gloss``: the span of what the text says that it means, None for nothing.
    """

    key: str
    start: int
    end: int
    type: str
    kind: str = ""
    is_sure: bool = True
    gloss: tuple[int, int] | None = None


def formula_key(name: str) -> str:
    """Return the key of a name in quotes: folded, without 、 and its kind word; "" if nothing is left."""
    core = whole_key(name)
    kind = _kind_at_end(core)
    return core[: len(core) - len(kind)]


def whole_key(name: str) -> str:
    """Return the key of a known formula, whose kind word belongs to it: 新发展理念, 新发展格局."""
    return _BREAKS.sub("", face(name))


def formula_shape(key: str) -> str:
    """Return the numerals of a formula in their places, "" for fewer than two: 双进双促 is 双_双_."""
    found = [char if char in NUMERALS else "_" for char in key]
    return "".join(found) if len(key) - found.count("_") >= 2 else ""


def pattern_of(keys: Collection[str]) -> re.Pattern[str]:
    """Return the pattern of known keys, the longest first; the very short ones are found in quotes alone."""
    known = sorted((key for key in keys if len(key) >= _KNOWN_BARE), key=lambda key: (-len(key), key))
    return re.compile("|".join(map(re.escape, known)) or r"(?!)")


def find_formulas(text: str, *, known: re.Pattern[str] | None = None) -> tuple[FormulaUse, ...]:
    """Return the uses in order of their places. ``known``: of ``pattern_of``: what is found without quotes, once a report.

    Equal for both scripts of one text; linear in its length.
    """
    shown = face(text)
    found = [use for match in _QUOTED.finditer(shown) if (use := _quoted(shown, match, known))]
    if known:
        found = sorted([*found, *_known(shown, known, found)], key=lambda use: use.start)
    return tuple(found)


def _quoted(shown: str, match: re.Match[str], known: re.Pattern[str] | None) -> FormulaUse | None:
    inside, start, end = match[1], match.start(1), match.end(1)
    if inside != inside.strip() or is_set_phrase(inside):
        return None
    is_known = bool(known and known.fullmatch(_BREAKS.sub("", inside)))
    own = "" if is_known else _kind_at_end(inside)
    end -= len(own)
    core = _BREAKS.sub("", shown[start:end])
    if not SHORTEST <= len(core) <= LONGEST or not _NAME.fullmatch(core) or is_set_phrase(core):
        return None
    behind = _KIND.match(shown, match.end())
    kind = own or (behind[0] if behind else "")
    before = shown[max(0, match.start() - 8) : match.start()]
    type_, is_sure = _type_of(core, kind, before)
    if is_known:
        type_, is_sure = type_ or "quoted", True
    if not type_:
        return None
    return FormulaUse(
        core, start, end, type_, kind, is_sure, _gloss(shown, match.end() + len(behind[0] if behind else ""))
    )


def _type_of(core: str, kind: str, before: str) -> tuple[str, bool]:
    """Return the type of a name, "" for none, and whether it is of tier 1."""
    if _CODE.fullmatch(core):
        return ("code", True) if "+" in core or kind or _VERB_BEFORE.search(before) else ("", False)
    if not _HAN.search(core) or _TITLE_BEFORE.search(before):
        return "", False
    is_numbered = core[0] in NUMERALS or len(_NUMERAL.findall(core)) >= 2
    if is_numbered and SPEECH.isdisjoint(core) and len(core) <= 12:
        return "numbered", True
    if 4 <= len(core) <= 10 and LOOSE.isdisjoint(core):
        return "quoted", bool(kind or _VERB_BEFORE.search(before))
    return "", False


def _kind_at_end(words: str) -> str:
    """Return the kind word that ends a name, "" if nothing of a name would be left."""
    match = _KIND_BEHIND.search(words)
    return match[0] if match and match.start() >= 3 else ""


def _gloss(shown: str, at: int) -> tuple[int, int] | None:
    opened = _GLOSS.match(shown, at)
    if not opened:
        return None
    ends = _GLOSS_END.search(shown, opened.end(), opened.end() + LONGEST_GLOSS)
    end = ends.start() if ends else min(len(shown), opened.end() + LONGEST_GLOSS)
    if opened[0][0] in "（(":
        closed = re.compile("[）)]").search(shown, opened.end(), end)
        end = closed.start() if closed else end
    return (opened.end(), end) if end - opened.end() >= 4 else None


def _known(shown: str, known: re.Pattern[str], found: list[FormulaUse]) -> Iterator[FormulaUse]:
    """Yield the first place without quotes of each known formula that stands nowhere in quotes."""
    seen = {use.key for use in found}
    taken = [(use.start, use.end) for use in found]
    for match in known.finditer(shown):
        key = match[0]
        inside_quote = any(start < match.end() and match.start() < end for start, end in taken)
        if key not in seen and not inside_quote:
            seen.add(key)
            yield FormulaUse(key, match.start(), match.end(), "known")

"""Tokens of a folded text: jieba words for ranking, pairs and singles for exactness.

jieba is the reference. rjieba finds the same words of the same dictionary eleven times as fast. It guesses at unknown
words by rounded numbers, so `search/guesses.py` guesses by jieba's. It takes more ideographs for Han than jieba does, so jieba cuts a
run that has one of those, and every text where rjieba is not installed.

Matching never depends on where jieba cuts: words alone missed 15 % of documents for terms of the
field, 49 % for arbitrary substrings. Every pair of neighbouring word characters is indexed as
well, so a string is found by the pairs that cover it.
"""

from __future__ import annotations

import hashlib
import logging
import marshal
import os
import re
import tempfile
import threading
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import ModuleType

import jieba

from search.fold import FOLD_VERSION, fold
from search.guesses import guess_words

rjieba: ModuleType | None
try:
    import rjieba
except ImportError:  # a machine for which it has no wheel
    rjieba = None

# Word characters are letters and digits of any script: Han with its extension planes, 〇, a-z, 0-9.
# Combining marks, surrogates and private use are not.
_RUN = re.compile(r"[^\W_]+")
# A longer token is no word (base64, many digits); pairs still find it.
_LONGEST_WORD = 32

# Ideographs that rjieba joins to its neighbours and jieba does not, and surrogates, which rjieba cannot take.
_JIEBA_ALONE = re.compile("[\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\ud800-\udfff\U00020000-\U0003ffff]")
_NO_WORD = re.compile(r"[\W_]")

_loading = threading.Lock()
_tokenizer: jieba.Tokenizer | None = None


def load_jieba(cache_dir: Path | None) -> jieba.Tokenizer:
    """Load the dictionary once in a process; call this before the server forks (0.5 s, 90 MB, of which rjieba 30).

    ``cache_dir`` stores the parsed dictionary and is made private to its owner, because it
    is read with marshal; None parses the source (2 s) and writes nothing. The dictionary is
    folded like the texts, so that 覆盖 is one word although 覆 folds to 复.
    """
    global _tokenizer
    with _loading:
        if _tokenizer is None:
            tokenizer = jieba.Tokenizer()
            tokenizer.FREQ, tokenizer.total = _dictionary(cache_dir)
            tokenizer.initialized = True
            if rjieba is not None:
                _give_dictionary(rjieba, tokenizer.FREQ)
            _tokenizer = tokenizer
        if cache_dir is not None:
            # Other code that uses jieba must not read a cache from the system's shared folder either.
            jieba.dt.tmp_dir = str(_private(cache_dir))
            jieba.setLogLevel(logging.WARNING)
        return _tokenizer


@cache
def analysis_version() -> str:
    """Return a constant of jieba and its dictionary, part of the index folder's name: it changes with either."""
    parts = jieba.__version__.encode() + _dictionary_bytes()
    return hashlib.sha256(parts).hexdigest()[:8]


def words(folded: str) -> list[tuple[str, int]]:
    """Return jieba's search-mode words of a folded text with the offset of each, in order of their ends.

    Only words made of word characters; each run of them is cut by itself.
    """
    return [found for found in _tokenize(folded, "search") if len(found[0]) <= _LONGEST_WORD]


def cut(folded: str) -> list[tuple[str, int]]:
    """Return the words that jieba reads in a folded text, with offsets, none overlapping; for long queries."""
    return _tokenize(folded, "default")


def known_words(text: str) -> list[str]:
    """Return a text in pieces: the words of the dictionary, without guesses at others, and what stands between them."""
    tokenizer = _tokenizer or load_jieba(None)
    if rjieba is None or _JIEBA_ALONE.search(text):
        return list(tokenizer.cut(text, HMM=False))
    pieces: list[str] = rjieba.cut(text, False)
    return pieces


def _tokenize(folded: str, mode: str) -> list[tuple[str, int]]:
    """Return the words of each run of word characters, in a mode of jieba's, with the offset of each."""
    tokenizer = _tokenizer or load_jieba(None)
    if rjieba is not None and not _JIEBA_ALONE.search(folded):
        return _by_rjieba(rjieba, tokenizer, folded, mode)
    found = []
    for start, run in runs(folded):
        if rjieba is None or _JIEBA_ALONE.search(run):
            found += [(word, start + offset) for word, offset, _ in tokenizer.tokenize(run, mode)]
        else:
            found += [(word, start + offset) for word, offset in _by_rjieba(rjieba, tokenizer, run, mode)]
    return found


def _by_rjieba(fast: ModuleType, tokenizer: jieba.Tokenizer, folded: str, mode: str) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    alone, at = "", 0  # characters that are no part of a word of the dictionary, and where they begin
    for word, offset, _ in fast.tokenize(_NO_WORD.sub(" ", folded), mode, False):
        if (word.isascii() and word != " ") or (len(word) == 1 and "\u4e00" <= word <= "\u9fd5"):
            at = offset if not alone else at
            alone += word
            continue
        if alone:
            found += _guess(tokenizer, alone, at, mode)
            alone = ""
        if word != " ":
            found.append((word, offset))
    return found + _guess(tokenizer, alone, at, mode) if alone else found


def _guess(tokenizer: jieba.Tokenizer, alone: str, at: int, mode: str) -> list[tuple[str, int]]:
    """Return the words that jieba guesses in characters at ``at`` between words of the dictionary, as it does itself."""
    if len(alone) == 1:
        return [(alone, at)]
    known = tokenizer.FREQ
    found = []
    for word in alone if known.get(alone) else guess_words(alone):
        if mode == "search":
            for length in range(2, min(4, len(word))):
                inner = range(len(word) - length + 1)
                found += [(word[i : i + length], at + i) for i in inner if known.get(word[i : i + length])]
        found.append((word, at))
        at += len(word)
    return found


def runs(folded: str) -> Iterator[tuple[int, str]]:
    """Yield each unbroken run of word characters with its offset."""
    for match in _RUN.finditer(folded):
        yield match.start(), match.group()


def pairs(folded: str) -> Iterator[tuple[str, int]]:
    """Yield every two neighbouring word characters with the offset of the first."""
    for start, run in runs(folded):
        for offset in range(len(run) - 1):
            yield run[offset : offset + 2], start + offset


def singles(folded: str) -> set[str]:
    """Return every character of the text, punctuation and blanks too: a query for **区 needs the *."""
    return set(folded)


def has_word(text: str) -> bool:
    """Tell whether the text has a word character."""
    return _RUN.search(text) is not None


def is_run(text: str) -> bool:
    """Tell whether the text consists of word characters only."""
    return _RUN.fullmatch(text) is not None


def _dictionary(cache_dir: Path | None) -> tuple[dict[str, int], int]:
    """Return ({word or prefix of one: frequency, 0 for a mere prefix}, sum of frequencies)."""
    if cache_dir is None:
        return _parse_dictionary()
    path = _private(cache_dir) / f"words-{FOLD_VERSION}-{analysis_version()}.cache"
    try:
        return marshal.loads(path.read_bytes())  # noqa: S302  only its owner can write there
    except (OSError, ValueError, EOFError, TypeError):
        parsed = _parse_dictionary()
    # Written to another name and moved, so that no process reads half a file.
    handle, beside = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as target:
        marshal.dump(parsed, target)
    os.replace(beside, path)
    return parsed


def _parse_dictionary() -> tuple[dict[str, int], int]:
    frequency: dict[str, int] = {}
    for line in _fold_lines(_dictionary_bytes().decode("utf-8")):
        word, count = line.split(" ")[:2]
        frequency[word] = frequency.get(word, 0) + int(count)
    total = sum(frequency.values())
    for word in list(frequency):
        for end in range(1, len(word)):
            frequency.setdefault(word[:end], 0)
    return frequency, total


def _give_dictionary(fast: ModuleType, frequency: dict[str, int]) -> None:
    """Put our dictionary in the place of rjieba's own."""
    fast.clear()
    for word, times in frequency.items():
        if times:
            fast.add_word(word, times, None)


def _fold_lines(text: str) -> list[str]:
    """Return the lines of ``text``, each folded; folding the whole would turn line ends into spaces."""
    return [fold(line) for line in text.splitlines() if line]


def _dictionary_bytes() -> bytes:
    return files("jieba").joinpath("dict.txt").read_bytes()


def dictionary_words() -> Iterator[tuple[str, int]]:
    """Yield each word of jieba's dictionary as it is written there, with its frequency."""
    for line in _dictionary_bytes().decode("utf-8").splitlines():
        if line:
            word, count = line.split(" ")[:2]
            yield word, int(count)


def _private(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder

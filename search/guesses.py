"""Words guessed in characters that no word of the dictionary covers: jieba's hidden Markov model, worked out faster.

The likeliest row of states by Viterbi's algorithm, with the numbers of jieba.finalseg, added in its order and with its
choice between equals (the later letter), so that the words are its own. There the rows are lists, copied at each step.
"""

from __future__ import annotations

import re
from functools import cache

from jieba.finalseg import emit_P, start_P, trans_P

_PIECE = re.compile("[\u4e00-\u9fd5]+|[^\u4e00-\u9fd5]+")
_NEVER = -3.14e100
_UNKNOWN = (_NEVER, _NEVER, _NEVER, _NEVER)
# A character begins, ends or continues a word, or is one: B, E, M, S. Other steps never occur.
_B, _E, _M, _S = (start_P[state] for state in "BEMS")
_BE, _BM, _EB, _ES = trans_P["B"]["E"], trans_P["B"]["M"], trans_P["E"]["B"], trans_P["E"]["S"]
_ME, _MM, _SB, _SS = trans_P["M"]["E"], trans_P["M"]["M"], trans_P["S"]["B"], trans_P["S"]["S"]


def guess_words(text: str) -> list[str]:
    """Return the words of Han characters, letters and digits; a run of letters and digits is one."""
    if text.isascii():
        return [text]
    words: list[str] = []
    for piece in _PIECE.findall(text):
        words += [piece] if len(piece) == 1 or piece.isascii() else _guess_han(piece)
    return words


def _guess_han(text: str) -> list[str]:
    known = _emissions()
    b_here, e_here, m_here, s_here = known.get(text[0], _UNKNOWN)
    b, e, m, s = _B + b_here, _E + e_here, _M + m_here, _S + s_here
    before: list[dict[str, str]] = []  # of each character but the first: the likeliest state before each of its own
    for character in text[1:]:
        b_here, e_here, m_here, s_here = known.get(character, _UNKNOWN)
        b_of_e, b_of_s = e + _EB + b_here, s + _SB + b_here
        e_of_b, e_of_m = b + _BE + e_here, m + _ME + e_here
        m_of_b, m_of_m = b + _BM + m_here, m + _MM + m_here
        s_of_e, s_of_s = e + _ES + s_here, s + _SS + s_here
        before.append({
            "B": "S" if b_of_s >= b_of_e else "E",
            "E": "M" if e_of_m >= e_of_b else "B",
            "M": "M" if m_of_m >= m_of_b else "B",
            "S": "S" if s_of_s >= s_of_e else "E",
        })  # fmt: skip
        b, e, m, s = max(b_of_e, b_of_s), max(e_of_b, e_of_m), max(m_of_b, m_of_m), max(s_of_e, s_of_s)
    state = "S" if s >= e else "E"
    words, end = [], len(text)
    for at in range(len(text) - 1, 0, -1):
        previous = before[at - 1][state]
        if previous in "ES":  # a word ends before this character
            words.append(text[at:end])
            end = at
        state = previous
    words.append(text[:end])
    return words[::-1]


@cache
def _emissions() -> dict[str, tuple[float, float, float, float]]:
    """Return of each character how likely it is in each state, as logarithms; a constant of jieba, 6,500 characters."""
    begin, end, middle, single = (emit_P[state] for state in "BEMS")
    return {
        character: tuple(numbers.get(character, _NEVER) for numbers in (begin, end, middle, single))
        for character in {*begin, *end, *middle, *single}
    }

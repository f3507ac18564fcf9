"""The broken converter, forwards: what it makes of a clean text, byte for byte.

It replaced two-byte keys in GBK bytes wherever they matched, across characters too. Its table gave each
traditional character itself and its reading, and each full-width sign its half-width twin. A browser then
showed the bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pypinyin.constants import PINYIN_DICT

SIGNS = {"；": ";", "！": "!", "？": "?"}
# Traditional characters of everyday reports, the keys of the table.
KEYS = (
    "區鄉質規設務組織導關內農興產當國會發動業實現領黨員幹級體問題機構強進過這時來對開學習為經濟貫徹點書記製環總結統選舉標準鎮"
    "戶隊責單與數據資訊線負競爭處際條權錯長東門車馬風飛魚鳥龍華廣場陽陰險隨難電韓項順須預頭類願顯養驗齊齡劃則剛創勞動勢勝勵"
)
Orphans = Literal["swallow", "keep", "vanish"]


@dataclass(frozen=True)
class Shown:
    """What the reader sees.

    ``lost`` counts bytes that are gone, the ones of the cuts themselves left out; ``cuts`` counts keys that matched across two characters, ``brackets`` all readings written.
    """

    text: str
    lost: int
    cuts: int
    brackets: int


@cache
def table(keys: str = KEYS) -> Mapping[bytes, bytes]:
    """{two bytes: what the converter writes}."""
    readings = {key.encode("gbk"): f"{key}({PINYIN_DICT[ord(key)].split(',')[0]})".encode("gbk") for key in keys}
    return readings | {sign.encode("gbk"): twin.encode("gbk") for sign, twin in SIGNS.items()}


def without_signs(text: str) -> str:
    """``text`` with the signs that the converter halves halved, so that only its faults are damage."""
    for sign, twin in SIGNS.items():
        text = text.replace(sign, twin)
    return text


def convert(
    text: str,
    keys: Mapping[bytes, bytes] | None = None,
    *,
    orphans: Orphans = "swallow",
    private: bool = True,
    sign_shown: bool = True,
    key_by_key: bool = False,
) -> Shown:
    """``text`` as the converter and a browser leave it.

    ``orphans``: a first byte before an ASCII sign takes the sign with it, or leaves it, or goes without trace.
    ``private``: pairs without a character are kept as private use characters, or are dropped.
    ``sign_shown``: the lone byte of a cut full stop shows as ``?``.
    ``key_by_key``: the text is gone through once for each key, so that a key may match behind a reading's character.
    """
    keys = table() if keys is None else keys
    if key_by_key:
        return _shown(*_passes(text, keys), orphans, private, sign_shown)
    data = text.encode("gbk")
    starts = {0}
    for character in text:
        starts.add(max(starts) + len(character.encode("gbk")))
    pieces: list[tuple[bytes, bool]] = []  # bytes, and whether they follow a cut
    at = cuts = brackets = 0
    while at < len(data):
        value = keys.get(data[at : at + 2])
        if value is None:
            pieces.append((data[at : at + 1], False))
            at += 1
            continue
        across = at not in starts
        cuts += across
        brackets += len(value) > 2
        pieces.append((value, across))
        at += 2
    return _shown(pieces, cuts, brackets, orphans, private, sign_shown)


def _passes(text: str, keys: Mapping[bytes, bytes]) -> tuple[list[tuple[bytes, bool]], int, int]:
    """One pass for each key, in the order of the table: pieces as in ``convert``, cuts, readings."""
    # Each byte with the number of its character (-1 if the converter wrote it), and whether a cut's sign begins there.
    stream = [(byte, number, False) for number, character in enumerate(text) for byte in character.encode("gbk")]
    cuts = brackets = 0
    for key, value in keys.items():
        if key not in bytes(byte for byte, _, _ in stream):
            continue
        at, passed = 0, []
        while at < len(stream):
            pair = stream[at : at + 2]
            if len(pair) < 2 or bytes((pair[0][0], pair[1][0])) != key or -1 in (pair[0][1], pair[1][1]):
                passed.append(stream[at])
                at += 1
                continue
            first_of = at == 0 or stream[at - 1][1] != pair[0][1]
            across = pair[0][1] != pair[1][1] or not first_of
            cuts += across
            brackets += len(value) > 2
            kept = pair if len(value) > 2 else []
            passed += kept
            passed += [(byte, -1, across and not place) for place, byte in enumerate(value[len(kept) :])]
            at += 2
        stream = passed
    return [(bytes((byte,)), sign) for byte, _, sign in stream], cuts, brackets


def _shown(
    pieces: list[tuple[bytes, bool]], cuts: int, brackets: int, orphans: Orphans, private: bool, sign_shown: bool
) -> Shown:
    data = b"".join(piece for piece, _ in pieces)
    made: set[int] = set()  # where the converter wrote an ASCII sign across two characters
    place = 0
    for piece, across in pieces:
        if across:
            made.add(place if len(piece) == 1 else place + 2)
        place += len(piece)
    shown: list[str] = []
    lost = at = 0
    while at < len(data):
        first = data[at]
        if first < 0x80:
            shown.append(chr(first))
            at += 1
            continue
        if first == 0x80:
            shown.append("€")
            at += 1
            continue
        pair = data[at : at + 2]
        if len(pair) == 2 and pair[1] >= 0x40 and pair[1] not in (0x7F, 0xFF):
            try:
                character = pair.decode("gb18030")
            except UnicodeDecodeError:
                character = ""
            if character and (character < "\ue000" or character > "\uf8ff" or private):
                shown.append(character)
            else:
                lost += 2
            at += 2
            continue
        # A first byte without a second.
        cut = at + 1 in made
        lost += not cut
        if cut and len(pair) == 2 and pair[1] != 0x28:  # ?; of a cut full stop
            shown.append("?" if sign_shown else "")
            at += 1
        elif cut or orphans == "swallow":
            shown.append("?")
            at += 2
        else:
            shown.append("?" if orphans == "keep" else "")
            at += 1
    return Shown("".join(shown), lost, cuts, brackets)

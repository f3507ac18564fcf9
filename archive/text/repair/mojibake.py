"""UTF-8 text that was read in another encoding (å…šå»º, 鍏氬缓): undone only where the bytes come back exactly."""

from __future__ import annotations

import re

from archive.text.edits import LOST_CHARACTER, Edit, Gap
from archive.text.evidence import Candidate
from archive.text.repair.readings import HAN

_FEWEST_CHARACTERS = 3  # Han characters in the whole document; fewer may be chance
_MOSTLY = 0.6  # share of a run that must come back before it counts as damaged

# The characters that the bytes 0x80 to 0xBF show as, in Latin-1 and in Windows-1252.
_WINDOWS = {bytes([code]).decode("cp1252", "ignore"): code for code in range(0x80, 0xA0)}
_BYTES = {chr(code): code for code in range(0x80, 0x100)} | {shown: code for shown, code in _WINDOWS.items() if shown}
_FOLLOWS = "".join(re.escape(shown) for shown, code in _BYTES.items() if 0x80 <= code < 0xC0)
_LATIN = re.compile(rf"(?:[\xe2-\xef][{_FOLLOWS}]{{2}}|[\xc2-\xdf][{_FOLLOWS}])+")
_WIDE = re.compile(r"[^\x00-\x7f]+")
_HAN = re.compile(rf"[{HAN}]")
_EXPECTED = re.compile(rf"[{HAN}\u2000-\u206f\u3000-\u303f\uff00-\uffef\u2460-\u24ff\xa0\xb7\xd7]+")


def repair_mojibake(text: str) -> tuple[list[Edit], list[Gap]]:
    """Return edits with the rule ``mojibake``, and gaps where a run lost bytes."""
    gaps: list[Gap] = []
    edits = _as_latin(text)
    if not edits:
        edits, gaps = _as_gbk(text)
    if sum(len(_HAN.findall(edit.after)) for edit in edits) < _FEWEST_CHARACTERS:
        return [], []
    return edits, gaps


def _as_latin(text: str) -> list[Edit]:
    edits: list[Edit] = []
    for match in _LATIN.finditer(text):
        try:
            meant = bytes(_BYTES[shown] for shown in match[0]).decode("utf-8")
        except UnicodeDecodeError:
            continue
        if _EXPECTED.fullmatch(meant):
            edits.append(Edit(match.start(), match[0], meant, "repair", "mojibake"))
    return edits


def _as_gbk(text: str) -> tuple[list[Edit], list[Gap]]:
    """Return edits and gaps of runs of GBK characters whose bytes are UTF-8.

    Clean Chinese never is, for more than a character or two.
    """
    edits: list[Edit] = []
    gaps: list[Gap] = []
    growth = 0
    for match in _WIDE.finditer(text):
        try:
            encoded = match[0].encode("gb18030")
        except UnicodeEncodeError:
            continue
        if not 0xE2 <= encoded[0] <= 0xEF:
            continue
        try:
            meant = encoded.decode("utf-8")
        except UnicodeDecodeError:
            broken = re.sub("\ufffd+", LOST_CHARACTER, encoded.decode("utf-8", "replace"))
            whole = "".join(_EXPECTED.findall(broken)).replace(LOST_CHARACTER, "")
            if len(whole) * 1.5 >= _MOSTLY * len(match[0]) and len(whole) >= 2:
                likely = (Candidate(broken, "mojibake", match[0], 0.0),)
                gaps.append(Gap(match.start() + growth, match.end() + growth, likely, match[0]))
            continue
        if len(meant) >= 2 and _EXPECTED.fullmatch(meant):
            edits.append(Edit(match.start(), match[0], meant, "repair", "mojibake"))
            growth += len(meant) - len(match[0])
    return edits, gaps

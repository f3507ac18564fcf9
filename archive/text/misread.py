"""Does a text look like another alphabet's bytes, and can they be read again?

A font or a program without the right table of codes shows 全世界 as È«ÊÀ½ç (bytes of GBK as Latin letters), as 좫쫀뷧 (their
codes as Unicode), or as letters of a dozen scripts. Such a text is read again as GB18030 or Big5, or it is no text.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

_SAMPLE = 20_000  # characters that are looked at
_FEWEST = 8  # letters; fewer may be chance
_SHARE = 0.2  # of the letters that must look wrong
_MEANT = 0.8  # of the characters read again that must be common Han and their signs
_COMMON = 0.6  # of Han, and of Hangul, that a text in these scripts has at least
_SCRIPTS = 5  # blocks of rare scripts that no text mixes
_ENCODINGS = ("gb18030", "big5hkscs")
_BLANK_BETWEEN = re.compile(r"(?<=[^\x00-\x7f])[ \t](?=[^\x00-\x7f])")
_WIDE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_HIGH_RUN = re.compile(r"[^\x00-\x7f]+")
_WINDOWS = {bytes([code]).decode("cp1252", "ignore"): code for code in range(0x80, 0xA0)}
_BYTES = {chr(code): code for code in range(0x80, 0x100)} | {shown: code for shown, code in _WINDOWS.items() if shown}
_HAN_SIGNS = re.compile(r"[\u3000-\u303f\uff00-\uffef\u2018-\u201d\u2026\u2014\u2460-\u24ff\u00b7]")


@dataclass(frozen=True, slots=True)
class Misreading:
    """How a text was misread: ``shown`` as ``bytes`` or ``codes``; ``encoding`` is the right one, "" if none is found."""

    shown: str
    encoding: str = ""

    @property
    def name(self) -> str:
        """Return the name of the encoding as people write it."""
        return {"gb18030": "GB18030", "big5hkscs": "Big5"}.get(self.encoding, self.encoding)


def misreading_of(text: str) -> Misreading | None:
    """Return how a text was misread, or None for one that may be what it seems."""
    sample = text[:_SAMPLE]
    letters = [character for character in sample if ord(character) > 0x7F and character.isalpha()]
    whole = sum(map(str.isalpha, sample))
    if len(letters) < _FEWEST or len(letters) < _SHARE * whole:
        return None
    if _is_utf_8(sample):  # archive.text.repair undoes it by edits
        return None
    latin = sum(character in _BYTES for character in letters)
    if latin > 0.8 * len(letters) and latin > _SHARE * (whole + latin) and _stands_in_pairs(sample):
        return Misreading("bytes", _right_encoding(sample, "bytes"))
    if _is_mixed(letters, whole) or _is_unlikely(letters):
        return Misreading("codes", _right_encoding(sample, "codes"))
    return None


def read_again(text: str, misreading: Misreading) -> str:
    r"""Return a text as it was meant. Its length changes; what does not come back stays, or shows as \ufffd."""
    if not misreading.encoding:
        return text
    text = _BLANK_BETWEEN.sub("", text)
    if misreading.shown == "bytes":
        return "\n".join(_of_bytes(line, misreading.encoding) for line in text.split("\n"))
    return _HIGH_RUN.sub(lambda run: _of_codes(run[0], misreading.encoding), text)


def is_common(character: str) -> bool:
    """Return whether Han is among the 3,755 of GB 2312 or the 5,401 of Big5 that texts are written with."""
    for encoding, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        try:
            code = character.encode(encoding)
        except UnicodeEncodeError:
            continue
        if len(code) == 2 and first <= code[0] <= last:
            return True
    return False


def _of_bytes(line: str, encoding: str) -> str:
    """Return a line whose characters show one byte each; the second byte of a character may look like a plain letter."""
    try:
        return bytes(_BYTES.get(character, ord(character)) for character in line).decode(encoding, "replace")
    except ValueError:  # a character that is no byte
        return line


def _of_codes(run: str, encoding: str) -> str:
    """Return a run of characters whose codes are those of another table, or the run itself."""
    try:
        return run.encode("utf-16-be").decode(encoding)
    except (UnicodeDecodeError, UnicodeEncodeError):
        return run


def _right_encoding(sample: str, shown: str) -> str:
    """Return the encoding in which the sample is Chinese, or ""."""
    best, found = _MEANT, ""
    for encoding in _ENCODINGS:
        again = read_again(sample, Misreading(shown, encoding))
        wide = [character for character in again if ord(character) > 0x7F]
        meant = sum(is_common(character) or bool(_HAN_SIGNS.match(character)) for character in wide)
        if wide and meant / len(wide) > best:
            best, found = meant / len(wide), encoding
    return found


def _stands_in_pairs(sample: str) -> bool:
    """Return whether most letters with marks stand beside another: in words of any language they stand alone."""
    runs = [run for run in _HIGH_RUN.findall(_BLANK_BETWEEN.sub("", sample)) if any(map(str.isalpha, run))]
    return sum(len(run) for run in runs if len(run) > 1) > 0.6 * sum(map(len, runs))


def _is_utf_8(sample: str) -> bool:
    """Return whether the bytes that were read as Latin-1 or as GBK are Chinese in UTF-8."""
    as_latin = bytes(
        _BYTES.get(character, ord(character)) for character in sample if ord(character) < 0x80 or character in _BYTES
    )
    wide = sum(ord(character) > 0x7F for character in sample)
    return any(
        len(_WIDE.findall(shown.decode("utf-8", "ignore"))) > share * wide
        for shown, share in ((as_latin, 0.2), (sample.encode("gb18030", "ignore"), 0.4))
    )


def _is_mixed(letters: list[str], whole: int) -> bool:
    """Return whether letters come from more of the rare scripts, by blocks of 128 codes, than one text has."""
    blocks = Counter(
        ord(letter) >> 7
        for letter in letters
        if 0x0530 <= ord(letter) < 0x1D00 or 0x2C00 <= ord(letter) < 0x2E00 or 0xA000 <= ord(letter) < 0xAC00
    )
    often = [times for times in blocks.values() if times * 50 >= len(letters)]
    return blocks.total() >= _SHARE * whole and len(often) >= _SCRIPTS and max(often) < 0.6 * blocks.total()


def _is_unlikely(letters: list[str]) -> bool:
    """Return whether Han or Hangul are mostly such as no text is written with."""
    hangul = [letter for letter in letters if "\uac00" <= letter <= "\ud7a3"]
    han = [letter for letter in letters if "\u3400" <= letter <= "\u9fff"]
    kana = sum("\u3040" <= letter <= "\u30ff" for letter in letters)
    if len(hangul) >= max(_FEWEST, 0.3 * len(letters)):
        return sum(map(_is_usual_hangul, hangul)) < _COMMON * len(hangul)
    if kana == 0 and len(han) >= max(_FEWEST, 0.3 * len(letters)):
        return sum(times for letter, times in Counter(han).items() if is_common(letter)) < 0.5 * len(han)
    return False


def _is_usual_hangul(letter: str) -> bool:
    """Return whether a syllable is one of the 2,350 of KS X 1001."""
    try:
        return len(letter.encode("euc_kr")) == 2
    except UnicodeEncodeError:
        return False

"""In which encoding are the bytes of a text? In the one in which they read best.

In this order: byte order mark, seven-bit Chinese (HZ, ISO-2022), strict UTF-8, then how well the text reads. General
detectors were tried and rejected. Restricted to two encodings they add nothing to one question that they do not ask: how
many of the characters are among the few hundred that make up half of all Chinese prose. Right decodings score 0.3 to
0.6 there, wrong ones below 0.1. So a text with broken bytes is judged by the same question.
"""

from __future__ import annotations

import codecs
import html
import re

from archive.text.formats.decoding.code_pages import decoded, western
from archive.text.formats.decoding.frequent import FREQUENT, READABLE, readability
from archive.text.formats.decoding.losses import MOST_BROKEN, bearable, losses
from archive.text.formats.decoding.seven_bit import seven_bit
from archive.text.formats.extracted import FormatError
from search.sentences import say

__all__ = ["decode_bytes", "readability"]

_CHINESE = re.compile(r"[\u3000-\u303f㐀-鿿豈-\ufaff\uff00-\uffef]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# A page that declares gb2312 or gbk may hold characters of the wider standard.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs", "big5hkscs": "big5hkscs"}
_NAMES = {"big5hkscs": "big5"}
_OLDER = ("gb18030", "big5hkscs")
#: Before the name of an older encoding: pieces in UTF-8 and pieces in that one.
_UTF8_AND = "utf-8+"
_BOTH = tuple(f"{_UTF8_AND}{name}" for name in _OLDER)
_SAMPLE = 16 * 1024  # bytes by which a broken text is judged, twice; readability looks at 20,000 characters
#: Encodings of other languages that a page may declare; their bytes are valid in too many encodings to be guessed.
_OF_OTHERS = re.compile(
    r"(?:windows|cp)-?125[0-8]|iso-?8859-?\d{1,2}|latin-?1|koi8-?[ru]|shift_?jis|sjis|euc-?(?:jp|kr)|ks_c_5601-1987|tis-620"
)
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_-]{3,20})", re.IGNORECASE
)
_ASIAN = {
    "euc_jp": "euc_jp", "x_euc_jp": "euc_jp", "shift_jis": "cp932", "x_sjis": "cp932", "sjis": "cp932", "windows_31j": "cp932",
    "euc_kr": "cp949", "ks_c_5601_1987": "cp949",
}  # fmt: skip
_KANA_OR_HANGUL = re.compile(r"[\u3041-\u30fa\uac00-\ud7a3]")
_MUCH_KANA = 0.2
_REFERENCE = re.compile(rb"&#(?:x[0-9a-f]{4,5}|\d{5,6});", re.IGNORECASE)
_HIGH = bytes(range(0x80, 0x100))
# No character of GB 18030 or Big5 holds these bytes: where they stand, a new character begins.
_SEGMENT = re.compile(rb"[\x00-\x2f:-?]+|[^\x00-\x2f:-?]+")
_UTF8_HAN = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}){4}")


def decode_bytes(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    """Return (text, name of the encoding, warnings). Raises FormatError if no encoding makes the bytes readable."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _with_losses(data[len(mark) :], name)
    if found := _by_zeros(data):
        return found
    if data.isascii():
        return seven_bit(data)
    try:
        unmarked = data.decode("utf-8")
    except UnicodeDecodeError:
        unmarked = None
    # A few GB words are valid UTF-8 by chance, but then they are not Chinese; UTF-16 is full of NULs.
    if unmarked is not None and _few_controls(unmarked) and _CHINESE.search(unmarked):
        return unmarked, "utf-8", ()
    if unmarked is None and (found := _by_references(data) or _japanese_or_korean(data)):
        return found
    readings = _readings(data)
    if readings:
        score, text, name = max(readings)
        if score >= READABLE:
            return _with_utf8_inside(data, name) or (text, _NAMES.get(name, name), ())
    if unmarked is not None and _few_controls(unmarked):
        return unmarked, "utf-8", ()
    if found := _best_with_losses(data) or _declared_by_others(data) or western(data):
        return found
    raise FormatError("无法辨认文件的类型或编码。请上传 txt、html、docx 或 pdf；txt 请存为 UTF-8 编码。")


def _few_controls(text: str) -> bool:
    return 10 * len(_CONTROL.findall(text)) <= len(text)


def _by_zeros(data: bytes) -> tuple[str, str, tuple[str, ...]] | None:
    """Read UTF-16 and UTF-32 without a mark, whose ASCII is full of zero bytes, in regular places."""
    sample = data[:4096]
    if len(sample) < 8 or sample.count(0) < len(sample) // 5:
        return None
    found: list[tuple[int, str, str]] = []
    for name, unit in (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2)):
        try:
            text = data[: len(data) // unit * unit].decode(name)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            usual = sum(letter < "\x7f" or letter in FREQUENT for letter in text[:2000])
            found.append((usual, text, name))
    usual, text, name = max(found, default=(0, "", ""))
    return (text, name, ()) if usual else None


def _by_references(data: bytes) -> tuple[str, str, tuple[str, ...]] | None:
    """Read a page whose Chinese is in character references (&#20170;): its few other bytes are of what it declares."""
    references = len(_REFERENCE.findall(data))
    if references < 2 * (len(data) - len(data.translate(None, _HIGH))):
        return None
    name = next(iter(_declared(data)), "cp1252")
    text = data.decode(name, "replace")
    broken = text.count("\ufffd")
    if broken > references * MOST_BROKEN or readability(html.unescape(text[:200_000])) < READABLE:
        return None
    return text, _NAMES.get(name, name), losses(broken)


def _readings(data: bytes) -> list[tuple[float, str, str]]:
    """Return (readability, text, encoding) of every encoding in which the bytes are wholly valid."""
    readings = []
    for name in dict.fromkeys((*_declared(data), "gb18030", "big5hkscs", "utf-16-le", "utf-16-be")):
        try:
            text = decoded(data, name, errors="strict")
        except UnicodeDecodeError:
            continue
        readings.append((readability(text), text, name))
    return readings


def _with_utf8_inside(data: bytes, name: str) -> tuple[str, str, tuple[str, ...]] | None:
    """Return the reading by pieces of bytes that are valid in an older encoding too, if Han in UTF-8 among them read better."""
    match = _UTF8_HAN.search(data)
    if not match or name not in _OLDER:
        return None
    start = max(0, match.start() - _SAMPLE // 8)
    start = data.find(b"\n", start, match.start()) + 1 or start  # a line begins with a whole character
    names = _by_how_it_reads(data[start : match.start() + _SAMPLE], (name, f"{_UTF8_AND}{name}"))
    return _read_with_losses(data, names[0][1]) if names and names[0][1] != name else None


def _best_with_losses(data: bytes) -> tuple[str, str, tuple[str, ...]] | None:
    """Return the reading with the best balance of frequent and broken characters; None if none reads well.

    A sample decides: the beginning, and what stands around the first byte that an encoding does not hold.
    """
    sample = (
        b"".join(data[max(0, at - _SAMPLE // 8) : at + _SAMPLE // 2] for at in _telling_places(data)) + data[:_SAMPLE]
    )
    for _, name in _by_how_it_reads(sample, tuple(dict.fromkeys((*_declared(data), "utf-8", *_OLDER, *_BOTH)))):
        if found := _read_with_losses(data, name):
            return found
    return None


def _telling_places(data: bytes) -> list[int]:
    """Return where bytes are no UTF-8 and no GB 18030 for the first time, in order."""
    places = []
    for name in ("utf-8", "gb18030"):
        try:
            decoded(data, name, errors="strict")
        except UnicodeDecodeError as error:
            places.append(error.start)
    return sorted(places)


def _by_how_it_reads(sample: bytes, names: tuple[str, ...]) -> list[tuple[float, str]]:
    """Return (readability, encoding) of those ``names`` in which a sample reads well, the best first."""
    found = []
    for name in names:
        text = _read_by(sample, name)
        score = readability(text)
        if score >= READABLE and text.count("\ufffd") <= bearable(text):
            found.append((score, name))
    # Of equals the first: one encoding explains a text better than two.
    return sorted(found, key=lambda each: -each[0])


def _read_by(data: bytes, name: str) -> str:
    if not name.startswith(_UTF8_AND):
        return decoded(data, name, errors="replace")
    older = name.removeprefix(_UTF8_AND)
    return "".join(_pieces(line, older) for line in data.splitlines(keepends=True))


def _pieces(line: bytes, older: str) -> str:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if line.isascii() or _CHINESE.search(text):
            return text
    return "".join(_piece(piece[0], older) for piece in _SEGMENT.finditer(line))


def _read_with_losses(data: bytes, name: str) -> tuple[str, str, tuple[str, ...]] | None:
    """Return the reading of all bytes, None if too many of them are broken."""
    text = _read_by(data, name)
    broken = text.count("\ufffd")
    if broken > bearable(text):
        return None
    if not name.startswith(_UTF8_AND):
        return text, _NAMES.get(name, name), losses(broken)
    older = name.removeprefix(_UTF8_AND)
    shown = _NAMES.get(older, older)
    told = say("文件里混有 UTF-8 和 {0} 两种编码，已逐段辨认。请对照原件。", shown.upper())
    return text, f"{_UTF8_AND}{shown}", (told, *losses(broken))


def _piece(piece: bytes, name: str) -> str:
    """Decode a piece in UTF-8 unless a quarter of it is broken, or it is no Chinese and the older encoding has its bytes."""
    if piece.isascii():
        return piece.decode("ascii")
    text = piece.decode("utf-8", "replace")
    foreign = sum(letter > "\x7f" for letter in text)
    if 4 * text.count("\ufffd") <= foreign and _CHINESE.search(text):
        return text
    older = decoded(piece, name, errors="replace")
    return older if older.count("\ufffd") <= text.count("\ufffd") else text


def _japanese_or_korean(data: bytes) -> tuple[str, str, tuple[str, ...]] | None:
    """Return a text in EUC-JP, Shift JIS or EUC-KR, if it declares one, or is full of kana in EUC-JP: told by kana and Hangul.

    GB 2312 has kana at the places of EUC-JP, so that such a text reads half well as Chinese.
    """
    match = _DECLARED.search(data[:4096])
    declared = _ASIAN.get(match[1].decode("ascii").lower().replace("-", "_")) if match else None
    for name in dict.fromkeys(filter(None, (declared, "euc_jp"))):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        foreign = sum(letter > "\x7f" for letter in text[:20_000])
        if len(_KANA_OR_HANGUL.findall(text[:20_000])) > _MUCH_KANA * foreign:
            return text, name.replace("_", "-"), ()
    return None


def _declared_by_others(data: bytes) -> tuple[str, str, tuple[str, ...]] | None:
    """Return a page in the encoding of another language that it declares, if its bytes are wholly valid there."""
    match = _DECLARED.search(data[:4096])
    name = match[1].decode("ascii").lower() if match else ""
    if not _OF_OTHERS.fullmatch(name):
        return None
    name = "cp1252" if re.fullmatch(r"iso-?8859-?1|latin-?1", name) else name  # as browsers read it (WHATWG)
    try:
        text = data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None
    return (text, name, ()) if _few_controls(text) else None


def _declared(data: bytes) -> tuple[str, ...]:
    match = _DECLARED.search(data[:4096])
    if not match:
        return ()
    name = match[1].decode("ascii").lower()
    name = _WIDER.get(name.replace("-", "").replace("_", ""), name)
    try:
        # Codecs such as rot13 or utf-7 have no business in a page.
        return (name,) if name in _WIDER.values() or codecs.lookup(name).name.startswith(("utf-8", "utf-16")) else ()
    except LookupError:
        return ()


def _with_losses(data: bytes, name: str) -> tuple[str, str, tuple[str, ...]]:
    """Decode a file by its byte order mark; single broken bytes become U+FFFD, many of them raise FormatError."""
    text = data.decode(name, errors="replace")
    broken = text.count("\ufffd") - data.count("\ufffd".encode(name))
    if broken <= 0:
        return text, name, ()
    if broken > bearable(text):
        raise FormatError("文件已损坏，很多字节无法辨认。请重新导出为 UTF-8 编码的 txt 再上传。")
    return text, name, losses(broken)

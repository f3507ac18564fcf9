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
from collections.abc import Iterator

from archive.text.formats.extracted import FormatError

# The most frequent characters of modern prose and of this field, in both scripts.
FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方"
    "后多定行学法所民得经三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合"
    "还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只"
    "没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边"
    "流路级少图山统接知较将组见计别她手角期根论运农指区强放决西被干做必战先回则任取据处府研给名法村组织县乡镇委支"
    "书记抓群众务振兴街道社区层治会议责班"
    "這為個國時來們對會發動過說產種後學經進著電裡現實體機當點從業應開還與關無數見問質氣變沒結解係軍資統計論運農"
    "區強決戰處據給縣鄉鎮黨員書記務振興層議責長級組織設總將較圖邊門頭條題東兩義樣內線"
)
_CHINESE = re.compile(r"[\u3000-\u303f㐀-鿿豈-\ufaff\uff00-\uffef]")
_HAN = re.compile(r"[㐀-鿿]")
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
#: Encodings of other languages that a page may declare; their bytes are valid in too many encodings to be guessed.
_OF_OTHERS = re.compile(
    r"(?:windows|cp)-?125[0-8]|iso-?8859-?\d{1,2}|latin-?1|koi8-?[ru]|shift_?jis|sjis|euc-?(?:jp|kr)|ks_c_5601-1987|tis-620"
)
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_-]{3,20})", re.IGNORECASE
)
_READABLE = 0.12
#: Share of the characters beyond ASCII that may be broken: a page with cut titles has one in twenty.
_MOST_BROKEN = 1 / 12
_FEW_BROKEN = 3
_FEWEST_HAN = 4
_HZ = re.compile(rb"~\{((?:[!-w][!-~])+)[!-}]?(?:~\}|(?=[\r\n])|\Z)")
_ISO_2022 = re.compile(rb"\x1b(?:\$[@AB()*]|\([BJI]|N)")
_SHIFTED = re.compile(rb"\x0e([^\x0e\x0f\r\n]*)\x0f?")
_SO_DESIGNATION = re.compile(rb"\x1b\$\)A")
_REFERENCE = re.compile(rb"&#(?:x[0-9a-f]{4,5}|\d{5,6});", re.IGNORECASE)
_HIGH = re.compile(rb"[\x80-\xff]")
# No character of GB 18030 or Big5 holds these bytes: where they stand, a new character begins.
_SEGMENT = re.compile(rb"[\x00-\x2f:-?]+|[^\x00-\x2f:-?]+")
_UTF8_HAN = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}){4}")
# Blanks of code page 936 (0xA0) in pairs decode to this rare character.
_RAW_BLANKS = re.compile("牋{2,}|(?<![^>\n\u3000\u00a0 ])牋+|牋+(?=\u00a0)")


def decode_bytes(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    """Return (text, name of the encoding, warnings). Raises FormatError if no encoding makes the bytes readable."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _with_losses(data[len(mark) :], name)
    if data.isascii():
        return _seven_bit(data)
    try:
        unmarked = data.decode("utf-8")
    except UnicodeDecodeError:
        unmarked = None
    # A few GB words are valid UTF-8 by chance, but then they are not Chinese; UTF-16 is full of NULs.
    if unmarked is not None and _few_controls(unmarked) and _CHINESE.search(unmarked):
        return unmarked, "utf-8", ()
    if unmarked is None and (found := _by_references(data)):
        return found
    readings = _readings(data)
    if readings:
        score, text, name = max(readings)
        if score >= _READABLE:
            return (_UTF8_HAN.search(data) and _mixed(data, better_than=score)) or (text, _NAMES.get(name, name), ())
    if unmarked is not None and _few_controls(unmarked):
        return unmarked, "utf-8", ()
    if found := _best_with_losses(data) or _declared_by_others(data):
        return found
    raise FormatError("无法辨认文件的类型或编码。请上传 txt、html、docx 或 pdf；txt 请存为 UTF-8 编码。")


def readability(text: str) -> float:
    """Return the share of the non-ASCII characters (controls included) that are very frequent ones: 0 to 1."""
    sample = text[:20_000]
    foreign = [letter for letter in sample if letter > "\x7f" or (letter < " " and letter not in "\t\n\r\f")]
    return sum(letter in FREQUENT for letter in foreign) / len(foreign) if foreign else 0.0


def _few_controls(text: str) -> bool:
    return 10 * len(_CONTROL.findall(text)) <= len(text)


def _seven_bit(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    """Read bytes below 0x80: HZ (RFC 1843), ISO-2022-CN, -JP and -KR (RFC 1922, 1468, 1557), or ASCII."""
    for text, name in (*_hz(data), *_iso_2022(data)):
        broken = text.count("\ufffd")
        if len(_HAN.findall(text)) >= _FEWEST_HAN and broken <= _bearable(text):
            return text, name, _losses(broken)
    return data.decode("ascii"), "utf-8", ()


def _hz(data: bytes) -> Iterator[tuple[str, str]]:
    if _HZ.search(data):
        words = _HZ.sub(lambda run: bytes(byte | 0x80 for byte in run[1]), data)
        text = words.replace(b"~\n", b"").replace(b"~\r\n", b"").replace(b"~~", b"~").decode("gb18030", "replace")
        if readability(text) >= _READABLE:
            yield text, "hz"


def _iso_2022(data: bytes) -> Iterator[tuple[str, str]]:
    if not _ISO_2022.search(data):
        return
    if _SO_DESIGNATION.search(data):
        words = _SHIFTED.sub(lambda run: bytes(byte | 0x80 for byte in run[1]), _SO_DESIGNATION.sub(b"", data))
        yield words.decode("gb18030", "replace"), "iso-2022-cn"
    for codec, name in (
        ("iso2022_kr", "iso-2022-kr"),
        ("iso2022_jp_2", "iso-2022-jp"),
        ("iso2022_jp_3", "iso-2022-jp"),
    ):
        yield data.decode(codec, "replace"), name


def _by_references(data: bytes) -> tuple[str, str, tuple[str, ...]] | None:
    """Read a page whose Chinese is in character references (&#20170;): its few other bytes are of what it declares."""
    references = len(_REFERENCE.findall(data))
    if references < 2 * len(_HIGH.findall(data)):
        return None
    name = next(iter(_declared(data)), "cp1252")
    text = data.decode(name, "replace")
    broken = text.count("\ufffd")
    if broken > references * _MOST_BROKEN or readability(html.unescape(text[:200_000])) < _READABLE:
        return None
    return text, _NAMES.get(name, name), _losses(broken)


def _readings(data: bytes) -> list[tuple[float, str, str]]:
    """Return (readability, text, encoding) of every encoding in which the bytes are wholly valid."""
    readings = []
    for name in dict.fromkeys((*_declared(data), "gb18030", "big5hkscs", "utf-16-le", "utf-16-be")):
        try:
            text = _decoded(data, name, errors="strict")
        except UnicodeDecodeError:
            continue
        readings.append((readability(text), text, name))
    return readings


def _decoded(data: bytes, name: str, *, errors: str) -> str:
    """Decode; GB 18030 as the code page 936 of Windows, which has two characters of one byte more."""
    if name != "gb18030":
        return data.decode(name, errors)
    return _RAW_BLANKS.sub(lambda run: "\u00a0" * 2 * len(run[0]), data.decode(name, f"936-{errors}"))


def _single_byte(error: UnicodeError, errors: str) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    known = {0x80: "€", 0xA0: "\u00a0"}.get(error.object[error.start])
    if known:
        return known, error.start + 1
    return codecs.lookup_error(errors)(error)


codecs.register_error("936-strict", lambda error: _single_byte(error, "strict"))
codecs.register_error("936-replace", lambda error: _single_byte(error, "replace"))


def _best_with_losses(data: bytes) -> tuple[str, str, tuple[str, ...]] | None:
    """Return the reading with the best balance of frequent and broken characters; None if none reads well."""
    best: tuple[str, str, tuple[str, ...]] | None = None
    highest = 0.0
    for name in dict.fromkeys((*_declared(data), "utf-8", "gb18030", "big5hkscs")):
        text = _decoded(data, name, errors="replace")
        broken = text.count("\ufffd")
        score = readability(text)
        if score >= _READABLE and broken <= _bearable(text) and score > highest:
            best, highest = (text, _NAMES.get(name, name), _losses(broken)), score
    return _mixed(data, better_than=highest) or best


def _mixed(data: bytes, *, better_than: float) -> tuple[str, str, tuple[str, ...]] | None:
    """Return the reading of a page that was put together of pieces in UTF-8 and in an older encoding, if it reads better."""
    best: tuple[str, str, tuple[str, ...]] | None = None
    for name in ("gb18030", "big5hkscs"):
        text = "".join(_piece(piece[0], name) for piece in _SEGMENT.finditer(data))
        broken = text.count("\ufffd")
        score = readability(text)
        if score >= _READABLE and broken <= _bearable(text) and score > better_than:
            shown = _NAMES.get(name, name)
            told = f"文件里混有 UTF-8 和 {shown.upper()} 两种编码，已逐段辨认。请对照原件。"
            best, better_than = (text, f"utf-8+{shown}", (told, *_losses(broken))), score
    return best


def _piece(piece: bytes, name: str) -> str:
    """Decode a piece in UTF-8 unless a quarter of it is broken, or it is no Chinese and the older encoding has its bytes."""
    if piece.isascii():
        return piece.decode("ascii")
    text = piece.decode("utf-8", "replace")
    foreign = sum(letter > "\x7f" for letter in text)
    if 4 * text.count("\ufffd") <= foreign and _CHINESE.search(text):
        return text
    older = _decoded(piece, name, errors="replace")
    return older if older.count("\ufffd") <= text.count("\ufffd") else text


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


def _bearable(text: str) -> float:
    """Return how many characters of a text may be broken."""
    return max(_FEW_BROKEN, _MOST_BROKEN * sum(letter > "\x7f" for letter in text))


def _losses(broken: int) -> tuple[str, ...]:
    return (f"有 {broken} 处字节无法辨认，以 \ufffd 表示。",) if broken else ()


def _with_losses(data: bytes, name: str) -> tuple[str, str, tuple[str, ...]]:
    """Decode a file by its byte order mark; single broken bytes become U+FFFD, many of them raise FormatError."""
    text = data.decode(name, errors="replace")
    broken = text.count("\ufffd") - data.count("\ufffd".encode(name))
    if broken <= 0:
        return text, name, ()
    if broken > _bearable(text):
        raise FormatError("文件已损坏，很多字节无法辨认。请重新导出为 UTF-8 编码的 txt 再上传。")
    return text, name, _losses(broken)

"""Chinese, Japanese and Korean in bytes below 0x80: HZ (RFC 1843), ISO-2022-CN, -JP and -KR (RFC 1922, 1468, 1557)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.text.formats.decoding.frequent import READABLE, readability
from archive.text.formats.decoding.losses import bearable, losses

_HAN = re.compile(r"[㐀-鿿\u3041-\u30fa\uac00-\ud7a3]")
_FEWEST_HAN = 4
_HZ = re.compile(rb"~\{((?:[!-w][!-~])+)[!-}]?(?:~\}|(?=[\r\n])|\Z)")
_ISO_2022 = re.compile(rb"\x1b(?:\$[@AB()*]|\([BJI]|N)")
_SHIFTED = re.compile(rb"\x0e([^\x0e\x0f\r\n]*)\x0f?")
_SO_DESIGNATION = re.compile(rb"\x1b\$\)A")


def seven_bit(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    """Read bytes below 0x80: HZ (RFC 1843), ISO-2022-CN, -JP and -KR (RFC 1922, 1468, 1557), or ASCII."""
    for text, name in (*_hz(data), *_iso_2022(data)):
        broken = text.count("\ufffd")
        if len(_HAN.findall(text)) >= _FEWEST_HAN and broken <= bearable(text):
            return text, name, losses(broken)
    return data.decode("ascii"), "utf-8", ()


def _hz(data: bytes) -> Iterator[tuple[str, str]]:
    if _HZ.search(data):
        words = _HZ.sub(lambda run: bytes(byte | 0x80 for byte in run[1]), data)
        text = words.replace(b"~\n", b"").replace(b"~\r\n", b"").replace(b"~~", b"~").decode("gb18030", "replace")
        if readability(text) >= READABLE:
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

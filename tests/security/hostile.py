"""Hostile words and requests, made from a seed: the same number gives the same request again."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote_from_bytes

from django.urls import URLPattern, URLResolver, get_resolver

SCRIPT = "<script>alert(1)</script>"
#: Bytes of one value each; what is no UTF-8 is sent as it is.
WORDS: tuple[bytes, ...] = tuple(
    word.encode("utf-8", "surrogatepass") if isinstance(word, str) else word
    for word in (
        "", " ", "整顿", "软弱涣散", "党建 OR 党务", '"软弱涣散" NEAR/5 整顿', "标题:换届 -范文", "**区", "软弱*", "党?建",
        "\x00", "整\x00顿", "\ud800", "\udfff整顿", "\ue000\uf8ff", "\ufffe\uffff", "😀👨‍👩‍👧", "\U0010ffff", "\u202e党\u202c\u2066建\u2069", "\ufeff整顿\u200b",
        "e\u0301" * 300, "\u0300" * 1000, "İıſß㎏㍿ﬀ", "１２３", "२०२१", "\r\nSet-Cookie: a=b\r\n\r\n<b>", "\r\n", "\t\v\f\x1b[31m",
        SCRIPT, "'\"><img src=x onerror=alert(1)>", "javascript:alert(1)", "</title><svg onload=alert(1)>", "{{7*7}}{% debug %}",
        "' OR 1=1 --", "\\' ; DROP TABLE archive_report; --", "%", "%%%s%n", "_", "\\", "..", "../../../../etc/passwd", "/etc/passwd\x00.txt",
        "//example.org/", "http://example.org/", "=cmd|' /C calc'!A0", "@SUM(1)", "(", ")", "(" * 2000, "((整顿" * 300 + "))" * 300,
        '"', "“" * 999, "“整顿" * 200, "OR OR OR", "-", "-" * 3000, "*" * 500, "?" * 500, "党*" * 100, "*党*建*" * 50, "NEAR", "党 NEAR/99999999999 建",
        "党 NEAR/-1 建", "党 NEAR/2 " * 200, "a OR " * 500, "整顿 " * 2000, "标题:" * 300, "标题:标题:标题:", "日期:2021..2019", "日期:9999-99-99", "地区:" + "省" * 500,
        "软" * 20_000, "软弱涣散" * 5_000, "a" * 20_000, "党a" * 5_000, "0", "-1", "1", "2", "3", "100001", "9" * 30, "9" * 5000, "1e309", "NaN", "0x10", "+1", " 1 ", "1.0",
        "2021", "2021-08-16", "2021-02-30", "0000", "9999-12-31", "10000-01-01", "2021-8", "62", "621100", "999999", "none", "null", "undefined", "1", "on",
        "relevance", "newest", "folded", "exact", "script", "news", "kind:news", "not:not:not", "source:none", "hans", "hant", "complete", "csv", "fold", "all",
        b"\xff\xfe", b"\x80\x81", "整顿".encode("gb18030"), "整顿".encode("utf-16"), b"\xc0\xaf", b"\xf8\x88\x80\x80\x80", b"\xed\xa0\x80", b"%ZZ", b"%u6574", b"\xe6\x95",
    )
)  # fmt: skip
#: Parameters that the pages take, so that random ones meet something.
NAMES = (
    "q", "mode", "region", "from", "to", "undated", "source", "kind", "script", "quality", "not", "near", "sort", "page", "size",
    "term", "marks", "edits", "numbers", "quote", "p", "results", "ids", "add", "all", "any", "none", "phrase", "distance", "date_from",
    "date_to", "title", "rest", "back", "look", "next", "username", "password", "o", "p", "e", "_popup", "_to_field", "status", "status__exact",
    "result", "action", "text", "version", "label", "id", "within", "facet", "open", "first", "second", "within_q", "level", "year", "name", "corpus", "of", "\x00",
)  # fmt: skip
_HEADERS: dict[str, tuple[str, ...]] = {
    "HTTP_HX_REQUEST": ("true", "1", "\x00"),
    "HTTP_HX_CURRENT_URL": ("javascript:alert(1)", "http://[", "a" * 5000),
    "HTTP_ACCEPT_LANGUAGE": ("zh-TW", "en", "*", "a" * 4000, "zh;q=9,,;=", "\xff"),
    "HTTP_COOKIE": (
        "look=<script>",
        "look=dark; look=light",
        "sessionid=" + "x" * 4000,
        "=;;=\xff",
        "django_language=../x",
    ),
    "HTTP_X_FORWARDED_FOR": ("1.2.3.4, <script>", "::1", "999.1.1.1", ",,,", "a" * 3000),
    "HTTP_IF_MODIFIED_SINCE": ("gestern", "Thu, 01 Jan 1970 00:00:00 GMT", "9" * 300),
    "HTTP_IF_NONE_MATCH": ("*", '"x"', "W/" * 500),
    "HTTP_RANGE": ("bytes=0-0", "bytes=9-1", "bytes=" + "0-1," * 500),
    "HTTP_REFERER": ("http://[::1", "\xff\xfe", "a" * 4000),
    "HTTP_USER_AGENT": ("\x1b[31m\r\n", "x" * 4000, ""),
    "HTTP_ACCEPT": ("application/json", "*/*;q=x", "text/" + "html," * 400),
    "HTTP_HOST": ("127.0.0.1", "example.org", "127.0.0.1:99999", "[::1", "a,b"),
    "HTTP_X_REQUEST_ID": ("\r\nX: y", "a" * 2000, "{}"),
}
_TYPES = (
    "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "application/json",
    "text/plain; charset=nowhere", "application/x-www-form-urlencoded; charset=utf-7",
    "application/x-www-form-urlencoded; charset=base64", "text/plain; charset=utf-16", "text/plain; charset=idna", "text/html; charset=undefined", "",
)  # fmt: skip
_METHODS = ("GET",) * 14 + ("POST",) * 4 + ("HEAD", "OPTIONS", "PUT", "DELETE", "PROPFIND")
_HOLE = re.compile(r"<(?:(?P<kind>[a-z_]+):)?[a-z_0-9]+>")
_GROUP = re.compile(r"\(\?P<[a-z_]+>(?P<inside>[^()]{0,200})\)")


@dataclass(frozen=True, slots=True)
class Asking:
    """A request: ``path`` is percent-encoded, ``query`` as it goes over the line."""

    method: str
    path: str
    query: str
    body: bytes = b""
    media_type: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def word(chance: random.Random) -> bytes:
    """A hostile value, now and then two of them together or a few bytes changed."""
    made = chance.choice(WORDS)
    if chance.random() < 0.15:
        made += chance.choice(WORDS)
    if made and len(made) < 5000 and chance.random() < 0.1:
        at = chance.randrange(len(made))
        made = made[:at] + chance.randbytes(chance.randint(1, 4)) + made[at + 1 :]
    return made


def addresses(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Every address that the archive knows, as it is written in its table."""
    for pattern in (resolver or get_resolver()).url_patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, here)
        elif isinstance(pattern, URLPattern):
            yield here


def asking(chance: random.Random, address: str, numbers: Sequence[int]) -> Asking:
    """A hostile request of an ``address`` from ``addresses()``; ``numbers`` are ids that exist."""
    method = chance.choice(_METHODS)
    body, media_type = _body(chance) if method in {"POST", "PUT"} or chance.random() < 0.02 else (b"", "")
    headers = {
        name: chance.choice(values) for name, values in _HEADERS.items() if chance.random() < 0.04
    }  # fmt: skip
    return Asking(method, _path(chance, address, numbers), _form(chance), body, media_type, headers)


def _path(chance: random.Random, address: str, numbers: Sequence[int]) -> str:
    def fill(hole: re.Match[str]) -> str:
        if hole["kind"] == "int":
            number = chance.choice([*numbers, *numbers, 0, 2**31, 2**63, 10**25, int("9" * 4000)])
            return str(number)
        if chance.random() < 0.6:
            return str(chance.choice([*numbers, "62", "621100", "archive", "bib", "none"]))
        return _sent(word(chance)[:3000]).replace("/", "%2F")

    def fill_group(hole: re.Match[str]) -> str:
        choices = hole["inside"].split("|")
        if len(choices) > 1:
            return chance.choice(choices)
        return chance.choice(("621100", "620000", "999999", "000000", "archive"))

    path = _HOLE.sub(fill, _GROUP.sub(fill_group, address))
    return "/" + path.replace("^", "").replace("$", "").replace("\\.", ".")


def _form(chance: random.Random) -> str:
    pairs = []
    for _ in range(chance.choice((0, 1, 1, 2, 2, 3, 5, 12))):
        name = _sent(chance.choice(NAMES).encode()) if chance.random() < 0.95 else _sent(word(chance)[:200])
        value = _sent(word(chance))
        # A line of 180 kB is forty times what gunicorn lets through; more would measure how fast it is taken apart.
        pairs += [f"{name}={value}"] * (chance.choice((1,) * 20 + (2, 3, 40)) if len(value) < 1000 else 1)
    if chance.random() < 0.03:
        pairs += [f"x{number}=1" for number in range(1500)]
    return chance.choice(("&",) * 9 + (";", "&&")).join(pairs)


def _sent(value: bytes) -> str:
    """Percent-encoded, as browsers do."""
    return quote_from_bytes(value, safe="")


def _body(chance: random.Random) -> tuple[bytes, str]:
    media_type = chance.choice(_TYPES[:2] * 4 + _TYPES)
    if chance.random() < 0.02:
        return _form(chance).encode() + b"&text=" + "党".encode() * 350_000, media_type  # one line of a megabyte
    if media_type.startswith("multipart") and chance.random() < 0.8:
        return b"".join(_part(chance) for _ in range(chance.randint(0, 4))) + b"--x--\r\n", media_type
    if media_type == "application/json":
        return chance.choice((b"[" * 5000, b"{}", b'{"a":', b"\xff", b'"\\ud800"')), media_type
    return _form(chance).encode(), media_type


def _part(chance: random.Random) -> bytes:
    name = chance.choice((*NAMES, "files")).encode()
    file = b'; filename="' + word(chance)[:300].replace(b"\r\n", b"") + b'"' if chance.random() < 0.4 else b""
    return b'--x\r\nContent-Disposition: form-data; name="' + name + b'"' + file + b"\r\n\r\n" + word(chance) + b"\r\n"

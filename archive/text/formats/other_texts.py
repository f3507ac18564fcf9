"""Which texts are no reports? Code, data, bibliographies, subtitles: told by how they begin and by not reading as prose."""

from __future__ import annotations

import json
import re

from archive.text.formats.extracted import FormatError
from archive.text.formats.tags import BLOCKS

_UPLOAD_WORDS = "请上传报告本身，或把其中的正文另存为 txt 再上传。"
_BIBLIOGRAPHY = (
    "这是书目（{}），不是报告。书目里写了文件路径的，请和那些文件一起上传，会当作随附著录表；"
    "没有写的，请上传报告本身，或用 CSV 做著录表。"
)
_SUBTITLES = "这是字幕文件，不是报告。请把其中的文字另存为 txt（不带时间）再上传。"
_CODE = f"这是程序代码或样式表，不是报告。{_UPLOAD_WORDS}"
_JSON = f"这是 JSON 数据，不是报告。{_UPLOAD_WORDS}"
_WEB_INDEX = "这是网页存档的索引（CDX），里面没有网页。请上传存档本身（WARC 或 WACZ）。"
_FEED = "这是订阅源（RSS 或 Atom），不是报告。请打开其中的网页，另存为“仅 HTML”再上传。"
_UOF = "这是标文通（UOF）文件，本系统读不了。请用 WPS 打开后另存为 docx 再上传。"
_WEBARCHIVE = "这是 Safari 的网页归档，本系统读不了。请在浏览器里打开它，另存为“仅 HTML”再上传。"
_XML = f"这是 XML 数据，不是报告。{_UPLOAD_WORDS}"

_SAMPLE = 20_000
_MAX_PARSED = 1_000_000  # characters of JSON that are parsed whole
_BY_BEGINNING: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"TY  - \S"), _BIBLIOGRAPHY.format("RIS")),
    (re.compile(r"\A(?:%[^\n]*+\n\s*+){0,50}+@(?:[A-Za-z]{3,20}\s?\{\s?[^,\s{}]{1,200}\s?,\s|(?:string|preamble|comment)\s?[{(])", re.IGNORECASE), _BIBLIOGRAPHY.format("BibTeX")),
    (re.compile(r"%0 [^\n]{3,40}\n%[A-Z0-9@!] "), _BIBLIOGRAPHY.format("EndNote")),
    (re.compile(r"PMID- \d|RT [A-Z][^\n]{3,40}\n[A-Z][A-Z0-9] |\{Reference Type\}:|(?:FN|VR) [^\n]{3,60}\nVR "), _BIBLIOGRAPHY.format("文献管理软件导出")),
    (re.compile(r"SrcDatabase-来源库|DataType: \d\r?\nTitle-"), _BIBLIOGRAPHY.format("知网导出")),
    (re.compile(r"\d{1,5}\r?\n\d\d:\d\d:\d\d[,.]\d{3} --> "), _SUBTITLES),
    (re.compile(r"WEBVTT\b|\[Script Info\]|\[(?:ti|ar|al|by|offset):[^\n]*\]\r?\n|\[\d\d:\d\d[.:]\d\d"), _SUBTITLES),
    (re.compile(r"CDX(?: [A-Za-z]){3,20}\s|(?:![a-z]+ [^\n]*+\n)*+[a-z0-9-]+(?:,[a-z0-9-]+)+\)\S* \d{14} "), _WEB_INDEX),
    (re.compile(r"filedesc://\S+ \S+ \d{14} "), "这是旧式网页存档（ARC），本系统读不了。请用 warcio 等工具转成 WARC 再上传。"),
    (re.compile(r"BEGIN:V(?:CARD|CALENDAR)\b"), f"这是通讯录或日历，不是报告。{_UPLOAD_WORDS}"),
    (re.compile(r"-----BEGIN [A-Z0-9 ]+-----"), "这是密钥、证书或加密的文字，不是报告。请先解密，再上传报告本身。"),
    (re.compile(r"\[InternetShortcut\]"), "这是网址快捷方式，里面没有网页。请打开那个网页，另存为“仅 HTML”再上传。"),
    (re.compile(r"%!PS-Adobe"), "这是 PostScript 文件，本系统读不了。请转成 PDF 再上传。"),
    (re.compile(r"#!\s?/(?:usr|bin)|<\?php\b|(?i:<%@ (?!(?s:.{0,4000}?)<html[\s>]))|diff --git |Index: [^\n]+\n=+"), _CODE),
)  # fmt: skip
_BY_ROOT = {
    "rdf": _BIBLIOGRAPHY.format("RDF"), "modscollection": _BIBLIOGRAPHY.format("MODS"), "mods": _BIBLIOGRAPHY.format("MODS"),
    "xml": _BIBLIOGRAPHY.format("EndNote XML"), "uof": _UOF, "rss": _FEED, "feed": _FEED, "plist": _WEBARCHIVE,
    "svg": "这是一张图片（SVG），没有可读的文字。请先做文字识别，再上传 txt 或 docx。",
}  # fmt: skip
_ROOT = re.compile(
    r"<(?:[A-Za-z_][\w.-]{0,40}:|(?=[A-Za-z_]))([A-Za-z_\u3400-\u9fff][\w.-]{0,60})(?=[\s/>])([^>]{0,2000})"
)
_PROLOGUE = re.compile(
    r"(?:\s++|<\?[^>]{0,500}>|<!--.{0,4000}?-->|<!DOCTYPE[^>\[]{0,500}(?:\[[^\]]{0,4000}\])?\s*>)*", re.DOTALL
)
_OF_PAGE = re.compile(r"<!doctype\s{1,20}html\b", re.IGNORECASE)
_JSON_START = re.compile(r"[\[{]\s*(?:\"(?:[^\"\\\n]|\\.){1,200}\"\s*:|[\[{]\s*[\[{\"])")
_DATA_LINE = re.compile(r"\s*+[\[{\]}\"]")
_LINE_COMMENT = re.compile(r"(?<![:\w\"'])//[^\n]*")
#: One that nothing closes ends with its line: to look for its end again from each quote in it would take the square.
_LITERAL = re.compile(r"\"(?:[^\"\\\n]|\\.)*+\"?|'(?:[^'\\\n]|\\.)*+'?|`[^`]*+`?")
_CODE_START = re.compile(
    r"(?:[;!(+]*function\b|[\"']use strict|(?:var|let|const) [\w$]+ ?[=;,]|import [\w{*\"']|export |(?:window|document|self)\.[\w$]+"
    r"|\$\(|jQuery\b|[\w$.]+\s?=\s?(?:function\b|\[|\{|new )|[\w$.]+\(\s?[{\[\"'`)]|if ?\(|try ?\{|@(?:charset|import|media|font-face)\b"
    r"|(?:[.#*:\[]|[a-z])[\w.#>:,\s*+~\[\]=\"'()-]{0,300}\{)"
)
_CODE_WORD = re.compile(
    r"\bfunction\b\s?[\w$]*\s?\(|\b(?:var|let|const)\s[\w$]+\s?=|=>|&&|\|\||[=!]==|\)\s?\{|\}\s?[;,)]|\);$|\belse\s?\{|#include\b|<\?php"
    r"|^\s*(?:def|class)\s\w[^\n]{0,100}:$|^(?:from\s[\w.]+\s)?import\s[\w.]+(?:\s|$)|^\s*(?:public|private|static)\s[^\n]{0,100}\{$",
    re.MULTILINE,
)
_CODE_SIGN = re.compile(r"[{}()\[\];=<>&|!+*/\\$]")
_DECLARATION = re.compile(r"\s*(?:[-*_\w]{1,100}\s*:|@)")
_HAN = re.compile(r"[\u3040-\u30ff㐀-鿿\uac00-\ud7a3]")
_FEW_HAN, _SOME_SIGNS, _MANY_SIGNS, _MOST_DECLARED = 0.1, 0.06, 0.1, 0.8
_SOME_WORDS, _MANY_WORDS = 3, 6


def refuse_other_texts(text: str) -> None:
    """Raise FormatError if a decoded text is no report but code, data, a bibliography, subtitles or the like."""
    start = text[:_SAMPLE].lstrip("\ufeff \t\r\n")
    for beginning, sentence in _BY_BEGINNING:
        if beginning.match(start):
            raise FormatError(sentence)
    if start.startswith("<"):
        if sentence := _of_xml(start):
            raise FormatError(sentence)
    elif _is_json(text, start):
        raise FormatError(_JSON)
    elif _is_code(start):
        raise FormatError(_CODE)


def _of_xml(start: str) -> str:
    """Return the sentence for XML that is no page: it has an XML declaration or names its vocabulary; else ""."""
    prologue = _PROLOGUE.match(start)
    end = prologue.end() if prologue else 0
    if _OF_PAGE.search(start, 0, end):  # <html> and <head> may be left out behind it
        return ""
    root = _ROOT.match(start, end)
    if root is None or root[1].lower() == "html" or root[1].lower() in BLOCKS:
        return ""
    is_declared = start.startswith("<?xml") or "<!DOCTYPE" in start[:end] or "xmlns" in root[2]
    return _BY_ROOT.get(root[1].lower(), _XML) if is_declared or root[1].lower() in ("rss", "plist", "svg") else ""


def _is_json(text: str, start: str) -> bool:
    """Return whether a text is JSON, or lines of it. A copied page may begin with a line of data: its prose decides."""
    if start[:1] not in ("[", "{"):
        return False
    prose = "".join(line for line in text.splitlines() if not _DATA_LINE.match(line))
    if 2 * len(_HAN.findall(prose)) > len(_HAN.findall(text)):
        return False
    if _JSON_START.match(start):
        return True
    first = start.split("\n", 1)[0]
    for whole in (text, first) if len(text) <= _MAX_PARSED else (first,):
        try:
            if isinstance(json.loads(whole), list | dict):
                return True
        except (ValueError, RecursionError):
            continue
    return False


def _is_code(start: str) -> bool:
    """Return whether a text begins as code and its words outside strings and comments do not read as prose."""
    bare = _LINE_COMMENT.sub(" ", _without_block_comments(start)).strip()
    begins = bool(_CODE_START.match(bare))
    bare = _LITERAL.sub('""', bare)
    length = sum(not letter.isspace() for letter in bare)
    if not length or len(_HAN.findall(bare)) > _FEW_HAN * length:
        return False
    signs = len(_CODE_SIGN.findall(bare)) / length
    words = len(_CODE_WORD.findall(bare))
    if begins and (signs >= _SOME_SIGNS or words >= _SOME_WORDS or _is_style_sheet(bare)):
        return True
    return signs >= _MANY_SIGNS and words >= _MANY_WORDS


def _without_block_comments(text: str) -> str:
    pieces, at = [], 0
    while (start := text.find("/*", at)) >= 0 and (end := text.find("*/", start + 2)) >= 0:
        pieces.append(text[at:start])
        at = end + 2
    return " ".join((*pieces, text[at:]))


def _is_style_sheet(bare: str) -> bool:
    """Return whether the blocks in braces hold little but declarations (``color: red;``)."""
    blocks = [block.rsplit("{", 1)[1] for block in bare.split("}") if "{" in block]
    said = [each for block in blocks for each in block.split(";") if each.strip()]
    declared = sum(bool(_DECLARATION.match(each)) for each in said)
    return len(said) > 0 and declared >= _MOST_DECLARED * len(said)

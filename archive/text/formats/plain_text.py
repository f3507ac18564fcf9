"""How is a file of plain text read? By its encoding, and without the marks of Markdown (CommonMark, the common part).

The encoding: byte order mark, strict UTF-8, the page's declaration, then how well the text reads. General detectors
were tried and rejected. Restricted to two encodings they add nothing to one question that they do not ask: how many of
the characters are among the few hundred that make up half of all Chinese prose. Right decodings score 0.3 to 0.6 there,
wrong ones below 0.1.
"""

from __future__ import annotations

import codecs
import re

from archive.text.formats.extracted import FormatError, PageHints

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
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# A page that declares gb2312 or gbk may hold characters of the wider standard.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs", "big5hkscs": "big5hkscs"}
_NAMES = {"big5hkscs": "big5"}
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{3,20})", re.IGNORECASE)
_READABLE = 0.12
_MANY_BROKEN = 0.002

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(?P<words>[^\n]*)$", re.MULTILINE)
_SIGNS = (
    re.compile(r"\[[^\[\]\n]{1,200}\]\((?:https?://|/|\.|#|mailto:)[^()\s]{0,500}\)"),
    re.compile(r"(?<!\*)\*\*[^*\s][^*\n]{0,200}\*\*(?!\*)"),
    re.compile(r"^\|?[ :]{0,3}-{3,40}[ :]{0,3}\|", re.MULTILINE),
    re.compile(r"^(?:[-*+]|\d{1,2}\.) \S", re.MULTILINE),
    re.compile(r"^> \S", re.MULTILINE),
    re.compile(r"^```", re.MULTILINE),
)
_LINK = re.compile(r"!?\[(?P<words>[^\[\]\n]{0,300})\]\([^()\s]{0,1000}(?:\s+\"[^\"\n]{0,200}\")?\)")
# **区 and ****年 are redactions: a span that begins like one of their ends is no emphasis.
_STRONG = re.compile(r"(?<!\*)\*\*(?![区县市省镇乡村年月日元万人])(?P<words>[^*\s](?:[^*\n]{0,298}[^*\s])?)\*\*(?!\*)")
_EMPHASIS = re.compile(
    r"(?<![*\w])\*(?![区县市省镇乡村年月日元万人])(?P<words>[^*\s](?:[^*\n]{0,298}[^*\s])?)\*(?![*\w])"
)
_UNDERLINED = re.compile(r"(?<![_\w])__(?P<words>[^_\s](?:[^_\n]{0,298}[^_\s])?)__(?![_\w])")
_CODE = re.compile(r"`(?P<words>[^`\n]{1,300})`")
_TAG = re.compile(r"</?(?:span|font|center|u|b|p|br|div)(?: [^<>\n]{0,200})?/?>", re.IGNORECASE)
_LONGEST_TITLE_LINE = 45
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|>-])")
_RULE = re.compile(r"^ {0,3}(?:(?:-[ \t]?){3,40}|(?:\*[ \t]?){3,40}|={3,80})$")
_TABLE_RULE = re.compile(r"^[ |:-]{3,200}$")
_QUOTED = re.compile(r"^ {0,3}(?:> ?){1,5}")
_CLOSING_MARKS = re.compile(r"(?<![ \t])[ \t]++#{1,6}[ \t]*$")
_FRONT = re.compile(r"\A---[ \t]*\n(?P<lines>(?:[^\n]{0,500}\n){1,40}?)---[ \t]*(?:\n|\Z)")
_FRONT_LINE = re.compile(r"^(?P<name>[A-Za-z_]{2,20})[ \t]*:[ \t]*[\"']?(?P<value>[^\n]*?)[\"']?[ \t]*$", re.MULTILINE)


def decode_bytes(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    """Return (text, name of the encoding, warnings). Raises FormatError if no encoding makes the bytes readable."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _with_losses(data[len(mark) :], name)
    try:
        unmarked = data.decode("utf-8")
    except UnicodeDecodeError:
        unmarked = None
    # A few GB words are valid UTF-8 by chance, but then they are not Chinese; UTF-16 is full of NULs.
    if unmarked is not None and _few_controls(unmarked) and (unmarked.isascii() or _CHINESE.search(unmarked)):
        return unmarked, "utf-8", ()
    readings = _readings(data)
    if readings:
        score, text, name = max(readings)
        if score >= _READABLE:
            return text, _NAMES.get(name, name), ()
    if unmarked is not None and _few_controls(unmarked):
        return unmarked, "utf-8", ()
    for name in dict.fromkeys((*_declared(data), "utf-8", "gb18030")):
        text = data.decode(name, errors="replace")
        broken = text.count("\ufffd")
        if broken <= max(3, _MANY_BROKEN * len(text)) and readability(text) >= _READABLE:
            return text, _NAMES.get(name, name), (f"有 {broken} 处字节无法辨认，以 \ufffd 表示。",)
    raise FormatError("无法辨认文件的类型或编码。请上传 txt、html、docx 或 pdf；txt 请存为 UTF-8 编码。")


def readability(text: str) -> float:
    """Return the share of the non-ASCII characters (controls included) that are very frequent ones: 0 to 1."""
    sample = text[:20_000]
    foreign = [letter for letter in sample if letter > "\x7f" or (letter < " " and letter not in "\t\n\r\f")]
    return sum(letter in FREQUENT for letter in foreign) / len(foreign) if foreign else 0.0


def looks_like_markdown(text: str) -> bool:
    """Return whether a text has front matter, or a heading mark with another kind of mark, or three headings."""
    start = text[:20_000]
    if _FRONT.match(start):
        return bool(_FRONT_LINE.search(start))
    headings = len(_HEADING.findall(start))
    return headings >= 3 or (headings >= 1 and any(sign.search(start) for sign in _SIGNS))


def read_markdown(text: str) -> tuple[str, PageHints]:
    """Return the hints, and the words without marks of heading, emphasis, link, quotation and table.

    Cells are joined by a tab. The first heading, if no paragraph stands above it, is the title unless front matter
    names one. Marks of list items stay, as in a typed text.
    """
    said: dict[str, str] = {}
    if front := _FRONT.match(text):
        said = {line["name"].lower(): line["value"] for line in _FRONT_LINE.finditer(front["lines"])}
        text = text[front.end() :]
    heading, lines, fenced = "", [], False
    for line in text.split("\n"):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
            continue
        if fenced:
            lines.append(line)
            continue
        line = _QUOTED.sub("", line)
        if _RULE.match(line):
            continue
        if line.lstrip().startswith("|"):
            if not _TABLE_RULE.match(line.strip()):
                cells = (_plain(cell.strip()) for cell in line.strip().strip("|").split("|"))
                lines.append("\t".join(cells))
            continue
        if match := _HEADING.match(line):
            line = _CLOSING_MARKS.sub("", match["words"]).strip()
            # A heading below the first paragraph is a heading of the text, not its title.
            is_first = not any(len(above.strip()) > _LONGEST_TITLE_LINE for above in lines)
            heading = heading or (_plain(line) if is_first else "")
        lines.append(_plain(line))
    hints = PageHints(
        title=said.get("title", "") or heading,
        date=said.get("date", ""),
        author=said.get("author", ""),
        source=said.get("source", ""),
        url=said.get("url", ""),
    )
    return "\n".join(lines), hints


def _few_controls(text: str) -> bool:
    return 10 * len(_CONTROL.findall(text)) <= len(text)


def _readings(data: bytes) -> list[tuple[float, str, str]]:
    """Return (readability, text, encoding) of every encoding in which the bytes are wholly valid."""
    readings = []
    for name in dict.fromkeys((*_declared(data), "gb18030", "big5hkscs", "utf-16-le", "utf-16-be")):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        readings.append((readability(text), text, name))
    return readings


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
    if broken > max(3, _MANY_BROKEN * len(text)):
        raise FormatError("文件已损坏，很多字节无法辨认。请重新导出为 UTF-8 编码的 txt 再上传。")
    return text, name, (f"有 {broken} 处字节无法辨认，以 \ufffd 表示。",)


def _plain(line: str) -> str:
    for mark in (_LINK, _STRONG, _EMPHASIS, _UNDERLINED, _CODE):
        line = mark.sub(lambda match: match["words"], line)
    return _ESCAPED.sub(r"\1", _TAG.sub("", line))
